"""The analysts' pages: FastAPI, server-rendered, on this machine alone. It shows and corrects; it decides nothing."""

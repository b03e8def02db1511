"""Processes in which files are read, with their limits."""

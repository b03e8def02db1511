"""Mistakes of the user, said in one line without a traceback."""


class UserError(Exception):
    """Something the user can put right; the message says what (Vietnamese). `status` is the exit status."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status

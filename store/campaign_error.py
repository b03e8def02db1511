"""What is wrong with a campaign's files, said so that it can be mended: the file, the line, the reason."""

from pathlib import Path

from pydantic_core import PydanticCustomError


class CampaignError(Exception):
    """A campaign's folder cannot be used. The message is Vietnamese and names file, line and reason."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        super().__init__(f"{path}, dòng {line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line  # from 1; None where the whole file is meant
        self.reason = reason


def refusal(reason: str) -> PydanticCustomError:
    """Return what a validator raises to refuse a value, with a reason in Vietnamese."""
    return PydanticCustomError("refused", "{reason}", {"reason": reason})


def read_text(path: Path) -> str:
    """Return a campaign file's text, without byte order mark; CampaignError where it is missing or no UTF-8."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CampaignError(path, None, "không có tệp này.") from None
    except OSError as error:
        raise CampaignError(path, None, f"không đọc được tệp ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CampaignError(path, line, "tệp không phải mã UTF-8. Lưu lại với mã “UTF-8” rồi chạy lại.") from None

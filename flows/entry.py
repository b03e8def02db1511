"""Where the command `soat` starts: the settings are checked before anything that reads them is imported."""

import sys

from pydantic import ValidationError

from core.settings import Notices, Settings


def main() -> None:
    """Check the settings and enter the command line; a wrong setting is one line and exit status 2."""
    try:
        Settings()
        Notices()
    except ValidationError as error:
        for wrong in error.errors():
            name = "SOAT_" + "_".join(str(part) for part in wrong["loc"]).upper()
            sys.stderr.write(f"soat: Thiết đặt {name} không hợp lệ: {wrong['input']!r} ({wrong['msg']}).\n")
        sys.exit(2)
    from flows.cli import main as enter  # noqa: PLC0415 - it reads the settings when it is imported

    enter()


if __name__ == "__main__":
    main()

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("name", "value"), [("SOAT_OCR_DPI", "many"), ("SOAT_WORKERS", "-1")])
def test_a_wrong_setting_is_one_line(name: str, value: str) -> None:
    """A setting that cannot serve is named with its value, without a traceback, and the exit status is 2."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.entry", "show", "nothing.pdf"],
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert name in done.stderr
    assert value in done.stderr
    assert "Traceback" not in done.stderr


def test_right_settings_lead_into_the_command_line() -> None:
    """With settings in order the commands are there."""
    done = subprocess.run([sys.executable, "-m", "flows.entry", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "verify" in done.stdout

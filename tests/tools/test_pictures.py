"""The guide's pictures are made by one command, of the pages as they are."""

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tools.pictures import PICTURES, TAKEN, results, take

_ROOT = PICTURES.parents[1]


def named() -> set[str]:
    """Return the names of the pictures that the documents show."""
    documents = (_ROOT / "README.md", *(_ROOT / "docs").glob("*.md"))
    return {name for path in documents for name in re.findall(r"pictures/([\w-]+\.png)", path.read_text("utf-8"))}


def test_every_picture_of_the_documents_is_made_by_the_tool() -> None:
    """No picture is made by hand, none is left over, and all of them lie in the repository."""
    assert named() == set(TAKEN) == {path.name for path in PICTURES.iterdir()}


@pytest.mark.slow
def test_every_picture_can_be_made(tmp_path: Path) -> None:
    """The pages over the samples still are as the pictures want them, and each picture shows something."""
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        pytest.skip("no Chromium here")
    with results() as out:
        made = list(take(out, tmp_path, list(TAKEN)))
    assert {path.name for path in made} == set(TAKEN)
    for path in made:
        with Image.open(path) as image:
            assert image.size == TAKEN[path.name].size
            assert len(image.convert("RGB").getcolors(10_000_000) or ()) > 50, path.name

import io
import os
import shutil
import time
from pathlib import Path

import docx
import pytest

from core.problem import Code
from core.settings import Settings
from core.steps import ReadItem
from extractors import triage
from extractors.office import libreoffice as office
from extractors.office.libreoffice import convert_ahead, read_office
from extractors.piece import OddFileError
from extractors.read import read_tree
from extractors.workers.slots import slot

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
BROKEN = rb"{\rtf1\ansi cut {\b off"


def _rtf(text: str) -> bytes:
    return rb"{\rtf1\ansi " + "".join(f"\\u{ord(sign)}?" for sign in text).encode() + rb"\par}"


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a small program in the place of LibreOffice: it hangs on "hang", fails on "cut"; the file logs its starts."""
    made = docx.Document()
    made.add_paragraph("x")
    stream = io.BytesIO()
    made.save(stream)
    (tmp_path / "made.docx").write_bytes(stream.getvalue())
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(
        f"""#!/bin/sh
echo $$ >> {tmp_path}/log
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2; mkdir -p "$out"
for file; do
    grep -q hang "$file" && sleep 600
    grep -q cut "$file" || cp {tmp_path}/made.docx "$out/$(basename "${{file%.*}}").docx"
done
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "_ahead", {})
    return tmp_path / "log"


def _count(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_many_files_share_a_start(starts: Path) -> None:
    """Files converted ahead cost one start, and their reading none; other files are left alone."""
    contents = [_rtf("một"), b"plain text", _rtf("hai"), b"", _rtf("ba")]
    assert convert_ahead(contents, Settings()) == frozenset()
    for content in contents:
        if content.startswith(b"{"):
            assert read_office(content, triage.RTF, Settings()).pieces[0].text == "x"
    assert _count(starts) == 1


def test_only_so_many_are_open_at_a_time(starts: Path, tmp_path: Path) -> None:
    """While others hold all places of this machine, a conversion waits, and then ends without a start; a free place is taken."""
    settings = Settings(office_programs=1, slots_dir=tmp_path / "slots", seconds_per_file=0.2)
    contents = [_rtf("một"), _rtf("hai")]
    with slot(1, 0, settings.slots_dir, office._SLOT):
        assert len(convert_ahead(contents, settings)) == 2
        with pytest.raises(OddFileError) as caught:
            read_office(contents[0], triage.RTF, settings)
        assert caught.value.problem.code is Code.TIMEOUT
        assert _count(starts) == 0
    assert convert_ahead(contents, settings) == frozenset()
    assert _count(starts) == 1


def test_one_file_is_not_converted_ahead(starts: Path) -> None:
    """A single file is converted when it is read."""
    assert convert_ahead([_rtf("một"), b"text"], Settings())
    assert _count(starts) == 0


def test_more_files_than_a_start_takes_need_more_starts(starts: Path) -> None:
    """The files of a start are limited, so that a bad one has few beside it."""
    convert_ahead([_rtf(f"tệp {number}") for number in range(office.MOST_A_START + 1)], Settings())
    assert _count(starts) == 2


def test_a_file_that_fails_is_told_and_the_others_are_converted(starts: Path) -> None:
    """A broken file among others costs itself alone, and is read for its own code."""
    assert len(convert_ahead([_rtf("một"), BROKEN, _rtf("hai")], Settings())) == 1
    assert read_office(_rtf("hai"), triage.RTF, Settings()).pieces
    assert _count(starts) == 1
    with pytest.raises(OddFileError) as refused:
        read_office(BROKEN, triage.RTF, Settings())
    assert refused.value.problem.code is Code.CORRUPT


def test_a_program_that_hangs_is_ended_with_all_it_started(starts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file on which the program hangs gets `timeout`; the files behind it are read alone, and no process stays."""
    settings = Settings(busy_seconds=1)
    monkeypatch.setattr(office, "_SECONDS_A_FILE", 0)
    hanging = _rtf("x") + b"hang"
    first, last = _rtf("một"), _rtf("hai")
    alone = convert_ahead([first, hanging, last], settings)
    assert len(alone) == 3  # the one before the hanging file may have been cut
    with pytest.raises(OddFileError) as refused:
        read_office(hanging, triage.RTF, settings)
    assert refused.value.problem.code is Code.TIMEOUT
    assert read_office(last, triage.RTF, settings).pieces
    for line in starts.read_text().split():
        until = time.monotonic() + 5
        while Path("/proc", line).exists() and time.monotonic() < until:
            time.sleep(0.01)
        assert not Path("/proc", line).exists()


def _read_alone(folder: Path, name: str, content: bytes) -> tuple[ReadItem, ...]:
    (folder / name).write_bytes(content)
    return read_tree(folder / name, Settings())


@pytest.mark.slow
@needs_libreoffice
def test_together_and_alone_files_read_the_same(tmp_path: Path) -> None:
    """What is read of a file is the same to the last offset, whether it was converted alone or with others."""
    field = rb"{\rtf1\ansi {\field{\*\fldinst FILENAME}{\fldrslt old}} {\pntext 1.\tab}{\pn\pnlvlbody\pndec}x\par}"
    contents = {"a.rtf": _rtf("Sở Nội vụ báo cáo"), "b.rtf": field, "c.rtf": BROKEN, "d.rtf": _rtf("Hết")}
    alone = {name: _read_alone(tmp_path, name, content) for name, content in contents.items()}
    convert_ahead(list(contents.values()), Settings())
    assert {name: read_tree(tmp_path / name, Settings()) for name in contents} == alone


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Phần đầu</text:p>{}
</office:text></office:body></office:document>"""
_WORD_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>Phần đầu</w:t></w:r></w:p>
</w:body></w:wordDocument>"""


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(("name", "xml"), [("a.fodt", _FLAT.format("")), ("a.xml", _WORD_XML)])
def test_word_processors_xml_is_read(tmp_path: Path, name: str, xml: str) -> None:
    """OpenDocument in one XML file and the XML of Word 2003 are told by content and read."""
    (item,) = _read_alone(tmp_path, name, xml.encode())
    assert item.reading.document is not None, item.reading.problems
    assert item.reading.document.text == "Phần đầu"


@pytest.mark.slow
@needs_libreoffice
def test_links_are_not_followed(tmp_path: Path) -> None:
    """A document that links to a file of this machine gets nothing of it."""
    (tmp_path / "own.txt").write_text("chuyện riêng", encoding="utf-8")
    link = (
        f'<text:section text:name="s"><text:section-source xlink:href="{(tmp_path / "own.txt").as_uri()}" '
        'text:filter-name="Text"/><text:p>Phần sau</text:p></text:section>'
    )
    (item,) = _read_alone(tmp_path, "a.fodt", _FLAT.format(link).encode())
    assert item.reading.document is not None
    assert item.reading.document.text == "Phần đầu\nPhần sau"

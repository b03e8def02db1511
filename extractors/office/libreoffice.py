"""Files of other word processors: LibreOffice turns them into DOCX, many a start, in a profile of its own, without macros; and any into PDF."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.docx.pasted import read_word
from extractors.piece import Content, OddFileError
from extractors.workers.clock import reading_ends
from extractors.workers.processes import run_limited
from extractors.workers.slots import cores, slot

OFFICE_TYPES = {
    triage.DOC: ".doc",
    triage.RTF: ".rtf",
    triage.ODT: ".odt",
    triage.OTT: ".ott",
    triage.FODT: ".fodt",
    triage.WORD_XML: ".xml",
}
# What LibreOffice can print beside them: files that soát reads by itself.
_PRINTABLE = OFFICE_TYPES | {
    triage.DOCX: ".docx",
    triage.FLAT_OPC: ".xml",
    triage.XLSX: ".xlsx",
    triage.XLS: ".xls",
    triage.ODS: ".ods",
    triage.PPTX: ".pptx",
}
_SLOT = "libreoffice"
_DOCX = "docx:MS Word 2007 XML"
_PDF = "pdf"
_SECONDS_TO_PRINT = 30.0  # of the processor: setting pages with pictures takes longer than converting
MOST_A_START = 16  # files; a start costs as much as 30 small ones, and a bad file the repetition of all behind it
_MOST_BYTES = 32_000_000  # of the files of one start
_SECONDS_A_FILE = 1.0  # of the processor, that a start for many has more; a report takes a tenth of it
OFFICE_SUFFIXES = frozenset({".dot", *OFFICE_TYPES.values()})  # under which they lie, for the planning of work
_INSTALL = "Cài LibreOffice Writer: apt-get install libreoffice-writer."
# Macros off at the highest level, no links to other files, no crash reports and first-start windows.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


_Source = tuple[bytes, str]  # a file's bytes and its media type

# What was converted ahead of its reading: the DOCX by the sha256 of its source. A worker does one job at a time.
_ahead: dict[str, bytes] = {}


def read_office(content: bytes, media: str, settings: Settings) -> Content:
    """Return the text of a .doc, .rtf or OpenDocument file; OddFileError where it cannot be converted."""
    key = _key(content)
    docx = _ahead.pop(key, None)
    if docx is None:
        program = _program()
        if program is None:
            raise OddFileError(Code.MISSING_TOOL, _INSTALL)
        converted, in_time = _in_turn(program, {key: (content, media)}, settings.busy_seconds, settings)
        if key not in converted:
            raise OddFileError(Code.CORRUPT if in_time else Code.TIMEOUT)
        docx = converted[key]
    return read_word(docx, settings)


def convert_ahead(contents: Sequence[bytes], settings: Settings) -> frozenset[str]:
    """Convert the office files among `contents` with few starts, for `read_office`; return the sha256 of those that failed.

    Those that failed, or that stood behind one that did not end, are converted singly when they are read.
    """
    found = ((content, triage.media_type(content)) for content in contents if content)
    office = {_key(content): (content, media) for content, media in found if media in OFFICE_TYPES}
    program = _program()
    if len(office) > 1 and program is not None:
        waiting = iter(office.items())
        while batch := _batch(waiting):
            seconds = settings.busy_seconds + _SECONDS_A_FILE * len(batch)
            _ahead.update(_in_turn(program, batch, seconds, settings)[0])
    return frozenset(office.keys() - _ahead.keys())


def can_print(media: str) -> bool:
    """Tell whether `to_pdf` knows the type."""
    return media in _PRINTABLE


def to_pdf(content: bytes, media: str) -> bytes:
    """Return an office file as its pages, in PDF; OddFileError where it cannot be printed."""
    program = _program()
    if program is None:
        raise OddFileError(Code.MISSING_TOOL, _INSTALL)
    key = _key(content)
    converted, in_time = _converted(program, {key: (content, media)}, _SECONDS_TO_PRINT, _PDF)
    if key not in converted:
        raise OddFileError(Code.CORRUPT if in_time else Code.TIMEOUT)
    return converted[key]


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _batch(waiting: Iterator[tuple[str, _Source]]) -> dict[str, _Source]:
    """Return the next files for one start, none when all are done."""
    batch: dict[str, _Source] = {}
    size = 0
    for key, source in islice(waiting, MOST_A_START):
        batch[key] = source
        size += len(source[0])
        if size > _MOST_BYTES:
            break
    return batch


def _in_turn(
    program: str, sources: Mapping[str, _Source], seconds: float, settings: Settings
) -> tuple[dict[str, bytes], bool]:
    """Convert as `_converted` does, with no more LibreOffices open on this machine than the settings allow; each holds 200 MB."""
    until = min(reading_ends(), time.monotonic() + settings.seconds_per_file / 2)
    with slot(settings.office_programs or cores(), until, settings.slots_dir, _SLOT) as held:
        return _converted(program, sources, seconds) if held else ({}, False)


def _converted(
    program: str, sources: Mapping[str, _Source], seconds: float, target: str = _DOCX
) -> tuple[dict[str, bytes], bool]:
    """Return the DOCX (or PDF) of each source that can be converted, by its key, and whether the program ended in time."""
    with tempfile.TemporaryDirectory(prefix="soat-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        # The name tells nothing but the content: a field that prints it is the same, alone and among others.
        paths = {key: folder / f"{key[:16]}{_PRINTABLE[media]}" for key, (_, media) in sources.items()}
        for key, (content, _) in sources.items():
            paths[key].write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            target,
            "--outdir",
            str(folder / "out"),
            *map(str, paths.values()),
        ]
        done = run_limited(command, seconds=seconds, extra={"HOME": name}, folder=folder)
        made = {key: folder / "out" / f"{key[:16]}.{target.partition(':')[0]}" for key in sources}
        found = [key for key in sources if made[key].is_file()]
        if done is None or done.returncode:
            found = found[:-1]  # they are written one after the other: the last one may have been cut
        return {key: made[key].read_bytes() for key in found}, done is not None

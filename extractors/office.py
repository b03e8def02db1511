"""Files of other word processors: LibreOffice turns them into DOCX, in a profile of its own, without macros."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.docx import read_docx
from extractors.piece import Content, OddFileError
from extractors.processes import run_limited

OFFICE_TYPES = {
    triage.DOC: ".doc",
    triage.RTF: ".rtf",
    triage.ODT: ".odt",
    "application/vnd.oasis.opendocument.text-template": ".ott",
}
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


def read_office(content: bytes, media: str, settings: Settings) -> Content:
    """Return the text of a .doc, .rtf or .odt file; OddFileError where it cannot be converted."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OddFileError(Code.MISSING_TOOL, _INSTALL)
    with tempfile.TemporaryDirectory(prefix="soat-") as name:
        folder = Path(name)
        docx = _converted(program, content, OFFICE_TYPES[media], folder, settings.busy_seconds)
    return replace(read_docx(docx))


def _converted(program: str, content: bytes, suffix: str, folder: Path, seconds: float) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    source = folder / f"source{suffix}"
    source.write_bytes(content)
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    done = run_limited(command, seconds=seconds, extra={"HOME": str(folder)}, folder=folder)
    if done is None:
        raise OddFileError(Code.TIMEOUT)
    result = folder / "out" / "source.docx"
    if not result.is_file():
        raise OddFileError(Code.CORRUPT)
    return result.read_bytes()

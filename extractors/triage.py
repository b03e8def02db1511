"""What a file is, by its content and never by its name."""

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

import olefile

from extractors.plain.charset import wide_encoding

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT = "application/vnd.oasis.opendocument.text"
OTT = "application/vnd.oasis.opendocument.text-template"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FODT = "application/vnd.oasis.opendocument.text-flat-xml"
WORD_XML = "application/vnd.ms-word.xml"  # Word 2003
FLAT_OPC = "application/vnd.ms-word.flat-opc+xml"  # a DOCX's parts in one XML file
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
OLE = "application/x-ole-storage"
BROKEN_OLE = "application/x-ole-storage; broken"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
RTF = "application/rtf"
PDF = "application/pdf"
ZIP = "application/zip"
SEVEN_ZIP = "application/x-7z-compressed"
RAR = "application/vnd.rar"
CAB = "application/vnd.ms-cab-compressed"
TAR = "application/x-tar"
COMPRESSED = (
    "application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd", "application/x-lzip",
    "application/x-compress",
)  # fmt: skip
TNEF = "application/vnd.ms-tnef"
SIGNED = "application/pkcs7-mime"
EML = "message/rfc822"
MBOX = "application/mbox"
MHTML = "multipart/related"
HTML = "text/html"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"
HEIC = "image/heic"
IMAGES = ("image/jpeg", "image/png", "image/tiff", "image/bmp", "image/webp", "image/gif", HEIC)

# What a name's end promises. A promise that the content does not keep is worth knowing.
_PROMISES: dict[str, frozenset[str]] = {
    ".docx": frozenset({DOCX}),
    ".docm": frozenset({DOCX}),
    ".dotx": frozenset({DOCX}),
    ".dotm": frozenset({DOCX}),
    ".doc": frozenset({DOC}),
    ".dot": frozenset({DOC}),
    ".odt": frozenset({ODT}),
    ".fodt": frozenset({FODT}),
    ".rtf": frozenset({RTF}),
    ".xlsx": frozenset({XLSX}),
    ".xlsm": frozenset({XLSX}),
    ".xlsb": frozenset({XLSB}),
    ".xls": frozenset({XLS}),
    ".ods": frozenset({ODS}),
    ".pptx": frozenset({PPTX}),
    ".ppsx": frozenset({PPTX}),
    ".ppt": frozenset({PPT}),
    ".mht": frozenset({MHTML}),
    ".mhtml": frozenset({MHTML}),
    ".pdf": frozenset({PDF}),
    ".zip": frozenset({ZIP}),
    ".rar": frozenset({RAR}),
    ".7z": frozenset({SEVEN_ZIP}),
    ".eml": frozenset({EML}),
    ".msg": frozenset({MSG}),
    ".html": frozenset({HTML}),
    ".htm": frozenset({HTML}),
    ".txt": frozenset({TEXT}),
    ".jpg": frozenset({"image/jpeg"}),
    ".jpeg": frozenset({"image/jpeg"}),
    ".png": frozenset({"image/png"}),
    ".tif": frozenset({"image/tiff"}),
    ".tiff": frozenset({"image/tiff"}),
    ".heic": frozenset({HEIC}),
    ".heif": frozenset({HEIC}),
}
_HEAD = 4096  # bytes that are looked at
_PART = 200_000  # bytes of a package's part that are looked at
_PDF_HEAD = 1024  # bytes before which "%PDF-" must stand
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", RTF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"MSCF\0\0\0\0", CAB),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"LZIP", "application/x-lzip"),
    (b"\x1f\x9d", "application/x-compress"),
)
_PROGRAM = b"MZ"  # a self-extracting archive is a program with the archive behind it
_PROGRAM_HEAD = 1_000_000  # bytes in which the archive begins
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"  # the start of PKCS #7's object identifiers
_DIRECTORY_END = b"PK\x05\x06"
_ZIP64_END = b"PK\x06\x06"
_LARGEST_DIRECTORY_END = 22 + 65_535 + 20 + 56  # bytes: the record, its comment, and what ZIP64 sets before it
_LARGEST_DIRECTORY = 16_000_000  # bytes; a package has some thousand parts
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})  # of ISO/IEC 23008-12
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (  # names in an OLE file's root folder; the first that is there decides
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", MSG),
    ("Book", XLS),
)
_SECTOR = 512  # bytes; Word sets its main stream right behind the first one
_FIB_MAGIC = b"\xec\xa5"  # with which that stream begins
_FIB_FLAGS, _FIB_ENCRYPTED = 0x0A, 0x0100  # where the flags stand in "WordDocument", and the one of a password
_XML_TYPES = (  # what stands in the head of an XML file that a word processor wrote
    (b'progid="Word.Document"', WORD_XML),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", WORD_XML),
    (b"application/vnd.oasis.opendocument.text", FODT),
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", FLAT_OPC),
)
_MAIL_HEADERS = frozenset(
    {"from", "to", "subject", "date", "received", "return-path", "mime-version", "message-id", "delivered-to",
     "content-type", "x-mailer", "dkim-signature", "reply-to", "cc"}
)  # fmt: skip
_LEAST_MAIL_HEADERS = 3
_POSTED = frozenset({"to", "cc", "received", "return-path", "delivered-to", "message-id"})  # that no saved page has
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B}


def media_type(content: bytes) -> str:
    """Return the media type of a file's bytes, `application/octet-stream` where it is none that is known."""
    head = content[:_HEAD]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(content)
    if head.startswith(_OLE_MAGIC):
        return _inside_ole(content)
    if b"%PDF-" in content[:_PDF_HEAD]:
        return PDF
    return _by_magic(head) or _behind_program(content) or _text_type(content)


def is_compound(content: bytes) -> bool:
    """Tell whether the file is a compound one (OLE), as old office files and objects in new ones are."""
    return content.startswith(_OLE_MAGIC)


def zip_directory(content: bytes) -> int:
    """Return the size in bytes of a ZIP archive's directory, as its end tells; 0 where no end is found."""
    start = max(0, len(content) - _LARGEST_DIRECTORY_END)
    tail = content[start:]
    end = tail.rfind(_DIRECTORY_END)
    if end < 0 or len(tail) < end + 22:
        return 0
    size = int(struct.unpack_from("<I", tail, end + 12)[0])
    large = tail.rfind(_ZIP64_END, 0, end)
    if size == 0xFFFFFFFF and large >= 0 and len(tail) >= large + 56:
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    return size


def disagrees(name: str, media: str) -> bool:
    """Tell whether the name's end promises another type than the content's."""
    promised = _PROMISES.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    return promised is not None and media not in {*promised, UNKNOWN, BROKEN_OLE}


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head[257:262] == b"ustar":
        return TAR
    if head.startswith(b"\x30") and _SIGNED_DATA in head[:64]:
        return SIGNED
    return next((found for magic, found in _MAGIC if head.startswith(magic)), None)


def _behind_program(content: bytes) -> str | None:
    """Return the type of the archive that a self-extracting program carries, None where it carries none."""
    if not content.startswith(_PROGRAM):
        return None
    head = content[:_PROGRAM_HEAD]
    for magic, found in ((b"Rar!\x1a\x07", RAR), (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP)):
        if magic in head:
            return found
    return _inside_zip(content) if zip_directory(content) else None


def _inside_zip(content: bytes) -> str:
    if zip_directory(content) > _LARGEST_DIRECTORY:
        return ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                with archive.open("mimetype") as stream:
                    found = stream.read(200).decode("ascii", "replace").strip()
                if b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
                    return ENCRYPTED_OFFICE
                return found if found.startswith("application/") else ZIP
            types = _start(archive, "[Content_Types].xml")
            main = _start(archive, "_rels/.rels").lower()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return _broken_zip(content)
    return _package(types, main) or next((found for name, found in _ZIP_PARTS if name in names), ZIP)


def _package(types: bytes, main: bytes) -> str | None:
    """Return which office file a package is, by where its main part lies, else by the types of its parts."""
    for folder, found in _PACKAGES:
        if f'target="{folder}'.encode() in main or f'target="/{folder}'.encode() in main:
            return XLSB if b"xl/workbook.bin" in main else found
    return next((found for part, found in _KINDS if part in types), None)


_PACKAGES = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_KINDS = ((b"wordprocessingml", DOCX), (b"spreadsheetml", XLSX), (b"presentationml", PPTX))
_ZIP_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the first part of a member, b"" where there is none of that name."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as stream:
        return stream.read(_PART)


def _broken_zip(content: bytes) -> str:
    """Return what a truncated package was, by the names of parts that stand uncompressed in it."""
    for part, found in ((b"word/", DOCX), (b"xl/", XLSX), (b"ppt/", PPTX)):
        if part in content:
            return found
    return ZIP


def _inside_ole(content: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            root = {entry.name for entry in ole.root.kids}
            found = next((found for name, found in _OLE_STREAMS if name in root), None)
            if found == DOC and _has_password(ole.openstream("WordDocument").read(_FIB_FLAGS + 2)):
                return ENCRYPTED_OFFICE
            if found or (root and not ole.parsing_issues):
                return found or OLE
    except (OSError, ValueError, IndexError, AttributeError, struct.error, RecursionError):
        pass  # broken: told by what stands in it
    named = (
        found for name, found in _OLE_STREAMS if name != "Book" and name.encode("utf-16-le") in content
    )  # a font is, too
    return next(named, DOC if content[_SECTOR:].startswith(_FIB_MAGIC) else BROKEN_OLE)


def _has_password(fib: bytes) -> bool:
    return bool(int.from_bytes(fib[_FIB_FLAGS:], "little") & _FIB_ENCRYPTED)


def _text_type(content: bytes) -> str:
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _markup(head.decode("utf-16", "replace").encode())
    if b"\0" in head and (wide := wide_encoding(content)):
        return _markup(head[: _HEAD & ~1].decode(wide, "replace").encode())
    if not head or any(byte in _CONTROLS for byte in head):
        return UNKNOWN
    return _mail_type(head) or _markup(head)


def _mail_type(head: bytes) -> str | None:
    headers = _headers(head)
    if headers.get("content-type", "").startswith("multipart/related") and not headers.keys() & _POSTED:
        return MHTML
    if head.startswith(b"From ") and _is_mail(_headers(head.partition(b"\n")[2])):
        return MBOX
    return EML if _is_mail(headers) else None


def _markup(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        for sign, found in _XML_TYPES:
            if sign in head:
                return found
    start = start.lower()
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<body" in start):
        return HTML
    return HTML if start.startswith((b"<?xml", b"<!--")) and b"<html" in start else TEXT


def _is_mail(headers: dict[str, str]) -> bool:
    return len(headers.keys() & _MAIL_HEADERS) >= _LEAST_MAIL_HEADERS


def _headers(head: bytes) -> dict[str, str]:
    """Return the headers that a mail or a saved page begins with, by name in small letters; none where it begins otherwise."""
    found: dict[str, str] = {}
    lines = head.decode("latin-1").split("\n")
    if len(lines) > 1:
        lines.pop()  # may be cut in its middle
    for whole in lines:
        line = whole.rstrip("\r")
        if not line:
            break
        if line[0] in " \t":
            continue
        name, colon, value = line.partition(":")
        if not colon or not name.replace("-", "").isalnum():
            return {}
        found.setdefault(name.lower(), value.strip().lower())
    return found

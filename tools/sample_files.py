"""Turn the samples' DOCX into PDFs, scans and the damaged files of a real inbox (tệp PDF, bản quét, tệp lỗi)."""

import hashlib
import io
import random
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

POINTS_AN_INCH = 72
SCAN_DPI = 200
JPEG_QUALITY = 60
SKEW = (0.3, 0.6)  # degrees
NOISE = 0.05
PAPER = 250
SEED = 1185
MADE = datetime(2024, 12, 1, 8, 0, tzinfo=UTC)
PASSWORD = "dan-van-2024"  # noqa: S105 - the sample that nobody is to open
KEPT = 0.6
LIBREOFFICE_SECONDS = 300


def find_libreoffice() -> str | None:
    """Return LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice")


def to_pdfs(program: str, documents: dict[str, bytes]) -> dict[str, bytes]:
    """Convert DOCX bytes by name to PDF bytes by the same name."""
    made = to_form(program, documents, "pdf")
    return {name: _settle(content, name) for name, content in made.items()}


def to_form(program: str, documents: dict[str, bytes], form: str) -> dict[str, bytes]:
    """Convert DOCX bytes by name to another form of LibreOffice (pdf, doc, rtf, odt), in one run with a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        sources = []
        for name, content in documents.items():
            sources.append(room / f"{name}.docx")
            sources[-1].write_bytes(content)
        command = [program, f"-env:UserInstallation=file://{room}/profile", "--headless"]
        command += ["--convert-to", form, "--outdir", str(room), *map(str, sources)]
        environment = {"HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        subprocess.run(  # noqa: S603 - our own arguments
            command, check=True, capture_output=True, timeout=LIBREOFFICE_SECONDS, env=environment
        )
        return {name: (room / f"{name}.{form}").read_bytes() for name in documents}


def to_scan(pdf: bytes, seed: str, dpi: int = SCAN_DPI, skew: tuple[float, float] = SKEW) -> bytes:
    """Return a PDF of one slightly skewed, noisy grey JPEG a page, without text; `skew` in degrees, least and most."""
    chance = random.Random(f"{SEED}-{seed}")  # noqa: S311 - noise that is the same each time
    pages = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        picture = page.render(scale=dpi / POINTS_AN_INCH, grayscale=True).to_pil()
        pages.append(_photograph(picture.convert("L"), chance, skew))
    document.close()
    scan = io.BytesIO()
    pages[0].save(
        scan, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=JPEG_QUALITY,
        creationDate=MADE.timetuple(), modDate=MADE.timetuple(), producer="", title="",
    )  # fmt: skip
    return scan.getvalue()


def _photograph(page: Image.Image, chance: random.Random, skew: tuple[float, float]) -> Image.Image:
    """Skew a page a little and lay noise over it, as a desk scanner does."""
    angle = chance.uniform(*skew) * chance.choice((-1, 1))
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).point(lambda grey: grey * PAPER // 255)
    noise = Image.frombytes("L", turned.size, chance.randbytes(turned.width * turned.height))
    return Image.blend(turned, noise, NOISE)


def encrypt(pdf: bytes) -> bytes:
    """Return the PDF behind a user password; its keys are random, so it differs each time."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(PASSWORD, algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def truncate(content: bytes) -> bytes:
    """Return the first part of a file, as a broken download leaves it."""
    return content[: int(len(content) * KEPT)]


def _settle(pdf: bytes, name: str) -> bytes:
    """Write the PDF again with a fixed date and identity."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    stamp = MADE.strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = {"/Producer": "LibreOffice", "/CreationDate": stamp}
    identity = ByteStringObject(hashlib.md5(name.encode(), usedforsecurity=False).digest())
    writer._ID = ArrayObject((identity, identity))  # noqa: SLF001 - LibreOffice's own is random
    fixed = io.BytesIO()
    writer.write(fixed)
    return fixed.getvalue()

"""Writes the page: the matrix with its sentences in one file that can be sent by e-mail and opened anywhere."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from core.campaign import Campaign
from core.table import Table
from core.text import fold
from reports.citations import picture
from reports.method import METHOD
from reports.placing import placed
from reports.strongest import strongest
from reports.view import View, view
from reports.words import (
    CAUSES,
    FILE_STATUSES,
    KINDS,
    REVIEWED,
    SECTIONS,
    SEVERITIES,
    STATUS_WORDS,
    UNIT_KINDS,
    day,
    percent,
    shown,
    warning_words,
)

SENTENCES = 20_000  # on the page, which then has some 20 MB; the tables have all
FILES = 20_000  # on the list that the page unfolds; what somebody must look at stands above it in full
_OF_FILES = ("source", "status", "kind", "number", "issued_on", "issuer", "pages")  # what the page tells of each
_AT_ONCE = 200  # pieces of the template that are written at a time
_TEMPLATES = Path(__file__).parent / "templates"


def write_page(
    tables: Sequence[Table],
    campaign: Campaign,
    path: Path,
    *,
    versions: Mapping[str, str] | None = None,
    joined: Callable[[], View] | None = None,
) -> None:
    """Write the page of the contract's `tables` to `path`; the same input gives the same bytes. `joined` gives their view, where others use it too.

    Everything is in the file; its content security policy forbids every request and every script but its own, so
    that a text out of a report could do nothing even if escaping failed. Each cell has an address of its own
    (`index.html#stp-4`) that opens its sentences, without scripts too.
    """
    with placed(path) as file:
        for piece in _pieces(tables, joined() if joined else view(tables, campaign), versions):
            file.write(piece.encode("utf-8"))


def page(tables: Sequence[Table], campaign: Campaign, *, versions: Mapping[str, str] | None = None) -> str:
    """Return the whole page as text."""
    return "".join(_pieces(tables, view(tables, campaign), versions))


def _pieces(tables: Sequence[Table], joined: View, versions: Mapping[str, str] | None) -> Iterator[str]:
    """Yield the page, a little at a time."""
    whole = strongest(joined, SENTENCES)
    style = colours() + (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    stream = template().stream(
        v=whole,
        files=islice(whole.documents.only(*_OF_FILES), FILES),
        files_left_out=max(0, len(whole.documents) - FILES),
        graph=picture(tables),
        words=STATUS_WORDS,
        star=REVIEWED,
        any_reviewed=any(cell.reviewed for unit in whole.units for cell in unit.cells),
        method=(*METHOD, *(versions or {}).items()),
        kinds=tuple(dict.fromkeys(unit.kind for unit in whole.units if unit.kind)),
        errors=sum(trouble.severity == "error" for trouble in whole.troubles),
        remarks=sum(len(unit.difficulties) + len(unit.proposals) for unit in whole.units),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=hash_of(style),
        script_hash=hash_of(script),
    )
    stream.enable_buffering(_AT_ONCE)
    return stream


def template() -> Template:
    """Return the page's template; it is compiled once."""
    return environment().get_template("page.html")


@cache
def environment(templates: Path = _TEMPLATES) -> Environment:
    """Return the maker of pages out of a folder: everything escaped, harmful characters visible, words and dates as filters."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters.update(
        day=day,
        percent=percent,
        fold=fold,
        starts=lambda title, word: title.startswith(word or "\0"),  # "Luật Tiếp cận thông tin" says its type itself
        warning=warning_words,
        section=lambda word: SECTIONS.get(word, word),
        cause=lambda word: CAUSES.get(word, word),
        severity=lambda word: SEVERITIES.get(word, word),
        file_status=lambda word: FILE_STATUSES.get(word, word),
        kind=lambda word: KINDS.get(word, word),
        unit_kind=lambda word: UNIT_KINDS.get(word, word),
    )
    return environment


def _harmless(value: object) -> object:
    """Make harmful characters visible in every text that the template prints."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def hash_of(text: str) -> str:
    """Return a style's or script's hash as a content security policy names it."""
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def colours() -> str:
    """Return the style rules of the statuses; on dark screens the dark colours, on paper the light ones."""
    light, dark = [], []
    for key, word in STATUS_WORDS.items():
        light.append(f".s-{key}{{background:#{word.fill};color:#{word.ink}}}.b-{key}{{fill:#{word.fill}}}")
        light.append(f".proof .e-{key}{{border-color:#{word.fill}}}")
        dark.append(
            f".s-{key}{{background:#{word.dark_fill};color:#{word.dark_ink}}}.b-{key}{{fill:#{word.dark_fill}}}"
        )
        dark.append(f".proof .e-{key}{{border-color:#{word.dark_fill}}}")
    return "".join(light) + "@media screen and (prefers-color-scheme:dark){" + "".join(dark) + "}\n"

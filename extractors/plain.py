"""Plain text and HTML: one block for each line or block element."""

from typing import Any

from lxml import etree, html

from core.problem import Code
from extractors.columns import part_columns
from extractors.piece import Content, OddFileError, Piece, kind_of
from extractors.triage import decode

_MAX_BYTES = 20_000_000
_BLOCKS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "blockquote", "pre", "section", "article", "center",
     "header", "footer", "ul", "ol", "dl", "dt", "dd", "hr", "table", "tr", "td", "th", "tbody", "body", "html"}
)  # fmt: skip
_SKIPPED = frozenset({"script", "style", "head", "title", "noscript", "template"})


def read_text(content: bytes) -> Content:
    """Return the lines of a text file."""
    if len(content) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    return text_content(decode(content))


def text_content(text: str) -> Content:
    """Return the lines of a text as blocks."""
    lines = [line.rstrip() for line in text.splitlines()]
    pieces = [Piece(line, kind_of(line)) for line in lines if line.strip()]
    return Content(tuple(part_columns(pieces)))


def read_html(content: bytes) -> Content:
    """Return the text of an HTML page."""
    if len(content) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    return html_content(decode(content))


def html_content(text: str) -> Content:
    """Return the block elements of an HTML text; tables of several columns as rows."""
    if not text.strip():
        return Content(())
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise OddFileError(Code.CORRUPT) from error
    lines: list[list[str]] = [[]]
    _walk(root, lines)
    texts = [" ".join("".join(line).split()) for line in lines]
    return Content(tuple(Piece(line, kind_of(line)) for line in texts if line))


def _walk(root: Any, lines: list[list[str]]) -> None:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        skipped = name in _SKIPPED or any(parent.tag in _SKIPPED for parent in element.iterancestors())
        if name in _BLOCKS:
            lines.append([])
        if event == "start" and name and not skipped and element.text:
            lines[-1].append(element.text)
        if event == "end" and element.tail and element is not root:
            parents_skipped = any(parent.tag in _SKIPPED for parent in element.iterancestors())
            if not parents_skipped:
                lines[-1].append(element.tail)

"""The inside of a DOCX paragraph: its letters as printed, line by line, and the text boxes that hang on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.docx_parts import MC, W
from extractors.docx_styles import Styles, value

_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}rt", f"{W}sdtPr", f"{W}instrText"})
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Wingdings and Symbol put pictures on letters; those that official forms use.
_SYMBOLS = {
    0xFC: "✓",
    0xFE: "☑",
    0xA8: "☐",
    0x6F: "☐",
    0xFB: "✗",
    0xFD: "☒",
    0xE0: "→",
    0xF0: "⇨",
    0xB3: "≥",
    0xA3: "≤",
}
_MOSTLY = 0.5  # of the letters


@dataclass(slots=True)
class Line:
    """Letters up to a line break, with how many of them are bold and italic; `page` where they begin."""

    page: int
    parts: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    italic: int = 0

    @property
    def text(self) -> str:
        """Return the letters."""
        return "".join(self.parts)

    def mostly(self, count: int) -> bool:
        """Tell whether `count` is most of the line's letters."""
        return self.letters > 0 and count > self.letters * _MOSTLY


@dataclass(slots=True)
class Progress:
    """What runs on from paragraph to paragraph: the page, open fields, and the characters of `w:t` met."""

    rendered_breaks: bool = False  # the file tells where Word's pages begin
    page: int = 1
    fields: list[bool] = field(default_factory=list)  # True: the field's result is being read
    read: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote or endnote, id) in the order of the text

    @property
    def in_code(self) -> bool:
        """Tell whether a field's code is being read, which is not printed."""
        return not all(self.fields)


class Inline:
    """Walks through one paragraph and gathers its lines and text boxes."""

    def __init__(self, paragraph: Any, styles: Styles, progress: Progress) -> None:
        self.lines = [Line(progress.page)]
        self.boxes: list[Any] = []
        self._styles = styles
        self._progress = progress
        self._style = value(paragraph.find(f"{W}pPr"), "pStyle")
        self._walk(paragraph, None)

    def _walk(self, parent: Any, run: Any | None) -> None:
        for child in visible(parent):
            tag = child.tag
            if tag == f"{W}t":
                self._read(child.text or "", run)
            elif tag == f"{W}r":
                self._walk(child, child.find(f"{W}rPr"))
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif tag in _MARKS:
                self._add(_MARKS[tag], run)
            elif tag in {f"{W}br", f"{W}cr", f"{W}lastRenderedPageBreak"}:
                self._break(child)
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                self._progress.notes.append((tag[len(W) : -len("Reference")], child.get(f"{W}id", "")))
            elif tag in {f"{W}sym", _MATH_TEXT}:
                self._add(_symbol(child.get(f"{W}char", "")) or child.text or "", run)
            else:
                self._walk(child, run)

    def _read(self, text: str, run: Any | None) -> None:
        self._progress.read += len(text)
        if not self._progress.in_code and not self._styles.letters(run, self._style, "vanish"):
            self._add(text.upper() if self._styles.letters(run, self._style, "caps") else text, run)

    def _add(self, text: str, run: Any | None) -> None:
        line = self.lines[-1]
        if not line.letters:
            line.page = self._progress.page
        letters = sum(1 for character in text if not character.isspace())
        line.parts.append(text)
        line.letters += letters
        line.bold += letters if self._styles.letters(run, self._style, "b") else 0
        line.italic += letters if self._styles.letters(run, self._style, "i") else 0

    def _break(self, element: Any) -> None:
        progress = self._progress
        rendered = element.tag == f"{W}lastRenderedPageBreak"
        page_break = element.get(f"{W}type") == "page"
        if rendered or (page_break and not progress.rendered_breaks):
            progress.page += 1
        if not rendered:
            self.lines.append(Line(progress.page))

    def _field(self, part: str | None) -> None:
        fields = self._progress.fields
        if part == "begin":
            fields.append(False)
        elif part == "separate" and fields:
            fields[-1] = True
        elif part == "end" and fields:
            fields.pop()


_MARKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}


def visible(parent: Any) -> Iterator[Any]:
    """Yield the children that are printed: of alternatives only one, nothing that was deleted."""
    for child in parent:
        if child.tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            chosen = child.find(f"{MC}Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from visible(chosen)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield child


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:  # private use: the place in the symbol font
        return _SYMBOLS.get(number - 0xF000, "•")
    return chr(number) if 0x20 <= number < 0xD800 else ""

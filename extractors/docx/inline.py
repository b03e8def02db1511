"""The inside of a DOCX paragraph: its letters as printed, line by line, and the text boxes that hang on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.docx.equations import M, linear
from extractors.docx.fonts import Fonts
from extractors.docx.parts import MC, A, W
from extractors.docx.styles import Styles, value
from extractors.legacy.runs import FontRun, Told, convert_runs
from extractors.legacy.schemes import legacy_font

_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}rt", f"{W}sdtPr", f"{W}instrText"})
_DRAWN = frozenset(
    {"{urn:schemas-microsoft-com:vml}textpath", f"{A}p"}
)  # word art, and text in drawings of other kinds
_OTHERS = _DRAWN | {f"{W}fldChar", f"{W}sym", f"{M}oMath", f"{W}footnoteReference", f"{W}endnoteReference"}
_SOFT_HYPHEN = "\u00ad"  # the letter ư in TCVN3, which LibreOffice writes as a soft hyphen too
_PRIVATE = 0xF000  # a symbol font's characters stand from here on
# Wingdings and Symbol put pictures on letters; those that official forms use.
_SYMBOLS = {
    0x20: " ",
    0x2B: "+",
    0x2D: "-",
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
_PRINTED_SYMBOLS = {_PRIVATE + code: _SYMBOLS.get(code, "•") for code in range(0x20, 0x100)}
_MOSTLY = 0.5  # of the letters


@dataclass(slots=True)
class Line:
    """Letters up to a line break, with how many of them are bold and italic; `page` where they begin."""

    page: int
    parts: list[str] = field(default_factory=list)
    legacy: list[FontRun] = field(default_factory=list)  # those of the parts that are set in legacy fonts
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
    """What runs on from paragraph to paragraph: the page, open fields, the characters met, what legacy runs told."""

    rendered_breaks: bool = False  # the file tells where Word's pages begin
    page: int = 1
    fields: list[bool] = field(default_factory=list)  # True: the field's result is being read
    read: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)  # (footnote or endnote, id) in the order of the text
    told: Told = field(default_factory=Told)

    @property
    def in_code(self) -> bool:
        """Tell whether a field's code is being read, which is not printed."""
        return not all(self.fields)


class Inline:
    """Walks through one paragraph and gathers its lines, its text boxes, and words that are drawn."""

    def __init__(self, paragraph: Any, styles: Styles, fonts: Fonts, progress: Progress) -> None:
        self.lines = [Line(progress.page)]
        self.boxes: list[Any] = []
        self.drawn: list[str] = []
        self._styles = styles
        self._fonts = fonts
        self._progress = progress
        self._style = value(paragraph.find(f"{W}pPr"), "pStyle")
        self._walk(paragraph, None)
        # A field's code ends with its paragraph: were its end missing, all that follows would be taken for code.
        progress.fields = [shown for shown in progress.fields if shown]
        if fonts.legacy:
            convert_runs([(line.parts, line.legacy) for line in self.lines], progress.told)

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
            elif tag in _OTHERS:
                self._other(child, tag, run)
            else:
                self._walk(child, run)

    def _other(self, child: Any, tag: str, run: Any | None) -> None:
        if tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType"))
        elif tag == f"{W}sym":
            self._symbol(child, run)
        elif tag == f"{M}oMath":
            self._read(linear(child), run)
        elif tag in _DRAWN:
            self.drawn.append(child.get("string") or "".join(child.itertext(f"{A}t")))
        else:
            self._progress.notes.append((tag[len(W) : -len("Reference")], child.get(f"{W}id", "")))

    def _read(self, text: str, run: Any | None) -> None:
        if self._progress.in_code and not self._progress.fields[-1]:
            return  # letters among a field's code: no file should have them, and completeness tells of them
        self._progress.read += len(text)
        if self._progress.in_code:
            return  # the result of a field inside another one's code
        if not self._styles.letters(run, self._style, "vanish"):  # hidden text is no part of the page
            self._add(text, run)

    def _symbol(self, symbol: Any, run: Any | None) -> None:
        code = symbol.get(f"{W}char", "")
        name = symbol.get(f"{W}font", "")
        try:
            sign = chr(int(code, 16))
        except (ValueError, OverflowError):
            return
        if legacy_font(name):
            self._add(sign, run, name)
        elif sign >= " " and not "\ud800" <= sign < "\ue000":
            self._add(sign, run)

    def _add(self, text: str, run: Any | None, font: str | None = None) -> None:
        line = self.lines[-1]
        if not line.letters:
            line.page = self._progress.page
        text = self._shown(text, run, font)
        letters = sum(1 for character in text if not character.isspace())
        line.parts.append(text)
        line.letters += letters
        line.bold += letters if self._styles.letters(run, self._style, "b") else 0
        line.italic += letters if self._styles.letters(run, self._style, "i") else 0

    def _shown(self, text: str, run: Any | None, font: str | None) -> str:
        """Return the letters as printed; those in a legacy font as they are, for they are converted line by line."""
        capitals = self._styles.letters(run, self._style, "caps")
        if self._fonts.legacy:
            name = font or self._fonts.name(run, self._style)
            if legacy := legacy_font(name):
                line = self.lines[-1]
                line.legacy.append(FontRun(len(line.parts), name, legacy.scheme, capitals or legacy.capitals))
                return text
        if not text.isprintable():
            text = text.replace(_SOFT_HYPHEN, "").translate(_PRINTED_SYMBOLS)
        return text.upper() if capitals else text

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


_MARKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": _SOFT_HYPHEN}


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

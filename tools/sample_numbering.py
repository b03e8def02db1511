"""Word's automatic numbering for a sample DOCX: the numbers stand in the layout, not in the text (đánh số tự động)."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tools.sample_text import Line, LineKind, number_of

HEADINGS, BULLETS = 71, 72
LEVELS = {
    LineKind.HEADING_1: (HEADINGS, 0),
    LineKind.HEADING_2: (HEADINGS, 1),
    LineKind.BULLET: (BULLETS, 0),
    LineKind.SUB_BULLET: (BULLETS, 1),
}


class AutoNumbering:
    """Two lists in the document's numbering part: one for headings of two levels, one for bullets of two."""

    def __init__(self, page: Any, lines: tuple[Line, ...]) -> None:
        first = {kind: _first_number(lines, kind) for kind in (LineKind.HEADING_1, LineKind.HEADING_2)}
        part = page.part.numbering_part.element
        headings = [_form(first[LineKind.HEADING_1], 1), _form(first[LineKind.HEADING_2], 2)]
        bullets = [("bullet", "-"), ("bullet", "+")]
        for identity, levels in ((HEADINGS, headings), (BULLETS, bullets)):
            _add_list(part, identity, levels)

    def number(self, paragraph: Any, kind: LineKind) -> None:
        """Let Word number the paragraph as its kind is numbered."""
        identity, level = LEVELS[kind]
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx makes no lists
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = identity


def _first_number(lines: tuple[Line, ...], kind: LineKind) -> str:
    """Return the first number that a heading of this kind carries in the text."""
    numbers = (number_of(line.text) for line in lines if line.kind is kind)
    return next(filter(None, numbers), "1.")


def _form(number: str, level: int) -> tuple[str, str]:
    """Return Word's number format and level text for numbers such as "I.", "1." or "a)"."""
    stem, point = number[:-1], number[-1]
    shape = "decimal" if stem.isdigit() else "upperRoman" if stem.isupper() else "lowerLetter"
    return shape, f"%{level}{point}"


def _add_list(part: Any, identity: int, levels: list[tuple[str, str]]) -> None:
    """Add an abstract list with these levels, and the list that uses it."""
    abstract = _element("w:abstractNum", abstractNumId=str(identity))
    abstract.append(_element("w:multiLevelType", val="multilevel"))
    for at, (shape, text) in enumerate(levels):
        abstract.append(_level(at, shape, text))
    first = part.find(qn("w:num"))
    if first is None:
        part.append(abstract)
    else:
        first.addprevious(abstract)
    used = _element("w:num", numId=str(identity))
    used.append(_element("w:abstractNumId", val=str(identity)))
    part.append(used)


def _level(at: int, shape: str, text: str) -> Any:
    """Return one level of a list."""
    level = _element("w:lvl", ilvl=str(at))
    level.append(_element("w:start", val="1"))
    level.append(_element("w:numFmt", val=shape))
    level.append(_element("w:suff", val="space"))
    level.append(_element("w:lvlText", val=text))
    level.append(_element("w:lvlJc", val="left"))
    properties = OxmlElement("w:pPr")
    properties.append(_element("w:ind", left="0", firstLine="720"))
    level.append(properties)
    if shape != "bullet":
        looks = OxmlElement("w:rPr")
        looks.append(OxmlElement("w:b"))
        level.append(looks)
    return level


def _element(name: str, **attributes: str) -> Any:
    """Return an element of the w: namespace with these attributes."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made

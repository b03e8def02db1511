"""Pages of words become pieces in reading order: letterhead, text, tables, signature; running heads at the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from core.document import Align, BlockKind, PageSource
from core.text import fold
from extractors.layout.lines import Line, PageText, Row, Word, line_of, row_of, rows_of
from extractors.layout.paragraphs import Joiner, line_piece
from extractors.layout.tables import Table, area_of, is_inside, put_table
from extractors.layout.zones import Margins, Zone, find_zones
from extractors.piece import Piece

_EDGE = 0.09  # of the page's height: page numbers and running heads lie above or below
_NUMBER_LETTERS = 9  # "Trang 12/15" without its word
_LONG = 0.55  # of the page's width: a row of running text
_LETTERHEAD = 0.3  # of the page's height: it begins above
_ENOUGH = 6  # long lines that tell a page's own margins
_SMALL = 0.87  # of the usual letter height: a footnote
_TELLING = 20  # characters from which on the usual width of a letter tells its size
_FOOTNOTES = 0.55  # of the page's height: footnotes lie below
_DEFAULT_STEP = 18.0
# What a signature widget says of the signer; it lies over the letterhead and is no part of the text.
_SIGNED = ("nguoi ky:", "ky boi:", "thoi gian ky:", "ngay ky:", "digitally signed", "signed by", "date: 20")
_SIGNER = ("email:", "co quan:")  # the same, but only beside one of those
_NOTE_LETTERS = frozenset("NKTDSEC")
_NOTE_LENGTH = max(map(len, _SIGNED))


def arrange(pages: Sequence[PageText]) -> list[Piece]:
    """Return the pieces of all pages in reading order; running heads and signature notes at the end."""
    rows = [rows_of(page.number, _outside(page)) for page in pages]
    running, kept = _without_running(pages, rows)
    joiner = Joiner()
    notes: list[Piece] = []
    lines, width = [row.whole for of in kept for row in of], pages[0].width if pages else 0.0
    general = _margins(lines, _long(lines, width), width)
    if pages:
        over = _over_letterhead(pages[0], kept[0], general)
        running = [*(row.whole for row in kept[0][:over]), *running]
        kept[0] = kept[0][over:]
    for page, page_rows in zip(pages, kept, strict=True):
        margins = _page_margins(page_rows, page.width, general)
        body, footnotes = _footnotes(page_rows, page, general)
        notes += _noted(footnotes, margins)
        running += _page(page, body, margins, joiner)
    joiner.close()
    running += [line_of(page.number, [word]) for page in pages for word in page.aside if not _in_table(page, word)]
    heads = [replace(line_piece(line, 0), kind=BlockKind.RUNNING) for line in running]
    return [*joiner.done, *notes, *heads]


def _page(page: PageText, rows: list[Row], margins: Margins, joiner: Joiner) -> list[Line]:
    """Hand the page's pieces to the joiner; return the lines of stamps and of repeated headings."""
    stamps: list[Line] = []
    zones = {
        zone.first: zone for zone in find_zones(rows, margins, page.width, page.height, first_page=page.number == 1)
    }
    tables = sorted(page.tables, key=_top)
    index = 0
    while index < len(rows):
        while tables and _top(tables[0]) < rows[index].lines[0].top:
            stamps += put_table(page, tables.pop(0), joiner)
        zone = zones.get(index)
        if zone and zone.stamped:
            stamps += zone.left
            for line in zone.right:
                joiner.add(line, margins)
            index = zone.last
        elif zone:
            _zone(zone, joiner)
            index = zone.last
        else:
            joiner.add(rows[index].whole, margins)
            index += 1
    for table in tables:
        stamps += put_table(page, table, joiner)
    return stamps


def _zone(zone: Zone, joiner: Joiner) -> None:
    for column, lines in ((1, zone.left), (2, zone.right)):
        left, middle = (median(values) for values in zip(*((line.left, line.middle) for line in lines), strict=True))
        ragged = sum(abs(line.left - left) for line in lines), sum(abs(line.middle - middle) for line in lines)
        for line in lines:
            joiner.put(line_piece(line, column, Align.LEFT if ragged[0] < ragged[1] else Align.CENTER))


def _outside(page: PageText) -> Sequence[Word]:
    if not page.tables:
        return page.words
    areas = [area_of(table) for table in page.tables]
    return [word for word in page.words if not any(is_inside(area, word) for area in areas)]


def _in_table(page: PageText, word: Word) -> bool:
    return any(is_inside(area_of(table), word) for table in page.tables)


def _top(table: Table) -> float:
    return area_of(table).top


def _without_running(pages: Sequence[PageText], rows: list[list[Row]]) -> tuple[list[Line], list[list[Row]]]:
    """Part page numbers, lines repeated on the edges of several pages, and signature notes from the other rows."""
    running, rows = _without_notes(rows)
    edges = [(line, _undated(line)) for page, of in zip(pages, rows, strict=True) for line in _on_edge(page, of)]
    count = Counter(text for _, text in edges)
    running += [
        line for line, text in edges if _is_page_number(line) or (count[text] > 1 and count[text] * 2 >= len(pages))
    ]
    taken = set(map(id, running))
    running.sort(key=lambda line: (line.page, line.top))
    return running, [[row for row in of if id(row.whole) not in taken] for of in rows]


def _without_notes(rows: list[list[Row]]) -> tuple[list[Line], list[list[Row]]]:
    notes: list[Line] = []
    for of in rows:
        lines = [line for row in of for line in row.lines if line.text[0] in _NOTE_LETTERS]
        signed = [line for line in lines if _begins(line, _SIGNED)]
        notes += signed
        if signed:
            notes += [line for line in lines if _begins(line, _SIGNER)]
    if not notes:
        return [], rows
    taken = set(map(id, notes))
    kept = [[[line for line in row.lines if id(line) not in taken] for row in of] for of in rows]
    return notes, [[row_of(lines) for lines in of if lines] for of in kept]


def _on_edge(page: PageText, rows: list[Row]) -> Iterator[Line]:
    upper, lower = _EDGE * page.height, (1 - _EDGE) * page.height
    return (row.whole for row in rows if row.whole.bottom < upper or row.whole.top > lower)


def _undated(line: Line) -> str:
    """Return a line without its digits: what running heads of several pages have in common."""
    return "".join(sign for sign in line.text if not sign.isdigit())


def _over_letterhead(page: PageText, rows: list[Row], margins: Margins) -> int:
    """Return how many rows stand small or on the right above the letterhead: the stamp of a digital signature."""
    zones = find_zones(rows, margins, page.width, page.height, first_page=True)
    if not zones or rows[zones[0].first].lines[0].top > _LETTERHEAD * page.height:
        return 0
    usual = median(row.whole.height for row in rows)
    over = 0
    for row in rows[: zones[0].first]:
        if row.whole.height > _SMALL * usual and row.lines[0].left < margins.middle:
            break
        over += 1
    return over


def _is_page_number(line: Line) -> bool:
    """Tell whether a line on the page's edge is its number: "3", "- 3 -", "Trang 3/12", "3 | Page"."""
    text = fold(line.text)
    digits = sum(1 for sign in text if sign.isdigit())
    for word in ("trang", "page"):
        text = text.replace(word, "")
    rest = [sign for sign in text if not sign.isdigit() and sign not in " -–—/|."]
    return 0 < digits <= _NUMBER_LETTERS and not rest


def _begins(line: Line, starts: tuple[str, ...]) -> bool:
    return fold(line.text[:_NOTE_LENGTH]).startswith(starts)


def _long(lines: Sequence[Line], width: float) -> list[Line]:
    return [line for line in lines if line.right - line.left > _LONG * width]


def _margins(lines: Sequence[Line], long: Sequence[Line], width: float) -> Margins:
    """Return the margins that these lines show, the `long` ones above all."""
    long = long or lines
    if not long:
        return Margins(0.0, width, 0.0, _DEFAULT_STEP)
    # Half of the long lines and more begin at the left margin; first lines are indented.
    lefts = sorted([line.left for line in long])
    left = lefts[len(lefts) // 6]
    rights = sorted([line.right for line in long])
    right = rights[len(rights) * 5 // 6]
    height = median([line.height for line in long])
    shifts = [line.left - left for line in lines]
    indents = Counter([round(shift / 2) * 2 for shift in shifts if height < shift < 6 * height])
    steps = [
        step
        for before, after in pairwise(lines)
        if before.page == after.page and 0 < (step := after.top - before.top) < 4 * height
    ]
    indent = indents.most_common(1)[0][0] if indents else 0
    return Margins(left, right, float(indent), median(steps) if steps else _DEFAULT_STEP)


def _page_margins(rows: Sequence[Row], width: float, general: Margins) -> Margins:
    """Return the page's own margins where it has enough running text to tell, else the document's."""
    lines = [row.whole for row in rows]
    long = _long(lines, width)
    if len(long) < _ENOUGH:
        return general
    own = _margins(lines, long, width)
    return Margins(own.left, own.right, own.indent or general.indent, own.step)


def _footnotes(rows: list[Row], page: PageText, general: Margins) -> tuple[list[Row], list[Row]]:
    """Part the small lines at the page's foot, the first of which begins with its number, from the text."""
    usual = median([row.whole.height for row in rows]) if rows else 0.0
    wide = _usual_letter(rows) if page.source is PageSource.OCR else 0.0
    first = len(rows)
    while first and rows[first - 1].lines[0].top > _FOOTNOTES * page.height:
        line = rows[first - 1].whole
        # Recognition makes all lines equally high; then the width of the letters tells.
        narrow = wide > 0 and len(line.text) > _TELLING and _letter_width(line) < _SMALL * wide
        if line.height >= _SMALL * usual and not narrow:
            break
        first -= 1
    while first < len(rows) and not rows[first].lines[0].text[:1].isdigit():
        first += 1
    if any(len(row.lines) > 1 and row.lines[1].left > general.middle for row in rows[first:]):
        return rows, []
    return rows[:first], rows[first:]


def _usual_letter(rows: list[Row]) -> float:
    return median([_letter_width(row.whole) for row in rows if len(row.whole.text) > _TELLING] or [0.0])


def _letter_width(line: Line) -> float:
    """Return the usual width of a letter."""
    return sum(word.right - word.left for word in line.words) / sum(len(word.text) for word in line.words)


def _noted(rows: list[Row], margins: Margins) -> list[Piece]:
    joiner = Joiner()
    for row in rows:
        joiner.add(row.whole, margins)
    joiner.close()
    return [replace(piece, kind=BlockKind.FOOTNOTE) for piece in joiner.done]

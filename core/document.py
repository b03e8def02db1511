"""What was read out of one file: text, blocks with their places, pages, and what is inside a container."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.problem import Problem
from core.text import OffsetMap, Span


class PageSource(StrEnum):
    """How a page's text was won."""

    TEXT_LAYER = "text_layer"  # characters that the PDF carries
    OCR = "ocr"  # characters recognised from the page's picture
    OFFICE = "office"  # a word processor's file, mail or plain text: no fixed pages


class BlockKind(StrEnum):
    """What a block of text is by its form; what it means is the business of nlp."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"  # carries its printed or automatic number or bullet in the text
    TABLE_ROW = "table_row"  # a row of a ruled table; `cells` tells where each cell stands
    FOOTNOTE = "footnote"
    RUNNING = "running"  # page header, page footer, page number: kept at the end of the text, not read as content


class Align(StrEnum):
    """How a block stands between the margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points (1/72 inch) from the page's top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page. Sizes in PDF points, 0 where unknown; `confidence` in [0, 1] where the page was recognised."""

    number: int  # from 1
    width: float
    height: float
    source: PageSource
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row. Blocks follow each other in reading order and do not overlap."""

    kind: BlockKind
    span: Span  # in Document.text, without the line feed between blocks
    page: int | None = None  # from 1; None where the file does not tell
    box: Box | None = None
    column: int = 0  # 0 full width; 1, 2, … a column of the letterhead or signature zone, from the left
    align: Align | None = None
    bold: bool | None = None  # mostly bold letters
    italic: bool | None = None
    cells: tuple[Span, ...] = ()  # of a table row, in Document.text


@dataclass(frozen=True, slots=True)
class Document:
    """One file's text after normalisation, with everything needed to show where each word stood.

    `text` is the blocks joined by line feeds; every offset in the house refers to it. `completeness` is
    characters read over characters present, 1.0 where nothing is known to be lost.
    """

    sha256: str
    media_type: str
    text: str
    offsets: OffsetMap  # from `text` back to the text before normalisation
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    completeness: float = 1.0

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds the code point at `offset`, None between blocks."""
        low = bisect_right(self.blocks, offset, key=lambda block: block.span.end)
        found = self.blocks[low] if low < len(self.blocks) else None
        return found if found and found.span.start <= offset else None

    def blocks_in(self, within: Span) -> tuple[Block, ...]:
        """Return the blocks that lie wholly inside a span."""
        first = bisect_left(self.blocks, within.start, key=lambda block: block.span.start)
        behind = bisect_right(self.blocks, within.end, key=lambda block: block.span.end)
        return self.blocks[first:behind]

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the code point at `offset` stands, None where the file does not tell."""
        block = self.block_at(offset)
        return block.page if block else None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the e-mail around an attachment tells; hints of the last order, but the date of receipt."""

    sent_on: date | None = None
    sender: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container, with its bytes, to be read as a file of its own."""

    name: str  # as the container spells it, decoded, on one line; never used as a path
    content: bytes
    envelope: Envelope | None = None
    problem: Problem | None = None  # why it could not be taken out (`content` is empty), or is not to be opened


@dataclass(frozen=True, slots=True)
class Reading:
    """What the extractors give for one file: a document or none, difficulties, and members of a container."""

    sha256: str
    media_type: str
    size: int  # bytes
    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    members: tuple[Member, ...] = ()

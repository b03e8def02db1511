"""Sections of a report: which part tells results, limits, plans or proposals, by headings and by inline titles."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.document import Align, Block, BlockKind, Document
from core.settings import Settings
from core.text import Span, matching
from nlp.cues import in_year, read_rows
from nlp.patterns import pattern
from nlp.phrases import PhraseIndex
from nlp.sentences import bullet


class Role(StrEnum):
    """What a section of a report is for."""

    BASIS = "basis"
    SITUATION = "situation"
    RESULTS = "results"
    LIMITS = "limits"
    PLANS = "plans"
    PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the body under one heading. `level` counts from 1; an inline title ("2. Khuyết điểm: …") is one too."""

    role: Role
    title: str
    level: int
    span: Span  # from behind the heading to the next heading
    said: bool  # the heading names the role; else it is the enclosing section's


# Numbering of headings, outermost first: Phần I., I., A., 1., 1.1., a), -
_NUMBERING = tuple(pattern("grammar", f"heading_{level}") for level in range(1, 7))
_LONGEST_HEADING = 160  # code points
_OPENING_SHARE = 0.3  # of the body: more text before the first heading is no opening, but the report itself
_PETITIONS = (
    "đơn",
    "khiếu nại",
    "tiếp công dân",
    "tiếp dân",
    "phản ánh",
    "giải quyết kiến nghị",
    "cử tri",
    "kiểm toán",
    "kết luận",
    "sau giám sát",
)
_PROGRAMMES = "mục tiêu quốc gia"  # of a programme's name: no goal of the unit's
_EDGE = "¶"  # stands in a phrase of the table for the first or last word of a heading, its numbering left out
_INLINE_LEVEL = 9  # of a title at the start of a paragraph: below all headings
_INLINE_TITLE = pattern("grammar", "inline_title")
_FIRST = pattern("grammar", "first_point")


# An outlook heading may also say "nhiệm vụ … kết quả"; what stands first in this order wins.
_ORDER = (Role.PROPOSALS, Role.PLANS, Role.LIMITS, Role.SITUATION, Role.BASIS, Role.RESULTS)


@lru_cache(maxsize=8)
def _index(year: int) -> PhraseIndex[Role]:
    rows = read_rows(Settings().tables_dir / "sections.csv", kind="role")
    return PhraseIndex(
        {role: [phrase for row in rows if row.kind == role for phrase in in_year(row.phrase, year)] for role in _ORDER}
    )


def role_of(title: str, year: int) -> Role | None:
    """Return the role that a heading's words name, or None; of several the first named one, limits before results."""
    folded = heading_words(title).replace(_PROGRAMMES, "")
    found = _index(year).find_all(folded)
    hits = [(found[role][0].span.start, rank, role) for rank, role in enumerate(_ORDER) if role in found]
    if not hits:
        return None
    roles = {role for _, _, role in hits}
    asked_too = {
        Role.RESULTS,
        Role.PLANS,
    } & roles  # beside what was done or is intended, sentences tell what is asked for
    if Role.PROPOSALS in roles and (asked_too or _about_petitions(folded)):
        hits = [hit for hit in hits if hit[2] is not Role.PROPOSALS]
    return min(hits)[2] if hits else None


def heading_words(title: str) -> str:
    """Return a heading as the phrases of the table are sought in it: without its number, its edges marked."""
    _, start = _numbered(title)
    return f"{_EDGE} {matching(title[start:]).strip(' .:')} {_EDGE}"


def _numbered(line: str) -> tuple[int, int]:
    """Return by which form of `_NUMBERING` a line is numbered, from 1, 0 where it is not, and where its words begin."""
    forms = ((level, match.end()) for level, form in enumerate(_NUMBERING, 1) if (match := form.match(line)))
    return next(forms, (0, 0))


def _about_petitions(folded: str) -> bool:
    """Tell whether "kiến nghị" in a heading means citizens' petitions, not the unit's proposals."""
    words = folded.replace("đơn vị", "")
    return any(word in words for word in _PETITIONS)


def heading_level(block: Block, text: str) -> int | None:
    """Return the level of a block that has the form of a heading (numbered, bold or in capitals, short), or None."""
    if block.kind in {BlockKind.TABLE_ROW, BlockKind.RUNNING, BlockKind.FOOTNOTE} or block.column:
        return None
    line = text.strip()
    if not line or len(line) > _LONGEST_HEADING or "\n" in line:
        return None
    numbered, start = _numbered(line)
    words = line[start:]
    capitals = words.isupper() and len(words) > 5
    ends_open = line[-1] not in ".;,…" and not line.endswith("./.")
    if capitals:
        return numbered or 1
    if numbered and ends_open and not words[:1].islower():
        return numbered if block.bold or line[-1] != ":" else None
    if ends_open and line[-1] != ":" and (block.bold or block.align is Align.CENTER) and len(line) < 120:
        return 3
    return None


def sections(document: Document, body: Span, year: int) -> tuple[Section, ...]:
    """Return the sections of the body in order; text before the first heading is a section without title."""
    opened: list[tuple[int, int, str, Role, bool]] = []  # start, level, title, role, said
    stack: list[tuple[int, Role]] = []
    heads: list[int] = []  # where headings start
    start = body.start
    opened.append((start, 0, "", Role.RESULTS, False))
    listed = ""  # the mark of the bullet whose title opened the last section
    counted: int | None = (
        None  # the form of the number before that title, 0 for none; None where a bullet stands, or none opened it
    )
    for block in document.blocks:
        if not body.contains(block.span):
            continue
        line = block.span.of(document.text)
        level = heading_level(block, line)
        inline = None if level else _inline_role(line, year)
        if level is None and inline is None:
            if (listed and bullet(line) in {listed, ""}) or (counted is not None and _goes_on(line, counted)):
                # what one point of a list is about, the points behind it are not
                *_, (_, level, title, role, said) = (one for one in opened if one[1] < _INLINE_LEVEL)
                heads.append(block.span.start)
                opened.append((block.span.start, level, title, role, said))
                stack = [one for one in stack if one[0] < _INLINE_LEVEL]
                listed, counted = "", None
            continue
        if level is None:
            level, title = _INLINE_LEVEL, line[: line.index(":")]
        else:
            title = line
        while stack and stack[-1][0] >= level:
            stack.pop()
        named = role_of(title, year)
        role = named or (stack[-1][1] if stack else Role.RESULTS)
        stack.append((level, role))
        heads.append(block.span.start)
        behind = block.span.start + line.index(":") + 1 if level == _INLINE_LEVEL else min(block.span.end + 1, body.end)
        told = level == _INLINE_LEVEL and behind < block.span.end and not line.rstrip().endswith(":")
        listed = bullet(line) if told else ""
        counted = _numbered(line)[0] if told and not listed else None
        opened.append((behind, level, title.strip(), role, named is not None))
    heads.append(body.end)
    headed = any(said and level < _INLINE_LEVEL for _, level, _, _, said in opened)
    if headed and heads[0] - start < len(body) * _OPENING_SHARE:
        # where headings tell the parts, what stands before them is an opening
        opened[0] = (start, 0, "", Role.SITUATION, False)
    return tuple(
        Section(role, title, level, Span(begin, max(begin, end)), said)
        for (begin, level, title, role, said), end in zip(opened, heads, strict=True)
    )


def _goes_on(line: str, counted: int) -> bool:
    """Tell whether a paragraph is a later point of the enumeration that one with a title in its line, of this form, stands in."""
    form, _ = _numbered(line)
    return form > 0 and counted in {form, 0} and not _FIRST.match(line)


def _inline_role(line: str, year: int) -> Role | None:
    """Return the role that a paragraph's opening words before a colon name ("2. Khuyết điểm: …"), or None."""
    match = _INLINE_TITLE.match(line)
    if not match:
        return None
    role = role_of(match.group(1), year)
    return (
        role
        if role in {Role.LIMITS, Role.PLANS, Role.PROPOSALS, Role.SITUATION}
        or matching(match.group(1)).endswith("ưu điểm")
        else None
    )

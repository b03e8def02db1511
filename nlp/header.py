"""The head and foot of an official document (thể thức văn bản) read from form and words together.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW for Party documents.
"""

from datetime import date

from core.dispatch import Dispatch, Found
from core.document import Document
from core.text import Span, fold, squeeze
from nlp.dates import day_of_parts
from nlp.heading import Heading, read_heading
from nlp.letterhead import read_letterhead
from nlp.lines import Line, Stream, lines_of, stream
from nlp.patterns import Match, pattern
from nlp.signature import Signature, read_signature
from nlp.symbols import LETTER, issuer_of, tidy, type_of

_FULL = pattern("references", "full")
_SPACED = pattern("references", "spaced")  # of the nineties: 43 TC/QLCS
_NUMBER_LINE = pattern("header", "number_line")
_DATE = pattern("header", "place_date")
_MOTTO = pattern("header", "motto")
_STAMP = pattern("header", "stamp")
_DEAR = pattern("header", "dear")
_ABOUT = pattern("header", "about_start")
_HEAD_ZONE = 40  # lines
_PLACE_WORDS = 6
_LEADERS = {"thu tuong": "Thủ tướng Chính phủ", "chu tich nuoc": "Chủ tịch nước"}
_MARKS = {
    "tuyet mat": "TUYỆT MẬT", "toi mat": "TỐI MẬT", "mat": "MẬT", "hoa toc": "HỎA TỐC",
    "hoa toc hen gio": "HỎA TỐC HẸN GIỜ", "thuong khan": "THƯỢNG KHẨN", "khan": "KHẨN",
}  # fmt: skip


def read_header(document: Document) -> Dispatch:
    """Return the fields that the document shows; what it leaves blank or does not have is None."""
    lines = lines_of(document)
    heading = read_heading(lines)
    head = _head(lines, heading)
    signature = read_signature(lines)
    number_line, number = _number(head)
    day, place = _place_and_day(head)
    above = _above(head, number_line, heading)
    letterhead = read_letterhead(above)
    told = issuer_of(number.value) if number else None
    issuer = Found(letterhead.issuer, letterhead.issuer_span, "header.letterhead") if letterhead else None
    if told and number and (issuer is None or told.startswith(issuer.value)):
        issuer = Found(told, number.span, "header.symbol", 0.8)
    if issuer is None:
        issuer = _leader(signature)
    parent = None
    if letterhead and letterhead.parent and letterhead.parent_span:
        parent = Found(letterhead.parent, letterhead.parent_span, "header.parent")
    return Dispatch(
        number=number,
        doc_type=_doc_type(lines, heading, number),
        issued_on=day,
        issuer=issuer,
        parent=parent,
        place=place,
        subject=_subject(heading),
        signer=signature.signer if signature else None,
        signer_role=signature.role if signature else None,
        addressees=_addressees(lines),
        recipients=signature.recipients if signature else (),
        secrecy=_mark(head, "secrecy"),
        urgency=_mark(head, "urgency"),
        body=_body(lines, heading, signature),
    )


def _head(lines: tuple[Line, ...], heading: Heading) -> tuple[Line, ...]:
    """Return the lines down to the type's name or Kính gửi; both columns of the letterhead lie above."""
    end = next((line.index for line in lines if _DEAR.match(line.folded)), _HEAD_ZONE)
    if heading.type_line is not None and heading.type_line.column == 0:
        end = min(end, heading.type_line.index)
    elif heading.type_line is not None:
        end = min(end, heading.type_line.index + 12)
    else:
        first = next(
            (line.index for line in lines if line.column == 0 and line.index > 3 and len(line.text) > 120), end
        )
        end = max(min(end, first), 1) if not any(line.column == 2 for line in lines[end : end + 6]) else end + 6
    while end < len(lines) and (
        lines[end].column == 2 or (lines[end].column == 1 and any(line.column == 2 for line in lines[end : end + 8]))
    ):
        end += 1  # the right column is read behind the left one, Kính gửi may stand in that
    return lines[: min(end, _HEAD_ZONE)]


def _number(head: tuple[Line, ...]) -> tuple[Line | None, Found[str] | None]:
    """Return the line of the number, and the number; None for a blank one and for those of incoming stamps."""
    first: Line | None = None
    for position, line in enumerate(head):
        label = _NUMBER_LINE.search(line.folded)
        if not label or _STAMP.search(line.folded[: label.end()]):
            continue
        first = first or line
        here = stream((line, *_same_column(head, position, 1)))
        if found := _full_at(here, label):
            number = tidy(found.group())
            return line, Found(number, here.span(found.start(), found.end()), "header.number")
    return first, None


def _full_at(here: Stream, label: Match) -> Match | None:
    """Return the number right behind its label; one that begins elsewhere in the line is another document's."""
    at = label.end()
    while at < len(here.text) and here.text[at] in " .:;":
        at += 1
    if label.group().strip().startswith(("so ", "s0 ")) or label.group().strip().split(" ")[-1][:1].isdigit():
        at = label.start()
        while at < len(here.text) and not here.text[at].isdigit():
            at += 1
    return _FULL.match(here.text, at) or _SPACED.match(here.text, at)


def _same_column(head: tuple[Line, ...], position: int, count: int) -> tuple[Line, ...]:
    """Return the next lines of the same column that may hold what a line break cut off."""
    line = head[position]
    below = [one for one in head[position + 1 :] if one.column == line.column]
    return tuple(one for one in below[:count] if not _ABOUT.match(one.folded) and not _MOTTO.search(one.folded))


def _place_and_day(head: tuple[Line, ...]) -> tuple[Found[date] | None, Found[str] | None]:
    right = [line for line in head if line.column == 2]
    for lines in (right, list(head)):
        if not lines:
            continue
        joined = stream(line for line in lines if not _STAMP.search(line.folded))
        found = next((day for day in _DATE.finditer(joined.folded) if not _in_brackets(joined, day)), None)
        if found is None:
            continue
        place = _place(joined, found)
        day = day_of_parts(found["y"], found["m"], found["d"])
        span = joined.span(found.start("d"), found.end("y"))
        return Found(day, span, "header.date") if day else None, place
    return None, None


def _in_brackets(joined: Stream, found: Match) -> bool:
    """Tell whether a day stands in brackets: "(Kèm theo Công văn số … ngày …)" dates what an annex belongs to."""
    start = found.start("d")
    return joined.text.rfind("(", 0, start) > joined.text.rfind(")", 0, start)


def _place(joined: Stream, found: Match) -> Found[str] | None:
    """Return the capitalised words right before ", ngày"."""
    end = found.end("place")
    words = joined.text[found.start("place") : end].rstrip(" ,.").split(" ")
    chosen: list[str] = []
    for word in reversed(words):
        bare = word.strip(",.-")
        titled = bare[1:].islower() or len(bare) < 3
        lower_ok = bare in {"phố", "thành", "xã", "thị", "trấn", "huyện", "tỉnh"} and chosen
        if bare and not lower_ok and not (bare[0].isupper() and titled):
            break
        chosen.insert(0, word)
    text = squeeze(" ".join(chosen[-_PLACE_WORDS:])).strip(" -,.*_")
    if not text:
        return None
    start = joined.text.rindex(text.split(" ")[0], 0, end + 1)
    return Found(text, joined.span(start, end), "header.place")


def _above(head: tuple[Line, ...], number_line: Line | None, heading: Heading) -> tuple[Line, ...]:
    """Return the letterhead's lines: the left column above the number, or all capitals above where no column is told."""
    limit = number_line.index if number_line else (heading.type_line.index if heading.type_line else len(head))
    left = [line for line in head if line.column == 1 and line.index < limit]
    chosen = left or [line for line in head if line.column == 0 and line.index < limit]
    kept: list[Line] = []
    for line in chosen:
        motto = _MOTTO.search(line.folded)
        if motto and line.column == 1:
            continue
        part = _cut(line, motto.start()) if motto else line
        capitals = part.upper and not _STAMP.search(part.folded) and not _DATE.search(part.folded)
        if capitals and not _ABOUT.match(part.folded):
            kept.append(part)
    return tuple(kept)


def _cut(line: Line, end: int) -> Line:
    text = line.text[:end].rstrip()
    span = Span(line.span.start, line.span.start + len(text))
    return Line(line.index, span, text, line.folded[: len(text)], line.column, line.align, line.bold, line.kind)


def _leader(signature: Signature | None) -> Found[str] | None:
    """Return the office holder whose signature alone names the issuing body."""
    if signature is None or signature.role is None:
        return None
    name = _LEADERS.get(fold(signature.role.value))
    return Found(name, signature.role.span, "header.signature", 0.7) if name else None


def _doc_type(lines: tuple[Line, ...], heading: Heading, number: Found[str] | None) -> Found[str] | None:
    if heading.doc_type and heading.type_line:
        return Found(heading.doc_type, heading.type_line.span, "header.type")
    if heading.doc_type and heading.subject_lines:
        return Found(heading.doc_type, heading.subject_lines[0].span, "header.about")
    told = type_of(number.value) if number else None
    if number and told:
        return Found(told, number.span, "header.symbol", 0.8)
    dear = next((line for line in lines[:_HEAD_ZONE] if _DEAR.match(line.folded)), None)
    if number and dear:
        return Found(LETTER, dear.span, "header.letter", 0.7)
    return None


def _subject(heading: Heading) -> Found[str] | None:
    if not heading.subject or not heading.subject_lines:
        return None
    span = Span(heading.subject_lines[0].span.start, heading.subject_lines[-1].span.end)
    return Found(heading.subject, span, "header.subject")


def _addressees(lines: tuple[Line, ...]) -> tuple[Found[str], ...]:
    for position, line in enumerate(lines[:_HEAD_ZONE]):
        if not _DEAR.match(line.folded):
            continue
        behind = line.text.partition(":")[2].strip(" .;")
        found = [Found(behind, line.span, "header.addressee")] if behind else []
        for follower in lines[position + 1 : position + 30]:
            if not follower.text.startswith(("-", "+")) or behind:
                break
            found.append(Found(follower.text.lstrip("-+ ").rstrip(" ;.,"), follower.span, "header.addressee"))
        return tuple(found)
    return ()


def _mark(head: tuple[Line, ...], kind: str) -> Found[str] | None:
    marks = pattern("header", kind)
    for line in head:
        found = marks.match(line.folded)
        if found and line.upper:
            return Found(_MARKS[found["mark"]], line.span, f"header.{kind}")
    return None


def _body(lines: tuple[Line, ...], heading: Heading, signature: Signature | None) -> Span | None:
    begin = heading.end
    end = signature.start if signature else len(lines)
    if begin >= end:
        return None
    return Span(lines[begin].span.start, lines[end - 1].span.end)

"""Type and subject of a document (tên loại, trích yếu): the title block, or V/v under the number."""

from dataclasses import dataclass
from functools import cache

from core.document import Align, BlockKind
from core.text import fold, squeeze
from nlp.lines import Line, Stream, stream
from nlp.patterns import Pattern, pattern, phrases, table

_ABOUT = pattern("header", "about")
_ABOUT_START = pattern("header", "about_start")
_DEAR = pattern("header", "dear")
_BODY = pattern("header", "body_start")
_AUTHORITY = pattern("header", "authority")
_TAIL = pattern("header", "authority_tail")
_STAMP = pattern("header", "stamp")
_DATE = pattern("header", "place_date")
_MOTTO = pattern("header", "motto")
_HEAD_LINES = 45  # lines in which the title block stands
_SUBJECT_LINES = 9
_SHORTEST_REST = 4  # letters behind a type's name that may be a subject
_LEAST_CAPITALS = 4  # words in capitals that make a subject in capitals


@dataclass(frozen=True, slots=True)
class Heading:
    """The type with its line, the subject's lines, and the line index behind both."""

    doc_type: str | None
    type_line: Line | None
    subject: str | None
    subject_lines: tuple[Line, ...]
    end: int


def read_heading(lines: tuple[Line, ...]) -> Heading:
    """Return type and subject; a subject under V/v without a type's name makes the document a Công văn."""
    head = lines[: _body_index(lines)]
    typed = next(((line, *told) for line in head if (told := _type_name(line))), None)
    if typed:
        line, name, rest = typed
        subject = _subject_behind(lines, line, one_line=bool(rest))
        text = _without_authority(_without_about(squeeze(" ".join(part.text for part in subject))), subject)
        text = squeeze(f"{rest} {text}") if rest else text
        end = subject[-1].index + 1 if subject else line.index + 1
        return Heading(name, line, text or None, tuple(subject) or ((line,) if rest else ()), end)
    about = _about(lines)
    if about:
        return Heading("Công văn", None, about[0], about[1], about[1][-1].index + 1)
    return Heading(None, None, None, (), 0)


def _body_index(lines: tuple[Line, ...]) -> int:
    """Return the index of the first line that can only belong to the body or to Kính gửi."""
    for line in lines[:_HEAD_LINES]:
        if _DEAR.match(line.folded) or (line.folded.startswith(("can cu ", "can. cu ")) and len(line.text) > 20):
            return line.index + 1
    return min(len(lines), _HEAD_LINES)


@cache
def _types() -> tuple[Pattern, dict[str, str]]:
    names: dict[str, str] = {}
    for row in table("doc_types"):
        if row["family"] != "any" and row["name"] != "Công văn":
            names |= {fold(name): row["name"] for name in (row["name"], *row["variants"].split("|")) if name}
    return phrases(tuple(names), around=r"\W{0,2}(?:{})(?!\w)"), names


def _type_name(line: Line) -> tuple[str, str] | None:
    """Return the type that a line in capitals names, alone or before the subject on the same line, and that subject.

    "NGHỊ ĐỊNH CỦA CHÍNH PHỦ" names the issuer behind the type, no subject.
    """
    if not line.upper or _STAMP.search(line.folded):
        return None
    compiled, names = _types()
    found = compiled.match(line.folded)
    if not found:
        return None
    name = names.get(squeeze(found.group()).strip(" .:-*"))
    rest = line.text[found.end() :].strip(" .:-*")
    behind = fold(rest)
    if name is None or (rest and (behind.startswith(("so ", "so:")) or len(rest) < _SHORTEST_REST)):
        return None
    return name, "" if behind.startswith("cua ") else rest


def _subject_behind(lines: tuple[Line, ...], typed: Line, *, one_line: bool) -> list[Line]:
    """Return the lines of the subject: those that go on in the form of the first one, up to the body.

    `one_line` tells that it begins on the type's own line.
    """
    found: list[Line] = []
    for line in lines[typed.index + 1 : typed.index + 1 + _SUBJECT_LINES + 8]:
        if _skipped(line, typed):
            continue
        first = found[0] if found else None
        if _begins_body(line, first) or _stops(line, first, typed):
            break
        if first is None and one_line and not _goes_on(line, typed, typed):
            break
        if first is not None and not _goes_on(line, first, found[-1]):
            break
        found.append(line)
        if len(found) >= _SUBJECT_LINES:
            break
    return found


def _skipped(line: Line, typed: Line) -> bool:
    """Tell whether a line between type and body is a stamp, a rule, or the other column of the letterhead."""
    if not any(letter.isalnum() for letter in line.text) or _STAMP.search(line.folded):
        return True
    if _MOTTO.search(line.folded) or (_DATE.search(line.folded) and len(line.text) < 60):
        return True
    return line.column == 2 and typed.column == 1


def _begins_body(line: Line, first: Line | None) -> bool:
    """Tell whether a line opens the body; a subject may itself begin with "Thực hiện", in the title's form."""
    if line.text[:1].islower() or not _BODY.match(line.folded):
        return line.text.startswith("Để ")
    title_form = line.bold is True or line.align is Align.CENTER
    return not (first is None and title_form and line.folded.startswith(("thuc hien", "xet ")))


def _stops(line: Line, first: Line | None, typed: Line) -> bool:
    if line.kind is BlockKind.LIST_ITEM:
        return True
    if line.upper and _AUTHORITY.match(line.folded):
        return not (
            first is not None
            and first.upper
            and line.align is first.align
            and first.column == line.column
            and typed.text.upper().startswith(("BÁO", "KẾ", "THÔNG BÁO"))
        )
    return False


def _goes_on(line: Line, first: Line, before: Line) -> bool:
    if before.text.endswith((".", ":", ";")):
        return False
    if first.upper or line.upper:
        return first.upper and line.upper
    if line.text[:1].islower() or line.text.startswith("("):
        return line.bold == first.bold or first.align is Align.CENTER or line.align is Align.CENTER
    if first.bold and line.bold:
        return True
    if line.bold is False and first.bold:
        return False
    return (line.align is Align.CENTER and first.align is not Align.JUSTIFY) or (
        not first.bold and line.align is not Align.JUSTIFY and first.align is Align.CENTER and len(line.text) < 100
    )


def _without_about(text: str) -> str:
    found = _ABOUT_START.match(fold(text))
    return text[found.end() :].strip() if found else text.strip()


def _without_authority(text: str, lines: list[Line]) -> str:
    """Take the body that decides, and the text itself, off the end where extraction joined them to the subject."""
    words = text.split(" ")
    small = [bool(word[:1].isalpha()) and not word.isupper() and word.isalpha() for word in words]
    capitals = next(
        (number for number, one in enumerate(small) if one and any(small[number + 1 : number + 3])), len(words)
    )
    if capitals >= _LEAST_CAPITALS and capitals < len(words):
        text = " ".join(words[:capitals])
    if not fold(text) or not text.isupper() or len(lines) != 1:
        return text
    found = _TAIL.search(fold(text))
    return text[: found.start()].strip() if found else text


def _about(lines: tuple[Line, ...]) -> tuple[str, tuple[Line, ...]] | None:
    head = lines[:_HEAD_LINES]
    start = next(
        (line for line in head if _ABOUT.search(line.folded) and not _DEAR.match(line.folded) and "v/v" in line.folded),
        None,
    )
    start = start or next((line for line in head[:25] if _ABOUT_START.match(line.folded)), None)
    if start is None:
        return None
    chosen = [start]
    for line in lines[start.index + 1 : start.index + 10]:
        if line.column != start.column or _DEAR.match(line.folded) or _begins_body(line, None):
            break
        if line.upper or _DATE.search(line.folded) or _STAMP.search(line.folded) or _MOTTO.search(line.folded):
            break
        chosen.append(line)
    joined: Stream = stream(chosen)
    found = _ABOUT.search(joined.folded)
    text = joined.text[found.end() :] if found else joined.text
    day = _DATE.search(fold(text))
    if day and day.start() > 5:
        text = text[: day.start()]
    return text.strip(" .;,"), tuple(chosen)

"""Where the title of a law, code or ordinance ends: known titles by words, unknown ones by the words that stop them."""

from functools import cache, lru_cache

from core.text import fold, matching, squeeze
from nlp.dates import date_behind
from nlp.patterns import Match, Pattern, pattern, phrases, table, word_rows

_WORD = pattern("references", "word")
_BETWEEN = pattern("references", "title_joint")
_MARKS = pattern("references", "title_marks")
_AMENDING = pattern("references", "amending")
_LIST = pattern("references", "list_lead")
_SEVERAL = pattern("references", "several_laws")
_LONGEST = 16  # words of an unknown title
_DEEPEST = 3  # laws that amend laws that amend laws
_MOST_AMENDED = 8  # laws named in one amending law's title
_AMENDING_WORDS = ("sửa đổi, bổ sung một số điều của", "sửa đổi, bổ sung")
_REMEMBERED = 4096  # titles that come again and again
_QUOTED = pattern("references", "quoted_title")
_QUOTES = ('"', "“", "”")
_UNQUOTED = str.maketrans(dict.fromkeys("".join(_QUOTES)))
_BODY = pattern("references", "agency_anywhere")
_SCHEME = "de an"
_LEAST_WORDS = 3  # of a scheme's title that nothing else marks
LAWS = ("bo luat", "luat", "phap lenh")


def title_end(text: str, folded: str, kind: str, at: int, depth: int = 0) -> int | None:
    """Return where the title that begins behind the type's name (`at`) ends; None where no title stands there.

    `kind` is the folded type name. An amending law's title holds the titles of the laws that it amends.
    """
    amending = _AMENDING.match(folded, at)
    if amending:
        return _amended_end(text, folded, amending, depth + 1) if depth < _DEEPEST else None
    end = _known_end(folded, kind, at)
    if end is None and text.startswith((" về ", " Về "), at):
        end = _known_end(folded, kind, at + 3)
    end = end or _quoted_end(text, at) or _open_end(text, folded, at)
    return _closed(text, at, end) if end else None


def scheme_title_end(text: str, folded: str, kind: str, at: int) -> int | None:
    """Return where the title of a scheme (đề án) or programme ends: a known one, one in quotes, a scheme's in capitals.

    Events are called programmes with a name in quotes too, so a programme's must be known.
    """
    end = _known_end(folded, kind, at)
    if end is None and kind == _SCHEME:
        end = _quoted_end(text, at)
        if end is None and not _BODY.match(folded, at + 1):
            end = _open_end(text, folded, at)
            end = end if end and text.count(" ", at, end) >= _LEAST_WORDS else None
    return end


@lru_cache(_REMEMBERED)
def mended(kind: str, title: str) -> str:
    """Return a title without quotes, with the marks that recognition lost where its letters are those of known titles."""
    title = squeeze(title.translate(_UNQUOTED))
    compiled, names, exact = _spellings()
    if matching(f"{kind} {title}") in exact:
        return title
    letters = list(title)
    for found in compiled.finditer(fold(title)):
        name = names.get(found.group())
        if name and len(name) == len(found.group()) and matching(name) != matching(title[found.start() : found.end()]):
            letters[found.start() : found.end()] = name
    return "".join(letters)


@cache
def _spellings() -> tuple[Pattern, dict[str, str], frozenset[str]]:
    titles = [(row["type"], row["title"]) for row in table("laws") if " " in row["title"]]
    names = {fold(title): title for _, title in titles}
    names |= {fold(words): words for words in _AMENDING_WORDS}
    exact = frozenset(matching(f"{kind} {title}") for kind, title in titles)
    return phrases(tuple(names.values()), around=r"(?<!\w)(?:{})(?!\w)"), names, exact


@cache
def stop_words() -> frozenset[str]:
    """Return the words, with their marks, that no title goes over."""
    return frozenset(matching(row["word"]) for row in table("stop_words"))


def _amended_end(text: str, folded: str, amending: Match, depth: int) -> int | None:
    at = amending.end()
    several = _SEVERAL.match(folded, at)
    if several:
        return several.end()
    end: int | None = None
    for _ in range(_MOST_AMENDED):
        kind = next((kind for kind in LAWS if folded.startswith(kind, at)), None)
        if kind is None:
            return end
        inner = title_end(text, folded, kind, at + len(kind), depth)
        if inner is None:
            return end
        # A second amended law belongs to the title only where the day of the amending law stands behind it.
        if end is not None and not date_behind(folded, inner) and not folded.startswith((" so ", "\nso "), inner):
            return end
        end = inner
        joined = _LIST.match(folded, end)
        if joined is None:
            return end
        at = joined.end()
    return end


@cache
def _known(kind: str) -> Pattern:
    """Compile the known titles of a kind; any mark may stand between their words that stands in none of the table."""
    titles = (fold(row["title"]) for row in table("laws") if fold(row["type"]) == kind)
    words = (_MARKS.sub(" ", title).split() for title in titles)
    return word_rows(words, _BETWEEN.pattern, around=r"{}(?!\w|[&'’]\w)")


def _known_end(folded: str, kind: str, at: int) -> int | None:
    found = _known(kind).match(folded, at)
    return found.end() if found else None


def _quoted_end(text: str, at: int) -> int | None:
    """Return where a title in quotation marks ends, the marks included."""
    quoted = _QUOTED.match(text, at)
    return quoted.end() if quoted else None


def _closed(text: str, at: int, end: int) -> int:
    """Step over the quotation mark that closes a title opened with one."""
    opened = sum(text.count(mark, at, end) for mark in _QUOTES)
    if not opened % 2:
        return end
    behind = end + text.startswith(" ", end)
    return behind + 1 if text.startswith(_QUOTES, behind) else end


def _open_end(text: str, folded: str, at: int) -> int | None:
    first = _WORD.match(folded, at)
    if not first or not text[first.end() - len(first.group().lstrip(" -\n"))].isupper():
        return None
    end: int | None = None
    here, words = at, 0
    while words < _LONGEST:
        found = _WORD.match(text, here)
        if not found or "\n" in found.group():
            break
        word = matching(found.group().lstrip(" -"))
        if word in stop_words() or word[0].isdigit():
            break
        words, here, end = words + 1, found.end(), found.end()
        comma = 2 if folded.startswith(" ,", here) else 1 if folded.startswith(",", here) else 0
        if comma:
            after = _WORD.match(folded, here + comma)
            if (
                not after
                or after.group().strip() in stop_words()
                or words > 2
                or text[after.end() - 1 : after.end()].isupper()
            ):
                break
            here += comma
    return _without_and(folded, at, end) if end else None


def _without_and(folded: str, at: int, end: int) -> int | None:
    """Take a dangling "và" off the end."""
    while folded.endswith(" va", at, end):
        end -= 3
    return end if end > at else None

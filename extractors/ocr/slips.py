"""Slips of recognition that the letters themselves show: Ộ inside a small word, I for 1 in a law's number (lỗi nhận dạng)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from core.marks import toned
from core.text import fold
from extractors.layout.lines import PageText, Word, rows_of

_ROUND = frozenset("ou")  # letters whose small and large forms differ in size only, all marks included
_VOWELS = frozenset("aeiouy")  # marked ones are read in the wrong case now and then, for their marks hide their height
_ALONE = {"Ở": "ở"}  # the one common word of one such letter
_RECIPIENTS = "Nơi"  # nhận: the label of those who get a copy (NĐ 30/2020, PL I)
_SNAKE = {"at": "Ất", "quy": "Quý"}  # stems of the years of the snake, whose dot below recognition does not see: Ất Tỵ
_ENDS = (".", "!", "?", ":", ";", "…", '"', "”", "“", "(", "/", "-", "–", "+")
_ASSEMBLY = "QH"  # laws and resolutions of the National Assembly: 35/2018/QH14, 1211/2016/UBTVQH13
_DIGITS = str.maketrans("IlOo", "1100")
_APOSTROPHES = "'’‘"
_STROKES = str.maketrans("⁄∕", "//")
_NUMERALS = "0123456789"
_READ_AS = {"5": "S", "0": "Q"}  # letters that begin a symbol, taken for digits
_CODES = frozenset({"TTr", "CTr"})  # the codes of types that are not two capitals: 1420/TTr-BQL (NĐ 30/2020, PL III)
_CAPITALS = 2  # of the other codes, and of a body's at least


def mended_page(page: PageText) -> tuple[PageText, int]:
    """Return a recognised page without such slips, and how many words were mended."""
    found: list[Word] = []
    read: list[Word] = []
    for running, rows in groupby(rows_of(page.number, page.words), key=lambda row: len(row.lines) == 1):
        parts = [line.words for row in rows for line in row.lines]
        read += chain.from_iterable(parts)
        lines = [tuple(mended(part)) for part in parts]
        # A word of two syllables may be broken at a line's end, but not between columns.
        for part in [tuple(chain.from_iterable(lines))] if running else lines:
            texts = toned([word.text for word in part])
            found += [word._replace(text=text) for word, text in zip(part, texts, strict=True)]
    changed = sum(was.text != is_now.text for was, is_now in zip(read, found, strict=True))
    return replace(page, words=tuple(found)), changed


def mended(line: Sequence[Word]) -> Iterator[Word]:
    """Yield the words of a line without such slips; where the letters do not show one, nothing is changed."""
    for index, word in enumerate(line):
        before = line[index - 1].text if index else ""
        after = line[index + 1].text if index + 1 < len(line) else ""
        text = _RECIPIENTS if not index and _is_label(word.text, after) else _symbol(_cased(word.text, before, after))
        text = _year(text, before, after)
        yield word if text == word.text else word._replace(text=text)


def _is_label(text: str, after: str) -> bool:
    """Tell whether a line begins with "Nơi nhận:", whose slanting N is read as many another letter."""
    return after == "nhận:" and len(text) == len(_RECIPIENTS) and text.endswith(_RECIPIENTS[1:])


def _year(text: str, before: str, after: str) -> str:
    """Return the word as it is in the name of a year of the snake, where it is one: Ất Tỵ, Quý Tỵ."""
    if fold(before) in _SNAKE and before[0].isupper() and text.strip(".,;)") == "Ty":
        return text.replace("Ty", "Tỵ")
    is_stem = text.istitle() and after.strip(".,;)") in {"Ty", "Tỵ"}
    return _SNAKE.get(fold(text), text) if is_stem else text


def _cased(text: str, before: str, after: str) -> str:
    """Return the word in the case that its other letters have, or, where all are alike, the words beside it."""
    letters = [(at, sign) for at, sign in enumerate(text) if sign.isalpha()]
    if not any(_is_marked(sign) for _, sign in letters) or any(map(str.isdigit, text)):
        return text
    if len(letters) == 1:
        sign = letters[0][1]
        mid_sentence = _is_small(before) and not before.endswith(_ENDS)
        return text.replace(sign, _ALONE[sign]) if sign in _ALONE and mid_sentence else text
    first, tail = letters[0][1], letters[1:]
    sure = [sign for _, sign in tail if not _is_marked(sign)]
    large, small = any(map(str.isupper, sure)), any(map(str.islower, sure))
    unsure = [at for at, sign in tail if _is_unsure(sign)]
    if large:
        return text if small or not first.isupper() else _set(text, unsure, large=True)
    if small or first.islower():
        return _set(text, [at for at, sign in tail if _is_marked(sign)], large=False)
    return _set(text, unsure, large=False) if _is_small(before) and _is_small(after) else text


def _symbol(text: str) -> str:
    """Return a document's number and symbol (NĐ 30/2020, PL I) as they were written, where the letters show a slip.

    Digits where letters like them stand in the number, letters where digits like them begin the symbol, the stroke between
    the two, and no specks between letters.
    """
    text = text.translate(_STROKES)
    if "-" in text or "/" in text or text.isupper():  # a symbol may be broken at its hyphen
        text = _without_specks(text)
        *before, symbol = text.split("/")
        if before and before[-1][-1:].isdigit() and _is_symbol(symbol):
            symbol = _READ_AS[symbol[0]] + symbol[1:]
        number = symbol[: len(symbol) - len(symbol.lstrip(_NUMERALS))]
        code, _, body = symbol[len(number) :].partition("-")
        if number and _is_code(code) and len(body) >= _CAPITALS and body[:_CAPITALS].isupper():
            symbol = f"{number}/{symbol[len(number) :]}"
        text = "/".join((*before, symbol))
    head, found, tail = text.partition(_ASSEMBLY)
    number = tail[:2]
    if found and any(map(str.isdigit, number)) and not tail[2:3].isalnum():
        return head + found + number.translate(_DIGITS) + tail[2:]
    return text


def _without_specks(text: str) -> str:
    """Return the word without apostrophes and foreign letters behind its capitals: "TTr'UBND", "HCŒSN"."""
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return "".join(
        sign for before, sign, after in around if not (before.isupper() and after.isalpha() and _is_speck(sign))
    )


def _is_speck(sign: str) -> bool:
    return sign in _APOSTROPHES or (sign.isalpha() and not fold(sign).isascii())


def _is_symbol(text: str) -> bool:
    """Tell whether what stands behind the stroke is a symbol whose first letter was taken for a digit: "5TC-HCSN", "0Đ-UBND", "0H15"."""
    rest = text[1:].rstrip(".,;:)")
    if text[:1] == "0":
        return rest.startswith("Đ-") or (rest[:1] == "H" and rest[1:].isdigit())
    code, hyphen, _ = rest.partition("-")
    return text[:1] == "5" and bool(hyphen) and len(code) >= _CAPITALS and code.isalpha() and code.isupper()


def _is_code(text: str) -> bool:
    return text in _CODES or (len(text) == _CAPITALS and text.isalpha() and text.isupper())


def _is_marked(sign: str) -> bool:
    """Tell whether the letter is a vowel with marks."""
    return fold(sign) in _VOWELS and not sign.isascii()


def _is_unsure(sign: str) -> bool:
    """Tell whether the letter is a marked o or u, which large and small are alike."""
    return fold(sign) in _ROUND and sign not in "oOuU"


def _is_small(text: str) -> bool:
    """Tell whether the word is written small: a letter behind the first that cannot be mistaken is small."""
    letters = [sign for sign in text if sign.isalpha()][1:]
    return any(sign.islower() and fold(sign) not in _ROUND for sign in letters) and not any(map(str.isupper, letters))


def _set(text: str, places: list[int], *, large: bool) -> str:
    signs = list(text)
    for at in places:
        signs[at] = signs[at].upper() if large else signs[at].lower()
    return "".join(signs)

"""Words of PDF pages in legacy fonts become Unicode: by their fonts' names, where the page's words do not speak against."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from core.problem import Problem
from core.text import TONES, part_mark
from extractors.layout.lines import Word
from extractors.legacy.schemes import LegacyFont, Scheme, is_possible, legacy_font, plain_name, to_unicode
from extractors.legacy.text import legacy_remark, scheme_of
from extractors.legacy.words import weigh, with_horned_u

_FAIR = 0.5  # of a page's marked words must become Vietnamese, or its letters lie elsewhere than in their scheme
_LINE = 12  # words that are weighed together where no font tells


def convert_words(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], frozenset[str]]:
    """Return a page's words with those in legacy fonts converted, and the names of these fonts."""
    fonts = {name: font for name in {word.font for word in words} if (font := legacy_font(name))}
    if not fonts:
        return words, frozenset()
    true = _true_schemes(words, fonts)
    fonts = {name: font for name, font in fonts.items() if font.scheme in true}
    used = [fonts.get(word.font) for word in words]
    capitals = [False, *(font is not None and font.capitals for font in used), False]
    converted = list(words)
    for place, (word, font) in enumerate(zip(words, used, strict=True)):
        if font:
            alone = font.capitals and not capitals[place] and not capitals[place + 2]
            text = _initial(word.text, font) if alone and _has_initial(word.text) else _converted(word.text, font)
            converted[place] = word._replace(text=text)
    return tuple(converted), frozenset(map(plain_name, fonts))


def is_legacy(words: Sequence[Word]) -> bool:
    """Tell whether a page's words are legacy text, though no font's name says so; the whole text is converted later."""
    texts = " ".join(word.text for word in words).split()
    return scheme_of(" ".join(texts[start : start + _LINE]) for start in range(0, len(texts), _LINE)) is not None


def remarks_on(names: Iterable[str]) -> list[Problem]:
    """Return the remark that text in fonts of these names was converted, none where there are none."""
    fonts: dict[Scheme, set[str]] = defaultdict(set)
    for name in names:
        if font := legacy_font(name):
            fonts[font.scheme].add(name)
    return [legacy_remark(fonts)] if fonts else []


def _true_schemes(words: Sequence[Word], fonts: dict[str, LegacyFont]) -> set[Scheme]:
    """Return the schemes whose fonts hold what their names promise, by the words of the page that are set in them."""
    true = set()
    for scheme in {font.scheme for font in fonts.values()}:
        names = {name for name, font in fonts.items() if font.scheme is scheme}
        texts = [word.text for word in words if word.font in names]
        possible = [_coded(text, scheme) for text in texts if is_possible(text)]
        weight = weigh(" ".join(possible), scheme)
        if weight.balance >= len(texts) - len(possible) and weight.converted >= _FAIR * weight.words:
            true.add(scheme)
    return true


def _has_initial(text: str) -> bool:
    """Tell whether a word may be set in a font of capitals for its first letter only, as ñy is for Ủy.

    TCVN3's usual fonts have no capitals with tones; a word's font is told by its first letter.
    """
    _, mark = part_mark(to_unicode(text[0], LegacyFont(Scheme.TCVN3)))
    return mark in TONES and text[1:].isascii() and not any(map(str.isupper, text[1:]))


def _initial(text: str, font: LegacyFont) -> str:
    return to_unicode(text[0], font) + text[1:]


def _converted(text: str, font: LegacyFont) -> str:
    return to_unicode(_coded(text, font.scheme), font) if is_possible(text) else text


def _coded(text: str, scheme: Scheme) -> str:
    return with_horned_u(text) if scheme is Scheme.TCVN3 else text

"""Letters as other programs store them: TCVN3 (ABC) and VNI fonts, windows-1258, decomposed Unicode (các bảng mã).

Written out from the fonts' own code charts and not from the tables that the readers use, so that a slip in either shows.
"""

import unicodedata  # noqa: TID251 - writes the forms that core.text.normalise is to repair
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"  # TCVN3's ư: programs take it for a hyphen that is not printed
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
# TCVN3: code points of the toned vowels in the order of _VOWELS × _TONES, then of the letters without tone.
_TCVN3_TONED = (
    "b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde "
    "dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3_PLAIN = {
    "ă": "\xa8", "â": "\xa9", "ê": "\xaa", "ô": "\xab", "ơ": "\xac", "ư": "\xad", "đ": "\xae",
    "Ă": "\xa1", "Â": "\xa2", "Ê": "\xa3", "Ô": "\xa4", "Ơ": "\xa5", "Ư": "\xa6", "Đ": "\xa7",
}  # fmt: skip
# VNI: a vowel and behind it a sign for circumflex, breve and tone together.
_VNI_TONE = dict(zip(_TONES, "øûõùï", strict=True))
_VNI_CIRCUMFLEX = {"": "â"} | dict(zip(_TONES, "àåãáä", strict=True))
_VNI_BREVE = {"": "ê"} | dict(zip(_TONES, "èúüéë", strict=True))
_VNI_WHOLE = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters set in one font; `capitals` where the font shows small letters as large ones."""

    text: str
    capitals: bool = False


def _tcvn3() -> dict[str, str]:
    codes = iter(bytes.fromhex(_TCVN3_TONED.replace(" ", "")))
    toned = {unicodedata.normalize("NFC", vowel + tone): chr(next(codes)) for vowel in _VOWELS for tone in _TONES}
    return toned | _TCVN3_PLAIN


_TCVN3 = _tcvn3()


def tcvn3(text: str) -> tuple[Run, ...]:
    """Return the text in TCVN3 codes: lines of capitals, and single toned capitals, go into the capitals font."""
    if any(map(str.isalpha, text)) and text == text.upper():
        return (Run("".join(_TCVN3.get(sign, sign) for sign in text.lower()), capitals=True),)
    runs: list[Run] = []
    for sign in text:
        capital = sign not in _TCVN3 and sign.lower() in _TCVN3
        code = _TCVN3.get(sign) or _TCVN3.get(sign.lower(), sign)
        if runs and runs[-1].capitals == capital:
            runs[-1] = Run(runs[-1].text + code, capital)
        else:
            runs.append(Run(code, capital))
    return tuple(runs)


def vni(text: str) -> tuple[Run, ...]:
    """Return the text in VNI codes, which hold capitals too."""
    return (Run("".join(_vni(sign) for sign in text)),)


def decomposed(text: str) -> str:
    """Return the text in NFD, as macOS and some keyboards write it."""
    return unicodedata.normalize("NFD", text)


def windows_1258(text: str) -> bytes:
    """Return the text in windows-1258: vowels whole, tones as combining marks behind them."""
    return "".join(_toned(sign) for sign in text).encode("cp1258")


def _vni(sign: str) -> str:
    small = sign.lower()
    if small in _VNI_WHOLE:
        code = _VNI_WHOLE[small]
    else:
        letter, marks = _parted(small)
        tone = next((mark for mark in marks if mark in _TONES), "")
        if _CIRCUMFLEX in marks:
            code = letter + _VNI_CIRCUMFLEX[tone]
        elif _BREVE in marks:
            code = letter + _VNI_BREVE[tone]
        elif tone:
            horned = {"o": "ô", "u": "ö"}[letter] if _HORN in marks else letter
            code = horned + _VNI_TONE[tone]
        else:
            code = small
    return code if sign == small else code.upper()


def _toned(sign: str) -> str:
    letter, marks = _parted(sign)
    tone = "".join(mark for mark in marks if mark in _TONES)
    rest = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", letter + rest) + tone


def _parted(sign: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", sign)
    return parts[:1], parts[1:]

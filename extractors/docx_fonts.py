"""Fonts of a DOCX: in which one a run's letters beyond ASCII are set; asked only where a legacy font is named at all."""

from functools import cache
from typing import Any

from lxml import etree

from extractors.docx_parts import A, W
from extractors.docx_styles import Styles, value
from extractors.legacy import font_starts, legacy_font

_CAPITALS, _SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_PLACES = ("hAnsi", "ascii")  # Latin-1's letters are set in the first; who names only the second, means both


class Fonts:
    """The fonts of runs, by themselves, their styles, the document's defaults and its theme."""

    def __init__(self, styles: Styles, theme: Any | None) -> None:
        self.legacy = False  # a legacy font is named in some part
        self._styles = styles
        self._theme: dict[str, str] = {}
        for kind in ("major", "minor"):
            latin = next(theme.iter(f"{A}{kind}Font"), None) if theme is not None else None
            latin = latin.find(f"{A}latin") if latin is not None else None
            self._theme[kind] = latin.get("typeface", "") if latin is not None else ""
        self._known: dict[tuple[str | None, str | None], str] = {}
        self.legacy = any(legacy_font(name) for name in self._theme.values())

    def look(self, root: Any | None) -> None:
        """Note whether a part names a legacy font, before its runs are asked for."""
        if root is not None and not self.legacy:
            self.legacy = bool(_names_legacy()(root))

    def name(self, run: Any | None, paragraph_style: str | None) -> str:
        """Return the font's name of a run with these properties, "" where none is named."""
        own = self._named(run)
        if own:
            return own
        key = (value(run, "rStyle"), paragraph_style)
        if key not in self._known:
            styles = [*self._styles.chain(key[0]), *self._styles.chain(key[1] or self._styles.default)]
            places = [*(style.find(f"{W}rPr") for style in styles), self._styles.base]
            self._known[key] = next((name for place in places if (name := self._named(place))), "")
        return self._known[key]

    def label(self, label: Any | None, mark: Any | None, paragraph_style: str | None) -> str:
        """Return the font's name of a list's label: its own, or that of the paragraph's mark."""
        return self._named(label) or self.name(mark, paragraph_style)

    def _named(self, properties: Any | None) -> str:
        fonts = properties.find(f"{W}rFonts") if properties is not None else None
        if fonts is None:
            return ""
        for place in _PLACES:
            theme = fonts.get(f"{W}{place}Theme", "")
            name = self._theme.get(theme[:5]) if theme else fonts.get(W + place)
            if name:
                return str(name)
        return ""


@cache
def _names_legacy() -> etree.XPath:
    """Return the question whether a part names a legacy font for a run, a symbol or a drawing's text."""
    small = f"translate(., '{_CAPITALS}', '{_SMALL}')"
    legacy = " or ".join(f"starts-with({small}, '{start}')" for start in font_starts())
    return etree.XPath(
        f"boolean(//w:rFonts/@*[{legacy}] or //w:sym/@w:font[{legacy}])",
        namespaces={"w": W.strip("{}")},
    )

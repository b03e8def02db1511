"""Fonts of a DOCX: in which one a run's letters beyond ASCII are set; asked only where a legacy font is named at all."""

from typing import Any

from extractors.docx.parts import A, Package, W
from extractors.docx.styles import Styles, value

_PLACES = ("hAnsi", "ascii")  # Latin-1's letters are set in the first; who names only the second, means both
_THEMES = ("major", "minor")


class Fonts:
    """The fonts of runs, by themselves, their styles, the document's defaults and its theme."""

    def __init__(self, styles: Styles, package: Package) -> None:
        self._styles = styles
        self._package = package
        self._theme: dict[str, str] | None = None
        self._known: dict[tuple[str | None, str | None], str] = {}
        package.look("theme")

    @property
    def legacy(self) -> bool:
        """Tell whether any run may be set in a legacy font."""
        return self._package.legacy

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
            name = self._of_theme(theme[:5]) if theme else fonts.get(W + place)
            if name:
                return str(name)
        return ""

    def _of_theme(self, kind: str) -> str:
        if self._theme is None:
            root = self._package.part("theme")
            places = {one: root.find(f".//{A}{one}Font/{A}latin") if root is not None else None for one in _THEMES}
            self._theme = {one: place.get("typeface", "") for one, place in places.items() if place is not None}
        return self._theme.get(kind, "")

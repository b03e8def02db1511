"""A page's picture made ready for recognition: grey without seals, upright, level, evenly lit, of a useful resolution."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

_FINEST = 260  # dots per inch; tesseract reads letters of 200 to 240 best, more only costs time
_WANTED = 220
_COARSEST = 170  # below that the picture is enlarged, and no further than wanted: larger letters are read worse
_DARK = 128  # grey below that is ink
_BLANK = 0.0003  # share of dark dots: a page has 0.02, one line of text 0.0006
_EDGE = 0.03  # of width and height: shadows and punch holes of scanners
_SMALL = 700  # dots of width in which a slope is measured
_STEEPEST = 0.09  # slope that is looked for: 5 degrees
_ROUGH, _STEP = 0.004, 0.001
_SHARPER = 1.02  # than unturned, for a slope to be believed
_WORTH = 0.004  # slope from which turning helps: not the letters, but the lines of tables
_GRAIN = 0.92  # of the paper's grey: a scanner's grain is lighter
_PALE = 40  # grey steps between ink and paper: with less there is no text, or only noise
_GROUND = 16  # dots of a picture that give one of its paper's
_UNEVEN = 50  # grey steps between the darkest and the lightest paper: a photograph's shadow
_REDDISH = 50  # grey steps by which red leads green and blue
_STAMP = 0.0004  # share of red dots: the word MẬT alone has 0.001
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture (PIL, mode L) and its dots per inch."""

    image: Any
    dpi: int

    def turned(self, degrees: int) -> "Picture":
        """Return the picture turned clockwise by 90, 180 or 270 degrees."""
        return replace(self, image=self.image.rotate(-degrees, expand=True))


def prepared(image: Any, width: float) -> Picture:
    """Return a page's picture as recognition wants it; `width` of the page in points."""
    dpi = round(image.width / width * 72) if width else _WANTED
    grey = _levelled(_stretched(_lit(without_red(image))))
    wanted = dpi if _COARSEST <= dpi <= _FINEST else _WANTED
    if wanted != dpi:
        from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

        size = round(grey.width * wanted / dpi), round(grey.height * wanted / dpi)
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return Picture(grey, wanted)


def finest(image: Any, width: float) -> Picture:
    """Return a page's picture in grey with all its dots, for a look at a small part of it; `width` of the page in points."""
    return Picture(without_red(image), round(image.width / width * 72) if width else _WANTED)


def without_red(image: Any) -> Any:
    """Return the picture in grey in which red is white: seals and stamps lie over names and numbers."""
    if image.mode in {"1", "L", "I;16", "I"}:
        return image.convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        return _on_white(image).getchannel("R")
    return image.convert("RGB").getchannel("R")


def only_red(image: Any, share: float) -> Any | None:
    """Return the red of the upper `share` of a page in black on white; None where there is too little of it."""
    if image.mode not in {"RGB", "CMYK", "P", "RGBA", "YCbCr"}:
        return None
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    part = image.crop((0, 0, image.width, round(image.height * share))).convert("RGB")
    red, green, blue = (np.asarray(part.getchannel(name)).astype(np.int16) for name in "RGB")
    lead = red - np.maximum(green, blue)
    if float((lead > _REDDISH).mean()) < _STAMP:
        return None
    return Image.fromarray((_WHITE - np.clip(lead * 2, 0, _WHITE)).astype(np.uint8))


def levels_of(grey: Any, *shares: float) -> tuple[int, ...]:
    """Return the greys which these shares of a picture's dots do not pass; by its histogram, since sorting the dots takes long."""
    passed = np.cumsum(grey.histogram())
    return tuple(int(np.searchsorted(passed, share * grey.width * grey.height)) for share in shares)


def is_blank(picture: Picture) -> bool:
    """Tell whether there is nothing on the page but specks and the scanner's edges."""
    dots = np.asarray(picture.image)
    across, down = round(dots.shape[1] * _EDGE), round(dots.shape[0] * _EDGE)
    inner = dots[down : dots.shape[0] - down, across : dots.shape[1] - across]
    return (
        inner.size > 0 and float((inner < _DARK).mean()) < _BLANK and float((inner < _WHITE * 0.75).mean()) < 4 * _BLANK
    )


def slope_of(grey: Any) -> float:
    """Return how much the lines of text fall for each dot to the right, by the sharpest rows of ink."""
    small = np.asarray(grey.reduce(max(1, grey.width // _SMALL)))
    ink = (small < np.median(small) * 0.75).astype(np.float32)
    strips = np.array_split(ink, 24, axis=1)
    sums = np.stack([strip.sum(axis=1) for strip in strips])
    middles = np.cumsum([0, *(strip.shape[1] for strip in strips[:-1])]) + np.array([s.shape[1] / 2 for s in strips])
    middles -= ink.shape[1] / 2
    down = np.arange(sums.shape[1])

    def sharpness(slope: float) -> float:
        fallen = (down + np.round(slope * middles).astype(np.int64)[:, None]) % sums.shape[1]
        total = np.take_along_axis(sums, fallen, axis=1).sum(axis=0)
        return float(np.square(np.diff(total)).sum())

    rough = max(np.arange(-_STEEPEST, _STEEPEST + _STEP, _ROUGH), key=sharpness)
    best = max(np.arange(rough - _ROUGH, rough + _ROUGH, _STEP), key=sharpness)
    return float(best) if sharpness(best) > sharpness(0.0) * _SHARPER else 0.0


def _levelled(grey: Any) -> Any:
    slope = slope_of(grey)
    if abs(slope) < _WORTH:
        return grey
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    return grey.rotate(float(np.degrees(np.arctan(slope))), Image.Resampling.BILINEAR, fillcolor=_WHITE)


def _lit(grey: Any) -> Any:
    """Return the picture with its paper evenly white where a shadow lies on it, as on photographs."""
    from PIL import Image, ImageFilter  # noqa: PLC0415 - slow to import, seldom needed

    small = grey.reduce(_GROUND)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    low, high = np.percentile(np.asarray(paper), (2, 98))
    if high - low < _UNEVEN:
        return grey
    ground = np.asarray(paper.resize(grey.size, Image.Resampling.BILINEAR)).astype(np.float32)
    even = np.asarray(grey).astype(np.float32) * (_WHITE / np.maximum(ground, 1))
    return Image.fromarray(np.clip(even, 0, _WHITE).astype(np.uint8))


def _stretched(grey: Any) -> Any:
    """Return the picture with paper and its grain white, and its darkest dots black: grain reads as hooks and tone marks."""
    dark, paper = levels_of(grey, 0.01, 0.5)
    light = _GRAIN * paper
    if light - dark < _PALE:
        return grey
    return grey.point([min(_WHITE, max(0, round((level - dark) / (light - dark) * _WHITE))) for level in range(256)])


def _on_white(image: Any) -> Any:
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")

"""Text that is fit for a cell: what every database, CSV and XML file can hold and a person can see."""

# Characters that end a line or move the pen become a blank; those that show nothing, or turn the text around
# them (a file's name can hide its ending so), go; half surrogates and non-characters become U+FFFD.
_BLANKS = (*range(0x09, 0x0E), 0x85, 0x2028, 0x2029)
_NOTHING = (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_BROKEN = (*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)
_CLEAN = dict.fromkeys(_BLANKS, " ") | dict.fromkeys((*_NOTHING, *_TURNING), None) | dict.fromkeys(_BROKEN, "\ufffd")


def clean(text: str) -> str:
    """Return `text` without control characters."""
    return text if text.isprintable() else text.translate(_CLEAN)  # nothing printable is in the table


def clean_or_none(text: str | None) -> str | None:
    """Return `text` without control characters; None stays None."""
    return None if text is None else clean(text)


def listed(items: tuple[str, ...]) -> str:
    """Return several words as one cell."""
    return "; ".join(clean(item) for item in items)


def rounded(share: float) -> float:
    """Return a score as it is published: four digits, so that it reads alike on every machine."""
    return round(share, 4)

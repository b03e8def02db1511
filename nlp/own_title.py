"""The own title of a normative document (tên văn bản): what it names is its subject, no citation of the body."""

from nlp.patterns import pattern

_OWN_TITLE = pattern("references", "own_title")


def own_title_end(text: str) -> int:
    """Return where the title at the beginning of a normalised text ends, 0 where the text begins with none.

    "Thông tư Sửa đổi, bổ sung một số điều của Thông tư số 5/2010/TT-A Căn cứ Luật B …" ends before "Căn cứ".
    """
    found = _OWN_TITLE.match(text)
    return found.end() if found else 0

"""Words of several syllables, as underthesea cuts them: pieces that keep every character of the text."""

from itertools import pairwise

from underthesea import word_tokenize

from core.text import Span


def words_of(text: str) -> list[tuple[str, bool]]:
    """Return the words of one sentence or paragraph, each with whether one blank follows it.

    Whatever underthesea rewrites, the characters stay ours: a word of several syllables has its blanks inside ("thi
    công"), so that words joined with their blanks give back the text.
    """
    pieces: list[tuple[str, bool]] = []
    for start, end in pairwise(_edges(text)):
        piece = text[start:end]
        if piece == " " and pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], True)
        else:
            pieces.append((piece, False))
    return pieces


def _edges(text: str) -> list[int]:
    """Return where the words of a text begin and end."""
    edges = {0, len(text)}
    done = 0
    for word in word_tokenize(text) if text.strip() else []:
        start = text.find(word, done)
        if start < 0:  # underthesea spelled it anew: the place is lost, the syllables around it stay
            continue
        done = start + len(word)
        edges |= {start, done}
    return sorted(edges)


def cuts_a_word(text: str, span: Span) -> bool:
    """Tell whether a span begins or ends inside a word that it does not lie in: "công khai" in "thi công | khai thác"."""
    start = 0
    for word, blank in words_of(text):
        end = start + len(word)
        if start >= span.end:
            break
        if (
            end > span.start
            and (start < span.start or end > span.end)
            and not (start <= span.start and span.end <= end)
        ):
            return True
        start = end + blank
    return False

"""The spaCy Language over underthesea's words: tokens that keep every character of the text."""

from functools import lru_cache
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from underthesea import word_tokenize

from core.text import Span


class WordTokenizer:
    """Cuts a text at underthesea's word boundaries; whatever underthesea rewrites, the characters stay ours.

    A word of several syllables is one token with its blanks inside ("thi công"), so that `"".join` of the
    tokens with their white space gives back the text.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of one sentence or paragraph."""
        words: list[str] = []
        spaces: list[bool] = []
        for word, blank in _pieces(text):
            words.append(word)
            spaces.append(blank)
        return Doc(self.vocab, words=words, spaces=spaces)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Return the tokens of `text`, each with whether one blank follows it."""
    bounds: list[int] = []
    done = 0
    for word in word_tokenize(text) if text.strip() else []:
        start = text.find(word, done)
        if start < 0:  # underthesea spelled it anew: the place is lost, the syllables around it stay
            continue
        bounds += [start, start + len(word)]
        done = start + len(word)
    pieces: list[tuple[str, bool]] = []
    edges = sorted({0, *bounds, len(text)})
    for start, end in pairwise(edges):
        piece = text[start:end]
        if piece == " " and pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], True)
        else:
            pieces.append((piece, False))
    return pieces


@lru_cache(maxsize=1)
def language() -> Language:
    """Return the Vietnamese pipeline; made once a process."""
    pipeline = spacy.blank("xx")  # not "vi": that one loads pyvi, which owns other offsets than ours
    pipeline.lang = "vi"
    pipeline.tokenizer = WordTokenizer(pipeline.vocab)
    return pipeline


def cuts_a_word(doc: Doc, span: Span) -> bool:
    """Tell whether a span begins or ends inside a word that it does not lie in: "công khai" in "thi công | khai thác"."""
    for token in doc:
        start, end = token.idx, token.idx + len(token)
        if start >= span.end:
            break
        if (
            end > span.start
            and (start < span.start or end > span.end)
            and not (start <= span.start and span.end <= end)
        ):
            return True
    return False

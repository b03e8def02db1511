"""The spaCy Language over underthesea's words: tokens that keep every character of the text."""

from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.words import words_of


class WordTokenizer:
    """Cuts a text at underthesea's word boundaries; whatever underthesea rewrites, the characters stay ours (`words_of`)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of one sentence or paragraph."""
        pieces = words_of(text)
        return Doc(self.vocab, words=[word for word, _ in pieces], spaces=[blank for _, blank in pieces])


@lru_cache(maxsize=1)
def language() -> Language:
    """Return the Vietnamese pipeline; made once a process."""
    pipeline = spacy.blank("xx")  # not "vi": that one loads pyvi, which owns other offsets than ours
    pipeline.lang = "vi"
    pipeline.tokenizer = WordTokenizer(pipeline.vocab)
    return pipeline

"""Citations as spaCy documents, for those who go on in Python: `doc.spans["references"]` in a `DocBin`."""

from collections.abc import Iterable
from itertools import pairwise

from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.tokens import Span as TokenSpan

from core.reference import Reference
from core.text import Span
from nlp.pipeline import language

GROUP = "references"


class References:
    """Collects texts with their citations; `to_bytes` is what `DocBin().from_bytes` reads."""

    def __init__(self) -> None:
        self._found = DocBin(store_user_data=True)

    def add(self, identity: object, text: str, references: Iterable[tuple[Reference, Span]]) -> None:
        """Add a text; each citation comes with its span in this text. Label is the type, kb_id the canonical key."""
        pairs = tuple(references)
        doc = _tokens(text, [span for _, span in pairs])
        at = {token.idx: token.i for token in doc} | {len(text): len(doc)}
        spans = [
            TokenSpan(doc, at[span.start], at[span.end], label=one.doc_type or "", kb_id=one.canonical)
            for one, span in pairs
        ]
        doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans)
        doc.user_data["id"] = identity
        self._found.add(doc)

    def to_bytes(self) -> bytes:
        """Return the whole collection."""
        return bytes(self._found.to_bytes())


def _tokens(text: str, spans: Iterable[Span]) -> Doc:
    """Return the words of `text`, cut at the citations' edges as well, each blank a token: nothing is lost."""
    vocab = language().vocab
    edges = {0, len(text)}
    for span in spans:
        edges |= {span.start, span.end}
    at = 0
    for word in text.split(" "):
        edges |= {at, at + len(word)}
        at += len(word) + 1
    words = [text[start:end] for start, end in pairwise(sorted(edges))]
    return Doc(vocab, words=words, spaces=[False] * len(words))

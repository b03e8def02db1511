"""Citations handed on as spaCy documents."""

import spacy
from spacy.tokens import DocBin

from nlp.docbin import GROUP, References
from nlp.references import find_references

_TEXTS = (
    "Thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ,(Chỉ thị số 7/CT-UBND).",
    "Không  dẫn văn bản nào. ",
    "",
)


def test_spans_and_texts_come_back_whole() -> None:
    """Read back with spaCy alone, every text is the same, and each span is the citation's words, type and key."""
    collected = References()
    for number, text in enumerate(_TEXTS):
        collected.add(number, text, [(one, one.span) for one in find_references(text)])
    docs = list(DocBin().from_bytes(collected.to_bytes()).get_docs(spacy.blank("xx").vocab))
    assert [doc.text for doc in docs] == list(_TEXTS)
    assert [doc.user_data["id"] for doc in docs] == [0, 1, 2]
    for doc, text in zip(docs, _TEXTS, strict=True):
        wanted = [(one.text, one.doc_type or "", one.canonical) for one in find_references(text)]
        assert [(span.text, span.label_, span.kb_id_) for span in doc.spans[GROUP]] == wanted
    assert len(docs[0].spans[GROUP]) == 2

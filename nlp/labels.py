"""A report's own numbering by the dispatch's tasks: "Nhiệm vụ 3: …" says which task the words behind it answer."""

from core.document import BlockKind, Document
from core.text import matching
from nlp.patterns import pattern

_LABEL = pattern("grammar", "task_label")
_LEAST = 3  # different tasks: fewer labels may number something else


def labelled_tasks(document: Document, tasks: frozenset[str]) -> frozenset[str]:
    """Return the tasks that the report's paragraphs are numbered by; none where it does not go through the tasks."""
    found = {
        label
        for block in document.blocks
        if block.kind is not BlockKind.RUNNING and (label := label_of(block.span.of(document.text), tasks))
    }
    return frozenset(found) if len(found) >= _LEAST else frozenset()


def label_of(text: str, tasks: frozenset[str]) -> str | None:
    """Return the task that a paragraph's or heading's first words name by its number, None where they name none."""
    match = _LABEL.match(matching(text[:120])) if tasks else None
    return match["task"] if match and match["task"] in tasks else None

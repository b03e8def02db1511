"""Accuracy of evidence and coverage on labelled texts, without reading files: samples (tuned on) and held-out reports.

    python -m bench.coverage [--show] [FOLDER …]

Prints for each folder of texts: precision, recall and F1 of "addressed", the share of cells with the right status,
and the same share for each task. `--show` lists every cell that differs, with the sentences on both sides.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from core.coverage import Evidence, Status
from core.document import Block, BlockKind, Document
from core.marks import marked
from core.settings import Settings
from core.text import OffsetMap, Span, normalise
from nlp.assess import CampaignReader, prepare
from nlp.confidence import of_cell
from nlp.evidence import find_evidence
from nlp.others import OtherBodies
from nlp.references import find_references
from nlp.sections import sections
from nlp.sentences import sentences
from store.campaigns import load_campaign
from tools.sample_text import LineKind, Sample, read_sample, read_samples

_FOLDERS = ("samples/texts", "heldout/texts")
_HEADINGS = {LineKind.HEADING_1, LineKind.HEADING_2}


@dataclass(frozen=True, slots=True)
class Cell:
    """A (unit, task) as labelled and as found."""

    unit: str
    task: str
    want: Status
    got: Status
    labelled: tuple[str, ...]
    found: tuple[Evidence, ...]
    confidence: float

    @property
    def right(self) -> bool:
        """Tell whether the status found is the labelled one."""
        return self.want is self.got


def document_of(sample: Sample) -> Document:
    """Return the body of a sample as a document, one block a line, in the words as they are meant."""
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    for line in sample.lines:
        row = line.kind is LineKind.ROW
        listed = line.kind in {LineKind.BULLET, LineKind.SUB_BULLET}
        written = " | ".join(line.cells) if row else f"- {line.text}" if listed else line.text
        text = marked(normalise(written).text)
        cells = []
        start = at
        for cell in line.cells if row else ():
            cells.append(Span(start, start + len(cell)))
            start += len(cell) + 3
        kind = BlockKind.TABLE_ROW if row else BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH
        blocks.append(Block(kind, Span(at, at + len(text)), bold=line.kind in _HEADINGS, cells=tuple(cells)))
        texts.append(text)
        at += len(text) + 1
    return Document("", "text/plain", "\n".join(texts), OffsetMap(), tuple(blocks))


def cells_of(sample: Sample, ready: CampaignReader) -> list[Cell]:
    """Return the activity cells of one report, labelled and found."""
    document = document_of(sample)
    parts = sections(document, Span(0, len(document.text)), ready.campaign.reporting_year)
    others = OtherBodies(ready.campaign.known_units, sample.unit)
    evidence, let_go = find_evidence(document, parts, find_references(document.text), ready.reader, others)
    labels: defaultdict[str, list[tuple[Status, str]]] = defaultdict(list)
    for label in sample.labels:
        for task, status in label.statuses:
            labels[task].append((status, marked(label.sentence)))
    cells = []
    for task in sorted(task.id for task in ready.campaign.tasks if task.kind == "activity"):
        found = tuple(item for item in evidence if item.task_id == task)
        want = max((status for status, _ in labels[task]), key=lambda s: s.strength, default=Status.NONE)
        got = max((item.status for item in found), key=lambda s: s.strength, default=Status.NONE)
        labelled = tuple(f"{status}: {sentence}" for status, sentence in labels[task])
        cells.append(Cell(sample.unit, task, want, got, labelled, found, of_cell(task, found, [let_go])))
    return cells


def figures_of(cells: list[Cell]) -> dict[str, float]:
    """Return precision, recall, F1 of addressed, and the share of right statuses, all in [0, 1]."""
    both = sum(cell.want.addressed and cell.got.addressed for cell in cells)
    said = sum(cell.got.addressed for cell in cells)
    true = sum(cell.want.addressed for cell in cells)
    precision, recall = both / said if said else 1.0, both / true if true else 1.0
    return {
        "precision": precision,
        "recall": recall,
        "addressed_f1": 2 * precision * recall / (precision + recall) if both else 0.0,
        "status_accuracy": sum(cell.right for cell in cells) / len(cells),
    }


def shipped_ready() -> CampaignReader:
    """Return the shipped campaign ready for reading, with the samples' dispatch."""
    settings = Settings()
    dispatch = document_of(read_sample(settings.data_dir / "samples" / "texts" / "dispatch.md"))
    directive = tuple(span.of(dispatch.text) for _, span in sentences(dispatch))
    return prepare(load_campaign(settings.default_campaign), directive)


def measure(folder: Path, ready: CampaignReader | None = None) -> list[Cell]:
    """Return all cells of a folder of labelled texts, read for the shipped campaign."""
    ready = ready or shipped_ready()
    return [cell for sample in read_samples(folder) if sample.counts for cell in cells_of(sample, ready)]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    named = [Path(name) for name in arguments if name != "--show"]
    for folder in named or [Settings().data_dir / name for name in _FOLDERS]:
        cells = measure(folder)
        for cell in cells if "--show" in arguments else ():
            if not cell.right:
                print(f"--- {cell.unit} {cell.task}: labelled {cell.want}, found {cell.got}")
                print(*(f"    labelled {line}" for line in cell.labelled), sep="\n")
                print(*(f"    found {item.status} {item.features}: {item.sentence}" for item in cell.found), sep="\n")
        told = " ".join(f"{name}={value:.3f}" for name, value in figures_of(cells).items())
        print(f"{folder.parent.name}: {told} cells={len(cells)}")
        by_task: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            by_task[cell.task].append(cell)
        shares = (f"{task}={figures_of(own)['status_accuracy']:.2f}" for task, own in by_task.items())
        print(f"  status by task: {' '.join(shares)}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Learn the sentence model and how to believe it beside the rules, from the labelled reports (huấn luyện mô hình câu).

`python -m tools.train` calls it. Two tables come of it: `model_words.csv`, linear weights of word sequences for each task and status, learned
from all labelled reports; and `model_joint.csv`, how far to believe rules and model, learned from the later folders (`JOINED`), each read with
a model that neither it nor the other folders of its fold had a part in. The same reports and rules give the same bytes.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bench.coverage import document_of, shipped_ready
from core.coverage import Evidence, Status
from core.marks import marked
from core.settings import Settings
from core.text import Span, matching
from nlp.assess import CampaignReader
from nlp.evidence import by_rules
from nlp.judge import candidates, joint_signs
from nlp.model import (
    BIAS,
    HEADING,
    HEADING_SHARE,
    LONGEST,
    SIGN,
    STATUSES,
    TEXT,
    Line,
    SentenceModel,
    sequences,
    signs_of,
)
from nlp.others import OtherBodies
from nlp.references import find_references
from nlp.sections import sections
from store.campaigns import load_campaign
from tools.sample_text import Label, Sample, read_samples

# By these the fewest rules were mended.
LATEST = tuple(f"heldout{number}" for number in (*range(10, 17), 18, 19, *range(21, 25), *range(26, 29)))
JOINED = (*(f"heldout{number}" for number in range(5, 10)), *LATEST)
TAUGHT = ("samples", "heldout", "heldout2", "heldout3", "heldout4", *JOINED)
_SAME = 60  # letters in which a labelled sentence and a read one are the same
_APART = 40  # letters by which their lengths may differ, or half of them
_RARE = 2  # sentences that a sequence must stand in
_BEARING, _STATUS, _JOINT = 20.0, 10.0, 0.3  # of the data against the weights' wish to be small; by leaving folders out
_DIGITS = 2  # of a weight
_FOLDS = 5  # into which the folders of `JOINED` are parted
Row = tuple[str, str, float, tuple[float, ...]]
Gold = dict[str, Status]


@dataclass(frozen=True, slots=True)
class Taught:
    """A labelled report as it is read: each line with its labels by task, and what the rules say of it."""

    unit: str
    lines: tuple[tuple[Line, Gold], ...]
    rules: tuple[Evidence, ...]


Folders = Mapping[str, tuple[Taught, ...]]  # the reports of each folder by its name


def read_taught(folder: Path, ready: CampaignReader) -> tuple[Taught, ...]:
    """Return the reports of a folder that count, read by the rules alone."""
    return tuple(_taught(sample, ready) for sample in read_samples(folder) if sample.counts)


def _taught(sample: Sample, ready: CampaignReader) -> Taught:
    document = document_of(sample)
    parts = sections(document, Span(0, len(document.text)), ready.campaign.reporting_year)
    others = OtherBodies(ready.campaign.known_units, sample.unit)
    rules, lines = by_rules(document, parts, find_references(document.text), ready.reader, others)
    labels = [(_letters(marked(label.sentence)), label) for label in sample.labels]
    return Taught(sample.unit, tuple((line, _gold(line, labels)) for line in lines), tuple(rules))


def _gold(line: Line, labels: list[tuple[str, Label]]) -> Gold:
    """Return the labels of a line: of each task the strongest status among the labelled sentences that it holds."""
    read = _letters(line.text)
    gold: Gold = {}
    for letters, label in labels:
        near = abs(len(letters) - len(read)) < max(_APART, len(read) / 2)
        if letters and near and (letters[:_SAME] in read or read[:_SAME] in letters):
            for task, status in label.statuses:
                gold[task] = max(gold.get(task, Status.NONE), status, key=lambda one: one.strength)
    return gold


def _letters(text: str) -> str:
    return "".join(sign for sign in matching(text) if sign.isalnum())


def learn_words(taught: Iterable[tuple[Line, Gold]], tasks: tuple[str, ...]) -> list[Row]:
    """Return the vocabulary with its weights: a column for each task, then one for each status."""
    lines, golds = zip(*taught, strict=True)
    table, names, rarities = _table(lines)
    columns = [_fitted(table, [task in gold for gold in golds], _BEARING) for task in tasks]
    clear = {number: set(gold.values()) for number, gold in enumerate(golds) if len(set(gold.values())) == 1}
    columns += [
        _fitted(table[list(clear)], [status in gold for gold in clear.values()], _STATUS) for status in STATUSES
    ]
    weights = np.round(np.array(columns).T, _DIGITS) + 0.0  # no minus before a nought
    rows = [
        (kind, words, float(rarity), tuple(map(float, row)))
        for (kind, words), rarity, row in zip(names, rarities, weights, strict=True)
    ]
    return [row for row in rows if any(row[3])]


def _table(lines: tuple[Line, ...]) -> tuple[csr_matrix, list[tuple[str, str]], list[float]]:
    """Return the lines as rows of values, the name of each column, and the rarity (idf) of each sequence."""
    parts, names, rarities = [], [], []
    for kind, texts, share in (
        (TEXT, [line.text for line in lines], 1.0),
        (HEADING, [line.heading for line in lines], HEADING_SHARE),
    ):
        maker = TfidfVectorizer(
            analyzer=lambda text, n=LONGEST[kind]: sequences(text, n), min_df=_RARE, sublinear_tf=True
        )
        parts.append(maker.fit_transform(texts) * share)
        names += [(kind, str(words)) for words in maker.get_feature_names_out()]
        rarities += [round(float(value), _DIGITS) for value in maker.idf_]
    marks = DictVectorizer()
    parts.append(marks.fit_transform([dict.fromkeys(signs_of(line), 1.0) for line in lines]))
    marked = [str(name) for name in marks.get_feature_names_out()]
    names += [(SIGN, name) for name in marked] + [(SIGN, BIAS)]
    rarities += [1.0] * (len(marked) + 1)
    return hstack(parts).tocsr(), names, rarities


def _fitted(table: csr_matrix, right: list[bool], strength: float) -> list[float]:
    """Return the weights of all columns, the bias last."""
    fitted = LogisticRegression(C=strength, solver="liblinear", intercept_scaling=10.0, tol=1e-7, max_iter=1000).fit(
        table, right
    )
    return [*fitted.coef_[0], fitted.intercept_[0]]


def learn_joint(told: Iterable[tuple[dict[str, float], Status]]) -> list[tuple[str, tuple[float, ...]]]:
    """Return the weights of each sign for every status, in the order of `Status`, the bias first."""
    signs, statuses = zip(*told, strict=True)
    names = DictVectorizer()
    fitted = LogisticRegression(C=_JOINT, max_iter=3000, tol=1e-8).fit(
        names.fit_transform(signs), [str(one) for one in statuses]
    )
    place = {name: number for number, name in enumerate(fitted.classes_)}
    order = [place[str(status)] for status in Status]
    rows = [
        (BIAS, fitted.intercept_),
        *((str(name), fitted.coef_[:, at]) for at, name in enumerate(names.get_feature_names_out())),
    ]
    return [(name, tuple(round(float(values[at]), _DIGITS + 1) for at in order)) for name, values in rows]


def lessons(reports: Iterable[Taught], model: SentenceModel) -> list[tuple[dict[str, float], Status]]:
    """Return what speaks for each candidate of some reports, and the status that its label gives it."""
    told = []
    for report in reports:
        said = {(item.span, item.task_id): item for item in report.rules}
        tied: defaultdict[Span, int] = defaultdict(int)
        for span, _ in said:
            tied[span] += 1
        for line, gold in report.lines:
            reading = model.read(line)
            told += [
                (joint_signs(item, reading, task, line, tied[line.span]), gold.get(task, Status.NONE))
                for task, item in candidates(line, reading, said)
            ]
    return told


def taught_folders() -> Folders:
    """Return the reports of all folders by the folder's name."""
    ready = shipped_ready()
    return {name: read_taught(Settings().data_dir / name / "texts", ready) for name in TAUGHT}


def models_apart(folders: Folders) -> dict[str, SentenceModel]:
    """Return for each of `JOINED` a model that this folder had no part in; folders of one fold share one."""
    folds = [JOINED[fold::_FOLDS] for fold in range(_FOLDS)]
    return {name: model for fold in folds for model in [_model_without(fold, folders)] for name in fold}


def _model_without(fold: tuple[str, ...], folders: Folders) -> SentenceModel:
    tasks = _tasks()
    pairs = [
        pair for name, reports in folders.items() if name not in fold for report in reports for pair in report.lines
    ]
    return SentenceModel(tuple(tasks), learn_words(pairs, tuple(tasks)))


def _tasks() -> dict[str, str]:
    campaign = load_campaign(Settings().default_campaign)
    return {task.id: task.title for task in campaign.tasks if task.kind == "activity"}


def write_model(tables: Path, folders: Folders, apart: Mapping[str, SentenceModel]) -> str:
    """Learn the tables and write them into a folder; return a word about it. `apart` is what `models_apart` gives."""
    tasks = _tasks()
    words = learn_words(
        (pair for reports in folders.values() for report in reports for pair in report.lines), tuple(tasks)
    )
    joint = learn_joint([one for name in JOINED for one in lessons(folders[name], apart[name])])
    _write(
        tables / "model_words.csv",
        ("kind", "words", "rarity", *tasks, *STATUSES),
        ((*row[:3], *map(_short, row[3])) for row in words),
    )
    _write(tables / "model_joint.csv", ("sign", *Status), ((name, *values) for name, values in joint))
    _write(tables / "model_tasks.csv", ("task_id", "title"), tasks.items())
    return f"{sum(len(report.lines) for reports in folders.values() for report in reports)} câu, {len(words)} cụm từ"


def _short(value: float) -> str:
    """Write a weight without what its reader adds itself."""
    return "" if value == 0 else f"{value:g}"


def _write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)

"""What the steps kept of each file, given back to the rows of a run a few at a time, so that never all of it is in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from core.pieces import pieces
from core.steps import FileRow, Joined, JoinedRow, Step, StepKey, slim
from flows.errors import UserError
from store.codec import ASSESSMENT, DESCRIPTION, Codec
from store.store import Store

T = TypeVar("T")
AT_ONCE = 200  # files whose findings are held at a time: some megabytes


class Kept:
    """The findings of the files that a run joined (a `Findings`); the rows themselves are not held."""

    def __init__(self, store: Store, joined: Joined) -> None:
        self._store = store
        self._versions, self._context = joined.versions, joined.context
        # A copy shares its original's findings, and few files have none: so these are told, and by their sources.
        self._without = {
            Step.DESCRIBE: frozenset(one.row.source for one in joined.rows if not one.described),
            Step.ASSESS: frozenset(one.row.source for one in joined.rows if not one.assessed),
        }

    def __call__(self, rows: Iterable[FileRow], *steps: Step) -> Iterator[FileRow]:
        """Yield the rows with what these steps found, slim rows from the store; UserError where it lacks some."""
        for piece in pieces(rows, AT_ONCE):
            lacking = [row for row in piece if not row.whole]
            descriptions = self._load(Step.DESCRIBE, DESCRIPTION, lacking) if Step.DESCRIBE in steps else {}
            assessments = self._load(Step.ASSESS, ASSESSMENT, lacking) if Step.ASSESS in steps else {}
            for row in piece:
                description = descriptions.get(row.source, row.description)
                found, said = assessments.get(row.source), row.assessment
                if found and said:  # whose report it is, a person may have said since
                    found = replace(said, evidence=found.evidence, remarks=found.remarks)
                yield replace(row, description=description, assessment=found or said)

    def whole_rows(self, joined: Iterable[JoinedRow]) -> Iterator[FileRow]:
        """Yield joined rows with all their findings."""
        return self((one.row for one in joined), Step.DESCRIBE, Step.ASSESS)

    def slim_rows(self, joined: Iterable[JoinedRow]) -> tuple[FileRow, ...]:
        """Return joined rows, each with what tells it apart."""
        return tuple(slim(row) for row in self.whole_rows(joined))

    def _load(self, step: Step, codec: Codec[T], rows: Iterable[FileRow]) -> dict[str, T]:
        """Return the results of a step for rows, by their sources."""
        version, context = self._versions[step], self._context if step is Step.ASSESS else ""
        sha256_of = {row.source: row.sha256 for row in rows if row.source not in self._without[step]}
        keys = {StepKey(sha256, step, version, context) for sha256 in sha256_of.values()}
        found = {key.sha256: value for key, value in self._store.load_many(keys, codec)}
        if len(found) != len(keys):
            raise UserError("Kho dữ liệu không còn đủ kết quả của lần chạy trước. Chạy lại `soat run`.")
        return {source: found[sha256] for source, sha256 in sha256_of.items()}

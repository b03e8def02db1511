"""Files are read in workers, so that one which ends its worker costs as little as can be: neither others, nor what lies beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from core.problem import Problem
from extractors.office.libreoffice import MOST_A_START, OFFICE_SUFFIXES
from extractors.read import too_many
from extractors.workers.sandbox import Ended
from flows.document import ReadJob, ReadKept, read_batch, read_to_keep
from flows.executor import Executor

R = TypeVar("R")


def read_all(executor: Executor, jobs: Sequence[ReadJob]) -> Iterator[tuple[ReadJob, ReadKept | Problem]]:
    """Yield each job with what is to be kept of it; files of old word processors share starts of LibreOffice, all others are alone."""
    shared = [job for job in jobs if job.path.suffix.lower() in OFFICE_SUFFIXES]
    size = min(MOST_A_START, -(-len(shared) // executor.workers)) or 1
    batches = [tuple(shared[start : start + size]) for start in range(0, len(shared), size)]
    batches += [(job,) for job in jobs if job.path.suffix.lower() not in OFFICE_SUFFIXES]
    again: list[ReadJob] = []
    for batch, done in executor.run(read_batch, batches):
        for at, job in enumerate(batch):
            found = done if isinstance(done, Problem) else done[at]
            if found is None or (found is done and len(batch) > 1):
                again.append(job)  # a bad file costs those beside it only this
            elif further := _without_member(job, found):
                again.append(further)
            else:
                yield job, found
    yield from read_alone(executor, read_to_keep, again)


def read_alone(
    executor: Executor, function: Callable[[ReadJob], R], jobs: Sequence[ReadJob]
) -> Iterator[tuple[ReadJob, R | Problem]]:
    """Yield each job with what the function made of it; a container whose member ended the worker is read without it."""
    while jobs:
        again: list[ReadJob] = []
        for job, done in executor.run(function, jobs):
            if further := _without_member(job, done):
                again.append(further)
            else:
                yield job, done
        jobs = again


def _without_member(job: ReadJob, done: object) -> ReadJob | None:
    """Return the job that leaves out the member over which the worker ended; None where it ended over none, or over too many."""
    lost = dict(job.lost)
    if not isinstance(done, Ended) or done.place in lost or too_many(lost):
        return None
    found = Problem(done.stage, done.code, done.message, done.severity)
    return replace(job, lost=(*job.lost, (done.place, found)))

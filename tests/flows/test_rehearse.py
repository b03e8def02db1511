"""A campaign is tried on the kept documents before it is saved, and a closed one is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from core.campaign import Campaign, roster_on
from core.coverage import Status
from core.review import Action, Review
from core.settings import Settings
from core.steps import Outcome
from flows.errors import UserError
from flows.rehearse import rehearse
from flows.review import desk, record
from flows.run import RunResult, campaign_at
from store.campaign_edit import Texts, save, texts_of, with_head, with_tasks
from store.campaigns import load_campaign

Rows = Callable[[Path, str], list[dict[str, str]]]
RunOver = Callable[..., RunResult]
Told = list[tuple[int, int]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of the shipped campaign that may be edited."""
    return copytree(Settings().default_campaign, tmp_path / "đợt")


def tried(out: Path, campaign: Campaign, folder: Path) -> tuple[Outcome, Told]:
    """Return what a campaign would come to, and what was told meanwhile."""
    told: Told = []
    with desk(out, Settings()) as opened:
        found = rehearse(opened, campaign, folder, Settings(), lambda done, total: told.append((done, total)))
    return found, told


def statuses(outcome: Outcome) -> dict[tuple[str, str], str]:
    """Return the matrix of an outcome."""
    return {(cell.unit_id, cell.task_id): cell.status.value for cell in outcome.coverage}


def test_what_is_rehearsed_is_what_the_run_finds(
    inbox: Path, ran: Path, folder: Path, run_over: RunOver, rows_of: Rows
) -> None:
    """With other terms, a later deadline and a correction; nothing is published by trying, and nothing assessed twice."""
    with desk(ran, Settings()) as opened:
        record(opened, Review("thanhtra", "2", Action.SET, "Lan", datetime.now(UTC), status=Status.QUANTIFIED))
    texts, tasks = texts_of(folder), load_campaign(folder).tasks
    edited = [(at, replace(task, terms=("tái định cư",), weak_terms=())) if task.id == "1" else (at, task) for at, task in enumerate(tasks)]  # fmt: skip
    toml = with_head(with_tasks(texts.toml, edited), {"deadline": datetime(2024, 12, 31, tzinfo=UTC).date()})
    before = rows_of(ran, "coverage")
    campaign = Texts(toml, texts.units).campaign(folder)
    outcome, told = tried(ran, roster_on(campaign, campaign.deadline), folder)
    assert rows_of(ran, "coverage") == before
    assert told[0] == (0, len(told) - 1)
    assert told[-1][0] == told[-1][1] > 0
    save(folder, texts, Texts(toml, texts.units))
    assert tried(ran, campaign_at(folder), folder)[1] == [(0, 0)]
    run_over(inbox, ran, campaign=folder)
    after = {(row["unit_id"], row["task_id"]): row["status"] for row in rows_of(ran, "coverage")}
    assert statuses(outcome) == after
    assert after != {(row["unit_id"], row["task_id"]): row["status"] for row in before}


def test_an_older_programs_results_are_not_compared(ran: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes of the program would be taken for the edit's."""
    monkeypatch.setattr("flows.rehearse.versions", dict)
    with pytest.raises(UserError, match="Chạy lại trước"):
        tried(ran, campaign_at(folder), folder)


def test_a_closed_campaign_is_neither_run_nor_corrected(
    inbox: Path, ran: Path, folder: Path, run_over: RunOver
) -> None:
    """Its results stand as they were handed up."""
    run_over(inbox, ran, campaign=folder)
    texts = texts_of(folder)
    save(folder, texts, Texts(with_head(texts.toml, {"closed_on": datetime.now(UTC).date()}), texts.units))
    with pytest.raises(UserError, match="đã đóng"):
        run_over(inbox, ran, campaign=folder)
    with desk(ran, Settings()) as opened, pytest.raises(UserError, match="đã đóng"):
        record(opened, Review("thanhtra", "2", Action.SET, "Lan", datetime.now(UTC), status=Status.DONE))

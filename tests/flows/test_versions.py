"""Laws of the steps' versions: they change with the code, the tables, the tools and the limits they hang on, and with nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.settings import Settings
from core.steps import Step
from flows import versions as module
from flows.versions import context_of, versions
from store.campaigns import load_campaign


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small house of one file a package and one table; the versions are those of this house."""
    for package in ("core", "extractors", "nlp", "store", "reports", "flows"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "code.py").write_text("pass\n")
    (tmp_path / "data" / "tables").mkdir(parents=True)
    (tmp_path / "data" / "tables" / "terms.csv").write_text("id\n")
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    monkeypatch.setattr(module, "tools", lambda: ("libreoffice",))
    monkeypatch.setenv("SOAT_DATA_DIR", str(tmp_path / "data"))
    versions.cache_clear()
    yield tmp_path
    versions.cache_clear()


def changed(before: dict[Step, str]) -> set[Step]:
    """Return the steps whose version is another one than before."""
    versions.cache_clear()
    after = versions()
    return {step for step in Step if after[step] != before[step]}


def test_every_step_has_a_version(house: Path) -> None:
    """Every step has a version, and the same house gives the same ones again."""
    before = versions()
    assert set(before) == set(Step)
    assert house.is_dir()
    assert changed(before) == set()


@pytest.mark.parametrize(
    ("package", "steps"),
    [
        ("core", set(Step)),
        ("extractors", {Step.READ, Step.BRIEF}),
        ("nlp", {Step.DESCRIBE, Step.ASSESS}),
        ("store", set()),
        ("reports", set()),
        ("flows", set()),
    ],
)
def test_code_changes_the_steps_that_run_it(house: Path, package: str, steps: set[Step]) -> None:
    """A change of a package's code, or a new file in it, gives just the steps that run it another version."""
    before = versions()
    (house / package / "code.py").write_text("1\n")
    assert changed(before) == steps
    before = versions()
    (house / package / "more.py").write_text("")
    assert changed(before) == steps


def test_tables_change_what_is_understood_and_not_what_is_read(house: Path) -> None:
    """Knowledge tables belong to describing and assessing; no file is read again for them."""
    before = versions()
    (house / "data" / "tables" / "terms.csv").write_text("id\na\n")
    assert changed(before) == {Step.DESCRIBE, Step.ASSESS}


def test_tables_of_letters_change_what_is_read(house: Path) -> None:
    """Files are read again when a table of a legacy encoding changes, and nothing else is done anew for it."""
    before = versions()
    (house / "data" / "tables" / "legacy_vni.csv").write_text("code\n")
    assert changed(before) == {Step.READ, Step.BRIEF}


def test_a_program_at_hand_changes_reading(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that could not be read without tesseract are read once it is installed."""
    assert house.is_dir()
    before = versions()
    monkeypatch.setattr(module, "tools", lambda: ("tesseract-vie", "libreoffice"))
    assert changed(before) == {Step.READ, Step.BRIEF}


@pytest.mark.parametrize(
    "name",
    [
        "OCR_DPI",
        "MAX_BYTES",
        "MAX_MEMBERS",
        "MAX_DEPTH",
        "SECONDS_PER_PAGE",
        "SECONDS_PER_FILE",
        "BUSY_SECONDS",
        "MEGABYTES_PER_FILE",
    ],
)
def test_limits_of_reading_change_reading(house: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A limit that decides what is read gives reading another version."""
    assert house.is_dir()
    before = versions()
    monkeypatch.setenv(f"SOAT_{name}", "177")
    assert changed(before) == {Step.READ, Step.BRIEF}


@pytest.mark.parametrize("name", ["WORKERS", "SETTLE_SECONDS", "DATABASE"])
def test_other_settings_change_nothing(house: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """How many workers there are, and where results lie, says nothing about the results."""
    assert house.is_dir()
    before = versions()
    monkeypatch.setenv(f"SOAT_{name}", "7")
    assert changed(before) == set()


def test_an_assessment_hangs_on_campaign_and_dispatch() -> None:
    """Another title, another roster or another sentence of the dispatch is another context; the same ones are the same."""
    folder = Settings().default_campaign
    campaign = load_campaign(folder)
    first = context_of(campaign, ("Một câu.",))
    assert context_of(load_campaign(folder), ("Một câu.",)) == first
    others = [
        context_of(campaign, ()),
        context_of(campaign, ("Một câu khác.",)),
        context_of(replace(campaign, units=campaign.units[1:]), ("Một câu.",)),
        context_of(
            replace(campaign, tasks=(replace(campaign.tasks[0], title="x"), *campaign.tasks[1:])), ("Một câu.",)
        ),
    ]
    assert len({first, *others}) == len(others) + 1

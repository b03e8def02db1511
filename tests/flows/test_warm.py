"""Laws of what workers have from their birth."""

import os
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path

import pytest

from core.settings import Settings
from flows.forking import start_forking
from flows.ran import RUN_FILE

_UNDERSTAND = """
import sys
import flows.warm
from pathlib import Path
from core.settings import Settings
from flows.document import AssessJob, ReadJob, assess_kept, campaign_for, read_to_keep
from flows.run import campaign_at

campaign = campaign_for(campaign_at(Settings().default_campaign), ())
sys.addaudithook(lambda event, given: event == "open" and print("opened", given[0]))
for path in Path(sys.argv[1]).glob("*.docx"):
    read = read_to_keep(ReadJob(path.name, path, Settings()))
    for sha256, description in read.descriptions:
        print("understood", assess_kept(AssessJob(path.name, sha256, read.items.payload, description.payload, campaign)) is not None)
print("imported", *sys.modules)
"""


def test_a_worker_loads_nothing_that_all_workers_need() -> None:
    """Once the fork server is warm, no report makes a worker open a table or a model, but that of old fonts; nor does any need spaCy."""
    data = Settings().data_dir
    command = [sys.executable, "-c", _UNDERSTAND, data / "samples" / "inbox"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    told = [line.split(" ", 1) for line in done.stdout.splitlines()]
    opened = [said for kind, said in told if kind == "opened"]
    assert ["understood", "True"] in told
    assert [name for name in opened if name.startswith(str(data / "tables"))] == [
        str(data / "tables" / "legacy_fonts.csv")
    ]
    assert not [name for name in opened if "underthesea" in name or name.startswith(str(data / "campaigns"))]
    assert not {"spacy"} & set(next(said for kind, said in told if kind == "imported").split())


def test_workers_are_made_ready_first_where_something_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fork server starts with a first run, and where a folder was written to since the last one; a quiet night starts none."""
    inbox, campaign, out = (tmp_path / name for name in ("inbox", "campaign", "out"))
    for folder in (inbox / "deep", campaign, out):
        folder.mkdir(parents=True)
    started: list[None] = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: started.append(None))
    monkeypatch.setattr(forkserver, "set_forkserver_preload", lambda _modules: None)
    start_forking(str(tmp_path / "none"), campaign, out)
    start_forking("s3://a/b", campaign, out)
    assert not started
    start_forking(str(inbox), campaign, out)
    assert len(started) == 1
    (out / RUN_FILE).touch()
    for folder in (inbox, inbox / "deep", campaign):
        os.utime(folder, (1, 1))
    start_forking(str(inbox), campaign, out)
    assert len(started) == 1
    for folder in (inbox / "deep", campaign):
        os.utime(folder, (2**31, 2**31))
        start_forking(str(inbox), campaign, out)
        os.utime(folder, (1, 1))
    assert len(started) == 3

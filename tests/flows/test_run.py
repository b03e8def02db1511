"""Laws of a whole run without a server, over small inboxes of the samples."""

import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.problem import Code
from core.settings import Settings
from extractors.workers.sandbox import Sandbox
from flows import steps
from flows.errors import UserError
from flows.run import Options, RunResult, campaign_at, run, work_for
from flows.verify import verify
from store.campaigns import load_campaign

# The columns that the contract publishes; more may join them behind.
COLUMNS = {
    "documents": "document_id source kind counts unit_id number doc_type issued_on issuer place subject signer pages "
    "ocr_pages characters completeness status code message",
    "references": "document_id source page start end text form doc_type number issued_on issuer title canonical warnings "
    "role pin",
    "evidence": "unit_id task_id document_id source page start end sentence status score figures section features",
    "coverage": "unit_id unit_name task_id task_title status addressed confidence evidence_count evidence source page "
    "decided_by",
    "matrix": "unit_id unit_name 1 2 3 4 5 6 7 8 tasks_addressed",
    "units": "unit_id unit_name kind returned received_on days_late documents tasks_addressed tasks_total",
    "remarks": "unit_id kind document_id source page sentence theme",
    "directives": "canonical doc_type number issued_on issuer title cited_by_units citations in_inbox warnings",
}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Rows = Callable[[Path, str], list[dict[str, str]]]
RunOver = Callable[..., RunResult]
State = Callable[[Path], dict[str, tuple[int, int, bytes]]]
HandedOut = Callable[[Path], dict[str, bytes]]


def by_source(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the rows of documents.csv by source; each stands there once."""
    found = {row["source"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def unit(rows: list[dict[str, str]], name: str) -> dict[str, str]:
    """Return the row of a unit."""
    return next(row for row in rows if row["unit_id"] == name)


def test_every_table_has_the_columns_of_the_contract(
    inbox: Path, out: Path, run_over: RunOver, rows_of: Rows, state_of: State
) -> None:
    """A run writes every table with the contract's columns and something in it, the workbook and the page; the inbox stays."""
    before = state_of(inbox)
    result = run_over(inbox, out)
    assert state_of(inbox) == before
    for name, columns in COLUMNS.items():
        rows = rows_of(out, name)
        assert rows, name
        assert list(rows[0])[: len(columns.split())] == columns.split(), name
    assert result.written.workbook.stat().st_size > 0
    assert result.written.page.stat().st_size > 0
    campaign = load_campaign(Settings().default_campaign)
    pairs = [(row["unit_id"], row["task_id"]) for row in rows_of(out, "coverage")]
    assert pairs == [(one.id, task.id) for one in campaign.units for task in campaign.tasks]
    assert [row["unit_id"] for row in rows_of(out, "units")] == [one.id for one in campaign.units]
    assert [row["unit_id"] for row in rows_of(out, "matrix")] == [one.id for one in campaign.units]


def test_a_broken_file_costs_only_itself(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """A broken file has its row, code and message; the good ones beside it count and their units are found."""
    result = run_over(inbox, ran)
    rows = by_source(rows_of(ran, "documents"))
    assert set(rows) == {"CV giao việc.docx", "thanh tra.docx", "khối sở/nông nghiệp.docx", "lỗi.docx"}
    broken = rows["lỗi.docx"]
    assert (broken["status"], broken["code"], broken["counts"]) == ("quarantined", "corrupt", "false")
    assert broken["message"]
    assert len(broken["document_id"]) == 64
    assert rows["CV giao việc.docx"]["kind"] == "directive"
    assert (rows["thanh tra.docx"]["unit_id"], rows["thanh tra.docx"]["counts"]) == ("thanhtra", "true")
    assert (rows["khối sở/nông nghiệp.docx"]["unit_id"], rows["khối sở/nông nghiệp.docx"]["counts"]) == ("snn", "true")
    assert {row["unit_id"] for row in rows_of(ran, "units") if row["returned"] == "true"} == {"thanhtra", "snn"}
    assert [row["source"] for row in result.quarantined] == ["lỗi.docx"]
    assert (result.files, result.read, result.directive_found) == (4, 0, True)


@pytest.fixture
def folder_of_units(tmp_path: Path) -> Path:
    """The first campaign with one unit, which ended in 2025."""
    folder = shutil.copytree(Settings().default_campaign, tmp_path / "đợt")
    text = "unit_id,name,kind,symbols,valid_from,valid_to,note\nbdt,Ban Dân tộc,so_ban_nganh,BDT,,2025-02-28,\n"
    (folder / "units.csv").write_text(text, encoding="utf-8")
    return folder


def test_the_roster_is_that_of_the_day(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows, tmp_path: Path
) -> None:
    """Until a unit ends it has its row; from then on its report counts for its successor, and the row says so."""
    folder = shutil.copytree(Settings().default_campaign, tmp_path / "đợt")
    head, *lines = (folder / "units.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{line},{'moi' if line.startswith('snn,') else ''}" for line in lines]
    lines.append("moi,Sở Nông nghiệp và Môi trường,so_ban_nganh,SNNMT,,2025-03-01,,,")
    (folder / "units.csv").write_text("\n".join((f"{head},successor", *lines)), encoding="utf-8")

    run_over(inbox, ran, campaign=folder)
    assert by_source(rows_of(ran, "documents"))["khối sở/nông nghiệp.docx"]["unit_id"] == "snn"
    assert "moi" not in {row["unit_id"] for row in rows_of(ran, "units")}

    run_over(inbox, ran, campaign=folder, as_of=date(2025, 12, 5))
    report = by_source(rows_of(ran, "documents"))["khối sở/nông nghiệp.docx"]
    assert (report["unit_id"], report["counts"], report["code"]) == ("moi", "true", "unit_succeeded")
    assert "[snn] → Sở Nông nghiệp và Môi trường [moi]" in report["message"]
    units = {row["unit_id"]: row["returned"] for row in rows_of(ran, "units")}
    assert units["moi"] == "true"
    assert not {"snn", "sonduong", "tptq"} & units.keys()


def test_a_day_without_units_is_refused(folder_of_units: Path) -> None:
    """A roster that is empty on the day is a mistake of the user's, told with the day."""
    with pytest.raises(UserError, match="01/01/2030"):
        campaign_at(folder_of_units, date(2030, 1, 1))


def test_cells_lead_to_the_sentences_that_prove_them(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """A cell of an activity that says something quotes a sentence of evidence.csv with its source; the files hold them all."""
    run_over(inbox, ran)
    quoted = {(row["unit_id"], row["task_id"], row["source"], row["sentence"]) for row in rows_of(ran, "evidence")}
    cells = [row for row in rows_of(ran, "coverage") if row["evidence"]]
    assert cells
    for cell in cells:
        assert (cell["unit_id"], cell["task_id"], cell["source"], cell["evidence"]) in quoted
    verdict = verify(ran, Settings())
    assert verdict.faults == ()
    assert verdict.quotes == sum(len(rows_of(ran, name)) for name in ("evidence", "references", "remarks"))


def test_a_second_run_reads_nothing_and_writes_the_same_bytes(
    inbox: Path, out: Path, run_over: RunOver, handed_out: HandedOut
) -> None:
    """Over an unchanged inbox no file is read again, and tables, workbook and page are the same bytes."""
    assert run_over(inbox, out).read == 4
    first = handed_out(out)
    assert run_over(inbox, out).read == 0
    assert handed_out(out) == first
    assert len(first) == len(COLUMNS) + 6  # and problems, reviews, changes, summary, the workbook, the page


def test_a_quiet_run_opens_nothing(
    inbox: Path, ran: Path, run_over: RunOver, state_of: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing changed the results of the last run stand: nothing is decoded, nothing is written, the same is told."""
    first = run_over(inbox, ran)
    before = {path: facts for path, facts in state_of(ran).items() if "soat.db" not in path and path != str(ran)}
    monkeypatch.setattr(steps, "gather", lambda *_: pytest.fail("decoded"))
    again = run_over(inbox, ran)
    assert {path: facts for path, facts in state_of(ran).items() if path in before} == before
    assert (again.changed, again.read, again.files, again.directive_found) == (None, 0, 4, True)
    assert (again.quarantined, again.returned) == (first.quarantined, first.returned)


@pytest.mark.parametrize("harm", ["edited", "removed", "killed before writing"])
def test_results_that_were_touched_are_written_again(
    inbox: Path, ran: Path, run_over: RunOver, handed_out: HandedOut, harm: str
) -> None:
    """What the store has published is written anew, byte for byte, where a file of OUT is not what was written."""
    run_over(inbox, ran)
    first = handed_out(ran)
    if harm == "edited":
        (ran / "tables" / "coverage.csv").write_text("x")
    elif harm == "removed":
        (ran / "index.html").unlink()
    else:
        (ran / ".soat-written.json").unlink()
        (ran / "tables" / ".units.csv.abc.part").write_text("half")
    run_over(inbox, ran)
    assert handed_out(ran) == first


def test_a_run_tells_what_changed(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """changes.csv names each cell that the last run with a change has changed, with the file; a quiet run leaves it."""
    run_over(inbox, ran)
    (inbox / "thanh tra.docx").unlink()
    result = run_over(inbox, ran)
    rows = rows_of(ran, "changes")
    assert result.changed == len(rows) > 0
    assert {(row["unit_id"], row["after"], row["cause"], row["because"]) for row in rows} == {
        ("thanhtra", "none", "file", "thanh tra.docx")
    }
    assert run_over(inbox, ran).changed is None
    assert rows_of(ran, "changes") == rows


def test_force_reads_again(inbox: Path, ran: Path, run_over: RunOver, handed_out: HandedOut) -> None:
    """With --force every file is read again, and the result is the same."""
    run_over(inbox, ran)
    first = handed_out(ran)
    assert run_over(inbox, ran, force=True).read == 4
    assert handed_out(ran) == first


def test_the_number_of_workers_changes_nothing(
    inbox: Path, out: Path, ran: Path, run_over: RunOver, handed_out: HandedOut
) -> None:
    """One worker or two, into this folder or that one: the same bytes."""
    run_over(inbox, out, workers=1)
    assert handed_out(out) == handed_out(ran)


def test_only_what_changed_is_read_again(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows, sample_files: dict[str, Path]
) -> None:
    """A changed file is read again, a removed one leaves all tables, a renamed one is not read again."""
    run_over(inbox, ran)
    shutil.copy(sample_files["bdt"], inbox / "thanh tra.docx")
    assert run_over(inbox, ran).read == 1
    rows = by_source(rows_of(ran, "documents"))
    assert rows["thanh tra.docx"]["unit_id"] == "bdt"
    assert unit(rows_of(ran, "units"), "thanhtra")["returned"] == "false"

    (inbox / "thanh tra.docx").rename(inbox / "khối sở" / "ban dân tộc.docx")
    assert run_over(inbox, ran).read == 0
    rows = by_source(rows_of(ran, "documents"))
    assert "thanh tra.docx" not in rows
    assert rows["khối sở/ban dân tộc.docx"]["unit_id"] == "bdt"
    assert unit(rows_of(ran, "units"), "bdt")["returned"] == "true"

    (inbox / "khối sở" / "ban dân tộc.docx").unlink()
    assert run_over(inbox, ran).read == 0
    for table in ("documents", "references", "evidence", "coverage", "remarks"):
        assert not [row for row in rows_of(ran, table) if "ban dân tộc" in row["source"]], table
    assert unit(rows_of(ran, "units"), "bdt")["returned"] == "false"


def test_results_of_many_nights_are_those_of_one(  # noqa: PLR0917 - fixtures
    inbox: Path, ran: Path, out: Path, run_over: RunOver, handed_out: HandedOut, sample_files: dict[str, Path]
) -> None:
    """Files came, were replaced, copied, renamed and removed over some nights: every table is what a run from nothing writes.

    Only what changed last differs, and so do workbook and page, which tell of it.
    """
    run_over(inbox, ran)
    shutil.copy(sample_files["bdt"], inbox / "aaa.docx")
    run_over(inbox, ran)
    shutil.copy(inbox / "thanh tra.docx", inbox / "khối sở" / "bản sao.docx")
    (inbox / "aaa.docx").rename(inbox / "zzz.docx")
    run_over(inbox, ran)
    shutil.copy(sample_files["bdt"], inbox / "thanh tra.docx")
    run_over(inbox, ran)
    (inbox / "zzz.docx").unlink()
    assert run_over(inbox, ran).read == 0
    run_over(inbox, out)
    told = {"changes.csv", "coverage.xlsx", "index.html"}
    many, one = ({name: found[name] for name in found.keys() - told} for found in (handed_out(ran), handed_out(out)))
    assert many == one
    assert (ran / "citations.graphml").read_bytes() == (out / "citations.graphml").read_bytes()


def test_a_copy_counts_once(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """The same bytes under two names are read once, have two rows and count once."""
    shutil.copy(inbox / "thanh tra.docx", inbox / "thanh tra - Copy.docx")
    assert run_over(inbox, ran).read == 0
    rows = by_source(rows_of(ran, "documents"))
    pair = [rows["thanh tra.docx"], rows["thanh tra - Copy.docx"]]
    assert sorted(row["counts"] for row in pair) == ["false", "true"]
    assert {row["status"] for row in pair} == {"ok", "duplicate"}
    assert unit(rows_of(ran, "units"), "thanhtra")["documents"] == "1"


def test_a_report_inside_an_archive(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """A zip has its row and each member one of its own, `outer!inner`; the report inside counts, and verify reopens it."""
    inner = inbox / "thanh tra.docx"
    with zipfile.ZipFile(inbox / "gửi kèm.zip", "w") as packed:
        packed.write(inner, "báo cáo/ttr.docx")
        packed.writestr("hỏng.docx", b"PK\x03\x04 nothing")
    inner.unlink()
    assert run_over(inbox, ran).files == 4
    rows = by_source(rows_of(ran, "documents"))
    assert (rows["gửi kèm.zip"]["code"], rows["gửi kèm.zip"]["counts"]) == ("container", "false")
    member = rows["gửi kèm.zip!báo cáo/ttr.docx"]
    assert (member["unit_id"], member["counts"], member["status"]) == ("thanhtra", "true", "ok")
    assert rows["gửi kèm.zip!hỏng.docx"]["status"] == "quarantined"
    assert rows["gửi kèm.zip!hỏng.docx"]["code"]
    verdict = verify(ran, Settings())
    assert (verdict.faults, verdict.sources) == ((), 3)
    assert run_over(inbox, ran).read == 0


@pytest.fixture
def mail(inbox: Path) -> Path:
    """An e-mail of 12 December 2024 with Thanh tra's report of 4 December in it, in the report's place."""
    report = inbox / "thanh tra.docx"
    message = EmailMessage()
    message["From"] = "Thanh tra <thanhtra@example.invalid>"
    message["To"] = "snv@example.invalid"
    message["Subject"] = "Gửi báo cáo"
    message["Date"] = "Thu, 12 Dec 2024 00:30:00 +0700"  # the 11th in Greenwich
    message.set_content("Kính gửi Sở Nội vụ.\n")
    message.add_attachment(report.read_bytes(), *DOCX.split("/"), filename="báo cáo.docx")
    path = inbox / "thư.eml"
    path.write_bytes(message.as_bytes())
    report.unlink()
    return path


def test_a_report_inside_an_e_mail(mail: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """A report that came by e-mail was received on the e-mail's day, in the sender's time, and is late counted from there."""
    run_over(mail.parent, ran)
    rows = by_source(rows_of(ran, "documents"))
    assert set(rows) >= {"thư.eml", "thư.eml!báo cáo.docx"}
    member = rows["thư.eml!báo cáo.docx"]
    assert (member["unit_id"], member["counts"], member["issued_on"]) == ("thanhtra", "true", "2024-12-04")
    assert rows["thư.eml"]["counts"] == "false"
    standing = unit(rows_of(ran, "units"), "thanhtra")
    campaign = load_campaign(Settings().default_campaign)
    assert standing["received_on"] == "2024-12-12"
    late = (campaign.deadline.replace(month=12, day=12) - campaign.deadline).days
    assert late > 0
    assert standing["days_late"] == str(late)
    assert verify(ran, Settings()).faults == ()


def test_the_dispatch_may_lie_in_the_campaigns_folder(  # noqa: PLR0917 - fixtures
    inbox: Path, out: Path, ran: Path, tmp_path: Path, run_over: RunOver, rows_of: Rows
) -> None:
    """A dispatch in the campaign's folder serves as one in the inbox does, and is no row: it was never in the inbox."""
    campaign = tmp_path / "campaign"
    shutil.copytree(Settings().default_campaign, campaign)
    shutil.move(inbox / "CV giao việc.docx", campaign / "CV giao việc.docx")
    result = run_over(inbox, out, campaign=campaign)
    assert result.directive_found
    assert "CV giao việc.docx" not in by_source(rows_of(out, "documents"))
    for table in ("coverage", "evidence", "units"):
        assert rows_of(out, table) == rows_of(ran, table)
    assert verify(out, Settings()).faults == ()


def test_without_a_dispatch_the_run_says_so(inbox: Path, ran: Path, run_over: RunOver) -> None:
    """Where the dispatch is nowhere, the result says so and the tables are written all the same."""
    (inbox / "CV giao việc.docx").unlink()
    result = run_over(inbox, ran)
    assert not result.directive_found
    assert result.returned == 2


def test_two_campaigns_over_one_store_keep_apart(  # noqa: PLR0917 - fixtures
    inbox: Path, ran: Path, tmp_path: Path, run_over: RunOver, handed_out: HandedOut, database: str
) -> None:
    """Another campaign over the same database reads nothing again and leaves the first one's tables as they were."""
    run_over(inbox, ran)
    first = handed_out(ran)
    campaign = tmp_path / "campaign"
    shutil.copytree(Settings().default_campaign, campaign)
    text = (campaign / "campaign.toml").read_text(encoding="utf-8")
    (campaign / "campaign.toml").write_text(text.replace("1185/SNV-XDCQ&CTTN", "9999/SNV-XDCQ"), encoding="utf-8")
    shared = database or f"sqlite:///{ran / 'soat.db'}"
    other = run_over(inbox, tmp_path / "other", campaign=campaign, database=shared)
    assert (other.read, other.directive_found) == (0, False)
    run_over(inbox, ran)
    assert handed_out(ran) == first


def test_postgresql_gives_the_same_tables(  # noqa: PLR0917 - fixtures
    inbox: Path, out: Path, ran: Path, run_over: RunOver, handed_out: HandedOut, postgres: str
) -> None:
    """By PostgreSQL as by SQLite: the same bytes, and a second run reads nothing."""
    assert run_over(inbox, out, database=postgres).read == 4
    assert handed_out(out) == handed_out(ran)
    assert not (out / "soat.db").exists()
    assert run_over(inbox, out, database=postgres).read == 0
    assert handed_out(out) == handed_out(ran)


def test_odd_files_and_names_all_have_their_row(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """Links, pipes, lock files, empty files and names of any bytes go the whole way: one row each in documents.csv."""
    report = (inbox / "thanh tra.docx").read_bytes()
    odd = [
        b"hai\ndong.docx",
        "ẩ".encode() * 84 + b"x.x",
        "\u202excod.exe".encode(),
        b"T\xe0i ch\xednh.docx",
        b"=1+1.txt",
    ]
    for name in odd:
        (inbox / os.fsdecode(name)).write_bytes(report)
    (inbox / "rỗng.pdf").write_bytes(b"")
    (inbox / "~$o cao.docx").write_bytes(b"x")
    (inbox / "link.docx").symlink_to(inbox / "thanh tra.docx")
    os.mkfifo(inbox / "pipe.docx")
    result = run_over(inbox, ran)
    assert result.files == 4 + len(odd) + 4
    rows = rows_of(ran, "documents")
    assert len(by_source(rows)) == result.files
    codes = {row["source"]: (row["status"], row["code"]) for row in rows}
    assert codes["rỗng.pdf"] == ("quarantined", "empty")
    assert codes["~$o cao.docx"] == ("ignored", "temporary")
    assert codes["link.docx"] == ("ignored", "link")
    assert codes["pipe.docx"] == ("ignored", "unsupported")
    assert all(row["message"] for row in rows if row["status"] != "ok")
    assert unit(rows_of(ran, "units"), "thanhtra")["documents"] == "1"
    assert verify(ran, Settings()).faults == ()


def test_an_archive_of_one_name_twice(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """Members of the same name in one archive keep a row each."""
    report = (inbox / "thanh tra.docx").read_bytes()
    with zipfile.ZipFile(inbox / "a.zip", "w") as packed:
        packed.writestr("x.docx", report)
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("x.docx", b"")
    run_over(inbox, ran)
    rows = by_source(rows_of(ran, "documents"))
    assert len([source for source in rows if source.startswith("a.zip!")]) == 2


def test_a_file_that_goes_away_before_it_is_read(
    inbox: Path, ran: Path, rows_of: Rows, run_over: RunOver, sample_files: dict[str, Path]
) -> None:
    """A file that goes away between listing and reading keeps its row, `unreadable`; when it is back, it is read."""
    settings = Settings()
    new, away = inbox / "mới.docx", inbox.parent / "away.docx"
    shutil.copy(sample_files["bdt"], new)
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        new.rename(away)
        steps.read(work, steps.unread(work, files))
        outcome, _ = steps.cover(work, steps.join(work, files, steps.gather(work, files), ())[0])
    row = next(row for row in outcome.files if row.source == "mới.docx")
    assert (str(row.status), row.code) == ("quarantined", Code.UNREADABLE)
    away.rename(new)
    assert run_over(inbox, ran).read == 1
    assert by_source(rows_of(ran, "documents"))["mới.docx"]["counts"] == "true"


def test_a_file_that_changes_while_it_is_read(
    inbox: Path, ran: Path, rows_of: Rows, run_over: RunOver, sample_files: dict[str, Path]
) -> None:
    """What was read of other bytes than those listed is left for the next run, which takes the file as it is then."""
    settings = Settings()
    new = inbox / "mới.docx"
    shutil.copy(sample_files["bdt"], new)
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        shutil.copy(sample_files["sgddt"], new)
        steps.read(work, steps.unread(work, files))
        outcome, _ = steps.cover(work, steps.join(work, files, steps.gather(work, files), ())[0])
    row = next(row for row in outcome.files if row.source == "mới.docx")
    assert (str(row.status), row.code, row.characters) == ("ignored", Code.TEMPORARY, 0)
    shutil.copy(sample_files["bdt"], new)
    run_over(inbox, ran)
    assert by_source(rows_of(ran, "documents"))["mới.docx"]["unit_id"] == "bdt"


def test_a_worker_that_is_ended_costs_its_file_only(inbox: Path, ran: Path, rows_of: Rows) -> None:
    """A file that breaks the time limit is a row `timeout`, the others count, and the run ends well."""
    (inbox / "dài.txt").write_text("Thực hiện Công văn số 12/SNV-VP ngày 10/6/2024, Sở đã họp 3 lần. " * 40_000)
    settings = Settings(busy_seconds=0.5)
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        result = run(work)
    assert {row["source"]: row["code"] for row in result.quarantined} == {"lỗi.docx": "corrupt", "dài.txt": "timeout"}
    assert by_source(rows_of(ran, "documents"))["thanh tra.docx"]["counts"] == "true"


def test_a_document_that_cannot_be_assessed_is_told(inbox: Path, ran: Path) -> None:
    """A document whose assessing breaks a limit is a row with the reason; it does not stand there as if it were read."""
    settings = Settings()
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        steps.read(work, steps.unread(work, files))
    with (
        Sandbox(1, 100, 600, busy=0.000_01) as hasty,
        work_for(inbox, settings.default_campaign, ran, settings, Options(force=True)) as work,
    ):
        found = steps.gather(work, files)
        steps.assess(replace(work, executor=hasty, lost=work.lost), found, ())
        outcome, _ = steps.cover(work, steps.join(work, files, found, ())[0])
    codes = {row.source: (str(row.status), row.code) for row in outcome.files}
    assert codes["thanh tra.docx"] == ("quarantined", Code.TIMEOUT)


def test_an_empty_inbox_leaves_the_tables(inbox: Path, ran: Path, run_over: RunOver, handed_out: HandedOut) -> None:
    """An inbox without files is said, and what the last run wrote stays."""
    run_over(inbox, ran)
    before = handed_out(ran)
    shutil.rmtree(inbox)
    inbox.mkdir()
    with pytest.raises(UserError, match="chưa có tệp nào"):
        run_over(inbox, ran)
    assert handed_out(ran) == before


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_files_share_a_start_and_nothing_else(tmp_path: Path, out: Path, run_over: RunOver, rows_of: Rows) -> None:
    """Old Word files of one inbox are converted together; a broken one among them costs its own row only."""
    inbox = tmp_path / "hộp thư"
    inbox.mkdir()
    for number in range(5):
        (inbox / f"{number}.rtf").write_bytes(rb"{\rtf1\ansi Report of %d items\par}" % number)
    (inbox / "hong.doc").write_bytes(rb"{\rtf1\ansi cut {\b off")
    (inbox / "chu.doc").write_bytes(b"plain text under a wrong name")
    run_over(inbox, out)
    rows = by_source(rows_of(out, "documents"))
    assert [rows[f"{number}.rtf"]["characters"] for number in range(5)] == ["17"] * 5
    assert (rows["hong.doc"]["code"], rows["chu.doc"]["characters"]) == ("corrupt", "29")

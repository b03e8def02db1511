import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.campaign import Campaign
from core.coverage import Assessment
from core.dispatch import Dispatch, Found, Kind
from core.document import Align, Block, BlockKind, Box, Document, Envelope, Page, PageSource, Reading
from core.problem import Code, Stage, problem
from core.steps import Description, FileRow, Outcome, ReadItem, Seen, Step, StepKey, slim
from core.table import Cell, Records, Table
from core.text import OffsetMap, Span
from store.codec import ASSESSMENT, DESCRIPTION, READ_ITEMS
from store.store import RunInfo, StepResult, Store, open_store

# The columns of CONTRACT.md, written out once more: they are promised to people who script against them.
CONTRACT = {
    "documents": "document_id source kind counts unit_id number doc_type issued_on issuer place subject signer pages "
    "ocr_pages characters completeness status code message",
    "references": "document_id source page start end text form doc_type number issued_on issuer title canonical warnings "
    "role pin",
    "evidence": "unit_id task_id document_id source page start end sentence status score figures section features",
    "coverage": "unit_id unit_name task_id task_title status addressed confidence evidence_count evidence source page "
    "decided_by program_status note review",
    "matrix": "unit_id unit_name 1 2 tasks_addressed",
    "units": "unit_id unit_name kind returned received_on days_late documents tasks_addressed tasks_total",
    "remarks": "unit_id kind document_id source page sentence theme",
    "directives": "canonical doc_type number issued_on issuer title cited_by_units citations in_inbox warnings",
    "problems": "source stage code severity page message",
    "reviews": "review_id unit_id task_id action status document_id source page start end sentence note reviewer "
    "reviewed_at undoes fate",
    "changes": "unit_id unit_name task_id task_title before after cause because",
}


def tables(store: Store, campaign: Campaign) -> dict[str, Table]:
    """The tables by name."""
    return {table.name: table for table in store.tables(campaign)}


def pick(table: Table, *names: str) -> list[tuple[Cell, ...]]:
    """Some columns of a table."""
    return [tuple(record[name] for name in names) for record in table.records()]


@pytest.fixture
def published(store: Store, outcome: Outcome, run: RunInfo) -> dict[str, Table]:
    """The tables of the outcome."""
    store.publish(outcome, run)
    return tables(store, outcome.campaign)


def test_tables_have_the_columns_of_the_contract_in_order(published: dict[str, Table]) -> None:
    """Names and order of tables and columns are those that were promised."""
    assert {name: " ".join(c.name for c in table.columns) for name, table in published.items()} == CONTRACT
    assert list(published) == list(CONTRACT)


def test_an_unknown_campaign_has_every_table_without_rows(store: Store, campaign: Campaign) -> None:
    """Before the first run the tables are there and empty."""
    empty = tables(store, campaign)
    assert {name: " ".join(c.name for c in table.columns) for name, table in empty.items()} == CONTRACT
    assert not any(table.rows for table in empty.values())


def test_every_file_has_its_row_in_the_order_of_the_outcome(published: dict[str, Table]) -> None:
    """Nothing disappears, read or not."""
    assert pick(published["documents"], "source", "status", "counts", "number", "issued_on", "completeness") == [
        ("a.pdf", "ok", True, "12/BC-STP", "2024-11-28", 0.9877),
        ("aa.pdf", "duplicate", False, "12/BC-STP", "2024-11-28", None),
        ("c.pdf", "superseded", False, None, None, None),
        ("dfdp.exe", "quarantined", False, None, None, None),
        ("hộp.zip!b.docx", "ok", True, "5/BC-SYT", "2024-11-28", 0.9877),
    ]


def test_references_come_from_documents_that_are_no_copies(published: dict[str, Table]) -> None:
    """A copy's citations would count twice; a superseded report's stay listed."""
    assert pick(published["references"], "source", "start", "number", "issued_on", "warnings") == [
        ("a.pdf", 3, "9/CT-TTg", "2023-01-02", "odd:1; odd:2"),
        ("c.pdf", 3, "9/CT-TTg", "2023-01-02", "odd:1; odd:2"),
        ("hộp.zip!b.docx", 8, "9/CT-TTg", "2023-01-03", ""),
        ("hộp.zip!b.docx", 20, "012/BC-STP", None, ""),
        ("hộp.zip!b.docx", 40, "12/BC-STP", "2024-11-28", ""),
    ]


def test_evidence_follows_the_roster_the_tasks_and_the_text(published: dict[str, Table]) -> None:
    """Only counting documents give evidence; cells hold no control characters, scores four digits."""
    assert pick(published["evidence"], "unit_id", "task_id", "source", "start", "sentence", "score", "figures") == [
        ("syt", "1", "hộp.zip!b.docx", 5, "Sẽ tập huấn.", 0.5, ""),
        ("stp", "1", "a.pdf", 5, "Sẽ tập huấn.", 0.5, ""),
        ("stp", "1", "a.pdf", 30, "Đã tập huấn cho 120 người.", 0.9123, "120; 3/4"),
    ]


def test_a_cell_leads_to_its_best_sentence(published: dict[str, Table]) -> None:
    """Coverage names unit, task, sentence, source and page; of identical copies the one that counts."""
    assert pick(
        published["coverage"],
        "unit_name",
        "task_title",
        "status",
        "addressed",
        "confidence",
        "evidence",
        "source",
        "page",
    ) == [
        ("Sở Y tế", "Tập huấn chữa cháy", "planned", False, 0.5, "Sẽ tập huấn.", "hộp.zip!b.docx", 1),
        ("Sở Y tế", "Gửi báo cáo năm", "done", True, 1.0, None, None, None),
        ("Sở Tư pháp", "Tập huấn chữa cháy", "quantified", True, 0.9123, "Đã tập huấn cho 120 người.", "a.pdf", 2),
        ("Sở Tư pháp", "Gửi báo cáo năm", "done", True, 1.0, None, None, None),
        ("Công an tỉnh", "Tập huấn chữa cháy", "none", False, 0.75, None, None, None),
        ("Công an tỉnh", "Gửi báo cáo năm", "none", False, 1.0, None, None, None),
    ]


def test_truths_are_truths_in_both_databases(published: dict[str, Table]) -> None:
    """1 == True, so the type is looked at: a CSV would say 1."""
    assert {type(value) for (value,) in pick(published["coverage"], "addressed")} == {bool}
    assert {type(value) for (value,) in pick(published["units"], "returned")} == {bool}
    assert {type(value) for (value,) in pick(published["directives"], "in_inbox")} == {bool}


def test_matrix_has_a_column_a_task(published: dict[str, Table]) -> None:
    """The matrix says the same as the coverage."""
    assert published["matrix"].rows == (
        ("syt", "Sở Y tế", "planned", "done", 1),
        ("stp", "Sở Tư pháp", "quantified", "done", 2),
        ("cat", "Công an tỉnh", "none", "none", 0),
    )


def test_units_show_who_is_missing_and_who_is_late(published: dict[str, Table]) -> None:
    """Every unit of the roster has a row."""
    assert pick(published["units"], "unit_id", "returned", "received_on", "days_late", "tasks_total") == [
        ("syt", True, "2024-12-07", 2, 2),
        ("stp", True, "2024-11-28", 0, 2),
        ("cat", False, None, None, 2),
    ]


def test_remarks_put_difficulties_first(published: dict[str, Table]) -> None:
    """Remarks come from counting documents, unit by unit."""
    assert pick(published["remarks"], "unit_id", "kind", "sentence") == [
        ("stp", "difficulty", "Thiếu kinh phí."),
        ("stp", "proposal", "Đề nghị cấp thêm bình."),
    ]


def test_directives_gather_the_citations_of_counting_reports(published: dict[str, Table]) -> None:
    """The widest cited comes first; what citations disagree on is said; an inbox document is known by its number."""
    assert pick(
        published["directives"], "canonical", "issuer", "cited_by_units", "citations", "in_inbox", "warnings"
    ) == [
        ("9/ct-ttg", "Thủ tướng Chính phủ", 2, 2, False, "odd:1; odd:2; different_dates:2023-01-02,2023-01-03"),
        ("012/bc-stp", None, 1, 2, True, ""),
    ]


def test_problems_are_listed_with_what_to_do(published: dict[str, Table]) -> None:
    """Each problem of each file is a row."""
    assert pick(published["problems"], "source", "stage", "code", "severity", "page") == [
        ("dfdp.exe", "triage", "empty", "error", None),
        ("dfdp.exe", "read", "no_text", "warning", 3),
    ]


def test_publishing_again_replaces_and_keeps_the_runs(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """The tables show the last outcome alone; the runs are history."""
    store.publish(outcome, run)
    before = store.tables(outcome.campaign)
    store.publish(replace(outcome, files=outcome.files[:1]), run)
    assert [row[1] for row in tables(store, outcome.campaign)["documents"].rows] == ["a.pdf"]
    store.publish(outcome, run)
    assert store.tables(outcome.campaign) == before
    counts = [{**run.counts, "changed": changed} for changed in (4, 0, 0)]
    assert store.runs(outcome.campaign) == tuple(replace(run, counts=one) for one in counts)
    assert store.last_run(outcome.campaign) == replace(run, counts=counts[-1])
    assert store.runs(outcome.campaign)[0].started.utcoffset() == timedelta(0)


def test_campaigns_do_not_touch_each_other(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """The same dispatch in another year is another campaign."""
    store.publish(outcome, run)
    other = replace(outcome.campaign, reporting_year=2025)
    store.publish(replace(outcome, campaign=other, files=()), run)
    assert len(tables(store, outcome.campaign)["documents"].rows) == 5
    assert not tables(store, other)["documents"].rows


def test_a_publication_that_fails_changes_nothing(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """All tables change together or not at all."""
    store.publish(outcome, run)
    before = store.tables(outcome.campaign)
    naive = replace(run, finished=datetime(2024, 12, 6))  # noqa: DTZ001 - the fault that is tested
    with pytest.raises(Exception, match="zone"):
        store.publish(replace(outcome, files=()), naive)
    assert store.tables(outcome.campaign) == before


DOCUMENT = Document(
    "sha",
    "application/pdf",
    "Xin chào\nbảng",
    OffsetMap((0, 3), (0, 5)),
    (
        Block(BlockKind.PARAGRAPH, Span(0, 8), 1, Box(0.1, 1 / 3, 2.0, 3.0), 2, Align.CENTER, bold=True, italic=False),
        Block(BlockKind.TABLE_ROW, Span(9, 13), cells=(Span(9, 11), Span(11, 13))),
    ),
    (Page(1, 595.3, 842.0, PageSource.OCR, 0.1 + 0.2),),
    0.99,
)
ITEMS = (
    ReadItem("", Reading("sha", "application/zip", 9, problems=(problem(Stage.READ, Code.CONTAINER, page=2),))),
    ReadItem(
        "!trong/b.pdf", Reading("sha2", "application/pdf", 8, DOCUMENT), Envelope(date(2024, 12, 1), "a@b", "V/v")
    ),
    ReadItem("!t\udc80n.doc", Reading("sha3", "", 0)),
)
DESCRIBED = Description(
    Dispatch(
        number=Found("2024-01-02", Span(0, 9), "looks like a day", 0.3),
        issued_on=Found(date(2024, 1, 2), Span(3, 5), "day"),
        addressees=(Found("Sở Nội vụ", Span(1, 2), "to"),),
        body=Span(4, 8),
    )
)
READ_KEY = StepKey("a" * 64, Step.READ, "1")
DESCRIBE_KEY = StepKey("a" * 64, Step.DESCRIBE, "1")


def test_results_come_back_exactly(store: Store, outcome: Outcome) -> None:
    """What a step left behind is the same value when loaded, types included."""
    assessment = outcome.files[0].assessment
    assert assessment is not None
    assess_key = StepKey("a" * 64, Step.ASSESS, "1", "campaign")
    store.save([StepResult(READ_KEY, ITEMS), StepResult(DESCRIBE_KEY, DESCRIBED), StepResult(assess_key, assessment)])
    assert store.load(READ_KEY, READ_ITEMS) == ITEMS
    described = store.load(DESCRIBE_KEY, DESCRIPTION)
    assert described == DESCRIBED
    assert described.dispatch.issued_on is not None
    assert type(described.dispatch.issued_on.value) is date
    loaded = store.load(assess_key, ASSESSMENT)
    assert loaded == assessment
    assert type(loaded.evidence[0].status) is type(assessment.evidence[0].status)


def test_only_what_is_not_there_is_missing(store: Store) -> None:
    """Every part of the key tells results apart, over more keys than one question holds."""
    keys = [StepKey(f"{number:064}", Step.DESCRIBE, "1") for number in range(1203)]
    store.save(StepResult(key, DESCRIBED) for key in keys[:1200])
    others = {
        replace(keys[0], version="2"),
        replace(keys[0], step=Step.READ),
        replace(keys[0], context="another campaign"),
    }
    assert store.missing([*keys, *others]) == {*keys[1200:], *others}
    assert {key for key, _ in store.load_many([*keys, *others], DESCRIPTION)} == set(keys[:1200])
    assert store.missing([]) == set()


def test_saving_again_replaces(store: Store) -> None:
    """With --force a file is read again, and the new result holds."""
    store.save([StepResult(READ_KEY, ITEMS)])
    store.save([StepResult(READ_KEY, ITEMS[:1])])
    assert store.load(READ_KEY, READ_ITEMS) == ITEMS[:1]


def test_saving_is_all_or_nothing(store: Store) -> None:
    """Of a batch that fails nothing stays."""
    with pytest.raises(Exception, match=r"NOT NULL|null"):
        store.save([StepResult(READ_KEY, ITEMS), StepResult(replace(READ_KEY, version=None), ITEMS)])  # type: ignore[arg-type] - the fault that is tested
    assert store.missing([READ_KEY]) == {READ_KEY}


def test_a_result_of_unknown_form_counts_as_none(store: Store) -> None:
    """A payload that cannot be read is no reason to stop: the work is done again."""
    store.save([StepResult(DESCRIBE_KEY, DESCRIBED)])
    assert store.load(DESCRIBE_KEY, ASSESSMENT) is None
    assert store.load(READ_KEY, READ_ITEMS) is None


def test_a_store_keeps_what_it_holds(database: str, outcome: Outcome, run: RunInfo) -> None:
    """Closed and opened again, the store has the same results and tables."""
    with open_store(database) as store:
        store.publish(outcome, run)
        store.save([StepResult(DESCRIBE_KEY, DESCRIBED)])
        before = store.tables(outcome.campaign)
    with open_store(database) as store:
        assert store.tables(outcome.campaign) == before
        assert store.missing([DESCRIBE_KEY, READ_KEY]) == {READ_KEY}


def test_an_assessment_without_unit_is_kept(store: Store) -> None:
    """The smallest value makes the way too."""
    key = StepKey("b" * 64, Step.ASSESS, "1", "x")
    store.save([StepResult(key, Assessment(Kind.OTHER))])
    assert store.load(key, ASSESSMENT) == Assessment(Kind.OTHER)


def test_files_are_remembered_by_inbox(store: Store) -> None:
    """What was seen of an inbox comes back; what changed is replaced, what is gone is forgotten, other inboxes stay."""
    one, two = Seen("sở/a.docx", "1 2 3 4", "aa"), Seen("b.docx", "5 6 7 8", "bb")
    store.see("/nhận", [one, two, Seen("kh\udce0ng.docx", "1 1 1 1", "cc")], [])
    store.see("/khác", [two], [])
    assert store.seen("/nhận") == {"sở/a.docx": one, "b.docx": two}
    newer = replace(one, stamp="1 2 9 4", sha256="dd")
    store.see("/nhận", [newer], ["b.docx", "never.docx"])
    assert store.seen("/nhận") == {"sở/a.docx": newer}
    assert store.seen("/khác") == {"b.docx": two}


def test_tables_that_are_read_while_gone_through_are_the_same(
    store: Store, outcome: Outcome, run: RunInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few rows are held at a time, and however often they are gone through, the tables are those read at once."""
    monkeypatch.setattr("store.published._PIECE", 1)
    store.publish(outcome, run)
    whole, stored = store.tables(outcome.campaign), store.stored_tables(outcome.campaign)
    assert [(table.name, table.columns, len(table.rows)) for table in stored] == [
        (table.name, table.columns, len(table.rows)) for table in whole
    ]
    for _ in range(2):
        assert [tuple(table.rows) for table in stored] == [table.rows for table in whole]


def test_some_columns_of_a_table_are_had_alone(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Read from the store or held, in the table's order, days as days; a column that is not there stays away."""
    store.publish(outcome, run)
    whole, stored = store.tables(outcome.campaign), store.stored_tables(outcome.campaign)
    for table, rows in zip(whole, stored, strict=True):
        names = [column.name for column in table.columns][::2]
        wanted = [{name: record[name] for name in names} for record in table.records()]
        for one in (table, rows):
            some = Records(one).only("nothing", *reversed(names))
            assert [list(record.items()) for record in some] == [list(record.items()) for record in wanted]
            assert len(some) == len(wanted)
        assert list(Records(rows)) == list(Records(rows).only()) == table.records()


def test_another_process_reads_the_tables_that_it_is_handed(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Packed and unpacked they know where the database is, and give the same rows."""
    store.publish(outcome, run)
    stored = store.stored_tables(outcome.campaign)
    handed = pickle.loads(pickle.dumps(stored))  # noqa: S301 - our own
    assert [tuple(table.rows) for table in handed] == [tuple(table.rows) for table in stored]


def test_slim_files_are_published_as_whole_ones_are(
    store: Store, outcome: Outcome, run: RunInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outcome whose findings are fetched while it is published, a row at a time, gives the same tables."""
    monkeypatch.setattr("store.rows._AT_ONCE", 1)
    whole = {file.source: file for file in outcome.files}
    asked: set[Step] = set()

    def findings(rows: Iterable[FileRow], *steps: Step) -> Iterator[FileRow]:
        asked.update(steps)
        return (whole[row.source] for row in rows)

    store.publish(outcome, run)
    expected = store.tables(outcome.campaign)
    store.publish(replace(outcome, files=tuple(slim(file) for file in outcome.files)), run, findings)
    assert [table.rows for table in store.tables(outcome.campaign) if table.name != "changes"] == [
        table.rows for table in expected if table.name != "changes"
    ]
    assert asked == {Step.DESCRIBE, Step.ASSESS}

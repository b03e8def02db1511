from core.campaign import Campaign
from core.table import Table
from reports.terminal import plain_lines, terminal_matrix
from reports.words import STATUS_WORDS

Run = tuple[Campaign, tuple[Table, ...]]


def test_each_unit_is_a_row_of_signs(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """The rows follow the roster, each as long as the header, and each task's cell names its status."""
    matrix = terminal_matrix(tables, campaign)
    assert len(matrix.rows) == len(campaign.units) + 1
    for row, unit in zip(matrix.rows, campaign.units, strict=False):
        assert len(row) == len(matrix.header)
        assert row[0].text == unit.name
        assert all(STATUS_WORDS[cell.status].sign == cell.text.removesuffix("*") for cell in row[1:-2])
    starred = [
        unit.name for row, unit in zip(matrix.rows, campaign.units, strict=False) for c in row if c.text[1:] == "*"
    ]
    assert starred == ["Sở Tư pháp"]  # where a person decided
    assert matrix.legend[-1].text == "* người rà soát quyết định"


def test_the_summary_names_what_is_cited_and_was_not_received(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """Cited documents with a number that do not lie in the inbox are counted, the most widely cited named."""
    records = next(table for table in tables if table.name == "directives").records()
    absent = [row for row in records if row["number"] and not row["in_inbox"]]
    (line,) = (line for line in terminal_matrix(tables, campaign).summary if "chưa có trong thư mục nhận" in line)
    assert f"nhận: {len(absent)} " in line
    assert f"{absent[0]['number']} ({absent[0]['cited_by_units']})" in line


def test_the_summary_counts_and_names_who_is_missing(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """The last lines say how many reports came, and whose did not."""
    summary = terminal_matrix(tables, campaign).summary
    assert "Đã gửi 23/27 đơn vị, gửi muộn 3, chưa gửi 4" in summary[0]
    assert summary[-1].startswith("Chưa gửi: Sở Xây dựng; ")


def test_nothing_from_outside_steers_the_terminal(hostile: Run) -> None:
    """Every line is one line without control characters."""
    for line in plain_lines(terminal_matrix(hostile[1], hostile[0])):
        assert line.isprintable()

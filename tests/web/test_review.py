import pytest
from fastapi.testclient import TestClient

from core.document import Block, BlockKind, Document
from core.text import OffsetMap, Span
from tests.web.asking import send, token_of, tree_of
from web.review import place_of as place_of_words

OTHERS = ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"})


def status_of(pages: TestClient, cell: str) -> str:
    """Return how the matrix says a cell."""
    (link,) = tree_of(pages, "/").xpath("//a[contains(@class,'cell')][@href=$cell]", cell=cell)
    return str(link.get("aria-label"))


def test_a_status_that_a_reviewer_sets_shows_in_the_matrix_and_can_be_undone(desk: TestClient) -> None:
    """The correction stands at once in the matrix, with a sign that a person decided, and goes with its undoing."""
    before = status_of(desk, "/o/stc/3")
    answer = send(desk, "/o/stc/3/ra-soat", viec="set", muc="done", ghi_chu="Đã gọi điện hỏi")
    assert (answer.status_code, answer.headers["location"]) == (303, "/o/stc/3")
    assert "Đã làm" in status_of(desk, "/o/stc/3")
    assert "đã rà soát" in status_of(desk, "/o/stc/3")
    assert "Đã gọi điện hỏi" in tree_of(desk, "/o/stc/3").xpath("string(//ol[@class='log'])")
    send(desk, "/o/stc/3/ra-soat", viec="undo")
    assert status_of(desk, "/o/stc/3") == before


def test_a_sentence_can_be_rejected_and_another_added(desk: TestClient) -> None:
    """A rejected sentence proves nothing any more; one that the program missed is found by its words and proves it."""
    form = tree_of(desk, "/o/stc/5").xpath("//ol[@class='lines']//form")[0]
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    send(desk, "/o/stc/5/ra-soat", **{**fields, "viec": "reject"})
    assert "Không nêu" in status_of(desk, "/o/stc/5")
    words = "đã quán triệt  tới 56 cán bộ"
    send(desk, "/o/stc/6/ra-soat", viec="add", muc="quantified", tep=fields["tep"], cau=words)
    assert "Có số liệu" in status_of(desk, "/o/stc/6")
    assert "đã quán triệt tới 56 cán bộ" in tree_of(desk, "/o/stc/6").xpath("string(//ol[@class='lines'])")


def test_words_that_no_report_holds_are_not_added(desk: TestClient) -> None:
    """Evidence is quoted, never written by hand."""
    tep = tree_of(desk, "/o/stc/6").xpath("//form[@class='add']//input[@name='tep']/@value")[0]
    answer = send(
        desk, "/o/stc/6/ra-soat", viec="add", muc="done", tep=tep, cau="Câu này không có trong báo cáo nào cả."
    )
    assert answer.status_code == 422
    assert "Không nêu" in status_of(desk, "/o/stc/6")


@pytest.mark.parametrize(
    "fields", [{}, {"viec": "set"}, {"viec": "note"}, {"viec": "set", "muc": "x"}, {"viec": "undo"}]
)
def test_half_a_form_changes_nothing(desk: TestClient, fields: dict[str, str]) -> None:
    """What lacks a status, words or anything to undo is refused with a page."""
    before = status_of(desk, "/o/stc/3")
    assert send(desk, "/o/stc/3/ra-soat", **fields).status_code in {409, 422}
    assert status_of(desk, "/o/stc/3") == before


@pytest.mark.parametrize("headers", OTHERS)
def test_other_sites_cannot_post(desk: TestClient, headers: dict[str, str]) -> None:
    """A form of another site is refused though it had the token."""
    data = {"token": token_of(desk), "viec": "set", "muc": "done"}
    assert desk.post("/o/stc/3/ra-soat", data=data, headers=headers).status_code == 403
    assert "đã rà soát" not in status_of(desk, "/o/stc/3")


@pytest.mark.parametrize("token", [None, "", "wrong", "đ"])
def test_a_form_without_our_token_is_refused(desk: TestClient, token: str | None) -> None:
    """Only forms that this server gave out count."""
    data = {"viec": "set", "muc": "done"} | ({} if token is None else {"token": token})
    assert desk.post("/o/stc/3/ra-soat", data=data).status_code == 403
    assert "đã rà soát" not in status_of(desk, "/o/stc/3")


def test_a_huge_form_is_refused_unread(desk: TestClient) -> None:
    """More than any form holds is not taken in."""
    assert desk.post("/o/stc/3/ra-soat", data={"ghi_chu": "x" * 100_000}).status_code == 413


def test_the_queue_leads_from_the_least_certain_cell_to_the_next(desk: TestClient) -> None:
    """Cells come in the order of their certainty; one that was decided is out of the queue."""
    page = tree_of(desk, "/ra-soat")
    cells = page.xpath("//section[@aria-labelledby='cho']//a/@href")
    shares = [float(cell.text.rstrip("%").replace(",", ".")) for cell in page.xpath("//td[@class='num']")]
    assert shares == sorted(shares)
    assert page.xpath("//a[contains(@class,'primary')]/@href") == cells[:1]
    answer = send(desk, f"{cells[0].removeprefix('/ra-soat')}/ra-soat", viec="set", muc="none", hang="true")
    assert answer.headers["location"] == cells[1]
    assert cells[0] not in tree_of(desk, "/ra-soat").xpath("//section[@aria-labelledby='cho']//a/@href")


def test_a_name_is_remembered_and_shown_harmlessly(desk: TestClient) -> None:
    """Reviews carry the name that was given, whatever stands in it."""
    send(desk, "/ra-soat/ten", ten='Trần Thị Bình <b>"x"')
    send(desk, "/o/stc/3/ra-soat", viec="set", muc="done")
    log = tree_of(desk, "/o/stc/3").xpath("//ol[@class='log']/li/b")[0]
    assert log.text_content() == 'Trần Thị Bình <b>"x"'


def document(text: str) -> Document:
    """Return a document of one paragraph."""
    return Document("0" * 64, "text/plain", text, OffsetMap(), (Block(BlockKind.PARAGRAPH, Span(0, len(text))),))


@pytest.mark.parametrize(
    ("span", "words", "found"),
    [
        (Span(8, 27), "", "Đã mở 12 lớp học."),
        (Span(8, 26), "đã mở 12 lớp  học.", "Đã mở 12 lớp học."),
        (Span(0, 0), "Đã  MO\n12 lớp học", "Đã mở 12 lớp học."),
        (Span(0, 5), "Đã mở 12 lớp học", "Đã mở 12 lớp học."),
        (Span(0, 0), "mở", None),
        (Span(900, 999), "", None),
    ],
)
def test_a_sentence_is_found_at_its_place_or_by_its_letters(span: Span, words: str, found: str | None) -> None:
    """What was chosen is taken as it stands; what was copied is looked for by letters alone, and never guessed."""
    text = "Mở đầu. Đã mở 12 lớp học.  Câu sau."
    place = place_of_words(document(text), span, words)
    assert (place and place.of(text)) == found

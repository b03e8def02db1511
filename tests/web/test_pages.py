from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from fastapi.testclient import TestClient

from tests.web.asking import tree_of

Hash = Callable[[str], str]
ADDRESSES = (
    "/",
    "/tep",
    "/van-ban",
    "/can-xu-ly",
    "/tim?chu=dan+van",
    "/ket-qua",
    "/don-vi/stp",
    "/o/stp/3",
    "/o/stc/5",
    "/o/sxd/1",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_whole_and_needs_nothing_from_elsewhere(pages: TestClient, address: str) -> None:
    """A page has one heading, a title, unique ids, no style or script of its own, and asks our own server only."""
    tree = tree_of(pages, address)
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("string(//title)").endswith("– soát")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not tree.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')] | //iframe")
    asked = tree.xpath("//@src | //link/@href | //a/@href | //form/@action | //@hx-get | //image/@href")
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in asked)


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_lead_to_pages(pages: TestClient, address: str) -> None:
    """No link of a page is dead."""
    links = {link.partition("#")[0] for link in tree_of(pages, address).xpath("//main//a/@href")} - {""}
    kept = [link for link in sorted(links) if not link.endswith(("/goc", "/bang-tinh")) and "/trang" not in link][:40]
    assert {pages.get(link).status_code for link in kept} <= {200}


def test_hostile_words_and_names_are_only_shown(pages: TestClient, hash_of: Hash) -> None:
    """Words and file names out of reports make no element and no expression, and turn no text around."""
    for address in ("/", "/tep", "/o/stp/3", "/don-vi/stp", f"/tep/{hash_of('312/BC-STP')}", "/can-xu-ly"):
        text = pages.get(address).text
        tree = lxml.html.document_fromstring(text)
        assert not tree.xpath("//img | //main//script | //@onerror")
        assert "\u202e" not in text
        assert "49" not in tree.xpath("string(//main//blockquote)")
    assert "<script>alert(1)</script>{{ 7*7 }}" in tree_of(pages, "/o/stp/3").xpath("string(//blockquote)")
    assert "<img src=x onerror=alert(1)>" in tree_of(pages, "/tep").text_content()


def test_a_unit_tells_how_its_cells_came_to_be(pages: TestClient) -> None:
    """The unit's page lists each change of its cells with time and reason, and no other unit's."""
    rows = tree_of(pages, "/don-vi/stp").xpath("//*[@aria-labelledby='dien-bien']//tbody/tr")
    assert rows
    assert all(row.xpath("string(td[4])").strip() and "tệp" in row.xpath("string(td[5])").casefold() for row in rows)
    assert all(link.startswith("/o/stp/") for row in rows for link in row.xpath(".//a/@href"))


def test_the_matrix_says_a_status_by_sign_and_word(pages: TestClient) -> None:
    """Each cell links to its page and tells a screen reader unit, task and status."""
    cells = tree_of(pages, "/").xpath("//a[contains(@class,'cell')]")
    assert len(cells) == 27 * 8
    stp = next(cell for cell in cells if cell.get("href") == "/o/stp/3")
    assert stp.text_content() == "●Có số liệu"
    assert stp.get("aria-label").startswith("Sở Tư pháp, nhiệm vụ 3: Có số liệu")


def test_the_matrix_is_searched_without_marks_filtered_and_sorted(pages: TestClient) -> None:
    """Words are found without marks; missing units come first when asked; a part of the page is given to htmx."""

    def names(query: str) -> list[str]:
        return [name.text for name in tree_of(pages, f"/?{query}").xpath("//tbody/tr/th[@class='name']/a")]

    assert names("tim=so+tu+phap") == ["Sở Tư pháp"]
    assert names("tim=khong+co+don+vi+nay") == []
    assert "Sở Tư pháp" not in names("loc=thieu")
    assert len(names("loc=thieu")) == 25
    assert set(names("xep=thieu")[-2:]) == {"Sở Tư pháp", "Sở Tài chính"}
    assert names("xep=nv-3")[-1] == "Sở Tư pháp"
    assert pages.get("/?tim=so+tu+phap").text.count("<table") == 2
    part = pages.get("/?tim=so", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="bang">')
    assert "<html" not in part


def test_a_cell_shows_its_sentences_in_context_with_reasons(pages: TestClient) -> None:
    """A sentence stands in its paragraph, with its figures, the reason, its file, and the way to its page."""
    tree = tree_of(pages, "/o/stc/5")
    (line,) = tree.xpath("//ol[@class='lines']/li")
    assert line.xpath("string(.//mark)").startswith("Đã tiếp 34 lượt công dân")
    assert "KẾT QUẢ THỰC HIỆN" in line.xpath("string(.//span[@class='around'])")
    said = line.text_content()
    assert "số liệu: 34; 12" in said
    assert "Vì: " in said
    assert line.xpath(".//a[contains(@href,'/trang?tu=')]")


def test_unknown_things_are_said_so(pages: TestClient) -> None:
    """What is not there is answered with 404 and a page, a wrong question with 422; never with a traceback."""
    for address in ("/o/stp/99", "/o/khong/1", "/don-vi/khong", "/tep/" + "0" * 64, "/khong-co", "/van-ban/xem?khoa=x"):
        assert tree_of(pages, address, 404).xpath("//h1")
    assert tree_of(pages, "/van-ban/xem", 422).xpath("//h1")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/run.json", "soat.db", "....//x"]
)
def test_no_path_leads_out(pages: TestClient, name: str) -> None:
    """Only files of the last run can be asked for, by their hash; only our static files by name."""
    for stem in ("/tep/", "/static/", "/tep/x/anh/", "/o/stp/"):
        assert pages.get(f"{stem}{name}").status_code in {404, 405, 422}
    assert pages.get(f"/tep/{quote('tài chính.docx')}/goc").status_code == 404


def test_the_original_is_saved_under_a_safe_name(pages: TestClient, hash_of: Hash, places: dict[str, str]) -> None:
    """The bytes are those of the inbox, given as a file to be saved, whose name holds no sign of a path or of markup."""
    answer = pages.get(f"/tep/{hash_of('88/BC-STC')}/goc")
    assert answer.content == (Path(places["inbox"]) / "tài chính.docx").read_bytes()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "filename*=UTF-8''t%C3%A0i%20ch%C3%ADnh.docx" in answer.headers["content-disposition"]
    said = pages.get(f"/tep/{hash_of('312/BC-STP')}/goc").headers["content-disposition"]
    assert said.startswith("attachment; ")
    assert not set("<>\u202e\r\n") & set(said)


def test_a_file_that_changed_is_not_given(pages: TestClient, hash_of: Hash, places: dict[str, str]) -> None:
    """What lies in the inbox under the name by now is given only if it is what the run read."""
    path = Path(places["inbox"]) / "tài chính.docx"
    kept = path.read_bytes()
    try:
        path.write_bytes(b"something else")
        assert pages.get(f"/tep/{hash_of('88/BC-STC')}/goc").status_code == 404
    finally:
        path.write_bytes(kept)


def test_the_reader_marks_evidence_and_citations(pages: TestClient, hash_of: Hash) -> None:
    """Citations and sentences that prove something are marked in the text, and a cell's link leads to its sentence."""
    sha256 = hash_of("88/BC-STC")
    tree = tree_of(pages, f"/tep/{sha256}")
    assert "Chỉ thị số 33/CT-TTg ngày 26/11/2021" in [mark.text for mark in tree.xpath("//mark[@class='reference']")]
    (link,) = tree_of(pages, "/o/stc/5").xpath("//ol[@class='lines']//span[@class='file']/a/@href")
    (sentence,) = tree.xpath("//*[@id=$id]", id=link.partition("#")[2])
    assert sentence.text_content().startswith("Đã tiếp 34 lượt công dân")


def test_problems_say_what_to_do(pages: TestClient) -> None:
    """A broken file is listed with what to do about it, and so is every unit that sent nothing."""
    text = tree_of(pages, "/can-xu-ly").text_content()
    assert "hỏng.docx" in text
    assert "Đề nghị đơn vị gửi lại" in text
    assert "Sở Xây dựng" in text


def test_a_cited_document_shows_who_cites_it(pages: TestClient) -> None:
    """The ledger's entry leads to the words of each citation."""
    (link,) = [a for a in tree_of(pages, "/van-ban?tim=33").xpath("//table//a") if "33/CT-TTg" in a.text_content()]
    text = tree_of(pages, link.get("href")).text_content()
    assert "Sở Tài chính" in text
    assert "Chỉ thị số 33/CT-TTg" in text


@pytest.mark.parametrize("asked", ["dân vận khéo", "dan van kheo"])
def test_words_are_found_with_their_places(pages: TestClient, hash_of: Hash, asked: str) -> None:
    """Each file that holds the words is shown with what stands around them, and leads to the place in its text."""
    tree = tree_of(pages, f"/tim?chu={quote(asked)}")
    (hit,) = tree.xpath("//ol[@class='hits']/li")
    assert [mark.text for mark in hit.xpath(".//mark")] == ["dân vận khéo"]
    assert hit.xpath(".//b//a/@href") == [f"/tep/{hash_of('312/BC-STP')}"]
    (link,) = [link for link in hit.xpath(".//a/@href") if link.endswith("#tim")]
    (place,) = tree_of(pages, link.partition("#")[0]).xpath("//*[@id='tim']")
    assert place.text_content() == "dân vận khéo"


def test_results_are_given_as_files_to_be_saved(pages: TestClient, results: Path) -> None:
    """The workbook and the page are those of the run; the synthesis and the letter are written out of the tables now."""
    assert pages.get("/ket-qua/bang-tinh").content == (results / "coverage.xlsx").read_bytes()
    assert pages.get("/ket-qua/trang-xem").headers["content-disposition"].startswith("attachment")
    token = tree_of(pages, "/ket-qua").xpath("//input[@name='token']/@value")[0]
    for name in ("tong-hop", "don-doc"):
        answer = pages.post(f"/ket-qua/{name}", data={"token": token})
        assert answer.content.startswith(b"PK")
        assert ".docx" in answer.headers["content-disposition"]
    assert pages.post("/ket-qua/soat.db", data={"token": token}).status_code == 404
    assert pages.get("/ket-qua/soat.db").status_code == 404

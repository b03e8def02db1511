"""The pages as people use them, in the system's Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.account import Role
from core.settings import Settings
from flows.user import add
from tests.web.browsing import PATIENCE, Seen

pytestmark = pytest.mark.slow


def test_from_the_matrix_to_the_boxed_sentence_to_a_correction(seen: Seen) -> None:
    """A cell opens with its original beside it, the sentence boxed; what is corrected shows in the matrix."""
    page = seen.open("/")
    page.locator("a.cell[href='/o/stc/5']").click()
    expect(page.locator("svg.leaf rect.boxed").first).to_be_visible(timeout=PATIENCE)
    picture = page.locator("svg.leaf image")
    assert (
        page.request.get(seen.address + (picture.get_attribute("href") or "")).headers["content-type"] == "image/jpeg"
    )
    page.locator(".level", has_text="Chưa làm").click()
    page.wait_for_url("**/o/stc/5")
    expect(page.locator(".log li")).to_have_count(1)
    page.goto(seen.address)
    expect(page.locator("a.cell[href='/o/stc/5']")).to_have_attribute(
        "aria-label", "Sở Tài chính, nhiệm vụ 5: Chưa làm, 1 câu, đã rà soát"
    )


def test_the_matrix_is_walked_with_the_keyboard(seen: Seen) -> None:
    """One cell is reached with Tab, the others with the arrows; the best sentence of the cell in hand is told."""
    page = seen.open("/?tim=so+t")
    page.locator("a.cell").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    rows = page.locator(".matrix tbody tr")
    assert rows.nth(1).locator("a.cell").nth(1).evaluate("cell => cell === document.activeElement")
    page.locator("a.cell[href='/o/stc/5']").focus()
    expect(page.locator("#nhanh")).to_contain_text("Đã tiếp 34 lượt công dân")
    assert page.locator("a.cell[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/stc/5")


def test_the_search_needs_no_marks_and_no_reload(seen: Seen) -> None:
    """Rows go while somebody types, and the address keeps what was sought."""
    page = seen.open("/")
    page.get_by_label("Tìm đơn vị").press_sequentially("tai chinh")
    expect(page.locator(".matrix tbody tr")).to_have_count(1)
    page.wait_for_url("**tim=tai*")


def test_the_queue_is_walked_by_keys_alone(seen: Seen) -> None:
    """A digit decides and leads on, the arrow passes over, u takes back; in a field the keys only write."""
    page = seen.open("/ra-soat")
    first, second = (page.locator("section[aria-labelledby=cho] a").nth(at).get_attribute("href") for at in (0, 1))
    page.get_by_text("Bắt đầu rà soát").press("Enter")
    page.wait_for_url(f"**{first}")
    page.keyboard.press("2")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda address: not address.endswith(str(second)))
    page.keyboard.press("g")
    page.keyboard.type("12 u")
    assert page.locator("textarea[name=ghi_chu]").input_value() == "12 u"
    page.goto(f"{seen.address}{first}")
    page.keyboard.press("u")
    page.wait_for_url(f"**{first}")
    expect(page.locator("[data-key=u]")).to_have_count(0)


def test_a_missed_sentence_is_added_by_selecting_it(seen: Seen) -> None:
    """What is selected in the text is what is added, to the letter."""
    page = seen.open("/o/stc/6")
    page.locator("section[aria-labelledby=them] .hint a").click()
    page.wait_for_url("**/tep/*?o=*")
    page.evaluate(
        """() => {
            const place = [...document.querySelectorAll('.paper [data-at]')].find(one => one.textContent.includes('56 cán bộ')).firstChild;
            const start = place.data.indexOf('đơn vị đã quán triệt'), range = document.createRange();
            range.setStart(place, start); range.setEnd(place, start + 'đơn vị đã quán triệt tới 56 cán bộ'.length);
            getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    expect(page.locator(".choose blockquote")).to_have_text("đơn vị đã quán triệt tới 56 cán bộ")
    page.get_by_role("button", name="Thêm câu này").click()
    page.wait_for_url("**/o/stc/6")
    expect(page.locator("ol.lines mark")).to_have_text("đơn vị đã quán triệt tới 56 cán bộ")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_no_page_is_wider_than_the_screen(seen: Seen, size: tuple[int, int]) -> None:
    """On an office screen and on a telephone nothing but tables in frames of their own is scrolled sideways."""
    seen.page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("/", "/ra-soat", "/tep", "/van-ban", "/can-xu-ly", "/don-vi/stp", "/o/stp/3", "/o/sxd/1"):
        page = seen.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_once_there_is_an_account_one_logs_in_and_out_by_keyboard(
    seen: Seen, tmp_path: Path, size: tuple[int, int]
) -> None:
    """It counts while the pages are being served, leads back to where one came from, and fits the screen."""
    add(tmp_path / "out", Settings(), "Trần Thị Bình", Role.ADMIN, "bốn con mèo lười")
    seen.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = seen.open("/o/stc/3")
    expect(page.get_by_label("Tên tài khoản")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.keyboard.type("Trần Thị Bình")
    page.keyboard.press("Tab")
    page.keyboard.type("bốn con mèo lười")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/stc/3")
    page.locator(".level", has_text="Đã làm").click()
    expect(page.locator(".log li b")).to_have_text("Trần Thị Bình")
    page.get_by_role("link", name="Trần Thị Bình").click()
    expect(page.locator("main")).to_contain_text("đăng nhập")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    with page.expect_response("**/dang-xuat") as answer:
        page.get_by_role("button", name="Đăng xuất").press("Enter")
    page.wait_for_url("**/dang-nhap")
    assert '"cache"' in answer.value.all_headers().get("clear-site-data", "")  # nothing of the person stays behind
    seen.open("/")
    page.wait_for_url("**/dang-nhap?*")

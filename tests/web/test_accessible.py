"""Every page passes axe-core's rules of WCAG A and AA that tell of serious hindrances, in light and in dark."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.browsing import Seen

pytestmark = pytest.mark.slow
_SERIOUS = {"serious", "critical"}
_DRAFT = "Xem trước thay đổi"
CAMPAIGN = "/dot/d/tuyen-quang-dan-van-2024"


def addresses(hash_of: Callable[[str], str]) -> tuple[str, ...]:
    """Return an address of each kind of page."""
    file = f"/tep/{hash_of('88/BC-STC')}"
    unknown = f"/tep/{hash_of('không rõ.docx')}"
    return (
        *("/", "/?tim=so&loc=thieu", "/ra-soat", "/tep", "/van-ban", "/can-xu-ly", "/ket-qua", "/tim?chu=dan+van"),
        *(
            "/don-vi/stc",
            "/o/stp/3",
            "/o/stc/5",
            "/ra-soat/o/stc/5",
            "/o/sxd/1",
            file,
            f"{file}?o=stc/6",
            f"{file}/trang",
        ),
        *(
            unknown,
            "/dot",
            CAMPAIGN,
            f"{CAMPAIGN}/don-vi",
            f"{CAMPAIGN}/don-vi/4",
            f"{CAMPAIGN}/don-vi/moi",
            "/khong-co",
        ),
    )


def hindrances(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical, each with where it stands."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {one['help']}: {json.dumps([node['html'][:120] for node in one['nodes'][:3]], ensure_ascii=False)}"
        for one in found["violations"]
        if one["impact"] in _SERIOUS
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", (1366, 768)), ("dark", (390, 844))])
def test_no_page_hinders_anybody(seen: Seen, hash_of: Callable[[str], str], scheme: str, size: tuple[int, int]) -> None:
    """Names, roles, contrast, order: nothing that axe-core calls serious; nothing is cut at the side either."""
    seen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen.page.set_viewport_size({"width": size[0], "height": size[1]})
    told: dict[str, list[str]] = {}
    for path in addresses(hash_of):
        page = seen.open(path)
        page.wait_for_load_state("networkidle")
        if found := hindrances(page):
            told[path] = found
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            told.setdefault(path, []).append("wider than the screen")
    seen.troubles = [said for said in seen.troubles if "404" not in said]  # the page that is not there
    assert told == {}


def test_the_rules_are_asked(seen: Seen) -> None:
    """A field without a name and grey words on grey are told: the rules do run under our policy."""
    page = seen.open("/ket-qua")
    page.evaluate(
        """() => {
            const main = document.querySelector('main');
            main.append(document.createElement('textarea'));
            main.append(Object.assign(document.createElement('p'), { className: 'dim', textContent: 'chữ mờ' }));
            main.lastChild.style.color = '#666';
            main.lastChild.style.background = '#888';
        }"""
    )
    assert {told.partition(":")[0] for told in hindrances(page)} == {"label", "color-contrast"}


def test_the_forms_with_a_mistake_and_the_preview_hinder_nobody(seen: Seen) -> None:
    """A told mistake, a preview, what was sent, and a draft of a campaign; all reached by keyboard."""
    page = seen.open(f"{CAMPAIGN}/don-vi/4")
    page.get_by_label("Từ ngày").fill("31/02/2024")
    page.get_by_role("button", name=_DRAFT).press("Enter")
    page.locator("#e-valid_from").wait_for()
    assert hindrances(page) == []
    page.get_by_label("Từ ngày").fill("01/01/2024")
    page.get_by_role("button", name=_DRAFT).press("Enter")
    page.wait_for_url("**/dot/ban-nhap/*")
    page.locator("#doi:not([hx-get])").wait_for()
    assert hindrances(page) == []
    seen.troubles = [said for said in seen.troubles if "422" not in said]  # the form that was refused


def test_files_are_dropped_into_the_inbox(seen: Seen, tmp_path: Path) -> None:
    """What is dropped on the form is sent at once, and told of."""
    page = seen.open("/tep")
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(['abc'], 'thả vào.docx'));
            document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_url("**/hop-thu")
    page.get_by_text("Đã nhận 1/1 tệp").wait_for()
    assert hindrances(page) == []
    assert (tmp_path / "inbox" / "thả vào.docx").read_bytes() == b"abc"

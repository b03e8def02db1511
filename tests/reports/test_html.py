import base64
import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from core.campaign import Campaign, Unit
from core.table import Table
from reports.html import page, write_page
from reports.words import STATUS_WORDS, shown

Run = tuple[Campaign, tuple[Table, ...]]


@pytest.fixture(scope="module")
def tree(campaign: Campaign, tables: tuple[Table, ...]) -> Any:
    """Return the page, parsed."""
    return lxml.html.document_fromstring(page(tables, campaign))


def _records(tables: tuple[Table, ...], name: str) -> list[dict[str, Any]]:
    return next(table for table in tables if table.name == name).records()


def test_every_cell_opens_all_its_sentences(tree: Any, campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """A cell's link ends at the one section that shows exactly the sentences of that unit and task, strongest first."""
    evidence = _records(tables, "evidence")
    cells = tree.xpath("//a[contains(@class,'cell')]")
    keys = [(unit.id, task.id) for unit in campaign.units for task in campaign.tasks]
    assert len(cells) == len(keys)
    for cell, (unit, task) in zip(cells, keys, strict=True):
        assert cell.get("href") == f"#{unit}-{task}"
        (proof,) = tree.xpath("//section[@id=$name]", name=f"{unit}-{task}")
        sentences = [quote.text_content() for quote in proof.iter("blockquote")]
        assert sorted(sentences) == sorted(
            r["sentence"] for r in evidence if (r["unit_id"], r["task_id"]) == (unit, task)
        )
        (back,) = proof.xpath(".//a[@class='close']/@href")
        assert back == "#" + cell.get("id")


def test_a_status_is_a_sign_and_a_word_not_colour_alone(tree: Any, tables: tuple[Table, ...]) -> None:
    """Each cell shows the sign, and tells a screen reader unit, task and status."""
    returned = {row["unit_id"] for row in _records(tables, "units") if row["returned"]}
    statuses = {f"{row['unit_id']}-{row['task_id']}": row for row in _records(tables, "coverage")}
    for cell in tree.xpath("//a[contains(@class,'cell')]"):
        row = statuses[cell.get("href")[1:]]
        word = STATUS_WORDS[row["status"] if row["unit_id"] in returned else "not_returned"]
        star = "" if row["decided_by"] == "program" else "*"
        assert cell.text_content() == word.sign + star + word.label
        assert cell.get("aria-label").startswith(f"{row['unit_name']}, nhiệm vụ {row['task_id']}: {word.label}")


def test_ids_are_unique(tree: Any) -> None:
    """Each address on the page leads to one place."""
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_links_end_on_the_page_and_nothing_is_requested(tree: Any) -> None:
    """The file stands alone: no link, picture, style or script from elsewhere."""
    ids = set(tree.xpath("//@id"))
    assert all(href.startswith("#") and href[1:] in ids for href in tree.xpath("//@href"))
    assert not tree.xpath("//@src | //link | //img | //iframe | //@style | //@*[starts-with(name(), 'on')]")


def test_the_policy_allows_our_own_style_and_script_only(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """The hashes in the content security policy are those of the two blocks in the file."""
    tree = lxml.html.document_fromstring(page(tables, campaign))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        (block,) = tree.iter(tag)
        digest = base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_texts_are_only_texts(hostile: Run) -> None:
    """Texts out of reports make no element, no attribute and no expression, and are shown as they are."""
    text = page(hostile[1], hostile[0])
    tree = lxml.html.document_fromstring(text)
    assert len(list(tree.iter("script"))) == 1
    assert not list(tree.iter("img"))
    assert not tree.xpath("//@onerror")
    assert not set(text) & set("\x00\x07\x1b\u202e\ud800")
    shown_names = [cell.text for cell in tree.xpath("//tbody//th[@scope='row']")]
    assert "<script>window.hacked = 1</script>" in "".join(name or "" for name in shown_names)
    assert "{{ 7*7 }}" in tree.text_content()
    assert shown("dài " * 10_000) in tree.text_content()


def test_who_is_missing_or_late_is_listed(tree: Any) -> None:
    """Missing units and late ones have their lists, the latest first."""
    missing, late = (part.xpath(".//li") for part in tree.xpath("//section[@id='standing']/div"))
    assert [item.text_content() for item in missing] == [
        "Sở Xây dựng",
        "Sở Khoa học và Công nghệ",
        "Ban Quản lý các khu công nghiệp tỉnh Tuyên Quang",
        "Ủy ban nhân dân huyện Hàm Yên",
    ]
    assert [item.text.strip() for item in late] == [
        "Sở Tài nguyên và Môi trường",
        "Sở Công Thương",
        "Ủy ban nhân dân huyện Yên Sơn",
    ]
    assert "muộn 12 ngày" in late[0].text_content()


def test_names_can_be_found_without_marks(tree: Any) -> None:
    """Each row carries its name as people type in a hurry."""
    names = tree.xpath("//tbody/tr/@data-name")
    assert "so tu phap stp" in names


def test_units_whose_ids_look_alike_have_places_of_their_own(campaign: Campaign) -> None:
    """Two ids that differ only by signs that links cannot hold do not share a section."""
    twins = replace(campaign, units=(Unit("a b", "Một", "xa"), Unit("a-b", "Hai", "xa")))
    ids = lxml.html.document_fromstring(page((), twins)).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_same_run_gives_the_same_bytes(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Nothing of the clock or the machine gets into the file."""
    for name in ("a.html", "b.html"):
        write_page(tables, campaign, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


@pytest.mark.slow
def test_a_deep_link_opens_its_cell_in_a_browser(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Chromium runs the script under the page's own policy and opens the cell that the address names, and no other."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium here")
    write_page(tables, campaign, tmp_path / "index.html")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    command = [chromium, *options, f"--user-data-dir={tmp_path}/home", f"file://{tmp_path}/index.html#stp-5"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    tree = lxml.html.document_fromstring(run.stdout)
    assert tree.xpath("//section[contains(@class,'open')]/@id") == ["stp-5"]
    assert "Refused" not in run.stderr


def test_what_a_person_decided_is_told(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """A star in the matrix with its legend, and at the cell who decided and what the program says; names are escaped."""
    coverage = next(table for table in tables if table.name == "coverage")
    at = [column.name for column in coverage.columns].index("decided_by")
    rows = tuple((*row[:at], "<b>Lan" if row[at] != "program" else row[at], *row[at + 1 :]) for row in coverage.rows)
    said = page([replace(coverage, rows=rows) if table is coverage else table for table in tables], campaign)
    assert said.count("* &lt;b&gt;Lan quyết định; chương trình xếp") == 1
    assert "<b>Lan" not in said
    assert "* người rà soát quyết định" in said

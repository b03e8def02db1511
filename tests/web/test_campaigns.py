"""Campaigns from the pages: made out of a dispatch, edited with a preview, closed, copied, run again."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from core.settings import Settings
from flows.web import place_of
from store.campaigns import load_campaign
from tests.web.asking import HOST, send, token_of, tree_of
from web.app import create_app

NAME = "dot-2024"
AT = f"/dot/d/{NAME}"


@pytest.fixture
def campaign(results: Path, tmp_path: Path) -> Path:
    """Return the folder of a campaign of its own, whose results lie beside."""
    folder = copytree(Settings().default_campaign, tmp_path / "cac-dot" / NAME)
    out = copytree(results, tmp_path / "out")
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    inbox = copytree(told["inbox"], tmp_path / "hop-thu")
    places = {"campaign": str(folder), "inbox": str(inbox)}
    (out / "run.json").write_text(json.dumps(told | places), encoding="utf-8")
    return folder


@pytest.fixture
def desk(campaign: Path) -> Iterator[TestClient]:
    """Return a client of the pages over these results."""
    out = campaign.parents[1] / "out"
    with (
        place_of(out, Settings(settle_seconds=0, workers=2)) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        yield client


def fields_of(page: Any) -> dict[str, list[str]]:
    """Return what the editor's form would send as it stands."""
    (form,) = page.xpath("//form[contains(@class,'editor')]")
    sent: dict[str, list[str]] = {}
    for one in form.xpath(".//input[@name and not(@type='checkbox')] | .//textarea | .//select"):
        if one.tag == "select":
            value = (one.xpath("./option[@selected]/@value") or one.xpath("./option/@value"))[0]
        else:
            value = one.get("value") if one.tag == "input" else (one.text or "").removeprefix("\n")
        sent.setdefault(one.get("name"), []).append(value or "")
    return sent


def previewed(desk: TestClient, answer: Any) -> Any:
    """Return the preview that an edit leads to, once it is found out."""
    assert answer.status_code == 303, lxml.html.document_fromstring(answer.text).xpath("string(//main)")
    at = answer.headers["location"]
    for _ in range(600):
        page = tree_of(desk, at)
        if not page.xpath("//*[@id='doi']/@hx-get"):
            page.set("at", at)
            assert not page.xpath("//*[@id='doi']/p[@class='note']"), page.xpath("string(//*[@id='doi'])")
            return page
        time.sleep(0.05)
    raise AssertionError("the preview does not end")


def test_words_are_tried_before_they_are_saved(desk: TestClient, campaign: Path) -> None:
    """A task of other words shows which cells change and by which sentence; saving leaves a copy; the next run takes it."""
    before = (campaign / "campaign.toml").read_text(encoding="utf-8")
    sent = fields_of(tree_of(desk, AT))
    task = sent["t_id"].index("5")
    for name in ("t_terms", "t_weak_terms"):
        sent[name][task] = "tái định cư"
    sent["t_title"][task] = "Di dân, tái định cư"  # a task of that title is none that the sentence model knows
    page = previewed(desk, send(desk, AT, **sent))
    assert (campaign / "campaign.toml").read_text(encoding="utf-8") == before
    rows = page.xpath("//*[@id='doi']//tbody/tr")
    said = {(row.xpath("string(th)"), row.xpath("string(td[1])")): row for row in rows}
    row = said["Sở Tài chính", "5"]
    assert "Có số liệu" in row.xpath("string(td[2])")
    assert "Không nêu" in row.xpath("string(td[3])")
    assert "Đã tiếp 34 lượt công dân" in row.xpath("string(td[4])")
    assert "tái định cư" in page.xpath("string(//pre[@class='diff'])")
    (said,) = [one.text_content() for one in page.xpath("//li") if "từ đặc trưng" in one.text_content()]
    assert said.startswith("Nhiệm vụ 5, từ đặc trưng: thêm “tái định cư”; bỏ “")
    assert send(desk, page.get("at")).status_code == 303
    assert load_campaign(campaign).tasks[4].terms == ("tái định cư",)
    (copy,) = (campaign / "ban-cu").iterdir()
    assert copy.read_text(encoding="utf-8") == before
    assert "Có số liệu" in tree_of(desk, "/o/stc/5").xpath("string(//p[@class='verdict'])")
    assert send(desk, "/dot/chay").status_code == 303
    for _ in range(1200):
        state = desk.get("/dot/chay", headers={"HX-Request": "true"}).text
        if "Đang chạy" not in state:
            break
        time.sleep(0.1)
    assert "Đã chạy xong" in state, state
    assert "Không nêu" in tree_of(desk, "/o/stc/5").xpath("string(//p[@class='verdict'])")


def test_nothing_edited_changes_nothing(desk: TestClient) -> None:
    """The form as it stands makes the same file, and no cell another one."""
    page = previewed(desk, send(desk, AT, **fields_of(tree_of(desk, AT))))
    assert "Không ô nào đổi mức" in page.xpath("string(//*[@id='doi'])")
    assert "Chưa sửa gì" in page.xpath("string(//main)")


@pytest.mark.parametrize(
    ("field", "value", "key", "said"),
    [
        ("name", "", "campaign.name", "không được bỏ trống"),
        ("deadline", "hôm nay", "campaign.deadline", "không phải một ngày có thật"),
        ("t_title", "", "tasks.1.title", "không được bỏ trống"),
        ("t_id", "1", "tasks.1.id", "đã có ở dòng"),
        ("t_id", "unit_id", "tasks.1.id", "tên cột"),
    ],
)
def test_a_mistake_is_told_at_its_field(  # noqa: PLR0917 - as the cases have it
    desk: TestClient, campaign: Path, field: str, value: str, key: str, said: str
) -> None:
    """Nothing is lost of what was typed, nothing is saved."""
    sent = fields_of(tree_of(desk, AT))
    sent[field][1 if field.startswith("t_") else 0] = value
    sent["t_terms"][0] += "\nchữ vừa gõ"
    answer = send(desk, AT, **sent)
    assert answer.status_code == 422
    page = lxml.html.document_fromstring(answer.text)
    (fault,) = page.xpath("//*[@id=$id]", id="e-" + key.replace(".", "-"))
    assert said in fault.text_content()
    assert page.xpath("//*[@aria-describedby=$id]", id=fault.get("id"))
    assert "chữ vừa gõ" in page.xpath("string(//textarea[@name='t_terms'])")
    assert load_campaign(campaign) == load_campaign(Settings().default_campaign)


def test_tasks_come_and_go(desk: TestClient, campaign: Path) -> None:
    """A task that is ticked off is a column less, a new one a column more."""
    sent = fields_of(tree_of(desk, AT))
    for name, value in (("t_id", "9"), ("t_title", "Trồng cây"), ("t_terms", "trồng cây")):
        sent[name][-1] = value
    page = previewed(desk, send(desk, AT, bo=["4"], **sent))
    gone = [row for row in page.xpath("//*[@id='doi']//tbody/tr") if row.xpath("string(td[1])") == "5"]
    assert gone, page.xpath("string(//*[@id='doi'])")
    assert "bỏ" in gone[0].xpath("string(td[3])")
    send(desk, page.get("at"))
    assert [task.id for task in load_campaign(campaign).tasks] == ["1", "2", "3", "4", "6", "7", "8", "9"]


def test_the_dispatch_and_year_of_what_is_shown_stay(desk: TestClient) -> None:
    """They are what its corrections are kept under: a form that says another year is not followed."""
    sent = fields_of(tree_of(desk, AT)) | {"reporting_year": ["2031"], "number": ["99/XX"]}
    page = previewed(desk, send(desk, AT, **sent))
    assert "Chưa sửa gì" in page.xpath("string(//main)")


def test_a_unit_is_edited_with_its_checks(desk: TestClient, campaign: Path) -> None:
    """A wrong day or successor is told at the field; a good edit is previewed, goes on as a draft, and is saved."""
    place = [unit.id for unit in load_campaign(campaign).units].index("stc")
    at = f"{AT}/don-vi/{place}"
    assert tree_of(desk, f"{AT}/don-vi").xpath("//tbody//a/@href")[place] == at
    sent = fields_of(tree_of(desk, at))
    for column, value, said in (("valid_to", "31/02/2025", "ngày có thật"), ("successor", "khong-co", "không có trong danh sách"), ("unit_id", "stp", "đã có ở dòng"), ("name", "", "bỏ trống")):  # fmt: skip
        answer = send(desk, at, **(sent | {column: [value], **({"valid_to": ["28/02/2025"]} if column == "successor" else {})}))  # fmt: skip
        page = lxml.html.document_fromstring(answer.text)
        assert said in page.xpath("string(//*[@id=$id])", id=f"e-{column}"), column
    page = previewed(
        desk, send(desk, at, **(sent | {"aliases": ["Tài chính tỉnh\nSở TC"], "valid_to": ["30/06/2024"]}))
    )
    assert any(row.xpath("string(th)") == "Sở Tài chính" for row in page.xpath("//*[@id='doi']//tbody/tr"))
    nhap = page.get("at").rsplit("/", 1)[1]
    again = fields_of(tree_of(desk, f"{at}?nhap={nhap}"))
    assert again["valid_to"] == ["30/06/2024"]
    page = previewed(desk, send(desk, at, **(again | {"valid_to": [""]})))
    assert "Không ô nào đổi mức" in page.xpath("string(//*[@id='doi'])")
    assert send(desk, page.get("at")).status_code == 303
    unit = load_campaign(campaign).units[place]
    assert (unit.aliases, unit.valid_to) == (("Tài chính tỉnh", "Sở TC"), None)


def test_a_draft_does_not_undo_what_somebody_else_saved(desk: TestClient, campaign: Path) -> None:
    """The file is looked at once more before it is written."""
    page = previewed(desk, send(desk, AT, **(fields_of(tree_of(desk, AT)) | {"name": ["Tên khác"]})))
    path = campaign / "campaign.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# người khác\n", encoding="utf-8")
    assert send(desk, page.get("at")).status_code == 409
    assert load_campaign(campaign).name != "Tên khác"


def test_a_closed_campaign_is_only_looked_at(desk: TestClient, campaign: Path) -> None:
    """No edit, no review, no run, no file, until it is opened again."""
    assert send(desk, f"{AT}/dong").status_code == 303
    assert load_campaign(campaign).closed_on is not None
    assert "đã đóng" in tree_of(desk, "/").xpath("string(//main)")
    assert not tree_of(desk, "/o/stc/5").xpath("//button[@name='viec' or @name='muc']")
    sent = {"name": "x"}
    assert send(desk, AT, **sent).status_code == 409
    assert send(desk, "/dot/chay").status_code == 409
    assert send(desk, "/o/stc/3/ra-soat", viec="set", muc="done").status_code == 503
    assert send(desk, f"{AT}/mo").status_code == 303
    assert send(desk, "/o/stc/3/ra-soat", viec="set", muc="done").status_code == 303


def test_a_campaign_is_copied_to_the_next_year(desk: TestClient, campaign: Path) -> None:
    """The copy lies beside, and is made once."""
    answer = send(desk, f"{AT}/chep")
    assert answer.headers["location"] == "/dot/d/dot-2025"
    copy = load_campaign(campaign.parent / "dot-2025")
    assert (copy.reporting_year, copy.deadline.year, copy.units) == (2025, 2025, load_campaign(campaign).units)
    assert send(desk, f"{AT}/chep").status_code == 422
    page = tree_of(desk, "/dot/d/dot-2025")
    assert not page.xpath("//input[@name='reporting_year']/@readonly")


def test_a_dispatch_becomes_a_campaign(desk: TestClient, campaign: Path) -> None:
    """A file of one's own is read into a folder of its own, with what is to be looked at; nothing is written over."""
    dispatch = Path("data/samples/inbox/CV 1185 SNV giao nhiem vu dan van.docx").read_bytes()
    for status in (200, 422):
        answer = desk.post(
            "/dot/lap",
            data={"token": token_of(desk), "ten": "Đợt mới / ../x"},
            files={"tep": ("../../giao việc.docx", dispatch)},
        )
        assert answer.status_code == status
    made = campaign.parent / "dot-moi-x"
    assert len(load_campaign(made).tasks) == 8
    assert (made / "giao việc.docx").read_bytes() == dispatch
    assert sorted(one.name for one in campaign.parent.iterdir()) == [NAME, "dot-moi-x"]


def test_what_is_no_dispatch_leaves_nothing(desk: TestClient, campaign: Path) -> None:
    """A broken file, a report of the inbox without tasks, or nothing at all is refused with the reason."""
    files = {"tep": ("x.docx", b"PK\x03\x04 broken")}
    assert desk.post("/dot/lap", data={"token": token_of(desk)}, files=files).status_code == 422
    assert send(desk, "/dot/lap").status_code == 422
    assert send(desk, "/dot/lap", ma="0" * 64).status_code == 404
    assert [one.name for one in campaign.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["%2e%2e", "khong-co", "dot-2024%2f..", "a/b", "%00"])
def test_names_lead_to_campaigns_alone(desk: TestClient, name: str) -> None:
    """No other folder is opened, written or copied."""
    for address in (f"/dot/d/{name}", f"/dot/d/{name}/don-vi"):
        assert desk.get(address).status_code in {404, 405}
        assert send(desk, address).status_code in {404, 405}

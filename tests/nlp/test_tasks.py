"""A dispatch of any field becomes a draft of its campaign, and what it does not tell is said to be in doubt."""

from datetime import date

import pytest

from core.campaign import TaskKind
from core.document import Align, Block, BlockKind, Document
from core.text import OffsetMap, Span, fold, normalise
from nlp.deadline import due_days
from nlp.describe import describe
from nlp.patterns import Row, patterns, table
from nlp.tasks import Draft, draft_campaign, with_units
from nlp.termhood import characteristic, matter_of

FOOD = """
|1|UBND TỈNH HÀ GIANG
|1|SỞ Y TẾ
|1|Số: 2140/SYT-ATTP
|1|V/v tăng cường bảo đảm an toàn thực phẩm năm 2025
|2|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
|2|Độc lập - Tự do - Hạnh phúc
|2|Hà Giang, ngày 14 tháng 02 năm 2025
Kính gửi:
- Sở Công Thương;
- Công an tỉnh;
- Ủy ban nhân dân các huyện, thành phố.
Thực hiện Chỉ thị số 17/CT-TTg ngày 13/4/2020 của Thủ tướng Chính phủ, Sở Y tế đề nghị các cơ quan, đơn vị thực hiện các nội dung sau:
1. Rà soát, thống kê các cơ sở sản xuất, kinh doanh trên địa bàn; hướng dẫn chủ cơ sở hoàn thiện hồ sơ cấp giấy chứng nhận
đủ điều kiện theo Nghị định số 15/2018/NĐ-CP ngày 02/02/2018 của Chính phủ.
2. Thành lập các đoàn kiểm tra liên ngành, tập trung vào:
a) Bếp ăn tập thể trong trường học, khu công nghiệp; việc lưu mẫu thức ăn;
b) Cơ sở giết mổ gia súc, gia cầm.
3. Tổ chức trực cấp cứu, chuẩn bị thuốc, vật tư để xử lý các vụ ngộ độc thực phẩm.
4. Truyền thông cho người tiêu dùng về cách chọn mua rau quả tươi, đọc nhãn mác.
5. Báo cáo kết quả thực hiện gửi Sở Y tế chậm nhất ngày 15 tháng 11 để tổng hợp, báo cáo Bộ Y tế.
Trong quá trình thực hiện, nếu có vướng mắc, đề nghị các đơn vị liên hệ với Sở Y tế để được hướng dẫn./.
|1|Nơi nhận:
|1|- Như trên;
|1|- Lưu: VT, ATTP.
|2|GIÁM ĐỐC
|2|Lò Thị Mỷ
PHỤ LỤC
ĐỀ CƯƠNG BÁO CÁO
1. Tình hình chung
2. Kết quả kiểm tra
3. Kiến nghị
"""

DIGITAL = """
|1|ỦY BAN NHÂN DÂN
|1|TỈNH LÂM ĐỒNG
|1|Số: 77/KH-UBND
|2|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
|2|Độc lập - Tự do - Hạnh phúc
|2|Lâm Đồng, ngày 20 tháng 01 năm 2024
*KẾ HOẠCH
*Chuyển đổi số tỉnh Lâm Đồng năm 2024
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Xác định rõ việc phải làm và người chịu trách nhiệm.
2. Yêu cầu
Việc làm phải đo đếm được.
II. NHIỆM VỤ, GIẢI PHÁP
1. Hạ tầng số: phủ sóng cáp quang tới mọi thôn, nâng cấp trung tâm dữ liệu của tỉnh.
1.1. Xóa các điểm lõm sóng di động.
1.2. Thử nghiệm mạng 5G tại khu công nghiệp.
2. Kỹ năng số: mở lớp cho tổ công nghệ số cộng đồng, bồi dưỡng giáo viên tin học.
3. An toàn thông tin: xếp cấp độ hệ thống, sao lưu máy chủ, diễn tập ứng cứu khi bị mã độc tấn công.
III. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính bố trí kinh phí.
2. Các sở, ban, ngành báo cáo kết quả gửi Sở Thông tin và Truyền thông trước ngày 10 tháng 01 năm 2025.
|1|Nơi nhận:
|1|- Các sở, ban, ngành;
|2|CHỦ TỊCH
|2|Trần Văn Bách
"""

FIRE = """
|1|UBND HUYỆN CỦ CHI
|1|CÔNG AN HUYỆN
|1|Số: 509/CAH-PC
|1|V/v tăng cường công tác phòng cháy, chữa cháy mùa khô
|2|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
|2|Độc lập - Tự do - Hạnh phúc
|2|Củ Chi, ngày 03 tháng 12 năm 2023
Kính gửi: Ủy ban nhân dân các xã, thị trấn.
Công an huyện yêu cầu các địa phương thực hiện tốt các nhiệm vụ sau: I. Tự kiểm tra nhà trọ, kho bãi, tháo dỡ lồng sắt \
bịt lối thoát hiểm theo Kế hoạch số 31/KH-UBND ngày 05/9/2023 của Ủy ban nhân dân huyện. II. Củng cố đội dân phòng, mua máy bơm, \
vòi phun; lập tổ liên gia an toàn tại các hẻm sâu. III. Phát quang đường băng cản lửa ở rừng tràm, cắm biển cấm lửa. \
IV. Gửi báo cáo về Công an huyện trước 16h00 ngày 20/3 hằng năm. Trên đây là các nội dung cần làm ngay./.
|1|Nơi nhận:
|1|- Như trên;
|2|TRƯỞNG CÔNG AN HUYỆN
|2|Lê Minh Tuấn
"""


def _document(printed: str) -> Document:
    blocks, texts, at = [], [], 0
    for line in printed.strip().splitlines():
        column = int(line[1]) if line.startswith("|") else 0
        words = normalise(line[3:] if column else line.lstrip("*")).text.strip()
        kind = BlockKind.LIST_ITEM if words[:2] == "- " else BlockKind.PARAGRAPH
        align = Align.CENTER if line.startswith("*") else None
        blocks.append(
            Block(kind, Span(at, at + len(words)), 1, column=column, align=align, bold=line.startswith("*") or None)
        )
        texts.append(words)
        at += len(words) + 1
    return Document("0" * 64, "text/plain", "\n".join(texts), OffsetMap(), tuple(blocks))


def _draft(printed: str) -> Draft:
    document = _document(printed)
    return draft_campaign(document, describe(document))


def _ids(draft: Draft) -> list[str]:
    return [task.id for task in draft.campaign.tasks]


def test_numbered_tasks_with_sub_tasks_and_an_outline_behind_them() -> None:
    """Tasks are the outermost numbers; letters join their parent, and the annex's numbers are no tasks."""
    campaign = _draft(FOOD).campaign
    assert [task.id for task in campaign.tasks] == ["1", "2", "3", "4", "5"]
    assert campaign.task("1").references == ("15/2018/NĐ-CP",)
    assert campaign.task("1").title.startswith("Rà soát, thống kê các cơ sở")
    assert "giết mổ" in " ".join(campaign.task("2").terms)
    assert [task.kind for task in campaign.tasks].count(TaskKind.REPORT) == 1
    assert campaign.task("5").kind is TaskKind.REPORT
    assert not campaign.task("5").terms


def test_the_head_gives_number_day_issuer_and_matter() -> None:
    """Number, day, issuer and subject terms come from the head; the day without year falls behind the dispatch's."""
    campaign = _draft(FOOD).campaign
    assert (campaign.number, campaign.issued_on, campaign.issuer) == ("2140/SYT-ATTP", date(2025, 2, 14), "Sở Y tế")
    assert (campaign.reporting_year, campaign.deadline) == (2025, date(2025, 11, 15))
    assert campaign.subject_terms == ("an toàn thực phẩm",)


def test_single_addressees_are_units_and_groups_are_hints() -> None:
    """Kính gửi's single units become rows of the roster, its groups a note to the reviewer."""
    draft = _draft(FOOD)
    assert [(unit.id, unit.kind) for unit in with_units(draft).units] == [("sct", "so_ban_nganh"), ("cat", "cong_an")]
    assert "Công an tỉnh Hà Giang" in with_units(draft).units[1].aliases
    assert draft.roster.groups == ("Ủy ban nhân dân các huyện, thành phố",)
    assert "Ủy ban nhân dân các huyện, thành phố" in draft.notes["name"]
    assert not draft.campaign.units


def test_a_plan_in_parts_assigns_in_the_part_of_its_tasks() -> None:
    """Of a plan's parts only the one of tasks gives tasks, and the part on who does what the report."""
    draft = _draft(DIGITAL)
    assert _ids(draft) == ["1", "2", "3", "III.2"]
    assert draft.campaign.task("III.2").kind is TaskKind.REPORT
    assert draft.campaign.task("1").title.startswith("Hạ tầng số")
    assert "mã độc" in draft.campaign.task("3").terms
    assert (draft.campaign.reporting_year, draft.campaign.deadline) == (2024, date(2025, 1, 10))
    assert "reporting_year" not in draft.notes
    assert draft.campaign.subject_terms == ("chuyển đổi số",)


def test_roman_numbers_inside_running_text() -> None:
    """Numbers that a PDF leaves inside a paragraph still part the tasks; the closing words belong to none."""
    draft = _draft(FIRE)
    assert _ids(draft) == ["I", "II", "III", "IV"]
    assert draft.campaign.task("I").references == ("31/KH-UBND",)
    assert draft.campaign.task("IV").title == "Gửi báo cáo về Công an huyện trước 16h00 ngày 20/3 hằng năm"
    assert draft.campaign.task("IV").kind is TaskKind.REPORT


def test_a_year_that_is_only_inferred_is_said_to_be_in_doubt() -> None:
    """A due day before the dispatch's own falls in the next year, with a note that says whence, and how often."""
    draft = _draft(FIRE)
    assert (draft.campaign.deadline, draft.campaign.reporting_year) == (date(2024, 3, 20), 2024)
    assert "2024" in draft.notes["deadline"]
    assert "hằng năm" in draft.notes["deadline"]
    assert "hạn gửi" in draft.notes["reporting_year"]


def test_terms_are_the_tasks_own() -> None:
    """No term of one task stands in another task's terms, and none is an everyday phrase."""
    for printed in (FOOD, DIGITAL, FIRE):
        tasks = _draft(printed).campaign.tasks
        everyday = {row["phrase"] for row in table("background") if int(row["count"]) >= 250}
        own = [set(task.terms) for task in tasks]
        assert all(own[number] for number, task in enumerate(tasks) if task.kind is TaskKind.ACTIVITY)
        for number, terms in enumerate(own):
            assert not terms & set().union(*own[:number], *own[number + 1 :])
            assert not terms & everyday


def test_words_that_the_dispatch_does_not_use_are_named_to_the_reviewer() -> None:
    """Usual words of a matter join the terms of the task that is about it, with a note; a mere setting brings none."""
    draft = _draft(DIGITAL)
    assert "tấn công mạng" in draft.campaign.task("3").terms
    assert "tấn công mạng" in draft.notes["task 3"]
    document = _document(DIGITAL)
    plain = draft_campaign(document, describe(document), usual=False)
    assert "tấn công mạng" not in plain.campaign.task("3").terms
    assert "task 3" not in plain.notes
    assert "sách giáo khoa" not in _draft(FOOD).campaign.task("2").terms


def test_a_dispatch_that_tells_nothing_is_left_open_with_doubts() -> None:
    """Without head, list and deadline the draft has stand-ins, and a note for every one of them."""
    draft = _draft("Đề nghị các đơn vị quan tâm thực hiện.")
    assert _ids(draft) == ["1"]
    assert draft.campaign.issued_on is None
    assert draft.campaign.number == ""
    assert {"name", "number", "issued_on", "issuer", "deadline", "reporting_year", "subject_terms"} <= set(draft.notes)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("báo cáo trước ngày 05/12 hằng năm", date(2024, 12, 5)),
        ("báo cáo trước ngày 05/12/2025", date(2025, 12, 5)),
        ("gửi báo cáo chậm nhất là ngày 15 tháng 01", date(2025, 1, 15)),
        ("gửi báo cáo trong tháng 02/2025", date(2025, 2, 28)),
        ("báo cáo trước ngày 31/02", None),
        ("báo cáo định kỳ trước ngày 15 hằng tháng", None),
        ("đơn thư tồn đọng từ trước 30%", None),
    ],
)
def test_due_days(words: str, day: date | None) -> None:
    """A due day is read in each printed form; one without year is the next behind the dispatch; impossible ones are none."""
    found = due_days(words, date(2024, 6, 10), None)
    assert [due.day for due in found] == ([day] if day else [])


def test_phrases_end_at_word_boundaries() -> None:
    """A term never begins or ends inside a word: "công khai" is no term of "thi công khai thác"."""
    terms = characteristic(["Kiểm tra thi công khai thác mỏ đá", "Tuyên truyền trong nhân dân"])
    assert "công khai" not in (*terms[0].strong, *terms[0].weak)


def test_the_matter_of_a_subject() -> None:
    """A subject's matter is what is left without the words of every subject."""
    assert matter_of("tăng cường công tác phòng cháy, chữa cháy năm 2024") == ("chữa cháy", "phòng cháy")
    assert matter_of("triển khai thực hiện một số nhiệm vụ") == ()


@pytest.mark.parametrize("row", patterns("tasks").values(), ids=lambda row: row.id)
def test_a_row_of_the_table_matches_its_examples(row: Row) -> None:
    """Each example is matched, exactly where it is marked; no counter-example is."""
    for example in row.examples:
        bare = example.replace("«", "").replace("»", "")
        text = fold(bare) if row.folded else bare
        found = row.pattern.search(text, example.index("«") if "«" in example else 0)
        assert found, example
        if "«" in example:
            assert found.span() == (example.index("«"), example.index("»") - 1), example
    for counter in row.counter_examples:
        assert not row.pattern.match(fold(counter) if row.folded else counter), counter


@pytest.mark.parametrize("name", ["background", "matters"])
def test_tables_hold_each_phrase_once(name: str) -> None:
    """No phrase of the background, no matter, and no word of a matter is listed twice."""
    keys = [row.get("phrase") or row["id"] for row in table(name)]
    assert len(keys) == len(set(keys))
    for row in table(name):
        words = [*row.get("terms", "").split("|"), *row.get("weak_terms", "").split("|")]
        assert len(list(filter(None, words))) == len(set(filter(None, words))), row

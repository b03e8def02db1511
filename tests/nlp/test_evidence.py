"""Evidence stands where it says, once a sentence and task, and says why; lists, headings and intentions carry over."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage import Evidence, Status
from core.document import Document

Read = Callable[[Document], tuple[Evidence, ...]]
Make = Callable[..., Document]

_PIECES = [
    "I. KẾT QUẢ", "II. PHƯƠNG HƯỚNG NĂM 2025", "2. Khuyết điểm: ", "- ", "Hạt trồng 300 cây bản địa", " chữa cháy", ". ", ", ", "; ", ": ",
    " | ", "(năm 2023 ", ")", "chưa ", "sẽ ", "đã ", "Chỉ thị số 15/CT-UBND", " ngày 05/3/2024", "“", "”", "12",
]  # fmt: skip


def test_evidence_can_be_shown(made: Make, evidence_of: Read) -> None:
    """Span, page, figures and section are those of the sentence; features name the term and the rule."""
    document = made(
        "I. KẾT QUẢ THỰC HIỆN", "Thời tiết khô. Hạt đã trồng 300 cây bản địa cho 05 xã theo Quyết định số 9/QĐ-HKL."
    )
    (found,) = evidence_of(document)
    assert found.span.of(document.text) == found.sentence
    assert found.sentence.startswith("Hạt đã trồng")
    assert (found.status, found.figures, found.page, found.section) == (Status.QUANTIFIED, ("300", "05"), 1, "results")
    assert "term:cây bản địa" in found.features
    assert "figures" in found.features


def test_only_the_tasks_own_figures_count(made: Make, evidence_of: Read) -> None:
    """In a sentence on two tasks, each task has the figures of its own clauses."""
    found = evidence_of(made("I. KẾT QUẢ", "Hạt mở 02 lớp chữa cháy cho 90 người; trồng cây tại 06 trường."))
    assert {item.task_id: item.figures for item in found} == {"2": ("02", "90"), "3": ("06",)}


def test_a_list_under_a_sentence_bears_on_its_task(made: Make, evidence_of: Read) -> None:
    """Bullets behind "…:" bear on the task of the line that opened them, until the list ends."""
    document = made(
        "I. KẾT QUẢ",
        "Hạt chăm lo việc trồng cây, cụ thể là:",
        "- Đã tặng 200 gốc lát cho trường học.",
        "- Đã giao 50 gốc cho trạm y tế.",
        "Hạt đã sửa 03 chòi canh.",
    )
    listed = [item for item in evidence_of(document) if "list" in item.features]
    assert [(item.task_id, item.figures) for item in listed] == [("3", ("200",)), ("3", ("50",))]


def test_a_bullet_of_its_own_task_is_not_drawn_into_the_list(made: Make, evidence_of: Read) -> None:
    """A bullet with terms of another task bears on that one."""
    found = evidence_of(made("I. KẾT QUẢ", "Nổi bật là trồng cây:", "- Đã mở 02 lớp chữa cháy."))
    assert [item.task_id for item in found if item.figures] == ["2"]


def test_an_intention_holds_to_the_end_of_its_paragraph(made: Make, evidence_of: Read) -> None:
    """What a paragraph opens as an intention stays one; the next paragraph speaks for itself."""
    found = evidence_of(made("I. KẾT QUẢ", "Thời gian tới sẽ trồng cây. Mở 02 lớp chữa cháy.", "Mở 03 lớp chữa cháy."))
    assert [str(item.status) for item in found] == ["planned", "planned", "quantified"]


def test_a_heading_of_the_task_needs_less_words(made: Make, evidence_of: Read) -> None:
    """Under a task's heading one weak word is enough for an act that is said to be past, and not without the heading."""
    sentence = "Trong năm hạt đã tổ chức nhiều đợt ở vườn ươm."
    (found,) = evidence_of(made("I. KẾT QUẢ", "1. Trồng cây bản địa", sentence))
    assert (found.task_id, found.status) == ("3", Status.DONE)
    assert "heading" in found.features
    assert evidence_of(made("I. KẾT QUẢ", "1. Sửa đường", sentence)) == ()


def test_firm_ties_score_higher_than_loose_ones(made: Make, evidence_of: Read) -> None:
    """A strong term makes a surer sentence than weak ones together; scores are shares."""
    (firm,) = evidence_of(made("I. KẾT QUẢ", "Hạt đã trồng cây."))
    (loose,) = evidence_of(made("I. KẾT QUẢ", "Vườn ươm đã giao cây giống."))
    assert 0.0 < loose.score < firm.score <= 1.0


@pytest.mark.parametrize(
    ("heading", "status"),
    [("IV. KIẾN NGHỊ, ĐỀ XUẤT", None), ("II. HẠN CHẾ", None), ("III. NHIỆM VỤ NĂM 2025", "planned")],
)
def test_the_section_weighs_more_than_figures(made: Make, evidence_of: Read, heading: str, status: str | None) -> None:
    """The same words are a result, a plan, or nothing, by the part of the report that they stand in."""
    found = evidence_of(made("I. KẾT QUẢ", "Xã mở lớp.", heading, "Trồng 300 cây bản địa."))
    assert [str(item.status) for item in found] == ([status] if status else [])


def test_a_report_on_other_things_has_no_evidence(made: Make, evidence_of: Read) -> None:
    """Nothing bears on any task, nothing is found."""
    assert evidence_of(made("I. KẾT QUẢ", "Xã sửa 03 km đường.", "- Mua 02 máy tính.")) == ()
    assert evidence_of(made()) == ()


@settings(max_examples=80)
@given(lines=st.lists(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join) | st.text(max_size=40), max_size=6))
def test_evidence_of_any_text_is_inside_it_once(made: Make, evidence_of: Read, lines: list[str]) -> None:
    """Whatever the lines, each piece of evidence quotes the text, in order, once for a sentence and task."""
    document = made(*lines)
    found = evidence_of(document)
    assert all(item.span.of(document.text) == item.sentence for item in found)
    assert all(figure in item.sentence for item in found for figure in item.figures)
    assert all(0.0 <= item.score <= 1.0 and item.status is not Status.NONE for item in found)
    assert all(bool(item.figures) == (item.status is Status.QUANTIFIED) for item in found)
    assert len({(item.span, item.task_id) for item in found}) == len(found)
    assert [item.span.start for item in found] == sorted(item.span.start for item in found)


def test_what_follows_another_years_figure_answers_for_the_period(made: Make, evidence_of: Read) -> None:
    """Behind a sentence on a task's earlier year or target, one that speaks of the period speaks of that task."""
    before = "Chỉ tiêu đặt ra là 12 ha trồng rừng."
    (_, answer) = evidence_of(made("I. KẾT QUẢ", f"{before} Đến nay 09 xã đã làm xong."))
    assert (answer.task_id, answer.status, answer.features[0]) == ("3", Status.QUANTIFIED, "answers")
    assert len(evidence_of(made("I. KẾT QUẢ", before, "Đến nay 09 xã đã làm xong."))) == 1


def test_only_figures_of_the_period_are_told(made: Make, evidence_of: Read) -> None:
    """A bracket on another year gives no figures, though its sentence has some of the period."""
    (found,) = evidence_of(made("I. KẾT QUẢ", "Hạt trồng 19 ha rừng trồng (năm 2023 trồng 12 ha)."))
    assert found.figures == ("19",)


def test_a_question_tells_of_no_act(made: Make, evidence_of: Read) -> None:
    """The answer does: it may speak of what was asked for."""
    found = evidence_of(made("I. KẾT QUẢ", "Hỏi: Đã mở 02 lớp chữa cháy?", "Đáp: Đã mở 03 lớp chữa cháy."))
    assert [item.figures for item in found] == [("03",)]


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("Lịch có đợt trồng cây bản địa. Việc này chưa làm được.", ["planned", "not_done"]),
        ("Hạt mở đợt trồng cây bản địa. Nội dung trên chưa thực hiện vì thiếu giống.", ["planned", "not_done"]),
        ("Hạt đã mở đợt trồng cây bản địa. Việc này chưa từng làm trước đó.", ["done", "not_done"]),
        ("Hạt mở đợt trồng cây bản địa. Việc này được xã khen.", ["done", "restated"]),
    ],
)
def test_what_the_next_sentence_denies_was_only_intended(
    made: Make, evidence_of: Read, line: str, statuses: list[str]
) -> None:
    """An act told without "đã", of which the next sentence says that it was not carried out, was an intention."""
    assert [str(item.status) for item in evidence_of(made("I. KẾT QUẢ", line))] == statuses


def test_a_question_is_nothing_that_could_be_taken_back(made: Make, evidence_of: Read) -> None:
    """What is denied behind a question takes nothing back of the sentence before it, nor needs one."""
    (first,) = evidence_of(made("Hạt trồng cây bản địa ra sao? Việc này chưa làm được."))
    assert first.status is Status.NOT_DONE
    line = "Hạt mở đợt trồng cây bản địa. Vì sao hạt chưa trồng cây? Việc này chưa làm vì thiếu giống."
    assert [str(item.status) for item in evidence_of(made("I. KẾT QUẢ", line))] == ["done", "not_done"]

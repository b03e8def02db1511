"""Reports that go through the dispatch's tasks by their numbers."""

from collections.abc import Callable

import pytest

from core.coverage import Evidence, Status
from core.document import Document
from nlp.labels import label_of, labelled_tasks

_TASKS = frozenset({"1", "2", "3"})
_NUMBERED = (
    "- Nhiệm vụ 1: Ủy ban nhân dân xã đã mở 4 buổi họp thôn, phát tờ rơi về bảo vệ rừng.",
    "- Nhiệm vụ 2: Đã làm xong việc này ở 3 thôn.",
    "- Nhiệm vụ 3: Chưa có vườn ươm nào.",
)


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("Nhiệm vụ 3: chưa có", "3"),
        ("2. Kết quả thực hiện nhiệm vụ số 2: đã mở lớp", "2"),
        ("Nội dung 1 - Tuyên truyền", "1"),
        ("Nhiệm vụ 9: khác", None),
        ("Nhiệm vụ 6 tháng cuối năm", None),
        ("Nhiệm vụ trọng tâm: 3 việc", None),
    ],
)
def test_a_label_names_a_task_of_the_campaign(text: str, task: str | None) -> None:
    """Only a number that the campaign has, with a sign behind it, is a label."""
    assert label_of(text, _TASKS) == task


def test_two_labels_number_something_else(made: Callable[..., Document]) -> None:
    """A report is numbered by the tasks only where it goes through at least three."""
    assert labelled_tasks(made(*_NUMBERED), _TASKS) == _TASKS
    assert labelled_tasks(made(*_NUMBERED[:2]), _TASKS) == frozenset()


def test_a_label_ties_words_that_name_no_task(
    made: Callable[..., Document], evidence_of: Callable[[Document], tuple[Evidence, ...]]
) -> None:
    """Behind "Nhiệm vụ 2:" an act without any term of the task counts for it, and a weak term is enough."""
    found = {(one.task_id, one.status) for one in evidence_of(made(*_NUMBERED))}
    assert ("2", Status.QUANTIFIED) in found
    assert ("3", Status.NOT_DONE) in found


def test_without_labels_such_words_tell_nothing(
    made: Callable[..., Document], evidence_of: Callable[[Document], tuple[Evidence, ...]]
) -> None:
    """The same sentence without the numbering bears on no task."""
    assert not evidence_of(made("Đã làm xong việc này ở 3 thôn."))

"""Features of evidence in words."""

import pytest

from reports.reasons import reasons


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (
            "term:một cửa; figures; tense:past",
            ("có từ ngữ “một cửa”", "có số liệu của hoạt động", "câu nói việc đã làm"),
        ),
        ("weak:hồ sơ; weak:hồ sơ; copied:0.75", ("có từ ngữ phụ “hồ sơ”", "giống 75% lời văn bản giao nhiệm vụ")),
        ("term:đối thoại; denied:next", ("có từ ngữ “đối thoại”", "câu sau nói việc ấy chưa làm")),
        ("", ()),
        ("khác; mới:1", ("khác", "mới:1")),
    ],
)
def test_each_feature_is_said_once(features: str, said: tuple[str, ...]) -> None:
    """Known features have words; an unknown one is shown as it is, never dropped."""
    assert reasons(features) == said

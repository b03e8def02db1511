"""How words and days in a campaign's files are read, whichever file they stand in."""

from collections.abc import Iterator
from datetime import date, datetime

from core.text import matching, normalise, squeeze
from store.campaign_error import refusal

# Words that say what is done with a matter, not what the matter is, or that end its name.
# fmt: off - a word a line would hide the rest of the file
_AROUND_A_MATTER = (
    "về việc",
    "v/v",
    "về",
    "việc",
    "công tác",
    "nhiệm vụ",
    "kết quả",
    "báo cáo",
    "tổng kết",
    "sơ kết",
    "đánh giá",
    "kế hoạch",
    "chương trình",
    "phong trào",
    "thi đua",
    "đợt",
    "chiến dịch",
    "tăng cường",
    "triển khai",
    "thực hiện",
    "đẩy mạnh",
    "tiếp tục",
    "nâng cao",
    "hiệu quả",
    "chất lượng",
    "tổ chức",
    "một số",
    "nội dung",
    "năm",
    "quý",
    "tháng",
    "giai đoạn",
    "tỉnh",
    "huyện",
    "thành phố",
    "xã",
    "phường",
    "thị trấn",
    "địa bàn",
    "của",
    "trong",
    "trên",
    "tại",
    "cho",
    "đối với",
    "và",
    "theo",
    "các",
    "những",
)
# fmt: on
_PHRASES = [phrase.split() for phrase in _AROUND_A_MATTER]
_MARKS = ".,;:!?()[]“”\"'-"
_SYLLABLES_OF_A_TERM = 4


def tidy(words: str) -> str:
    """Return words of a campaign's file in the one form of the house, on one line."""
    return squeeze(normalise(words).text)


def day(value: object) -> object:
    """Return the day that a value names: a TOML date, `2024-12-05` or `05/12/2024`; refuse anything else."""
    if isinstance(value, datetime):
        raise refusal("chỉ ghi ngày, không ghi giờ.")
    if not isinstance(value, str):
        return value
    parts = value.strip().split("/")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(value.strip())
    except ValueError:
        raise refusal(f"“{value}” không phải một ngày có thật. Ví dụ: 2024-12-05.") from None


def subject_terms(subject: str) -> tuple[str, ...]:
    """Return the words of the matter that a campaign's name or a dispatch's subject is about.

    The first run of syllables that name a matter, and its two first syllables, by which it is usually called:
    "Tăng cường công tác phòng cháy, chữa cháy năm 2024" gives "phòng cháy". A subject of such words only is
    taken whole.
    """
    syllables = matching(tidy(subject)).split()
    for words in _runs(syllables):
        if len(words) > 1:
            terms = (" ".join(words), " ".join(words[:2]))
            return tuple(dict.fromkeys(terms if len(words) <= _SYLLABLES_OF_A_TERM else terms[1:]))
    return (" ".join(syllables),)


def _runs(syllables: list[str]) -> Iterator[list[str]]:
    """Give what stands between the words around a matter, between marks, and between figures."""
    run: list[str] = []
    at = 0
    while at < len(syllables):
        around = _around(syllables[at:])
        bare = syllables[at].strip(_MARKS)
        if around or not bare.isalpha() or syllables[at][0] in _MARKS:
            yield run
            run = []
        if not around and bare.isalpha():
            run.append(bare)
        if syllables[at][-1] in _MARKS:
            yield run
            run = []
        at += around or 1
    yield run


def _around(syllables: list[str]) -> int:
    """Return how many of the first syllables are words around a matter."""
    return max(
        (len(words) for words in _PHRASES if [s.strip(_MARKS) for s in syllables[: len(words)]] == words), default=0
    )

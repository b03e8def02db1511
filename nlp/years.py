"""Which year, and which part of it, a report is about."""

import re  # noqa: TID251 - the grammar of periods is closed
from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.text import matching

_PART = re.compile(
    r"quý\s+(?:[ivx\d]+|một|hai|ba|tư)(?!\w)|(?:0?[1-9]|1[01]|sáu|chín|ba)\s+tháng|tháng\s+\d{1,2}|tuần\s+\d{1,2}|"
    r"sơ kết|giữa\s+(?:năm|nhiệm kỳ)|đột xuất|chuyên đề"
)
_WHOLE = re.compile(r"cả\s+năm|hằng\s+năm|12\s+tháng|tổng kết")
_YEAR = re.compile(r"năm\s+((?:19|20)\d{2})(?!\s*[-/]\s*\d)")
_OUTLOOK = re.compile(r"(?:phương hướng|nhiệm vụ|kế hoạch|chương trình)[^.;]*")


@dataclass(frozen=True, slots=True)
class Period:
    """The year a report covers, None where it names none, and whether only a part of it."""

    year: int | None
    part: bool


def period_of(subject: str, opening: str, issued: date | None) -> Period:
    """Return the period that a report's subject names, else the one its opening lines name."""
    told = _OUTLOOK.sub(" ", matching(subject))
    part = bool(_PART.search(told)) and not _WHOLE.search(told)
    years = [int(year) for year in _YEAR.findall(told)]
    if years:
        return Period(years[0], part)
    said = Counter(int(year) for year in _YEAR.findall(_OUTLOOK.sub(" ", matching(opening))))
    plausible = [year for year, _ in said.most_common() if issued is None or year in {issued.year, issued.year - 1}]
    return Period(plausible[0] if plausible else None, part)

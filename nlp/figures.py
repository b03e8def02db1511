"""Numbers of an activity or its result, apart from dates, document numbers, articles, periods and targets.

Source: eval/GUIDE.md, "A figure is a number of the activity or its result".
"""

import re  # noqa: TID251 - the grammar of numerals is code, not knowledge: it has no open list

from core.text import Span, matching

# A numeral with Vietnamese separators, a share (96/98), a percentage.
_NUMERAL = re.compile(r"(?<![\w/.,-])\d{1,3}(?:\.\d{3})+(?:,\d+)?|(?<![\w/.-])\d+(?:,\d+)?(?!\w)")
_SPELLED = re.compile(
    r"(?<!\w)(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười một|mười hai)\s+"
    r"(?=(?:hội nghị|lớp|buổi|cuộc|mô hình|đợt|lượt|đơn|văn bản|vụ|lần|đoàn|hộ|ý kiến|trường hợp|phòng)(?!\w))"
)
# What makes the number behind it an address and no amount.
_LABEL_BEFORE = re.compile(
    r"(?:số|số:|điều|khoản|điểm|mục|chương|phần|phụ lục|biểu|mẫu|bảng|quốc lộ|đường tỉnh|tỉnh lộ|đường|tổ|khu phố|"
    r"bão số|quý|khóa|khoá|nhiệm kỳ|giai đoạn|lần thứ|thứ|mức|mức độ|cấp độ|hạng|loại|tháng|ngày|năm|kỳ|"
    r"nghị định|chỉ thị|quyết định|kế hoạch|nghị quyết|thông tư|luật|văn bản|kết luận|hướng dẫn|chương trình|"
    r"đề án|tiêu chí|nội dung|nhiệm vụ|iso|tcvn|qh|khu vực|vùng|quân khu|lúc|covid|windows|tầng|phòng số|lớp|khối|hàng tuần thứ)\s*$"
)
_UNIT_OF_TIME = re.compile(r"\s*(?:giờ|phút|h\d{0,2})(?!\w)")
_DAY_OF_MONTH = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/%]|[.,]\d)"
_DATE = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
    # "ngày 02, 03 tháng 10", "dịp 30/4, 1/5": days that follow each other, or stand behind a word of time
    r"|ngày\s+(?:\d{1,2}\s*(?:,|-|và|đến)\s*)+\d{1,2}\s*(?:/|tháng\s)\s*\d{1,2}(?:\s*(?:/|-|năm)\s*\d{4})?"
    rf"|(?:dịp|lễ|kỷ niệm|quốc khánh|tết|sáng|chiều|tối|hôm|từ|vào|trước|sau)\s+"
    rf"{_DAY_OF_MONTH}(?:\s*(?:,|-|và|đến)\s*{_DAY_OF_MONTH})*"
    r"|ngày\s+\d{1,2}(?:\s*(?:/|-|tháng)\s*\d{1,2})?(?:\s*(?:/|-|năm)\s*\d{4})?"
    r"|tháng\s+\d{1,2}(?:\s*(?:/|-|năm)\s*\d{4})?"
    r"|(?:năm|giai đoạn|nhiệm kỳ|khóa)\s+\d{4}(?:\s*-\s*\d{4})?|(?<!\d)(?:19|20)\d{2}\s*-\s*(?:19|20)\d{2}"
    r"|quý\s+\d(?:\s*[/,-]\s*\d{4})?|(?<![\d/.,])(?:19|20)\d{2}(?![\d.,/]\d)"
)
_FULL_DATE = re.compile(
    r"(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
)
# An official number: a numeral with a symbol behind a stroke or hyphen.
_DOCUMENT_NUMBER = re.compile(r"\d+[\w.]*\s*(?:/\s*\d{4}\s*)?[/-]\s*[a-zđ&][\w&đ.-]*(?:\s*[-/]\s*[a-zđ][\w&.-]*)*")
_QUOTED = re.compile(r"[“\"«][^”\"»]{0,80}[”\"»]")
_LIST_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)/]|[-+*•]\s*\d{1,2}\.)\s+")
_COUNTED_IN_TOTAL = re.compile(r"\s*/\s*(?:\d{1,3}(?:\.\d{3})+|\d+)(?![\d/])")


def figures(text: str, taken: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Return where figures stand in `text`; `taken` are spans of citations, whose numbers are none."""
    folded = matching(text)
    blocked = [*taken]
    for pattern in (_DATE, _DOCUMENT_NUMBER, _LIST_NUMBER, _QUOTED):
        blocked += [Span(*match.span()) for match in pattern.finditer(folded)]
    found = []
    for match in _NUMERAL.finditer(folded):
        span = _with_share(folded, Span(*match.span()))
        if any(span.overlaps(other) for other in blocked):
            continue
        if _LABEL_BEFORE.search(folded[max(0, span.start - 24) : span.start]) or _UNIT_OF_TIME.match(folded, span.end):
            continue
        found.append(span)
    found += [
        Span(match.start(), match.end() - 1)
        for match in _SPELLED.finditer(folded)
        if not folded[: match.start()].endswith(("thứ ", "tháng ", "quý ", "lần thứ "))
    ]
    return tuple(sorted(set(found)))


def dates(text: str) -> tuple[Span, ...]:
    """Return where full dates stand ("26/11/2021"): their years tell nothing of when a sentence's act was."""
    return tuple(Span(*match.span()) for match in _FULL_DATE.finditer(matching(text)))


def _with_share(folded: str, span: Span) -> Span:
    """Widen over the whole of a share ("96/98") and a percent sign."""
    end = span.end
    share = _COUNTED_IN_TOTAL.match(folded, end)
    if share:
        end = share.end()
    if folded[end : end + 1] == "%":
        end += 1
    return Span(span.start, end)

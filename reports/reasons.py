"""Why a sentence was given to a task and got its status: the features of an evidence row in Vietnamese words."""

from functools import lru_cache

from reports.words import STATUS_WORDS

_TENSES = {
    "past": "câu nói việc đã làm",
    "present": "câu kể kết quả trong kỳ",
    "future": "câu nói việc sẽ làm",
    "denied": "câu nói chưa làm",
    "earlier": "câu nói việc của năm khác",
    "duty": "câu nêu việc phải làm",
    "aside": "câu chỉ nêu đề mục",
}
_WORDS = {
    "heading": "nằm dưới đề mục của nhiệm vụ",
    "numbered": "đơn vị đánh số theo nhiệm vụ",
    "list": "thuộc danh sách của nhiệm vụ",
    "anaphor": "nói tiếp về việc ở câu trước",
    "figures": "có số liệu của hoạt động",
    "table": "là dòng của bảng",
    "act": "nêu việc làm cụ thể",
    "no act": "không nêu việc làm cụ thể",
    "basis": "là căn cứ hoặc lời mở đầu",
    "denied": "câu nói chưa làm",
    "answers": "nói tiếp kết quả trong kỳ của việc ở câu trước",
    "denied:next": "câu sau nói việc ấy chưa làm",
    "zero": "ô số ghi 0",
    "told": "câu kể việc trong kỳ",
    "limits": "ở phần tồn tại, hạn chế",
    "confirmed": "người rà soát xác nhận",
    "added": "người rà soát thêm",
    "target": "câu nêu chỉ tiêu, mục tiêu",
}


@lru_cache(maxsize=8192)  # sentences share their features
def reasons(features: str) -> tuple[str, ...]:
    """Return each feature of a cell ("term:một cửa; figures; tense:past") in words; one without words stays as it is."""
    found = (part.strip() for part in features.split(";"))
    return tuple(dict.fromkeys(_reason(feature) for feature in found if feature))


def _reason(feature: str) -> str:
    kind, colon, value = feature.partition(":")
    if feature in _WORDS or not colon:
        return _WORDS.get(feature, feature)
    if kind == "tense":
        return _TENSES.get(value, feature)
    if kind == "copied":
        share = f"{float(value):.0%}" if value.replace(".", "", 1).isdigit() else value
        return f"giống {share} lời văn bản giao nhiệm vụ"
    if kind == "model":
        return (
            f"mô hình câu kết luận, khả năng đúng {float(value):.0%}"
            if value.replace(".", "", 1).isdigit()
            else feature
        )
    if kind == "rules":
        return f"quy tắc cho là “{STATUS_WORDS[value].label}”" if value in STATUS_WORDS else feature
    named = {"term": "có từ ngữ", "weak": "có từ ngữ phụ", "like": "có cụm từ thường gặp ở nhiệm vụ"}.get(kind)
    return f"{named} “{value}”" if named else feature

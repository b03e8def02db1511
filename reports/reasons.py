"""Why a sentence was given to a task and got its status: the features of an evidence row in Vietnamese words."""

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
    "limits": "ở phần tồn tại, hạn chế",
}


def reasons(features: str) -> tuple[str, ...]:
    """Return each feature of a cell ("term:một cửa; figures; tense:past") in words; one without words stays as it is."""
    found = (part.strip() for part in features.split(";"))
    return tuple(dict.fromkeys(_reason(feature) for feature in found if feature))


def _reason(feature: str) -> str:
    kind, colon, value = feature.partition(":")
    if not colon:
        return _WORDS.get(feature, feature)
    if kind == "tense":
        return _TENSES.get(value, feature)
    if kind == "copied":
        share = f"{float(value):.0%}" if value.replace(".", "", 1).isdigit() else value
        return f"giống {share} lời văn bản giao nhiệm vụ"
    named = {"term": "có từ ngữ", "weak": "có từ ngữ phụ"}.get(kind)
    return f"{named} “{value}”" if named else feature

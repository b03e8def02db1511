"""Writes the synthesis (báo cáo tổng hợp): every sentence is counted from the tables or quoted with its source."""

from collections.abc import Iterator, Sequence
from datetime import date

from core.campaign import Campaign
from core.coverage import Status
from core.table import Table
from core.text import fold
from reports.office import Order, office_of, order_of
from reports.official import Head, Official, clean
from reports.view import CellView, Line, Record, UnitView, View, text, view
from reports.words import NOT_RETURNED, OTHER_THEME, REVIEWED, STATUS_WORDS, THEMES, UNIT_KINDS, day, percent

FILE = "bao-cao-tong-hop.docx"
_EXAMPLES = 3  # sentences quoted for a task
_READABLE = range(40, 500)  # code points of a sentence that is quoted as an example; another one only for want of such


def synthesis(tables: Sequence[Table], campaign: Campaign) -> bytes:
    """Return the synthesis of the contract's `tables` as DOCX; the same input gives the same bytes."""
    whole = view(tables, campaign)
    order = order_of(whole)
    office = office_of(campaign, order)
    subject = f"Tổng hợp kết quả thực hiện {cited(order, campaign)}"
    paper = Official(f"Báo cáo. {subject}", campaign.deadline)
    paper.letterhead(Head(office, office.report_symbol))
    paper.title("Báo cáo", subject)
    if office.addressees:
        paper.addressees(office.addressees)
    paper.paragraph(
        f"Căn cứ báo cáo của các cơ quan, đơn vị gửi về theo {cited(order, campaign)}"
        f"{f' về việc {order.subject}' if order.subject else ''}, {office.issuer} tổng hợp kết quả như sau:"
    )
    _returns(paper, whole)
    _tasks(paper, whole)
    _remarks(paper, whole)
    _closing(paper, whole, office.issuer)
    paper.signature(office, [*(["Như trên"] if office.addressees else []), *office.recipients])
    _annex(paper, whole, f"Kèm theo Báo cáo số …/{office.report_symbol} ngày … tháng … năm 20…")
    return paper.content()


def cited(order: Order, campaign: Campaign) -> str:
    """Return the dispatch as it is cited first: type, number, day, issuer."""
    issued = f" ngày {long_day(campaign.issued_on)}" if campaign.issued_on else ""
    issuer = f" của {campaign.issuer}" if campaign.issuer else ""
    return f"{order.doc_type} số {order.number}{issued}{issuer}"


def long_day(when: date) -> str:
    """Return a day as documents write it: days below 10 and the months 1 and 2 take a zero (Phụ lục I)."""
    month = f"{when.month:02}" if when.month < 3 else str(when.month)
    return f"{when.day:02} tháng {month} năm {when.year}"


def counted(number_of: int, noun: str = "đơn vị") -> str:
    """Return a count as documents write it: "08 đơn vị"."""
    return f"{number_of:02} {noun}"


def by_kind(units: Sequence[UnitView]) -> Iterator[tuple[str, tuple[UnitView, ...]]]:
    """Give the units of each kind under its name, in the roster's order."""
    for kind in dict.fromkeys(unit.kind for unit in units):
        yield UNIT_KINDS.get(kind, kind), tuple(unit for unit in units if unit.kind == kind)


# I. Who has reported


def _returns(paper: Official, whole: View) -> None:
    paper.heading("I. Tình hình gửi báo cáo")
    total, returned, late = len(whole.units), len(whole.returned), len(whole.late)
    paper.heading("1. Tình hình chung", 2)
    paper.paragraph(
        f"Số đơn vị phải gửi báo cáo là {counted(total)}; hạn gửi báo cáo là ngày {long_day(whole.campaign.deadline)}."
    )
    how = [f"{counted(count)} gửi {said}" for count, said in ((returned - late, "đúng hạn"), (late, "muộn")) if count]
    among = f", trong đó {', '.join(how)}" if how else ""
    rest = f"; còn {counted(total - returned)} chưa gửi" if total > returned else ""
    paper.paragraph(f"Đã nhận báo cáo của {returned}/{_of(returned, total)}{among}{rest}.")
    rows = [_counts(name, units) for name, units in by_kind(whole.units)]
    heads = ("Khối", "Số đơn vị", "Đã gửi", "Đúng hạn", "Muộn", "Chưa gửi")
    paper.table(heads, [*rows, _counts("Tổng số", whole.units)], (5.5, 2.1, 2.1, 2.1, 2.1, 2.1))
    place = 2
    if whole.late:
        paper.heading(f"{place}. Đơn vị gửi muộn", 2)
        for unit in whole.late:
            paper.paragraph(
                f"- {unit.name}: nhận ngày {day(unit.received_on)}, muộn {counted(unit.days_late, 'ngày')}."
            )
        place += 1
    if whole.missing:
        paper.heading(f"{place}. Đơn vị chưa gửi báo cáo", 2)
        for name, units in by_kind(whole.missing):
            paper.paragraph(f"- {name} ({counted(len(units))}): {'; '.join(unit.name for unit in units)}.")
        place += 1
    unusable = [row for row in whole.documents if text(row.get("status")) == "quarantined"]
    if unusable:
        paper.heading(f"{place}. Tệp đã nhận nhưng không dùng được", 2)
        names = {unit.id: unit.name for unit in whole.units}
        for row in unusable:
            sender = names.get(text(row.get("unit_id")))
            paper.paragraph(
                f"- “{clean(text(row.get('source')))}”{f' ({sender})' if sender else ''}: {text(row.get('message'))}"
            )


def _of(part: int, total: int) -> str:
    """Return the whole of a part with the share: "27 đơn vị (66,7%)"."""
    return f"{counted(total)} ({percent(part / total)})" if total else counted(total)


def _counts(name: str, units: Sequence[UnitView]) -> tuple[str, ...]:
    returned = sum(unit.returned for unit in units)
    late = sum(unit.late for unit in units)
    return name, *(str(count) for count in (len(units), returned, returned - late, late, len(units) - returned))


# II. What they did


def _tasks(paper: Official, whole: View) -> None:
    paper.heading("II. Kết quả thực hiện từng nhiệm vụ")
    reported = sum(len(unit.cells) for unit in whole.returned)
    if reported:
        done = sum(unit.addressed for unit in whole.returned)
        paper.paragraph(
            f"Tính chung {len(whole.tasks)} nhiệm vụ ở {counted(len(whole.returned))} đã gửi báo cáo: đã thực hiện "
            f"{done}/{reported} lượt nhiệm vụ ({percent(done / reported)})."
        )
    sources = {text(row.get("source")): row for row in whole.documents}
    for at, task in enumerate(whole.tasks):
        paper.heading(f"{at + 1}. {task.title}", 2)
        cells = [(unit, unit.cells[at]) for unit in whole.units]
        for sentence in _told(cells):
            paper.paragraph(sentence)
        examples = _examples(cells)
        if examples:
            paper.paragraph("Trích báo cáo của đơn vị:")
        for unit, line in examples:
            paper.paragraph(f"- {unit.name}: {_quoted(line.sentence)} ({_source(line.source, line.page, sources)}).")


def _told(cells: Sequence[tuple[UnitView, CellView]]) -> Iterator[str]:
    """Give the sentences on one task: how many units stand where, in all and by kind, and who said that nothing was done."""
    total = len(cells)
    keys = [cell.word.key for _, cell in cells]
    done = sum(cell.addressed for _, cell in cells)
    with_figures, without = keys.count(Status.QUANTIFIED), keys.count(Status.DONE)
    first = f"Đã thực hiện: {done}/{_of(done, total)}"
    if cells[0][1].is_report:
        yield f"{first}, tính theo báo cáo đã nhận."
    else:
        kinds = ((with_figures, "có số liệu"), (without, "không nêu số liệu"))
        among = ", ".join(f"{counted(count)} {said}" for count, said in kinds if count)
        yield f"{first}{f', gồm {among}' if among else ''}."
    rest = [
        f"{counted(keys.count(key))} {said}"
        for key, said in (
            (Status.NOT_DONE, "báo cáo chưa thực hiện hoặc không thuộc phạm vi"),
            (Status.PLANNED, "mới nêu dự kiến"),
            (Status.RESTATED, "chỉ nhắc lại văn bản giao nhiệm vụ"),
            (Status.NONE, "không nêu nội dung này"),
            (NOT_RETURNED, "chưa gửi báo cáo"),
        )
        if key in keys
    ]
    if rest:
        yield f"Các đơn vị còn lại: {'; '.join(rest)}."
    shares = []
    for name, units in by_kind([unit for unit, _ in cells]):
        ids = {unit.id for unit in units}
        shares.append(f"{name} {sum(c.addressed for u, c in cells if u.id in ids)}/{len(units)}")
    if len(shares) > 1:
        yield f"Theo khối, số đơn vị đã thực hiện: {'; '.join(shares)}."
    for key, said in (
        (Status.NOT_DONE, "báo cáo chưa thực hiện hoặc không thuộc phạm vi"),
        (Status.PLANNED, "mới nêu dự kiến"),
    ):
        names = [unit.name for unit, cell in cells if cell.word.key == key]
        if names:
            yield f"Đơn vị {said}: {'; '.join(names)}."


def _examples(cells: Sequence[tuple[UnitView, CellView]]) -> list[tuple[UnitView, Line]]:
    """Return the best sentence of a few units: with figures before without, of readable length, each kind of unit in turn."""
    best = [
        (unit, cell.lines[0])
        for unit, cell in cells
        if cell.addressed and cell.lines and cell.lines[0].word.key == cell.word.key
    ]

    def rank(pair: tuple[UnitView, Line]) -> tuple[bool, bool]:
        _, line = pair
        return (line.word.key != Status.QUANTIFIED, len(line.sentence) not in _READABLE)

    ranked = sorted(best, key=rank)  # stable: the roster's order inside a rank
    chosen: list[tuple[UnitView, Line]] = []
    while ranked and len(chosen) < _EXAMPLES:
        kinds = {unit.kind for unit, _ in chosen}
        pick = next((pair for pair in ranked if pair[0].kind not in kinds and rank(pair) == rank(ranked[0])), ranked[0])
        ranked.remove(pick)
        chosen.append(pick)
    return chosen


def _quoted(sentence: str) -> str:
    """Return a sentence as it is quoted: without its bullet, in quotation marks that do not clash with its own."""
    words = clean(sentence).lstrip("-+*•– ")
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def _source(source: str, page: str, sources: dict[str, Record]) -> str:
    """Return where a sentence stands: the report's type, number and day, else the file; and the page."""
    row = sources.get(source, {})
    said = text(row.get("doc_type")) or "Báo cáo"
    if text(row.get("number")):
        issued = day(text(row.get("issued_on")))
        said = f"{said} số {text(row.get('number'))}{f' ngày {issued}' if issued else ''}"
    else:
        said = f"tệp “{clean(source)}”"
    return f"{said}{f', trang {page}' if page else ''}"


# III. What they raise


def _remarks(paper: Official, whole: View) -> None:
    sources = {text(row.get("source")): row for row in whole.documents}
    parts = (
        ("III. Khó khăn, vướng mắc", "khó khăn, vướng mắc", [(unit, unit.difficulties) for unit in whole.units]),
        ("IV. Đề xuất, kiến nghị", "đề xuất, kiến nghị", [(unit, unit.proposals) for unit in whole.units]),
    )
    for heading, noun, raised in parts:
        paper.heading(heading)
        raising = [(unit, records) for unit, records in raised if records]
        if not raising:
            paper.paragraph(f"Các báo cáo đã nhận không nêu {noun}.")
            continue
        total = sum(len(records) for _, records in raising)
        paper.paragraph(f"Có {counted(len(raising))} nêu {counted(total, 'nội dung')} {noun}.")
        _raised(paper, raising, sources)


def _raised(paper: Official, raising: Sequence[tuple[UnitView, Sequence[Record]]], sources: dict[str, Record]) -> None:
    """Write what was raised, grouped by theme, the commonest first; what several units say in the same words stands once."""
    themes: dict[str, dict[str, list[tuple[UnitView, Record]]]] = {}
    for unit, records in raising:
        for record in records:
            same = fold("".join(character for character in text(record.get("sentence")) if character.isalnum()))
            themes.setdefault(text(record.get("theme")), {}).setdefault(same, []).append((unit, record))
    ordered = sorted(themes, key=lambda theme: (not theme, -sum(map(len, themes[theme].values()))))
    for at, theme in enumerate(ordered):
        said = themes[theme].values()
        units = {unit.id for group in said for unit, _ in group}
        if len(themes) > 1:
            label = THEMES.get(theme, theme) or OTHER_THEME
            total = counted(sum(map(len, said)), "nội dung")
            paper.heading(f"{_letter(at)}) {label} ({total} của {counted(len(units))})", 3)
        for group in said:
            names = "; ".join(dict.fromkeys(unit.name for unit, _ in group))
            places = "; ".join(
                dict.fromkeys(_source(text(r.get("source")), text(r.get("page")), sources) for _, r in group)
            )
            paper.paragraph(f"- {names}: {_quoted(text(group[0][1].get('sentence')))} ({places}).")


def _letter(at: int) -> str:
    """Return the letter of the `at`-th point from 0, in the Vietnamese order without f, j, w, z."""
    letters = "abcdđeghiklmnopqrstuvxy"
    return letters[at] if at < len(letters) else str(at + 1)


# The end and the annex


def _closing(paper: Official, whole: View, issuer: str) -> None:
    days = [unit.received_on for unit in whole.returned if unit.received_on]
    until = f", báo cáo nhận gần nhất ngày {day(max(days))}" if days else ""
    paper.paragraph(
        f"Trên đây là tổng hợp của {issuer} từ báo cáo của {counted(len(whole.returned))}{until}; "
        f"kết quả từng đơn vị theo từng nhiệm vụ ở Phụ lục kèm theo./."
    )


def _annex(paper: Official, whole: View, belongs_to: str) -> None:
    paper.annex("Kết quả thực hiện nhiệm vụ của từng đơn vị", belongs_to)
    paper.note(
        f"Ghi chú: {'; '.join(f'{word.sign} {word.label.lower()}' for word in STATUS_WORDS.values())}. "
        "Đã thực hiện gồm “có số liệu” và “đã làm”."
    )
    rows = [
        (
            str(at),
            unit.name,
            *(f"{cell.word.sign}{REVIEWED if cell.reviewed else ''}" for cell in unit.cells),
            f"{unit.addressed}/{len(unit.cells)}",
        )
        for at, unit in enumerate(whole.units, start=1)
    ]
    sums = (
        "",
        "Số đơn vị đã thực hiện",
        *(str(task.addressed) for task in whole.tasks),
        f"{whole.addressed}/{whole.cells}",
    )
    room = (25.7 - 1.2 - 8.6 - 2.2) / max(len(whole.tasks), 1)
    heads = ("TT", "Đơn vị", *(f"NV {task.id}" for task in whole.tasks), "Đã thực hiện")
    widths = (1.2, 8.6, *(min(room, 1.8) for _ in whole.tasks), 2.2)
    paper.table(heads, [*rows, sums], widths, size=11)
    for task in whole.tasks:
        paper.note(f"NV {task.id}: {task.title}.")
    reviewed = sum(cell.reviewed for unit in whole.units for cell in unit.cells)
    by_people = f"; ở {counted(reviewed, 'ô')} do người rà soát quyết định (dấu {REVIEWED})" if reviewed else ""
    paper.note(f"Kết quả ở {counted(whole.cells - reviewed, 'ô')} do chương trình đọc báo cáo xác định{by_people}.")

"""A dispatch becomes the draft of a campaign: tasks, terms, references, deadline; doubts are said, not guessed away."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.campaign import Campaign, Task, TaskKind
from core.dispatch import Dispatch
from core.document import Document
from core.reference import Reference
from core.steps import Description
from core.text import Span, fold, matching, squeeze
from nlp.addressees import Roster, draft_roster
from nlp.assigned import Assigned, Assignment, assigned_tasks, behind_tasks
from nlp.deadline import (
    Due,
    due_days,
    names_report,
    period_of_reports,
    reporting_year_of,
    returns_monthly,
    years_told,
)
from nlp.matters import usual_words
from nlp.patterns import pattern
from nlp.sentences import split
from nlp.termhood import Terms, characteristic, matter_of

_WHO = pattern("tasks", "who")
_TITLE = 160  # code points of a task's title, at most
_HEAD = 28  # a first clause shorter than this is a mere heading: the next one tells what to do
_CLAUSE = 60  # a semicolon nearer to the beginning stands in a list of those who are to act
_REPORT_SHARE = 0.4  # of a task's text lies in sentences that ask for the report
_EARLIEST = 1945  # stands for a year that nothing tells; the note says so
# Words of a task that makes the matter itself known and planned: reports then speak of the matter in other words.
_SPREADING = ("quán triệt", "phổ biến", "tuyên truyền")
_SPREAD = ("quán triệt", "phổ biến", "tuyên truyền", "kế hoạch", "chỉ thị", "văn bản chỉ đạo", "tập huấn")


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign to be reviewed. `notes` are Vietnamese, by key of [campaign] or "task 3", as store.campaigns writes them."""

    campaign: Campaign  # without units
    notes: Mapping[str, str]
    roster: Roster = field(default_factory=lambda: Roster((), ()))  # what Kính gửi names


def draft_campaign(document: Document, description: Description, *, usual: bool = True) -> Draft:
    """Return what a dispatch tells of its campaign; with `usual` off, terms are words of the dispatch only.

    What it does not tell is left open with a note that begins a doubt; only `deadline` and `reporting_year`,
    which a campaign must have, then hold a stand-in (31 December; the newest year of the text).
    """
    dispatch, notes = description.dispatch, _Notes()
    body = dispatch.body or Span(0, len(document.text))
    assignment = assigned_tasks(document.text, body)
    if not assignment.tasks:
        assignment = Assignment((Assigned("1", body),), assignment.doubts)
    for doubt in assignment.doubts:
        notes.add("name", doubt)
    subject = dispatch.subject.value if dispatch.subject else ""
    subject_terms = matter_of(subject, _common(dispatch))
    if not subject_terms:
        notes.add("subject_terms", "trích yếu không cho từ nào đặc trưng; ghi từ mà trích yếu báo cáo phải có.")
    year, deadline, report_id = _dates(document, description, body, assignment, notes)
    tasks = _tasks(
        document, description.references, assignment, report_id, subject_terms, _common(dispatch), notes, usual=usual
    )
    roster = draft_roster(
        tuple(addressee.value for addressee in dispatch.addressees), dispatch.place.value if dispatch.place else ""
    )
    _note_head(dispatch, roster, notes)
    return Draft(
        Campaign(
            name=_name(subject, dispatch, year),
            number=dispatch.number.value if dispatch.number else "",
            issued_on=dispatch.issued_on.value if dispatch.issued_on else None,
            issuer=dispatch.issuer.value if dispatch.issuer else "",
            reporting_year=year,
            deadline=deadline,
            subject_terms=subject_terms,
            tasks=tasks,
        ),
        notes.by_key,
        roster,
    )


class _Notes:
    """Remarks for the reviewer, several to a key on lines of their own."""

    def __init__(self) -> None:
        self.by_key: dict[str, str] = {}

    def add(self, key: str, remark: str) -> None:
        self.by_key[key] = f"{self.by_key[key]}\n{remark}" if key in self.by_key else remark


# Tasks


def _tasks(  # noqa: PLR0913, PLR0917 - what the dispatch told so far, in one place
    document: Document,
    references: tuple[Reference, ...],
    assignment: Assignment,
    report_id: str | None,
    subject_terms: tuple[str, ...],
    common: tuple[str, ...],
    notes: _Notes,
    *,
    usual: bool,
) -> tuple[Task, ...]:
    text = document.text
    activities = [task for task in assignment.tasks if task.id != report_id]
    masked = [_without_citations(text, task.span, references) for task in activities]
    titles = [matching(_title(task.span.of(text))) for task in activities]
    if usual:
        offered = usual_words([matching(words) for words in masked], titles, subject_terms)
    else:
        offered = (Terms(),) * len(activities)
    told = characteristic(masked, subject_terms, common)
    terms = {
        task.id: _joined(own, more, told[:number] + told[number + 1 :])
        for number, (task, own, more) in enumerate(zip(activities, told, offered, strict=True))
    }
    for task, own, more in zip(activities, told, offered, strict=True):
        added = [word for word in more.strong if word in terms[task.id].strong and word not in own.strong]
        if added:
            notes.add(f"task {task.id}", f"không có trong văn bản, thêm vì hay dùng cho việc này: {', '.join(added)}.")
    tasks = []
    for task in assignment.tasks:
        words = task.span.of(text)
        title = _title(words)
        own = _with_matter(terms.get(task.id, Terms()), title, subject_terms)
        if task.id != report_id and not own.strong:
            notes.add(f"task {task.id}", "chưa tìm được từ đặc trưng; ghi thêm vào terms.")
        tasks.append(
            Task(
                id=task.id,
                title=title,
                kind=TaskKind.REPORT if task.id == report_id else TaskKind.ACTIVITY,
                terms=own.strong,
                weak_terms=own.weak,
                except_terms=_excepted(own, references, task, assignment.tasks),
                references=_numbers(references, task.span),
            )
        )
    _note_shared(tasks, notes)
    return tuple(tasks)


def _joined(own: Terms, usual: Terms, others: tuple[Terms, ...]) -> Terms:
    """Return a task's own terms, and behind them the usual words of its matter that no other task's text claims."""
    taken = {phrase for other in others for phrase in other.strong}
    strong = tuple(dict.fromkeys((*own.strong, *(word for word in usual.strong if word not in taken))))
    weak = tuple(dict.fromkeys((*own.weak, *usual.weak)))
    return Terms(strong, tuple(word for word in weak if word not in strong and word not in taken))


def _excepted(
    terms: Terms, references: tuple[Reference, ...], task: Assigned, tasks: tuple[Assigned, ...]
) -> tuple[str, ...]:
    """Return the names of other tasks' documents that hold one of the terms: "chương trình phối hợp số 03"."""
    names = []
    for reference in references:
        elsewhere = any(other.span.contains(reference.span) for other in tasks if other is not task)
        before, said, number = matching(reference.text).partition(" số ")
        if elsewhere and said and any(term in before for term in (*terms.strong, *terms.weak)):
            serial = "".join(letter if letter.isalnum() else " " for letter in number).split()
            names += [f"{before} số {serial[0]}"] if serial else []
    return tuple(dict.fromkeys(names))


def _numbers(references: tuple[Reference, ...], span: Span) -> tuple[str, ...]:
    found = (reference.number for reference in references if span.contains(reference.span))
    return tuple(dict.fromkeys(number for number in found if number))


def _note_shared(tasks: list[Task], notes: _Notes) -> None:
    """Tell of documents that several tasks name: a citation of them is no sign of one task."""
    owners: dict[str, list[str]] = {}
    for task in tasks:
        for number in task.references:
            owners.setdefault(number, []).append(task.id)
    for number, ids in owners.items():
        for task_id in ids[1:]:
            notes.add(f"task {task_id}", f"văn bản {number} cũng được nêu ở nhiệm vụ {ids[0]}.")


def _without_citations(text: str, span: Span, references: tuple[Reference, ...]) -> str:
    """Return the words of a span with a bar in place of each numbered citation."""
    words, at = "", span.start
    for reference in references:
        if reference.number and span.contains(reference.span) and reference.span.start >= at:
            words += f"{text[at : reference.span.start]}|"
            at = reference.span.end
    return words + text[at : span.end]


def _with_matter(terms: Terms, title: str, subject_terms: tuple[str, ...]) -> Terms:
    """Add the matter's own words to a task that makes the matter known: elsewhere they mark no single task."""
    folded = matching(title)
    if not any(word in folded for word in _SPREADING):
        return terms
    strong = tuple(f"{word} … {term}" for term in subject_terms for word in _SPREAD)
    return Terms((*terms.strong, *strong), (*terms.weak, *subject_terms))


def _title(words: str) -> str:
    """Return the first clause of a task, without those who are to act, at most 160 code points."""
    plain = words.replace("**", "").strip()
    line, _, rest = plain.partition("\n")
    spans = split(line)
    clause = _clause(spans[0].of(line) if spans else line)
    behind = line[len(clause) :].lstrip(" .;:") or rest.strip()
    if len(clause) < _HEAD and behind:
        clause = f"{clause.rstrip(' .;:')}: {_clause(behind.splitlines()[0])}"
    who = _WHO.match(fold(clause))
    if who and len(clause) - who.end() >= _HEAD:
        clause = clause[who.end() :]
    clause = squeeze(clause).strip(" .;:,-+")
    return _shortened(clause[:1].upper() + clause[1:]) or "?"


def _clause(sentence: str) -> str:
    depth = 0
    for at, letter in enumerate(sentence):
        depth += (letter in "(“") - (letter in ")”")
        if letter == ";" and depth <= 0 and at >= _CLAUSE:
            return sentence[:at]
    return sentence


def _shortened(clause: str) -> str:
    if len(clause) <= _TITLE:
        return clause
    cut = clause[: _TITLE - 1]
    comma = cut.rfind(", ")
    if comma > _TITLE // 2 and cut.count("“") == cut[comma:].count("“"):
        return cut[:comma]
    return cut[: cut.rfind(" ")].rstrip(" ,;:-(“") + "…"


# Year and deadline


def _dates(
    document: Document, description: Description, body: Span, assignment: Assignment, notes: _Notes
) -> tuple[int, date, str | None]:
    """Return the reporting year, the deadline and the id of the task that is the report."""
    text = document.text
    dispatch, references = description.dispatch, description.references
    issued = dispatch.issued_on.value if dispatch.issued_on else None
    head = years_told(text[: assignment.tasks[0].span.start if assignment.tasks else body.start])
    subject = dispatch.subject.value if dispatch.subject else ""
    told = years_told(subject)
    cited = max((one.issued_on.year for one in references if one.issued_on), default=None)
    fallback = issued.year if issued else max((year for year in head if year not in told), default=cited)
    report_id = _report_task(text, assignment)
    closing = behind_tasks(body, assignment)
    places = [task.span.of(text) for task in assignment.tasks if task.id == report_id]
    places += [closing.of(text), body.of(text)]
    due, place = _due(places, issued, fallback)
    if report_id is None:
        asked = names_report(closing.of(text))
        notes.add(
            "deadline",
            "yêu cầu báo cáo đứng ngoài các mục đánh số nên không có nhiệm vụ nào kiểu report."
            if asked
            else "không thấy mục nào yêu cầu gửi báo cáo (kind = report).",
        )
    period = period_of_reports(place)
    if period and not (due and due.year_told):
        notes.add("deadline", f"văn bản ghi báo cáo {matching(period)}; đợt khác thì đổi năm.")
    if due is None:
        year = _stand_in_year(told, fallback, text, notes)
        again = returns_monthly(body.of(text))
        notes.add(
            "deadline",
            f"hạn gửi lặp lại (“{again}”), tạm ghi 31/12." if again else "không thấy hạn gửi, tạm ghi 31/12.",
        )
        return year, date(year, 12, 31), report_id
    if not due.year_told:
        whence = "ngày của văn bản" if issued else "năm ở đầu văn bản, văn bản chưa ghi ngày"
        notes.add("deadline", f"“{_printed(place, due)}” không ghi năm; năm {due.day.year} suy từ {whence}.")
    if not due.day_told:
        notes.add("deadline", f"“{_printed(place, due)}” chỉ ghi tháng, lấy ngày cuối tháng.")
    return _reporting_year(told, place, due, notes), due.day, report_id


def _due(places: list[str], issued: date | None, year: int | None) -> tuple[Due | None, str]:
    """Return the first place's day that is due for a report, else its last one; the place comes with it."""
    for place in places:
        found = due_days(place, issued, year)
        of_report = [due for due in found if due.of_report]
        if of_report:
            return of_report[-1], place
    for place in places[:-1]:
        found = due_days(place, issued, year)
        if found:
            return found[-1], place
    return None, places[0]


def _printed(place: str, due: Due) -> str:
    return squeeze(place[due.span.start : due.span.end])


def _reporting_year(told: tuple[int, ...], place: str, due: Due, notes: _Notes) -> int:
    if len(told) == 1:
        return told[0]
    if told:
        notes.add("reporting_year", f"trích yếu nêu các năm {', '.join(map(str, told))}.")
    near = [year for year in years_told(place) if year in {due.day.year, due.day.year - 1}]
    beside = [year for year in near if f"năm {year}" not in _printed(place, due)]
    if len(set(beside)) == 1 and len(near) == 1:
        return beside[0]
    year = reporting_year_of(due.day)
    notes.add("reporting_year", f"văn bản không ghi năm báo cáo; năm {year} suy từ hạn gửi.")
    return year


def _stand_in_year(told: tuple[int, ...], fallback: int | None, text: str, notes: _Notes) -> int:
    if len(told) == 1:
        return told[0]
    year = fallback or max(years_told(text), default=_EARLIEST)
    notes.add("reporting_year", f"không thấy năm báo cáo, tạm ghi {year}.")
    return year


def _report_task(text: str, assignment: Assignment) -> str | None:
    """Return the id of the task that is the report itself: the last one that mostly asks for it, a day rather than none."""
    shares: list[tuple[bool, float, str]] = []
    for task in assignment.tasks:
        words = task.span.of(text)
        asking = [sentence.of(words) for sentence in split(words) if names_report(sentence.of(words))]
        share = sum(map(len, asking)) / max(1, len(words))
        day = any(due.of_report for due in due_days(words, None, _EARLIEST))
        regular = any(period_of_reports(one) or " gui " in f" {fold(one)} " for one in asking)
        if share >= _REPORT_SHARE and (day or regular):
            shares.append((day, share, task.id))
    return max(reversed(shares), key=lambda one: one[:2])[2] if shares else None


# The head


def _common(dispatch: Dispatch) -> tuple[str, ...]:
    """Return names that stand all over the dispatch and mark no task: its place and its issuer."""
    return tuple(found.value for found in (dispatch.place, dispatch.issuer) if found)


def _name(subject: str, dispatch: Dispatch, year: int) -> str:
    words = _shortened(subject[:1].upper() + subject[1:]) if subject else ""
    if not words:
        number = dispatch.number.value if dispatch.number else "chưa rõ số"
        words = f"Đợt báo cáo theo văn bản {number}"
    return words if str(year) in words else f"{words} - năm {year}"


def _note_head(dispatch: Dispatch, roster: Roster, notes: _Notes) -> None:
    for key, found, what in (
        ("number", dispatch.number, "số, ký hiệu"),
        ("issued_on", dispatch.issued_on, "ngày ban hành"),
        ("issuer", dispatch.issuer, "cơ quan ban hành"),
        ("name", dispatch.subject, "trích yếu"),
    ):
        if found is None:
            notes.add(key, f"không thấy {what} ở đầu văn bản.")
    if roster.groups:
        groups = "; ".join(roster.groups)
        notes.add("name", f"units.csv: văn bản gửi theo nhóm, ghi từng đơn vị của: {groups}.")
    if roster.units:
        notes.add("name", f"units.csv: {len(roster.units)} đơn vị lấy từ Kính gửi, bổ sung ký hiệu và tên gọi khác.")
    if not roster.units and not roster.groups:
        notes.add("name", "units.csv: không thấy nơi nhận ở Kính gửi, ghi danh sách đơn vị phải báo cáo.")


def with_units(draft: Draft) -> Campaign:
    """Return the draft's campaign with the units that Kính gửi names singly."""
    return replace(draft.campaign, units=draft.roster.units)

"""Which document a citation means, over all reports: one key a document, where numbers and titles alone do not tell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

from core.reference import Reference
from core.steps import FileRow
from core.text import matching, slug

Key = Callable[[FileRow, Reference], str]
_Said = tuple[str, date | None]  # the issuer and the day of a citation
_SURE_OF_ISSUER = "issuer_conflict"  # the symbol tells the issuer: another one in the text is a slip, no other document
_YEAR = 4  # digits


class Citations:
    """What the citations of many documents say together; documents are taken up in any order, each content once."""

    def __init__(self) -> None:
        # By title the keys of the numbers that stand with it, and by key what is said of the document.
        self._numbers: defaultdict[str, set[str]] = defaultdict(set)
        self._said: defaultdict[str, Counter[_Said]] = defaultdict(Counter)

    def take(self, references: Iterable[Reference]) -> None:
        """Take up the citations of a document."""
        for one in references:
            if one.number and one.title:
                self._numbers[matching(one.title)].add(plain_key(one))
            if one.number and one.issuer and not any(warned.startswith(_SURE_OF_ISSUER) for warned in one.warnings):
                self._said[plain_key(one)][one.issuer, one.issued_on] += 1

    def key(self) -> Key:
        """Return the key of a citation in one of the files.

        It is the citation's canonical key, but for two kinds. A law cited by title alone has the key of its number where
        the reports give that title one number only, and no other year stands with it. A number that several bodies gave
        (138/KH-UBND of the province and of a district, on different days) has a key for each body; a citation that names
        none goes with what its own report says of that number, else with its day, else with the body cited most.
        """
        laws = {title: next(iter(keys)) for title, keys in self._numbers.items() if len(keys) == 1}
        bodies = {key: among for key, counts in self._said.items() if (among := _bodies(counts))}

        def key(file: FileRow, one: Reference) -> str:
            plain = plain_key(one)
            if one.number is None:
                law = laws.get(matching(one.title or ""))
                return law if law and _of_that_year(one, law) else plain
            among = bodies.get(plain)
            if not among:
                return plain
            first = next(iter(among))
            body = _named(one.issuer, among) or _own(file, plain, among) or _by_day(one, among) or first
            return plain if body == first else f"{plain}@{slug(body)}"

        return key


def keys_of(files: Iterable[FileRow]) -> Key:
    """Return the key of a citation in one of the files, which are gone through once and not kept."""
    together, seen = Citations(), set[str]()
    for file in files:
        if file.description and file.sha256 not in seen:
            seen.add(file.sha256)
            together.take(file.description.references)
    return together.key()


def plain_key(reference: Reference) -> str:
    """Return the key that a citation has by itself."""
    return reference.canonical or matching(reference.number or reference.title or reference.text)


def apart(names: Iterable[str]) -> list[str]:
    """Return the names that are not a shorter form of another: "Ban Bí thư" of "Ban Bí thư Trung ương Đảng"."""
    forms = {name: _form(name) for name in sorted(set(names))}
    return [
        name
        for name, form in forms.items()
        if not any(form in other and len(form) < len(other) for other in forms.values())
    ]


def _of_that_year(reference: Reference, law: str) -> bool:
    """Tell whether no year stands with a title, or that of the law's number: 31/2024/qh15."""
    years = {word for word in reference.text.split() if len(word) == _YEAR and word.isdigit()}
    if reference.issued_on:
        years.add(str(reference.issued_on.year))
    return years <= set(law.split("/"))


def _bodies(said: Counter[_Said]) -> Mapping[str, frozenset[date]] | None:
    """Return the bodies that gave a number, the most cited first and else by name, with the days of their documents; None where it is one.

    Bodies count as several only where their days differ too: with one day, the citations contradict each other.
    """
    names = apart(issuer for issuer, _ in said)
    days: dict[str, set[date]] = {name: set() for name in names}
    counted: Counter[str] = Counter()
    for (issuer, day), times in said.items():
        if name := _named(issuer, names):
            counted[name] += times
            days[name] |= {day} if day else set()
    told = [day for one in days.values() for day in one]
    if len(names) > 1 and all(days.values()) and len(told) == len(set(told)):
        return {name: frozenset(days[name]) for name in sorted(counted, key=lambda name: (-counted[name], name))}
    return None


def _own(file: FileRow, plain: str, among: Iterable[str]) -> str | None:
    """Return the body that a file itself names with a number; None where it names none."""
    cited = file.description.references if file.description else ()
    named = (_named(one.issuer, among) for one in cited if one.canonical == plain)
    return next((body for body in named if body), None)


def _named(issuer: str | None, names: Iterable[str]) -> str | None:
    """Return the one of the bodies that is named, in full or shorter; None where it fits several or none."""
    said = _form(issuer or "")
    fitting = [name for name in names if said and said in _form(name)]
    return fitting[0] if len(fitting) == 1 else None


@lru_cache(maxsize=4096)
def _form(name: str) -> str:
    """Return a body's name as it is compared: few bodies are named in many thousand citations."""
    return matching(name)


def _by_day(reference: Reference, among: Mapping[str, frozenset[date]]) -> str | None:
    return next((name for name, days in among.items() if reference.issued_on in days), None)

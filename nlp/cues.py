"""Words that tell tense, negation, duty, acts and remarks: `data/tables/cues.csv`, for one reporting year."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from core.settings import Settings
from core.text import Span
from nlp.phrases import Hit, PhraseFinder


class Cue(StrEnum):
    """What a cue phrase tells about the words around it."""

    FUTURE = "future"  # sẽ, dự kiến: an intention, whatever else is said
    LATER = "later"  # a time after the reporting year: an intention, unless "đã" says otherwise
    TARGET = "target"  # chỉ tiêu, mục tiêu: its numbers are no results
    PAST = "past"  # đã: happened
    CURRENT = "current"  # trong năm, đến nay: speaks of the period
    OUTCOME = "outcome"  # đạt, xong: happened, unless an intention stands before it
    NEGATION = "negation"  # chưa tổ chức: was not carried out
    SOFT = "soft"  # chưa chặt chẽ: done, but not well; takes the sting out of a negation
    HENCE_NOT = "hence_not"  # nên không thực hiện: the whole sentence gives reasons for not doing
    CONCESSION = "concession"  # mặc dù: a side clause that decides nothing
    NIL = "nil"  # không phát sinh: a nil result is a result
    DUTY = "duty"  # cần, phải, có trách nhiệm: a general duty
    GENERAL = "general"  # tăng cường, tiếp tục: directive wording
    ACT = "act"  # ban hành, tổ chức: a concrete act
    ACT_WEAK = "act_weak"  # phối hợp, giám sát: an act, but also a directive's word
    COMPOUND = "compound"  # tiếp tục, phát huy: words in which an act's syllable is no act
    ANAPHOR = "anaphor"  # hai văn bản này, việc này: speaks of what the sentence before spoke of
    INTRO = "intro"  # báo cáo kết quả như sau: opening and closing lines
    BASIS = "basis"  # căn cứ
    PROPOSAL = "proposal"
    DIFFICULTY = "difficulty"
    EARLIER = "earlier"  # a year before the reporting year
    COMPARED = "compared"  # so với: the earlier year is only compared with


_YEARS_BACK = 15  # years before the reporting year that a report may look back on


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a phrase table: what it is for, and sentences that it must and must not be found in."""

    id: str
    kind: str
    phrase: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


def read_rows(path: Path, kind: str = "kind") -> tuple[Row, ...]:
    """Return the rows of a phrase table; `examples` and `counter_examples` are separated by "|"."""
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Row(row["id"], row[kind], row["phrase"], _cells(row["examples"]), _cells(row["counter_examples"]))
            for row in csv.DictReader(handle)
        )


def _cells(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def in_year(phrase: str, year: int) -> tuple[str, ...]:
    """Return the phrase with its year marks filled for the reporting year; `{earlier}` stands for each year before it."""
    for mark, number in (("year", year), ("next_year", year + 1)):
        phrase = phrase.replace(f"{{{mark}}}", str(number))
    if "{earlier}" not in phrase:
        return (phrase,)
    return tuple(phrase.replace("{earlier}", str(before)) for before in range(year - _YEARS_BACK, year))


_TAKEN_BACK_BY = {
    Cue.NEGATION: (Cue.SOFT, Cue.NIL),
    Cue.ACT: (Cue.COMPOUND,),
    Cue.ACT_WEAK: (Cue.COMPOUND,),
    Cue.CURRENT: (Cue.COMPOUND,),
    Cue.PAST: (Cue.COMPOUND,),
}


class Cues:
    """The cue phrases of one reporting year."""

    def __init__(self, rows: tuple[Row, ...], year: int) -> None:
        phrases: defaultdict[Cue, list[str]] = defaultdict(list)
        for row in rows:
            phrases[Cue(row.kind)] += in_year(row.phrase, year)
        self._finders = {kind: PhraseFinder(found) for kind, found in phrases.items()}

    def find(self, kind: Cue, folded: str) -> list[Hit]:
        """Return the cues of one kind in a text in the form of `core.text.matching`, without denied ones."""
        hits = self._finders[kind].find(folded)
        if kind is Cue.DUTY:
            return [hit for hit in hits if not _denied(folded, hit.span)]
        if hits and kind in _TAKEN_BACK_BY:
            taken = [hit.span for other in _TAKEN_BACK_BY[kind] for hit in self._finders[other].find(folded)]
            return [hit for hit in hits if not any(span.overlaps(hit.span) for span in taken)]
        return hits

    def has(self, kind: Cue, folded: str) -> bool:
        """Tell whether a cue of that kind stands in the text."""
        return bool(self.find(kind, folded))

    def starts(self, kind: Cue, folded: str, within: int = 12) -> bool:
        """Tell whether a cue of that kind stands in the first `within` code points."""
        return any(hit.span.start <= within for hit in self.find(kind, folded))


def _denied(folded: str, span: Span) -> bool:
    """Tell whether "không" stands right before: "không phải", "không cần" are no duties."""
    return folded[: span.start].endswith(("không ", "chẳng "))


@lru_cache(maxsize=8)
def cues_for(year: int) -> Cues:
    """Return the cues for a reporting year."""
    return Cues(read_rows(Settings().tables_dir / "cues.csv"), year)

"""Words that tell tense, negation, duty, acts and remarks: `data/tables/cues.csv`, for one reporting year."""

import csv
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from core.settings import Settings
from core.text import Span
from nlp.phrases import Hit, PhraseIndex


class Cue(StrEnum):
    """What a cue phrase tells about the words around it."""

    __hash__ = str.__hash__  # kinds are looked up for each sentence; Enum's own hash is slow

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
    GROUNDS = "grounds"  # trên cơ sở … đã: what an outlook builds on, before it says what it intends
    NIL = "nil"  # không phát sinh: a nil result is a result
    ABSENT = "absent"  # nội dung này không phát sinh: the task does not apply, which is no result
    UNWANTED = "unwanted"  # đơn tồn đọng, quá hạn: none of it is a result
    STATE = "state"  # gồm, chiếm, là: says what something is like, not what was done
    EVENT = "event"  # lượt, cuộc: counts what happens only when someone does it, behind a number
    DUTY = "duty"  # cần, phải, có trách nhiệm: a general duty
    GENERAL = "general"  # tăng cường, tiếp tục: directive wording
    ACT = "act"  # ban hành, tổ chức: a concrete act
    ACT_WEAK = "act_weak"  # phối hợp, giám sát: an act, but also a directive's word
    COMPOUND = "compound"  # tiếp tục, phát huy: words in which an act's syllable is no act
    ANAPHOR = "anaphor"  # hai văn bản này, việc này: speaks of what the sentence before spoke of
    INTRO = "intro"  # báo cáo kết quả như sau: opening and closing lines
    BASIS = "basis"  # căn cứ
    PROPOSAL = "proposal"
    PETITION = (
        "petition"  # kiến nghị của cử tri, sẽ đề nghị: what others ask or the unit will ask, no proposal of it now
    )
    WISH = "wish"  # mong tỉnh: asks, in whatever part of a report
    DIFFICULTY = "difficulty"
    EARLIER = "earlier"  # a year before the reporting year
    COMPARED = "compared"  # so với: the earlier year is only compared with
    ENDED = "ended"  # từ năm 2021 đến năm 2023: a period that ended before the reporting year
    QUOTED_FROM = "quoted_from"  # theo số liệu của: what another body tells, named behind it
    QUOTED_BY = "quoted_by"  # cho biết, báo rằng: the same, the body named before it
    WHOLE_PROVINCE = "whole_province"  # toàn tỉnh: what is told of all of it, quoted from elsewhere, is no unit's own
    DISCLAIMED = "disclaimed"  # đó là kết quả của huyện: the unit itself says that it was somebody else's work
    TOPIC = "topic"  # việc, kinh phí cho: a noun whose verb comes behind all that is listed after it


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
    Cue.PROPOSAL: (Cue.PETITION,),
}


class Cues:
    """The cue phrases of one reporting year."""

    def __init__(self, rows: tuple[Row, ...], year: int) -> None:
        phrases: defaultdict[Cue, list[str]] = defaultdict(list)
        for row in rows:
            phrases[Cue(row.kind)] += in_year(row.phrase, year)
        self._index = PhraseIndex(phrases, _kept)

    def find(self, kind: Cue, folded: str) -> tuple[Hit, ...]:
        """Return the cues of one kind in a text in the form of `core.text.matching`, without denied ones."""
        return self._index.find(kind, folded)

    def has(self, kind: Cue, folded: str) -> bool:
        """Tell whether a cue of that kind stands in the text."""
        return kind in self._index.find_all(folded)

    def starts(self, kind: Cue, folded: str, within: int = 12) -> bool:
        """Tell whether a cue of that kind stands in the first `within` code points."""
        if not self._index.starts(kind, folded, within):
            return False
        doubtful = kind is Cue.DUTY or kind in _TAKEN_BACK_BY
        return not doubtful or any(hit.span.start <= within for hit in self.find(kind, folded))


def _kept(folded: str, hits: Mapping[Cue, tuple[Hit, ...]]) -> Mapping[Cue, tuple[Hit, ...]]:
    """Return the cues of a text without those that other words deny or take back."""
    kept = dict(hits)
    for kind in hits.keys() & _TAKEN_BACK_BY.keys():
        if takers := [hits[other] for other in _TAKEN_BACK_BY[kind] if other in hits]:
            kept[kind] = tuple(hit for hit in hits[kind] if not any(_meets(hit.span, taken) for taken in takers))
    if Cue.DUTY in hits:
        kept[Cue.DUTY] = tuple(hit for hit in hits[Cue.DUTY] if not _denied(folded, hit.span))
    return {kind: left for kind, left in kept.items() if left}


def _meets(span: Span, hits: Sequence[Hit]) -> bool:
    """Tell whether a span overlaps one of these hits, which come in order and lie apart."""
    behind = bisect_left(hits, span.end, key=lambda hit: hit.span.start)
    return behind > 0 and hits[behind - 1].span.overlaps(span)


def _denied(folded: str, span: Span) -> bool:
    """Tell whether "không" stands right before: "không phải", "không cần" are no duties."""
    return folded[: span.start].endswith(("không ", "chẳng "))


@lru_cache(maxsize=8)
def cues_for(year: int) -> Cues:
    """Return the cues for a reporting year."""
    return Cues(read_rows(Settings().tables_dir / "cues.csv"), year)

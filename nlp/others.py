"""Whose work a sentence tells: what another body did, quoted in a unit's report, is not the unit's own (việc của đơn vị khác)."""

from enum import StrEnum
from functools import lru_cache

from core.campaign import Unit
from core.text import matching
from nlp.cues import Cue, Cues
from nlp.patterns import pattern
from nlp.phrases import PhraseFinder

_BEHIND = 32  # code points from "theo số liệu của" to the name: "Ủy ban nhân dân huyện" stands between
_BEFORE = 48  # code points before "cho biết" in which the whole name stands
_BETWEEN = 12  # of these, the most that may part the name from it: "huyện Na Hang cũng cho biết"
_COUNCIL = "ủy ban nhân dân "
_LEAD = pattern("grammar", "sentence_lead")
_COUNCIL_OF = pattern("grammar", "council_of")
_BODY = pattern("grammar", "other_body")
_SELVES = ("đơn vị", "chúng tôi", "ngành", "hai bên")  # how a report speaks of its own unit


class Doer(StrEnum):
    """Whose act a sentence tells, by its subject."""

    OWN = "own"
    OTHER = "other"
    BOTH = "both"  # another body's, which the unit had a part in or bore


class OtherBodies:
    """The units of a campaign as one of them names the others, compiled for its reports."""

    def __init__(self, units: tuple[Unit, ...], sender: str | None) -> None:
        own = next((unit for unit in units if unit.id == sender), None)
        others = [unit for unit in units if own is not None and unit is not own]
        # What a department counts of a district is the district's own work ("theo số liệu của Sở …, huyện đạt 97%"), not the
        # other way round; bodies of one kind work apart, but they may rank each other.
        below = [
            unit for unit in others if own and _of_places(unit) and not (_of_places(own) and unit.kind != own.kind)
        ]
        alike = [unit for unit in others if own and unit.kind == own.kind]
        self._counted = PhraseFinder(name for unit in below for name in _names(unit))
        self._speaking = PhraseFinder(name for unit in {*below, *alike} for name in _names(unit))
        self._named = PhraseFinder(name for unit in others for name in _names(unit))
        self._selves = PhraseFinder((*_SELVES, *(matching(own.name).removeprefix(_COUNCIL).split()[:1] if own else ())))

    def tell(self, folded: str, cues: Cues) -> bool:
        """Tell whether a sentence (in the form of `core.text.matching`) tells of another body's work only."""
        if cues.has(Cue.DISCLAIMED, folded) and not cues.has(Cue.HENCE_NOT, folded):
            return True
        quoted = cues.find(Cue.QUOTED_FROM, folded)
        if quoted and cues.has(Cue.WHOLE_PROVINCE, folded):
            return True
        counted = (folded[hit.span.end : hit.span.end + _BEHIND] for hit in quoted)
        spoken = (folded[max(0, hit.span.start - _BEFORE) : hit.span.start] for hit in cues.find(Cue.QUOTED_BY, folded))
        return any(self._counted.first(words) for words in counted) or any(self._speaks(words) for words in spoken)

    def doer(self, folded: str) -> Doer:
        """Return whose act a sentence (in the form of `core.text.matching`) tells, by the name that it begins with."""
        lead = _LEAD.match(folded)
        start = lead.end() if lead else 0
        council = _COUNCIL_OF.match(folded, start)
        words = folded[council.end() if council else start :]
        named = self._named.first(words[:_BEFORE])
        if named and named.span.start == 0:
            end = named.span.end
        elif body := _BODY.match(folded, start):
            words, end = folded, body.end()
        else:
            return Doer.OWN
        return Doer.BOTH if self._selves.first(words[end:]) else Doer.OTHER

    def _speaks(self, words: str) -> bool:
        """Tell whether another body's name is the subject that these words end with."""
        return any(len(words) - name.span.end <= _BETWEEN for name in self._speaking.find(words))


@lru_cache(maxsize=256)
def others_of(units: tuple[Unit, ...], sender: str | None) -> OtherBodies:
    """Return the other units as a sender names them; kept, since its reports and their members come one by one."""
    return OtherBodies(units, sender)


NOBODY = OtherBodies((), None)  # where the sender is not known: only what a report disclaims itself


def _of_places(unit: Unit) -> bool:
    """Tell whether a unit governs a place: a district, a town, a commune."""
    return matching(unit.name).startswith(_COUNCIL)


def _names(unit: Unit) -> set[str]:
    """Return a unit's names as running text has them: "huyện Na Hang" for its people's committee."""
    return {matching(name).removeprefix(_COUNCIL) for name in (unit.name, *unit.aliases) if len(name.split()) > 1}

"""What the store knows of the files of an inbox: their briefs and descriptions in short, without a text being opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.campaign import Campaign
from core.steps import Brief, Description, Step, StepKey, slim_description
from flows.ingest import Listed
from flows.versions import versions
from nlp.assess import is_directive
from store.codec import BRIEFS, DESCRIPTION, Briefs
from store.store import Store

ONCE = "once"  # context of a reading that is good for one run: it is not of the bytes that were listed


@dataclass(frozen=True, slots=True)
class Known:
    """A file or member with what was read of it, and in short what was said of it."""

    source: str
    file: str  # sha256 of the file of the inbox that it is, or lies in
    context: str  # under which that file's reading is kept: "" or ONCE
    brief: Brief
    description: Description | None  # slim
    is_directive: bool = False  # the campaign's own dispatch


def key_of(sha256: str, step: Step, context: str = "") -> StepKey:
    """Return what a step's result for these bytes is kept under, by this version of the program."""
    return StepKey(sha256, step, versions()[step], context)


def known(store: Store, files: Sequence[Listed], campaign: Campaign) -> tuple[Known, ...]:
    """Return every file and member of `files` that was read, in the order of the sources."""
    readable = [listed for listed in files if listed.code is None]
    names = {listed.sha256 for listed in readable}
    briefs = {name: ("", found) for name, found in _briefs(store, names, "")}
    briefs |= {name: (ONCE, found) for name, found in _briefs(store, names - briefs.keys(), ONCE)}
    described = {brief.sha256 for _, found in briefs.values() for brief in found if brief.readable}
    keys = (key_of(name, Step.DESCRIBE) for name in described)
    said = {
        key.sha256: (slim_description(description), is_directive(description, campaign))
        for key, description in store.load_many(keys, DESCRIPTION)
    }
    return tuple(
        Known(listed.source + brief.suffix, listed.sha256, context, brief, *said.get(brief.sha256, (None, False)))
        for listed in readable
        for context, found in (briefs.get(listed.sha256, ("", ())),)
        for brief in found
    )


def _briefs(store: Store, names: Iterable[str], context: str) -> Iterable[tuple[str, Briefs]]:
    keys = (key_of(name, Step.BRIEF, context) for name in names)
    return ((key.sha256, found) for key, found in store.load_many(keys, BRIEFS))

"""What the store knows of the files of an inbox: their briefs and descriptions in short, without a text being opened."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from sys import intern

from core.campaign import Campaign
from core.pieces import pieces
from core.steps import Brief, Description, Step, StepKey, slim_description
from flows.findings import AT_ONCE
from flows.ingest import Listed
from flows.versions import versions
from nlp.assess import is_directive
from store.codec import BRIEFS, DESCRIPTION, Briefs
from store.identity import Citations, Key
from store.store import Store

_NOTHING = (None, False)
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


class Memory:
    """What a run has taken in of its files from the store: the briefs of each, and in short what is said of each document."""

    def __init__(self, store: Store, campaign: Campaign) -> None:
        self._store = store
        self._campaign = campaign
        self._briefs: dict[str, tuple[str, Briefs]] = {}  # by the file's sha256, with the reading's context
        self._said: dict[str, tuple[Description, bool]] = {}  # by the document's, with whether it is the dispatch
        self._citations = Citations()

    def take_in(self, files: Iterable[Listed]) -> None:
        """Take in what was read of the files, and what was said, where it is not there yet."""
        for piece in pieces((listed.sha256 for listed in files if listed.code is None), AT_ONCE):
            self._take_in(set(piece))

    def _take_in(self, names: set[str]) -> None:
        for context in ("", ONCE):
            lacking = names - self._briefs.keys()
            for name, found in self._load_briefs(lacking, context):
                self._briefs[name] = context, tuple(_thrifty(brief, name) for brief in found)
        told = (self._briefs[name][1] for name in names if name in self._briefs)
        described = {brief.sha256 for found in told for brief in found if brief.readable}
        keys = (key_of(name, Step.DESCRIBE) for name in described - self._said.keys())
        for key, description in self._store.load_many(keys, DESCRIPTION):
            self._said[key.sha256] = slim_description(description), is_directive(description, self._campaign)
            self._citations.take(description.references)

    def known(self, files: Iterable[Listed]) -> tuple[Known, ...]:
        """Return every file and member of `files` that was read, in the order of the sources."""
        self.take_in(files := tuple(files))
        return tuple(
            Known(listed.source + brief.suffix, listed.sha256, context, brief, *self._said.get(brief.sha256, _NOTHING))
            for listed in files
            if listed.code is None
            for context, found in (self._briefs.get(listed.sha256, ("", ())),)
            for brief in found
        )

    def citation_key(self) -> Key:
        """Return the key of a citation in all that was taken in."""
        return self._citations.key()

    def _load_briefs(self, names: Iterable[str], context: str) -> Iterable[tuple[str, Briefs]]:
        keys = (key_of(name, Step.BRIEF, context) for name in names)
        return ((key.sha256, found) for key, found in self._store.load_many(keys, BRIEFS))


def _thrifty(brief: Brief, name: str) -> Brief:
    """Return the same brief of a file of that sha256, without texts of its own that others have too: many are held."""
    sha256 = name if brief.sha256 == name else brief.sha256
    return replace(brief, sha256=sha256, media_type=intern(brief.media_type))

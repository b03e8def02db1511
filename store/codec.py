"""What a step leaves behind, as compressed bytes and back: exactly the value that was put in."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from core.campaign import Campaign
from core.coverage import Assessment
from core.steps import Brief, Description, Joined, JoinedRow, ReadItem, Step

T = TypeVar("T")
ReadItems = tuple[ReadItem, ...]
Briefs = tuple[Brief, ...]
StepValue = ReadItems | Briefs | Description | Assessment


@dataclass(frozen=True, slots=True)
class WithCampaign:
    """What a run joined, as far as its campaign."""

    campaign: Campaign


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Turns the values of one step, or of the joining of all files, into bytes and back."""

    step: Step | None
    adapter: TypeAdapter[T]

    def plain(self, value: T) -> bytes:
        """Return the value as JSON."""
        try:
            return self.adapter.dump_json(value)
        except (PydanticSerializationError, UnicodeEncodeError):
            # A member's name may hold bytes that are no UTF-8; Python carries them as half surrogates.
            plain = self.adapter.dump_python(value, mode="json")
            return json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode("ascii")

    def decode(self, payload: bytes) -> T | None:
        """Return the value of compressed JSON, or None where the bytes are damaged or of a form that is no longer known."""
        try:
            plain = zlib.decompress(payload)
        except zlib.error:
            return None
        try:
            return self.adapter.validate_json(plain)
        except ValueError:
            pass
        try:
            return self.adapter.validate_python(json.loads(plain))
        except ValueError:
            return None


READ_ITEMS: Codec[ReadItems] = Codec(Step.READ, TypeAdapter(ReadItems))
BRIEFS: Codec[Briefs] = Codec(Step.BRIEF, TypeAdapter(Briefs))
DESCRIPTION: Codec[Description] = Codec(Step.DESCRIBE, TypeAdapter(Description))
ASSESSMENT: Codec[Assessment] = Codec(Step.ASSESS, TypeAdapter(Assessment))
JOINED: Codec[Joined] = Codec(None, TypeAdapter(Joined))
JOINED_ROWS: Codec[tuple[JoinedRow, ...]] = Codec(None, TypeAdapter(tuple[JoinedRow, ...]))
JOINED_CAMPAIGN: Codec[WithCampaign] = Codec(None, TypeAdapter(WithCampaign))  # of the same bytes, the rows passed over
CODECS: dict[Step, Codec[Any]] = {
    Step.READ: READ_ITEMS,
    Step.BRIEF: BRIEFS,
    Step.DESCRIBE: DESCRIPTION,
    Step.ASSESS: ASSESSMENT,
}

"""What a step leaves behind, as compressed bytes and back: exactly the value that was put in."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from core.coverage import Assessment
from core.steps import Description, ReadItem, Step

T = TypeVar("T")
ReadItems = tuple[ReadItem, ...]
StepValue = ReadItems | Description | Assessment


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Turns the values of one step into bytes and back."""

    step: Step
    adapter: TypeAdapter[T]

    def encode(self, value: T) -> bytes:
        """Return the value as compressed JSON."""
        try:
            plain = self.adapter.dump_json(value)
        except (PydanticSerializationError, UnicodeEncodeError):
            # A member's name may hold bytes that are no UTF-8; Python carries them as half surrogates.
            plain = json.dumps(self.adapter.dump_python(value, mode="json"), ensure_ascii=True).encode("ascii")
        return zlib.compress(plain)

    def decode(self, payload: bytes) -> T | None:
        """Return the value, or None where the bytes are damaged or of a form that is no longer known."""
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
DESCRIPTION: Codec[Description] = Codec(Step.DESCRIBE, TypeAdapter(Description))
ASSESSMENT: Codec[Assessment] = Codec(Step.ASSESS, TypeAdapter(Assessment))
CODECS: dict[Step, Codec[Any]] = {codec.step: codec for codec in (READ_ITEMS, DESCRIPTION, ASSESSMENT)}

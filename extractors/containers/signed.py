"""Signed data (PKCS #7, .p7m): what the signature wraps up; the signature itself is not checked."""

from core.problem import Code
from extractors.piece import OddFileError

_SIGNED = bytes.fromhex("2a864886f70d010702")
_PKCS7 = bytes.fromhex("2a864886f70d0107")  # the other kinds: enveloped, encrypted
_CONSTRUCTED = 0x20
_MAX_DEPTH = 16
_MAX_ELEMENTS = 200_000


def signed_content(content: bytes) -> bytes:
    """Return the signed bytes; OddFileError where they are enciphered, not inside, or the file is broken.

    ContentInfo ::= { OID signedData, [0] { version, algorithms, { OID data, [0] OCTET STRING }, … } } in BER.
    """
    try:
        walk = _Walk(content)
        info = walk.children(*walk.element(0, len(content))[1:3])
        kind = _value(content, info[0])
        if kind != _SIGNED:
            raise OddFileError(Code.ENCRYPTED if kind.startswith(_PKCS7) else Code.UNSUPPORTED)
        (signed,) = walk.children(*info[1][1:3])
        inner = walk.children(*walk.children(*signed[1:3])[2][1:3])
        if len(inner) < 2:
            raise OddFileError(Code.NO_TEXT)
        (octets,) = walk.children(*inner[1][1:3])
        return b"".join(walk.octets(octets, 0))
    except (IndexError, ValueError, RecursionError) as error:
        raise OddFileError(Code.CORRUPT) from error


_Element = tuple[int, int, int, int]  # tag, start and end of the value, end of the element


def _value(content: bytes, element: _Element) -> bytes:
    return content[element[1] : element[2]]


class _Walk:
    """Reads BER elements; counts them, since a file may nest or repeat them without end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._count = 0

    def element(self, start: int, end: int, depth: int = 0) -> _Element:
        """Return the element at `start`; ValueError or IndexError where it does not fit before `end`."""
        self._count += 1
        if depth > _MAX_DEPTH or self._count > _MAX_ELEMENTS or start + 2 > end:
            raise ValueError
        tag, length, at = self._content[start], self._content[start + 1], start + 2
        if length == 0x80:  # its end is marked by two zeros
            inside = at
            while self._content[inside : inside + 2] != b"\0\0":
                inside = self.element(inside, end, depth + 1)[3]
            return tag, at, inside, inside + 2
        if length > 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(self._content[at : at + size], "big"), at + size
        if at + length > end:
            raise ValueError
        return tag, at, at + length, at + length

    def children(self, start: int, end: int) -> list[_Element]:
        """Return the elements between two places."""
        found: list[_Element] = []
        while start < end:
            found.append(self.element(start, end))
            start = found[-1][3]
        return found

    def octets(self, element: _Element, depth: int) -> list[bytes]:
        """Return the pieces of an octet string, which may be cut into several."""
        tag, start, end, _ = element
        if depth > _MAX_DEPTH:
            raise ValueError
        if not tag & _CONSTRUCTED:
            return [self._content[start:end]]
        return [piece for child in self.children(start, end) for piece in self.octets(child, depth + 1)]

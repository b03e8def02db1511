"""Texts that show by their words that they are TCVN3 or VNI, where no font tells it: plain text, renamed or cut-down fonts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.document import BlockKind
from core.problem import Code, Problem, Severity, Stage, problem
from core.text import has_marks_apart
from extractors.legacy.schemes import LegacyFont, Scheme, is_possible, to_unicode
from extractors.legacy.words import Weight, weigh, with_horned_u, words
from extractors.piece import Content, Piece, kind_of

_PROOF = 5  # words of a document that are Vietnamese only when converted, in lines without any against it
_LINE_PROOF = 3  # of them in one such line
_CLEAR = 0.8  # of the marked words of such a line become Vietnamese
_FAIR = 0.5  # of those of any other line of the document
_COMPOUND = problem(Stage.READ, Code.LEGACY_ENCODING, "(Unicode tổ hợp)", severity=Severity.INFO)


def scheme_of(texts: Iterable[str]) -> Scheme | None:
    """Return the scheme that lines of one document are written in, None where they do not prove one."""
    possible = [text for text in texts if not text.isascii() and is_possible(text)]
    proofs = {scheme: sum(map(_proof, (weigh(text, scheme) for text in possible))) for scheme in Scheme}
    best = max(Scheme, key=lambda scheme: proofs[scheme])
    return best if proofs[best] >= _PROOF else None


def repaired(content: Content) -> Content:
    """Return the content with such lines converted, and a remark that says so; other content as it is.

    Letters whose marks stand apart are remarked on too; joining them is the business of `core.text.normalise`.
    """
    texts = [piece.text for piece in content.pieces]
    scheme = scheme_of(texts)
    if scheme is None:
        return _remarked(content, _COMPOUND) if any(map(has_marks_apart, texts)) else content
    decided = _filled([_is_legacy(text, scheme) for text in texts])
    pieces = tuple(
        _converted(piece, scheme) if legacy else piece for piece, legacy in zip(content.pieces, decided, strict=True)
    )
    return _remarked(replace(content, pieces=pieces), legacy_remark({scheme: ()}))


def _remarked(content: Content, remark: Problem) -> Content:
    told = any(one.code is remark.code for one in content.problems)
    return content if told else replace(content, problems=(*content.problems, remark))


def legacy_remark(fonts: Mapping[Scheme, Iterable[str]]) -> Problem:
    """Return the remark that text of these schemes was converted; without names of fonts, the text itself told it."""
    parts = []
    for scheme, names in sorted(fonts.items()):
        listed = ", ".join(sorted(set(names)))
        parts.append(f"{scheme}, phông {listed}" if listed else f"{scheme}, nhận ra theo chữ")
    return problem(Stage.READ, Code.LEGACY_ENCODING, f"({'; '.join(parts)})", severity=Severity.INFO)


def _proof(weight: Weight) -> int:
    clear = weight.legacy >= _LINE_PROOF and not weight.plain and weight.converted >= _CLEAR * weight.words
    return weight.legacy if clear else 0


def _is_legacy(text: str, scheme: Scheme) -> bool | None:
    """Tell whether a line of a document that has legacy lines is one, None where its words do not tell."""
    if not is_possible(text):
        return False
    weight = weigh(text, scheme)
    if weight.balance > 0:
        return weight.converted >= _FAIR * weight.words
    return False if weight.balance < 0 else None


def _filled(decided: list[bool | None]) -> list[bool]:
    """Let each line that does not tell follow the one before it, those at the beginning the first that tells."""
    last = next((one for one in decided if one is not None), False)
    filled = []
    for one in decided:
        last = last if one is None else one
        filled.append(last)
    return filled


def _converted(piece: Piece, scheme: Scheme) -> Piece:
    font = LegacyFont(scheme, capitals=scheme is Scheme.TCVN3 and _in_capitals(piece.text))
    text, *cells = (_read(one, font) for one in (piece.text, *piece.cells))
    kind = kind_of(text) if piece.kind is BlockKind.PARAGRAPH else piece.kind
    return replace(piece, text=text, kind=kind, cells=tuple(cells))


def _read(text: str, font: LegacyFont) -> str:
    return to_unicode(with_horned_u(text) if font.scheme is Scheme.TCVN3 else text, font)


def _in_capitals(text: str) -> bool:
    """Tell whether a line was set in a font of capitals: its plain letters are capitals, in a marked word two of them.

    TCVN3 has capitals with tones in such fonts only; without the font's name they read as small letters.
    """
    plain = [sign for sign in text if sign.isascii() and sign.isalpha()]
    return all(map(str.isupper, plain)) and any(
        sum(1 for sign in word if sign.isascii() and sign.isalpha()) > 1 for word in words(text)
    )

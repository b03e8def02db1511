"""Compile data/tables/word_pairs.csv: words of one and two syllables in our own texts, by which recognised tone marks are mended.

    python -m tools.word_pairs

A word of two syllables is taken when a dictionary of Vietnamese (underthesea's) has it too, and so is each other word of
that dictionary's commoner half that differs from it in marks only. A syllable is taken as a word where it stands in our
texts outside of these more than now and then. Rows whose source is `added` were written by hand, and stay.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import underthesea

from core.settings import Settings
from core.text import fold, normalise

_DICTIONARY, _COMMON = "Viet74K.txt", "Viet22K.txt"
_TEXTS = ("*/texts/*.md", "tables/*.csv")
_ADDED = "added"
_NOW_AND_THEN = 0.05  # of a syllable's places
_AROUND = ".,;:!?()[]\"'“”…*|«»"


def main() -> None:
    """Write the table."""
    table = Settings().tables_dir / "word_pairs.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        added = {row["word"] for row in csv.DictReader(lines) if row["source"] == _ADDED}
    folder = Settings().data_dir
    paths = [path for pattern in _TEXTS for path in sorted(folder.glob(pattern)) if path != table]
    texts = [list(_syllables(path.read_text("utf-8"))) for path in paths]
    known = _words(_DICTIONARY)
    ours = {f"{one} {other}" for text in texts for one, other in pairwise(text)} & known
    marked = {fold(word) for word in ours | added}
    others = {word for word in _words(_COMMON) if fold(word) in marked} - ours
    alone = Counter(syllable for text in texts for syllable in _alone(text, ours | added))
    every = Counter(syllable for text in texts for syllable in text)
    single = {syllable for syllable, count in alone.items() if count > _NOW_AND_THEN * every[syllable]}
    rows = dict.fromkeys(ours | single, "texts") | dict.fromkeys(others, "dictionary") | dict.fromkeys(added, _ADDED)
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("word", "source"))
        writer.writerows(sorted(rows.items()))
    print(f"{len(rows)} words in {table.name}")


def _syllables(text: str) -> Iterator[str]:
    """Yield the syllables of a text in small letters, "" where a sign, a number or a name parts them."""
    words = normalise(text).text.split()
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        plain = word.strip(_AROUND)
        named = plain[:1].isupper() and (before[:1].isupper() or after[:1].isupper())
        yield from [""] * (word[0] in _AROUND)
        yield plain.lower() if plain.isalpha() and plain[1:] == plain[1:].lower() and not named else ""
        yield from [""] * (word[-1] in _AROUND)


def _alone(text: list[str], words: set[str]) -> Iterator[str]:
    """Yield the syllables between two others with neither of which they are one of these words."""
    for before, syllable, after in zip(text, text[1:], text[2:], strict=False):
        if before and after and syllable and f"{before} {syllable}" not in words and f"{syllable} {after}" not in words:
            yield syllable


def _words(name: str) -> frozenset[str]:
    """Return the words of two syllables in one of underthesea's lists."""
    text = (Path(underthesea.__file__).parent / "corpus" / "data" / name).read_text("utf-8")
    lines = (normalise(line).text.strip() for line in text.splitlines())
    return frozenset(
        line for line in lines if len(line.split()) == 2 and line.islower() and line.replace(" ", "").isalpha()
    )


if __name__ == "__main__":
    main()

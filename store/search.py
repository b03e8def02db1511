"""Full-text search over what was read: SQLite's FTS5 or PostgreSQL's tsvector, with marks and without.

The index holds no text, only where each word stands, in two forms: as it is compared (`matching`) and without marks
(`fold`). Rows are only ever added: a text that is read anew gets a new number, and the old one leads nowhere any more.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, text

from core.pieces import pieces
from core.text import fold, matching
from store.packing import Words, bare_words, forms, unpacked
from store.schema import document_rows, searched_texts

_AT_ONCE = 100  # texts that are taken up together
# What makes the index and asks it, in the words of each database. `:phrase` is the words in their order, `:all` in any.
_CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE text_index USING fts5(plain, folded, content='', tokenize='unicode61 remove_diacritics 0')",
    "postgresql": "CREATE TABLE text_index (rowid integer PRIMARY KEY, plain tsvector NOT NULL, folded tsvector NOT NULL)",
}
_ADD = {
    "sqlite": "INSERT INTO text_index (rowid, plain, folded) VALUES (:number, :plain, :folded)",
    "postgresql": "INSERT INTO text_index (rowid, plain, folded)"
    " VALUES (:number, to_tsvector('simple', :plain), to_tsvector('simple', :folded))",
}
_CLEAR = {
    "sqlite": "INSERT INTO text_index (text_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM text_index",
}
_ASK = {
    "sqlite": "SELECT rowid AS number FROM text_index WHERE text_index MATCH :asked",
    "postgresql": "SELECT rowid AS number FROM text_index WHERE {form} @@ {kind}to_tsquery('simple', :asked)",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that holds the words."""

    sha256: str
    source: str
    text: str  # as it was read


def create_index(connection: Connection) -> None:
    """Make the empty index (a step of the migrations)."""
    dialect = connection.dialect.name
    connection.execute(text(_CREATE[dialect]))
    if dialect == "postgresql":
        for form in ("plain", "folded"):
            connection.execute(text(f"CREATE INDEX ix_text_index_{form} ON text_index USING gin ({form})"))


def index_texts(connection: Connection, texts: Iterable[Words]) -> None:
    """Take up texts; one that is known and has not changed is passed over."""
    for piece in pieces(texts, _AT_ONCE):
        _index_some(connection, {words.sha256: words for words in piece})


def _index_some(connection: Connection, texts: Mapping[str, Words]) -> None:
    """Take up some texts by their sha256: a few statements for all of them."""
    c = searched_texts.c
    found = connection.execute(select(c.sha256, c.text).where(c.sha256.in_(texts)))
    known = {row.sha256: row.text for row in found}
    changed = [words for sha256, words in texts.items() if known.get(sha256) != words.text]
    if not changed:
        return
    if known:
        names = [words.sha256 for words in changed]
        connection.execute(searched_texts.delete().where(c.sha256.in_(names)))
    rows = [{"sha256": words.sha256, "text": words.text} for words in changed]
    numbered = insert(searched_texts).returning(c.number, sort_by_parameter_order=True)
    numbers = connection.execute(numbered, rows).scalars()
    _add(connection, [(number, words.plain, words.folded) for number, words in zip(numbers, changed, strict=True)])


def index_anew(connection: Connection) -> None:
    """Make the index once more of the texts that are there: words of those that are gone stand in it no longer."""
    connection.execute(text(_CLEAR[connection.dialect.name]))
    c = searched_texts.c
    for number in connection.execute(select(c.number).order_by(c.number)).scalars().all():
        packed = connection.execute(select(c.text).where(c.number == number)).scalar_one()
        _add(connection, [(number, *forms(unpacked(packed)))])


def _add(connection: Connection, texts: Iterable[tuple[int, str, str]]) -> None:
    """Put the words of texts into the index: each with its number, its words with marks and those without."""
    added = [{"number": number, "plain": plain, "folded": folded} for number, plain, folded in texts]
    connection.execute(text(_ADD[connection.dialect.name]), added)


def find_texts(connection: Connection, campaign: str, asked: str, most: int) -> list[Found]:
    """Return files of the campaign that hold all words of `asked`, first those that hold them in this order.

    Words without any mark find words with and without marks; words with marks find these alone.
    """
    bare = has_no_marks(asked)
    words = bare_words(fold(asked) if bare else matching(asked)).split()
    if not words:
        return []
    found: dict[str, Found] = {}
    for kind in ("phrase", "plain") if len(words) > 1 else ("plain",):
        for one in _ask(connection, campaign, words, "folded" if bare else "plain", kind, most):
            found.setdefault(one.sha256, one)
        if len(found) >= most:
            break
    return list(found.values())[:most]


def has_no_marks(asked: str) -> bool:
    """Tell whether words are written without any mark, so that those with marks are meant too."""
    return fold(asked) == asked.lower()


def _ask(connection: Connection, campaign: str, words: list[str], form: str, kind: str, most: int) -> list[Found]:  # noqa: PLR0913, PLR0917 - one question
    dialect = connection.dialect.name
    asked = " ".join(words)
    if dialect == "sqlite":
        quoted = (asked,) if kind == "phrase" else words
        asked = f"{form} : ({' AND '.join(json.dumps(one, ensure_ascii=False) for one in quoted)})"
    rows = text(_ASK[dialect].format(form=form, kind=kind)).columns(searched_texts.c.number).subquery("asked")
    d, s = document_rows.c, searched_texts.c
    statement = (
        select(s.number, d.source)
        .join_from(rows, searched_texts, s.number == rows.c.number)
        .join(document_rows, d.sha256 == s.sha256)
        .where(d.campaign == campaign, d.status != "duplicate")
        .order_by(d.counts.desc(), d.position)
        .limit(most)
    )
    sources = {row.number: row.source for row in connection.execute(statement, {"asked": asked})}
    texts = connection.execute(select(searched_texts).where(s.number.in_(sources)))
    found = {row.number: Found(row.sha256, sources[row.number], unpacked(row.text)) for row in texts}
    return [found[number] for number in sources]

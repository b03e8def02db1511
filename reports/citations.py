"""Who cites what: the graph of units and cited documents, as GraphML for other programs and as a picture for the page."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.table import Records, Table
from reports.view import Record, flag, number, text
from reports.words import shown

_MOST = 24  # documents in the picture: those that the most units cite; GraphML has them all
_ROW = 26.0  # height of a row, in pixels
_TOP = 18.0
_LEFT, _RIGHT = 300.0, 560.0  # where the lines begin and end, in pixels
_LONGEST = 46  # characters of a name in the picture


@dataclass(frozen=True, slots=True)
class Node:
    """A name in the picture, at the height `y` in pixels."""

    name: str
    whole: str  # not shortened
    y: float
    known: bool = True  # of a document: it lies in the inbox too


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a unit to a document that it cites, as the path of an SVG."""

    path: str
    count: int
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Units on the left, documents on the right, in pixels."""

    units: tuple[Node, ...]
    directives: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left: float
    right: float
    width: float
    height: float
    left_out: int  # documents that are cited but not drawn


def graphml(tables: Sequence[Table]) -> bytes:
    """Return the directed graph units → documents; nodes carry `kind` and `name`, edges `citations`.

    Characters that XML cannot hold are made visible, as on the page.
    """
    import networkx as nx  # noqa: PLC0415 - takes long to import, and only a finished run needs it

    graph = nx.DiGraph()
    units, directives = _names(tables)
    for key, record in directives.items():
        label = _label(record)
        graph.add_node(
            shown(f"document:{key}"), kind="document", name=shown(label), in_inbox=flag(record.get("in_inbox"))
        )
    for (unit, key), count in sorted(_counts(tables, units, directives).items()):
        graph.add_node(shown(f"unit:{unit}"), kind="unit", name=shown(units[unit]))
        graph.add_edge(shown(f"unit:{unit}"), shown(f"document:{key}"), citations=count)
    stream = io.BytesIO()
    nx.write_graphml(graph, stream, encoding="utf-8", prettyprint=True)
    return stream.getvalue() + b"\n"


def picture(tables: Sequence[Table]) -> Picture | None:
    """Return the picture of the most cited documents and the units that cite them; None where nothing is cited."""
    units, directives = _names(tables)
    counts = _counts(tables, units, directives)
    citing = Counter(key for _, key in counts)
    shown = [key for key, _ in sorted(citing.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]]
    if not shown:
        return None
    senders = [unit for unit in units if any((unit, key) in counts for key in shown)]
    rows = max(len(shown), len(senders))
    left = {unit: _height(index, len(senders), rows) for index, unit in enumerate(senders)}
    right = {key: _height(index, len(shown), rows) for index, key in enumerate(shown)}
    edges = tuple(
        Edge(_curve(left[unit], right[key]), count, f"{units[unit]} → {_label(directives.get(key, {}))}: {count} lần")
        for (unit, key), count in sorted(counts.items())
        if unit in left and key in right
    )
    return Picture(
        tuple(Node(_short(units[unit]), units[unit], y) for unit, y in left.items()),
        tuple(_document(directives.get(key, {}), key, y) for key, y in right.items()),
        edges,
        _LEFT,
        _RIGHT,
        _LEFT + _RIGHT,
        _TOP * 2 + _ROW * rows,
        len(citing) - len(shown),
    )


def _names(tables: Sequence[Table]) -> tuple[dict[str, str], dict[str, Record]]:
    """Return the units' names in the roster's order, and the ledger's rows by canonical key."""
    units = {text(row.get("unit_id")): text(row.get("unit_name")) for row in _rows(tables, "units")}
    return units, {text(row.get("canonical")): row for row in _rows(tables, "directives")}


def _rows(tables: Sequence[Table], name: str, *columns: str) -> Iterator[Record]:
    """Go through the rows of the table of that name, with those columns or all; none where it is missing."""
    return (record for table in tables if table.name == name for record in Records(table).only(*columns))


def _counts(tables: Sequence[Table], units: dict[str, str], ledger: dict[str, Record]) -> Counter[tuple[str, str]]:
    """Return how often the counting documents of each of `units` cite each document of the ledger."""
    sender = {
        text(row.get("source")): text(row.get("unit_id"))
        for row in _rows(tables, "documents", "source", "counts", "unit_id")
        if flag(row.get("counts")) and row.get("unit_id")
    }
    return Counter(
        (unit, key)
        for row in _rows(tables, "references", "source", "canonical")
        if (unit := sender.get(text(row.get("source")))) in units and (key := text(row.get("canonical"))) in ledger
    )


def _label(record: Record) -> str:
    said, title = text(record.get("doc_type")), text(record.get("title"))
    if record.get("number"):
        return f"{said} {text(record.get('number'))}".strip()
    return title if title.startswith(said) else f"{said} {title}".strip()


def _document(record: Record, key: str, y: float) -> Node:
    label = _label(record) or key
    units = number(record.get("cited_by_units"))
    return Node(_short(label), f"{label} ({units} đơn vị dẫn)", y, flag(record.get("in_inbox")))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def _height(index: int, count: int, rows: int) -> float:
    """Spread `count` names evenly over the height of `rows` rows."""
    return round(_TOP + _ROW * rows * (index + 0.5) / count, 1)


def _curve(y0: float, y1: float) -> str:
    middle = (_LEFT + _RIGHT) / 2
    return f"M{_LEFT:g} {y0:g}C{middle:g} {y0:g} {middle:g} {y1:g} {_RIGHT:g} {y1:g}"

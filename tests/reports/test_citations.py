"""The graph of who cites what."""

import io
from collections import Counter

import networkx as nx

from core.table import Table
from reports.citations import graphml, picture


def _records(tables: tuple[Table, ...], name: str) -> list[dict[str, object]]:
    return next(table for table in tables if table.name == name).records()


def _cited(tables: tuple[Table, ...]) -> Counter[tuple[str, str]]:
    sender = {row["source"]: row["unit_id"] for row in _records(tables, "documents") if row["counts"]}
    ledger = {row["canonical"] for row in _records(tables, "directives")}
    return Counter(
        (str(sender[row["source"]]), str(row["canonical"]))
        for row in _records(tables, "references")
        if sender.get(row["source"]) and row["canonical"] in ledger
    )


def test_the_graph_holds_every_citation_of_a_counting_report(tables: tuple[Table, ...]) -> None:
    """Read back, each edge of the GraphML is a unit, a document and how often the one cites the other."""
    graph = nx.read_graphml(io.BytesIO(graphml(tables)))
    edges = {
        (start.removeprefix("unit:"), end.removeprefix("document:")): data["citations"]
        for start, end, data in graph.edges(data=True)
    }
    assert edges == dict(_cited(tables))
    assert {node for node, data in graph.nodes(data=True) if data["kind"] == "document"} == {
        f"document:{row['canonical']}" for row in _records(tables, "directives")
    }


def test_the_picture_tells_what_it_leaves_out(tables: tuple[Table, ...]) -> None:
    """Units and documents stand at different heights, every line is a citation, and what is not drawn is counted."""
    drawn = picture(tables)
    assert drawn is not None
    cited = _cited(tables)
    assert len(drawn.directives) + drawn.left_out == len({key for _, key in cited})
    for column in (drawn.units, drawn.directives):
        heights = [node.y for node in column]
        assert len(set(heights)) == len(heights)
        assert all(0 < height < drawn.height for height in heights)
    assert sum(edge.count for edge in drawn.edges) <= sum(cited.values())
    assert drawn.edges


def test_nothing_cited_gives_no_picture() -> None:
    """Without citations there is nothing to draw, and the GraphML is an empty graph."""
    assert picture(()) is None
    assert nx.read_graphml(io.BytesIO(graphml(()))).number_of_nodes() == 0

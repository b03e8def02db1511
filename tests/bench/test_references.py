"""The record of the bench of references tells what fell."""

from bench.references import Labelled, Shares, fallen, figures_of


def test_a_fallen_figure_is_named() -> None:
    """A figure below the record is told; one that rose, that is new or that was not measured is not."""
    recorded = {"cases": {"exact_f1": 0.97, "recall": 0.96}, "elsewhere": {"exact_f1": 1.0}}
    measured = {"cases": {"exact_f1": 0.95, "recall": 0.99}, "new": {"exact_f1": 0.1}}
    assert fallen(measured, recorded) == ["cases: exact_f1 fell from 0.9700 to 0.9500"]


def test_figures_count_exact_and_touched_spans() -> None:
    """A span counts as right when both its ends are; one that is only touched counts for the overlap."""
    text = "Theo Nghị định số 30/2020/NĐ-CP và Luật Giá"
    exact, short = (5, 31), (35, 39)
    figures, by_label = figures_of([Labelled(text, {exact: "NĐ", short: "L"})])
    assert (figures.exact_f1, figures.overlap_recall) == (0.5, 1.0)
    assert by_label == {"L": Shares(0.0, 1.0), "NĐ": Shares(1.0, 1.0)}

"""Accuracy on a campaign of another field that `soat campaign new` made and nobody edited: `python -m bench.second`.

`data/second` holds its dispatch (phòng, chống thiên tai) and labelled reports; nothing in the program was written for it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.coverage import Cell, cells_of, figures_of
from core.settings import Settings
from flows.campaign import new_campaign
from nlp.assess import prepare
from store.campaigns import load_campaign
from tools.sample_text import read_samples

FOLDER = Settings().data_dir / "second"


def measure() -> list[Cell]:
    """Make the campaign and return the cells of all its reports, labelled and found."""
    with TemporaryDirectory() as place:
        made = Path(place) / "campaign"
        list(new_campaign(FOLDER / "dispatch.txt", made, Settings()))
        ready = prepare(load_campaign(made), ())
    return [cell for sample in read_samples(FOLDER / "texts") for cell in cells_of(sample, ready)]


def main() -> None:
    """Measure and print."""
    cells = measure()
    for cell in cells:
        if not cell.right:
            print(f"--- {cell.unit} {cell.task}: labelled {cell.want}, found {cell.got}: {' / '.join(cell.labelled)}")
    print(" ".join(f"{name}={value:.3f}" for name, value in figures_of(cells).items()), f"cells={len(cells)}")


if __name__ == "__main__":
    main()

"""The pictures of a study are the same files, whoever writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugged import compared

from portsim import compare, load
from portsim.report.charts.draw import draw

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_two_processes_write_what_one_writes() -> None:
    study = compare(load("tiny.yaml"), workers=1)
    captions = draw(study, Path("one"))
    assert draw(study, Path("two"), workers=2) == captions
    names = sorted(f"{name}{end}" for name in captions for end in (".png", ".svg"))
    assert "savings.png" in names
    for folder in ("one", "two"):
        assert sorted(each.name for each in Path(folder).iterdir()) == names
    for name in names:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


ONE_FIGURE_FOR_TWO = """
FIGURE = Figure()

def line(colour):
    FIGURE.clear()
    FIGURE.add_subplot().plot([0, 1], [0, 1], color=colour)
    return FIGURE

@portsim.picture("low", "Low")
def low(study):
    return line('lime')

@portsim.picture("high", "High")
def high(study):
    return line('red')
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_figure_that_is_drawn_anew_for_the_next_picture_is_written_as_it_was(workers: int) -> None:
    draw(compared(ONE_FIGURE_FOR_TWO), Path("drawn"), workers)
    low, high = (Path("drawn", f"{name}.svg").read_text() for name in ("low", "high"))
    assert ("#00ff00" in low, "#ff0000" in low) == (True, False)
    assert ("#00ff00" in high, "#ff0000" in high) == (False, True)


BROKEN_TEXT = """
@portsim.picture("mine", "Mine")
def mine(study):
    figure = Figure()
    figure.text(0.5, 0.5, "$\\\\yuan$", parse_math=True)
    return figure
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_that_comes_as_a_picture_is_written_names_it(workers: int) -> None:
    with pytest.raises(ValueError, match="yuan") as caught:
        draw(compared(BROKEN_TEXT), Path("drawn"), workers)
    assert caught.value.__notes__ == [f"in picture 'mine', declared at {Path('mine.py').resolve()}:9"]

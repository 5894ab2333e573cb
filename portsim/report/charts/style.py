"""The look of every chart: colour-blind-safe colours tied to names, readable sizes, saving that repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zlib import crc32

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from portsim.report.look import BLUE, GREEN, GREY, LOOK, ORANGE, PURPLE, SKY, VERMILLION, Stroke
from portsim.report.marks import Mark, verdict_look
from portsim.scenario.plugins import library

if TYPE_CHECKING:
    import pandas as pd

Drawn = Axes | Figure
BASELINE: Final = "baseline"
WIDTH: Final = 8.0  # [in]; at 100 dots an inch this is the 800 px of a web page
SMALL: Final = 9.5  # [pt]; nothing is written smaller

_COLOURS: Final = (VERMILLION, PURPLE, SKY, BLUE, ORANGE, GREEN)
_SPARE: Final = tuple((colour, *shape) for shape in (("-.", "^"), (":", "v")) for colour in _COLOURS)

_LOOKS: ContextVar[Mapping[str, Stroke]] = ContextVar("looks", default=MappingProxyType({}))

_RC: Final[dict[str, object]] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 11,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "figure.titlesize": 12.5,
    "figure.titleweight": "bold",
    "figure.dpi": 100,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "figure.facecolor": "white",
    "savefig.dpi": 150,
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#444444",
    "grid.color": "#DDDDDD",
    "lines.linewidth": 2.0,
    "path.simplify": False,
    "svg.hashsalt": "portsim",
    "svg.fonttype": "none",  # text stays text: small files, and any script that the reader has a font for
    "text.parse_math": False,  # a $ in a name is a $
}


def stroke_of(alternative: str) -> Stroke:
    """Return colour [hex], dash and marker of an alternative; they depend on the name alone, never on the
    order of a table. No name that is not known looks like a known one, though two of them may look alike."""
    if alternative == BASELINE:
        return Stroke(GREY, "-", "o")
    known = _LOOKS.get() or _known_looks()
    return known.get(alternative) or Stroke(*_SPARE[crc32(alternative.encode()) % len(_SPARE)])


@cache
def _known_looks() -> Mapping[str, Stroke]:
    """The looks that portsim and installed plug-ins declare."""
    return dict(library()[LOOK])


@contextmanager
def looks(declared: Mapping[str, Stroke]) -> Iterator[None]:
    """Draw inside this context, and alternatives look as they were declared."""
    before = _LOOKS.set(declared)
    try:
        yield
    finally:
        _LOOKS.reset(before)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this context and the chart looks like every other chart of the report."""
    with matplotlib.rc_context(_RC):  # type: ignore[arg-type]
        yield


def baseline_first(rows: pd.DataFrame) -> list[str]:
    """Return the alternatives of a table in its own order, the baseline before all others."""
    names = [str(name) for name in dict.fromkeys(rows["alternative"])] if len(rows) else []
    return sorted(names, key=lambda name: name != BASELINE)


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of width x height [in] that makes room for its labels; no global state."""
    with house_style():
        return Figure(figsize=(width, height), layout="constrained")


def axes_or_new(ax: Axes | None, height: float) -> Axes:
    """Return the given axes, or those of a new figure of this height [in]."""
    return ax if ax is not None else new_figure(height).add_subplot()


def figure_of(drawn: Axes | Figure) -> Figure:
    """Return the figure on which a chart was drawn.

    Raises TypeError: neither axes nor a figure were given. ValueError: the axes belong to no figure.
    """
    if isinstance(drawn, Figure):
        return drawn
    if not isinstance(drawn, Axes):
        raise TypeError(f"chart: got {type(drawn).__name__}, allowed Axes or a Figure of Matplotlib")
    figure = drawn.get_figure(root=True)
    if figure is None:
        raise ValueError(
            "axes: got axes that belong to no figure; draw on axes of a figure before saving them"
        )
    return figure


def no_data(ax: Axes, title: str) -> Axes:
    """Say on the axes that the table holds no rows for this chart."""
    ax.set_title(title)
    ax.set_axis_off()
    ax.text(
        0.5, 0.5, "no data", transform=ax.transAxes, ha="center", va="center", color="#6E6E6E", fontsize=14
    )
    return ax


def legend_below(ax: Axes, columns: int = 1, drop: float = 42.0, note: str = "") -> None:
    """Put the legend, and a note as its last line, under the x label, `drop` [pt] below the axes, so that it
    hides no curve."""
    figure = figure_of(ax)
    moved = ax.transAxes + ScaledTranslation(0, -drop / 72, figure.dpi_scale_trans)
    handles, _ = ax.get_legend_handles_labels()
    if note:
        handles.append(Line2D([], [], linestyle="none", label=note))
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=moved,
        ncols=columns,
        borderaxespad=0,
    )


def minus(text: str) -> str:
    """Set the hyphens of a number as true minus signs, which stay visible in a picture."""
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", text)


def save(drawn: Axes | Figure, path: Path) -> tuple[Path, Path]:
    """Write a chart as PNG and SVG beside each other, byte for byte the same on every run; return both paths.

    `path` may end in .png, .svg or neither. The layout is settled first and then frozen, so both files agree.
    Without a layout engine Matplotlib does not draw the figure once more before it writes each file.
    """
    figure = figure_of(drawn)
    stem = path.with_suffix("") if path.suffix in (".png", ".svg") else path
    png, svg = stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")
    with house_style():
        figure.draw_without_rendering()
        figure.set_layout_engine(None)
        figure.savefig(png, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg

"""The look of every chart: colour-blind-safe colours tied to names, readable sizes, saving that repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zlib import crc32

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, ScaledTranslation, blended_transform_factory

from portsim.base.language import t
from portsim.report.charts.fonts import families, fitted
from portsim.report.look import BLUE, GREEN, GREY, LOOK, ORANGE, PURPLE, SKY, VERMILLION, Stroke
from portsim.report.marks import DIM
from portsim.scenario.plugins import library

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

Drawn = Axes | Figure
BASELINE: Final = "baseline"
NARROW: Final = 5.4  # [in]; so its texts are still read at 390 px, the width of a telephone
WIDTH: Final = 8.0  # [in]; at 100 dots an inch this is the 800 px of a web page
FOOT: Final = 0.26  # [in]
SMALL: Final = 9.5  # [pt]; nothing is written smaller
DIGITS: Final = 6  # of where axes stand, as shares of the figure
LEVEL: Final = 3  # of the packing of a PNG: no larger than at the usual 6, in three fifths of the time

_COLOURS: Final = (VERMILLION, PURPLE, SKY, BLUE, ORANGE, GREEN)
_SPARE: Final = tuple((colour, *shape) for shape in (("-.", "^"), (":", "v")) for colour in _COLOURS)

_LOOKS: ContextVar[Mapping[str, Stroke]] = ContextVar("looks", default=MappingProxyType({}))

_RC: Final[dict[str, object]] = {
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
    with matplotlib.rc_context(_RC | {"font.family": families()}):  # type: ignore[arg-type]
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
        0.5, 0.5, t("no data"), transform=ax.transAxes, ha="center", va="center", color="#6E6E6E", fontsize=14
    )
    return ax


def headed(ax: Axes, title: str, below: str) -> None:
    """Write a title in bold from the left edge of the figure, and under it, smaller, what is drawn."""
    lines = below.count("\n") + 1 if below else 0
    ax.set_title(" ", pad=15 + 14 * lines)  # keeps the room
    for text, up, size, weight, colour in (
        (title, 9 + 14 * lines, 12.5, "bold", "#000000"),
        (below, 6, SMALL, "normal", DIM),
    ):
        if text:
            written = ax.annotate(
                text, (0.01, 1), xycoords=("figure fraction", "axes fraction"), xytext=(0, up),
                textcoords="offset points", va="bottom", fontsize=size, fontweight=weight, color=colour,
                linespacing=1.2, annotation_clip=False,
            )  # fmt: skip
            written.set_in_layout(False)


def heading(ax: Axes, text: str, y: float) -> None:
    """Write the heading of a group of rows in bold at height y [of the axes' data], from the left edge of the
    figure."""
    written = ax.annotate(
        text, (0.01, y), xycoords=("figure fraction", "data"), va="center", fontsize=SMALL + 0.5,
        fontweight="bold", annotation_clip=False, zorder=5,
    )  # fmt: skip
    written.set_in_layout(False)


def legend_left(ax: Axes, handles: Sequence[Artist], columns: int = 2) -> None:
    """Put a legend under the axes, from the left edge of the figure."""
    figure = figure_of(ax)
    lines = -(-len(handles) // columns)
    ax.set_xlabel("\n".join([" "] * (lines + 1)))  # keeps the room
    below = blended_transform_factory(
        figure.transFigure, ax.transAxes + ScaledTranslation(0, -24 / 72, figure.dpi_scale_trans)
    )
    legend = ax.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(0.01, 0),
        bbox_transform=below,
        ncols=columns,
        borderaxespad=0,
        fontsize=SMALL,
        handletextpad=0.5,
    )
    legend.set_in_layout(False)


def roomy(ax: Axes) -> None:
    """Leave some pixels at both sides, by which the layout falls short of long texts beside the axes."""
    engine = figure_of(ax).get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0.015, 0, 0.965, 1))


def line(
    ax: Axes, x: ArrayLike, y: ArrayLike, alternative: str, said: str = "", *, steps: bool = False
) -> None:
    """Draw a curve in the look of its alternative, the baseline thicker; `said` stands in the legend."""
    stroke = stroke_of(alternative)
    ax.plot(
        x,
        y,
        color=stroke.colour,
        linestyle=stroke.dash,
        linewidth=3 if alternative == BASELINE else 2,
        drawstyle="steps-post" if steps else "default",
        label=said or None,
    )


def footed(figure: Figure, text: str) -> None:
    """Write what the figure rests on along its lower edge, in a line of its own; a figure whose layout is not
    Matplotlib's constrained one is left as it is."""
    engine = figure.get_layout_engine()
    if not isinstance(engine, ConstrainedLayoutEngine):
        return
    height, width = figure.get_figheight(), figure.get_figwidth()
    share = FOOT / (height + FOOT)
    left, bottom, right, top = engine.get()["rect"]
    engine.set(rect=(left, share + bottom * (1 - share), right, top * (1 - share)))
    figure.set_size_inches(width, height + FOOT)
    figure.text(0.01, 0.2 * share, text, fontsize=SMALL, color=DIM, va="bottom", in_layout=False)


def legend_below(
    ax: Axes,
    columns: int = 1,
    drop: float = 42.0,
    note: str = "",
    handles: Sequence[Artist] | None = None,
) -> None:
    """Put the legend, and a note as its last line, under the x label, `drop` [pt] below the axes, so that it
    hides no curve; `handles` in place of the lines of the axes."""
    figure = figure_of(ax)
    moved = ax.transAxes + ScaledTranslation(0, -drop / 72, figure.dpi_scale_trans)
    shown = list(ax.get_legend_handles_labels()[0] if handles is None else handles)
    if note:
        shown.append(Line2D([], [], linestyle="none", label=note))
    ax.legend(
        handles=shown,
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
        fitted(figure)
        _lay_out(figure)
        if fitted(figure):  # ticks get their texts only now
            _lay_out(figure)
        figure.set_layout_engine(None)
        for ax in figure.axes:  # the layout of several axes is solved to the last digit but one
            ax.set_position(Bbox(ax.get_position().get_points().round(DIGITS)))
        figure.savefig(png, metadata={"Software": None}, pil_kwargs={"compress_level": LEVEL})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg


def _lay_out(figure: Figure) -> None:
    """Settle where everything stands, if the figure has an engine for that; nothing is drawn yet."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)

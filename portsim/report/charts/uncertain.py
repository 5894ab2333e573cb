"""Uncertainty charts: in how many worlds each claim holds, where its figure lies, and one input at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation, Transform

from portsim.base.language import known, later, t
from portsim.report.charts import style
from portsim.report.look import BLUE, GREY, ORANGE
from portsim.report.marks import Mark, verdict_look
from portsim.report.numbers import figures, reader_scale
from portsim.report.words import label, listed, with_commas, wrap

if TYPE_CHECKING:
    import pandas as pd

PARTS = (
    ("p_holds", "reproduced"),
    ("p_partly", later("partly reproduced")),
    ("p_exceeded", "exceeded"),
    ("p_not", later("not reproduced")),
    ("p_other", later("not testable")),
)
HATCHES = ("", "//", "..", "xx", "--")  # for those who do not see the colours
ROUNDING = 1e-9  # the other shares are taken from 1
LEAST, MOST = -0.5, 3.0  # [reported value = 1]
ROW = 0.42  # [in]
ASIDE = 13  # [pt] from the edge of the scale: the mark of a figure that lies beyond it
BARS = 5  # inputs of a panel
LEAST_MOVE = 0.01  # of the widest bar of a panel; what moves the figure less has none


def verdicts_chart(claims: pd.DataFrame, fig: Figure | None = None) -> Figure:
    """Draw for the primary reading of each claim the share of worlds by verdict [%], and beside it where the
    figure lies [multiples of the reported value]: noise of the runs as a thick bar, 5 to 95 % over the inputs
    as a thin one. What lies off the scale ends in an arrow, with its number; the mark of the figure then
    stands just before it."""
    rows = claims[claims["primary"].astype(bool)].reset_index(drop=True)
    heading = t("In how many worlds does each claim hold, and where does its figure lie?")
    with style.house_style():
        fig = fig if fig is not None else style.new_figure(2.6 + ROW * max(len(rows), 2))
        if rows.empty:
            style.no_data(fig.add_subplot(), heading)
            return fig
        fig.suptitle(heading, x=0.01, ha="left")
        shares, figures_ = fig.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": [1, 1.15]})
        for place, (_, row) in enumerate(rows.iterrows()):
            _bar(shares, place, row)
            _spread(figures_, place, row)
        shares.set_yticks(range(len(rows)), [str(claim) for claim in rows["claim"]])
        shares.set_ylim(len(rows) - 0.4, -0.6)
        shares.set_xlim(0, 1)
        shares.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
        shares.set_xlabel(t("Worlds [%], n = {worlds}", worlds=int(rows["worlds"].max())))
        shares.tick_params(axis="y", length=0)
        figures_.axvline(1, color=GREY, linewidth=1.5, zorder=1)
        figures_.set_xlim(_least(rows), MOST)
        figures_.set_xlabel(
            t("Figure [reported value = 1]\nthin: 5 to 95 % over inputs\nthick: 95 % CI of the runs")
        )
        figures_.tick_params(axis="y", length=0)
        figures_.grid(axis="x")
        fig.legend(handles=_handles(rows), loc="outside lower left", ncols=5, fontsize=style.SMALL)
        return fig


def _least(rows: pd.DataFrame) -> float:
    """Where the scale begins: at 0 if no figure is below."""
    figures_ = rows[["stated", "p5", "p95"]].div(rows["reported"], axis=0)
    return LEAST if (figures_ < 0).any(axis=None) else 0.0


def _handles(rows: pd.DataFrame) -> list[Patch]:
    """The verdicts that are given in some world."""
    return [
        Patch(facecolor=verdict_look(name).colour, hatch=hatch, edgecolor="white", label=known(name))
        for (column, name), hatch in zip(PARTS, HATCHES, strict=True)
        if (rows[column] > ROUNDING).any()
    ]


def _bar(ax: Axes, place: int, row: pd.Series) -> None:
    left = 0.0
    for (column, name), hatch in zip(PARTS, HATCHES, strict=True):
        share = max(0.0, float(row[column]))
        ax.barh(
            place, share, 0.72, left=left, color=verdict_look(name).colour, hatch=hatch,
            edgecolor="white", linewidth=0.6,
        )  # fmt: skip
        left += share
    holds = t("holds in {share:.0%}", share=row["p_holds"]).replace("%", " %")
    ax.text(
        0.015, place, holds, va="center", fontsize=style.SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.9},
    )  # fmt: skip


def _spread(ax: Axes, place: int, row: pd.Series) -> None:
    reported = float(row["reported"])
    if not reported or not math.isfinite(float(row["stated"])):
        ax.text(1, place, t("no scale"), va="center", ha="center", fontsize=style.SMALL, color="#6E6E6E")
        return
    scaled = {name: float(row[name]) / reported for name in ("stated", "low", "high", "p5", "p95")}
    look = verdict_look(str(row["verdict"]))
    for ends, width in ((("p5", "p95"), 1.6), (("low", "high"), 6.0)):
        ax.plot(
            [min(MOST, max(LEAST, scaled[end])) for end in ends], [place, place], color=look.colour,
            linewidth=width, solid_capstyle="butt", zorder=2,
        )  # fmt: skip
    stated, over = scaled["stated"], sorted((scaled["p5"], scaled["p95"]))
    for side, inwards, end in zip((LEAST, MOST), (1, -1), over, strict=True):
        beyond = [figures(stated)] if inwards * (stated - side) < 0 else []
        if beyond:
            aside = ScaledTranslation(inwards * ASIDE / 72, 0, ax.figure.dpi_scale_trans)
            _mark(ax, side, place, look, transform=ax.transData + aside)
        if inwards * (end - side) < 0:
            beyond.append(t("to {value}", value=figures(end)))
        if beyond:
            arrow = "<" if side == LEAST else ">"
            ax.plot([side], [place], arrow, color=look.colour, markersize=6, clip_on=False, zorder=2)
            ax.annotate(
                style.minus(with_commas(beyond)), (side, place), xytext=(inwards * 6, 5),
                textcoords="offset points", ha="left" if inwards > 0 else "right", va="bottom",
                fontsize=style.SMALL, color="#444444",
            )  # fmt: skip
    if LEAST <= stated <= MOST:
        _mark(ax, stated, place, look, transform=ax.transData)


def _mark(ax: Axes, at: float, place: int, look: Mark, transform: Transform) -> None:
    ax.plot([at], [place], look.marker, color=look.colour, markersize=8, markeredgecolor="white", zorder=3,
            clip_on=False, transform=transform)  # fmt: skip


def tornado_chart(tornado: pd.DataFrame, fig: Figure | None = None) -> Figure:
    """Draw for each claim how its figure changes with one input at an end of its range, all others as stated:
    a bar and 95 % CI per end [the claim's unit], the five inputs that change it most first. Claims that none
    of them changes are named below."""
    heading = t("One input at a time: what moves a claim's figure")
    moved = tornado[tornado["change"].abs() > 0] if len(tornado) else tornado
    inputs = {str(claim): _widest(own) for claim, own in moved.groupby("claim", sort=False)}
    panels = list(inputs)
    unmoved = [str(claim) for claim in dict.fromkeys(tornado["claim"]) if claim not in inputs]
    with style.house_style():
        rows = [max(len(inputs[claim]) for claim in panels[at : at + 2]) for at in range(0, len(panels), 2)]
        fig = fig if fig is not None else style.new_figure(1.6 + sum(0.9 + ROW * n for n in rows))
        if not panels:
            style.no_data(fig.add_subplot(), heading)
            return fig
        fig.suptitle(heading, x=0.01, ha="left")
        below = t(
            "Change against the port as stated [unit of the claim], 95 % CI; blue: low end of the range, "
            "orange: high end"
        )
        if unmoved:
            below += "\n" + t("Moved by none of the inputs that were tried: {claims}", claims=listed(unmoved))
        fig.supxlabel(below, fontsize=style.SMALL)
        grid = fig.add_gridspec(len(rows), min(2, len(panels)), height_ratios=rows)
        for number, claim in enumerate(panels):
            ax = fig.add_subplot(grid[number // 2, number % 2])
            own = moved[moved["claim"] == claim]
            _panel(ax, own, inputs[claim], rows[number // 2])
            ax.set_title(
                f"{claim!s} [{reader_scale(str(own['unit'].iloc[0]), difference=True)[1]}]", fontsize=11
            )
        engine = fig.get_layout_engine()
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(rect=(0.015, 0, 0.975, 1))  # it falls short of the longest names by some pixels
        return fig


def _widest(own: pd.DataFrame) -> list[str]:
    """The inputs that move a claim's figure most, the one with the widest bar first."""
    ends = own.groupby("input")["change"].agg(["min", "max"])
    widths = (ends["max"].clip(lower=0) - ends["min"].clip(upper=0)).sort_values(ascending=False)
    return [str(name) for name in widths[widths > LEAST_MOVE * widths.max()].head(BARS).index]


def _panel(ax: Axes, own: pd.DataFrame, names: list[str], rows: int) -> None:
    ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
    for place, name in enumerate(names):
        ends = own[own["input"] == name]
        for number, row in enumerate(ends.to_dict("records")):
            colour = BLUE if number == 0 and len(ends) > 1 else ORANGE
            scale = reader_scale(str(row["unit"]), difference=True)[0]
            ends_ = [row["change_low"] * scale, row["change_high"] * scale]
            y = place - 0.12 if colour == BLUE else place + 0.12
            ax.barh(place, row["change"] * scale, 0.5, color=colour, alpha=0.85, zorder=2)
            ax.plot(ends_, [y, y], color="#222222", linewidth=1.2, zorder=3)
    said = [wrap(label(name.split(".", 1)[-1].replace(".", ": ")), 26) for name in names]
    ax.set_yticks(range(len(names)), said, fontsize=style.SMALL)
    ax.set_ylim(rows - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.margins(x=0.08)
    ax.locator_params(axis="x", nbins=3)

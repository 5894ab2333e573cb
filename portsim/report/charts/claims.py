"""Claims chart: what was reported beside what the simulation finds, each row scaled to the reported value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine

from portsim.base.language import known, t
from portsim.base.wide import width
from portsim.report.charts import style
from portsim.report.look import GREY, ORANGE, SKY
from portsim.report.marks import Mark, verdict_look
from portsim.report.numbers import SIGNS, figures, interval
from portsim.report.rows import Audited, audited
from portsim.report.words import inline, listed, wrap

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = -0.5, 2.5  # [reported value = 1]; what lies beyond is drawn as an arrow at the edge


def claims_chart(claims: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw one row per claim and reading: the simulated value with its 95 % CI where the reported value is 1.

    The true numbers [the row's unit] stand beside the row, the reported one with the sense of the claim: at
    most, at least, or about. The name of a claim's primary reading is bold. Colour and marker
    show the verdict, and below the axes its word; a ratio off the scale becomes an arrow with its number, and
    a row without a simulated value says so.
    """
    with style.house_style():
        names = [wrap(inline(known(row.reading)) or row.claim, 32) for row in audited(claims)]
        heads = _heads(claims)
        tops, heights, total = _layout(names, heads)
        ax = style.axes_or_new(ax, 2.0 + total if names else 3.0)
        title = t("Reported and simulated, claim by claim")
        if not names:
            return style.no_data(ax, title)
        middles = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
        ratios = [_ratio(row.simulated, row.reported) for row in audited(claims)]
        least = LEAST if any(ratio < 0 for ratio in ratios) else 0.0
        ax.axvline(1, color=GREY, linewidth=1.5, zorder=1)
        for row, y, ratio, height in zip(audited(claims), middles, ratios, heights, strict=True):
            _row(ax, row, y, ratio, least)
            ax.axhline(y + height / 2, color="#F0F0F0", linewidth=0.8, zorder=0)
        _numbers(ax, claims, middles)
        for top, head in zip(tops, heads, strict=True):
            _head(ax, head, top - 0.03)
        figure = ax.get_figure(root=True)
        engine = figure.get_layout_engine() if figure is not None else None
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(rect=(0.015, 0, 0.965, 1))  # it falls short of the longest texts by some pixels
        span = MOST - least
        ax.set_yticks(middles, names, fontsize=style.SMALL, linespacing=1.15)
        for tick, row in zip(ax.get_yticklabels(), audited(claims), strict=True):
            tick.set_fontweight("bold" if row.primary else "normal")
        ax.set_ylim(total, 0)
        ax.set_xlim(least - 0.02 * span, MOST + 0.02 * span)
        ax.set_xticks([0, 1, 2])  # beside long texts the axes are too narrow for a number at each half
        ax.set_xticks([tick for tick in (-0.5, 0.5, 1.5, 2.5) if tick >= least], minor=True)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x", which="both")
        ax.set_title(title, pad=26)
        senses = listed(f"{sign} {known(sense)}" for sense, sign in SIGNS.items())
        ax.set_xlabel(
            t(
                "Simulated value\n[reported value = 1], bar: 95 % CI; bold: primary reading\nReported: "
                "{senses}",
                senses=senses,
            )
        )
        for verdict in dict.fromkeys(row.verdict for row in audited(claims)):
            look = verdict_look(verdict)
            ax.plot([], [], look.marker, color=look.colour, markersize=9, label=known(verdict))
        style.legend_below(ax, columns=3, drop=74)
        return ax


def _row(ax: Axes, row: Audited, y: float, ratio: float, least: float) -> None:
    """The marker and the interval of a reading at height y, or why there are none."""
    look = verdict_look(row.verdict)
    if math.isnan(ratio):
        ax.text(
            (least + MOST) / 2,
            y,
            t("no simulated value") if math.isnan(row.simulated) else t("no scale"),
            ha="center",
            va="center",
            color="#6E6E6E",
            fontsize=style.SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
        return
    ends = sorted((_ratio(row.low, row.reported), _ratio(row.high, row.reported)))
    if not any(math.isnan(end) for end in ends):
        ax.plot(
            [max(least, min(MOST, end)) for end in ends],
            [y, y],
            color=look.colour,
            linewidth=2.5,
            solid_capstyle="butt",
            zorder=2,
        )
    _mark(ax, ratio, y, look, least)


def _numbers(ax: Axes, claims: pd.DataFrame, middles: list[float]) -> None:
    """Two columns right of the axes: the reported value, and the simulated one with its interval."""
    reported = [row.signed for row in audited(claims)]
    second = 16 + 5.5 * max(width(t("Reported")), *(width(text) for text in reported))  # [pt]
    for x, text in ((8.0, t("Reported")), (second, t("Simulated (95 % CI)"))):
        ax.annotate(
            text, (1, 1), xycoords="axes fraction", xytext=(x, 2), textcoords="offset points",
            va="bottom", fontsize=style.SMALL, fontweight="bold",
        )  # fmt: skip
    for row, y, said in zip(audited(claims), middles, reported, strict=True):
        look = verdict_look(row.verdict)
        for x, text, colour in ((8.0, said, "#222222"), (second, _simulated(row), _ink(look.colour))):
            ax.annotate(
                style.minus(text), (1, y), xycoords=ax.get_yaxis_transform(), xytext=(x, 0),
                textcoords="offset points", va="center", fontsize=style.SMALL, color=colour,
            )  # fmt: skip


def _simulated(row: Audited) -> str:
    """The verdict's symbol, the simulated value, and the interval where there is one."""
    text = f"{verdict_look(row.verdict).symbol} {figures(row.simulated, row.unit)}"
    if not (math.isfinite(row.low) and math.isfinite(row.high)):
        return text
    unit = row.unit if row.unit == "share" else ""  # the unit stands before the bracket
    return t("{amount} ({ci})", amount=text, ci=interval(row.low, row.high, unit))


def _head(ax: Axes, head: str, y: float) -> None:
    """A claim's name and statement above its rows, from the left edge of the picture."""
    if head:
        text = ax.annotate(
            head, (0.01, y), xycoords=("figure fraction", "data"), va="bottom", fontsize=style.SMALL,
            fontweight="bold", annotation_clip=False, zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
        text.set_in_layout(False)  # it belongs to the picture, so the axes need no room for it


def _heads(claims: pd.DataFrame) -> list[str]:
    """For the first reading of each claim its name and statement; nothing for the others."""
    heads: list[str] = []
    seen: set[str] = set()
    for row in audited(claims):
        heads.append("" if row.claim in seen else wrap(f"{row.claim}  {known(row.statement)}", 88))
        seen.add(row.claim)
    return heads


def _layout(names: list[str], heads: list[str]) -> tuple[list[float], list[float], float]:
    """Top and height [in] of every row, room for the heads above them, and the height of all."""
    tops: list[float] = []
    heights: list[float] = []
    y = 0.0
    for name, head in zip(names, heads, strict=True):
        if head:
            y += 0.14 + 0.165 * (head.count("\n") + 1)
        tops.append(y)
        heights.append(0.165 * (name.count("\n") + 1) + 0.035)
        y += heights[-1]
    return tops, heights, y


def _ratio(x: float, reported: float) -> float:
    return x / reported if reported and math.isfinite(reported) and math.isfinite(x) else math.nan


def _ink(colour: str) -> str:
    """Text needs more contrast than a dot: bright colours are written in near black."""
    return "#222222" if colour in (ORANGE, SKY) else colour


def _mark(ax: Axes, ratio: float, y: float, look: Mark, least: float) -> None:
    """Draw the verdict's marker, or an arrow with the ratio where it lies off the scale."""
    if least <= ratio <= MOST:
        ax.plot(
            [ratio],
            [y],
            marker=look.marker,
            color=look.colour,
            markersize=9,
            markeredgecolor="white",
            zorder=3,
        )
        return
    edge, head, side = (MOST, ">", "right") if ratio > MOST else (least, "<", "left")
    ax.plot([edge], [y], marker=head, color=look.colour, markersize=10, zorder=3, clip_on=False)
    ax.annotate(
        style.minus(t("{value} x", value=figures(ratio))),
        (edge, y),
        xytext=(-9 if side == "right" else 9, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=style.SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        zorder=4,
    )

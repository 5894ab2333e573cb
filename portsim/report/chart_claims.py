"""Claims chart: what was reported beside what the simulation finds, each row scaled to the reported value."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from portsim.report import style
from portsim.report.numbers import figures, interval
from portsim.report.rows import audited
from portsim.report.words import inline, wrap

LEAST, MOST = -0.5, 2.5  # [reported value = 1]; what lies beyond is drawn as an arrow at the edge


def claims_chart(claims: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw one row per claim and reading: the simulated value with its 95 % CI where the reported value is 1.

    The true numbers [the row's unit] stand beside the row. The verdict is told by colour, marker and word; a
    ratio off the scale becomes an arrow with its number, and a row without a simulated value says so.
    """
    with style.house_style():
        names = _names(claims)
        heights = [max(4, name.count("\n") + 2) * 0.2 for name in names]  # [in]
        ax = style.axes_or_new(ax, 1.5 + sum(heights) if names else 3.0)
        title = "Reported and simulated, claim by claim"
        if not names:
            return style.no_data(ax, title)
        middles = [sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]
        ratios = [_ratio(row.simulated, row.reported) for row in audited(claims)]
        least = LEAST if any(ratio < 0 for ratio in ratios) else 0.0
        span = MOST - least
        ax.axvline(1, color=style.GREY, linewidth=1.5, zorder=1)
        for row, y, ratio, height in zip(audited(claims), middles, ratios, heights, strict=True):
            look = style.verdict_look(row.verdict)
            if math.isnan(ratio):
                ax.text(
                    least + span / 2,
                    y,
                    "no simulated value" if math.isnan(row.simulated) else "no scale",
                    ha="center",
                    va="center",
                    color="#6E6E6E",
                    fontsize=style.SMALL,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                )
            else:
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
            text = f"{look.symbol} {row.verdict}\nreported {figures(row.reported, row.unit)}"
            if not math.isnan(row.simulated):
                text += f"\nsimulated {figures(row.simulated, row.unit)}"
                if not (math.isnan(row.low) or math.isnan(row.high)):
                    text += f"\n95 % CI {interval(row.low, row.high, row.unit)}"
            ax.text(
                1.03,
                y,
                style.minus(text),
                transform=ax.get_yaxis_transform(),
                va="center",
                fontsize=style.SMALL,
                linespacing=1.25,
                color=_ink(look.colour),
            )
            ax.axhline(y + height / 2, color="#E4E4E4", linewidth=0.8, zorder=0)
        ax.set_yticks(middles, names, fontsize=style.SMALL, linespacing=1.25)
        ax.set_ylim(sum(heights), 0)
        ax.set_xlim(least - 0.02 * span, MOST + 0.02 * span)
        ax.set_xticks([tick for tick in (-0.5, 0, 0.5, 1, 1.5, 2, 2.5) if tick >= least])
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.set_title(title)
        ax.set_xlabel("Simulated value\n[reported value = 1], bar: 95 % CI")
        return ax


def _names(claims: pd.DataFrame) -> list[str]:
    """Row names: claim and reading, and under the first reading of each claim its statement."""
    names: list[str] = []
    told: set[str] = set()
    for row in audited(claims):
        name = wrap(f"{row.claim}: {inline(row.reading)}" if row.reading else row.claim, 32)
        names.append(name if row.claim in told else f"{name}\n{wrap(row.statement, 32)}")
        told.add(row.claim)
    return names


def _ratio(x: float, reported: float) -> float:
    return x / reported if reported and math.isfinite(reported) and math.isfinite(x) else math.nan


def _ink(colour: str) -> str:
    """Text needs more contrast than a dot: bright colours are written in near black."""
    return "#222222" if colour in (style.ORANGE, style.SKY) else colour


def _mark(ax: Axes, ratio: float, y: float, look: style.Look, least: float) -> None:
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
        style.minus(f"{figures(ratio)} times"),
        (edge, y),
        xytext=(-9 if side == "right" else 9, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=style.SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        zorder=4,
    )

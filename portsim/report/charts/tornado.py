"""Tornado of a claim: its figure with one input at an end of its range, beside the band of the claim."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from portsim.base.language import known, t
from portsim.base.spoken import unit_words
from portsim.claims.finding import kpi_of
from portsim.claims.verdict import regions
from portsim.report.analyses.uncertainty import short
from portsim.report.charts import style
from portsim.report.look import BLUE, GREEN, GREY, ORANGE
from portsim.report.marks import verdict_look
from portsim.report.numbers import SIGNS, figures, reader_scale
from portsim.report.picture import Drawing
from portsim.report.words import label, replications, wrap
from portsim.study.question import StudyResult
from portsim.study.uncertainty.earlier import Sure

if TYPE_CHECKING:
    import pandas as pd

MOST = 5  # inputs of a claim
LEAST = 0.01  # of the widest bar; what moves the figure less has none
ROW = 0.4  # [in]
LONG = 26  # characters of a line beside the axes
FAR = 2.0  # so many times as wide as the bars the scale grows to hold what was reported
HATCH = "////"


class Band(NamedTuple):
    """Where a figure is as reported, from `low` to `high` [the claim's unit], and what was reported, with its
    sign: at most, at least, or about."""

    low: float
    high: float
    reported: float
    sign: str


class _End(NamedTuple):
    """An input at an end of its range: the figure there, its 95 % CI [unit as drawn], the verdict."""

    at: str
    first: bool
    figure: float
    low: float
    high: float
    verdict: str


def tornado_drawings(study: StudyResult, sure: Sure | None) -> Iterator[Drawing]:
    """A chart for the primary reading of each claim of which single inputs were tried and move its figure."""
    if sure is None or sure.tornado.empty:
        return
    verdicts = dict(zip(sure.claims["claim"], sure.claims["verdict"], strict=True))
    primary = sure.claims[sure.claims["primary"].astype(bool)]
    verdicts |= dict(zip(primary["claim"], primary["verdict"], strict=True))
    for claim, rows in sure.tornado.groupby("claim", sort=False):
        if not (rows["change"].abs() > 0).any() or not math.isfinite(float(rows["stated"].iloc[0])):
            continue
        name, reading = str(claim), str(rows["reading"].iloc[0])
        caption = t(
            "{name}, {reading}: the inputs that move it most, each at the ends of its range",
            name=name,
            reading=known(reading),
        )
        drawn = tornado_of_claim(rows, _band(study, name), str(verdicts[name]))
        runs = replications(int(rows["n"].min()), sure.days)
        foot = t(
            "n = {runs}, {name}, identity {identity}",
            runs=runs,
            name=study.scenario.name,
            identity=sure.identity,
        )
        yield Drawing(f"tornado_{name}", caption, drawn, data=rows, foot=foot)


def _band(study: StudyResult, name: str) -> Band | None:
    """The band of a claim's primary reading; None where the study does not have the claim."""
    claim = study.claims.get(name)
    reading = None if claim is None else claim.primary
    if reading is None:
        return None
    kpi = kpi_of(reading, study.scenario.library)
    low, high = regions(reading, "neither" if kpi is None else kpi.better).near
    return Band(low, high, reading.reported, SIGNS[reading.sense.replace("_", " ")])


def tornado_of_claim(rows: pd.DataFrame, band: Band | None, verdict: str, ax: Axes | None = None) -> Axes:
    """Draw the figure of one claim [its unit] with one input at an end of its range, all others as stated.

    `rows` are those of the table `tornado` of one claim; the five inputs that move it most are drawn. A bar
    goes from the figure as stated to that at the end, a thin line is its 95 % CI, and a mark at it says that
    the verdict is no longer `verdict`.
    """
    unit = str(rows["unit"].iloc[0])
    reading = rows["reading"].iloc[0]
    largest = float((rows["stated"].abs() + rows["change"].abs()).max())
    scale, unit = (1e-6, unit_words(f"M {unit}")) if largest >= 1e6 else reader_scale(unit)
    stated = float(rows["stated"].iloc[0]) * scale
    inputs = _inputs(rows, scale)
    with style.house_style():
        names = [_name(name, ends) for name, ends in inputs.items()]
        tall = sum(ROW * max(1.0, 0.45 * (1 + name.count("\n"))) for name in names)
        ax = ax if ax is not None else style.new_figure(1.75 + tall, style.NARROW).add_subplot()
        style.headed(
            ax,
            f"{rows['claim'].iloc[0]}",
            wrap(
                t(
                    "{reading} [{unit}]; as stated {figure}, n = {n}",
                    reading=known(reading),
                    unit=unit,
                    figure=figures(stated),
                    n=int(rows["n"].min()),
                ),
                62,
            ),
        )
        ax.axvline(stated, color="#222222", linewidth=1.2, zorder=3)
        for place, ends in enumerate(inputs.values()):
            for end in ends:
                if end.figure != stated:
                    _bar(ax, place, end, stated, verdict)
        moved = [end for ends in inputs.values() for end in ends if end.figure != stated]
        seen = [stated, *(x for end in moved for x in (end.low, end.high))]
        drawn = _frame(ax, min(seen), max(seen), band, scale)
        ax.set_yticks(range(len(names)), names, fontsize=style.SMALL, linespacing=1.1)
        ax.set_ylim(len(names) - 0.45, -0.55)
        ax.tick_params(axis="y", length=0)
        ax.locator_params(axis="x", nbins=5)
        ax.grid(axis="x")
        turned = dict.fromkeys(end.verdict for end in moved if end.verdict != verdict)
        style.legend_left(ax, [*_handles(), *drawn, *map(_turned, turned)], columns=2)
        style.roomy(ax)
        return ax


def _inputs(rows: pd.DataFrame, scale: float) -> dict[str, list[_End]]:
    """The inputs that move the figure most, each with its ends; the one with the widest bar first."""
    found: dict[str, list[_End]] = {}
    for row in rows.to_dict("records"):
        stated, change = float(row["stated"]), float(row["change"])
        ends = found.setdefault(str(row["input"]), [])
        low, high = sorted((stated + float(row["change_low"]), stated + float(row["change_high"])))
        ends.append(
            _End(
                str(row["at"]),
                not ends,
                (stated + change) * scale,
                (low if math.isfinite(low) else stated + change) * scale,
                (high if math.isfinite(high) else stated + change) * scale,
                str(row["verdict"]),
            )
        )
    at = float(rows["stated"].iloc[0]) * scale

    def width(name: str) -> float:
        values = [at, *(end.figure for end in found[name])]
        return max(values) - min(values)

    widest = max(map(width, found))
    moving = [name for name in found if width(name) > LEAST * widest]
    return {name: found[name] for name in sorted(moving, key=lambda name: -width(name))[:MOST]}


def _name(name: str, ends: list[_End]) -> str:
    """An input, and below it what it is at its ends where that is short."""
    at = " | ".join(end.at.replace("_", " ") for end in ends)
    said = wrap(label(short(name)), LONG)
    return said if len(at) > LONG + 4 else f"{said}\n{at}"


def _bar(ax: Axes, place: int, end: _End, stated: float, verdict: str) -> None:
    up = -0.17 if end.first else 0.17
    colour, hatch = (BLUE, "") if end.first else (ORANGE, HATCH)
    ax.barh(
        place + up, end.figure - stated, 0.3, left=stated, color=colour, hatch=hatch, edgecolor="white",
        linewidth=0, zorder=2,
    )  # fmt: skip
    ax.plot([end.low, end.high], [place + up] * 2, color="#222222", linewidth=1.2, zorder=4)
    if end.verdict != verdict:
        look = verdict_look(end.verdict)
        ax.plot([end.figure], [place + up], look.marker, color=look.colour, markersize=7,
                markeredgecolor="white", zorder=5, clip_on=False)  # fmt: skip


def _frame(ax: Axes, low: float, high: float, band: Band | None, scale: float) -> list[Patch | Line2D]:
    """Set the scale, draw the band where it is on it, and give what the legend says of it."""
    width = (high - low) or abs(low) or 1.0
    said: list[Patch | Line2D] = []
    if band is not None:
        near = [x * scale for x in (band.low, band.high)]
        reported = band.reported * scale
        if low - FAR * width <= reported <= high + FAR * width:
            low, high = min(low, reported), max(high, reported)
        pad = 0.06 * (high - low or width)
        left, right = max(near[0], low - pad), min(near[1], high + pad)
        figure = f"{band.sign} {figures(reported)}"
        if left < right:
            ax.axvspan(left, right, color=GREEN, alpha=0.16, linewidth=0, zorder=0)
            said.append(Patch(color=GREEN, alpha=0.16, label=t("as reported: {figure}", figure=figure)))
        else:
            where = (
                t("reported: {figure}, further right", figure=figure)
                if near[0] > high
                else t("reported: {figure}, further left", figure=figure)
            )
            said.append(Patch(facecolor="none", edgecolor=GREY, label=where))
        if low <= reported <= high:
            ax.axvline(reported, color=GREEN, linewidth=1.4, linestyle="--", zorder=1)
    pad = 0.06 * (high - low or width)
    ax.set_xlim(low - pad, high + pad)
    return said


def _handles() -> list[Patch | Line2D]:
    return [
        Patch(color=BLUE, label=t("at the first value")),
        Patch(facecolor=ORANGE, hatch=HATCH, edgecolor="white", label=t("at the second value")),
        Line2D([], [], color="#222222", linewidth=1.2, label=t("as stated, and 95 % CI")),
    ]


def _turned(verdict: str) -> Line2D:
    look = verdict_look(verdict)
    return Line2D([], [], linestyle="none", marker=look.marker, color=look.colour, markersize=8,
                  label=t("then {verdict}", verdict=known(verdict)))  # fmt: skip

"""Break-even charts: a figure as one input moves, where it crosses the target, and what is stated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from portsim.base.currency import with_name
from portsim.base.language import known, later, t
from portsim.base.spoken import unit_words
from portsim.model.payers import ALL_COMPANIES
from portsim.report.charts import style
from portsim.report.look import GREEN, GREY
from portsim.report.numbers import figures, interval
from portsim.report.words import inline, label, wrap

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
WORDS = {"saved": later("saving")}
FEW = 25  # points with a marker each
MONEY = ("yuan", "yuan/y")


def breakeven_chart(curve: pd.DataFrame, roots: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a figure [its unit] with its 95 % CI against the values of one input [its unit], and its roots.

    `curve` has a row for each value that was looked at, `roots` one for each crossing of the target. The
    range of the input is shaded; a dashed line is the stated value, a bar at the target the CI of a root.
    """
    with style.house_style():
        ax = style.axes_or_new(ax, 5.6)
        usable = curve[curve["state"] == ""]
        title = t("Break-even")
        if usable.empty:
            return style.no_data(ax, title)
        first = curve.iloc[0]
        name = label(str(first["alternative"]))
        low, high = _shown(usable, roots)
        seen = usable[(usable["value"] >= low) & (usable["value"] <= high)]
        across, across_unit = _scale(str(first["unit"]), max(abs(low), abs(high)))
        up, up_unit = _scale(str(first["of_unit"]), float(seen["figure"].abs().max()))
        colour, dash, marker = style.stroke_of(str(first["alternative"]))
        x = seen["value"] * across
        if math.isfinite(first["range_low"]):
            ax.axvspan(
                first["range_low"] * across, first["range_high"] * across, color="#F1F1F1", zorder=0,
                label=t("range of the input"),
            )  # fmt: skip
        ax.fill_between(
            x, seen["low"] * up, seen["high"] * up, color=colour, alpha=0.22, linewidth=0, label=t("95 % CI"),
            zorder=1,
        )  # fmt: skip
        marker = marker if len(seen) <= FEW else ""
        ax.plot(x, seen["figure"] * up, dash, marker=marker, color=colour, label=name, zorder=3)
        target = float(first["target"])
        ax.axhline(target * up, color=GREY, linewidth=1.2, zorder=2)
        if low <= first["stated"] <= high:
            ax.axvline(
                first["stated"] * across, color=GREY, linestyle="--", linewidth=1.4, zorder=2,
                label=t("stated: {stated}", stated=_words(float(first['stated']), across, across_unit)),
            )  # fmt: skip
        _roots(ax, roots, (low, high), (across, across_unit), target * up)
        margin = 0.03 * (high - low)
        ax.set_xlim((low - margin) * across, (high + margin) * across)
        ax.set_title(
            wrap(
                t(
                    "{name}: {of} as {input} moves",
                    name=name,
                    of=_figure(str(first["of"])),
                    input=_input(str(first["input"])),
                ),
                62,
            )
        )
        unit = f" [{unit_words(across_unit)}]" if across_unit else ""
        ax.set_xlabel(f"{label(_input(str(first['input'])))}{unit}")
        ax.set_ylabel(f"{wrap(label(_figure(str(first['of']))), 44)} [{unit_words(up_unit)}]")
        ax.grid(axis="y")
        ax.xaxis.set_major_locator(MaxNLocator(7))
        n = int(seen["n"].max())
        style.legend_below(ax, columns=2, note=t("n = {n} replications on the same draws at each value", n=n))
        return ax


def net_benefit_chart(table: pd.DataFrame, payer: str = ALL_COMPANIES, ax: Axes | None = None) -> Axes:
    """Draw the net benefit of each alternative for one group of payers [M yuan/y] with its 95 % CI, and what
    it costs and saves beside it."""
    rows = table[(table["payer"] == payer) & table["net"].notna()].reset_index(drop=True)
    with style.house_style():
        ax = style.axes_or_new(ax, 1.7 + 0.6 * max(2, len(rows)))
        title = t("Saved in a year less costs: {payer}", payer=inline(payer))
        if rows.empty:
            return style.no_data(ax, title)
        ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
        for place, row in enumerate(rows.to_dict("records")):
            colour, _, marker = style.stroke_of(str(row["alternative"]))
            if math.isfinite(row["low"]) and math.isfinite(row["high"]):
                ax.plot(
                    [row["low"] / MILLION, row["high"] / MILLION],
                    [place, place],
                    color=colour,
                    linewidth=2.5,
                    solid_capstyle="butt",
                    zorder=2,
                )
            face = colour if row["verdict"] in ("pays", "does not pay") else "white"
            ax.plot(
                [row["net"] / MILLION], [place], marker, markersize=7.5, markerfacecolor=face,
                markeredgecolor=colour, markeredgewidth=2, zorder=3,
            )  # fmt: skip
            text = t(
                "saved {saved} \ncosts {costs}",
                saved=figures(row["saved"] / MILLION),
                costs=figures(row["costs"] / MILLION),
            )
            if row["costs"] > 0:
                over = interval(row["costs_least"] / MILLION, row["costs_most"] / MILLION)
                text += f" ({over}) "
            ax.text(
                1.02, place, style.minus(text), transform=ax.get_yaxis_transform(), va="center",
                fontsize=style.SMALL, linespacing=1.25,
            )  # fmt: skip
        ax.set_yticks(range(len(rows)), [wrap(label(str(name)), 24) for name in rows["alternative"]])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.set_title(title)
        n = int(rows["n"].max())
        ax.set_xlabel(
            t(
                "Net benefit [M yuan/y]\n(bar: 95 % CI, n = {n}; hollow: undecided;\nin brackets: costs "
                "over their ranges)",
                n=n,
            )
        )
        return ax


def _shown(usable: pd.DataFrame, roots: pd.DataFrame) -> tuple[float, float]:
    """The values of the input that are drawn: all that was looked at, or, where these are many and far apart,
    its range and the roots."""
    first = usable.iloc[0]
    low, high = float(first["range_low"]), float(first["range_high"])
    if not (math.isfinite(low) and math.isfinite(high) and low < high) or len(usable) <= FEW:
        low, high = float(usable["value"].min()), float(usable["value"].max())
    inner = usable[(usable["value"] >= low) & (usable["value"] <= high)]
    if len(inner) < 2:  # it was moved outside of its range
        return float(usable["value"].min()), float(usable["value"].max())
    ends = [each for name in ("value", "low", "high") for each in roots[name] if math.isfinite(each)]
    return min([low, *ends]), max([high, *ends])


def _roots(
    ax: Axes, roots: pd.DataFrame, ends: tuple[float, float], scale: tuple[float, str], level: float
) -> None:
    """Mark each root at the target, with its interval as a bar."""
    for number, row in enumerate(roots.to_dict("records")):
        low, high = max(row["low"], ends[0]), min(row["high"], ends[1])
        words = _words(float(row["value"]), *scale)
        if math.isfinite(row["low"]) and math.isfinite(row["high"]):
            words += t(
                ", 95 % CI {low} to {high}",
                low=_words(row["low"], *scale, unit=False),
                high=_words(row["high"], *scale),
            )
        ax.plot(
            [low * scale[0], high * scale[0]], [level, level], color=GREEN, linewidth=5, alpha=0.6, zorder=4,
            solid_capstyle="butt",
        )  # fmt: skip
        ax.plot(
            [row["value"] * scale[0]], [level], "D", color=GREEN, markeredgecolor="white", markersize=9,
            zorder=5, label=t("crosses at {words}", words=words) if number < 4 else None,
        )  # fmt: skip


def _scale(unit: str, largest: float) -> tuple[float, str]:
    """Factor and unit in which a quantity is drawn."""
    if unit == "share":
        return 100.0, "%"
    if unit in MONEY and largest >= MILLION / 10:
        return 1 / MILLION, with_name(f"M {unit}")
    return 1.0, with_name(unit)


def _words(value: float, factor: float, shown: str, *, unit: bool = True) -> str:
    return figures(float(f"{value * factor:.4g}"), shown if unit else "")


def _figure(of: str) -> str:
    """What is drawn, in words: `net benefit of companies`."""
    name, _, group = of.partition(":")
    return (
        t(
            "{name} of {group}",
            name=known(WORDS[name]) if name in WORDS else inline(name),
            group=inline(group),
        )
        if group
        else t("change of {name}", name=inline(name))
    )


def _input(key: str) -> str:
    """The input, in words: its key without its group, of a measure without its name too."""
    group, *parts = (part for part in key.split(".") if part not in ("value", "costs"))
    return inline(" ".join(parts[1:] if group in ("measures", "what_ifs") else parts))

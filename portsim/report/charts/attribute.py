"""Attribution chart: what each measure gives, whatever the order, beside what it saves alone and last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.look import BLACK, BLUE, GREY, ORANGE
from portsim.report.numbers import drawn_in, figures
from portsim.report.words import label, wrap
from portsim.study.attribution_tables import ALL_MEASURES, LEFT_OVER

if TYPE_CHECKING:
    import pandas as pd


def attribute_chart(shapley: pd.DataFrame, figure: str, ax: Axes | None = None, about: str = "") -> Axes:
    """Draw one dot and 95 % CI per measure for one figure [its unit]: its share of what all measures save.

    Beside the dot stand what it saves alone (triangle up) and on top of all others (triangle down); where the
    three lie apart, savings overlap. The largest share is on top, the sum of all below. A hollow dot means
    that the CI holds 0. `about` says what the figures rest on, such as n and seed.
    """
    rows = shapley[(shapley["figure"] == figure) & shapley["saved"].notna()] if len(shapley) else shapley
    with style.house_style():
        ax = style.axes_or_new(ax, 2.6 + 0.44 * max(3, len(rows)))
        title = t("{figure}: which measure gives what", figure=label(figure))
        if not len(rows):
            return style.no_data(ax, title)
        own = rows[~rows["measure"].isin([ALL_MEASURES, LEFT_OVER])].sort_values("saved", ascending=False)
        sums = rows[rows["measure"].isin([ALL_MEASURES, LEFT_OVER])]
        unit = str(rows["unit"].iloc[0])
        scale, shown = drawn_in(float(rows["saved"].abs().max()), unit)
        ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
        ax.axhline(len(own) - 0.5, color="#BBBBBB", linewidth=0.8, zorder=1)
        names = []
        columns = ("measure", "saved", "low", "high", "share", "alone", "on_top")
        listed = [*zip(*(own[c].tolist() for c in columns), strict=True)]
        listed += [*zip(*(sums[c].tolist() for c in columns), strict=True)]
        for place, (name, saved, low, high, share, alone, on_top) in enumerate(listed):
            colour = BLACK if name in (ALL_MEASURES, LEFT_OVER) else BLUE
            ax.plot([low * scale, high * scale], [place, place], color=colour, linewidth=2.5, zorder=2)
            sure = low > 0 or high < 0
            ax.plot(
                [saved * scale], [place], "o", markersize=7, markerfacecolor=colour if sure else "white",
                markeredgecolor=colour, markeredgewidth=2, zorder=4,
            )  # fmt: skip
            for value, marker, shift in ((alone, "^", 0.22), (on_top, "v", -0.22)):
                if value == value:
                    ax.plot([value * scale], [place + shift], marker, markersize=5.5, color=ORANGE, zorder=3)
            names.append(wrap(label(name), 30))
            text = figures(saved * scale)
            if share == share:
                text = t("{amount} ({share})", amount=text, share=_percent(share))
            ax.text(
                1.02, place, style.minus(text), transform=ax.get_yaxis_transform(), va="center",
                fontsize=style.SMALL,
            )  # fmt: skip
        ax.set_yticks(range(len(names)), names)
        ax.set_ylim(len(names) - 0.4, -0.7)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.margins(x=0.08)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.set_title(title)
        last = t(", down: on top of all others") if own["on_top"].notna().any() else ""
        ax.set_xlabel(
            t(
                "Saved [{shown}], right of 0 is better\ndot: whatever the order (share of the whole); "
                "bar: 95 % CI; hollow: it holds 0\ntriangle up: alone{last}\nof all measures: the sum of "
                "each alone",
                shown=shown,
                last=last,
            )
            + (f"\n{about}" if about else "")
        )
        return ax


def _percent(share: float) -> str:
    """A share in whole percent; what is less than one is said so."""
    return "<1 %" if 0 < abs(share) < 0.005 else f"{100 * share:.0f} %"

"""Movers: alternatives whose curve differs visibly from the baseline's; the others are named, not drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.report.charts.style import BASELINE
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

LEAST = 1 / 20  # of the largest change; a smaller one hides behind the baseline's line


def movers(*curves: pd.DataFrame) -> list[str]:
    """Return the baseline, then the alternatives that move one of the curves, in the order of the first.

    `curves` hold one column per alternative and one row per point. An alternative is left out where its mean
    distance from the baseline is below a twentieth of the largest. All are kept where there is no baseline.
    """
    names = [str(name) for name in curves[0].columns]
    if BASELINE not in names:
        return names
    kept = {BASELINE}
    for curve in curves:
        distance = curve.sub(curve[BASELINE], axis="index").abs().mean()
        most = float(distance.max())
        kept |= {str(name) for name, far in distance.items() if most > 0 and not far < LEAST * most}
    return [BASELINE, *(name for name in names if name in kept and name != BASELINE)]


def left_out(alternatives: list[str], drawn: list[str]) -> str:
    """Name the alternatives that are not drawn and say why, in lines; empty where all are drawn."""
    others = [label(name) for name in alternatives if name not in drawn]
    reason = (
        "Not drawn, as they differ from the baseline by less than a twentieth of the largest difference: "
    )
    return wrap(reason + ", ".join(others), 60) if others else ""

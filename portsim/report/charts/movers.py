"""Movers: alternatives whose curve differs visibly from the baseline's, and those that share a curve; the
others are named beside the chart, not in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.base.language import t
from portsim.report.charts.style import BASELINE
from portsim.report.words import label, listed, wrap

if TYPE_CHECKING:
    import pandas as pd

LEAST = 1 / 20  # of the largest change; a smaller one hides behind the baseline's line
ALIKE = 1 / 100  # of the span of all curves; lines that are nowhere further apart look like one


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


def shared(names: Sequence[str], *curves: pd.DataFrame) -> list[tuple[str, ...]]:
    """The names in groups that share all their curves: one line is drawn for each. The baseline shares none.

    Lines are one where they are nowhere further apart than a hundredth of the span of all.
    """
    groups: list[list[str]] = []
    for name in names:
        own = [each for each in groups if BASELINE not in (name, each[0]) and _alike(name, each[0], curves)]
        if own:
            own[0].append(name)
        else:
            groups.append([name])
    return [tuple(group) for group in groups]


def _alike(one: str, other: str, curves: Sequence[pd.DataFrame]) -> bool:
    for curve in curves:
        span = float(curve.max().max() - curve.min().min())
        apart = (curve[one] - curve[other]).abs()
        if curve[one].isna().ne(curve[other].isna()).any() or float(apart.max()) > ALIKE * span:
            return False
    return True


def together(group: Sequence[str]) -> str:
    """The alternatives of a group by name, as those of one line."""
    return wrap(" = ".join(map(label, group)), 58)


def left_out(alternatives: Sequence[str], drawn: Sequence[str]) -> str:
    """Name the alternatives that are not drawn and say why; empty where all are drawn."""
    others = [label(name) for name in alternatives if name not in drawn]
    if not others:
        return ""
    return t(
        "Not drawn, as they differ from the baseline by less than a twentieth of the largest difference: "
        "{names}.",
        names=listed(others),
    )

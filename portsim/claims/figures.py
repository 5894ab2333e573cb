"""The figures that a reading can ask for, each worked out from a KPI in the baseline and with the measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from portsim.claims.claim import FigureName

Side = Literal["baseline", "measure"]


class Figure(NamedTuple):
    """`of` takes the KPI in the baseline and with the measure; `sides` are those that it depends on.

    `breaks_even` says that the volume is sought at which a yearly figure is as reported: it shows what a
    measure does, and the ledger's entries add up to it.
    """

    of: Callable[[float, float], float]
    sides: tuple[Side, ...]
    breaks_even: bool = False


def _ratio(baseline: float, measure: float) -> float:
    """NaN where there is nothing in the baseline to compare with."""
    return measure / baseline if baseline != 0 and np.isfinite(baseline) else float("nan")


BOTH: tuple[Side, ...] = ("measure", "baseline")
FIGURES: Mapping[FigureName, Figure] = MappingProxyType(
    {
        "value": Figure(lambda baseline, measure: measure, ("measure",), breaks_even=True),
        "baseline": Figure(lambda baseline, measure: baseline, ("baseline",)),
        "saved": Figure(lambda baseline, measure: baseline - measure, BOTH, breaks_even=True),
        "saved_share": Figure(lambda baseline, measure: 1 - _ratio(baseline, measure), BOTH),
        "ratio": Figure(_ratio, BOTH),
    }
)

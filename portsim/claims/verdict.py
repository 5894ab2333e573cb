"""The rule of verdicts."""

from __future__ import annotations

from typing import Literal

import numpy as np

from portsim.claims.claim import Reading

ClaimVerdict = Literal["reproduced", "partly reproduced", "not reproduced", "calibrated to", "not testable"]


def judge(reading: Reading, low: float, mean: float, high: float) -> ClaimVerdict:
    """Reproduced: the whole CI meets the statement. Partly: the CI straddles it, or the whole CI shows at
    least half of the reported effect (for `at_most`: at most twice the figure; for `about`: from half to one
    and a half times the figure). Not: anything else, also what is far more than was reported."""
    if not np.isfinite([low, mean, high]).all():  # no verdict without an interval
        return "not testable"
    goal = reading.reported
    if reading.sense == "at_least":
        met, near = low >= goal, max(mean, high) >= goal or low >= goal / 2
    elif reading.sense == "at_most":
        met, near = high <= goal, min(mean, low) <= goal or high <= goal * 2
    else:
        floor, ceiling = sorted((goal * (1 - reading.tolerance), goal * (1 + reading.tolerance)))
        met = floor <= low and high <= ceiling
        near = not (high < floor or low > ceiling) or (low >= goal / 2 and high <= goal * 1.5)
    return "reproduced" if met else "partly reproduced" if near else "not reproduced"

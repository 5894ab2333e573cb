"""Times of day past midnight, beside a date that is that of an earlier moment of the same row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from portsim.scenario.logs.cells.dates import Moments
from portsim.scenario.logs.mapping.sources import Stamps

DAY, HALF_A_DAY = np.timedelta64(1, "D"), np.timedelta64(12, "h")


def past_midnight(
    stamps: Mapping[str, Stamps], of: Mapping[str, Sequence[str]], chains: Sequence[Sequence[str]]
) -> tuple[dict[str, Stamps], int]:
    """The moments, those past midnight on the next day, and how many these are.

    of: the columns of each moment. chains: keys of moments that follow one another. Two moments of a chain
    share a date if both are a date and a time of day, and the date is the same column. Then one that lies
    more than half a day before the one that it follows is of the day after.
    """
    out, moved = dict(stamps), 0
    for chain in chains:
        last: dict[str, Moments] = {}
        for key in chain:
            moments = out.get(key)
            if not isinstance(moments, Moments) or len(of.get(key, ())) != 2:
                continue
            date = of[key][0]
            if date in last:
                late = moments.when < last[date].when - HALF_A_DAY  # False where one is missing
                moved += int(late.sum())
                moments = replace(moments, when=np.where(late, moments.when + DAY, moments.when))
            out[key] = last[date] = moments
    return out, moved

"""The statistics of a KPI: one number from the samples of a replication."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from portsim.base.arrays import Floats, quantiles, share_of
from portsim.base.borders import within

STATISTICS: Mapping[str, Callable[[Floats, float], float]] = MappingProxyType(
    {
        "mean": lambda samples, limit: float(samples.mean()),
        "max": lambda samples, limit: float(samples.max()),
        "share_within": lambda samples, limit: share_of(within(samples, limit)),
        "share_above": lambda samples, limit: share_of(~within(samples, limit)),
        "per_hour": lambda samples, limit: 60.0 / float(samples.mean()) if samples.mean() > 0 else np.nan,
    }
)
SHARES = ("share_within", "share_above")  # of the samples, by a limit
UNSCALED = (*SHARES, "per_hour")
OF_ONE = ("mean", "per_hour")  # what one figure of a run can be told by
ALLOWED = (*STATISTICS, "median", "p90", "p95")  # what a message names; any other percentile will do, too
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)", re.ASCII)


def quantile_of(statistic: str) -> float | None:
    """The quantile (0..1) that a statistic such as `p90` or `median` is; None for any other statistic."""
    if statistic == "median":
        return 0.5
    found = _PERCENTILE.fullmatch(statistic)
    return float(found[1]) / 100 if found and float(found[1]) > 0 else None


def is_statistic(name: object) -> bool:
    return isinstance(name, str) and (name in STATISTICS or quantile_of(name) is not None)


def statistic_of(statistic: str, samples: Floats, limit: float) -> float:
    """The statistic of samples of shape (n,), n > 0; `limit` is that of the shares [the samples' unit].

    `per_hour` is 60 / mean [1/h] of samples in minutes. A percentile is interpolated between samples
    (Hyndman and Fan 1996, type 7).

    Raises KeyError: there is no such statistic.
    """
    quantile = quantile_of(statistic)
    if quantile is not None:
        return quantiles(samples, quantile)[0]
    return STATISTICS[statistic](samples, limit)

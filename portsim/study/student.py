"""Student's t distribution, from `scipy.special` alone: `scipy.stats` would take half a second to load."""

from __future__ import annotations


def t_quantile(share: float, freedom: float) -> float:
    """The value below which so large a share of Student's t lies; `freedom` is 1 or more.

    The same bits as `scipy.stats.t.ppf`, which asks the same function.
    """
    from scipy import special

    return float(special.stdtrit(freedom, share))


def t_beyond(value: float, freedom: float) -> float:
    """The share of Student's t above a value; the same bits as `scipy.stats.t.sf`."""
    from scipy import special

    return float(special.stdtr(freedom, -value))

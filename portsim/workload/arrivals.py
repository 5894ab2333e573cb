"""Arrivals that follow the hours of the week: a Poisson process by inversion of its cumulative rate.

Unit-rate arrivals are mapped through the inverse of the cumulative rate (Cinlar 1975; Leemis 1991).
Unlike thinning, the n-th arrival always uses the n-th draw, so a changed rate moves arrivals and
never renumbers their draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.units import DAY, HOUR
from portsim.model.calendar import Profile
from portsim.model.event import StaysAway
from portsim.workload.draws import Draws

EVEN = (1 / 168,) * 168
WEEK = 7 * DAY


def cumulative_rate(
    per_day: float, profile: Profile | None, start: float, end: float
) -> tuple[Floats, Floats]:
    """Breakpoints [min] at the hours from `start` to `end`, and the expected arrivals up to them.

    Both have shape (hours + 1,). Minute 0 is Monday 00:00; `start` may be negative.
    """
    weights = np.asarray(EVEN if profile is None else profile.weights())
    first, last = int(np.floor(start / HOUR)), int(np.ceil(end / HOUR))
    hours = np.arange(first, last)
    expected = per_day * 7 * weights[hours % 168]
    times = np.arange(first, last + 1) * HOUR
    total = np.concatenate([[0.0], np.cumsum(expected)])
    inside = np.concatenate([[start], times[(times > start) & (times < end)], [end]])
    counts = np.interp(inside, times, total)
    return inside, counts - counts[0]


def poisson_arrivals(
    per_day: float, profile: Profile | None, start: float, end: float, rng: np.random.Generator
) -> Floats:
    """Arrival times [min], rising, in [start, end), shape (n,)."""
    times, counts = cumulative_rate(per_day, profile, start, end)
    total = float(counts[-1])
    if total <= 0:
        return np.empty(0)
    chunk = int(total + 6 * total**0.5) + 16
    unit = rng.standard_exponential(chunk)
    np.cumsum(unit, out=unit)
    while unit[-1] < total:
        unit = np.concatenate([unit, unit[-1] + np.cumsum(rng.standard_exponential(chunk))])
    before = int(np.searchsorted(unit, total))  # a stretch, as they rise: a mask costs eight times as much
    return _invert_rising(unit[:before], *_rising(times, counts))


def poisson_before(per_day: float, profile: Profile | None, span: float, rng: np.random.Generator) -> Floats:
    """Arrivals [min] before minute 0, the latest first, shape (n,): all of the last `span` [min], and earlier
    ones up to a power of two.

    A changed rate moves these arrivals, and changes their number only where it doubles or halves, so that the
    numbers of those behind them hold. Source: as for `poisson_arrivals`, with time run backwards, week by
    week.
    """
    expected = float(cumulative_rate(per_day, profile, -span, 0.0)[1][-1])
    if expected <= 0:
        return np.empty(0)
    n = 1 << int(np.ceil(np.log2(expected + 6 * expected**0.5 + 1)))
    back = np.cumsum(rng.standard_exponential(n))
    while back[-1] < expected:
        back = np.concatenate([back, back[-1] + np.cumsum(rng.standard_exponential(len(back)))])
    times, counts = cumulative_rate(per_day, profile, -WEEK, 0.0)
    weeks, rest = np.divmod(back, counts[-1])
    return _invert(counts[-1] - rest, *_rising(times, counts)) - weeks * WEEK


def _rising(times: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """The breakpoints without those amid a flat stretch, where the rate is 0: its first and last are kept."""
    rising = np.concatenate([[True], np.diff(counts) > 0])
    knots = rising | np.concatenate([rising[1:], [False]])
    return times[knots], counts[knots]


def _invert(levels: Floats, times: Floats, counts: Floats) -> Floats:
    """When each level is reached by counts that rise piece by piece between the given times, shape
    (levels,)."""
    piece = np.searchsorted(counts, levels, side="right").clip(1, len(counts) - 1) - 1
    return _reached(levels, times, counts, lambda column: column.take(piece))


def _invert_rising(levels: Floats, times: Floats, counts: Floats) -> Floats:
    """The same for levels that rise, none below the first of the counts: the ends of the pieces are looked
    for among them, not each of them among the pieces (the whole in half of the time)."""
    ends = np.searchsorted(levels, counts, side="left")
    ends[-1] = len(levels)
    sizes = np.diff(ends)
    return _reached(levels, times, counts, lambda column: column.repeat(sizes))


def _reached(levels: Floats, times: Floats, counts: Floats, of_each: Callable[[Floats], Floats]) -> Floats:
    """The same; `of_each` gives each level what a column says of its piece."""
    rise = np.diff(counts)
    share = levels - of_each(counts[:-1])
    share /= of_each(np.where(rise > 0, rise, np.inf))  # at a flat end nothing is left of the way
    share *= of_each(np.diff(times))
    share += of_each(times[:-1])
    return share


def within_day(moments: Floats, profile: Profile, rng: np.random.Generator) -> Floats:
    """The same days as `moments` [min], but at hours of the day that follow the profile, shape (n,)."""
    hours = np.asarray(profile.hours, dtype=np.float64)
    counts: Floats = np.concatenate([np.zeros(1), np.cumsum(hours / hours.sum())])
    knots: Floats = np.arange(25, dtype=np.float64) * HOUR
    of_day = _invert(rng.random(len(moments)), knots, counts)
    return np.asarray(np.floor(moments / DAY) * DAY + of_day)


def stay_away(
    away: StaysAway, spans: Sequence[tuple[float, float]], stream: str, moments: Floats, draws: Draws
) -> Floats:
    """Times to come [min] of a stream, with those moved behind the spans of whose shipments stay away in
    them, shape (n,)."""
    n, out = len(moments), moments.copy()
    stays = draws.at("stays away", stream).random(n) < away.share.value
    later = draws.at("comes back", stream).random(n) * away.back_within.value
    for begin, end in spans:
        mine = stays & (moments >= begin) & (moments < end)
        out[mine] = end + later[mine]
    return out


def expand(counts: Ints) -> Ints:
    """0 repeated counts[0] times, 1 repeated counts[1] times, ...; shape (sum of counts,)."""
    return np.repeat(np.arange(len(counts), dtype=np.int64), counts)

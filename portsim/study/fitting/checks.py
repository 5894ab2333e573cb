"""Whether measured times can be drawn one by one from one shape: independence, hours, days, trend, load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from portsim.base.arrays import Bools, Floats, Ints
from portsim.base.units import DAY, HOUR

SURE = 0.01  # p-values below this say that there is something
LARGE = 0.1  # a correlation of ranks, or a difference of means, that matters
LAGS = 10
FEWEST = 5  # times of a group that is compared with others
RECENT = HOUR  # who arrived within this long before is the load

Test = tuple[str, float, float]  # its name, the statistic and p


@dataclass(frozen=True)
class Check:
    """One question about the times: the statistic of its test, p, how much it is, and whether that matters.

    size: a correlation of ranks for independence, trend and load; for groups how much longer the mean of the
    longest is than that of the shortest, 0.4 for 40 %. where: the groups of the longest times.
    """

    name: str
    test: str
    statistic: float
    p: float
    size: float
    where: tuple[int, ...] = ()

    @property
    def matters(self) -> bool:
        return self.p < SURE and abs(self.size) >= LARGE


def checked(arrival: Floats, times: Floats, terminal: Ints) -> tuple[Check, ...]:
    """The checks of times [min] of shipments by arrival [min], shape (n,) each, in order of arrival.

    Independence: Spearman's correlation of neighbours, and Ljung and Box 1978 (Biometrika 65) on ranks. Load:
    the correlation with the number of arrivals in the hour before, within days. Times of one day are alike
    where days differ, and so are those of one shift; so all others are tested by days. Hour, terminal and
    load: whether the same is seen day by day, by the ranks' distances from the mean of the day, with the
    ANOVA-type statistic (Brunner and others 1997, JASA 92). By mean ranks of days: weekday, an F-test
    (Conover and Iman 1981, The American Statistician 35), and trend, Mann 1945 (Econometrica 13), whose size
    is Kendall's tau of all times.
    """
    ranks = stats.rankdata(times)
    hour, day = (arrival % DAY // HOUR).astype(int), (arrival // DAY).astype(int)
    lag = _correlation(ranks[:-1], ranks[1:])
    box, box_p = _ljung_box(ranks)
    with np.errstate(invalid="ignore"):
        trend = stats.kendalltau(arrival, times)
    before = np.arange(len(arrival)) - np.searchsorted(arrival, arrival - RECENT).astype(float)
    more, longer = _from_mean(day, before), _from_mean(day, ranks)
    load = _correlation(more, longer)[0]
    found = [
        Check("independence", "Ljung-Box of ranks", box, box_p, lag[0]),
        *_groups("hour", hour, times, _day_by_day(day, ranks, hour)),
        *_groups("weekday", day % 7, times, _of_weekdays(day, ranks)),
        *_groups("terminal", terminal, times, _day_by_day(day, ranks, terminal)),
        Check("trend", "Mann-Kendall of days", *_trend(day, ranks), float(trend.statistic)),
        Check("load", *_of_each_day(_sums(day, more * longer)), load),
    ]
    return tuple(check for check in found if np.isfinite(check.p) and not np.isnan(check.size))


def _correlation(one: Floats | Ints, other: Floats) -> tuple[float, float]:
    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan"), float("nan")
    found = stats.spearmanr(one, other)
    return float(found.statistic), float(found.pvalue)


def _ljung_box(ranks: Floats) -> tuple[float, float]:
    """Q = n (n + 2) sum r_k^2 / (n - k), chi-square with as many degrees of freedom as lags."""
    n, centred = len(ranks), ranks - ranks.mean()
    lags = min(LAGS, n // 5)
    all_ = float(centred @ centred)
    if not lags or not all_:
        return float("nan"), float("nan")
    r = np.array([float(centred[:-k] @ centred[k:]) / all_ for k in range(1, lags + 1)])
    q = n * (n + 2) * float((r**2 / (n - np.arange(1, lags + 1))).sum())
    return q, float(stats.chi2.sf(q, lags))


def _groups(name: str, group: Ints, times: Floats, test: Test) -> Iterator[Check]:
    """The check of groups by this test, with how far their means are apart."""
    numbers = _large(group)
    means = np.array([times[group == each].mean() for each in numbers])
    if len(means) > 1:
        size = float(means.max() / means.min() - 1) if means.min() > 0 else float("inf")
        yield Check(name, *test, size, tuple(int(each) for each in numbers[np.argsort(-means)][:3]))


def _large(group: Ints) -> Ints:
    """The groups with times enough to be compared."""
    numbers, count = np.unique(group, return_counts=True)
    return np.asarray(numbers[count >= FEWEST])


def _of_days(day: Ints, values: Floats) -> tuple[Ints, Floats]:
    """The days with times, and the mean of each."""
    days, of_day = np.unique(day, return_inverse=True)
    return days, np.bincount(of_day, weights=values) / np.bincount(of_day)


def _from_mean(day: Ints, values: Floats) -> Floats:
    """How far each value is from the mean of its day, shape (n,)."""
    days, means = _of_days(day, values)
    return np.asarray(values - means[np.searchsorted(days, day)])


def _day_by_day(day: Ints, ranks: Floats, group: Ints) -> Test:
    """Whether ranks of groups differ in the same way day by day."""
    numbers = _large(group)
    own = np.isin(group, numbers)
    sums = _sums(day[own], _from_mean(day[own], ranks[own]), np.searchsorted(numbers, group[own]))
    return _of_each_day(sums / np.sqrt(np.unique(group[own], return_counts=True)[1]))


def _sums(day: Ints, values: Floats, group: Ints | int = 0) -> Floats:
    """Sums of values by day and group, shape (days, groups)."""
    days, of_day = np.unique(day, return_inverse=True)
    groups = int(np.max(group, initial=0)) + 1
    sums = np.bincount(of_day * groups + group, weights=values, minlength=len(days) * groups)
    return np.asarray(sums, dtype=np.float64).reshape(len(days), groups)


def _of_each_day(sums: Floats) -> Test:
    """Whether the sums of a day are 0 in the mean: the ANOVA-type statistic, F by the approximation of Box
    1954 with its degrees of freedom times days - 1 below.

    Days are independent, the sums of a day need not be, shape (days, sums). NaN of a single day.
    """
    f = p = float("nan")
    sums = np.round(sums, 6)  # what rounding leaves of 0 is no difference
    if len(sums) > 1 and sums.any():
        mean, spread = sums.mean(axis=0), np.atleast_2d(np.cov(sums, rowvar=False))
        if not spread.any():  # every day the same
            return "ANOVA type of days", float("inf"), 0.0
        freedom = float(np.trace(spread) ** 2 / (spread**2).sum())
        f = float(len(sums) * (mean @ mean) / np.trace(spread))
        p = float(stats.f.sf(f, freedom, freedom * (len(sums) - 1)))
    return "ANOVA type of days", f, p


def _of_weekdays(day: Ints, ranks: Floats) -> Test:
    """The F-test of weekdays; p is NaN where no weekday was seen twice."""
    days, means = _of_days(day, ranks)
    parts = [means[days % 7 == each] for each in np.unique(days % 7)]
    between, within = len(parts) - 1, len(days) - len(parts)
    apart = sum(len(part) * float(part.mean() - means.mean()) ** 2 for part in parts)
    left = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    f = p = float("nan")
    if between and within and apart:
        f = (apart / between) / (left / within) if left else float("inf")
        p = float(stats.f.sf(f, between, within))
    return "F of days", f, p


def _trend(day: Ints, ranks: Floats) -> tuple[float, float]:
    """Kendall's tau of days and its p; NaN of fewer than five days."""
    days, means = _of_days(day, ranks)
    if len(days) < FEWEST or not np.ptp(means):
        return float("nan"), float("nan")
    found = stats.kendalltau(days, means)
    return float(found.statistic), float(found.pvalue)


def busiest_split(arrival: Floats, times: Floats) -> tuple[int, int]:
    """From which hour up to which the times differ most from those of the rest of the day: the arc of the
    clock with the largest sum of squares of ranks between the two groups (one split of a regression tree;
    Breiman and others 1984, Classification and Regression Trees, 8.3)."""
    ranks = stats.rankdata(times)
    hour = (arrival % DAY // HOUR).astype(int)
    number = np.bincount(hour, minlength=24).astype(float)
    sums = np.bincount(hour, weights=ranks - ranks.mean(), minlength=24)
    best, found = -1.0, (0, 12)
    for begin in range(24):
        for length in range(1, 24):
            inside: Bools = ((np.arange(24) - begin) % 24) < length
            n = number[inside].sum()
            rest = len(times) - n
            if min(n, rest) < 2 * FEWEST:
                continue
            between = sums[inside].sum() ** 2 * (1 / n + 1 / rest)
            if between > best * (1 + 1e-9):
                best, found = between, (begin, (begin + length) % 24)
    return found


def outliers(times: Floats) -> Bools:
    """Which times lie more than three interquartile ranges beyond the quartiles, on the scale of logs where
    all are above 0 (Tukey 1977, Exploratory Data Analysis, 2C), shape (n,). They are kept."""
    scale = np.log(times) if (times > 0).all() else times
    low, high = np.quantile(scale, (0.25, 0.75))
    return np.asarray((scale < low - 3 * (high - low)) | (scale > high + 3 * (high - low)))

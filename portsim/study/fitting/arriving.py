"""Arrivals of a log: how many a day, when in the week, and whether they come as portsim draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from portsim.base.arrays import Bools, Floats, Ints
from portsim.base.units import DAY, HOUR

FEW = 1.0  # arrivals that an hour is expected to have before its spread says something
OUTSIDE = 0.025  # at either end of an interval


@dataclass(frozen=True)
class Arriving:
    """What the log says of a stream's arrivals.

    n: arrivals on `days` days without holidays. per_day, range: mean of a week [1/day] and its 95 % interval.
    hours, week_days: weights with mean 1. cells: mean arrivals by weekday and hour, shape (7, 24), NaN where
    no day was seen. fano: variance of the counts of an hour of the week over their mean (1 if Poisson), by
    hour of the day, shape (24,), NaN where it cannot be said. spread, spread_p: the same over all hours and
    its two-sided p-value. product_off: the share of a week's arrivals [0..1] that lies in other hours than
    hour x weekday says, beyond what chance gives, and product_p the p-value. left_out: days left out.
    """

    n: int
    days: int
    per_day: float
    range: tuple[float, float]
    hours: tuple[float, ...]
    week_days: tuple[float, ...]
    cells: Floats
    fano: Floats
    spread: float
    spread_p: float
    product_off: float
    product_p: float
    left_out: int
    seen_weekdays: int


def arriving(arrival: Floats, holidays: Sequence[int]) -> Arriving | None:
    """Rate and profile of arrivals [min], shape (n,), from the first day of the log to the last.

    holidays: numbers of days to leave out, day 0 first. Rate and weights are those of maximum likelihood of
    independent Poisson counts with mean rate x weekday x hour. Dispersion: Fisher's index sum (N - m)^2 / m
    within hours of the week (Cox and Lewis 1966, The Statistical Analysis of Series of Events, 6.3); the
    range of the mean of a week by Student's t within weekdays (`_range`). None without a day that counts.
    """
    first, last = int(arrival[0] // DAY), int(arrival[-1] // DAY)
    numbers = np.arange(first, last + 1)
    counts = np.zeros((len(numbers), 24))
    np.add.at(counts, ((arrival // DAY).astype(int) - first, (arrival % DAY // HOUR).astype(int)), 1)
    kept = ~np.isin(numbers, np.asarray(holidays, dtype=int))
    counts = counts[kept]
    weekday: Ints = np.asarray(numbers[kept] % 7, dtype=np.int64)
    if not len(counts) or not counts.sum():
        return None
    seen: Bools = np.bincount(weekday, minlength=7) > 0
    cells = np.full((7, 24), np.nan)
    for day in np.flatnonzero(seen):
        cells[day] = counts[weekday == day].mean(axis=0)
    of_day = np.where(seen, np.nanmean(cells, axis=1) if seen.all() else _means(cells, seen), 0.0) * 24
    of_day = np.where(seen, of_day, of_day[seen].mean())  # a weekday that the log has not is as the others
    hours = counts.sum(axis=0) / counts.sum()
    rate = float(of_day.mean())
    expected = of_day[weekday][:, None] * hours
    fano, spread, spread_p = _dispersion(counts, weekday)
    off, p = _product(counts, expected, weekday)
    low, high = _range(counts.sum(axis=1), weekday)
    return Arriving(
        n=int(counts.sum()),
        days=len(counts),
        per_day=rate,
        range=(min(low, rate), max(high, rate)),
        hours=tuple((hours * 24).tolist()),
        week_days=tuple((of_day / rate).tolist()),
        cells=cells,
        fano=fano,
        spread=spread,
        spread_p=spread_p,
        product_off=off,
        product_p=p,
        left_out=int((~kept).sum()),
        seen_weekdays=int(seen.sum()),
    )


def _means(cells: Floats, seen: Bools) -> Floats:
    out = np.zeros(len(cells))
    out[seen] = cells[seen].mean(axis=1)
    return out


def _dispersion(counts: Floats, weekday: Ints) -> tuple[Floats, float, float]:
    """Fano factor by hour of the day, over all, and the two-sided p-value of chi-square."""
    squares, freedom = np.zeros(24), np.zeros(24)
    for day in np.unique(weekday):
        rows = counts[weekday == day]
        mean = rows.mean(axis=0)
        told = (mean >= FEW) & (len(rows) > 1)
        squares[told] += ((rows[:, told] - mean[told]) ** 2 / mean[told]).sum(axis=0)
        freedom[told] += len(rows) - 1
    by_hour = np.divide(squares, freedom, out=np.full(24, np.nan), where=freedom > 0)
    all_, free = float(squares.sum()), float(freedom.sum())
    if not free:
        return by_hour, float("nan"), float("nan")
    p = 2 * min(stats.chi2.sf(all_, free), stats.chi2.cdf(all_, free))
    return by_hour, all_ / free, float(min(p, 1.0))


def _product(counts: Floats, expected: Floats, weekday: Ints) -> tuple[float, float]:
    """How far the hours of single weekdays are from hour x weekday: chi-square of the sums by hour of week
    (Agresti 2013, Categorical Data Analysis, 3.2), and the share that lies elsewhere beyond chance.

    Hours of the week of which few are expected are left out. So the degrees of freedom are what the sum is
    on average: of each hour (1 - share of its weekday) (1 - share of its hour), the variance of its residual
    (Agresti, 3.3.1); of all hours together (weekdays - 1) (hours - 1).
    """
    days = np.unique(weekday)
    sums = np.array([counts[weekday == day].sum(axis=0) for day in days])
    means = np.array([expected[weekday == day].sum(axis=0) for day in days])
    told = means >= 5 * FEW
    total = float(sums.sum())
    free = float(np.outer(1 - sums.sum(axis=1) / total, 1 - sums.sum(axis=0) / total)[told].sum())
    if len(days) < 2 or free < 1:
        return float("nan"), float("nan")
    statistic = float(((sums - means)[told] ** 2 / means[told]).sum())
    elsewhere = float(np.abs(sums - means)[told].sum()) / 2 / total
    by_chance = float(np.sqrt(2 * means[told] / np.pi).sum()) / 2 / total
    return max(0.0, elsewhere - by_chance), float(stats.chi2.sf(statistic, free))


def _range(a_day: Floats, weekday: Ints) -> tuple[float, float]:
    """95 % interval of the mean of a week [1/day], a mean over weekdays of means of days, or of all days
    where a weekday was seen only once.

    By Student's t with degrees of freedom of Welch and Satterthwaite (stratified means: Cochran 1977,
    Sampling Techniques, 5.4); of a single day as if it were Poisson (Garwood 1936, Biometrika 28).
    """
    if len(a_day) == 1:
        count = float(a_day[0])
        low = float(stats.chi2.ppf(OUTSIDE, 2 * count)) / 2 if count else 0.0
        return low, float(stats.chi2.isf(OUTSIDE, 2 * count + 2)) / 2
    strata = [a_day[weekday == day] for day in np.unique(weekday)]
    strata = strata if min(map(len, strata)) > 1 else [a_day]
    parts = np.array([each.var(ddof=1) / len(each) for each in strata]) / len(strata) ** 2
    mean, variance = float(np.mean([each.mean() for each in strata])), float(parts.sum())
    if not variance:
        return mean, mean
    freedom = variance**2 / sum(part**2 / (len(each) - 1) for part, each in zip(parts, strata, strict=True))
    half = float(stats.t.isf(OUTSIDE, freedom)) * variance**0.5
    return max(mean - half, 0.0), mean + half

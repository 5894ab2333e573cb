"""What was found of each duration, chance and stream, in sentences a planner reads, with the consequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.many import many
from portsim.base.units import say_minutes, show_share
from portsim.scenario.logs.facts import WEEKDAYS

if TYPE_CHECKING:
    from portsim.study.fitting.checks import Check
    from portsim.study.fitting.found import Answered, Coming, Duration


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def of_duration(key: str, each: Duration, terminals: Sequence[str]) -> Iterator[str]:
    n = len(each.times)
    if each.refused == "waiting":
        yield (
            f"{key}: not fitted: {', '.join(each.measured.includes_waiting)} is measured from before the "
            "server is free, so the wait lies in it, and a run would wait twice; give the moment at which "
            "the service starts (from: START), or --includes-waiting"
        )
        return
    if each.refused:
        yield f"{key}: not fitted: n = {n}, and 10 are needed; keep your figure"
        return
    if not each.fits and each.range[0] == each.range[1]:
        yield f"{key}: constant {say_minutes(each.range[0])} (n = {n:,}): all times are the same"
        return
    low, high = map(say_minutes, each.range)
    mean = f"mean {say_minutes(each.mean)}, 95 % interval {low} to {high}"
    if each.hours:
        parts = " and ".join(
            f"{'empirical' if part.fit is None else part.fit.family.name}, mean {say_minutes(part.mean)}, at "
            f"{part.begin:02d}:00-{part.end:02d}:00 (n = {len(part.times):,})"
            for part in each.hours
        )
        yield f"{key}: by_hour: {parts}; {mean}"
    elif each.fit is None:
        best = each.fits[0]
        yield (
            f"{key}: empirical (n = {n:,}, {mean}): no shape is accepted; the nearest, {best.family.name}, "
            f"is off by {100 * best.off:.1f} % of the times and refused by Anderson-Darling ({_p(best.p)})"
        )
    else:
        yield f"{key}: {each.fit.family.name} (n = {n:,}, {mean}): {_why(each)}"
    if each.left_out:
        much = f"{100 * abs(each.left_out):.2g} % {'less' if each.left_out > 0 else 'more'}"
        yield (
            f"{key}: the mean of the log is {say_minutes(float(each.times.mean()))}, so what is written has "
            f"{much} work than the log; look at the longest times: take out what is a mistake; if all are "
            "real, put quantiles in the place of the shape (empirical)"
        )
    if each.zeros:
        left_out = "time of 0 is left out" if each.zeros == 1 else "times of 0 are left out"
        yield (
            f"{key}: {each.zeros:,} {left_out}, as no shape draws 0; if a shipment skips the step, give the "
            "step a chance"
        )
    if each.unit:
        yield (
            f"{key}: times are written in steps of {say_minutes(each.unit)}; for the fit they are spread "
            "evenly within a step"
        )
    if each.far:
        kept = "it is kept" if each.far == 1 else "they are kept"
        yield f"{key}: {many(each.far, 'outlier')}, the longest {say_minutes(each.times.max())}; {kept}"
    if each.measured.includes_waiting:
        yield f"{key}: holds the wait of {', '.join(each.measured.includes_waiting)}: a run waits twice"
    for name, begin in each.measured.from_start.items():
        yield (
            f"{key}: {name} is taken as the service alone, from the moment {begin}, as a run makes its own "
            f"waits; if some still wait after {begin}, a run waits twice: give the moment at which it starts"
        )
    for name, passed in each.measured.passes.items():
        yield (
            f"{key}: {name} is measured from the end of a step before {', '.join(passed)}, and holds the "
            "time of all who come there: a run has it twice; give the moment at which this step begins"
        )
    for check in each.checks:
        told = each.hours and (check.name == "hour" or (check.name == "load" and check.size < 0))
        if check.matters and not told:
            yield f"{key}: {_check(check, terminals)}"


def _why(each: Duration) -> str:
    assert each.fit is not None
    fit = each.fit
    first = "lowest AIC" if fit is each.fits[0] else "lowest AIC of those that are accepted"
    if fit.family.several:
        first = "no single shape is accepted"
    if fit.p >= 0.05:
        return f"{first} (weight {fit.weight:.2f}); Anderson-Darling does not refuse it ({_p(fit.p)})"
    return (
        f"{first} (weight {fit.weight:.2f}); Anderson-Darling refuses it ({_p(fit.p)}), but it is off by "
        f"{100 * fit.off:.1f} % of the times at most, and 3 % are let pass"
    )


def _check(check: Check, terminals: Sequence[str]) -> str:
    size, p = check.size, _p(check.p)
    if check.name == "independence":
        return (
            f"neighbours are alike (rank correlation {size:.2f}, {p}): one shape drawn anew for each makes "
            "runs steadier than the port; intervals go by whole days where there are ten"
        )
    if check.name == "trend":
        way = "longer" if size > 0 else "shorter"
        return f"times get {way} over the log (tau {size:.2f}, {p}): fit the later part alone, or say why"
    if check.name == "load":
        if size < 0:
            return f"times are shorter when more have come (rank correlation {size:.2f}, {p})"
        return (
            f"times are longer when more have come (rank correlation {size:.2f}, {p}): does the column hold "
            "the wait, too? A run adds its own"
        )
    more = f"times differ by {100 * size:.0f} % in the mean"
    if check.name == "hour":
        hours = ", ".join(f"{hour:02d}:00" for hour in check.where)
        return f"{more} between hours, longest at {hours} ({p}): too few times to fit by hour"
    if check.name == "weekday":
        days = ", ".join(WEEKDAYS[day] for day in check.where)
        return f"{more} between weekdays, longest on {days} ({p}): one shape stands for all of them"
    names = ", ".join(terminals[number] for number in check.where)
    return f"{more} between terminals, longest at {names} ({p}): give them terminals.<name>.times"


def of_chance(key: str, each: Answered) -> str:
    return f"{key}: {counted_share(each)}"


def counted_share(each: Answered) -> str:
    """A share as it was counted, with its interval."""
    low, high = map(show_share, (round(end, 5) for end in each.range))
    return f"{show_share(round(each.share, 5))} (n = {each.n:,}, 95 % interval {low} to {high})"


def of_arrivals(each: Coming) -> Iterator[str]:
    key, found = f"demand.{each.logged.stream}", each.found
    if found is None:
        yield f"{key}: arrivals are not fitted: {each.refused}"
        return
    yield (
        f"{key}: {found.per_day:.5g} per day (n = {found.n:,} on {many(found.days, 'day')}, 95 % interval "
        f"{found.range[0]:.5g} to {found.range[1]:.5g}), with a profile of 24 hours and 7 days"
        + (f"; {many(found.left_out, 'holiday')} left out" if found.left_out else "")
    )
    if found.seen_weekdays < 7:
        yield f"{key}: the log has {found.seen_weekdays} of 7 weekdays; the others are taken as their mean"
    if found.spread_p < 0.01 and found.spread > 1.1:
        yield (
            f"{key}: counts of the same hour of the week vary {found.spread:.2f} times as much as Poisson "
            f"({_p(found.spread_p)}), and runs draw Poisson arrivals: peaks are higher in the port; for them "
            "keep the log with resample: {method: weekly}"
        )
    elif found.spread_p < 0.01 and found.spread < 0.9:
        yield (
            f"{key}: counts of the same hour of the week vary {found.spread:.2f} times as much as Poisson "
            f"({_p(found.spread_p)}): arrivals are more even than runs draw them, as with appointments"
        )
    elif found.spread == found.spread:
        yield f"{key}: counts vary as Poisson does (dispersion {found.spread:.2f}, {_p(found.spread_p)})"
    else:
        few = "in no hour of the week does one come on average"
        why = few if found.days > found.seen_weekdays else "no weekday was seen twice"
        yield f"{key}: whether arrivals are Poisson cannot be said: {why}"
    if found.product_p < 0.01 and found.product_off >= 0.02:
        yield (
            f"{key}: hours differ by weekday: {100 * found.product_off:.1f} % of a week's arrivals come at "
            "other hours than hour x weekday says, and a profile holds no more than that"
        )

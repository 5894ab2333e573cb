"""The fit of a scenario to its own logs: durations, chances, arrivals, and what must be known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.fitting.arriving import Arriving, arriving
from portsim.study.fitting.checks import Check, busiest_split, checked, outliers
from portsim.study.fitting.intervals import MEAN, day_of, intervals, of_mean
from portsim.study.fitting.measured import Logged, Measured, logs_of_streams, measured, spread_out, unit_of
from portsim.study.fitting.overlay import overlay_text
from portsim.study.fitting.ranking import Fit, chosen, ranked
from portsim.study.fitting.words import of_arrivals, of_chance, of_duration

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 10
POINTS = 101  # of a table of quantiles
Range = tuple[float, float]


@dataclass(frozen=True)
class Duration:
    """A task as it was measured and fitted. `hours` are the parts of a fit by hour: from, up to, their times
    and fit; `fit` is None where no shape is accepted, and quantiles are taken."""

    measured: Measured
    times: Floats
    zeros: int
    unit: float
    fits: tuple[Fit, ...]
    fit: Fit | None
    range: Range
    figures: Mapping[str, Range]
    checks: tuple[Check, ...]
    far: int
    hours: tuple[tuple[int, int, Floats, Fit | None], ...] = ()
    refused: str = ""

    @property
    def mean(self) -> float:
        """Mean of what is written [min]."""
        if self.hours:
            means = [float(x.mean()) if fit is None else fit.mean for _, _, x, fit in self.hours]
            return float(np.average(means, weights=[len(x) for _, _, x, _ in self.hours]))
        return float(self.times.mean()) if self.fit is None else self.fit.mean


@dataclass(frozen=True)
class Answered:
    """A chance as it was counted: share [0..1] and its 95 % interval (Wilson 1927)."""

    measured: Measured
    n: int
    share: float
    range: Range


@dataclass(frozen=True)
class Coming:
    """The arrivals of a stream as fitted; None with the reason where they are not."""

    logged: Logged
    found: Arriving | None
    refused: str = ""


def fit(
    scenario: Scenario | str,
    *,
    streams: Sequence[str] = (),
    holidays: Sequence[str] = (),
    includes_waiting: bool = False,
    bootstrap: int = 199,
    seed: int | None = None,
) -> Analysis:
    """Fit durations, chances and arrivals to the logs of a scenario.

    The Analysis has the tables `durations` (a row for each task and shape), `checks`, `quantiles` (of the
    chosen shape against the log), `chances` and `arrivals`; `facts["overlay"]` is a scenario file that
    extends the one given. `holidays` are dates that are left out of the profile; `includes_waiting` fits
    times that hold a wait, too. `bootstrap` is the number of samples behind each p-value and interval.

    Raises PortsimError: no log; a stream without one; a date that is none; fewer than 19 samples.
    """
    if bootstrap < 19:
        raise PortsimError(
            f"--bootstrap: got {bootstrap}, allowed 19 or more, as p-values are held against 5 %"
        )
    given = load(scenario) if isinstance(scenario, str) else scenario
    given = given if seed is None else given.with_study(seed=seed)
    world, root = given.baseline, given.study.seed
    logs = logs_of_streams(world, tuple(streams))
    durations: dict[str, Duration] = {}
    chances: dict[str, Answered] = {}
    for key, each in sorted(measured(world, logs).items()):
        rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([root, *key.encode()])))
        if key.startswith("chances."):
            chances[key] = _answered(each)
        else:
            durations[key] = _duration(each, rng, bootstrap, includes_waiting)
    coming = [_coming(each, holidays) for each in logs]
    sentences = [
        *(
            text
            for key, one in durations.items()
            for text in of_duration(key, one, tuple(world.port.terminals))
        ),
        *(of_chance(key, one) for key, one in chances.items()),
        *(text for one in coming for text in of_arrivals(one)),
    ]
    facts = {
        "bootstrap": bootstrap,
        "seed": root,
        "holidays": list(holidays),
        "overlay": overlay_text(given, durations, chances, coming),
    }
    tables = {
        "durations": _durations_table(durations),
        "checks": _checks_table(durations),
        "quantiles": _quantiles_table(durations),
        "chances": _chances_table(chances),
        "arrivals": _arrivals_table(coming),
    }
    title = f"Fit of {given.name} to its logs"
    return Analysis("fit", title, given, tables, tuple(sentences), facts, runs=False)


def _duration(each: Measured, rng: np.random.Generator, bootstrap: int, waiting: bool) -> Duration:
    arrival, times, terminal = each.columns
    unit = unit_of(times)
    zero = times <= 0 if not unit else np.zeros(len(times), dtype=np.bool_)
    arrival, times, terminal = arrival[~zero], times[~zero], terminal[~zero]
    nothing = Duration(each, times, int(zero.sum()), unit, (), None, (0, 0), {}, (), 0)
    if each.includes_waiting and not waiting:
        return _with(nothing, refused="waiting")
    if len(times) < FEWEST:
        return _with(nothing, refused="few")
    if np.ptp(times) == 0:
        return _with(nothing, unit=0.0, range=(float(times[0]), float(times[0])))
    checks = checked(arrival, times, terminal)
    if unit:
        times = spread_out(times, unit, rng)
    fits = ranked(times, rng, bootstrap)
    best = chosen(fits)
    apart = any(check.name in ("independence", "trend") and check.matters for check in checks)
    blocks = day_of(arrival) if apart and len(np.unique(day_of(arrival))) >= FEWEST else None
    figures = {} if best is None else intervals(best.family, times, rng, bootstrap, blocks)
    span = figures[MEAN] if best is not None else of_mean(times, rng, bootstrap, blocks)
    found = Duration(
        each, times, int(zero.sum()), unit, fits, best, span, figures, checks, int(outliers(times).sum())
    )
    if any(check.name == "hour" and check.matters for check in checks):
        return _by_hour(found, arrival, rng, bootstrap)
    return found


def _by_hour(found: Duration, arrival: Floats, rng: np.random.Generator, bootstrap: int) -> Duration:
    """The same with a shape for each part of the day, where both have enough times."""
    begin, end = busiest_split(arrival, found.times)
    hour = (arrival % 1440 // 60).astype(int)
    inside = (hour - begin) % 24 < (end - begin) % 24
    parts = []
    for first, last, here in ((begin, end, inside), (end, begin, ~inside)):
        times = found.times[here]
        if len(times) < 3 * FEWEST:
            return found
        parts.append((first, last, times, chosen(ranked(times, rng, bootstrap))))
    return _with(found, hours=tuple(parts), range=of_mean(found.times, rng, bootstrap))


def _with(found: Duration, **values: object) -> Duration:
    from dataclasses import replace

    return replace(found, **values)  # type: ignore[arg-type]


def _answered(each: Measured) -> Answered:
    values = each.columns[1]
    test = stats.binomtest(int(values.sum()), len(values))
    span = test.proportion_ci(method="wilson")
    return Answered(each, len(values), float(values.mean()), (float(span.low), float(span.high)))


def _coming(each: Logged, holidays: Sequence[str]) -> Coming:
    if each.demand.lateness is not None:
        return Coming(each, None, "its rate and profile are of planned arrivals, and the log has real ones")
    days = [_day(text, each) for text in holidays]
    found = arriving(each.log.arrival, days)
    return Coming(each, found, "" if found else "no day is left that is no holiday")


def _day(text: str, each: Logged) -> int:
    """The number of a date in a log, day 0 first."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        raise PortsimError(f"--holiday: got {got(text)}, allowed a date such as 2026-05-01") from None
    if each.log.clock is None:
        raise PortsimError(f"--holiday: the log of {each.stream} has minutes and no dates; leave it out")
    return (when - each.log.clock.monday.date()).days


def _durations_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for key, each in durations.items():
        for one in each.fits:
            taken = one is each.fit and not each.hours
            said = {k: f"{v:.5g}" for k, v in one.figures.items()}
            if taken:
                said |= {
                    k: f"{said[k]} [{low:.4g}, {high:.4g}]"
                    for k, (low, high) in each.figures.items()
                    if k in said
                }
            rows.append(
                {
                    "task": key,
                    "shape": one.family.name,
                    "n": one.n,
                    "figures": ", ".join(f"{k} {v}" for k, v in said.items()),
                    "mean": one.mean,
                    "aic": one.aic,
                    "aic_weight": one.weight,
                    "anderson_darling": one.distance,
                    "p": one.p,
                    "largest_gap": one.off,
                    "chosen": taken,
                }
            )
    columns = ["task", "shape", "n", "figures", "mean", "aic", "aic_weight", "anderson_darling", "p"]
    return pd.DataFrame(rows, columns=[*columns, "largest_gap", "chosen"])


def _checks_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"task": key, "check": c.name, "test": c.test, "statistic": c.statistic, "p": c.p, "size": c.size,
         "matters": c.matters}
        for key, each in durations.items()
        for c in each.checks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["task", "check", "test", "statistic", "p", "size", "matters"])


def _quantiles_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    """The times of the log against those of the best shape at the same shares [min]."""
    import pandas as pd

    rows = []
    for key, each in durations.items():
        best = each.fit or (each.fits[0] if each.fits else None)
        if best is None:
            continue
        n = len(each.times)
        shares = np.unique(
            np.concatenate([np.linspace(0.5 / n, 1 - 0.5 / n, 199), (n - np.arange(5) - 0.5) / n])
        )
        theirs = best.quantiles(shares)
        own = np.quantile(each.times, shares, method="hazen")
        rows += [
            {"task": key, "shape": best.family.name, "share": s, "log": a, "fitted": b}
            for s, a, b in zip(shares, own, theirs, strict=True)
        ]
    return pd.DataFrame(rows, columns=["task", "shape", "share", "log", "fitted"])


def _chances_table(chances: Mapping[str, Answered]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"chance": key, "n": one.n, "share": one.share, "low": one.range[0], "high": one.range[1]}
        for key, one in chances.items()
    ]
    return pd.DataFrame(rows, columns=["chance", "n", "share", "low", "high"])


def _arrivals_table(coming: Sequence[Coming]) -> pd.DataFrame:
    """A row for each stream and hour of the week: mean arrivals of the log and of the profile."""
    import pandas as pd

    rows = []
    for each in coming:
        if each.found is None:
            continue
        for day in range(7):
            for hour in range(24):
                fitted = each.found.per_day / 24 * each.found.hours[hour] * each.found.week_days[day]
                rows.append(
                    {"stream": each.logged.stream, "weekday": day, "hour": hour,
                     "log": each.found.cells[day, hour], "fitted": fitted, "fano": each.found.fano[hour]}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=["stream", "weekday", "hour", "log", "fitted", "fano"])

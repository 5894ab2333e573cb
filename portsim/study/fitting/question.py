"""The fit of a scenario to its own logs: durations, chances, arrivals, and what must be known of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from portsim.base.arguments import check_arguments
from portsim.base.arrays import Floats, Ints
from portsim.base.errors import PortsimError, got
from portsim.base.notes import note
from portsim.base.units import DAY, HOUR
from portsim.model.demand import Brought
from portsim.model.port import Port
from portsim.scenario.load import loaded
from portsim.scenario.logs.by_row import PER_ROW
from portsim.scenario.logs.log import file_name
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.fitting.alternatives import of_alternatives
from portsim.study.fitting.arriving import arriving
from portsim.study.fitting.checks import SURE, busiest_split, checked, outliers
from portsim.study.fitting.found import Answered, Coming, Duration, Part
from portsim.study.fitting.intervals import MEAN, day_of, intervals, of_mean, of_parts, of_share
from portsim.study.fitting.measured import Logged, Measured, logs_of_streams, measured, spread_out, unit_of
from portsim.study.fitting.overlay import overlay_text
from portsim.study.fitting.ranking import chosen, ranked
from portsim.study.fitting.tables import (
    arrivals_table,
    chances_table,
    checks_table,
    durations_table,
    quantiles_table,
)
from portsim.study.fitting.terminals import of_terminals, spreads
from portsim.study.fitting.traits import counted_traits, had, of_planned_times, of_traits
from portsim.study.fitting.words import of_arrivals, of_chance, of_duration

FEWEST = 10


def fit(
    scenario: Scenario | str | Path,
    *,
    streams: Sequence[str] = (),
    holidays: Sequence[str] = (),
    includes_waiting: bool = False,
    bootstrap: int = 199,
    seed: int | None = None,
) -> Analysis:
    """Fit durations, chances, traits and arrivals to the logs of a scenario.

    The Analysis has the tables `durations` (a row for each task and shape), `checks`, `quantiles` (of the
    chosen shape against the log), `chances` and `arrivals`; `facts["overlay"]` is a scenario file that
    extends the one given. `holidays` are dates that are left out of the profile; `includes_waiting` fits
    times that hold a wait, too. `bootstrap` is the number of samples behind each p-value and interval.

    Raises PortsimError: no log; a stream without one; a date that is none; fewer than 19 samples.
    """
    check_arguments(fit, locals())
    if bootstrap < 19:
        raise PortsimError(
            f"bootstrap: got {bootstrap}, allowed 19 or more, as p-values are held against 5 %"
        )
    given = loaded(scenario, fits=True)
    given = given if seed is None else given.with_study(seed=seed)
    world, root = given.baseline, given.study.seed
    logs = logs_of_streams(world, tuple(streams))
    for read in logs:
        if read.log.again:
            note(f"demand.{read.stream}.log: {file_name(read.demand.log or '')}: {read.log.again}")
    for stream in (each.stream for each in logs):
        if getattr(world.port.demand[stream], PER_ROW, None) is not None:
            raise PortsimError(
                f"fit: demand.{stream}.{PER_ROW} changes how many come by the log, and a fit is of the log "
                "as it is; remove it, or name other streams"
            )
    durations: dict[str, Duration] = {}
    chances: dict[str, Answered] = {}
    for key, each in sorted(measured(world, logs).items()):
        rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([root, *key.encode()])))
        if key.startswith("chances."):
            chances[key] = _answered(each)
        else:
            durations[key] = _duration(each, rng, bootstrap, includes_waiting)
    dated = [each for each in logs if each.log.clock is not None] or logs
    for text in holidays:
        if not any(_has_day(each, _day(text, each)) for each in dated):
            note(f"holiday {text}: is on no day of the logs, so nothing is left out for it")
    coming = [_coming(each, world.port, holidays) for each in logs]
    sites = spreads(world.port, coming)
    traits = {
        key: had(world.port, coming, _answered(each))
        for key, each in sorted(counted_traits(world.port, coming).items())
    }
    sentences = [
        *(
            text
            for key, one in durations.items()
            for text in of_duration(key, one, tuple(world.port.terminals))
        ),
        *(of_chance(key, one) for key, one in chances.items()),
        *of_traits(world.port, traits),
        *(text for one in coming for text in of_arrivals(one)),
        *of_planned_times(world.port, coming),
        *of_terminals(world.port, coming, sites),
        *of_alternatives(given, {each.logged.stream for each in coming if each.found is not None}),
    ]
    written = {key: each.counted for key, each in traits.items() if not each.others}
    facts = {
        "bootstrap": bootstrap,
        "seed": root,
        "holidays": list(holidays),
        "overlay": overlay_text(given, durations, {**chances, **written}, coming, sites),
    }
    tables = {
        "durations": durations_table(durations),
        "checks": checks_table(durations),
        "quantiles": quantiles_table(durations),
        "chances": chances_table({**chances, **{key: each.counted for key, each in traits.items()}}),
        "arrivals": arrivals_table(coming),
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
    apart = any(check.name in ("independence", "trend") and check.p < SURE for check in checks)
    blocks = _blocks(arrival) if apart else None
    figures = {} if best is None else intervals(best.family, times, rng, bootstrap, blocks)
    span = figures[MEAN] if best is not None else of_mean(times, rng, bootstrap, blocks)
    found = Duration(
        each, times, int(zero.sum()), unit, fits, best, span, figures, checks, int(outliers(times).sum())
    )
    if any(check.name == "hour" and check.matters for check in checks):
        return _by_hour(found, arrival, rng, bootstrap, blocks)
    return found


def _by_hour(
    found: Duration, arrival: Floats, rng: np.random.Generator, bootstrap: int, blocks: Ints | None
) -> Duration:
    """The same with a shape for each part of the day, where both have enough times."""
    begin, end = busiest_split(arrival, found.times)
    hour = (arrival % DAY // HOUR).astype(int)
    inside = (hour - begin) % 24 < (end - begin) % 24
    parts = []
    for first, last, here in ((begin, end, inside), (end, begin, ~inside)):
        times = found.times[here]
        if len(times) < 3 * FEWEST:
            return found
        parts.append(Part(times, chosen(ranked(times, rng, bootstrap)), first, last))
    families = [None if each.fit is None else each.fit.family for each in parts]
    span = of_parts(families, found.times, (~inside).astype(np.int64), rng, bootstrap, blocks)
    return _with(found, hours=tuple(parts), range=span)


def _with(found: Duration, **values: object) -> Duration:
    from dataclasses import replace

    return replace(found, **values)  # type: ignore[arg-type]


def _answered(each: Measured) -> Answered:
    arrival, values, _ = each.columns
    span = of_share(values, _blocks(arrival))
    return Answered(each, len(values), float(values.mean()), span)


def _blocks(arrival: Floats) -> Ints | None:
    """The days of a log, where there are enough to be drawn in place of single rows."""
    days = day_of(arrival)
    return days if len(np.unique(days)) >= FEWEST else None


def _coming(each: Logged, port: Port, holidays: Sequence[str]) -> Coming:
    if isinstance(each.demand, Brought):
        return Coming(each, None, f"they come with {each.demand.brought_by}")
    brought = [n for n, d in port.demand.items() if isinstance(d, Brought) and d.brought_by == each.stream]
    joined = [name for name in brought if port.demand[name].log is not None]
    if joined:
        return Coming(each, None, f"the log of {' and '.join(joined)} is joined with this one, so both stay")
    if each.demand.lateness is not None:
        return Coming(each, None, "its rate and profile are of planned arrivals, and the log has real ones")
    days = [_day(text, each) for text in holidays]
    found = arriving(each.log.arrival, days)
    return Coming(each, found, "" if found else "no day is left that is no holiday")


def _has_day(each: Logged, day: int) -> bool:
    """Whether a day by its number lies between the first and the last row of a log."""
    return bool(each.log.arrival.min() // DAY <= day <= each.log.arrival.max() // DAY)


def _day(text: str, each: Logged) -> int:
    """The number of a date in a log, day 0 first."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        raise PortsimError(f"holiday: got {got(text)}, allowed a date such as 2026-05-01") from None
    if each.log.clock is None:
        raise PortsimError(f"holiday: the log of {each.stream} has minutes and no dates; leave it out")
    return (when - each.log.clock.monday.date()).days

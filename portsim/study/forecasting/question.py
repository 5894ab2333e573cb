"""A forecast of the next hours from the logs of a port, with bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got
from portsim.base.language import t
from portsim.base.notes import note
from portsim.base.units import DAY, HOUR
from portsim.model.demand import Arrivals
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.layers import overlay
from portsim.scenario.load import loaded
from portsim.scenario.logs.log import Log, read_log
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.forecasting.holidays import Holidays, holidays_of, sentences_on
from portsim.study.forecasting.moment import Moment, moment_of
from portsim.study.forecasting.sentences import sentences
from portsim.study.forecasting.shift import Told, told
from portsim.study.forecasting.state import state_of
from portsim.study.forecasting.tables import arrivals_table, queues_table
from portsim.study.in_money import in_its_money
from portsim.study.traces import other_days
from portsim.study.workers import Progress, spread_out
from portsim.workload.resampling import days_like, kind_of
from portsim.workload.size import memory_of

if TYPE_CHECKING:
    from portsim.study.forecasting.tables import Seen

HOURS, MOST_HOURS = 8, 72
LEAST_ALIKE = 2
NO_LOG = (
    "forecast: no stream of the scenario has a log, so nothing says what stands in the port now; add "
    "demand.<stream>.log (portsim log inspect FILE says what to paste), or give a list of what stands where "
    "(--from-state)"
)
FEWEST, REPLICATIONS = 20, 40  # runs for a band from 5 to 95 %; by default


@in_its_money
def forecast(
    scenario: Scenario | str | Path,
    now: str,
    *,
    hours: int = HOURS,
    alternatives: Sequence[str] = (),
    from_state: str | Path | None = None,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
) -> Analysis:
    """Forecast who waits where in the next hours, from what the logs of a scenario say up to `now`, or from a
    list of what stands where then (`from_state`: CSV, .xlsx or Parquet).

    Each run repeats the arrivals of the logs up to `now`, so that what stands in the port then follows from
    them; a time that a log has told by then is taken, any other one is drawn. Later arrivals are days of the
    logs drawn anew, from those before `now`. Bands are the 5 % and 95 % quantiles of the runs, and tell of
    one coming shift; they are no confidence intervals of a mean.

    `now` is a date and time by the clock of the logs (`2026-03-05 14:00`), or of logs in minutes the time
    since their Monday 00:00 (`86 h`). Of `alternatives`, run on the same draws, none is needed; of
    `replications` 20 or more.

    With a list nobody comes before `now` but who stands in it; later arrivals are days of the logs, or drawn
    by the demand of the scenario where a stream has none.

    Raises PortsimError: no stream has a log, and there is no list; `now` is none of their moments; too few
    days before it; a number or a row of the list that cannot be; an alternative that is not there.
    """
    check_arguments(forecast, locals(), "now alternatives from_state progress")
    hours, replications = plain(hours), plain(replications)
    given = loaded(scenario)
    for name, value, least, most in (
        ("hours", hours, 1, MOST_HOURS),
        ("replications", replications, FEWEST, 10_000),
    ):
        if type(value) is not int or not least <= value <= most:
            raise PortsimError(f"{name}: got {got(value)}, allowed {least} to {most}")
    logs = _logs(given)
    if not logs and from_state is None:
        raise PortsimError(NO_LOG)
    moment = moment_of(now, logs, listed=from_state is not None)
    for text in other_days(given, logs):
        note(text)
    end = moment.minute + hours * HOUR
    holidays = holidays_of(given, logs, moment, end)
    alike = _days_alike(logs, moment.minute, end, holidays)
    if logs and alike < LEAST_ALIKE:
        days = f"{alike} day" if alike == 1 else f"{alike} days"
        raise PortsimError(
            f"now: got {got(now)}, before which the logs have {days} alike (Monday to Friday, or the "
            f"weekend); allowed a moment after {LEAST_ALIKE} or more, from which later days are drawn"
        )
    chosen = given.only(*dict.fromkeys(name for name in alternatives if name != BASELINE))
    chosen = chosen.with_study(
        days=ceil(end / DAY), warm_up_days=0, run_out="0 h", replications=replications, seed=seed
    )
    chosen = _drawn_from_now_on(chosen, logs, moment, holidays)
    state = None if from_state is None else state_of(chosen, str(from_state), moment)
    worlds = {name: chosen.world(name) for name in chosen.alternatives} if state is None else state.worlds
    edges: Floats = moment.minute + HOUR * np.arange(-1.0, hours + 1)
    if state is not None:
        edges[0] = moment.minute  # what came in the hour before is not known
    found: list[Told] = []
    for each in spread_out(
        told, (chosen, worlds, edges), range(replications), workers, chosen.library, takes=memory_of(chosen)
    ):
        found.append(each)
        if progress is not None:
            progress(len(found), replications)
    seen = _seen(logs, moment, edges)
    tables = {
        "queues": queues_table(found, moment, edges),
        "arrivals": arrivals_table(found, moment, edges, seen),
    }
    said = sentences(chosen, moment, alike, tables["queues"], tables["arrivals"], logs, state)
    said += tuple(sentences_on(holidays, moment))
    facts = {"now": moment.words(), "minute": moment.minute, "hours": hours, "days_alike": alike}
    if state is not None:
        facts |= {"from_state": Path(state.path).name, "sha256": state.sha256, "standing": state.total}
    return Analysis(
        "forecast", t("{name}: the next {hours} h", name=given.name, hours=hours), chosen, tables, said, facts
    )


def _logs(scenario: Scenario) -> dict[str, Log]:
    """The logs of streams that come by themselves; what these bring is joined with them."""
    port = scenario.baseline.port
    return {
        name: read_log(demand.log, port, name)
        for name, demand in port.demand.items()
        if isinstance(demand, Arrivals) and demand.log is not None
    }


def _drawn_from_now_on(
    scenario: Scenario, logs: Mapping[str, Log], moment: Moment, holidays: Holidays
) -> Scenario:
    """The scenario whose logs are as they are up to a moment, with later days drawn anew from those alike."""
    if not logs:
        return scenario
    resample: dict[str, object] = {"method": "alike", "after": f"{moment.minute:.10g} min", "block": None}
    resample["holidays"] = list(holidays.days)  # and no block of another method
    over = Document({"demand": {name: {"resample": resample} for name in logs}}, {})
    return scenario.read_again(overlay(scenario.document, over), scenario.drawn, scenario.set_by_user)


def _days_alike(logs: Mapping[str, Log], begin: float, end: float, holidays: Holidays) -> int:
    """From how many days at least the days between two moments [min] are drawn."""
    today = floor(begin / DAY)
    kinds = np.unique(kind_of(np.arange(today, ceil(end / DAY)), holidays.days))
    there = [days_like(np.arange(log.first_day, today), holidays.days) for log in logs.values()]
    return min((len(each[kind]) for each in there for kind in kinds), default=0)


def _seen(logs: Mapping[str, Log], moment: Moment, edges: Floats) -> Seen:
    """Stream to its rows in each hour [shipments], as far as its log goes."""
    return {
        name: np.where(
            (edges[1:] <= max(moment.minute, float(log.arrival[-1]))) & (np.diff(edges) > 0),
            np.histogram(log.arrival, edges)[0],
            np.nan,
        )
        for name, log in logs.items()
    }

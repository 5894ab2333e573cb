"""A stored world: the port at some positions of the sliders, made able to do its work, and what its runs say.

The figures of a world are means over its replications, all on the draws of the same replications, so that two
worlds differ by their numbers and not by their luck.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.ledger_lines import of_lines
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.serve.state import WrongValue
from portsim.serve.stored.plan import Plan, Positions
from portsim.study.answers import About, Answers, Origin, about_runs
from portsim.study.comparison import figures
from portsim.study.hours import HOURS
from portsim.study.ledger import LEDGER_OF_A_YEAR
from portsim.study.question import Asked, StudyResult
from portsim.study.replications import kept_by_runs
from portsim.study.uncertainty.outputs import saved
from portsim.study.workers import spread_out
from portsim.workload.size import memory_of

FULL = 0.9  # of what servers can do; a port as stated that is fuller may come half way to 1
TRIES = 12  # of making a world able to run, before it is left out
MILLION = 1e6
QUESTION, WORLDS = "stored", "stored worlds"  # the names under which answers are kept, and whose they are
Key = tuple[str, ...]  # of a figure: what it is, and of whom
Loads = Mapping[tuple[str, str], float]  # by place and terminal: of what its servers can do


class World(NamedTuple):
    """A stored world: where its sliders stand, and its figures over the replications by their key.

    Arrays of shape (replications,), of hours (replications, 24). `seen` are positions that were tried on the
    way, each with the offered loads there; `problem` says why it could not be run, and is empty if it was.
    """

    point: Positions
    figures: Mapping[Key, Floats]
    seen: tuple[tuple[Positions, Loads], ...]
    problem: str = ""


def worlds(
    plan: Plan, points: Sequence[Positions], asked: Asked, workers: int, answers: Answers | None = None
) -> Iterator[World]:
    """The worlds at these positions, in their order, spread over cores; of those that `answers` holds, what
    they said.

    Raises PortsimError: a run that does not add up; a number of workers below 0.
    """
    about = partial(_about, plan, asked, _runs(plan, asked) if answers is not None else "")
    known: list[World | None] = [
        None if answers is None else answers.of(about(point), (QUESTION,)).get(QUESTION) for point in points
    ]
    new = [point for point, own in zip(points, known, strict=True) if own is None]
    found = spread_out(
        _world, (plan, asked), new, workers, plan.scenario.library, takes=memory_of(plan.scenario)
    )
    runs = plan.replications * (1 + len(plan.shown))
    for point, own in zip(points, known, strict=True):
        if own is not None and answers is not None:
            answers.found += runs
            yield World(*own)
            continue
        made = next(found)
        if answers is not None:
            answers.new += runs
            answers.keep_all({about(point): {QUESTION: tuple(made)}}, Origin(plan.scenario.name, 0))
        yield made


def _runs(plan: Plan, asked: Asked) -> str:
    """All that decides the runs of the port as stated."""
    stated = plan.variants.of(plan.state(plan.stated))
    keys = [about_runs(stated, n, asked.kpis, claims=False) for n in range(plan.replications)]
    return json.dumps(keys, default=str)


def _about(plan: Plan, asked: Asked, runs: str, point: Positions) -> About:
    """What decides the figures of a world: the runs of the port as stated, and where the sliders stand."""
    sliders = [[each.name, list(each.values)] for each in plan.controls]
    text = json.dumps([runs, list(asked.questions), plan.state(point).changes, sliders])
    return About(WORLDS, hashlib.sha256(text.encode()).hexdigest()[:16], "", (), (), None)


def _world(plan: Plan, asked: Asked, point: Positions) -> World:
    stated = loads_of(plan.variants.of(plan.state(plan.stated)))
    seen, problem = [], ""
    for _ in range(TRIES):
        try:
            scenario = plan.variants.of(plan.state(point))
        except WrongValue as error:
            problem = str(error).splitlines()[0]
            point = _nearer(plan, point, error.control)
            continue
        loads = loads_of(scenario)
        seen.append((point, loads))
        full = {at: load / limit(stated.get(at, 0.0)) for at, load in loads.items()}
        over = {at: share for at, share in full.items() if share > 1 + 1e-9}
        if not over:
            return World(point, _said(plan, asked, scenario), tuple(seen))
        place = next(iter(over))[0]
        problem = f"places.{place}: more work comes than its servers can do"
        point = _with_more(plan, point, over) or _nearer(plan, point, "")
    return World(point, {}, tuple(seen), problem)


def limit(stated: float) -> float:
    """How much of what its servers can do a place may be offered in a stored world."""
    return max(FULL, stated, (1 + stated) / 2 if stated > FULL else 0.0)


def loads_of(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Offered load of every place, as a share of what its servers can do: the largest of all alternatives."""
    found: dict[tuple[str, str], float] = {}
    for name in scenario.alternatives:
        for load in offered_loads(scenario.world(name)):
            share = load.mean / load.most
            if math.isfinite(share) and share > 0:
                at = load.place, load.terminal
                found[at] = max(found.get(at, 0.0), share)
    return found


def _nearer(plan: Plan, point: Positions, name: str) -> Positions:
    """The slider of this name half way to what is stated; all of them where it is not moved."""
    own = [each.name == name and at != each.stated for each, at in zip(plan.controls, point, strict=True)]
    every = not any(own)
    return tuple(
        each.stated + int((at - each.stated) / 2) if chosen or every else at
        for each, at, chosen in zip(plan.controls, point, own, strict=True)
    )


def _with_more(plan: Plan, point: Positions, over: Loads) -> Positions | None:
    """More servers at places that are too full; None where a place has no slider that goes so far."""
    moved = list(point)
    for (place, terminal), factor in over.items():
        raised = False
        for number, control in enumerate(plan.controls):
            if not _servers_at(control.name, place, terminal):
                continue
            wanted = math.ceil(int(str(control.values[point[number]])) * factor - 1e-9)
            enough = (i for i, value in enumerate(control.values) if int(str(value)) >= wanted)
            at = next(enough, None)
            if at is not None:
                moved[number], raised = max(moved[number], at), True
        if not raised:
            return None
    return tuple(moved) if tuple(moved) != point else None


def _servers_at(name: str, place: str, terminal: str) -> bool:
    """Whether a slider is for the servers of a place at a terminal, or at all of them."""
    section, *rest = name.split(".")
    return section == "places" and rest[:1] == [place] and rest[2:] in ([], ["value", terminal])


def _said(plan: Plan, asked: Asked, scenario: Scenario) -> dict[Key, Floats]:
    """The figures of a world over its replications."""
    numbers = range(plan.replications)
    kept = tuple(kept_by_runs(scenario, {}, {}, asked, 1, None, numbers))
    return figures_of(StudyResult(scenario, {}, kept, {}, asked.kpis))


def figures_of(study: StudyResult) -> dict[Key, Floats]:
    """What the page shows of a study: KPIs of the baseline and differences from it [the KPI's unit], savings
    [M yuan/y], and numbers in queues by hour; NaN where there is none."""
    found: dict[Key, Floats] = {}
    kpis, ledgers, hours = figures(study), study.kept(LEDGER_OF_A_YEAR.name), study.kept(HOURS.name)
    for kpi, values in kpis[BASELINE].items():
        found["baseline", kpi] = values
    for name in study.scenario.alternatives:
        for place, terminal in hours[0][name]:
            queue = np.array([own[name][place, terminal][0] for own in hours])
            found["hours", place, terminal, name] = queue
        if name == BASELINE:
            continue
        for kpi, values in kpis[name].items():
            found["difference", name, kpi] = values - kpis[BASELINE][kpi]
        money = [saved(of_lines(own[BASELINE]), of_lines(own[name])) for own in ledgers if own[name]]
        for payer in money[0] if money else ():
            amounts = np.array([each.get(payer, np.nan) for each in money])
            found["saved", name, payer] = amounts / MILLION
    return found

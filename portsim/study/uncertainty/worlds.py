"""Worlds: a scenario at drawn figures of its inputs, run once or several times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError
from portsim.claims.claim import Claim
from portsim.scenario.inputs import drawn
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.question import Asked
from portsim.study.replication import Job, keep_of_runs
from portsim.study.uncertainty.known import Known
from portsim.study.uncertainty.outputs import Output, figures_of
from portsim.study.workers import spread_out
from portsim.workload.size import memory_of

NOTHING = Asked(())


class Point(NamedTuple):
    """Where a world lies, inputs by name at shares [0..1] of their distributions, all others as stated; and
    the numbers of the replications that it is run in."""

    shares: Mapping[str, float]
    replications: tuple[int, ...]


class Answered(NamedTuple):
    """What a world says: `figures` of shape (replications, outputs), NaN where nothing was measured.

    `raised` are places that got more servers than drawn, so that the work can be done; `problem` says why the
    world cannot be run, and is empty if it can.
    """

    figures: Floats
    raised: tuple[str, ...] = ()
    problem: str = ""


def answers_of(
    scenario: Scenario,
    claims: Mapping[str, Claim],
    outputs: tuple[Output, ...],
    points: Sequence[Point],
    workers: int,
    answers: Answers | None,
) -> Iterator[Answered]:
    """What the worlds at these points say, in their order, spread over cores; of those that `answers` holds,
    what they said.

    Raises PortsimError: a run that does not add up; a number of workers below 0.
    """
    before = Known(answers, scenario, outputs)
    known = [before.of(point) for point in points]
    new = [point for point, own in zip(points, known, strict=True) if own is None]
    found = spread_out(
        _answer, (scenario, claims, outputs), new, workers, scenario.library, takes=memory_of(scenario)
    )
    for point, own in zip(points, known, strict=True):
        if own is not None:
            yield Answered(*own)
        else:
            answered = next(found)
            before.keep(point, answered)
            yield answered


def _answer(
    scenario: Scenario, claims: Mapping[str, Claim], outputs: tuple[Output, ...], point: Point
) -> Answered:
    nothing = np.full((len(point.replications), len(outputs)), np.nan)
    try:
        world, raised = drawn(scenario, point.shares) if point.shares else (scenario, ())
        for name in world.alternatives:
            world.world(name)
    except ConfigError as error:
        return Answered(nothing, problem=str(error).splitlines()[0])
    for row, number in zip(nothing, point.replications, strict=True):
        kept = keep_of_runs(
            world, claims, {}, Job(number, world.alternatives, NOTHING), {"figures": figures_of}
        )
        found = {output: figure for own in kept.values() for output, figure in own["figures"].items()}
        row[:] = [found.get(output, np.nan) for output in outputs]
    return Answered(nothing, raised)

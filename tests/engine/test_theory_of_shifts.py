"""M(t)/M/c(t): servers and arrivals that change with the hour, against the Kolmogorov forward equations."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, lil_matrix
from scipy.sparse.linalg import expm_multiply
from worlds import flow, lasting, one, port, rows_of, simulate, stream_of

from portsim.model.calendar import Profile
from portsim.model.place import Place
from portsim.model.steps import visit

GATES, MEAN = 600, 10.0  # gates side by side, each with a queue of its own; mean service [min]
BY_HOUR = (
    (9.0,) * 6 + (24.0,) * 17 + (9.0,)
)  # trucks an hour at each gate: the evening is busier than its shift
DAY, NIGHT = 5, 2  # lanes from 06:00 to 22:00, and from 22:00 to 06:00
LONGEST = 120  # of a queue that the equations know
AT = (300.0, 361.0, 420.0, 720.0, 1319.0, 1325.0, 1340.0, 1380.0, 1430.0)  # [min]


def state(busy: int, queue: int) -> int:
    return busy * (LONGEST + 1) + queue


def rates(per_minute: float, lanes: int) -> csr_matrix:
    """Transposed generator over (busy, queue). Lanes that have gone finish their work: while more are busy
    than there are lanes, whoever ends is followed by no one."""
    size = (DAY + 1) * (LONGEST + 1)
    found = lil_matrix((size, size))
    for busy in range(DAY + 1):
        for queue in range(LONGEST + 1):
            here = state(busy, queue)
            moves = []
            if busy < lanes:
                moves.append((state(busy + 1, queue), per_minute))
            elif queue < LONGEST:
                moves.append((state(busy, queue + 1), per_minute))
            if busy:
                follows = queue > 0 and busy <= lanes
                moves.append((state(busy, queue - 1) if follows else state(busy - 1, queue), busy / MEAN))
            for there, rate in moves:
                found[there, here] += rate
                found[here, here] -= rate
    return csr_matrix(found)


def begun(chances: np.ndarray, lanes: int) -> np.ndarray:
    """The chances once a larger shift has begun, and taken on as many from the queue as it can."""
    out = np.zeros_like(chances)
    for busy in range(DAY + 1):
        for queue in range(LONGEST + 1):
            more = max(0, min(queue, lanes - busy))
            out[state(busy + more, queue - more)] += chances[state(busy, queue)]
    return out


def expected() -> dict[float, list[tuple[float, float]]]:
    """Mean and variance of the numbers in the queue and at work at each moment, of a gate that is empty at
    midnight."""
    chances = np.zeros((DAY + 1) * (LONGEST + 1))
    chances[0] = 1.0
    queue, busy = np.tile(np.arange(LONGEST + 1), DAY + 1), np.repeat(np.arange(DAY + 1), LONGEST + 1)
    found, clock, lanes = {}, 0.0, NIGHT
    for moment in sorted({*AT, *(60.0 * hour for hour in range(1, 24))}):
        per_minute = BY_HOUR[int(clock // 60)] / 60
        chances = expm_multiply(rates(per_minute, lanes) * (moment - clock), chances)
        clock = moment
        if moment in (360.0, 1320.0):
            lanes = DAY if moment == 360.0 else NIGHT
            chances = begun(chances, lanes)
        means = [(number, float(chances @ number)) for number in (queue, busy)]
        found[moment] = [(mean, float(chances @ number**2) - mean**2) for number, mean in means]
        assert abs(chances.sum() - 1) < 1e-9 and chances[queue == LONGEST].sum() < 1e-9
    return {moment: found[moment] for moment in AT}


def test_queues_under_shifts_are_those_of_the_forward_equations() -> None:
    """At nine moments the means of 600 gates lie within 3.3 standard errors, which are small beside them."""
    user = {"source": "user"}
    shifts = {
        "day": {"value": DAY, "hours": "06:00-22:00", **user},
        "night": {"value": NIGHT, "hours": "22:00-06:00", **user},
    }
    gate = Place.model_validate({"lanes": {"shifts": shifts}, "blocks": one(GATES)})
    world = port(
        {"work": lasting(f"{MEAN} min")},
        {"truck": stream_of(GATES * sum(BY_HOUR), profile="hours")},
        places={"gate": gate},
        profiles={"hours": Profile(hours=BY_HOUR, source="user")},
    )
    records = simulate(world, [flow("f", visit("gate", "work"))], 1, 0)
    rows = rows_of(records, "work")
    queued, started, ended = (
        each[rows] for each in (records.raw.queued, records.raw.started, records.raw.ended)
    )
    for moment, figures in expected().items():
        waiting = (queued <= moment) & ~(started <= moment)
        at_work = (started <= moment) & ~(ended <= moment)
        for who, (mean, variance) in zip((waiting, at_work), figures, strict=True):
            error = (variance / GATES) ** 0.5
            assert error < 0.12 * mean
            assert abs(who.sum() / GATES - mean) < 3.3 * error


def test_after_the_end_of_the_day_more_are_at_work_than_there_are_lanes() -> None:
    """Five minutes into the night some of the five lanes still finish, by the forward equations."""
    (_, (at_work, _)) = expected()[1325.0]
    assert NIGHT < at_work < DAY

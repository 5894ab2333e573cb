"""Finite queues and berths against what theory says of them, over independent replications."""

from math import factorial

import numpy as np
import pytest
from scipy import stats
from worlds import columns_of, flow, lasting, one, port, replicated, stream_of

from portsim.model.demand import Brought
from portsim.model.place import Place
from portsim.model.steps import if_room, inside, signal, visit, wait_for_all, wait_until

RUNS, DAYS, WARM_UP = 12, 15, 1440


def agrees(values: np.ndarray, theory: float) -> bool:
    """The theory lies in the 99 % CI of the replications' mean, and the CI is narrow enough to tell."""
    half = float(stats.t.ppf(0.995, len(values) - 1)) * values.std(ddof=1) / len(values) ** 0.5
    assert half < 0.1 * theory
    return abs(values.mean() - theory) <= half


def m_m_c_k(servers: int, holds: int, load: float) -> tuple[float, float]:
    """Share turned away, and mean wait [mean services] of those who are let in (Gross and Harris, 2.5)."""
    weights = [
        load**k / (factorial(k) if k <= servers else factorial(servers) * servers ** (k - servers))
        for k in range(holds + 1)
    ]
    chances = np.array(weights) / sum(weights)
    waiting = sum((k - servers) * chances[k] for k in range(servers, holds + 1))
    return float(chances[-1]), float(waiting / (load * (1 - chances[-1])))


def test_two_places_and_one_server_by_hand() -> None:
    """With load 1 all three states are alike: a third is turned away; waiting 1/3, let in 2/3 a minute."""
    assert m_m_c_k(1, 2, 1.0) == pytest.approx((1 / 3, 1 / 2))


@pytest.mark.parametrize(("servers", "holds", "load"), [(1, 3, 0.9), (3, 8, 2.7), (2, 5, 2.6)])
def test_a_finite_queue_is_m_m_c_k(servers: int, holds: int, load: float) -> None:
    """The last is overloaded, and still has a steady state, as whoever finds no room is turned away."""
    places = {"gate": Place(servers=one(servers), holds=one(holds))}
    world = port({"work": lasting("1 min")}, {"truck": stream_of(load * 1440)}, places=places)
    gate = if_room("gate", (visit("gate", "work"),), orelse=(signal("turned_away"),))
    away, waits = [], []
    for records in replicated(world, [flow("f", gate)], DAYS, RUNS):
        left = columns_of(records, "turned_away")[0]
        queued, started, _ = columns_of(records, "work")
        let_in = (queued >= WARM_UP) & np.isfinite(started)
        turned = int((left >= WARM_UP).sum())
        away.append(turned / (turned + int((queued >= WARM_UP).sum())))
        waits.append((started - queued)[let_in].mean())
    share, wait = m_m_c_k(servers, holds, load)
    assert agrees(np.array(away), share)
    assert agrees(np.array(waits), wait)


def test_one_berth_with_a_geometric_batch_is_m_m_1() -> None:
    """A geometric number of exponential box moves by one crane is one exponential time alongside (Feller,
    An Introduction to Probability Theory, volume 2, XI.4): vessels queue as in M/M/1."""
    per_day, boxes, move = 4.0, 20.0, 12.0
    box = Brought.model_validate(
        {
            "flows": ("box",),
            "brought_by": "vessel",
            "number": {"shape": "geometric", "mean": boxes, "source": "user"},
        }
    )
    call = flow("call", inside("berth", (signal("alongside"), wait_for_all("off"))))
    unloaded = flow("box", wait_until("alongside", of="carrier"), visit("crane", "work"), signal("off"))
    world = port(
        {"work": lasting(f"{move:g} min")},
        {"vessel": stream_of(per_day, ("call",)), "box": box},
        places={"berth": Place(servers=one(1)), "crane": Place(servers=one(1))},
    )
    waits, sojourns = [], []
    for records in replicated(world, [call, unloaded], 400, 40):
        queued, started, ended = columns_of(records, "in_berth")
        counted = (queued >= 20 * 1440) & np.isfinite(ended)
        waits.append((started - queued)[counted].mean())
        sojourns.append((ended - queued)[counted].mean())
    alongside, use = boxes * move, per_day * boxes * move / 1440
    assert agrees(np.array(waits), use * alongside / (1 - use))
    assert agrees(np.array(sojourns), alongside / (1 - use))

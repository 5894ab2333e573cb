"""Chances by level against what theory says of them, over independent replications."""

import numpy as np
import pytest
from scipy import stats
from worlds import columns_of, flow, lasting, one, port, replicated, stream_of

from portsim.model.chance import LevelChance
from portsim.model.place import Place
from portsim.model.steps import inside, maybe, signal, travel

RUNS, DAYS, WARM_UP = 12, 20, 1440.0
STAY, PER_DAY = 240.0, 36.0  # on average six boxes stand there
FULL, EMPTY = 0.8, 0.2


def agrees(values: np.ndarray, theory: float) -> bool:
    """The theory lies in the 99 % CI of the replications' mean, and the CI is narrow enough to tell."""
    half = float(stats.t.ppf(0.995, len(values) - 1)) * values.std(ddof=1) / len(values) ** 0.5
    assert half < 0.1 * theory
    return abs(values.mean() - theory) <= half


@pytest.mark.parametrize(("shape", "more"), [("exponential", {}), ("constant", {}), ("lognormal", {"cv": 1})])
@pytest.mark.parametrize("slots", [20, 9])
def test_the_share_that_shifts_is_the_mean_chance(slots: int, shape: str, more: dict[str, float]) -> None:
    """Trucks that come by chance find what is there at any time (PASTA: Wolff, Operations Research 30, 1982).
    Of N boxes that are there min(N, slots) stand in slots, rate x stay on average for any law of the stay
    (Little); so E[chance(N)] = empty + (full - empty) x rate x stay / slots. A block of 20 slots never fills:
    N is Poisson, with mean rate x stay (M/G/inf: Gross and Harris, Fundamentals of Queueing Theory, 5.2.2).
    One of 9 is full at times, and boxes wait for a slot.
    """
    above = LevelChance.model_validate({"at": "yard", "value": FULL, "empty": EMPTY, "source": "user"})
    box = flow("box", inside("yard", (travel("stay"),)))
    truck = flow("truck", maybe("above", (travel("shift"),)), signal("lifted"))
    world = port(
        {"stay": lasting(f"{STAY:g} min", shape, **more), "shift": lasting("1 min", "constant")},
        {"box": stream_of(PER_DAY, ("box",)), "truck": stream_of(400, ("truck",))},
        places={"yard": Place(servers=one(slots))},
        chances={"above": above},
    )
    shifted, present = [], []
    end = DAYS * 1440.0
    for records in replicated(world, [box, truck], DAYS, RUNS):
        shifts = columns_of(records, "shift")[0]
        lifted = columns_of(records, "lifted")[2]
        without = (lifted >= WARM_UP).sum() - (shifts + 1 >= WARM_UP).sum()
        shifted.append(1 - without / (lifted >= WARM_UP).sum())
        _, started, ended = np.nan_to_num(columns_of(records, "in_yard"), nan=end)
        stood = np.clip(ended, WARM_UP, end) - np.clip(started, WARM_UP, end)
        present.append(stood.sum() / (end - WARM_UP))
    mean = PER_DAY * STAY / 1440
    assert agrees(np.array(present), mean)
    assert agrees(np.array(shifted), EMPTY + (FULL - EMPTY) * mean / slots)

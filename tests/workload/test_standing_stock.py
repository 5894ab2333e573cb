"""What stands in the yard at minute 0, held against the steady state of boxes that the next vessel takes."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import GATE, draw, flow, lasting, port, stream_of

from portsim.model.calendar import Profile
from portsim.model.lateness import Lateness
from portsim.model.sourced import Time
from portsim.workload.build import Stream

DAY = 1440.0
FLOWS = [flow("f", GATE)]
WORK = {"work": lasting("1 min")}
RATE, CALLS, DWELL = 100, 2.0, 1.0  # boxes a day, calls a day, days until a box is due


FIXED = {"source": ("user",)}


def yard(
    calls: float,
    replication: int,
    per_day: float = RATE,
    before: str = "20 day",
    days: float = 10,
    lateness: Lateness | None = None,
) -> dict[str, Stream]:
    """Vessels, and the boxes that stand there for them at minute 0."""
    taken = {"taken_by": "vessel", "dwell": lasting("24 h", "constant")}
    demand = {
        "vessel": stream_of(calls, lateness=lateness),
        "stacked": stream_of(per_day, before_start=Time.model_validate({"value": before, **FIXED}), **taken),
    }
    return draw(port(WORK, demand), FLOWS, days, replication=replication)


def late(*planned_for: str) -> Lateness:
    """Vessels that come up to two days before or after they are planned."""
    by = {"shape": "uniform", "low": "0 h", "high": "96 h", **FIXED}
    times = {"earliest": {"value": "48 h", **FIXED}, "reaches_back": {"value": "20 day", **FIXED}}
    return Lateness.model_validate({"name": "plan", "by": by, **times, "planned_for": planned_for})


def test_the_yard_is_full_where_vessels_have_no_lateness() -> None:
    """Little: a box stays its dwell and then until the next call, 1 / rate later in the mean. A third of them
    were due before minute 0, and their vessel comes later."""
    there = [yard(CALLS, each)["stacked"].n for each in range(400)]
    error = np.std(there, ddof=1) / len(there) ** 0.5
    assert np.mean(there) == pytest.approx(RATE * (DWELL + 1 / CALLS), abs=4 * error) and error < 4


def test_the_yard_is_as_full_for_vessels_that_do_not_keep_their_plan() -> None:
    """Where boxes go by the calls themselves. Moved each by its own lateness, they are a Poisson process of
    the same rate."""
    there = [yard(CALLS, each, lateness=late())["stacked"].n for each in range(400)]
    error = np.std(there, ddof=1) / len(there) ** 0.5
    assert np.mean(there) == pytest.approx(RATE * (DWELL + 1 / CALLS), abs=4 * error) and error < 4


@pytest.mark.parametrize("lateness", [None, late(), late("stacked")])
def test_the_yard_is_as_full_however_long_the_run(lateness: Lateness | None) -> None:
    """What a vessel takes after the end of the run stands there till then, and so do its numbers."""
    short, long = (yard(0.3, 0, days=days, lateness=lateness)["stacked"] for days in (1, 40))
    waits = short.carrier < 0
    assert short.n == long.n > RATE and waits.sum() > 10 and (long.carrier >= 0).all()
    assert np.array_equal(short.durations["f", "work"], long.durations["f", "work"])


def test_what_is_fetched_after_the_run_stands_there_till_then() -> None:
    """The trucks of these boxes are planned for days to come. Little: each stays for five days."""
    planned = {"name": "pickup", "dwell": lasting("120 h", "constant"), "profile": "even"}
    before = Time.model_validate({"value": "20 day", **FIXED})
    demand = {"stacked": stream_of(RATE, before_start=before, planned=planned)}
    own = port(WORK, demand, profiles={"even": Profile(hours=(1.0,) * 24, source=("user",))})
    there = [draw(own, FLOWS, 1, replication=each)["stacked"].n for each in range(60)]
    error = np.std(there, ddof=1) / len(there) ** 0.5
    assert np.mean(there) == pytest.approx(RATE * 5, abs=4 * error) and error < 5
    plans = draw(own, FLOWS, 1)["stacked"].planned["pickup"]
    assert (plans >= DAY).sum() > 3 * RATE


def test_where_vessels_call_all_the_time_boxes_stay_for_their_dwell() -> None:
    """Many vessels leave the dwell alone."""
    there = [yard(400.0, each)["stacked"].n for each in range(40)]
    error = np.std(there, ddof=1) / len(there) ** 0.5
    assert np.mean(there) == pytest.approx(RATE * (DWELL + 1 / 400), abs=4 * error)


def test_where_no_vessel_called_all_that_reach_back_stand_there() -> None:
    """One call in 200 days: where one comes in the run there was hardly one in the five days before."""
    runs = (yard(0.005, n, before="5 day") for n in range(200))
    found = [each["stacked"].n for each in runs if each["vessel"].n]
    assert len(found) >= 3 and np.median(found) == pytest.approx(5 * RATE, abs=3 * (5 * RATE) ** 0.5)


def test_no_vessel_of_the_run_moves() -> None:
    """Earlier calls are drawn apart: what comes in the run comes as without a yard."""
    own = draw(port(WORK, {"vessel": stream_of(CALLS)}), FLOWS, 10)
    assert np.array_equal(own["vessel"].arrival, yard(CALLS, 0)["vessel"].arrival)

"""Who is early or late lies by a lateness of its own from its planned arrival, and no other draw moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from worlds import GATE, draw, flow, lasting, port, share, stream_of

from portsim.base.units import show_minutes
from portsim.model.calendar import Profile
from portsim.model.demand import Brought, Declared, Trait
from portsim.model.durations import Kind, RandomTime
from portsim.model.lateness import Lateness
from portsim.model.place import Place
from portsim.model.sourced import Time
from portsim.model.steps import inside, travel, wait_for_next
from portsim.workload.build import Stream
from portsim.workload.draws import Draws

DAY, HOUR = 1440.0, 60.0
WORK = {"work": lasting("1 min")}
WAITS = flow("waits", wait_for_next("window"), inside("berth", (travel("work"),)))
GOES_ON = flow("f", inside("berth", (travel("work"),)))
BERTH = {"berths": {"value": 1, "source": "user"}, "blocks": {"value": 3, "source": "user"}, "in_turn": True}
BERTHS = {"berth": Place.model_validate(BERTH)}


class Normal(RandomTime):
    """A normal time, so far from 0 that none falls below."""

    shape: Literal["normal"] = "normal"
    mean: float
    sd: float

    @property
    def average(self) -> float:
        return self.mean

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return np.asarray(self.mean + self.sd * rng.standard_normal(n, dtype=kind))

    def words(self) -> str:
        return f"normal {show_minutes(self.mean)}"


def late(earliest: str, by: RandomTime, *planned_for: str, back: str = "7 day") -> Lateness:
    fixed = {"source": ("user",)}
    return Lateness.model_validate(
        {
            "name": "window",
            "earliest": Time.model_validate({"value": earliest, **fixed}),
            "by": by,
            "reaches_back": Time.model_validate({"value": back, **fixed}),
            "planned_for": planned_for,
        }
    )


def always(hours: float, *planned_for: str) -> Lateness:
    """So many hours late, or early if below 0."""
    by = lasting(f"{max(hours, 0) * 60} min", "constant")
    return late(f"{max(-hours, 0) * 60} min", by, *planned_for)


SPREAD = late("12 h", lasting("30 h", "erlang", k=2))


def vessels(
    lateness: Lateness | None, days: float = 3, replication: int = 0, per_day: float = 24, **more: object
) -> Stream:
    world = port(WORK, {"vessel": stream_of(per_day, lateness=lateness, **more)})
    return draw(world, [flow("f", GATE)], days, replication=replication)["vessel"]


def plan(stream: Stream) -> np.ndarray:
    assert stream.plan is not None
    return stream.plan


def test_normal_lateness_of_a_poisson_plan_leaves_poisson_arrivals_from_the_first_day_to_the_last() -> None:
    """Displacement theorem (Kingman 1993, 5.5). 24 a day over 300 runs of 8 days: a day's mean has a standard
    error of sqrt(24 / 300) = 0.28, the index of dispersion of 2,400 counts one of sqrt(2 / 2399) = 0.029, the
    correlation of neighbours one of 1 / sqrt(2100) = 0.022."""
    normal = late("40 h", Normal(mean=40 * HOUR, sd=8 * HOUR, source=("user",)))
    counts = np.array(
        [np.histogram(vessels(normal, 8, r).arrival, np.arange(9) * DAY)[0] for r in range(300)]
    )
    assert counts.mean(axis=0) == pytest.approx(np.full(8, 24.0), abs=4 * 0.28)
    assert counts.var() / counts.mean() == pytest.approx(1, abs=4 * 0.029)
    assert np.corrcoef(counts[:, :-1].ravel(), counts[:, 1:].ravel())[0, 1] == pytest.approx(0, abs=4 * 0.022)


def test_a_profile_of_the_plan_comes_as_much_later() -> None:
    """Planned at noon alone, 5 h late, all come between 17:00 and 18:00."""
    noon = Profile(hours=tuple(float(hour == 12) for hour in range(24)), source=("user",))
    world = port(WORK, {"vessel": stream_of(24, lateness=always(5), profile="noon")}, profiles={"noon": noon})
    found = draw(world, [flow("f", GATE)], 5)["vessel"].arrival % DAY
    assert len(found) > 60
    assert ((found >= 17 * HOUR) & (found < 18 * HOUR)).all()


def test_who_is_planned_before_the_start_and_late_comes_in_the_run() -> None:
    found = vessels(always(10))
    assert found.arrival == pytest.approx(plan(found) + 600)
    assert found.arrival.min() >= 0 and (plan(found) < 0).sum() == pytest.approx(10, abs=10)


def test_who_is_planned_after_the_end_and_early_comes_in_the_run_and_who_came_before_it_does_not() -> None:
    found, usual = vessels(always(-10)), vessels(None)
    assert found.arrival == pytest.approx(plan(found) - 600)
    assert found.arrival.min() >= 0 and plan(found).min() >= 600
    assert (plan(found) >= 3 * DAY).any() and found.arrival.max() < 3 * DAY
    mine = usual.arrival[usual.arrival >= 600]
    assert plan(found)[: len(mine)] == pytest.approx(mine)  # the plan is that of vessels that come as planned


def test_punctual_vessels_come_when_those_without_a_lateness_do() -> None:
    usual, punctual = vessels(None), vessels(always(0))
    assert usual.plan is None and not usual.planned
    assert np.array_equal(punctual.arrival, usual.arrival)
    assert np.array_equal(plan(punctual), usual.arrival)


def fleet(lateness: Lateness, days: float = 4) -> Mapping[str, Stream]:
    """Vessels with boxes and their papers, lodged a day before if early, and export boxes for them."""
    fixed = {"source": ("user",)}
    number = {"shape": "uniform", "low": 1, "high": 5, **fixed}
    boxes = {"boxes": {"shape": "constant", "mean": 2, **fixed}, "spread": {"value": "0 min", **fixed}}
    declares = {"stream": "box", "early": "early", "before": lasting("24 h", "constant"),
                "after": lasting("3 h", "constant")}  # fmt: skip
    taken = {"taken_by": "vessel", "dwell": lasting("30 h")}
    demand = {
        "vessel": stream_of(24, lateness=lateness),
        "box": Brought.model_validate(
            {"flows": ("f",), "brought_by": "vessel", "number": number, "declaration": boxes}
        ),
        "paper": Declared.model_validate({"flows": ("f",), "declares": declares}),
        "export": stream_of(200, **taken),
        "stacked": stream_of(200, before_start=Time.model_validate({"value": "5 day", **fixed}), **taken),
    }
    early = Trait(share=share(0.5), of=("box",), per="declaration")
    return draw(port(WORK, demand, traits={"early": early}), [flow("f", GATE)], days)


def test_nothing_else_that_is_drawn_depends_on_the_lateness() -> None:
    one, other = fleet(always(0)), fleet(SPREAD)
    for name in ("vessel", "box"):
        first, second = lasts_of(one[name]), lasts_of(other[name])
        both = first.keys() & second.keys()
        assert len(both) > 0.5 * one[name].n
        assert all(first[key] == second[key] for key in both)
    assert np.array_equal(one["export"].arrival, other["export"].arrival)


def lasts_of(stream: Stream) -> dict[tuple[float, int], float]:
    """How long the work of each takes, by its planned arrival and its place among those of the same one."""
    seen: dict[float, int] = {}
    found: dict[tuple[float, int], float] = {}
    for moment, lasts in zip(plan(stream).tolist(), stream.durations["f", "work"], strict=True):
        seen[moment] = seen.get(moment, -1) + 1
        found[moment, seen[moment]] = float(lasts)
    return found


def test_a_longer_run_renumbers_none() -> None:
    short, long = fleet(SPREAD, 4), fleet(SPREAD, 6)
    for name in ("vessel", "box", "export"):
        mine = long[name].arrival < 4 * DAY
        assert mine.sum() > 50 and np.array_equal(long[name].arrival[mine], short[name].arrival)
        assert np.array_equal(long[name].durations["f", "work"][mine], short[name].durations["f", "work"])


@pytest.mark.parametrize("name", ["vessel", "box", "export"])
def test_all_of_a_run_come_in_it(name: str) -> None:
    found = fleet(SPREAD)[name].arrival
    assert len(found) > 50 and found.min() >= 0 and found.max() < 4 * DAY


@pytest.mark.parametrize("by_plan", [True, False])
def test_a_box_whose_vessel_comes_after_the_end_waits_for_that_one_and_takes_no_later_one(
    by_plan: bool,
) -> None:
    """Six days of vessels say which one takes each box of four: no box of a vessel that comes after the
    fourth day goes with another."""
    lateness = late("12 h", lasting("30 h", "erlang", k=2), *(["export", "stacked"] if by_plan else []))
    short, long = fleet(lateness, 4), fleet(lateness, 6)
    ours = long["export"].arrival < 4 * DAY
    taker = long["export"].carrier[ours] - long["vessel"].offset
    takers = np.where(taker < 0, np.inf, long["vessel"].arrival[taker])
    mine = short["export"].carrier
    assert 20 < (takers >= 4 * DAY).sum() < len(mine) - 200
    assert np.array_equal(mine < 0, takers >= 4 * DAY)
    assert np.array_equal(short["vessel"].arrival[mine[mine >= 0]], takers[mine >= 0])


def test_a_changed_rate_moves_vessels_and_renumbers_none() -> None:
    """3 % more vessels, each as late as before: those planned before the start too, n-th by n-th."""
    one, more = vessels(SPREAD), vessels(SPREAD, per_day=24 * 1.03)
    late_by = [
        dict(zip(each.durations["f", "work"].tolist(), each.arrival - plan(each), strict=True))
        for each in (one, more)
    ]
    both = late_by[0].keys() & late_by[1].keys()
    assert (plan(one) < 0).sum() > 10 and len(both) > 0.9 * one.n
    assert all(late_by[0][key] == pytest.approx(late_by[1][key], abs=1e-6) for key in both)


def test_boxes_come_and_are_planned_with_the_vessel_that_brings_them() -> None:
    streams = fleet(SPREAD)
    vessel, box = streams["vessel"], streams["box"]
    assert box.n > 100 and box.carrier.min() >= vessel.offset
    assert np.array_equal(box.arrival, vessel.arrival[box.carrier - vessel.offset])
    assert np.array_equal(plan(box), plan(vessel)[box.carrier - vessel.offset])


@pytest.mark.parametrize("by_plan", [True, False])
def test_an_export_box_goes_with_the_next_vessel_by_the_plan_or_by_its_arrival(by_plan: bool) -> None:
    """The dwell has the address of its own whatever the vessels do: it is read off punctual vessels, which a
    box goes with if it is the first after its dwell."""
    streams = fleet(late("12 h", lasting("30 h", "erlang", k=2), *(["export", "stacked"] if by_plan else [])))
    vessel, export = streams["vessel"], streams["export"]
    moments = plan(vessel) if by_plan else vessel.arrival
    due = export.arrival + dwells(export.n)
    taken = export.carrier >= 0
    assert taken.sum() > 200
    for index in np.flatnonzero(taken):
        later = np.flatnonzero(moments >= due[index])
        assert export.carrier[index] - vessel.offset == later[np.argmin(moments[later])]


def dwells(n: int) -> np.ndarray:
    return lasting("30 h").times(n, Draws(1, 0).at("dwell", "export"))


def test_what_a_late_vessel_was_to_take_before_the_start_is_still_in_the_yard() -> None:
    """All are 10 h late: of 200 boxes a day some 83 were due in the 10 h before the start, and are there."""
    streams = fleet(always(10, "stacked"))
    vessel, stacked = streams["vessel"], streams["stacked"]
    taken = stacked.carrier[stacked.carrier >= 0]
    theirs = plan(vessel)[taken - vessel.offset]
    assert len(taken) > 0.9 * stacked.n  # all others wait for a vessel that comes after the end
    assert (theirs >= -600).all()
    assert (theirs < 0).sum() == pytest.approx(83, abs=30)
    early = fleet(always(-10, "stacked"))
    taken = early["stacked"].carrier[early["stacked"].carrier >= 0]
    assert len(taken) > 0.9 * early["stacked"].n
    assert (plan(early["vessel"])[taken - early["vessel"].offset] >= 600).all()


@pytest.mark.parametrize("by_plan", [True, False])
def test_papers_are_lodged_ahead_of_the_plan_or_of_the_arrival(by_plan: bool) -> None:
    streams = fleet(late("12 h", lasting("30 h", "erlang", k=2), *(["paper"] if by_plan else [])))
    box, paper = streams["box"], streams["paper"]
    first = {int(number): index for index, number in reversed([*enumerate(box.declaration)])}
    for number, index in first.items():
        mine = number - paper.offset
        meant = plan(box)[index] if by_plan else box.arrival[index]
        moment = meant - 1440 if paper.traits["early"][mine] else box.arrival[index] + 180
        assert paper.arrival[mine] == pytest.approx(max(moment, 0.0))
    assert 0.2 < paper.traits["early"].mean() < 0.8


@pytest.mark.parametrize("waits", [True, False])
def test_berths_are_taken_in_the_order_in_which_vessels_may_berth(waits: bool) -> None:
    called = WAITS if waits else GOES_ON
    world = port(WORK, {"vessel": stream_of(24, (called.name,), lateness=SPREAD)}, places=BERTHS)
    found = draw(world, [called], 5)["vessel"]
    ready = np.maximum(found.arrival, plan(found)) if waits else found.arrival
    berth = found.block["berth"][np.argsort(ready, kind="stable")].astype(int)
    assert np.array_equal(berth[1:], (berth[:-1] + 1) % 3)

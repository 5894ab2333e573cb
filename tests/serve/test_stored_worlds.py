"""Stored worlds: where they lie, how they are made able to run, what they say, and what a store keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from costed import COSTED
from tiny import TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.scenario.scenario import Scenario
from portsim.serve.runs import asked_of
from portsim.serve.stored.figures import Sampled
from portsim.serve.stored.plan import Plan, places_of, planned
from portsim.serve.stored.worlds import World, figures_of, limit, worlds
from portsim.serve.variant import Variants
from portsim.study.answers import Answers

pytestmark = pytest.mark.usefixtures("tiny_folder")
NAMES = ["tasks.paper_check", "places.gate_in.lanes"]


def scenario(text: str = TINY) -> Scenario:
    Path("tiny.yaml").write_text(text)
    return portsim.load("tiny.yaml")


def plan(of: Scenario, names: list[str] | None = None, samples: int | None = 8) -> Plan:
    return planned(of, Variants(of), ("qr",), NAMES if names is None else names, samples)


def run(of: Plan, points: list[tuple[int, ...]], answers: Answers | None = None) -> list[World]:
    return list(worlds(of, points, asked_of(of.scenario), 1, answers))


def test_sliders_are_in_the_order_of_the_page_and_unknown_ones_are_refused() -> None:
    assert plan(scenario()).names == ("tasks.paper_check", "places.gate_in.lanes")
    with pytest.raises(
        PortsimError, match=r"inputs: unknown input 'tasks.paper' \(nearest: tasks.paper_check"
    ):
        plan(scenario(), ["tasks.paper"])


def test_all_sliders_but_those_of_measures_that_are_not_shown() -> None:
    text = TINY.replace(
        "uptake: {value: 90 %, source: A1}", "uptake: {value: 90 %, source: assumption, range: [50 %, 98 %]}"
    )
    of = scenario(text)
    uptake = "measures.qr_gate_pass.uptake"
    assert uptake in planned(of, Variants(of), ("qr",), None, None).names
    without = planned(of, Variants(of), ("lanes",), None, None)
    assert uptake not in without.names
    assert without.samples == 64  # as many as sliders, but no fewer


def test_points_reach_all_parts_of_each_slider() -> None:
    of = plan(scenario(), samples=64)
    points = np.array(of.points())
    assert sorted(set(points[:, 1])) == [0, 1, 2, 3]  # 1 to 4 lanes
    # 1 and 4 lanes are the ends: half as wide as the others, so 64/6, 64/3, 64/3, 64/6
    counts = np.bincount(points[:, 1])
    assert counts == pytest.approx([64 / 6, 64 / 3, 64 / 3, 64 / 6], abs=2)


def test_positions_lie_where_their_figures_lie_between_the_ends() -> None:
    control = plan(scenario()).controls[0]  # 1.5 to 4 min
    places = places_of(control)
    assert (places[0], places[-1]) == (0, 1)
    assert places[control.stated] == pytest.approx((2.5 - 1.5) / (4 - 1.5))


def test_a_world_as_stated_says_what_a_study_says() -> None:
    of = plan(scenario())
    (found,) = run(of, [of.stated])
    study = portsim.compare(of.variants.of(of.state(of.stated)), workers=1, claims=False)
    row = study.comparison.set_index(["alternative", "kpi"]).loc[("qr", "gate_transaction_time")]
    figures = found.figures
    assert figures["difference", "qr", "gate_transaction_time"].mean() == pytest.approx(row["difference"])
    assert figures["baseline", "gate_transaction_time"].mean() == pytest.approx(row["baseline"])
    assert figures["hours", "gate_in", "north", "qr"].shape == (2, 24)
    assert found.point == of.stated and not found.problem


def test_what_payers_save_is_what_the_table_of_payers_says() -> None:
    """In a port with tariffs; the page counts in millions."""
    Path("costed.yaml").write_text(COSTED)
    scenario = portsim.load("costed.yaml").only("qr")
    study = portsim.compare(scenario, workers=1, claims=False)
    rows = study.payers.set_index(["alternative", "payer"]).saved
    own = {who: values for (kind, *_, who), values in figures_of(study).items() if kind == "saved"}
    assert set(own) == {"haulier", "terminal", "companies", "all_payers"}
    for who, values in own.items():
        assert len(values) == 3
        assert values.mean() * 1e6 == pytest.approx(rows["qr", who], abs=0.01)


def test_a_place_with_too_much_work_gets_the_fewest_servers_that_can_do_it() -> None:
    # 800 trucks a day of 4 min need 2.2 lanes round the clock: 2 would have a load of 1.1, 3 of 0.74
    text = TINY.replace("per_day: {value: 100 per day", "per_day: {value: 800 per day").replace(
        "gate_in: {lanes: {value: 2,", "gate_in: {lanes: {value: 3,"
    )
    text = text.replace("gate_out: {lanes: {value: 1,", "gate_out: {lanes: {value: 4,").replace(
        "cranes: {value: 1,", "cranes: {value: 4,"
    )
    text = text.replace(
        "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {set: {places.berth.berths: 4}}"
    )
    of = plan(scenario(text.replace("trouble_desk: {desks: {value: 1,", "trouble_desk: {desks: {value: 4,")))
    longest, one_lane = len(of.controls[0].values) - 1, 0
    (found,) = run(of, [(longest, one_lane)])
    lanes = of.controls[1].values
    assert lanes[found.point[1]] == "3" and found.point[0] == longest
    assert [lanes[point[1]] for point, _ in found.seen] == ["1", "3"]
    first = found.seen[0][1]["gate_in", "north"]
    assert first == pytest.approx(800 * 4 / 1440)


def test_a_place_may_be_as_full_as_stated_or_half_way_to_the_brim() -> None:
    assert limit(0.3) == 0.9
    assert limit(0.94) == pytest.approx(0.97)
    assert limit(1.2) == 1.2  # the scenario itself allows it


def test_a_slider_goes_no_further_than_worlds_that_ran() -> None:
    # 4 lanes are refused: the what-if more_lanes would change nothing
    of = plan(portsim.load("tiny.yaml").only("lanes"), samples=8)
    of = planned(of.scenario, Variants(of.scenario), ("lanes",), ["places.gate_in.lanes"], 16)
    found = run(of, [of.stated, *of.points()])
    kept = Sampled(of, found).kept[0]
    assert [of.controls[0].values[at] for at in kept] == ["1", "2", "3"]


def test_a_store_runs_no_world_twice() -> None:
    answers, of = Answers(), plan(scenario())
    points = [of.stated, *of.points()[:2]]
    first = run(of, points, answers)
    again = run(plan(scenario()), points, answers)
    assert (answers.new, answers.found) == (12, 12)  # 3 worlds, 2 alternatives, 2 replications
    for one, other in zip(first, again, strict=True):
        assert one.point == other.point
        for key, values in one.figures.items():
            assert np.array_equal(values, other.figures[key], equal_nan=True)


def test_samples_are_a_power_of_two() -> None:
    with pytest.raises(PortsimError, match="samples: got 60, allowed a power of 2 from 8 to 65536"):
        plan(scenario(), samples=60).points()

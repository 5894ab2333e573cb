"""A round trip: the event log of a run, mapped back for ships and boxes, brings the same boxes again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from carried import logged, mapped, quay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import play

import portsim
from portsim.cli.commands import app
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build

EVENTS = "events: {case: shipment, activity: [activity, lifecycle], time: minute}"
SHIPS = (
    f"{{file: run.csv, {EVENTS}, where: {{stream: ship}}, "
    "columns: {arrival: moor schedule, terminal: terminal, id: shipment}}"
)
BOXES = (
    f"{{file: run.csv, {EVENTS}, where: {{stream: box}}, columns: {{carrier: carrier, terminal: terminal, "
    "cooled: {column: 'trait:cooled', is: 'true'}}}"
)
Ships = list[tuple[int, str]]  # arrival [min] and terminal of each
Boxes = list[tuple[int, bool]]  # the number of the ship of each, and whether it is cooled


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def exported(scenario: Scenario) -> Records:
    """The records of a run, of which the event log is left in run.csv."""
    words = ["export", str(scenario.path), "--csv", "--out", "run.csv"]
    app(words, exit_on_error=False, print_error=False, result_action="return_value")
    return portsim.run(scenario)


def boxes_of(records: Records) -> list[tuple[float, int, int, int]]:
    """Arrival [min] and terminal of each ship, how many boxes it brings, and how many of these are cooled."""
    ship, box = records.own("ship"), records.own("box")
    carrier = records.carrier[box] - ship.start
    assert (records.terminal[box] == records.terminal[ship][carrier]).all()
    many, cooled = Counter(carrier.tolist()), Counter(carrier[records.traits["cooled"][box]].tolist())
    return [
        (arrival, at, many[n], cooled[n])
        for n, (arrival, at) in enumerate(
            zip(records.arrival[ship].tolist(), records.terminal[ship].tolist(), strict=True)
        )
    ]


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_run_mapped_back_brings_each_ship_its_boxes(engine: str) -> None:
    before = exported(quay())
    after = portsim.run(quay(*mapped(SHIPS, BOXES)).with_engine(engine))  # type: ignore[arg-type]
    assert boxes_of(after) == boxes_of(before)
    many = [number for _, _, number, _ in boxes_of(after)]
    assert len(many) > 5 and len(set(many)) > 2
    assert len({at for _, at, _, _ in boxes_of(after)}) == 2


@st.composite
def ports(draw: st.DrawFn) -> tuple[Ships, Boxes]:
    """Ships in any order, many of them at the same time, some after the run, and boxes in any order."""
    moments = st.integers(0, 500).map(lambda n: 15 * n)
    ships = draw(st.lists(st.tuples(moments, st.sampled_from(("north", "south"))), max_size=8))
    ships.insert(draw(st.integers(0, len(ships))), (draw(st.sampled_from((0, 15, 720))), "north"))
    boxes = st.tuples(st.integers(0, len(ships) - 1), st.booleans())
    return ships, draw(st.lists(boxes, min_size=1, max_size=40))


@given(ports())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_engines_agree_on_any_logs_and_each_box_is_of_its_ship(port: tuple[Ships, Boxes]) -> None:
    ships, boxes = port
    scenario = logged(
        "arrival,terminal,id\n" + "".join(f"{at},{where},V{n}\n" for n, (at, where) in enumerate(ships)),
        "carrier,cooled\n" + "".join(f"V{n},{int(cooled)}\n" for n, cooled in boxes),
    )
    horizon = scenario.study.horizon
    records = play(build(scenario.baseline, horizon, 1, 0))  # on both engines, and what must add up
    wanted = [
        (
            float(at),
            ("north", "south").index(where),
            sum(ship == n for ship, _ in boxes),
            sum(ship == n and cooled for ship, cooled in boxes),
        )
        for n, (at, where) in enumerate(ships)
        if at < horizon
    ]
    assert boxes_of(records) == sorted(wanted, key=lambda ship: ship[0])

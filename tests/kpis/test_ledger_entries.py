"""Ledger entries by hand: days, the way back of a trip, labour, whole fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from shipped import ENTRIES, KPIS, LIBRARY
from worlds import Given, flow, lasting, play, port, stream_of, workload

from portsim.kpis.between import Between
from portsim.kpis.ledger import ENTRY, Entry
from portsim.kpis.ledger_lines import Line, in_fen, lines
from portsim.kpis.year import year
from portsim.model.library import Declared, Library, Plugin
from portsim.model.steps import Step, signal, travel, visit
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.records.records import Records

GATE = (visit("gate", "serve", at_queue="gate_in"), signal("out", at_end="gate_out"))
YEAR = 36500  # shipments, of 100 a day


def tariff(cost: str, payer: str = "shipper", **more: object) -> Tariff:
    return Tariff.model_validate({"cost": {"value": cost, "source": "user"}, "payer": payer, **more})


def shipments(
    steps: tuple[Step, ...],
    tariffs: Mapping[str, Tariff],
    stream: str = "truck",
    library: Library = LIBRARY,
    **lasts: list[float],
) -> Records:
    """Two shipments of a stream of 100 a day, which do not meet."""
    given = Given([0.0, 300.0], lasts=lasts)
    servers = {"gate": 1, "customs_window": 1}
    records = play(workload([flow("f", *steps)], {stream: given}, servers))
    tasks = {name: lasting("1 h") for name in lasts}
    return replace(
        records, world=World(port(tasks, {stream: stream_of(100)}, tariffs=dict(tariffs)), {}, library)
    )


class TestDays:
    """The two take 60 and 120 minutes, 1.5 h in the mean: 1/16 of a day, that is 2281.25 days a year."""

    DAYS = Entry("days", "Days", "day", (Between("gate_in", "gate_out"),), "day")
    OWN = Library((Plugin("own", "a test", (Declared(ENTRY, "days", DAYS, "test.py", 1),)),))

    def test_have_24_hours(self) -> None:
        tariffs = {"day": tariff("24 yuan per day")}
        records = shipments(GATE, tariffs, library=self.OWN, serve=[60.0, 120.0])
        assert year(self.DAYS, records) == pytest.approx(2281.25)
        assert lines(records) == (
            Line("days", "shipper", "cost", pytest.approx(2281.25), "day", 24.0, 2281_25 * 24),  # type: ignore[arg-type]
        )

    def test_cost_the_same_by_the_hour(self) -> None:
        tariffs = {"day": tariff("1 yuan/h")}
        records = shipments(GATE, tariffs, library=self.OWN, serve=[60.0, 120.0])
        assert [line.fen for line in lines(records)] == [YEAR * 150]

    def test_of_storage_begin_at_the_gate_for_export(self) -> None:
        """120 and 360 minutes from gate to release: 4 h in the mean, so 36,500 / 6 days at 12 yuan."""
        steps = (travel("road"), *GATE[:1], signal("free", at_end="release"))
        storage = {"storage_day": tariff("12 yuan per day")}
        records = shipments(steps, storage, "export", road=[30.0, 30.0], serve=[120.0, 360.0])
        (line,) = lines(records)
        assert (line.entry, line.unit, line.unit_cost) == ("storage_days", "day", 12.0)
        assert line.quantity == pytest.approx(YEAR / 6)
        assert line.fen == YEAR * 200


class TestTrips:
    STEPS = (travel("to_window", counts="window_trip"), visit("customs_window", "ask"))

    def test_are_paid_both_ways_and_at_the_window(self) -> None:
        """30 and 60 minutes there, as long back, and 12 at the window: 102 minutes in the mean."""
        clerk = {"clerk_hour": tariff("50 yuan/h")}
        records = shipments(self.STEPS, clerk, to_window=[30.0, 60.0], ask=[12.0, 12.0])
        assert year(ENTRIES["clerk_hours"], records) == pytest.approx(YEAR * 102 / 60)

    def test_are_counted_once(self) -> None:
        trip = {"window_trip": tariff("60 yuan")}
        records = shipments(self.STEPS, trip, to_window=[30.0, 60.0], ask=[12.0, 12.0])
        assert year(ENTRIES["window_trips"], records) == YEAR


class TestLabour:
    def test_is_that_of_people_of_companies(self) -> None:
        assert {name for name, each in ENTRIES.items() if each.labour} == {
            "driver_hours",
            "gate_clerk_hours",
            "cfs_clerk_hours",
            "handover_hours",
            "clerk_hours",
            "breakdown_team_hours",
        }

    def test_leaves_out_machines_officers_and_what_the_public_purse_pays(self) -> None:
        """Of 102 minutes of a clerk, 12 of an officer and 102 of a truck, the clerk's alone are labour."""
        tariffs = {
            "clerk_hour": tariff("50 yuan/h"),
            "officer_hour": tariff("80 yuan/h", "customs"),
            "truck_hour": tariff("80 yuan/h", "haulier"),
        }
        steps = (*GATE, *TestTrips.STEPS)
        lasts = {"serve": [5.0, 5.0], "to_window": [30.0, 60.0], "ask": [12.0, 12.0]}
        labour = KPIS["company_labour"]
        assert labour.value(shipments(steps, tariffs, **lasts)) == pytest.approx(102 / 60)
        public = tariffs | {"clerk_hour": tariff("50 yuan/h", "public_purse")}
        assert len(labour.samples(shipments(steps, public, **lasts))) == 0


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [(0.0, 0), (0.128, 13), (0.121, 12), (-0.128, -13), (12345678.9, 1234567890), (float("nan"), None)],
)
def test_an_amount_is_rounded_to_the_nearest_fen(yuan: float, fen: int | None) -> None:
    assert in_fen(yuan) == fen

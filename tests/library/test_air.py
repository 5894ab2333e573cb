"""Air cargo: modes of transport that never mix; lots diverted at the aircraft or reported on line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny import EVIDENCE, TINY
from worlds import draw, flow, lasting, port, rows_of, share, stamps, stream_of

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import ConfigError
from portsim.kpis.hours import hours_of_day
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.split import split
from portsim.library.measures.aircraft_side_diversion import DIVERTED
from portsim.model.demand import Declaration, Trait
from portsim.model.numbers import Geometric
from portsim.model.place import Terminal
from portsim.model.port import Port
from portsim.model.sourced import Time
from portsim.model.steps import visit
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.study.run import run
from portsim.workload.build import build

IMPORT, EXPORT = "air_import_lot", "air_export_lot"
DIVERSION, NOTICE = "aircraft_side_diversion", "transit_arrival_declaration"
AIRPORT = "airport: {title: Airport, share: {value: 1, source: A1}, mode: air}"
SEA = "terminals: {"  # an airport comes before what stands there


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    short = load("ocean_gate").with_engine("compiled").with_study(days=3, warm_up_days=0, run_out="2 day")
    short = short.set("places.exam_bay.bays", 20)  # enough exams for a short run, and bays for those of boxes
    short = short.set("traits.selected_for_exam.share", "4 %")
    everyone = {"value": "100 %", "source": "user"}
    return short.alternative("all_on_line", NOTICE, uptake=everyone).only(DIVERSION, NOTICE, "all_on_line")


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> dict[str, Records]:
    return {name: run(scenario, 0, name) for name in scenario.alternatives}


def lots(records: Records, stream: str, *traits: str) -> Bools:
    """The counted shipments of a stream with all of these traits; the run-out lets nearly all of them end."""
    mask = np.zeros(records.n, dtype=np.bool_)
    mask[records.own(stream)] = records.by_stream[stream].counted(traits)
    return mask


def visits_of(records: Records, shipments: Bools, **tags: str) -> int:
    """How many steps with this label or count these shipments took."""
    chosen = [
        s
        for s, step in enumerate(records.steps)
        if all(getattr(step, key, None) == value for key, value in tags.items())
    ]
    return sum(int(shipments[records.raw.visits[s].shipment].sum()) for s in chosen)


def ended(records: Records, label: str) -> Floats:
    """When each shipment ended the step with this label [min], NaN where it took none."""
    out = np.full(records.n, np.nan)
    rows = rows_of(records, label)
    out[records.raw.shipment[rows]] = records.raw.ended[rows]
    return out


def service(records: Records, label: str) -> dict[int, float]:
    """Minutes of service [min] of a label by shipment."""
    rows, raw = rows_of(records, label), records.raw
    return {int(raw.shipment[r]): float(raw.ended[r] - raw.started[r]) for r in rows}


class TestModes:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("evidence.yaml").write_text(EVIDENCE)

    def refusal(self, *edits: tuple[str, str]) -> str:
        text = TINY
        for old, new in edits:
            assert text.count(old) == 1, "an edit must say exactly what it changes"
            text = text.replace(old, new)
        Path("tiny.yaml").write_text(text)
        with pytest.raises(ConfigError) as caught:
            load("tiny.yaml")
        return str(caught.value)

    def test_shares_of_terminals_add_up_to_1_within_each_mode(self) -> None:
        assert self.refusal((SEA, f"{SEA}{AIRPORT.replace('value: 1', 'value: 0.9')}, ")) == (
            "tiny.yaml:5:1: terminals: the shares of mode air add up to 0.9; they must add up to 1"
        )

    def test_a_place_needs_a_terminal_of_its_mode(self) -> None:
        edit = (
            "gate_in: {lanes: {value: 2, source: A1}}",
            "gate_in: {lanes: {value: 2, source: A1}, mode: air}",
        )
        assert self.refusal(edit) == (
            "tiny.yaml:8:44: places.gate_in.mode: got air, but no terminal is of mode air; "
            "add one under terminals, or leave all of that mode out: without: [air]"
        )

    def test_a_stream_needs_a_terminal_of_its_mode(self) -> None:
        assert self.refusal(("profile: day", "profile: day, mode: air")) == (
            "tiny.yaml:31:96: demand.domestic.mode: got air, but no terminal is of mode air; "
            "add one under terminals, or leave all of that mode out: without: [air]"
        )

    def test_a_mode_is_sea_or_air(self) -> None:
        assert self.refusal(("profile: day", "profile: day, mode: rail")) == (
            "tiny.yaml:31:96: demand.domestic.mode: got 'rail', allowed sea, air"
        )

    def test_an_air_stream_visits_no_sea_place(self) -> None:
        told = self.refusal((SEA, f"{SEA}{AIRPORT}, "), ("profile: day", "profile: day, mode: air"))
        assert told.splitlines()[0] == (
            "tiny.yaml:31:14: flows.domestic_truck.gate_in: stream domestic is of mode air and visits place "
            "'gate_in' of mode sea; give the stream or the place the other mode"
        )

    def test_a_carrier_has_the_mode_of_what_it_takes(self) -> None:
        taken = "profile: day, taken_by: vessel, dwell: {shape: constant, mean: 2 h, source: A1}, mode: air"
        told = self.refusal((SEA, f"{SEA}{AIRPORT}, "), ("profile: day", taken))
        assert told == (
            "tiny.yaml:31:3: demand.domestic.mode: got air, but stream 'vessel', with which domestic goes, "
            "is of mode sea; give both the same mode"
        )

    def test_counts_name_the_terminals_of_the_mode_alone(self) -> None:
        told = self.refusal(
            (SEA, f"{SEA}{AIRPORT}, "),
            ("gate_in: {lanes: {value: 2, source", "gate_in: {lanes: {value: {north: 2, airport: 1}, source"),
        )
        assert told == (
            "tiny.yaml:8:21: places.gate_in.lanes.value: got terminals airport, north; "
            "give one figure for each of north"
        )

    def test_a_log_of_lots_needs_no_terminal_where_one_airport_takes_them(self) -> None:
        Path("lots.csv").write_text("arrival\n5\n7\n")
        world = sea_and_air(("north", "airport", "south"))
        assert read_log("lots.csv", world, "lot").terminal.tolist() == [1, 1]


def sea_and_air(terminals: tuple[str, ...]) -> Port:
    """Two sea terminals and perhaps an airport, in this order; trucks go by sea and lots by air."""
    shares = {"north": share(0.3), "south": share(0.7), "airport": share(1)}
    told = {
        name: Terminal(title=name, share=shares[name], mode="air" if name == "airport" else "sea")
        for name in terminals
    }
    boxes = Geometric(mean=3.0, source="user")
    spread = Time.model_validate({"value": "4 h", "source": "user"})
    streams = {"truck": stream_of(500, declaration=Declaration(boxes=boxes, spread=spread))}
    if "airport" in terminals:
        streams["lot"] = stream_of(500, ("g",), mode="air")
    selected = Trait(share=share(0.3), of=("truck",), per="declaration")
    return port({"work": lasting("1 min")}, streams, terminals=told, traits={"selected": selected})


FLOWS = [flow("f", visit("gate", "work")), flow("g")]


@pytest.mark.parametrize("order", [("north", "airport", "south"), ("airport", "north", "south")])
def test_an_airport_moves_no_draw_of_the_sea_terminals(order: tuple[str, ...]) -> None:
    before = draw(sea_and_air(("north", "south")), FLOWS)["truck"]
    after = draw(sea_and_air(order), FLOWS)["truck"]
    assert [order[t] for t in after.terminal] == [("north", "south")[t] for t in before.terminal]
    assert np.array_equal(after.traits["selected"], before.traits["selected"])
    assert np.array_equal(after.durations["f", "work"], before.durations["f", "work"])


def test_lots_go_to_airports_and_trucks_to_ports() -> None:
    streams = draw(sea_and_air(("north", "airport", "south")), FLOWS)
    assert set(streams["lot"].terminal) == {1}
    assert set(streams["truck"].terminal) == {0, 2}


def test_a_place_stands_at_the_terminals_of_its_mode_alone(
    scenario: Scenario, records: dict[str, Records]
) -> None:
    port = scenario.baseline.port
    for place, terminal in [
        *((each.place, each.terminal) for each in offered_loads(scenario.baseline)),
        *((place, terminal) for place, terminal, _ in records["baseline"].pools),
        *hours_of_day(records["baseline"]),
    ]:
        assert port.places[place].mode == port.terminals[terminal].mode, (place, terminal)


class TestDiversion:
    def diverted(self, records: Records) -> Bools:
        return lots(records, IMPORT, *DIVERTED)

    def test_a_diverted_lot_makes_no_store_move_no_booking_and_no_escort_trip(
        self, records: dict[str, Records]
    ) -> None:
        after = records[DIVERSION]
        diverted = self.diverted(after)
        assert diverted.sum() > 5
        assert visits_of(after, diverted, counts="store_move") == 0
        assert visits_of(after, diverted, counts="escort_trip") == 0
        assert visits_of(after, diverted, label="air_exam_slots") == 0

    def test_a_diverted_lot_is_still_broken_down_registered_and_examined(
        self, records: dict[str, Records]
    ) -> None:
        after = records[DIVERSION]
        diverted = self.diverted(after)
        for label in ("break_down_for_exam", "register_for_exam", "scan_lot", "air_exam_done"):
            assert visits_of(after, diverted, label=label) == diverted.sum(), label

    def test_all_other_selected_lots_are_stored_pulled_out_and_put_back(
        self, records: dict[str, Records]
    ) -> None:
        after = records[DIVERSION]
        others = lots(after, IMPORT, "selected_for_exam") & ~self.diverted(after)
        assert visits_of(after, others, counts="store_move") == 3 * others.sum() > 0

    def test_only_orders_known_before_landing_are_diverted(self, records: dict[str, Records]) -> None:
        after = records[DIVERSION]
        late = lots(after, IMPORT, "selected_for_exam") & ~after.traits["lodged_before_arrival"]
        assert visits_of(after, late, label="air_exam_slots") == late.sum() > 0

    def test_the_exam_of_a_lot_lasts_as_long_whichever_way_it_comes(
        self, records: dict[str, Records]
    ) -> None:
        before, after = (
            {label: service(records[name], label) for label in ("scan_lot", "open_lot")}
            for name in ("baseline", DIVERSION)
        )
        diverted = np.flatnonzero(self.diverted(records[DIVERSION])).tolist()
        for label in before:
            assert set(before[label]) & set(diverted), label
            for ship in diverted:
                assert before[label].get(ship) == pytest.approx(after[label].get(ship)), label

    def test_a_diverted_lot_is_examined_earlier(self, records: dict[str, Records]) -> None:
        before, after = records["baseline"], records[DIVERSION]
        diverted = self.diverted(after)
        assert np.all(stamps(after, "exam_end")[diverted] < stamps(before, "exam_end")[diverted])

    def test_exams_follow_the_flights_by_night_too(self, records: dict[str, Records]) -> None:
        before, after = records["baseline"], records[DIVERSION]
        diverted = self.diverted(after)

        def by_night(records: Records) -> float:
            return float((stamps(records, "at_exam_site")[diverted] % 1440 < 480).mean())

        assert by_night(before) == 0 < by_night(after)

    def test_it_redraws_nothing_of_any_lot(self, scenario: Scenario) -> None:
        before, after = (
            {s.name: s for s in build(w, 1440.0, 1, 0).streams}
            for w in (scenario.baseline, scenario.world(DIVERSION))
        )
        for name in (IMPORT, EXPORT):
            assert np.array_equal(before[name].arrival, after[name].arrival)
            for key, drawn in before[name].durations.items():
                assert np.array_equal(drawn, after[name].durations[key]), key


class TestTransitNotice:
    def test_every_lot_in_transit_costs_a_trip_to_the_window(self, records: dict[str, Records]) -> None:
        base = records["baseline"]
        in_transit = lots(base, EXPORT, "in_transit")
        assert visits_of(base, in_transit, label="report_transit_arrival") == in_transit.sum() > 0
        assert visits_of(base, lots(base, EXPORT) & ~in_transit, counts="window_trip") == 0

    def test_nobody_goes_to_the_window_when_all_report_on_line(self, records: dict[str, Records]) -> None:
        after = records["all_on_line"]
        assert visits_of(after, lots(after, EXPORT), counts="window_trip") == 0

    def test_who_has_no_notice_still_goes(self, records: dict[str, Records]) -> None:
        after = records[NOTICE]
        without = lots(after, EXPORT, "in_transit") & ~after.traits["sends_notice"]
        assert visits_of(after, without, counts="window_trip") == without.sum() > 0

    def test_a_lot_in_transit_is_not_released_before_its_arrival_is_reported(
        self, records: dict[str, Records]
    ) -> None:
        for each in records.values():
            reported = ended(each, "transit_reported")
            out = lots(each, EXPORT, "in_transit") & np.isfinite(stamps(each, "release"))
            assert out.sum() > 50
            assert np.all(stamps(each, "release")[out] >= reported[out])


class TestEveryAlternative:
    def test_no_lot_is_loaded_or_collected_before_its_release(self, records: dict[str, Records]) -> None:
        for each in records.values():
            for stream, last in ((EXPORT, "loaded"), (IMPORT, "collected")):
                left = lots(each, stream) & np.isfinite(stamps(each, last))
                assert left.sum() > 100
                assert np.all(stamps(each, last)[left] > stamps(each, "release")[left])

    def test_no_selected_lot_is_released_before_its_exam_ends(self, records: dict[str, Records]) -> None:
        for each in records.values():
            for stream in (EXPORT, IMPORT):
                out = lots(each, stream, "selected_for_exam") & np.isfinite(stamps(each, "release"))
                assert out.sum() > 5
                assert np.all(stamps(each, "release")[out] >= stamps(each, "exam_end")[out])

    def test_a_lot_is_unloaded_and_loaded_only_at_its_own_flight(self, records: dict[str, Records]) -> None:
        base = records["baseline"]
        opened = ended(base, "flight_loading_open")
        loaded = lots(base, EXPORT) & np.isfinite(stamps(base, "loaded"))
        assert loaded.sum() > 100
        assert np.all(stamps(base, "loaded")[loaded] > opened[base.carrier[loaded]])
        opened = ended(base, "unloading_open")
        landed = lots(base, IMPORT) & np.isfinite(stamps(base, "discharge"))
        assert landed.sum() > 100
        assert np.all(stamps(base, "discharge")[landed] > opened[base.carrier[landed]])

    def test_the_exam_stands_between_arrival_and_release_in_the_stages(self, scenario: Scenario) -> None:
        for name in scenario.alternatives:
            for stream in (IMPORT, EXPORT):
                names = milestones_in_order(scenario.world(name), stream)
                order = [names.index(n) for n in ("at_exam_site", "exam_start", "exam_end", "release")]
                assert order == sorted(order), (name, names)

    def test_stages_of_a_lot_add_up_to_its_time(
        self, scenario: Scenario, records: dict[str, Records]
    ) -> None:
        for name, each in records.items():
            for stream, last in ((IMPORT, "collected"), (EXPORT, "loaded")):
                own = each.by_stream[stream]
                done = own.counted() & np.isfinite(own.stamp(last))
                found = split(each, own, milestones_in_order(scenario.world(name), stream), done)
                assert np.allclose(found.total, (own.stamp(last) - own.arrival)[done])

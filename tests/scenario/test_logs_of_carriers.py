"""A log of what carriers bring is joined with the log of these: numbers, terminals, traits, plans."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from broken import refusal
from carried import BOXES, OF_BOX, OF_LOT, OF_SHIP, SHIPS, drawn, logged, mapped, quay

import portsim
from portsim.scenario.logs.facts import log_warnings
from portsim.scenario.logs.volume import Window
from portsim.scenario.rates import daily_rate, expected_shipments
from portsim.study.packing import pack
from portsim.study.traces import is_one_trace, logs_of, repeated
from portsim.study.volumes import volumes_table


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class TestJoined:
    def test_each_row_comes_with_its_carrier_and_at_its_terminal(self) -> None:
        streams = drawn(logged())
        box, ship = streams["box"], streams["ship"]
        assert ship.arrival.tolist() == [60, 1500, 3000]  # V4 comes after the run
        assert (box.carrier - ship.offset).tolist() == [0, 0, 1, 1, 1]
        assert box.arrival.tolist() == [60, 60, 1500, 1500, 1500]
        assert box.terminal.tolist() == [0, 0, 1, 1, 1]

    def test_traits_are_those_of_the_rows_in_the_order_of_the_file(self) -> None:
        assert drawn(logged())["box"].traits["cooled"].tolist() == [False, True, True, False, False]

    def test_all_that_the_log_does_not_say_is_drawn_as_before(self) -> None:
        box = drawn(logged(boxes="carrier\nV1\nV2\n"))["box"]
        assert box.planned["pickup"].shape == box.traits["cooled"].shape == (2,)
        due = box.arrival + 480  # after the dwell, at an hour of that day that is drawn
        assert (box.planned["pickup"] // 1440).tolist() == (due // 1440).tolist()

    def test_a_planned_time_of_the_log_is_taken(self) -> None:
        box = drawn(logged(boxes="carrier,pickup\nV2,4000.5\nV1,700\n"))["box"]
        assert box.planned["pickup"].tolist() == [700, 4000.5]

    def test_what_boxes_bring_is_joined_with_the_log_of_boxes(self) -> None:
        boxes, lots = "carrier,id\nV2,B\nV1,A\nV2,C\n", "carrier\nC\nB\nA\nC\n"
        streams = drawn(quay(OF_SHIP, OF_BOX, OF_LOT, boxes=boxes, lots=lots))
        lot, box = streams["lot"], streams["box"]
        assert (lot.carrier - box.offset).tolist() == [0, 1, 2, 2]  # A, B, C, C
        assert lot.terminal.tolist() == [0, 1, 1, 1]

    def test_what_comes_in_boxes_that_are_left_out_is_left_out_too(self) -> None:
        ships = "id,terminal,at\nA1,north,2026-02-26 05:00\nA2,south,2026-03-02 05:00\n"
        start = "{file: ships.csv, columns: {arrival: at, terminal: terminal, id: id}, start: 2026-03-02}"
        boxes, lots = "carrier,id\nA2,B\nA1,C\n", "carrier\nC\nB\nC\nB\n"
        edits = (*mapped(start, "boxes.csv"), OF_LOT)
        scenario = quay(*edits, ships=ships, boxes=boxes, lots=lots)
        assert [(each.stream, each.rows, each.rows_of_others) for each in logs_of(scenario)] == [
            ("ship", 1, 0), ("box", 1, 1), ("lot", 2, 2),
        ]  # fmt: skip
        message = refusal(lambda: quay(*edits, ships=ships, boxes=boxes, lots="carrier\nD\n"))
        assert message.endswith(
            "lots.csv: line 2, column 'carrier': got 'D', which no row of demand.box.log has as its id (allowed: B)"
        )
        message = refusal(lambda: quay(*edits, ships=ships, boxes=boxes, lots="carrier\nC\n"))
        assert message.endswith(
            "lots.csv: not one row is left; the map of demand.box.log leaves out all its carriers"
        )

    def test_numbers_in_parquet_are_the_names_that_text_has(self) -> None:
        pd.DataFrame({"carrier": [7, 12, 7]}).to_parquet("boxes.parquet")
        ships = "arrival,terminal,id\n60,north,12\n1500,south,7\n"
        box = drawn(quay(*mapped("ships.csv", "boxes.parquet"), ships=ships))["box"]
        assert box.arrival.tolist() == [60, 1500, 1500]

    def test_names_keep_their_zeros_and_numbers_are_names_too(self) -> None:
        ships = "arrival,terminal,id\n60,north,007\n1500,south,7\n"
        box = drawn(logged(ships, "carrier\n7\n007\n7\n"))["box"]
        assert box.arrival.tolist() == [60, 1500, 1500]

    def test_resampled_days_of_ships_bring_their_boxes_again(self) -> None:
        ships = "arrival,terminal,id\n60,north,V1\n1500,south,V2\n3000,south,V3\n"
        boxes = "carrier,pickup\nV1,700\nV2,2100\nV2,2200\nV3,3600\n"
        resampled = OF_SHIP[1].replace("ships.csv", "ships.csv, resample: {method: stationary, block: 1 day}")
        scenario = quay((OF_SHIP[0], resampled), OF_BOX, ships=ships, boxes=boxes)
        many = set()
        # by minute of the day and terminal of a ship: from its arrival to the pick-up of each of its boxes
        waits = {(60, 0): [640.0], (60, 1): [600.0, 700.0], (120, 1): [600.0]}
        for replication in range(8):
            streams = drawn(scenario, replication)
            box, ship = streams["box"], streams["ship"]
            for n, (arrival, at) in enumerate(zip(ship.arrival, ship.terminal, strict=True)):
                mine = box.carrier - ship.offset == n
                assert (box.arrival[mine] == arrival).all() and (box.terminal[mine] == at).all()
                assert (box.planned["pickup"][mine] - arrival).tolist() == waits[arrival % 1440, at]
            many.add(box.n)
        assert len(many) > 1
        assert repeated(scenario) == ()


class TestVolume:
    def test_the_number_is_the_rows_of_the_counted_carriers(self) -> None:
        port = logged().baseline.port
        assert daily_rate(port, "ship") == 1
        assert daily_rate(port, "box") == pytest.approx(5 / 3)
        assert daily_rate(port, "lot") == pytest.approx(10 / 3)
        assert expected_shipments(port, 3) == 3 + 5 + 10
        rows = volumes_table(port).set_index("stream")
        assert tuple(rows.loc["box", ["source", "note"]]) == ("log", "5 rows of boxes.csv in 3 counted days")

    def test_what_would_change_the_number_is_refused(self) -> None:
        scenario = logged()
        assert refusal(lambda: scenario.set("demand.box.number", "9")) == (
            "set demand.box.number: the log of box says how many come, so this would change nothing; "
            "remove demand.box.log to set a number"
        )
        assert refusal(lambda: scenario.alternative("doubled", "more")) == (
            "quay.yaml:1:1: alternative 'doubled' changes demand.box.number, but a log says how many come and when: it would "
            "change nothing; leave it out, or remove demand.box.log; portsim fit puts a rate in place of the log"
        )

    def test_what_is_taken_is_said(self) -> None:
        of_ship, of_box = logs_of(logged())
        assert (of_ship.brought_by, of_ship.carriers, of_box.brought_by) == ("", 0, "ship")
        assert of_box.sentence() == (
            "demand.box: boxes.csv has 6 rows, day 1 (Mon 01:00) to day 7 (Sun 06:00), 4 of these days without "
            "rows; 5 rows in the 3 counted days, 0 in the warm-up, 0 in the run-out, 1 left out; brought by "
            "3 of ship, of which 1 bring none; this decides the volume, 1.66667 per day"
        )

    def test_carriers_that_bring_none_are_a_note(self) -> None:
        scenario = logged()
        window = Window.of(scenario.study)
        assert "demand.box.log: 1 of the 3 of ship that are counted bring none, as no row names them" in list(
            log_warnings(scenario.baseline.port, window)
        )

    def test_the_same_calls_come_in_every_replication(self) -> None:
        scenario = logged()
        assert repeated(scenario) == ("ship", "box")
        assert not is_one_trace(scenario, ["baseline"])  # lifts are drawn

    def test_the_identity_goes_by_the_contents_of_the_log(self) -> None:
        first = logged().identity
        assert logged(boxes=BOXES.replace("V4,1", "V4,0")).identity != first
        assert logged().identity == first

    def test_it_is_sent_to_other_machines_with_its_stream(self) -> None:
        sent = pack(logged().baseline.port).logs.values()
        assert sorted(path.name for path in sent) == ["boxes.csv", "ships.csv"]


class TestMapped:
    SHIPS = "visit;berth;ata\nA1;N;2026-02-26 05:00\nA2;N;2026-03-02 05:00\nA3;S;2026-03-03 07:30\n"
    BOXES = "unit;visit;reefer;out\nU1;A3;Y;2026-03-04 10:00\nU2;A1;N;2026-03-02 09:00\nU3;A3;N;2026-03-05 08:00\n"
    OF_SHIPS = (
        "{file: ships.csv, columns: {arrival: ata, terminal: berth, id: visit}, terminals: {N: north, S: south}, "
        "start: 2026-03-02}"
    )
    OF_BOXES = "{file: boxes.csv, columns: {carrier: visit, cooled: {column: reefer, is: Y}, pickup: out}}"

    def scenario(self, ships: str = OF_SHIPS, boxes: str = OF_BOXES) -> portsim.Scenario:
        return quay(*mapped(ships, boxes), ships=self.SHIPS, boxes=self.BOXES)

    def test_names_dates_and_traits_are_read_by_the_maps(self) -> None:
        streams = drawn(self.scenario())
        box = streams["box"]
        assert streams["ship"].arrival.tolist() == [300, 1440 + 450]
        assert (box.carrier - streams["ship"].offset).tolist() == [1, 1]
        assert box.planned["pickup"].tolist() == [
            2 * 1440 + 600,
            3 * 1440 + 480,
        ]  # by the Monday of the ships
        assert box.traits["cooled"].tolist() == [True, False]

    def test_rows_of_carriers_that_the_map_leaves_out_are_left_out_and_counted(self) -> None:
        _, facts = logs_of(self.scenario())
        assert (facts.rows, facts.rows_of_others, facts.rows_not_taken) == (2, 1, 1)
        assert "brought by 2 of ship, of which 1 bring none, 1 of others not taken" in facts.sentence()

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("carrier: visit, ", "", "quay.yaml:23:28: demand.box.log: boxes.csv: columns name "
             "no carrier; the file has unit, visit, reefer, out"),
            ("carrier: visit", "carrier: visitt", "quay.yaml:23:38: demand.box.log: "
             "boxes.csv: no column 'visitt' (nearest: visit)"),
            ("carrier: visit", "carrier: {column: visit, blank: 0}", "quay.yaml:23:38: "
             "demand.box.log: boxes.csv: carrier is a name; give a column alone"),
            ("pickup: out}", "pickup: out}, start: 2026-03-02", "quay.yaml:23:101: "
             "demand.box.log: boxes.csv: start is said in the log of the carriers, and goes for this one too; "
             "remove start"),
            ("carrier: visit", "carrier: visit, arrival: out", "quay.yaml:23:54: "
             "demand.box.log: boxes.csv: column 'arrival': they arrive with ship, which 'carrier' names; remove it"),
        ],
    )  # fmt: skip
    def test_a_map_that_does_not_fit_is_refused(self, old: str, new: str, message: str) -> None:
        assert self.OF_BOXES.count(old) == 1
        assert refusal(lambda: self.scenario(boxes=self.OF_BOXES.replace(old, new))) == message

    def test_a_blank_carrier_is_refused_or_left_out(self) -> None:
        boxes = self.BOXES.replace("U1;A3", "U1;")
        maps = mapped(self.OF_SHIPS, self.OF_BOXES)
        message = refusal(lambda: quay(*maps, ships=self.SHIPS, boxes=boxes))
        assert message.endswith(
            "boxes.csv: line 2, column 'visit' (carrier): got nothing; to leave such rows out and count them "
            "say blanks: leave_out"
        )
        lenient = mapped(self.OF_SHIPS, self.OF_BOXES[:-1] + ", blanks: leave_out}")
        assert drawn(quay(*lenient, ships=self.SHIPS, boxes=boxes))["box"].n == 1


@pytest.mark.parametrize(
    ("ships", "boxes", "message"),
    [
        (SHIPS, "carrier\nV1\nV9\n", "boxes.csv: line 3, column 'carrier': got 'V9', which no row of demand.ship.log "
         "has as its id (allowed: V1, V2, V3, V4)"),
        (SHIPS, "carrier\nV1\n\"\"\n", "boxes.csv: line 3, column 'carrier': got nothing, allowed a name"),
        (SHIPS, "cooled\n1\n", "boxes.csv: no column 'carrier', which says what brings each; got cooled"),
        (SHIPS, "carrier,terminal\nV1,north\nV2,north\n", "boxes.csv: line 3, column 'terminal': got 'north', but "
         "'V2' calls at 'south' in demand.ship.log; make both alike, or leave the column out"),
        (SHIPS, "carrier,arrival\nV1,5\n", "boxes.csv: column 'arrival': they arrive with ship, which 'carrier' "
         "names; remove it"),
        (SHIPS, "carrier,id\nV1,5\n", "boxes.csv: column 'id': no stream with a log is brought by these, so nothing "
         "is found by it; remove it"),
        (SHIPS, "carrier,cooled\nV1,5\n", "boxes.csv: line 2, column 'cooled': got '5', allowed 0 or 1"),
        (SHIPS.replace(",id", ",cold"), BOXES, "boxes.csv: demand.ship.log has no column 'id', by which the rows of "
         "box name their carrier; add it there"),
    ],
)  # fmt: skip
def test_a_log_that_cannot_be_joined_is_refused(ships: str, boxes: str, message: str) -> None:
    wanted = f"quay.yaml:23:5: demand.box.log: {message}"
    assert refusal(lambda: logged(ships, boxes)) == wanted


def test_a_name_that_stands_twice_among_the_carriers_is_refused() -> None:
    ships = SHIPS.replace("V3", "V1")
    assert refusal(lambda: logged(ships)).endswith(
        "demand.ship.log: ships.csv: line 3, column 'id': 'V1' stands already at line 2; "
        "each row needs a name of its own"
    )


def test_carriers_without_a_log_are_refused() -> None:
    assert refusal(lambda: quay(OF_BOX)) == (
        "quay.yaml:23:5: demand.box.log: boxes.csv: ship brings box and has no log to find its "
        "calls in; add demand.ship.log with a column 'id', or remove demand.box.log"
    )


def test_dates_of_a_plan_need_ships_with_dates() -> None:
    boxes = "{file: boxes.csv, columns: {carrier: carrier, pickup: out}}"
    edits = mapped("ships.csv", boxes)
    message = refusal(lambda: quay(*edits, boxes="carrier,out\nV1,2026-03-02 10:00\n"))
    assert message.endswith(
        "boxes.csv: column 'pickup': got dates, but 'arrival' of demand.ship.log has numbers; give both alike"
    )


def test_who_is_brought_by_nobody_names_no_carrier() -> None:
    ships = "arrival,terminal,carrier\n60,north,V1\n"
    assert refusal(lambda: quay(OF_SHIP, ships=ships)).endswith(
        "ships.csv: column 'carrier': no other stream brings these; remove it"
    )

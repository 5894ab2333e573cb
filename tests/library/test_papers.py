"""Declarations, papers, import exams, vessel clearance: what holds on every run, and what measures do."""

import itertools

import numpy as np
import pytest
from worlds import Given, flow, of_stream, play, rows_of, stamps, times, workload

from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.split import split
from portsim.model.steps import signal, travel, wait_until
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run, run_world
from portsim.workload.build import Stream, build

BOXES = {"export": "export_declaration", "import": "import_declaration", "consignment": "lot_declaration"}
EVERYBODY = ("smart_cloud_routing", "one_time_diversion", "cloud_document_flow", "qr_document_handover")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    loaded = load("ocean_gate").with_engine("compiled").with_study(days=2, warm_up_days=1, run_out="4 day")
    for measure in EVERYBODY:
        loaded = loaded.set(f"measures.{measure}.uptake", "100 %")
    return loaded.set("places.exam_bay.bays", 20).set("traits.selected_for_exam.share", "6 %")


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> dict[str, Records]:
    return {name: run(scenario, 0, name) for name in (BASELINE, "digital_port", *EVERYBODY)}


@pytest.fixture(scope="module")
def streams(scenario: Scenario) -> dict[str, Stream]:
    world, study = scenario.baseline, scenario.study
    drawn = build(world, study.horizon, study.seed, 0)
    return {stream.name: stream for stream in drawn.streams}


def test_a_box_waits_for_the_papers_of_its_declaration() -> None:
    boxes = flow("box", wait_until("good", of="declaration"), travel("leave"))
    papers = flow("papers", travel("check"), signal("good"))
    records = play(
        workload(
            [boxes, papers],
            {
                "box": Given([0, 2, 9], ("box",), {"leave": 1}, declaration=[3, 3, -1]),
                "papers": Given([1], ("papers",), {"check": 4}),
            },
            {},
        )
    )
    assert times(records, "leave") == [(5, 5, 6), (5, 5, 6)]
    assert np.isnan(records.raw.shipment_end[2])  # who has no declaration waits for ever


@pytest.mark.parametrize("boxes", BOXES)
class TestDeclarations:
    def test_every_box_is_on_one_that_is_at_its_terminal(
        self, boxes: str, streams: dict[str, Stream]
    ) -> None:
        papers = streams[BOXES[boxes]]
        number = streams[boxes].declaration - papers.offset
        assert set(number) == set(range(papers.n))
        assert (papers.terminal[number] == streams[boxes].terminal).all()

    def test_it_has_the_traits_that_its_boxes_share(self, boxes: str, streams: dict[str, Stream]) -> None:
        papers = streams[BOXES[boxes]]
        number = streams[boxes].declaration - papers.offset
        for trait in ("selected_for_exam", "lodged_before_arrival", "documents_checked"):
            assert (papers.traits[trait][number] == streams[boxes].traits[trait]).all(), trait

    def test_it_is_lodged_before_its_first_box_is_planned_or_after_it_comes(
        self, boxes: str, streams: dict[str, Stream]
    ) -> None:
        """What a vessel brings is planned for its berth window; an export box comes when it comes."""
        papers, plan = streams[BOXES[boxes]], streams[boxes].plan
        assert (plan is not None) == (boxes in ("import", "consignment"))
        first, planned = np.full(papers.n, np.inf), np.full(papers.n, np.inf)
        number = streams[boxes].declaration - papers.offset
        np.minimum.at(first, number, streams[boxes].arrival)
        np.minimum.at(planned, number, streams[boxes].arrival if plan is None else plan)
        early = papers.traits["lodged_before_arrival"]
        late = papers.arrival[early] > planned[early] - 120
        assert (papers.arrival[early][late] == 0).all()  # nothing is lodged before the run begins
        assert (papers.arrival[~early] > first[~early]).all()

    def test_import_boxes_of_one_declaration_come_on_one_vessel(
        self, boxes: str, streams: dict[str, Stream]
    ) -> None:
        stream = streams[boxes]
        if boxes == "import":
            for number in np.unique(stream.declaration):
                assert len(set(stream.carrier[stream.declaration == number])) == 1
        elif boxes == "consignment":
            assert len(set(stream.declaration)) == stream.n


@pytest.mark.parametrize("alternative", [BASELINE, "digital_port"])
class TestOrderOfMilestones:
    def order(self, records: Records, stream: str, *names: str) -> None:
        mine = of_stream(records, stream)
        for before, after in itertools.pairwise(names):
            a, b = stamps(records, before)[mine], stamps(records, after)[mine]
            passed = np.isfinite(b)
            assert passed.any(), (stream, after)
            assert (a[passed] <= b[passed]).all(), (stream, before, after)

    def test_release_is_never_before_lodgement_and_loading_never_before_release(
        self, alternative: str, records: dict[str, Records]
    ) -> None:
        each = records[alternative]
        self.order(each, "export", "lodgement", "papers_released", "release", "loaded")
        self.order(each, "import", "lodgement", "papers_released", "release", "gate_in", "gate_out")
        self.order(each, "consignment", "lodgement", "papers_released", "release", "collected")

    def test_an_exam_box_is_released_after_its_exam(
        self, alternative: str, records: dict[str, Records]
    ) -> None:
        for stream in ("export", "import"):
            self.order(records[alternative], stream, "at_exam_site", "exam_start", "exam_end")
            each = records[alternative]
            mine = of_stream(each, stream) & each.traits["selected_for_exam"]
            end, release = stamps(each, "exam_end")[mine], stamps(each, "release")[mine]
            done = np.isfinite(release)
            assert done.any() and (end[done] <= release[done]).all()

    def test_no_vessel_is_worked_before_it_is_cleared(
        self, alternative: str, records: dict[str, Records]
    ) -> None:
        each = records[alternative]
        rows = rows_of(each, "discharge", "import")
        cleared = stamps(each, "vessel_cleared")[each.carrier[each.raw.shipment[rows]]]
        started = each.raw.started[rows]
        begun = np.isfinite(started)
        assert begun.sum() > 1000 and (started[begun] >= cleared[begun]).all()

    def test_stages_add_up_to_the_time_of_every_shipment(
        self, alternative: str, records: dict[str, Records], scenario: Scenario
    ) -> None:
        each, world = records[alternative], scenario.world(alternative)
        waiting = 0
        for stream, shipments in each.by_stream.items():
            names = milestones_in_order(world, stream)
            counted = shipments.counted()
            found = split(each, shipments, names, counted)
            passed = np.array([shipments.stamp(n)[counted] for n in names if n in shipments.milestones])
            latest = np.nanmax(passed, axis=0)
            ended = shipments.ended[counted]
            through = np.isfinite(ended) | np.isfinite(passed[-1])
            until = np.where(through, latest, each.horizon)
            assert np.allclose(found.total, until - shipments.arrival[counted]), stream
            assert ((found.rest > 0) <= ~through).all()
            waiting += int((~through).sum())
        assert waiting > 50  # some are not through after these few days


def test_the_cloud_takes_the_trip_and_leaves_preparation_and_review(records: dict[str, Records]) -> None:
    before, after = records[BASELINE], records["cloud_document_flow"]
    assert len(rows_of(before, "drive_to_window_first")) > 10
    assert len(rows_of(after, "drive_to_window_first")) == 0
    prepared = [len(rows_of(each, "prepare_papers_first")) for each in (before, after)]
    reviewed = [set(each.raw.shipment[rows_of(each, "review_papers_first")]) for each in (before, after)]
    assert abs(prepared[0] - prepared[1]) <= 3  # the officers' queue decides who is asked before the end
    assert reviewed[0] <= reviewed[1]


def test_a_code_takes_the_place_of_every_sheet(records: dict[str, Records]) -> None:
    before, after = records[BASELINE], records["qr_document_handover"]
    papers = len(rows_of(before, "hand_over")) + len(rows_of(before, "hand_over_second"))
    assert papers > 1000 and len(rows_of(after, "hand_over")) == 0
    codes = rows_of(after, "show_code_hand_over")
    assert np.nanmax(after.raw.ended[codes] - after.raw.queued[codes]) <= 1.0


def test_a_diverted_import_box_is_not_stacked_dug_out_or_moved_by_the_shift(
    records: dict[str, Records],
) -> None:
    each = records["one_time_diversion"]
    diverted = np.flatnonzero(
        (of_stream(each, "import")) & each.traits["selected_for_exam"] & each.traits["lodged_before_arrival"]
    )
    assert len(diverted) > 3
    for label in ("stack", "dig_out", "exam_shift"):
        others = set(each.raw.shipment[rows_of(each, label)])
        assert others and not others & set(diverted), label
    there = rows_of(each, "set_down_at_once", "import")
    assert set(each.raw.shipment[there]) <= set(diverted) and len(there)


def test_a_diverted_export_box_is_lifted_off_its_truck_onto_a_tractor(records: dict[str, Records]) -> None:
    each = records["one_time_diversion"]
    boxes = set(each.raw.shipment[rows_of(each, "yard_to_exam_at_once")])
    dug_out = set(each.raw.shipment[rows_of(each, "dig_out")])
    assert boxes and boxes <= set(each.raw.shipment[rows_of(each, "lift_off")])
    assert dug_out and not boxes & dug_out


def test_with_both_measures_the_driver_s_own_way_comes_first(records: dict[str, Records]) -> None:
    each = records["digital_port"]
    routed = set(each.raw.shipment[rows_of(each, "set_down_direct")])
    diverted = set(each.raw.shipment[rows_of(each, "set_down_at_once", "export")])
    assert routed and not routed & diverted


def test_no_uptake_is_the_baseline_to_the_bit(scenario: Scenario) -> None:
    short = scenario.with_study(days=1, warm_up_days=0, run_out="1 day")
    base = run(short, 0, BASELINE)
    for measure in (*EVERYBODY, "certificate_of_origin_by_mail", "crew_online_health_declaration"):
        world = short.alternative("nobody", measure, uptake="0 %").world("nobody")
        ended = np.sort(base.raw.ended)
        nobody = run_world(world, short, 0)
        assert np.array_equal(ended, np.sort(nobody.raw.ended), equal_nan=True), measure
        assert np.array_equal(base.raw.shipment_end, nobody.raw.shipment_end, equal_nan=True), measure

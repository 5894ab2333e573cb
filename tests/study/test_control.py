"""`portsim.control`: what exams find and miss, against answers worked out by hand."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from risky import boxes

import portsim
from portsim.base.errors import PortsimError
from portsim.kpis.kpi import KPI
from portsim.scenario.inputs import inputs
from portsim.scenario.numbers import sources
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.control.exchange import exchange_table
from portsim.study.control.odds import Odds, Trader, false_alarms, odds_of, suspect_share, trader_rates
from portsim.study.control.outcomes import ENDS, Outcomes, outcomes_of
from portsim.study.control.points import Point, for_readers
from portsim.study.control.runs import Told
from portsim.study.control.selection import caught
from portsim.study.control.tables import Control, Seen, beats, frontier_table
from portsim.study.control.words import readable, sentences
from portsim.study.sizing.systems import Measured
from portsim.workload.draws import Draws

RATE = "traits.picked.share"
RATES = f"{RATE}=10%,20%"
QUALITY = "risk.selectivity=0.5,1"
BAYS = "places.bay.bays=2,4"
HITS = 365 * 1000 * 0.10  # a year


class TestSelection:
    def test_by_chance_it_catches_its_rate(self) -> None:
        assert caught(0.5, 0.1, 0.2) == 0.2

    @pytest.mark.parametrize(("rate", "share"), [(0.2, 1.0), (0.1, 1.0), (0.05, 0.5), (0.0, 0.0)])
    def test_perfect_it_catches_all_that_its_rate_has_room_for(self, rate: float, share: float) -> None:
        assert caught(1.0, 0.1, rate) == pytest.approx(share)

    def test_between_it_is_the_binormal_curve(self) -> None:
        # scores 2 standard deviations apart: AUC = Phi(2 / sqrt 2) = Phi(1.41421) = 0.921350; where hardly
        # any box has something, 15.8655 % of all lie above 1, and so do Phi(2 - 1) = 84.1345 % of the hits
        assert caught(0.9213503965, 1e-9, 0.158655254) == pytest.approx(0.841344746, abs=1e-6)

    def test_more_exams_catch_more_but_ever_less_each(self) -> None:
        found = [caught(0.8, 0.01, rate) for rate in (0.0, 0.1, 0.2, 0.3)]
        steps = [b - a for a, b in pairwise(found)]
        assert steps[0] > steps[1] > steps[2] > 0

    def test_never_more_hits_are_selected_than_boxes(self) -> None:
        assert 0.1 * caught(0.99, 0.1, 0.01) <= 0.01


class TestTraders:
    def test_half_the_exam_rate_and_a_tenth_of_the_risk(self, tmp_path: Path) -> None:
        # half of the boxes are trusted. Exam rate 3 %: 4 % of the others, 2 % of theirs. Prior 1.1 %: 2 % and
        # 0.2 %. By chance, with detection 0.5 x 0.8 = 0.4, found of all boxes: 0.4 x (0.5 x 0.2 % x 2 % +
        # 0.5 x 2 % x 4 %) = 0.4 x 0.00042 = 0.000168 of 0.011: 1.52727 %, so 98.47273 % are missed
        risk = boxes(
            tmp_path,
            ("  by_scan:", "  aeo: {share: &h {value: 50 %, source: user}, relative_risk: {value: 10 %, "
             "source: user}, relative_exam_rate: *h}\n  by_scan:"),
            ("prior: {value: 10 %", "prior: {value: 1.1 %"),
        ).risk  # fmt: skip
        assert risk is not None
        odds = odds_of(risk, 0.03, 0.3)["box"]
        assert [each.rate for each in odds.traders] == pytest.approx([0.02, 0.04])
        assert [each.prior for each in odds.traders] == pytest.approx([0.002, 0.02])
        found = odds.hits_selected * odds.by_scan * odds.by_search
        assert 1 - found / 0.011 == pytest.approx(0.9847273, abs=1e-7)

    def test_their_rates_add_up(self) -> None:
        assert trader_rates(0.03, 0.5, 0.5) == pytest.approx((0.02, 0.04))
        assert trader_rates(0.03, 1.0, 0.0) == (0.0, 0.0)


class TestBayes:
    odds = Odds((Trader("others", 1.0, 0.10, 0.20, 0.60),), 0.20, 0.30, 0.5, 0.8)

    def test_the_prior_is_kept_over_all_ways(self) -> None:
        # 80 % are not selected, 6 % are opened (30 % of 20 %), 14 % are cleared on the image
        ways = ((0.80, self.odds.not_selected()), (0.06, self.odds.opened()), (0.14, self.odds.cleared()))
        assert sum(share * chances[0] for share, chances in ways) == pytest.approx(0.10)

    def test_a_suspect_image_says_more_than_a_clear_one(self) -> None:
        # of selected boxes 0.1 x 0.6 / 0.2 = 30 % have something; half of them are shown: 15 % of all images,
        # half of the suspect 30 %; of the clear 70 % another 15 points
        assert self.odds.opened() == pytest.approx((0.5,))
        assert self.odds.cleared() == pytest.approx((0.15 / 0.7,))
        assert self.odds.not_selected() == pytest.approx((0.04 / 0.8,))

    def test_false_alarms_are_what_true_ones_leave(self) -> None:
        assert false_alarms(0.30, 0.30, 0.5) == pytest.approx(0.15 / 0.7)
        assert suspect_share(0.15 / 0.7, 0.30, 0.5) == pytest.approx(0.30)

    def test_more_true_alarms_than_suspect_images_cannot_be(self) -> None:
        with pytest.raises(
            PortsimError, match=r"80 % would have something to find, of which a scan shows 50 %"
        ):
            false_alarms(0.30, 0.80, 0.5)


@pytest.mark.parametrize(
    ("value", "digits", "sign", "said"),
    [
        (-102.4, 2, "+", "-102"),
        (99.7, 2, "+", "+100"),
        (70.4, 2, "+", "+70"),
        (-0.00049, 2, "+", "-0.00049"),
        (1432.6, 3, "", "1,433"),
        (12.34, 3, "", "12.3"),
        (99.7, 2, "", "100"),
    ],
)
def test_numbers_in_sentences_have_no_powers_of_ten(value: float, digits: int, sign: str, said: str) -> None:
    assert readable(value, digits, sign=sign) == said


def test_a_point_is_beaten_by_one_that_is_nowhere_worse_and_somewhere_better() -> None:
    assert beats((1, 2, 3), (1, 2, 4)) and not beats((1, 2, 3), (1, 2, 3))
    assert not beats((1, 2, 3), (2, 1, 3)) and not beats((1, 2, 4), (1, 2, 3))
    assert beats((1, 2, float("nan")), (2, 2, 3))


def test_an_alternative_does_not_stand_for_a_baseline_that_cannot_run(tmp_path: Path) -> None:
    def as_stated(alternative: str) -> Seen:
        return Seen(Point(alternative, {}, boxes(tmp_path), {}, {}, stated=True), (), float("nan"))

    fast, baseline = as_stated("fast"), as_stated("baseline")
    assert Control((fast,), (), (), (), "", ()).stated is None
    assert Control((fast, baseline), (), (), (), "", ()).stated is baseline


class TestOfThreeRates:
    """At an exam rate of 20 % trucks wait longest: 30 % finds more, and sooner. No box costs anything, but to
    customs; what it costs is not measured in the second replication of the first rate."""

    @pytest.fixture
    def control(self, tmp_path: Path) -> Control:
        scenario, nan = boxes(tmp_path), float("nan")
        assert scenario.risk is not None
        outcomes = Outcomes(np.full((1, 4), 100.0), np.zeros((1, 1, 6)))
        seen = []
        for rate, time, costs in ((0.1, 5.0, (7.0, nan)), (0.2, 9.0, (7.0, 7.0)), (0.3, 6.0, (7.0, 7.0))):
            told = [Told(np.array([time, nan, cost]), outcomes) for cost in costs]
            odds = odds_of(scenario.risk, rate, 0.30)
            point = Point("baseline", {RATE: f"{rate}"}, scenario, odds, {"box": 1000.0}, rate == 0.2)
            seen.append(Seen(point, told, nan))
        measured = Measured(scenario.library[KPI]["exam_time"], "exam_time", True)
        return Control(tuple(seen), (measured,), ("exam_time",), (RATE,), RATE, ())

    def test_the_next_rate_of_the_front_is_the_next_that_is_on_it(self, control: Control) -> None:
        assert control.on_front == (True, False, True)
        step = exchange_table(control).iloc[0]
        # 20 points of 1000 boxes, 10 % of which hide something, and 0.5 x 0.8 of these are found
        assert (step["rate_from"], step["rate_to"]) == (0.1, 0.3)
        assert step["finds_more"] == pytest.approx(1000 * 0.2 * 0.1 * 0.4)
        assert step["time_more"] == pytest.approx(1.0)

    def test_a_cost_that_one_replication_lacks_is_that_of_the_others(self, control: Control) -> None:
        table = frontier_table(control)
        assert list(table["cost"]) == list(table["cost_customs"]) == [7.0, 7.0, 7.0]


def test_a_time_is_told_in_the_replications_in_which_both_points_have_it(tmp_path: Path) -> None:
    """At 10 % no exam is there in the first of three replications: 10 to 13 min and 12 to 11 min are left,
    11 to 12 min. They differ by 3 and -1: 1 +- 12.706 x 2.828 / sqrt 2 = 25.4."""
    scenario, nan = boxes(tmp_path), float("nan")
    assert scenario.risk is not None
    outcomes, seen = Outcomes(np.full((1, 4), 100.0), np.zeros((1, 1, 6))), []
    for rate, times, cost in ((0.1, (nan, 10.0, 12.0), 1.0), (0.2, (7.0, 13.0, 11.0), 2.0)):
        told = [Told(np.array([time, nan, cost]), outcomes) for time in times]
        odds = odds_of(scenario.risk, rate, 0.30)
        point = Point("baseline", {RATE: f"{rate}"}, scenario, odds, {"box": 1000.0}, rate == 0.1)
        seen.append(Seen(point, told, nan))
    measured = Measured(scenario.library[KPI]["exam_time"], "exam_time", True)
    control = Control(tuple(seen), (measured,), ("exam_time",), (RATE,), RATE, ())
    said = "exam_time: 11 to 12 min (+1, 95 % CI -24 to +26, within the noise of the runs)."
    assert said in " ".join(sentences(control, costed=False))
    frontier, step = frontier_table(control), exchange_table(control).iloc[0]
    assert list(frontier["n"]) == [2, 3] and list(frontier["exam_time [min]"]) == [
        11.0,
        pytest.approx(31 / 3),
    ]
    assert (step["time_more"], step["n"]) == (1.0, 2)
    assert (step["time_low"], step["time_high"]) == pytest.approx((-24.412, 26.412), abs=1e-3)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    scenario = boxes(tmp_path_factory.mktemp("boxes"))
    return portsim.control(scenario, [RATES, QUALITY, BAYS], workers=1)


def row(table: pd.DataFrame, rate: float, quality: float, bays: str = "2") -> pd.Series:
    rates = (table["exam_rate"] - rate).abs() < 1e-9
    rows = table[rates & (table["selectivity"] == quality) & (table["places.bay.bays"] == bays)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_box_that_waits_to_be_opened_is_as_likely_a_hit_as_one_that_is_open(tmp_path: Path) -> None:
    """Bays are shut from noon on, and the run ends at midnight: of 1000 boxes a day half a day's 500 x 20 % x
    30 % = 30 wait to be opened then. An image is suspect of 30 %, of which 10 % x 50 % = 5 points show
    something: a sixth of those that wait are hits."""
    noon = "value: 2, source: user, range: [2, 4]}"
    scenario = boxes(
        tmp_path,
        (noon, f"{noon}, calendar: morning"),
        ("traits: {", "calendars: {morning: {hours: 00:00-12:00, source: user}}\ntraits: {"),
        ("run_out: 1 day", "run_out: 0 day"),
    )
    risk = scenario.risk
    assert risk is not None
    odds, hits, waiting = odds_of(risk, 0.20, 0.30), 0.0, 0
    for replication in range(60):
        records = portsim.run(scenario, replication)
        told = outcomes_of(records, risk, odds, Draws(1, replication))
        hits += told.hits[0, 0, ENDS.index("in_exam")] / 365 / 1000 * records.n
        visits = records.visits_table()
        waiting += int((visits["label"].eq("search") & visits["ended"].isna()).sum())
    assert waiting == pytest.approx(60 * 30, rel=0.1)
    assert hits == pytest.approx(waiting / 6, abs=4 * sqrt(waiting * 5 / 36))


class TestKnownAnswers:
    @pytest.mark.parametrize("rate", [0.10, 0.20])
    def test_selection_by_chance_finds_its_rate_times_detection(self, found: Analysis, rate: float) -> None:
        own = row(found.frontier, rate, 0.5)
        expected = HITS * rate * 0.5 * 0.8
        assert own["found_expected"] == pytest.approx(expected)
        assert own["missed_share"] == pytest.approx(1 - rate * 0.4)
        counted = expected / 365 * 4  # in 4 replications of a day, nearly Poisson
        assert abs(own["found"] - expected) < 4 * expected / sqrt(counted)
        assert own["exams_per_find"] == pytest.approx(1 / (0.10 * 0.4))

    def test_perfect_selection_above_the_prior_finds_all_but_what_detection_misses(
        self, found: Analysis
    ) -> None:
        own = row(found.frontier, 0.20, 1.0)
        assert own["found_expected"] == pytest.approx(HITS * 0.4)
        assert own["missed_share"] == pytest.approx(0.6)
        assert abs(own["found"] - HITS * 0.4) < 4 * HITS * 0.4 / sqrt(160)

    def test_found_and_missed_are_all_hits(self, found: Analysis) -> None:
        table = found.frontier
        hits = table["found"] + table["missed"] + table["in_exam"]
        assert ((hits - HITS).abs() < 4 * HITS / sqrt(400)).all()
        assert (table["found_expected"] + table["missed_expected"] - HITS).abs().max() < 1e-6

    def test_more_bays_change_no_find(self, found: Analysis) -> None:
        table = found.frontier
        few, many = (table[table["places.bay.bays"] == bays] for bays in ("2", "4"))
        for figure in ("found", "missed", "found_expected", "missed_expected"):
            assert list(few[figure]) == list(many[figure])
        assert (few["exam_time [min]"].to_numpy() > many["exam_time [min]"].to_numpy()).all()

    def test_better_selection_opens_more_boxes(self, found: Analysis) -> None:
        # by chance 10 % of exams have a hit: false alarms (0.30 - 0.10 x 0.5) / 0.90 = 27.78 %. Perfect at
        # 20 %: half of the exams, so 0.5 x 27.78 % + 0.5 x 0.5 = 38.89 % of them are opened
        better = row(found.frontier, 0.20, 1.0)
        assert better["opened_share"] / better["examined_share"] == pytest.approx(0.3889, abs=0.05)
        by_chance = row(found.frontier, 0.20, 0.5)
        assert by_chance["opened_share"] / by_chance["examined_share"] == pytest.approx(0.30, abs=0.05)

    def test_as_stated_it_is_the_port_of_a_comparison(self, found: Analysis) -> None:
        own = row(found.frontier, 0.20, 0.5)
        assert own["stated"] and found.frontier["stated"].sum() == 1
        kpi = found.scenario.library[KPI]["exam_time"]
        by_hand = [kpi.value(portsim.run(found.scenario, number)) for number in range(4)]
        assert own["exam_time [min]"] == pytest.approx(sum(by_hand) / 4)


class TestFront:
    def test_no_point_of_the_front_is_beaten(self, found: Analysis) -> None:
        table = found.frontier
        for _, world in table.groupby("selectivity"):
            for _, own in world.iterrows():
                others = world[
                    (world["missed_expected"] <= own["missed_expected"])
                    & (world["exam_time [min]"] <= own["exam_time [min]"])
                ]
                assert own["on_front"] == (len(others) == 1)

    def test_fewer_bays_are_not_on_it_where_bays_are_free(self, found: Analysis) -> None:
        assert set(found.front["places.bay.bays"]) == {"4"}

    def test_they_are_where_bays_cost(self, tmp_path: Path) -> None:
        dear = portsim.control(boxes(tmp_path), [BAYS], cost=["places.bay.bays=600000 yuan/y"], workers=1)
        assert list(dear.front["places.bay.bays"]) == ["2", "4"]
        assert list(dear.front["cost_more"]) == [0.0, 1_200_000.0]

    def test_the_exchange_is_the_slope_along_it(self, tmp_path: Path) -> None:
        bays = ("bay: {bays: {value: 2", "bay: {bays: {value: 4")
        found = portsim.control(
            boxes(tmp_path, bays), [RATES], cost=["traits.picked.share=1000000 yuan/y"], workers=1
        )
        # 10 points more exams find 365000 x 10 % x 10 % x 0.4 = 1460 more, by 36500 exams, for 100000 yuan
        assert len(found.exchange) == 1
        step = found.exchange.iloc[0]
        assert step["finds_more"] == pytest.approx(1460)
        assert step["exams_per_find"] == pytest.approx(25)
        assert step["cost_per_find"] == pytest.approx(100_000 / 1460)
        assert step["time_per_find"] == pytest.approx(step["time_more"] / 1460)


class TestWhatIsAsked:
    def test_counts_by_terminal_are_said_in_short(self) -> None:
        assert for_readers("{value: {north: 5, south: 8}, source: user}") == "north=5 south=8"
        assert for_readers("0.24 %") == "0.24 %"

    def test_by_default_ranges_are_tried_from_end_to_end(self, tmp_path: Path) -> None:
        found = portsim.control(boxes(tmp_path), replications=2, workers=1)
        assert len(found.frontier) == 3 * 2 * 2
        assert sorted(set(found.frontier["exam_rate"])) == pytest.approx([0.1, 0.2, 0.3])
        assert found.facts["over"] == [
            "traits.picked.share=0.1,0.2,0.3",
            "risk.selectivity=0.5,0.9",
            "places.bay.bays=2,4",
        ]

    def test_the_port_as_stated_is_always_run(self, tmp_path: Path) -> None:
        found = portsim.control(boxes(tmp_path), ["traits.picked.share=10%,30%"], replications=2, workers=1)
        assert list(found.frontier["exam_rate"]) == pytest.approx([0.1, 0.3, 0.2])
        assert list(found.frontier["stated"]) == [False, False, True]

    def test_what_was_run_is_not_run_again(self, tmp_path: Path) -> None:
        answers, scenario = Answers(), boxes(tmp_path)
        first = portsim.control(scenario, [RATES], replications=2, workers=1, answers=answers)
        ran: list[int] = []
        again = portsim.control(
            scenario, [RATES], replications=2, workers=1, answers=answers,
            progress=lambda done, _: ran.append(done),
        )  # fmt: skip
        assert ran == [] and again.frontier.equals(first.frontier)

    def test_other_detection_is_not_what_was_run(self, tmp_path: Path) -> None:
        answers, scenario = Answers(), boxes(tmp_path)
        portsim.control(scenario, [RATES], replications=2, workers=1, answers=answers)
        none = portsim.control(
            scenario.set("risk.by_search", "0 %"), [RATES], replications=2, workers=1, answers=answers
        )
        assert set(none.frontier["found"]) == {0.0} and set(none.frontier["found_expected"]) == {0.0}

    def test_a_point_with_too_much_work_is_listed_and_not_run(self, tmp_path: Path) -> None:
        # 3000 x 20 % x 30 % x 20 min = 3600 min of work for 2 bays of 1440 min: 1.25
        more = ["demand.box.per_day=1000 per day,3000 per day"]
        found = portsim.control(boxes(tmp_path), more, replications=2, workers=1)
        assert len(found.frontier) == 1
        assert list(found.not_run["why"]) == ["offered load 1.25 at bay, main, is above 1"]

    def test_risk_moves_no_identity(self, tmp_path: Path) -> None:
        scenario = boxes(tmp_path)
        assert scenario.set("risk.by_scan", "40 %").identity == scenario.identity

    def test_its_numbers_are_sources_and_no_inputs(self, tmp_path: Path) -> None:
        scenario = boxes(tmp_path)
        assert "risk.streams.box.prior" in [key for key, _ in sources(scenario)]
        assert [each.name for each in inputs(scenario)] == ["places.bay.bays", "traits.picked.share"]

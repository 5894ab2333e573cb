"""Break-even on a small gate: exact where money is linear, on the same draws where runs are needed."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from costed import COSTED
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.study.analysis import Analysis
from portsim.study.paying import moved
from portsim.study.paying.amounts import saved
from portsim.study.paying.crossings import At, Crossing
from portsim.study.paying.figure_asked import asked_figure
from portsim.study.paying.one_input import find_input
from portsim.study.paying.sentences import found_in_words

ONCE = "measures.qr_gate_pass.costs.readers.once"
UPTAKE = "measures.qr_gate_pass.uptake"
PHONES = "measures.qr_gate_pass.costs.phones.per_year"
TRUCK = "tariffs.truck_hour.cost"
FACTOR = 0.2504565  # A/P, 8 %, 5 years
OTHER = 2000 + 1000  # what the readers and phones cost every year


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> portsim.Scenario:
    folder = tmp_path_factory.mktemp("costed")
    (folder / "tiny.yaml").write_text(COSTED)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    return portsim.load(str(folder / "tiny.yaml"))


@pytest.fixture(scope="module")
def answers() -> portsim.Answers:
    return portsim.Answers()


@pytest.fixture
def ask(scenario: portsim.Scenario, answers: portsim.Answers):  # type: ignore[no-untyped-def]
    def asked(key: str, **more: object) -> Analysis:
        return portsim.breakeven(scenario, key, workers=1, answers=answers, **more)  # type: ignore[arg-type]

    return asked


def saving(scenario: portsim.Scenario, answers: portsim.Answers) -> tuple[float, float, float]:
    study = portsim.compare(scenario.only("qr"), workers=1, tables=["payers"], answers=answers)
    found = saved(study, "qr", ("haulier", "terminal"))
    return found.difference, found.low, found.high


class TestOfACost:
    def test_it_is_what_the_saving_can_bear(self, scenario, answers, ask) -> None:  # type: ignore[no-untyped-def]
        """Saved = once * FACTOR + 3000."""
        mean, _, high = saving(scenario, answers)
        (found,) = ask(ONCE).roots.to_dict("records")
        assert found["value"] == pytest.approx((mean - OTHER) / FACTOR, rel=1e-6)
        assert found["high"] == pytest.approx((high - OTHER) / FACTOR, rel=1e-6)
        assert found["low"] == -math.inf  # the saving's own interval holds 0
        assert (found["rises"], found["within_range"], found["stated"]) == (False, False, 10000)
        assert (found["alternative"], found["of"], found["n"]) == ("qr", "net_benefit:companies", 3)

    def test_without_a_stated_range_nothing_is_said_of_it(self, ask) -> None:  # type: ignore[no-untyped-def]
        (found,) = ask(PHONES, target="-50000 yuan/y").roots.to_dict("records")
        assert (found["within_range"], found["stated"]) == (None, 1000)
        assert math.isnan(found["range_low"]) and math.isnan(found["range_high"])

    def test_what_is_paid_every_year_breaks_even_at_what_is_left(self, scenario, answers, ask) -> None:  # type: ignore[no-untyped-def]
        mean, _, _ = saving(scenario, answers)
        (found,) = ask("measures.qr_gate_pass.costs.readers.per_year").roots["value"]
        assert found == pytest.approx(mean - 10000 * FACTOR - 1000, rel=1e-6)

    def test_no_run_is_needed_but_those_of_the_stated_port(self, scenario, ask, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        ask(ONCE)
        asked = []
        monkeypatch.setattr(moved, "compare", lambda *a, **k: asked.append(a) or portsim.compare(*a, **k))
        assert len(ask(ONCE).curve) > 41
        assert len(asked) == 2  # the figure, and the table of net benefit: both answered before

    def test_net_benefit_of_a_life_crosses_where_the_factor_does(self, scenario, answers, ask) -> None:  # type: ignore[no-untyped-def]
        """once * recovery(8 %, n) = saved - 3000: n = -log(1 - 0.08 once / (saved - 3000)) / log(1.08)."""
        mean, _, _ = saving(scenario, answers)
        (found,) = ask("measures.qr_gate_pass.costs.readers.life").roots["value"]
        assert found == pytest.approx(-math.log(1 - 0.08 * 10000 / (mean - OTHER)) / math.log(1.08), rel=1e-6)


class TestOfAPrice:
    def test_the_figure_is_that_of_runs_with_that_price(self, scenario, ask) -> None:  # type: ignore[no-untyped-def]
        curve = ask(TRUCK, alternative="qr", of="saved").curve
        (row,) = curve[np.isclose(curve["value"], 300)].to_dict("records")
        priced = scenario.set(TRUCK, "300 yuan/h")
        study = portsim.compare(priced.only("qr"), workers=1, tables=["payers"])
        own = study.payers.set_index(["alternative", "payer"]).loc[("qr", "companies")]
        assert (row["figure"], row["low"], row["high"]) == pytest.approx(
            (own["saved"], own["low"], own["high"]), abs=1.0
        )

    def test_the_root_is_that_of_the_line(self, ask) -> None:  # type: ignore[no-untyped-def]
        found = ask(TRUCK, alternative="qr", of="saved", target="0.2 M yuan/y")
        at = found.curve.set_index("value")["figure"]
        slope = (at[380.0] - at[60.0]) / 320
        assert found.roots["value"][0] == pytest.approx(60 + (2e5 - at[60.0]) / slope, rel=1e-9)
        assert bool(found.roots["within_range"][0])

    def test_what_no_payer_of_the_group_bears_changes_nothing(self, ask) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(
            PortsimError, match=r"saved:terminal of qr does not depend on it; .*\(Python: of\)"
        ):
            ask(TRUCK, alternative="qr", of="saved:terminal")


class TestByRuns:
    def test_the_root_lies_where_the_figure_changes_sides(self, ask) -> None:  # type: ignore[no-untyped-def]
        found = ask(UPTAKE, of="saved", target=100000)
        (root,) = found.roots.to_dict("records")
        below = found.curve[found.curve["value"] < root["value"]]["figure"]
        assert (below < 100000).all() and root["rises"]
        at = found.curve.set_index("value").loc[root["value"]]
        half = (at["high"] - at["low"]) / 2
        assert abs(at["figure"] - 100000) <= max(0.02 * half, 2000)
        assert {0.1, 0.325, 0.55, 0.775, 0.9, 1.0} <= set(found.curve["value"])

    def test_a_kpi_is_meant_by_its_difference(self, scenario, ask) -> None:  # type: ignore[no-untyped-def]
        found = ask(UPTAKE, of="gate_transaction_time", target="-60 s")
        study = portsim.compare(
            scenario.only("qr"), workers=1, tables=["comparison"], kpis=["gate_transaction_time"]
        )
        (row,) = found.curve[found.curve["value"] == 0.9].to_dict("records")
        (own,) = study.comparison.to_dict("records")
        assert (row["figure"], row["low"], row["high"]) == pytest.approx(
            (own["difference"], own["low"], own["high"])
        )
        (root,) = found.roots.to_dict("records")
        assert (root["target"], root["rises"]) == (-1.0, False)
        assert root["low"] <= root["value"] <= root["high"]
        assert set(found.tables) == {"roots", "curve"}

    def test_values_that_cannot_run_are_shown_with_their_reason(self, ask) -> None:  # type: ignore[no-untyped-def]
        found = ask(
            "demand.domestic.per_day", alternative="qr", between=("50 per day", "2000 per day"), points=3
        )
        full = found.curve[found.curve["state"] == "cannot run"]
        assert set(full["value"]) == {1025.0, 2000.0}
        assert full["why"].str.contains("offered load").all()
        assert any(each.startswith("At 1,025 per day: cannot run; ") for each in found.sentences)

    def test_whole_numbers_have_two_neighbours(self, scenario, ask) -> None:  # type: ignore[no-untyped-def]
        """With a target between what one and two lanes give, these two are the neighbours."""
        few, more = (
            portsim.compare(
                scenario.set("places.gate_in.lanes", lanes).only("qr"),
                workers=1,
                tables=["comparison"],
                kpis=["gate_queue_time"],
            ).comparison["difference"][0]
            for lanes in (1, 2)
        )
        found = ask(
            "places.gate_in.lanes",
            alternative="qr",
            between=(1, 3),
            of="gate_queue_time",
            target=(few + more) / 2,
        )
        (root,) = found.roots.to_dict("records")
        assert few < more and root["rises"]
        assert few + more < 0  # one lane saves enough, two do not
        assert (root["before"], root["after"], root["value"]) == (1, 2, 1)
        assert set(found.curve["value"]) == {1, 2, 3}

    def test_no_crossing_is_said_with_both_ends_and_the_nearer(self, ask) -> None:  # type: ignore[no-untyped-def]
        found = ask(UPTAKE, of="saved", target="9 M")
        assert found.roots.empty
        assert found.sentences[0].startswith(
            "qr: the saving of companies is below 9 M yuan a year everywhere between an uptake of 10 % and "
        )
        assert "nearest to 9 M yuan a year at 100 %" in found.sentences[0]


class TestGaps:
    """Values without a figure, between ones that lie on both sides of the target."""

    POINTS = (
        At(0.1, 5e6, 4e6, 6e6, 3),
        At(0.5, state="overloaded", why="too full"),
        At(0.9, -2e6, -3e6, -1e6, 3),
    )

    def said(self, scenario: portsim.Scenario, found: list[Crossing], points: tuple[At, ...]) -> list[str]:
        asked, input_ = asked_figure("net_benefit", scenario.library), find_input(scenario, UPTAKE)
        return list(found_in_words(found, points, input_, asked, 0.0, "qr"))

    def test_what_changes_there_is_not_the_same_everywhere(self, scenario: portsim.Scenario) -> None:
        assert self.said(scenario, [], self.POINTS)[0] == (
            "qr pays for companies at an uptake of 10 %, and not at 90 %: 5 M yuan a year (95 % CI 4 to 6 M "
            "yuan, n = 3) against -2 M yuan a year (95 % CI -3 to -1 M yuan, n = 3); where that changes is "
            "not known, as there is no figure at values between them."
        )

    def test_it_is_said_beside_a_crossing_elsewhere(self, scenario: portsim.Scenario) -> None:
        root = At(0.95, 0.0, -1e6, 1e6, 3)
        points = (*self.POINTS, root, At(1.0, 1e6, 0.5e6, 2e6, 3))
        said = self.said(scenario, [Crossing(0.95, 0.92, 0.99, rises=True)], points)
        assert said[0].startswith("qr pays for companies from an uptake of 95 % on ")
        assert said[1].startswith("qr pays for companies at an uptake of 10 %, and not at 90 %: ")

    def test_a_figure_that_is_the_target_is_not_above_it(self, scenario: portsim.Scenario) -> None:
        asked, input_ = asked_figure("truck_turn_time", scenario.library), find_input(scenario, UPTAKE)
        points = (At(0.1, 0.0, 0.0, 0.0, 3), At(1.0, -2.0, -3.0, -1.0, 3))
        first = next(found_in_words([], points, input_, asked, 0.0, "qr"))
        assert first.startswith("qr: truck_turn_time does not rise everywhere between ")


class TestAlternative:
    def test_is_the_smallest_that_has_the_measure(self, ask) -> None:  # type: ignore[no-untyped-def]
        assert ask(ONCE).facts["alternative"] == "qr"

    def test_is_else_the_largest(self, ask) -> None:  # type: ignore[no-untyped-def]
        assert ask(TRUCK).facts["alternative"] == "both"

    def test_with_an_option_of_its_own_is_refused(self, scenario: portsim.Scenario) -> None:
        own = scenario.alternative("few", "qr_gate_pass", uptake="20 %")
        with pytest.raises(PortsimError, match="few gives qr_gate_pass an option uptake of its own"):
            portsim.breakeven(own, UPTAKE, alternative="few", workers=1)


@pytest.mark.parametrize(
    ("key", "more", "said"),
    [
        ("measures.qr_gate_pass.uptak", {}, "INPUT: unknown number 'measures.qr_gate_pass.uptak' (nearest: "),
        ("calendars.open_hours", {}, "INPUT: calendars.open_hours is a calendar, allowed one number"),
        ("tariffs.gate_clerk_hour.payer", {}, "INPUT: unknown number"),
        (UPTAKE, {"of": "saved:hauler"}, "of saved:hauler: unknown payer 'hauler' (nearest: haulier)"),
        (UPTAKE, {"of": "gate_que_time"}, "unknown figure 'gate_que_time' (nearest: gate_queue_time)"),
        (UPTAKE, {"target": "nan"}, "target: got 'nan', allowed a number [yuan/y], such as 150 M yuan/y"),
        (UPTAKE, {"target": math.inf}, "target: got inf, allowed a number"),
        (UPTAKE, {"target": "0,5 M"}, "such as 150 M yuan/y; numbers have no commas: write 0.5"),
        (UPTAKE, {"target": "3 h"}, "target: got '3 h', allowed a number [yuan/y]"),
        (UPTAKE, {"between": ("60 %", "20 %")}, "between: got 60 % and 20 %, allowed a value and a larger"),
        (
            UPTAKE,
            {"between": (0.1, 1.5)},
            "between: measures.qr_gate_pass.uptake: got 1.5, allowed a share",
        ),
        (UPTAKE, {"between": (math.nan, 0.5)}, "between: measures.qr_gate_pass.uptake: got"),
        (UPTAKE, {"points": 1}, "points: got 1, allowed a whole number from 2 to 101"),
        (UPTAKE, {"alternative": "lanes"}, "alternative lanes: has no qr_gate_pass, so"),
        (UPTAKE, {"alternative": "baseline"}, "alternative baseline: it is what all others are compared"),
        (UPTAKE, {"alternative": "qrr"}, "unknown alternative 'qrr' (nearest: qr)"),
        ("tasks.lift_domestic", {}, "has no range to look in; say where: --between LOW HIGH, around 3 min"),
        (UPTAKE, {"replications": 1}, "replications: got 1, allowed 2 or more to compare"),
    ],
)
def test_a_wrong_question_is_refused_in_words(ask, key: str, more: dict[str, object], said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PortsimError) as found:
        ask(key, **more)
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        ("company_cost", "150", 150),
        ("company_cost", "150 M", 150),
        ("company_cost", "-1 M yuan/y", -1),
        ("company_cost", "2 bn yuan/y", 2000),
        ("company_cost", "500000 yuan/y", 0.5),
        ("sheets", "3.5 M sheets/y", 3.5),
        ("saved", "150 M yuan/y", 150e6),
        ("saved", "500000 yuan per year", 500000),
        ("truck_turn_time", "-30 s", -0.5),
        ("gate_queue_time", "-1 min", -1),
    ],
)
def test_a_target_can_be_written_with_its_unit(
    scenario: portsim.Scenario, of: str, text: str, value: float
) -> None:
    assert asked_figure(of, scenario.library).target(text) == pytest.approx(value)


def test_a_port_without_tariffs_can_be_asked_for_a_kpi_alone(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    name = str(tmp_path / "tiny.yaml")
    with pytest.raises(PortsimError, match="has no tariffs, so nobody saves money in it"):
        portsim.breakeven(name, UPTAKE, between=(0.2, 0.8), workers=1)
    found = portsim.breakeven(
        name, UPTAKE, between=(0.2, 0.8), of="gate_transaction_time", target=-1, points=2, workers=1
    )
    assert found.curve["n"].max() == 2

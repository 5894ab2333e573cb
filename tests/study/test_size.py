"""`portsim.size` on a gate whose optimum follows from Erlang's formula, and what it says of wrong input."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest
from gates import GATE

import portsim
from portsim.base.errors import PortsimError
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.size import derived_seed
from portsim.study.sizing import search, systems
from portsim.study.sizing.front import at_least
from portsim.study.sizing.words import in_percent

pytestmark = pytest.mark.usefixtures("quick_engine")

LANES, CRANES = "places.gate_in.lanes=2:6", "places.yard_crane.cranes=6:7"
KEEP = "gate_queue_time <= 2 min"


@pytest.fixture
def gate(tmp_path: Path) -> portsim.Scenario:
    (tmp_path / "gate.yaml").write_text(GATE)
    return portsim.load(str(tmp_path / "gate.yaml"))


def erlang_wait(per_minute: float, service: float, servers: int) -> float:
    """The mean time in the queue of M/M/c [min], by Erlang's second formula."""
    work = per_minute * service
    waits = work**servers / math.factorial(servers) * servers / (servers - work)
    chance = waits / (sum(work**n / math.factorial(n) for n in range(servers)) + waits)
    return chance / (servers / service - per_minute)


def lanes_chosen(scenario: portsim.Scenario, seed: int) -> str:
    found = portsim.size(
        scenario, [LANES], [KEEP], chance_of="expected", zone="25 %", seed=seed, replications=8, workers=1
    )
    return str(found.chosen["places.gate_in.lanes"].iloc[0]) if len(found.chosen) else "none"


class TestErlang:
    def test_the_optimum_follows_from_the_formula(self) -> None:
        waits = [erlang_wait(1200 / 1440, 3, lanes) for lanes in (3, 4, 5)]
        assert waits == pytest.approx([4.213, 0.6397, 0.1564], rel=2e-3)
        assert waits[0] - 2 > 0.5 and 2 - waits[1] > 0.5  # four lanes, by more than the zone

    def test_it_is_found(self, gate: portsim.Scenario) -> None:
        assert lanes_chosen(gate, 1) == "4"

    @pytest.mark.slow
    def test_it_is_found_in_95_of_100_seeds(self, gate: portsim.Scenario) -> None:
        assert sum(lanes_chosen(gate, seed) == "4" for seed in range(100)) >= 95


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The gate with lanes and cranes to choose, sized once for several tests."""
    folder = tmp_path_factory.mktemp("gate")
    (folder / "gate.yaml").write_text(GATE)
    return portsim.size(
        str(folder / "gate.yaml"),
        [LANES, CRANES],
        [KEEP, "P90 truck_visit_time <= 40 min"],
        cost=["places.gate_in.lanes=900000 yuan/y", "places.yard_crane.cranes=500000 yuan/y"],
        chance="80 %",
        workers=1,
    )


class TestTables:
    def test_the_chosen_point_is_the_cheapest_feasible_one(self, found: Analysis) -> None:
        chosen = found.chosen.iloc[0]
        assert (chosen["places.gate_in.lanes"], chosen["places.yard_crane.cranes"]) == ("4", "6")
        assert chosen["cost"] == 4 * 900_000 + 6 * 500_000 and chosen["cost_unit"] == "yuan/y"
        systems = found.systems
        feasible = systems[systems["status"] == "feasible"]
        assert feasible["cost"].min() == chosen["cost"]

    def test_every_point_is_listed_cheapest_first(self, found: Analysis) -> None:
        systems = found.systems
        assert len(systems) == 10 and systems["cost"].is_monotonic_increasing
        refused = systems[systems["places.gate_in.lanes"] == "2"]
        assert list(refused["status"]) == ["infeasible"] * 2 and list(refused["n"]) == [0, 0]
        assert set(refused["why"]) == {"offered load 1.25 at gate_in, main, is above 1"}
        three = systems[systems["places.gate_in.lanes"] == "3"]
        assert list(three["status"]) == ["infeasible"] * 2 and (three["decided_at"] > 0).all()

    def test_it_is_verified_on_fresh_draws(self, found: Analysis) -> None:
        table = found.verification
        assert list(table["target"]) == ["gate_queue_time", "P90 truck_visit_time", "all targets"]
        last = table.iloc[-1]
        assert last["verdict"] == "shown" and last["met_at_least"] >= 0.8 and last["n"] >= 22
        seed = derived_seed(1, "verification")
        assert seed != 1 and set(found.front["seed"]) == {seed}
        assert found.facts["verification_seed"] == seed
        assert f"Verified on fresh draws (seed {seed}," in found.sentences[1]

    def test_the_front_is_one_on_the_fresh_draws(self, found: Analysis) -> None:
        for _, rows in found.front.groupby("figure"):
            on = rows[rows["on_front"]]
            assert on["cost"].is_monotonic_increasing and on["mean"].is_monotonic_decreasing
            assert rows["chosen"].sum() == 1 and rows["n"].nunique() == 1

    def test_the_fresh_figures_are_those_of_a_study_of_that_seed(
        self, found: Analysis, gate: portsim.Scenario
    ) -> None:
        n = int(found.front["n"].iloc[0])
        changed = gate.set("places.gate_in.lanes", 4).set("places.yard_crane.cranes", 6)
        study = portsim.compare(
            changed,
            replications=n,
            seed=derived_seed(1, "verification"),
            workers=1,
            claims=False,
            tables=["comparison"],
            kpis=["gate_queue_time"],
        )
        row = found.front[found.front["chosen"] & (found.front["figure"] == "gate_queue_time")].iloc[0]
        assert row["mean"] == pytest.approx(study.comparison["baseline"].iloc[0], rel=1e-12)

    def test_what_was_found_is_said(self, found: Analysis) -> None:
        text = found.sentences
        assert text[0] == (
            "Chosen: gate_in lanes 4, yard_crane cranes 6. It is the cheapest point that keeps "
            "gate_queue_time <= 2 min and P90 truck_visit_time <= 40 min, at 6.6 M yuan/y."
        )
        assert any("2 of the infeasible cannot run at all" in each for each in text)
        assert any(
            "Feasible means: 1 day keeps every target with a chance of 80 %. With 95 % confidence over all "
            "points, none with 92 % or more is called infeasible, and none with 68 % or less feasible."
            in each
            for each in text
        )


def test_a_bound_is_not_rounded_up_to_what_was_asked() -> None:
    """72 of 75 show 89.985 %: that is not the 90 % that were asked for."""
    assert at_least(72, 75) == pytest.approx(0.89985, abs=1e-5)
    assert (in_percent(at_least(72, 75)), in_percent(at_least(92, 93)), in_percent(1.0)) == (
        89.9,
        95.0,
        100.0,
    )


def test_a_dearer_point_with_more_room_is_not_called_the_cheapest(gate: portsim.Scenario) -> None:
    over = ["places.gate_in.lanes=3:6"]
    found = portsim.size(gate, over, [KEEP], chance=0.6, within="1 point", workers=1)
    assert found.sentences[0] == (
        "Chosen: gate_in lanes 5, at 5 servers. The cheapest point that keeps gate_queue_time <= 2 min is at "
        "4 servers; of those that cost at most 1 server more, this one has the most room in its targets."
    )


def test_workers_and_answers_change_nothing(gate: portsim.Scenario) -> None:
    over, answers = ["places.gate_in.lanes=3:4"], Answers()
    plain = portsim.size(gate, over, [KEEP], chance=0.6, workers=1)
    for workers in (2, 1):
        other = portsim.size(gate, over, [KEEP], chance=0.6, workers=workers, answers=answers)
        for name, table in plain.tables.items():
            pd.testing.assert_frame_equal(table, other.tables[name], check_exact=True)
        assert other.sentences == plain.sentences


def test_what_was_answered_is_not_run_again(gate: portsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    first = portsim.size(gate, [LANES], [KEEP], chance=0.8, workers=1, answers=answers)

    def never(*_: object) -> None:
        raise AssertionError("run again")

    monkeypatch.setattr(systems, "run_world", never)
    again = portsim.size(gate, [LANES], [KEEP], chance=0.8, workers=1, answers=answers)
    assert again.sentences == first.sentences


def test_the_other_end_of_a_bound_is_no_answer(gate: portsim.Scenario) -> None:
    """Trucks that are not through at the end leave a figure open: of `<=` the upper end counts, of `>=` the
    lower one, whatever another sizing has kept."""
    over, answers = ["places.gate_in.lanes=3:4"], Answers()

    def sized(target: str, answers: Answers | None = None) -> Analysis:
        return portsim.size(gate, over, [target], chance=0.6, workers=1, run_out="10 min", answers=answers)

    upper = sized("truck_visit_time <= 1 day", answers).systems["truck_visit_time [min]"]
    lower = sized("truck_visit_time >= 1 min").systems["truck_visit_time [min]"]
    assert (lower < upper).all()
    again = sized("truck_visit_time >= 1 min", answers).systems["truck_visit_time [min]"]
    pd.testing.assert_series_equal(again, lower, check_exact=True)


def test_progress_ends_with_all_runs(gate: portsim.Scenario) -> None:
    seen: list[tuple[int, int]] = []
    portsim.size(gate, [LANES], [KEEP], chance=0.8, workers=1, progress=lambda *pair: seen.append(pair))
    assert seen[-1][0] == seen[-1][1] and [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_uptake_of_an_alternative_is_sized(gate: portsim.Scenario) -> None:
    """A code takes 20 s in place of 3 min, so more codes need fewer lanes: all of it in the alternative."""
    found = portsim.size(
        gate,
        ["measures.qr_gate_pass.uptake=0%:100%:50%"],
        ["gate_queue_time <= 0.2 min"],
        alternative="qr",
        cost=["measures.qr_gate_pass.uptake=1 M yuan/y"],
        chance=0.8,
        workers=1,
    )
    assert found.chosen["cost"].iloc[0] > 0
    means = found.systems.set_index("measures.qr_gate_pass.uptake")["gate_queue_time [min]"]
    assert means["0%"] > means["50%"] > means["100%"]


def test_a_figure_is_made_small(gate: portsim.Scenario) -> None:
    found = portsim.size(
        gate, [LANES], ["gate_utilisation <= 80 %"], minimise="gate_queue_time", within="0.02 min", workers=1
    )
    chosen = found.chosen.iloc[0]
    assert chosen["places.gate_in.lanes"] == "6"  # more lanes wait less, and all but 3 are below 80 %
    assert any(
        "Of the feasible points the one chosen has the smallest expected gate_queue_time" in s
        for s in found.sentences
    )
    assert (found.systems["dropped_at"] > 0).any()
    said = " ".join(found.sentences)
    assert "gate_utilisation <= 80 %" in said and " share" not in said
    assert re.search(r"gate_utilisation \d\d[.\d]* % \(95 % CI \d\d[.\d]* to \d\d[.\d]*\)", said)


def test_a_budget_is_kept(gate: portsim.Scenario) -> None:
    found = portsim.size(gate, [LANES], minimise="gate_queue_time", within="0.02 min", budget=60, workers=1)
    assert found.facts["runs"] == 60 and found.chosen["places.gate_in.lanes"].iloc[0] == "6"
    assert any("The budget of 60 runs was shared out by OCBA" in each for each in found.sentences)


def test_nobody_is_feasible_is_said(gate: portsim.Scenario) -> None:
    found = portsim.size(
        gate, ["places.gate_in.lanes=3:4"], ["truck_visit_time <= 5 min"], chance=0.8, workers=1
    )
    assert found.chosen.empty and found.verification.empty and len(found.front)
    assert found.sentences[0].startswith(
        "None chosen: no point was found to keep truck_visit_time <= 5 min. gate_in"
    )


class TestSearch:
    WIDE = ("places.gate_in.lanes=2:20", "places.yard_crane.cranes=4:20")  # 323 points

    def test_an_optimiser_proposes_and_the_selection_decides(
        self, gate: portsim.Scenario, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("optuna")
        monkeypatch.setattr(search, "TRIALS", 12)
        monkeypatch.setattr(search, "CANDIDATES", 4)
        one, other = (
            portsim.size(gate, self.WIDE, [KEEP], chance=0.8, workers=1, replications=4) for _ in "ab"
        )
        assert one.sentences == other.sentences and len(one.systems) <= 4
        assert any("Of 323 points an optimiser tried" in each for each in one.sentences)
        chosen = one.chosen.iloc[0]
        assert int(chosen["places.gate_in.lanes"]) >= 4 and chosen["verdict"] == "shown"

    def test_without_the_optimiser_there_is_one_clear_message(
        self, gate: portsim.Scenario, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(PortsimError) as caught:
            search.require_optuna(323, 200)
        assert str(caught.value) == (
            "size: 323 points are more than 200, for which an optimiser is needed: pip install "
            "'portsim[search]', or give fewer values under --over"
        )

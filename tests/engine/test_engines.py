"""Which engine runs a study, what the compiled one refuses, and that results do not depend on it."""

from __future__ import annotations

from dataclasses import replace
from importlib import util
from pathlib import Path

import numpy as np
import pytest
from broken import edited, refusal
from worlds import GATE, Given, flow, lowered, play, times, workload

from portsim.base.errors import PortsimError
from portsim.engine import choice, simpy_engine
from portsim.engine.choice import choose, ready
from portsim.engine.compiled.room import passes
from portsim.model.flow import Flow
from portsim.model.steps import inside, maybe, signal, start, travel, visit, wait_until, when
from portsim.report import folder as results
from portsim.scenario.load import load
from portsim.study import study
from portsim.study.engines import settled
from portsim.workload.build import Workload, build

MANY, FEW = 10.0**7, 10.0
HAS_NUMBA = util.find_spec("numba") is not None
needs_numba = pytest.mark.skipif(not HAS_NUMBA, reason="Numba is not installed")


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None)


class TestChoice:
    @needs_numba
    def test_auto_takes_the_compiled_engine_where_compiling_pays(self) -> None:
        assert (choose("auto", FEW), choose("auto", MANY)) == ("simpy", "compiled")

    @needs_numba
    def test_what_is_asked_for_is_taken(self) -> None:
        assert (choose("compiled", FEW), choose("simpy", MANY)) == ("compiled", "simpy")

    def test_without_numba_auto_takes_simpy(self, without_numba: None) -> None:
        assert choose("auto", MANY) == "simpy"

    def test_without_numba_the_compiled_engine_is_refused_with_a_hint(self, without_numba: None) -> None:
        with pytest.raises(PortsimError) as caught:
            choose("compiled", MANY)
        assert str(caught.value) == (
            "engine: got 'compiled', which needs Numba; install portsim[fast], or take engine: simpy"
        )

    def test_without_numba_a_long_study_has_a_hint(
        self, without_numba: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scenario = load("ocean_gate").with_study(days=30)
        assert settled(scenario, 1).engine == "simpy"
        assert "shipments on SimPy; with portsim[fast] installed" in capsys.readouterr().err

    @needs_numba
    def test_where_numba_is_there_is_no_hint(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert settled(load("ocean_gate").with_study(days=30), 1).engine == "compiled"
        assert "SimPy" not in capsys.readouterr().err


@pytest.mark.usefixtures("tiny_folder")
class TestScenario:
    def test_it_names_its_engine(self) -> None:
        assert edited("name: tiny", "name: tiny\nengine: simpy").engine == "simpy"

    def test_an_unknown_engine_is_told(self) -> None:
        assert refusal(lambda: edited("name: tiny", "name: tiny\nengine: simpi")) == (
            "tiny.yaml:2:1: engine: got 'simpi', allowed auto, simpy, compiled (nearest: simpy)"
        )

    def test_the_identity_does_not_depend_on_it(self) -> None:
        plain = load("tiny.yaml")
        assert edited("name: tiny", "name: tiny\nengine: simpy").identity == plain.identity

    def test_it_is_kept_when_a_number_is_set(self) -> None:
        assert load("tiny.yaml").with_engine("simpy").set("places.gate_in.lanes", 3).engine == "simpy"

    @needs_numba
    @pytest.mark.usefixtures("tiny_folder")
    def test_results_do_not_depend_on_it_and_provenance_names_it(self) -> None:
        told = {}
        for engine in ("simpy", "compiled"):
            found = study.compare(load("tiny.yaml").with_engine(engine), workers=1)  # type: ignore[arg-type]
            results.write(found, Path(engine))
            told[engine] = results.provenance(found.scenario)["engine"]
        assert told == {"simpy": "simpy", "compiled": "compiled"}
        tables = sorted(path.name for path in Path("simpy").glob("*.csv"))
        assert "comparison.csv" in tables
        for name in tables:
            assert (Path("simpy") / name).read_bytes() == (Path("compiled") / name).read_bytes()

    @needs_numba
    def test_auto_is_settled_for_the_whole_study(self) -> None:
        found = study.compare(load("tiny.yaml"), workers=1)
        assert found.scenario.engine == "simpy"


def refused(given: Workload) -> str:
    with pytest.raises(PortsimError) as caught:
        ready("compiled")(lowered(given), given)
    return str(caught.value)


@needs_numba
class TestRefusals:
    def test_more_signals_than_bits(self) -> None:
        flows = [flow("f", *(signal(f"s{number}") for number in range(65)))]
        assert refused(workload(flows, {"truck": Given([0])}, {})) == (
            "the compiled engine cannot run 65 signals; allowed are 64: take engine: simpy"
        )

    def test_more_threads_than_a_shipment_has_numbers(self) -> None:
        names = tuple(f"f{number}" for number in range(65))
        flows = [flow(name, GATE) for name in names]
        given = workload(flows, {"truck": Given([0], names, {"work": 1})}, {"gate": 1})
        assert refused(given) == (
            "the compiled engine cannot run 65 threads a shipment; allowed are 64: take engine: simpy"
        )

    def test_a_flow_that_starts_itself(self) -> None:
        given = workload([Flow("f", (start("f"),))], {"truck": Given([0])}, {})
        assert refused(given) == (
            "the compiled engine cannot run a flow that starts itself: f; take engine: simpy"
        )

    def test_a_block_without_servers(self) -> None:
        given = workload([flow("f", GATE)], {"truck": Given([0], lasts={"work": 1})}, {"gate": 1})
        (stream,) = given.streams
        there = replace(stream, block={"gate": np.array([1])})
        with pytest.raises(KeyError, match="gate"):
            ready("compiled")(lowered(given), replace(given, streams=(there,)))


@needs_numba
def test_the_64th_signal_is_heard() -> None:
    flows = [flow("f", *(signal(f"s{number}") for number in range(64)), wait_until("s63"))]
    records = play(workload(flows, {"truck": Given([3])}, {}))
    assert times(records, "wait_s63") == [(3, 3, 3)]


@needs_numba
def test_a_run_without_shipments_has_no_records() -> None:
    given = workload([flow("f", GATE)], {"truck": Given([], lasts={"work": []})}, {"gate": 1})
    assert len(ready("compiled")(lowered(given), given).slot) == 0


def test_more_pools_than_records_have_numbers_for_are_refused() -> None:
    servers = {f"crane_{number}": 1 for number in range(32_768)}
    given = workload([flow("f", GATE)], {"truck": Given([0], lasts={"work": 1})}, {"gate": 1, **servers})
    for engine in ("simpy", "compiled") if util.find_spec("numba") else ("simpy",):
        with pytest.raises(PortsimError) as told:
            ready(engine)(lowered(given), given)
        assert str(told.value) == "got 32,769 pools; allowed are 32,767 in one run"


class TestRoomForRecords:
    """The compiled engine writes into as much room as `passes` counts: one too few would be another's row."""

    def test_forks_threads_and_holds_are_counted_to_the_visit(self) -> None:
        box = flow("box", travel("haul"), maybe("search", (visit("bay", "open"),), label="search"))
        truck = flow(
            "truck",
            when("slow", (travel("detour"), start("box")), orelse=(travel("road"),)),
            inside("yard", (visit("crane", "lift"),)),
        )
        given = Given(
            [0, 1, 2, 3],
            ("truck",),
            dict.fromkeys(("haul", "open", "detour", "road", "lift"), 1),
            traits={"slow": [True, False, True, True]},
            chances={"search": [True, True, False, True]},
        )
        drawn = workload([truck, box], {"truck": given}, {"yard": 2, "crane": 1, "bay": 1})
        programs = lowered(drawn)
        visits, threads = passes(programs, drawn)
        told = {slot.label: n for slot, n in zip(programs.slots, visits.tolist(), strict=True)}
        assert told == {"detour": 3, "road": 1, "lift": 4, "in_yard": 4, "haul": 3, "open": 2}
        assert threads == 4 + 3
        raw = simpy_engine.run(programs, drawn)
        assert [len(each.index) for each in raw.visits] == visits.tolist()

    def test_both_ways_of_a_fork_by_hours_are_counted(self) -> None:
        fork = when("day", (travel("road"),), orelse=(travel("detour"),))
        given = Given([1, 2, 13], lasts={"road": 1, "detour": 1})
        drawn = workload([flow("f", fork)], {"truck": given}, {}, hours={"day": [0, 12]})
        assert passes(lowered(drawn), drawn)[0].tolist() == [3, 3]

    @pytest.mark.parametrize("alternative", ["baseline", "digital_port"])
    def test_the_shipped_port_never_needs_more(self, alternative: str) -> None:
        scenario = load("ocean_gate").with_study(days=1, warm_up_days=0, run_out="1 day")
        world = scenario.world(alternative)
        drawn = build(world, scenario.study.horizon, 1, 0)
        programs = lowered(drawn)
        visits, _ = passes(programs, drawn)
        used = np.array([len(each.index) for each in simpy_engine.run(programs, drawn).visits])
        assert (used <= visits).all() and used.sum() > 0.5 * visits.sum()

"""What every flow, measure, KPI and claim in the registries must keep; a newborn meets it by itself."""

import numpy as np
import pytest
from shipped import ENTRIES, FLOWS, KPIS, MEASURES

from portsim.claims.claim import load_claims
from portsim.claims.deciding import deciding
from portsim.claims.finding import find
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import MOST_UNFINISHED, Kpi
from portsim.kpis.spent import Spent
from portsim.kpis.tariffs import check_tariffs
from portsim.library.kpis.outage import Recovery, Waiting
from portsim.model.describe import mermaid, sentence
from portsim.model.keys import part_at
from portsim.model.sourced import sourced_numbers
from portsim.model.steps import walk
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.checks.checks import problems
from portsim.scenario.checks.unused import unused
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario, sources
from portsim.study.run import run

# what works on others' changes stands after them: these, and options that let it happen on the first day
FOLLOWS: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "data_platform_outage": (
        ("qr_gate_pass",),
        {"outage": {"hours": [["09:00", "12:00"]], "on": [0], "source": "user"}},
    )
}


def alone(scenario: Scenario, name: str) -> Scenario:
    """The scenario with an alternative `alone` of one measure, after those that it cannot do without."""
    others, options = FOLLOWS.get(name, ((), {}))
    return scenario.alternative("alone", *others, name, **options)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    short = load("ocean_gate").with_study(days=2, warm_up_days=0, run_out_days=1)
    others, options = FOLLOWS["data_platform_outage"]
    return short.alternative("outage", *others, "data_platform_outage", **options)


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> dict[str, Records]:
    return {name: run(scenario, 0, name) for name in scenario.alternatives}


def late(kpi: Kpi, records: Records) -> bool:
    """Whether a KPI is withheld, because too many shipments have not come to an end of what it measures."""
    return not isinstance(kpi.of, Spent) and kpi.of.unfinished(records) > MOST_UNFINISHED


def in_force(scenario: Scenario, name: str) -> World:
    return alone(scenario, name).world("alone")


@pytest.mark.parametrize("name", list(FLOWS))
def test_a_flow_can_be_read_aloud_and_drawn(name: str) -> None:
    flow = FLOWS[name]
    text, picture = sentence(flow), mermaid(flow)
    assert text.startswith(name.replace("_", " ").capitalize())
    for step in walk(flow.steps):
        assert f"  {step.label}" in picture
    assert len(text.splitlines()) > len(flow.labels)


@pytest.mark.parametrize("name", list(FLOWS))
def test_a_flow_is_run_by_the_shipped_scenarios(name: str, scenario: Scenario) -> None:
    from portsim.model.flow import reachable

    reached = {
        f for d in scenario.baseline.port.demand.values() for f in reachable(d.flows, scenario.baseline.flows)
    }
    assert name in reached


@pytest.mark.parametrize("name", list(MEASURES))
class TestMeasure:
    def test_says_what_it_is(self, name: str, scenario: Scenario) -> None:
        cls = MEASURES[name]
        assert cls.title and cls.__doc__ and cls.reported
        assert name in scenario.measures

    def test_logs_its_changes_under_its_own_name(self, name: str, scenario: Scenario) -> None:
        others, _ = FOLLOWS.get(name, ((), {}))
        changes = [c for c in in_force(scenario, name).changes if c.measure not in others]
        assert changes and {change.measure for change in changes} == {name}
        assert any(change.key.startswith("flows.") for change in changes)

    def test_gives_a_world_that_can_run_and_reads_all_its_options(
        self, name: str, scenario: Scenario
    ) -> None:
        world = in_force(scenario, name)
        assert problems(world) == []
        assert unused(world) == []

    def test_leaves_the_baseline_alone(self, name: str, scenario: Scenario) -> None:
        before = scenario.baseline.port.model_dump_json()
        in_force(scenario, name)
        assert scenario.baseline.port.model_dump_json() == before
        assert dict(scenario.baseline.flows) == dict(FLOWS)

    def test_changes_something_when_in_use(self, name: str, scenario: Scenario) -> None:
        short = alone(scenario.with_study(days=1, run_out_days=0), name)
        others, _ = FOLLOWS.get(name, ((), {}))
        if others:
            short = short.alternative("others", *others)
        base, changed = run(short, 0, "others" if others else BASELINE), run(short, 0, "alone")
        assert not base.visits_table().equals(changed.visits_table())

    def test_names_no_reported_figure_as_a_source(self, name: str, scenario: Scenario) -> None:
        for key, number in sourced_numbers(scenario.measures[name]):
            assert not any(s.startswith("claim ") for s in number.source), key


@pytest.mark.parametrize("name", list(KPIS))
class TestKpi:
    def test_has_a_title_a_unit_and_a_finite_value(self, name: str, records: dict[str, Records]) -> None:
        kpi = KPIS[name]
        assert kpi.title and kpi.unit
        for alternative, each in records.items():
            absent = isinstance(kpi.of, Recovery) and not kpi.of.applies(each)
            assert np.isfinite(kpi.value(each)) != (late(kpi, each) or absent), alternative

    def test_says_what_it_is_made_of_or_that_it_is_no_sum(
        self, name: str, records: dict[str, Records]
    ) -> None:
        kpi = KPIS[name]
        behind = kpi.of.behind(records[BASELINE])
        assert all(np.isfinite(part) and part > 0 for part in behind.values())
        assert behind or not kpi.value(records[BASELINE]) or isinstance(kpi.of, Busy | Recovery | Waiting)

    def test_reads_parameters_that_exist(self, name: str, scenario: Scenario) -> None:
        for alternative in scenario.alternatives:
            world = scenario.world(alternative)
            quantity = KPIS[name].of
            keys = quantity.reads(world)
            assert keys or getattr(quantity, "what", "") == "count", (
                "only a count can hang on the steps alone"
            )
            for key in keys:
                assert part_at(world.port, key.split("."), key) is not None


@pytest.mark.parametrize("scenario_name", ["ocean_gate", "xiamen"])
def test_claims_are_those_reported_and_each_reading_can_be_judged(
    scenario_name: str, records: dict[str, Records]
) -> None:
    scenario = load(scenario_name)
    assert scenario.claims is not None
    claims = load_claims(scenario.claims, scenario)
    assert list(claims) == [*(f"C{n}" for n in range(1, 13))]
    for claim in claims.values():
        for reading in claim.readings:
            finding = find(reading, records[BASELINE], records[reading.alternative])
            if reading.kpi is None:
                assert reading.why
            else:
                kpi = KPIS[reading.kpi].among(reading.cohort)
                sides = {"baseline": (BASELINE,), "value": (reading.alternative,)}
                needed = sides.get(reading.figure, (BASELINE, reading.alternative))
                withheld = any(late(kpi, records[name]) for name in needed)
                assert np.isfinite(finding.figure) != withheld, (claim.statement, reading.name)
                assert deciding(reading, scenario) or reading.kpi == "exam_hauls"


@pytest.mark.parametrize("name", list(ENTRIES))
def test_a_ledger_entry_has_a_tariff_and_reads_parameters_that_exist(name: str, scenario: Scenario) -> None:
    entry, world = ENTRIES[name], scenario.baseline
    assert entry.title and entry.of and entry.unit
    assert entry.tariff in world.port.tariffs
    check_tariffs(scenario)
    for key in entry.reads(world):
        assert part_at(world.port, key.split("."), key) is not None


@pytest.mark.parametrize("name", ["ocean_gate", "xiamen"])
def test_every_number_has_a_source_and_assumptions_have_a_range(name: str) -> None:
    scenario = load(name)
    numbers = sources(scenario)
    assert len(numbers) > 100
    for key, number in numbers:
        assert number.source, key
        if "assumption" in number.source:
            assert getattr(number, "range", None) is not None, key
        else:
            assert all(source in scenario.evidence for source in number.source), key

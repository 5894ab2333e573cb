"""What every flow, measure, KPI, ledger entry and claim must keep; a new one meets it by itself."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from drayed import DEMAND, PLACES, TASKS
from railed import RAIL

from portsim.claims.claim import load_claims
from portsim.claims.deciding import deciding
from portsim.claims.finding import find
from portsim.kpis.kpi import KPI
from portsim.model.measure import MEASURE
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.plugins import library
from portsim.scenario.scenario import Scenario
from portsim.study.run import run
from portsim.testing import Check, contract

MORNING = {"hours": [["09:00", "12:00"]], "on": [0], "source": "user"}
ON_THE_FIRST_DAY = {
    "data_platform_outage": {"outage": MORNING},
    "closure": {"hours": MORNING},
    "full_gate_turns_away": {"holds": {"value": 20, "source": "user"}},  # two days hardly fill more
}


BLOCKS = "  block_to_block: {shape: constant, mean: 3 min, source: user}\n"
DUAL = "  dual: {flows: [dual_move_truck], per_day: {value: 50 per day, source: user}, profile: truck_gate}\n"
MORE = RAIL.replace("rail_export, rail_import]", "rail_export, rail_import, off_dock]")
for group, lines in (("places", PLACES), ("tasks", BLOCKS + TASKS), ("demand", DUAL + DEMAND)):
    MORE = MORE.replace(f"{group}:\n", f"{group}:\n{lines}")


def short() -> Scenario:
    """Two days of one terminal, with an outage, booked trucks, such with two moves, a railway and a yard off
    the dock."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "more.yaml")
        file.write_text(MORE)
        loaded = load(file)
    scenario = loaded.with_study(days=2, warm_up_days=0, run_out="1 day")
    outage: dict[str, object] = {"outage": MORNING}
    scenario = scenario.alternative("booked", "truck_appointments")
    scenario = scenario.alternative("outage", "qr_gate_pass", "data_platform_outage", **outage)
    return scenario.with_engine("compiled")


SHORT = short()
CONTRACT = contract(SHORT, options=ON_THE_FIRST_DAY)


@pytest.fixture(scope="module")
def records() -> dict[str, Records]:
    return {name: run(SHORT, 0, name) for name in SHORT.alternatives}


@pytest.mark.parametrize("check", CONTRACT, ids=str)
def test_all_that_portsim_ships_keeps_its_contract(check: Check) -> None:
    check()


def test_the_contract_speaks_of_everything_that_is_shipped() -> None:
    spoken = {(each.declared.kind.noun, each.declared.name) for each in CONTRACT}
    nouns = {"flow", "measure", "KPI", "ledger entry"}
    assert spoken == {
        (each.kind.noun, each.name) for each in SHORT.library.declared if each.kind.noun in nouns
    }
    assert len(spoken) > 100


@pytest.mark.parametrize("scenario_name", ["ocean_gate", "xiamen"])
def test_claims_are_those_reported_and_each_reading_can_be_judged(
    scenario_name: str, records: dict[str, Records]
) -> None:
    scenario = load(scenario_name)
    assert scenario.claims is not None
    claims = load_claims(scenario.claims, scenario)
    whole_port = set() if scenario.name == "xiamen" else {"C4", "C9", "C10", "C12"}
    assert list(claims) == [name for n in range(1, 13) if (name := f"C{n}") not in whole_port]
    for claim in claims.values():
        for reading in claim.readings:
            finding = find(reading, records[BASELINE], records[reading.alternative])
            if reading.kpi is None:
                assert reading.why
            else:
                kpi = scenario.library[KPI][reading.kpi].among(reading.cohort)
                assert np.isfinite(finding.figure), (claim.statement, reading.name)
                assert deciding(reading, scenario) or not kpi.of.behind_in_minutes


@pytest.mark.parametrize("name", ["ocean_gate", "xiamen"])
def test_every_number_has_a_source_and_assumptions_have_a_range(name: str) -> None:
    scenario = load(name)
    numbers = sources(scenario)
    assert len(numbers) > 100
    for key, number in numbers:
        assert number.source, key
        if "assumption" in number.source:
            other = (getattr(number, "range", None), getattr(number, "alternatives", None))
            assert any(other), f"{key}: neither a range nor named alternatives"
        else:
            assert all(source in scenario.evidence for source in number.source), key


def test_every_option_of_every_measure_says_what_it_is() -> None:
    silent = [
        f"{name}.{key}"
        for name, measure in library()[MEASURE].items()
        for key, field in measure.model_fields.items()
        if not field.description
    ]
    assert silent == []

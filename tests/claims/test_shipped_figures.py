"""The figures that the shipped scenarios are held against: bands do not move, no input has their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from portsim.base.errors import ConfigError
from portsim.claims.claim import load_claims
from portsim.claims.independence import ClaimDocument
from portsim.claims.observations import load_observations
from portsim.scenario.load import load

BANDS = {  # written down before the first run that was held against them; V8, V9 in days then
    "V1": (31.3, 43.6), "V2": (1.2, 4.36), "V3": (38.8, 77.6), "V4": (2.2, 4.4), "V5": (0.9, 1),
    "V6": (12, 24), "V7": (13.3, 26.7), "V8": (20.88, 32.4), "V9": (16.56, 25.2), "V10": (134.7, 166),
    "V11": (72, 125), "V12": (84.1, 125.2), "V13": (34.9, 69.9), "V14": (5.5, 11.1), "V15": (33.7, 67.3),
    "V16": (5.9, 8.96), "V17": (0.4, 0.85), "V18": (100, 200), "V19": (2.4, 3.6), "V20": (0.9, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", ["ocean_gate", "xiamen"])
def test_bands_are_those_that_were_written_down(name: str) -> None:
    scenario = load(name)
    assert scenario.validation is not None and scenario.claims is not None
    figures = load_observations(scenario.validation, scenario)
    assert {key: each.band for key, each in figures.items()} == BANDS
    for claim in load_claims(scenario.claims, scenario).values():
        document = ClaimDocument.of(claim, scenario.evidence)
        for each in figures.values():
            assert not document.references & ClaimDocument.named_by(each.source, scenario.evidence).references


def test_rules_of_the_bands_are_kept() -> None:
    """A third and a fifth either way, to the digit that is written."""
    scenario = load("ocean_gate")
    assert scenario.validation is not None
    for each in load_observations(scenario.validation, scenario).values():
        part = {"third": 1 / 3, "fifth": 1 / 5}.get(each.because)
        if part is not None:
            assert each.band == pytest.approx(
                (each.observed * (1 - part), each.observed * (1 + part)), abs=0.06
            )


def test_a_row_that_an_input_has_cannot_be_used(tmp_path: Path) -> None:
    """The calls and boxes of three days (A9) gave the number of vessels, which decides how long one waits."""
    scenario = load("ocean_gate")
    assert scenario.validation is not None
    path = tmp_path / "figures.yaml"
    path.write_text(scenario.validation.read_text().replace("source: B11", "source: A9"))
    with pytest.raises(ConfigError, match=r"V18: source: the document of A9 .*demand.vessel.per_day \[A9 "):
        load_observations(path, scenario)

"""The audit of reported results: claims are data, and each reading of one is judged by the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from portsim.base.errors import ConfigError, did_you_mean
from portsim.kpis.kpi import KPI
from portsim.model.sourced import Part
from portsim.scenario.checking import build
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario


class Reading(Part):
    """One way to take a claim literally: which figure of which scenario is compared with what."""

    name: str
    kpi: str | None = Field(description="null where the model measures nothing that could test it")
    scenario: str
    why: str = Field("", description="why it cannot be tested")
    figure: Literal["value", "baseline", "saved", "saved_share", "ratio"] = Field(
        description="the KPI under the measure, in the baseline, baseline - measure, "
        "1 - measure / baseline, or measure / baseline"
    )
    cohort: tuple[str, ...] = Field(
        (), description="traits of the shipments it speaks of, the same in both scenarios"
    )
    reported: float = Field(allow_inf_nan=False)
    unit: str
    sense: Literal["at_most", "at_least", "about"]
    tolerance: float = Field(
        0.1, gt=0, lt=1, description="for `about`: relative half-width that counts as hit"
    )


class Claim(Part):
    """A reported result in our own words."""

    statement: str
    reported_in: str
    readings: tuple[Reading, ...] = Field(min_length=1)


class ClaimsFile(Part):
    claims: dict[str, Claim] = Field(min_length=1)


def load_claims(path: Path, scenario: Scenario) -> Mapping[str, Claim]:
    """Read and check a claims file; readings of alternatives that were left out by choice are left out too.

    Raises ConfigError: an unknown KPI, scenario or trait, with its place and the nearest name.
    """
    document = read(path)
    kept: dict[str, Claim] = {}
    for name, claim in build(ClaimsFile, document).claims.items():
        readings = []
        for number, reading in enumerate(claim.readings):
            _check(reading, document, ("claims", name, "readings", number), scenario)
            if reading.scenario in scenario.compare:
                readings.append(reading)
        if readings:
            kept[name] = claim.model_copy(update={"readings": tuple(readings)})
    return kept


def _check(reading: Reading, document: Document, where: tuple[str | int, ...], scenario: Scenario) -> None:
    traits: Mapping[str, object] = {}
    if reading.scenario in scenario.compare:
        traits = scenario.world(reading.scenario).port.traits
    cohort = reading.cohort if traits else ()
    asked: list[tuple[str, str, Iterable[str]]] = [
        ("kpi", reading.kpi or next(iter(scenario.library[KPI])), scenario.library[KPI]),
        ("scenario", reading.scenario, scenario.declared),
        *(("cohort", trait, traits) for trait in cohort),
    ]
    for key, got, allowed in asked:
        if got not in allowed:
            word = "trait" if key == "cohort" else key
            hint = did_you_mean(got, allowed)
            raise ConfigError(f"{document.where((*where, key))}: {where[1]}: unknown {word} '{got}'{hint}")

"""The audit of reported results: claims are data, and each reading of one is judged by the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from portsim.base.errors import ConfigError, Keys, did_you_mean, got
from portsim.base.units import Real
from portsim.claims.old_keys import with_new_keys
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.part import Part
from portsim.scenario.checking import build
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario

FigureName = Literal["value", "baseline", "saved", "saved_share", "ratio"]
UNITS = {"saved_share": "share", "ratio": "times"}  # of figures that do not have their KPI's
Sense = Literal["at_most", "at_least", "about"]


class Reading(Part):
    """One way to take a claim literally: which figure of which alternative is compared with what."""

    name: str
    kpi: str | None = Field(description="null where the model measures nothing that could test it")
    alternative: str
    why: str = Field("", description="why it cannot be tested")
    figure: FigureName = Field(
        description="the KPI under the measure, in the baseline, baseline - measure, "
        "1 - measure / baseline, or measure / baseline"
    )
    cohort: tuple[str, ...] = Field(
        (), description="traits of the shipments it speaks of, the same in both alternatives"
    )
    reported: Real
    unit: str
    sense: Sense
    tolerance: Real = Field(
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

    Up to version 0.3 the key `alternative` of a reading was `scenario`; such a file is read, with a note.

    Raises ConfigError: an unknown KPI, alternative or trait, with its place and the nearest name; two
    readings of one name in a claim; a unit that is not the figure's.
    """
    document = with_new_keys(read(path))
    kept: dict[str, Claim] = {}
    for name, claim in build(ClaimsFile, document).claims.items():
        readings = []
        for number, reading in enumerate(claim.readings):
            where = ("claims", name, "readings", number)
            _check(reading, document, where, scenario)
            _named_once(reading, claim.readings[:number], document, where)
            if reading.alternative in scenario.compare:
                readings.append(reading)
        if readings:
            kept[name] = claim.model_copy(update={"readings": tuple(readings)})
    return kept


def _check(reading: Reading, document: Document, where: Keys, scenario: Scenario) -> None:
    """Raises ConfigError: the scenario does not know a name; traits are checked where there are any."""
    if reading.kpi is not None:
        _know("kpi", reading.kpi, scenario.library[KPI], document, (*where, "kpi"))
        _unit(reading, scenario.library[KPI][reading.kpi], document, where)
    _know("alternative", reading.alternative, scenario.declared, document, (*where, "alternative"))
    if reading.alternative in scenario.compare:
        traits = scenario.world(reading.alternative).port.traits
        for trait in reading.cohort if traits else ():
            _know("trait", trait, traits, document, (*where, "cohort"))


def _named_once(reading: Reading, earlier: Sequence[Reading], document: Document, where: Keys) -> None:
    """Raises ConfigError: a reading has the name of an earlier one, so that their figures could not be told
    apart."""
    for number, other in enumerate(earlier):
        if other.name == reading.name:
            first = document.where((*where[:-1], number))
            raise ConfigError(
                f"{document.where((*where, 'name'))}: {where[1]}: reading '{reading.name}' stands twice, "
                f"first in line {first.line}; give one of them another name"
            )


def _unit(reading: Reading, kpi: Kpi, document: Document, where: Keys) -> None:
    """Raises ConfigError: the reported figure is in another unit than the one that is compared with it."""
    unit = UNITS.get(reading.figure, kpi.unit)
    if reading.unit != unit:
        what = f"{reading.figure} of {kpi.name}"
        raise ConfigError(
            f"{document.where((*where, 'unit'))}: {where[1]}: unit: got {got(reading.unit)}, allowed {unit}, "
            f"the unit of {what}; give `reported` in {unit} too"
        )


def _know(what: str, name: str, known: Collection[str], document: Document, at: Keys) -> None:
    if name not in known:
        raise ConfigError(
            f"{document.where(at)}: {at[1]}: unknown {what} '{name}'{did_you_mean(name, known)}"
        )

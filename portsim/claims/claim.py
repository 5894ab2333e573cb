"""The audit of reported results: claims are data, and each reading of one is judged by the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from portsim.base.currency import YUAN, as_inside, money_name, with_name, worth
from portsim.base.errors import ConfigError, Keys, did_you_mean, dotted, got
from portsim.base.language import later
from portsim.base.notes import note
from portsim.base.units import Real
from portsim.claims.old_keys import with_new_keys
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.part import Part
from portsim.scenario.checking import build
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario

LEFT_OUT = later("{file}: left out, as they do not speak of {name}: {names}")
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
    primary: bool = Field(
        False, description="the reading that the claim is judged by; one alone is primary anyway"
    )
    tolerance: Real = Field(
        0.1, gt=0, lt=1, description="for `about`, but a share saved: relative half-width that counts as hit"
    )
    within: Real = Field(
        1.25, gt=1, lt=2, description="for `about` of a share saved: the factor either way that counts as hit"
    )

    @model_validator(mode="after")
    def _is_tested_or_not(self) -> Reading:
        if self.why and self.kpi is not None:
            raise ValueError("why says what keeps it from being tested, and a kpi tests it; keep one")
        return self

    @property
    def of_share(self) -> bool:
        """Whether it is judged by what remains: about a share saved."""
        return self.figure == "saved_share" and self.sense == "about"


Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(description="the document that reports it: references, or rows of the evidence list"),
]


class Claim(Part):
    """A reported result in our own words."""

    statement: str
    reported_in: str
    source: Sources = ()
    scenarios: tuple[str, ...] = Field(
        (), description="names of the scenarios that it speaks of; all if none is named"
    )
    readings: tuple[Reading, ...] = Field(min_length=1)

    @property
    def primary(self) -> Reading | None:
        """The reading that it is judged by; None if that was left out."""
        return next((reading for reading in self.readings if reading.primary), None)

    def speaks_of(self, scenario: Scenario) -> bool:
        return not self.scenarios or scenario.name in self.scenarios


class ClaimsFile(Part):
    source: Sources = ()
    claims: dict[str, Claim] = Field(min_length=1)


def load_claims(path: Path, scenario: Scenario) -> Mapping[str, Claim]:
    """Read and check a claims file; readings of alternatives that were left out by choice are left out too,
    and so are claims that speak of other scenarios.

    A figure in yuan is converted where the scenario counts in another money.

    Up to version 0.3 the key `alternative` of a reading was `scenario`; such a file is read, with a note.

    Raises ConfigError: an unknown KPI, alternative or trait, with its place and the nearest name; a claim
    without one primary reading; two readings of one name in a claim; a unit that is not the figure's; a
    reading that says what its figure and sense do not read.
    """
    document, claims = _read(path)
    kept: dict[str, Claim] = {}
    for name, claim in claims.items():
        for number, reading in enumerate(claim.readings):
            _named_once(reading, claim.readings[:number], document, ("claims", name, "readings", number))
        _check_primary(name, claim, document)
        if not claim.speaks_of(scenario):
            continue
        readings = []
        for number, reading in enumerate(claim.readings):
            where = ("claims", name, "readings", number)
            with scenario.counting():
                reading = _in_own_money(reading)
                _check(reading, document, where, scenario)
            if reading.alternative in scenario.compare:
                readings.append(reading)
        if readings:
            kept[name] = claim.model_copy(update={"readings": tuple(readings)})
    if named := _others(claims, scenario):
        note(LEFT_OUT.format(file=path.name, name=scenario.name, names=named))
    return kept


def left_out(path: Path, scenario: Scenario) -> str:
    """The claims of a file that do not speak of a scenario, in words; empty if all do.

    Raises ConfigError: the file is no claims file.
    """
    named = _others(_read(path)[1], scenario)
    text = later("left out, as they do not speak of {name}: {names}")
    return text.format(name=scenario.name, names=named) if named else ""


def _others(claims: Mapping[str, Claim], scenario: Scenario) -> str:
    """The claims that do not speak of a scenario, each with those of which it does."""
    others = (each for each in claims.items() if not each[1].speaks_of(scenario))
    return ", ".join(f"{name} ({', '.join(claim.scenarios)})" for name, claim in others)


def _read(path: Path) -> tuple[Document, dict[str, Claim]]:
    """The file with its claims; each knows its document, and one reading alone is its primary one."""
    document = with_new_keys(read(path))
    file = build(ClaimsFile, document)
    claims = {}
    for name, claim in file.claims.items():
        readings = claim.readings
        if len(readings) == 1:
            readings = (readings[0].model_copy(update={"primary": True}),)
        source = claim.source or file.source
        claims[name] = claim.model_copy(update={"source": source, "readings": readings})
    return document, claims


def _check_primary(name: str, claim: Claim, document: Document) -> None:
    """Raises ConfigError: none of several readings is primary, or more than one is."""
    at: Keys = ("claims", name)
    found = [number for number, reading in enumerate(claim.readings) if reading.primary]
    if not found:
        names = ", ".join(f"'{reading.name}'" for reading in claim.readings)
        raise ConfigError(
            document.where(at).says(
                dotted(at), f"no reading is primary; add `primary: true` to one of {names}"
            )
        )
    for number in found[1:]:
        key: Keys = (*at, "readings", number, "primary")
        first = claim.readings[found[0]].name
        text = f"'{first}' is the primary reading already; a claim has one"
        raise ConfigError(document.where(key).says(dotted(key), text))


def _check(reading: Reading, document: Document, where: Keys, scenario: Scenario) -> None:
    """Raises ConfigError: the scenario does not know a name; traits are checked where there are any. Or the
    reading says what is not read of it."""
    if reading.kpi is not None:
        _know("kpi", reading.kpi, scenario.library[KPI], document, (*where, "kpi"))
        _unit(reading, scenario.library[KPI][reading.kpi], document, where)
    _know("alternative", reading.alternative, scenario.declared, document, (*where, "alternative"))
    if reading.alternative in scenario.compare:
        port = scenario.world(reading.alternative).port
        traits = (*port.traits, *port.cohorts)
        for trait in reading.cohort if traits else ():
            _know("trait", trait, traits, document, (*where, "cohort"))
    if reading.of_share and not 0 < reading.reported < 1:
        _refuse(
            f"got {got(reading.reported)}, allowed above 0 and below 1: "
            "about a share saved is judged by what remains",
            document,
            (*where, "reported"),
        )
    for key, read_of in (
        ("tolerance", reading.sense == "about" and not reading.of_share),
        ("within", reading.of_share),
    ):
        if key in reading.model_fields_set and not read_of:
            other = "; set within" if reading.of_share else ""
            _refuse(
                f"not read for {reading.sense} of {reading.figure}{other}",
                document,
                (*where, key),
            )


def _refuse(text: str, document: Document, at: Keys) -> None:
    raise ConfigError(document.where(at).says(dotted(at), text))


def _in_own_money(reading: Reading) -> Reading:
    """A reading of money in what the scenario counts in: a report in yuan is converted by its rate."""
    if money_name() == YUAN:
        return reading
    one_is = worth(YUAN) if reading.unit != with_name(reading.unit) else None
    changed = {"unit": as_inside(reading.unit), "reported": reading.reported * float(one_is or 1)}
    return reading.model_copy(update=changed)


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
        what, unit = f"{reading.figure} of {kpi.name}", with_name(unit)
        raise ConfigError(
            f"{document.where((*where, 'unit'))}: {where[1]}: unit: got {got(reading.unit)}, allowed {unit}, "
            f"the unit of {what}; give `reported` in {unit} too"
        )


def _know(what: str, name: str, known: Collection[str], document: Document, at: Keys) -> None:
    if name not in known:
        raise ConfigError(
            f"{document.where(at)}: {at[1]}: unknown {what} '{name}'{did_you_mean(name, known)}"
        )

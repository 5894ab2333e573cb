"""What may stand in a scenario file: the port, the options of every declared measure, and the study."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, create_model, model_validator

from portsim.base.errors import got
from portsim.base.units import CountValue, Real, count
from portsim.model.event import Declared
from portsim.model.hours import Monday
from portsim.model.library import Library
from portsim.model.measure import MEASURE, Alteration, Costs
from portsim.model.money import CountedIn
from portsim.model.part import Part
from portsim.model.port import Port
from portsim.model.risk import Risk
from portsim.model.time_spread import Shapes
from portsim.scenario.file_names import AlternativeName, ScenarioName
from portsim.scenario.run_out import RunOut

EngineName = Literal["auto", "simpy", "compiled"]
SHARED = ("shapes", "risk", "money")  # numbers beside the port, the same in all alternatives


def _between(least: int, most: int) -> BeforeValidator:
    """A whole number [1] with both ends in the message, whichever of them is passed."""

    def check(value: object) -> int:
        try:
            number = count(value)
        except ValueError:
            number = -1
        if not least <= number <= most:
            raise ValueError(f"got {got(value)}, allowed a whole number from {least} to {most}")
        return number

    return BeforeValidator(check)


class Study(Part):
    """How long and how often: whole days are counted, after a warm-up; what they bring is run out."""

    days: Annotated[
        CountValue, Field(ge=1, le=3660, description="whole days that are counted"), _between(1, 3660)
    ] = 7
    warm_up_days: Annotated[
        CountValue,
        Field(ge=0, le=3660, description="whole days before those that are counted"),
        _between(0, 3660),
    ] = 1
    run_out: Annotated[RunOut, Field(description="how long a run goes on after the counted days")] = RunOut()
    replications: Annotated[
        CountValue,
        Field(ge=1, le=10000, description="runs of each alternative, each with its own draws"),
        _between(1, 10000),
    ] = 10
    seed: Annotated[
        CountValue, Field(description="with it all draws are the same again"), _between(0, 10**12 - 1)
    ] = 1
    start: Annotated[
        Monday | None, Field(description="the date of day 0, a Monday: dates of holidays and of event logs")
    ] = None

    @property
    def window(self) -> tuple[float, float]:
        """The minutes whose arrivals are counted."""
        return self.warm_up_days * 1440.0, (self.warm_up_days + self.days) * 1440.0

    @property
    def horizon(self) -> float:
        """The earliest end of a run [min]."""
        return self.window[1] + self.run_out.at_least

    @property
    def horizons(self) -> Iterator[float]:
        """The ends of a run to try [min], until what was counted is through."""
        return (self.window[1] + length for length in self.run_out.lengths)


Matters = Annotated[
    float,
    Field(gt=0, allow_inf_nan=False, description="the smallest difference that matters [the KPI's unit]"),
]


Together = Annotated[
    tuple[str, ...],
    Field(min_length=2, description="keys of inputs that are varied as one; with - in front the other way"),
]


Streams = Annotated[tuple[str, ...], Field(min_length=1)]


class Use(Part):
    """One measure in an alternative, with options that differ from the scenario's."""

    measure: str = Field(description="a measure or what-if of the scenario")
    over: Annotated[bool, Field(description="whether it may change again what others have changed")] = False
    options: dict[str, object] = Field(default={}, description="options that differ from the scenario's")


class WhatIf(Part):
    """A measure that only changes numbers: dotted key to its new value, or to the factor that scales it."""

    title: str = Field("", description="what tables and charts call it")
    event: Declared = None
    aims_at: tuple[str, ...] = Field((), description="the few KPIs that it is judged by")
    costs: Costs
    set: dict[str, object] = Field({}, min_length=1, description="dotted key to its new value")
    scale: dict[str, Annotated[Real, Field(gt=0, le=1000)]] = Field(
        {}, min_length=1, description="dotted key of a sourced number to the factor it is multiplied by"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> WhatIf:
        if not self.set and not self.scale:
            raise ValueError("a what-if needs set, scale or both: which numbers does it change?")
        if both := sorted(self.set.keys() & self.scale.keys()):
            raise ValueError(f"{both[0]} is both set and scaled; do one of the two")
        return self


class Evidence(Part):
    """One public figure, in our own words, with its reference."""

    what: str
    figure: str
    reference: str
    confidence: str = Field("D", description="D stated, C computed, W weak")


class EvidenceFile(Part):
    evidence: dict[str, Evidence]


def scenario_model(library: Library) -> type[Port]:
    """The model of a scenario file: a port, the options of every measure of the library, and the study."""
    return _model(tuple(library[MEASURE].items()))


@cache
def _model(declared: tuple[tuple[str, type[Alteration]], ...]) -> type[Port]:
    options: dict[str, object] = {name: (cls | None, None) for name, cls in declared}
    all_options = create_model("Measures", __base__=Part, **options)  # type: ignore[call-overload]
    return create_model(
        "ScenarioFile",
        __base__=Port,
        name=(ScenarioName, Field(description="the name of the scenario, in letters, digits and _")),
        title=(str, Field(description="what tables and charts call it")),
        extends=(str | None, Field(None, description="a scenario, or its file, that this one changes")),
        without=(
            tuple[str, ...],
            Field((), description="parts of the extended file that this port does without"),
        ),
        parts=(
            dict[str, Streams],
            Field({}, description="streams that can be left out together, by one name"),
        ),
        plugins=(tuple[str, ...], Field((), description="files and packages with parts of your own")),
        evidence=(str | None, Field(None, description="file of the evidence list that sources are rows of")),
        claims=(str | None, Field(None, description="file of the claims that a study judges")),
        validation=(
            str | None,
            Field(None, description="file of published figures that the baseline is held against"),
        ),
        limits=(tuple[str, ...], Field((), description="what the scenario cannot tell, for its reports")),
        study=(Study, Field(Study(), description="how long and how often it is run")),
        engine=(EngineName, Field("auto", description="which engine runs it; both give the same records")),
        money=(CountedIn | None, Field(None, description="the currency of all figures, if not yuan")),
        measures=(all_options, Field(all_options(), description="options of measures by name")),
        in_place=(tuple[str | Use, ...], Field((), description="measures that the baseline has already")),
        what_ifs=(dict[str, WhatIf], Field({}, description="measures that only change numbers, by name")),
        matters=(dict[str, Matters], Field({}, description="smallest differences that matter, by KPI")),
        together=(dict[str, Together], Field({}, description="inputs that are varied as one, by name")),
        shapes=(
            Shapes,
            Field(Shapes(), description="how widely times spread in the port, where that is not known"),
        ),
        risk=(Risk | None, Field(None, description="what exams can find, for `portsim control`")),
        compare=(
            dict[AlternativeName, Annotated[tuple[str | Use, ...], Field(min_length=1)]],
            Field({}, description="alternatives that are compared, each with its measures"),
        ),
    )

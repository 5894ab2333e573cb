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
    """How long a run is, and how often it is repeated. Figures are of what comes in the counted days."""

    days: Annotated[
        CountValue, Field(ge=1, le=3660, description="how many days are counted"), _between(1, 3660)
    ] = 7
    warm_up_days: Annotated[
        CountValue,
        Field(
            ge=0,
            le=3660,
            description="how many days are run before them, so that the port is no longer empty",
        ),
        _between(0, 3660),
    ] = 1
    run_out: Annotated[RunOut, Field(description="how long a run goes on after the counted days")] = RunOut()
    replications: Annotated[
        CountValue,
        Field(
            ge=1,
            le=10000,
            description="how often each alternative is run, each time with other draws of chance",
        ),
        _between(1, 10000),
    ] = 10
    seed: Annotated[
        CountValue,
        Field(description="where the draws of chance begin: the same seed gives the same figures"),
        _between(0, 10**12 - 1),
    ] = 1
    start: Annotated[
        Monday | None,
        Field(
            description="date of day 0, a Monday; for dates and countries under holidays, and for event logs"
        ),
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
    Field(gt=0, allow_inf_nan=False, description="the smallest difference that matters [unit of the KPI]"),
]


Together = Annotated[
    tuple[str, ...],
    Field(
        min_length=2,
        description="dotted keys of these inputs; - in front of one that falls where the others rise",
    ),
]


Streams = Annotated[tuple[str, ...], Field(min_length=1)]


class Use(Part):
    """One measure in an alternative, with options that differ from the scenario's."""

    measure: str = Field(description="a measure or what-if of the scenario")
    over: Annotated[
        bool, Field(description="whether it may change a number that an earlier measure has changed")
    ] = False
    options: dict[str, object] = Field(default={}, description="the options that differ")


class WhatIf(Part):
    """A measure that only changes numbers: it sets them, or scales them by a factor."""

    title: str = Field("", description="what tables and charts call it")
    event: Declared = None
    aims_at: tuple[str, ...] = Field((), description="the one to four KPIs that it is judged by")
    costs: Costs
    set: dict[str, object] = Field({}, min_length=1, description="dotted keys, each with its new value")
    scale: dict[str, Annotated[Real, Field(gt=0, le=1000)]] = Field(
        {}, min_length=1, description="dotted keys of numbers, each with the factor that it is multiplied by"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> WhatIf:
        if not self.set and not self.scale:
            raise ValueError("a what-if needs set, scale or both: which numbers does it change?")
        if both := sorted(self.set.keys() & self.scale.keys()):
            raise ValueError(
                f"{both[0]} is both set and scaled; do one of the two, with null for the other if an "
                "extended file does it"
            )
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
        name=(ScenarioName, Field(description="the name of the scenario, in letters, digits, _ and -")),
        title=(str, Field(description="what tables and charts call it")),
        extends=(
            str | None,
            Field(None, description="the scenario, or its file, from which this one differs"),
        ),
        without=(
            tuple[str, ...],
            Field(
                (),
                description="what it leaves out of the extended file: streams, names under parts, sea or air",
            ),
        ),
        parts=(
            dict[str, Streams],
            Field({}, description="lists of streams, by name, that an extending file can leave out as one"),
        ),
        plugins=(
            tuple[str, ...],
            Field((), description="files of plug-ins, or names of installed ones, that it needs"),
        ),
        evidence=(str | None, Field(None, description="file of the evidence list, whose rows sources name")),
        claims=(str | None, Field(None, description="file of the claims that a study judges")),
        validation=(
            str | None,
            Field(None, description="file of published figures that the baseline is held against"),
        ),
        limits=(
            tuple[str, ...],
            Field((), description="sentences on what the scenario cannot tell, for its reports"),
        ),
        study=(Study, Field(Study(), description="how long a run is, and how often it is repeated")),
        engine=(EngineName, Field("auto", description="which engine runs it; both give the same records")),
        money=(
            CountedIn | None,
            Field(None, description="the currency of all figures, where that is not yuan"),
        ),
        measures=(all_options, Field(all_options(), description="measures by name, each with its options")),
        in_place=(
            tuple[str | Use, ...],
            Field((), description="measures that the port has already, and so the baseline"),
        ),
        what_ifs=(
            dict[str, WhatIf],
            Field({}, description="measures of your own that only change numbers, by name"),
        ),
        matters=(dict[str, Matters], Field({}, description="the smallest difference that matters, by KPI")),
        together=(
            dict[str, Together],
            Field({}, description="groups of uncertain inputs that move together, by name"),
        ),
        shapes=(
            Shapes,
            Field(Shapes(), description="how widely random times spread, for all of them at once"),
        ),
        risk=(Risk | None, Field(None, description="what exams can find, for `portsim control`")),
        compare=(
            dict[AlternativeName, Annotated[tuple[str | Use, ...], Field(min_length=1)]],
            Field(
                {}, description="alternatives by name, each with the measures that it has beside the baseline"
            ),
        ),
    )

"""The options that commands share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, Token

from portsim.base.errors import PortsimError, got

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario
    from portsim.scenario.sections import EngineName


Sets = Annotated[
    list[str] | None,
    Parameter(
        name="--set", help="Change a number, e.g. places.gate_in.lanes=6; may be repeated.", negative=()
    ),
]


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number; by itself the parser takes 1.5 days for 2."""
    text = tokens[0].value
    if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        raise PortsimError(f"{tokens[0].keyword}: got {got(text)}, allowed a whole number")
    return int(text)


Days = Annotated[int | None, Parameter(help="Days that are counted.", converter=_whole)]


Replications = Annotated[int | None, Parameter(help="Independent replications.", converter=_whole)]


Seed = Annotated[int | None, Parameter(help="Seed of all draws.", converter=_whole)]


Workers = Annotated[
    int,
    Parameter(help="Processes; 0 takes all cores. Results do not depend on it.", converter=_whole),
]


Engine = Annotated[
    Literal["auto", "simpy", "compiled"] | None,
    Parameter(help="What runs the flows; auto takes the faster one. Results do not depend on it."),
]


Out = Annotated[Path | None, Parameter(help="Folder for the results; results/<scenario> by default.")]


def scenario_of(
    name: str, sets: list[str] | None, engine: EngineName | None = None, **study: int | None
) -> Scenario:
    from portsim.scenario.scenario import load

    scenario = load(name)
    if engine is not None:
        scenario = scenario.with_engine(engine)
    for text in sets or ():
        key, equals, value = text.partition("=")
        if not equals or not key or not value:
            raise PortsimError(f"--set {text}: got no 'key=value', write e.g. --set places.gate_in.lanes=6")
        scenario = scenario.set(key.strip(), value.strip())
    return scenario.with_study(**study)


def footing(scenario: Scenario) -> str:
    study = scenario.study
    if study.replications == 1:
        what = f"1 replication of {study.days} days, so without CI"
    else:
        what = f"95 % CI over n = {study.replications} replications of {study.days} days"
    return f"{what}; seed {study.seed}, config hash {scenario.config_hash}"

"""The state of a page: what is changed, which alternatives are shown, how long and how often it is run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.scenario.scenario import Scenario
from portsim.serve.controls import Control

MOST_CHANGES, LONGEST_TEXT, MOST_SHOWN, MOST_REPLICATIONS = 200, 60, 12, 200
Length = Literal["quick", "file"]
LENGTHS: tuple[Length, ...] = ("quick", "file")
KEYS = ("set", "show", "length", "n")


class WrongValue(PortsimError):
    """A value that cannot be used; `control` is the slider that it belongs to, empty where none does."""

    def __init__(self, text: str, control: str = "") -> None:
        super().__init__(text)
        self.control = control


@dataclass(frozen=True)
class State:
    """What one page asks for. `changes` are by the name of their control: a text as a scenario file has it,
    or the share [0..1] of a distribution; `replications` is how many are to come in the end."""

    changes: tuple[tuple[str, str | float], ...]
    shown: tuple[str, ...]
    length: Length
    replications: int


def read_state(data: object, scenario: Scenario, controls: Mapping[str, Control]) -> State:
    """The checked state of a page, of what it sends as JSON.

    Raises WrongValue: unknown keys, names or alternatives; values of another type; too many of them.
    """
    if not isinstance(data, dict):
        raise WrongValue(f"state: got {got(data)}, allowed a mapping with {', '.join(KEYS)}")
    for key in data:
        if key not in KEYS:
            raise WrongValue(f"state: unknown key {got(key)}{did_you_mean(str(key), KEYS)}")
    length = data.get("length", LENGTHS[0])
    if length not in LENGTHS:
        raise WrongValue(f"state: length: got {got(length)}, allowed {' or '.join(LENGTHS)}")
    n = data.get("n", scenario.study.replications)
    if type(n) is not int or not 2 <= n <= MOST_REPLICATIONS:
        raise WrongValue(
            f"state: n: got {got(n)}, allowed a whole number of replications from 2 to {MOST_REPLICATIONS}"
        )
    return State(_changes(data.get("set", {}), controls), _shown(data.get("show"), scenario), length, n)


def _changes(given: object, controls: Mapping[str, Control]) -> tuple[tuple[str, str | float], ...]:
    if not isinstance(given, dict):
        raise WrongValue(f"state: set: got {got(given)}, allowed a mapping of inputs to values")
    if len(given) > MOST_CHANGES:
        raise WrongValue(f"state: set: got {len(given)} changes, allowed at most {MOST_CHANGES}")
    for name, value in given.items():
        if name not in controls:
            raise WrongValue(f"unknown input {got(name)}{did_you_mean(str(name), controls)}")
        _check(controls[name], value)
    return tuple(sorted(given.items()))


def _check(control: Control, value: object) -> None:
    """Raises WrongValue: the value is not of the kind that the control takes."""
    name = control.name
    if control.kind == "share":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise WrongValue(f"{name}: got {got(value)}, allowed a share from 0 to 1", name)
        return
    if not isinstance(value, str):
        raise WrongValue(f"{name}: got {got(value)}, allowed a text such as '{control.texts[0]}'", name)
    if not value.strip() or len(value) > LONGEST_TEXT:
        raise WrongValue(f"{name}: got {got(value)}, allowed a value of 1 to {LONGEST_TEXT} characters", name)
    if control.kind == "choice" and value not in control.values:
        raise WrongValue(f"{name}: unknown choice {got(value)}{did_you_mean(value, _names(control))}", name)


def _names(control: Control) -> tuple[str, ...]:
    return tuple(value for value in control.values if isinstance(value, str) and value)


def _shown(given: object, scenario: Scenario) -> tuple[str, ...]:
    """The alternatives that are shown, in the scenario's order; by default the first two."""
    known = tuple(scenario.compare)
    if given is None:
        return known[:2]
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_SHOWN:
        raise WrongValue(f"state: show: got {got(given)}, allowed a list of 1 to {MOST_SHOWN} alternatives")
    for name in given:
        if name not in known:
            raise WrongValue(f"unknown alternative {got(name)}{did_you_mean(str(name), known)}")
    return tuple(name for name in known if name in given)


def parse_json(body: bytes) -> object:
    """What a request holds.

    Raises WrongValue: no JSON.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise WrongValue("the request holds no JSON") from None

"""Alternatives that change what a log decides: a fitted scenario has them where it has a rate for the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from portsim.scenario.scenario import Scenario
from portsim.scenario.without import LeftOut


def of_alternatives(scenario: Scenario, fitted: Collection[str]) -> Iterator[str]:
    """What becomes of the alternatives that the logs of a scenario rule out; `fitted` are the streams that
    get a rate and a profile."""
    run, gone = _apart(scenario, fitted)
    if run:
        yield f"{_named(run)}: a log decides {_keys(run)} here; the fitted scenario has a rate, and runs them"
    if gone:
        yield f"{_named(gone)}: left out, as the log stays that decides {_keys(gone)}"


def ruled_out(scenario: Scenario, fitted: Collection[str]) -> list[str]:
    """The alternatives that a fitted scenario leaves out, as a log that they change stays."""
    return list(map(_name, _apart(scenario, fitted)[1]))


def _apart(scenario: Scenario, fitted: Collection[str]) -> tuple[list[LeftOut], list[LeftOut]]:
    """The alternatives that a log of the scenario rules out: those that can run once these streams are
    fitted, and those that cannot."""
    found = [each for each in scenario.left_out if each.keys]
    run = [each for each in found if all(key.split(".")[1] in fitted for key in each.keys)]
    return run, [each for each in found if each not in run]


def _name(each: LeftOut) -> str:
    return each.key.removeprefix("compare.")


def _named(found: Sequence[LeftOut]) -> str:
    return f"compare: {', '.join(map(_name, found))}"


def _keys(found: Sequence[LeftOut]) -> str:
    return " and ".join(dict.fromkeys(key for each in found for key in each.keys))

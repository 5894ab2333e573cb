"""Alternatives that change what a log decides: a fitted scenario has them where it has a rate for the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from portsim.scenario.logs.by_row import PER_ROW
from portsim.scenario.scenario import Scenario
from portsim.scenario.without import LeftOut


def of_alternatives(scenario: Scenario, fitted: Collection[str]) -> Iterator[str]:
    """What becomes of the alternatives that the logs of a scenario rule out; `fitted` are the streams that
    get a rate and a profile."""
    run, gone, lost = _apart(scenario, fitted)
    if run:
        yield f"{_named(run)}: a log decides {_keys(run)} here; the fitted scenario has a rate, and runs them"
    if gone:
        yield f"{_named(gone)}: left out, as the log stays that decides {_keys(gone)}"
    if lost:
        why = f"{_keys(lost)} counts the rows of a log and the fitted scenario has a rate"
        yield f"{_named(lost)}: left out, as {why}"


def ruled_out(scenario: Scenario, fitted: Collection[str]) -> list[str]:
    """The alternatives that a fitted scenario leaves out: a log that they change stays, or is gone."""
    _, gone, lost = _apart(scenario, fitted)
    return list(map(_name, (*gone, *lost)))


def counting_rows(scenario: Scenario, fitted: Collection[str]) -> list[str]:
    """The what-ifs, in an alternative or not, that change how many come for each row of a fitted log."""
    keys = {f"demand.{stream}.{PER_ROW}" for stream in fitted}
    return [name for name, each in scenario.what_ifs.items() if keys & {*each.set, *each.scale}]


def _apart(scenario: Scenario, fitted: Collection[str]) -> tuple[list[LeftOut], list[LeftOut], list[LeftOut]]:
    """The alternatives that change what a log of the scenario decides: those that can run once these streams
    are fitted, those that cannot, and those for which there are no rows any more."""
    run: list[LeftOut] = []
    gone: list[LeftOut] = []
    lost: list[LeftOut] = []
    for each in scenario.left_out:
        rows = [key for key in each.keys if key.endswith(f".{PER_ROW}")]
        if any(_stream(key) in fitted for key in rows):
            lost.append(each)
        elif rates := [key for key in each.keys if key not in rows]:
            (run if all(_stream(key) in fitted for key in rates) else gone).append(each)
    return run, gone, lost


def _stream(key: str) -> str:
    return key.split(".")[1]


def _name(each: LeftOut) -> str:
    return each.key.removeprefix("compare.")


def _named(found: Sequence[LeftOut]) -> str:
    return f"compare: {', '.join(map(_name, found))}"


def _keys(found: Sequence[LeftOut]) -> str:
    return " and ".join(dict.fromkeys(key for each in found for key in each.keys))

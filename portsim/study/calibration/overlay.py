"""The calibrated port as a scenario file that extends the one that was calibrated."""

from __future__ import annotations

from collections.abc import Sequence

from portsim.base.errors import PortsimError
from portsim.base.units import Price, show_share
from portsim.base.version import VERSION
from portsim.model.sourced import Count, Money, Sourced
from portsim.model.varied import Varied
from portsim.scenario.inputs import OTHER_WAY, Input
from portsim.scenario.placing import dumped
from portsim.scenario.reading import read_any
from portsim.scenario.saving import Plain, changed_figures, extended, figure_text, put, set_beside
from portsim.study.calibration.narrowing import TOGETHER, Narrowed
from portsim.study.calibration.outcome import Outcome
from portsim.study.calibration.tables import pairs_table


def overlay(outcome: Outcome) -> str:
    """A file that extends the scenario: each input at its posterior median, from 5 to 95 % of the posterior,
    with the sources of the figures that it was matched to. An input that the figures say nothing of stays as
    stated; one that they fix only together with another keeps its range. What was set beside the file is in
    it. Inputs that trade off move `together`, as far as none of them does so already. Empty where nothing is
    plausible.

    Raises PortsimError: a value that YAML would read as another one.
    """
    scenario = outcome.scenario
    if outcome.found.posterior is None:
        return ""
    name = f"{scenario.name}_calibrated"
    data: Plain = {
        "name": name,
        "title": f"{scenario.title}: calibrated",
        "extends": extended(scenario),
        **set_beside(scenario),
    }
    for each in outcome.space.inputs:
        found = outcome.narrowed[each.name]
        if not found.stays:
            for key in each.numbers:
                _put_number(data, each, key, found, outcome)
    if groups := _traded(outcome):
        data["together"] = groups
    text = dumped(data)
    if read_any(text, name)[0] != data:
        raise PortsimError("calibrate: makes no scenario file: a value would be read as another one")
    return f"# Written by portsim {VERSION}, calibrate: portsim compare {name}.yaml\n{text}"


def _put_number(data: Plain, each: Input, key: str, found: Narrowed, outcome: Outcome) -> None:
    old, median = each.numbers[key], each.at(found.median)[key]
    *path, last = key.split(".")
    if isinstance(old, Varied):
        if best := old.chosen_at(1 - found.median if key in each.opposed else found.median):
            put(data, path, {last: best})
        return
    ends = sorted((each.at(share)[key] for share in (found.low, found.high)), key=_least)
    said: Plain = {"source": _sources(outcome), "note": _note(outcome, found.fixed)}
    if found.fixed:
        said |= {"range": [_end(old, ends[0]), _end(old, ends[1], most=True)]}
        said |= {"distribution": "uniform"}
    figures = changed_figures(old, median)
    if not figures and old.figure:
        figures = {old.figure: figure_text(old, getattr(old, old.figure))}
    put(data, [*path, last], {**figures, **said})


def _least(number: Sourced) -> float:
    return number.level


def _end(old: Sourced, number: Sourced, *, most: bool = False) -> object:
    """An end of a range: of counts at several terminals the least or the largest of them."""
    if isinstance(number, Count):
        return max(number.all) if most else min(n for n in number.all if n or not any(number.all))
    if isinstance(number, Money):
        return figure_text(old, Price(number.level, number.value.unit))
    return figure_text(old, number.level)


def _sources(outcome: Outcome) -> Sequence[str]:
    """The sources of the figures that were matched."""
    matched = (each for each in outcome.observations.values() if not each.hold_out)
    return list(dict.fromkeys(source for each in matched for source in each.source))


def _note(outcome: Outcome, fixed: bool) -> str:
    how = "median, 5 to 95 %" if fixed else "median; not identified alone, so the range stays as it was"
    seed = outcome.scenario.study.seed
    return (
        f"calibrated: posterior {how}; {outcome.file.name}, sha256 {outcome.digest[:16]}, discrepancy "
        f"{show_share(outcome.discrepancy)}, seed {seed}"
    )


def _traded(outcome: Outcome) -> dict[str, list[str]]:
    """Pairs of single numbers that trade off as groups that move together, the strongest first."""
    single = {each.name for each in outcome.space.inputs if len(each.numbers) == 1}
    taken: set[str] = set()
    groups: dict[str, list[str]] = {}
    for one, other, correlation in pairs_table(outcome).itertuples(index=False):
        if abs(correlation) >= TOGETHER and {one, other} <= single - taken:
            taken |= {one, other}
            sign = OTHER_WAY if correlation < 0 else ""
            groups[f"calibrated_{len(groups) + 1}"] = [str(one), f"{sign}{other}"]
    return groups

"""Measures as factors: which ones are attributed to, in which order and with which options they come in
force, and the scenario that has an alternative for every set of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from portsim.base.errors import ConfigError, PortsimError, did_you_mean, got, listed
from portsim.model.measure import MEASURE, Event
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use
from portsim.study.two_levels import LEAST, MOST, run_name


@dataclass(frozen=True)
class Factors:
    """The measures of an attribution in the order in which they come in force; `needs` has for each the
    measures, as bits, without which it can do nothing."""

    uses: tuple[Use, ...]
    needs: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(use.measure for use in self.uses)

    def working(self, on: int) -> int:
        """Those of a set of measures, as bits, that can do something: with all that they follow."""
        for i, need in enumerate(self.needs):  # what a measure follows comes before it
            if on >> i & 1 and need & ~on:
                on &= ~(1 << i)
        return on

    def named(self, on: int) -> tuple[str, ...]:
        """The names of a set of measures given as bits."""
        return tuple(name for i, name in enumerate(self.names) if on >> i & 1)

    def alternative(self, on: int) -> str:
        """The name of the alternative that has these measures."""
        working = self.working(on)
        return run_name(working) if working else BASELINE


def factors_of(
    scenario: Scenario, measures: Collection[str] | None = None, alternative: str | None = None
) -> Factors:
    """The factors of a scenario: some measures, or all of an alternative, by default the one with the most.

    Each has the options that it has in that alternative, else in the only other one that it stands in.

    Raises ConfigError: too few measures or too many; one that is unknown, stands twice, is an event, or
    follows one that is not among them; options that differ between alternatives.
    """
    if isinstance(measures, str):
        measures = (measures,)
    source = _source(scenario, alternative, asked=measures is not None)
    from_it = {use.measure: use for use in (scenario.compare[source] if source else ())}
    names = list(from_it if measures is None else measures)
    _check(scenario, names, source if measures is None else "")
    ordered = [n for n in from_it if n in names] + [n for n in names if n not in from_it]
    uses = [from_it.get(name) or _use_elsewhere(scenario, name) for name in ordered]
    return _in_order(scenario, uses)


def with_points(scenario: Scenario, factors: Factors, points: Iterable[int]) -> Scenario:
    """The scenario whose alternatives are these sets of measures, each once.

    Raises ConfigError: a set that cannot be run; the message names it.
    """
    compare = {}
    for on in points:
        working = factors.working(on)
        if working:
            uses = tuple(use for i, use in enumerate(factors.uses) if working >> i & 1)
            compare[factors.alternative(on)] = uses
    points_of_it = replace(scenario, compare=compare, claims=None, validation=None)
    for name, uses in compare.items():
        try:
            points_of_it.world(name)
        except ConfigError as error:
            there = [use.measure for use in uses]
            off = [each for each in factors.names if each not in there]
            how = f"without {', '.join(off)}" if off else "together"
            raise ConfigError(
                f"{' + '.join(there)} cannot be run {how}: {error}; every measure is run with and without "
                "every other one, so leave one of them out"
            ) from error
    return points_of_it


def _source(scenario: Scenario, alternative: str | None, *, asked: bool) -> str:
    """The alternative whose measures and options are taken; empty if there is none and none is needed."""
    if alternative is not None:
        if alternative not in scenario.compare:
            hint = did_you_mean(alternative, scenario.compare)
            raise ConfigError(f"unknown alternative '{alternative}'{hint}")
        return alternative
    sizes = {name: len(uses) for name, uses in scenario.compare.items() if scenario.event(name) is None}
    largest = max(sizes, key=lambda name: sizes[name], default="")
    if not asked and sizes.get(largest, 0) < LEAST:
        known = [*scenario.measures, *scenario.what_ifs]
        if len(known) < LEAST:
            has = f"{known[0]} alone" if known else "none"
            raise ConfigError(
                f"{scenario.name}: attribute needs {LEAST} measures or more, and the scenario has {has}; "
                "write them under measures or what_ifs"
            )
        raise ConfigError(
            f"{scenario.name}: no alternative has {LEAST} measures or more; name measures: {listed(known)}"
        )
    return largest


def _check(scenario: Scenario, names: Sequence[str], alternative: str) -> None:
    of = f"alternative {alternative}" if alternative else "measures"
    known = [*scenario.measures, *scenario.what_ifs]
    for place, name in enumerate(names):
        if not isinstance(name, str) or name not in known:
            if name in scenario.library[MEASURE]:
                raise ConfigError(f"measure '{name}' needs options; write them under measures")
            raise ConfigError(f"{of}: unknown measure {got(name)}{did_you_mean(str(name), known)}")
        if name in names[:place]:
            raise ConfigError(f"{of}: '{name}' stands twice; name each measure once")
        what_if = scenario.what_ifs.get(name)
        event = (
            isinstance(scenario.measures.get(name), Event) if what_if is None else what_if.event is not None
        )
        if event:
            raise ConfigError(
                f"{of}: '{name}' is an event, which happens once in a run and saves nothing; leave it out"
            )
    if not LEAST <= len(names) <= MOST:
        which = f" ({', '.join(names)})" if 0 < len(names) < LEAST else ""
        raise ConfigError(
            f"{of}: got {len(names)}{which}, allowed {LEAST} to {MOST} measures; "
            "what a single one saves is told by compare"
        )


def _use_elsewhere(scenario: Scenario, name: str) -> Use:
    """A measure as the other alternatives have it; as the scenario has it if none does."""
    found = {n: use for n, uses in scenario.compare.items() for use in uses if use.measure == name}
    first = next(iter(found), "")
    for other, use in found.items():
        if use != found[first]:
            raise ConfigError(
                f"measures: '{name}' has other options in alternative {other} than in {first}; "
                "name the alternative whose options hold"
            )
    return found[first] if found else Use(measure=name)


def _in_order(scenario: Scenario, uses: Sequence[Use]) -> Factors:
    """The uses with each after those that it follows, otherwise as they are."""
    in_place = {use.measure for use in scenario.in_place}
    follows = {use.measure: _follows(scenario, use.measure) - in_place for use in uses}
    for name, others in follows.items():
        if missing := [each for each in others if each not in follows]:
            raise ConfigError(
                f"measures: '{name}' builds on {', '.join(sorted(missing))} and can do nothing alone; "
                "name that too, or leave it out"
            )
    ordered: list[Use] = []
    waiting = list(uses)
    while waiting:
        names = {use.measure for use in ordered}
        ready = next((use for use in waiting if follows[use.measure] <= names), None)
        if ready is None:
            raise PortsimError(
                f"measures: {', '.join(use.measure for use in waiting)} build on one another in a circle"
            )
        ordered.append(ready)
        waiting.remove(ready)
    places = {use.measure: place for place, use in enumerate(ordered)}
    needs = tuple(sum(1 << places[each] for each in follows[use.measure]) for use in ordered)
    return Factors(tuple(ordered), needs)


def _follows(scenario: Scenario, name: str) -> set[str]:
    declared = scenario.library[MEASURE]
    return set(declared[name].follows) if name in scenario.measures else set()

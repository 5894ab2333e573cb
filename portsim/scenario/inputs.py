"""The uncertain inputs of a scenario: every number with a range that a machine can try."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import le, lt
from typing import NamedTuple

from portsim.base.errors import ConfigError, did_you_mean
from portsim.model.sourced import LOG, USER, Sourced
from portsim.scenario.costs import is_cost
from portsim.scenario.numbers import bare_sources
from portsim.scenario.scenario import Scenario
from portsim.scenario.staffing import staffed

OTHER_WAY = "-"
FEW = 5  # figures that an input steps between
PRECISE = 1e-6  # to which shares of steps are found
GRID = tuple(place / 200 for place in range(201))


@dataclass(frozen=True)
class Input:
    """What is varied as one: a number with a range, or several that move `together`.

    `name` is the dotted key of a single number, or the name of the group. `numbers` are by dotted key;
    `opposed` are the keys of those that rise when the others fall.
    """

    name: str
    numbers: Mapping[str, Sourced]
    opposed: frozenset[str] = frozenset()

    def at(self, share: float) -> dict[str, Sourced]:
        """The numbers at a share [0..1] of their distributions, by dotted key."""
        return {
            key: number.drawn_at(1 - share if key in self.opposed else share)
            for key, number in self.numbers.items()
        }

    @property
    def cuts(self) -> tuple[float, ...]:
        """The shares at which its figure steps on, where it has few of them; none where it goes evenly."""
        found, figures = [], set()
        for share in GRID:
            found.append((share, self.words_at(share)))
            figures.add(found[-1][1])
            if len(figures) > FEW:
                return ()
        cuts = (self._step(low, high) for (low, a), (high, b) in pairwise(found) if a != b)
        return tuple(cut for cut in cuts if cut < 1 - PRECISE)

    def _step(self, low: float, high: float) -> float:
        """Where between two shares the figure changes, to a millionth."""
        words = self.words_at(low)
        while high - low > PRECISE:
            middle = (low + high) / 2
            low, high = (middle, high) if self.words_at(middle) == words else (low, middle)
        return high

    @property
    def stated(self) -> float:
        """The share at which its first number is as stated; of steps the middle of that step."""
        key = next(iter(self.numbers))
        if cuts := self.cuts:
            ends = (0.0, *cuts, 1.0)
            middles = [(low + high) / 2 for low, high in pairwise(ends)]
            stated = self.stated_words
            return next((middle for middle in middles if self.words_at(middle) == stated), 0.5)
        return (self._passing(key, lt) + self._passing(key, le)) / 2

    def _passing(self, key: str, below: Callable[[float, float], bool]) -> float:
        """The share up to which the figure of a number is below that stated; `below` says how."""
        low, high, sought = 0.0, 1.0, self.numbers[key].level
        while high - low > 1e-9:
            middle = (low + high) / 2
            level = self.at(middle)[key].level
            before = below(sought, level) if key in self.opposed else below(level, sought)
            low, high = (middle, high) if before else (low, middle)
        return (low + high) / 2

    @property
    def others(self) -> tuple[float, ...]:
        """A share for each figure but the stated one, in words, in their order: the middle of its step."""
        steps = [(words, tuple(shares)) for words, shares in groupby(GRID, self.words_at)]
        return tuple((each[0] + each[-1]) / 2 for words, each in steps if words != self.stated_words)

    @property
    def stated_words(self) -> str:
        """The figure of the first number as stated, in words."""
        return self.first.brief

    @property
    def first(self) -> Sourced:
        """The number that speaks for all of them."""
        return next(iter(self.numbers.values()))

    def words_at(self, share: float) -> str:
        """The figure of the first number at a share of its distribution, in words."""
        key = next(iter(self.numbers))
        if key in self.opposed:
            share = 1 - share
        return self.numbers[key].words_at(share)


def inputs(scenario: Scenario) -> tuple[Input, ...]:
    """The inputs that a study of a scenario varies, groups first, each in the order of `portsim sources`.

    Numbers of measures and what-ifs are among them where an alternative uses these.

    Raises ConfigError: a group names a key that the scenario does not have, that has no range, or that
    another group names.
    """
    known = dict(_used(scenario))
    free = {key: number for key, number in known.items() if number.varies}
    groups = [group for name in scenario.together if (group := _group(name, scenario, known)) is not None]
    taken: dict[str, str] = {}
    for group in groups:
        for key in group.numbers:
            if key in taken:
                where = scenario.document.where(("together", group.name))
                text = f"{key} stands in {taken[key]} already; an input moves with one group"
                raise ConfigError(where.says(f"together.{group.name}", text))
            taken[key] = group.name
    return (*groups, *(Input(key, {key: n}) for key, n in free.items() if key not in taken))


def fixed(scenario: Scenario) -> dict[str, str]:
    """Assumptions that no study can vary, by dotted key, with the range that they give in words."""
    return {
        key: number.range_words() for key, number in _used(scenario) if number.ranged and not number.varies
    }


class Drawn(NamedTuple):
    """A scenario at other figures of its inputs; `raised` are the places that got more servers than these
    say, as with fewer the work could not be done."""

    scenario: Scenario
    raised: tuple[str, ...]


def drawn(scenario: Scenario, shares: Mapping[str, float]) -> Drawn:
    """The scenario with inputs at shares [0..1] of their distributions, by name; all others as stated.

    A port that cannot do its work is no port: a place with too much work gets the fewest servers that can.

    Raises ConfigError: the port cannot run with them for another reason.
    """
    known = {each.name: each for each in inputs(scenario)}
    numbers: dict[str, Sourced] = {}
    for name, share in shares.items():
        if name not in known:
            raise ConfigError(f"unknown input '{name}'{did_you_mean(name, known)}")
        numbers |= known[name].at(share)
    more = staffed(scenario.baseline, scenario.baseline_with(numbers))
    return Drawn(scenario.with_drawn({**numbers, **more.numbers}), more.places)


def _used(scenario: Scenario) -> Iterator[tuple[str, Sourced]]:
    """The numbers of the port, and of the measures and what-ifs that an alternative uses, by dotted key; but
    for what these cost, which decides no run."""
    uses = {use.measure for each in (scenario.in_place, *scenario.compare.values()) for use in each}
    for key, number in bare_sources(scenario):
        group, name = key.split(".")[:2]
        if group not in ("measures", "what_ifs") or (name in uses and not is_cost(key)):
            yield key, number


def _group(name: str, scenario: Scenario, known: Mapping[str, Sourced]) -> Input | None:
    """The inputs of a group; None where the scenario has only one of them, or none.

    A key that the scenario does not have is an error in its own file, and not in one that it extends. A
    number that the user set, or that a log decides, is left out.
    """
    numbers: dict[str, Sourced] = {}
    opposed = set()
    for place, text in enumerate(scenario.together[name]):
        key = text.removeprefix(OTHER_WAY)
        where = scenario.document.where(("together", name, place))
        if key not in known and where.file == str(scenario.path) and not _of_unused(key, scenario):
            raise ConfigError(
                where.says(f"together.{name}", f"unknown input '{key}'{did_you_mean(key, known)}")
            )
        if key not in known:
            continue
        if not known[key].varies:
            if {USER, LOG} & set(known[key].source):
                continue
            raise ConfigError(where.says(f"together.{name}", f"{key} has no range to vary it in"))
        if key in numbers:
            raise ConfigError(where.says(f"together.{name}", f"{key} stands twice"))
        numbers[key] = known[key]
        if text.startswith(OTHER_WAY):
            opposed.add(key)
    return Input(name, numbers, frozenset(opposed)) if len(numbers) > 1 else None


def _of_unused(key: str, scenario: Scenario) -> bool:
    """Whether it is a number of a measure that no alternative uses."""
    return any(key == each for each, _ in bare_sources(scenario))

"""The closed form of a figure: what is expected of it where nobody queues, worked out from flows and port.

Minutes between milestones are mean durations times the shares of shipments that take the steps; a year's
quantity is that times stated volumes; a cost is that times a price. Waits for signals and departures have
none, but for a wait that begins with what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isclose, prod

from portsim.base.language import later
from portsim.kpis.awaited import NoClosedForm, work_awaited
from portsim.kpis.between import Between
from portsim.kpis.cost import Cost
from portsim.kpis.kpi import Kpi, Quantity
from portsim.kpis.ledger import ENTRY, Entry, Work
from portsim.kpis.spent import Spent
from portsim.kpis.ways import ARRIVAL, passes, steps_between, ways
from portsim.kpis.year import DAYS
from portsim.kpis.yearly import Yearly
from portsim.model.journey import Key, Passage, share_of_way
from portsim.model.roster import Roster
from portsim.model.step import Group
from portsim.model.world import World
from portsim.scenario.rates import daily_rate, trait_share

Parts = dict[str, float]


@dataclass(frozen=True)
class Expected:
    """An expected figure [the KPI's unit] and what adds up to it, by step or ledger entry [its quantity's
    unit]; NaN with the reason where there is none. `hours` are calendars whose closing times are left out,
    and places that are closed between their shifts."""

    figure: float
    parts: Mapping[str, float]
    hours: tuple[str, ...] = ()
    reason: str = ""


def expected(kpi: Kpi, world: World, cohort: World) -> Expected:
    """The closed form of a KPI in a world. `cohort` is the world that has the KPI's traits: its shares say
    how many shipments of each stream have them."""
    hours: dict[str, None] = {}
    try:
        parts = _parts(_of_traits(kpi.of, cohort), world, cohort, hours)
        total = sum(parts.values())
        if kpi.statistic == "per_hour" and total > 0:
            return Expected(60.0 / total, parts, tuple(hours))
        if kpi.statistic != "mean":
            raise NoClosedForm(later("it is no mean"))
    except NoClosedForm as error:
        return Expected(float("nan"), {}, (), str(error))
    return Expected(total * kpi.scale, parts, tuple(hours))


def _of_traits(of: Quantity, cohort: World) -> Quantity:
    """The quantity with the traits that make a shipment take a step, in the place of cohorts that took it."""
    if not isinstance(of, Between | Spent | Cost | Yearly):
        return of
    traits = tuple(each for name in of.traits for each in _behind(name, cohort))
    return of if traits == of.traits else replace(of, traits=tuple(dict.fromkeys(traits)))


def _behind(name: str, cohort: World) -> tuple[str, ...]:
    """The traits, and the opening hours, that lead to the steps which a cohort took; else its own name."""
    asked = cohort.port.cohorts.get(name)
    if asked is None or asked.terminals or asked.left_out or asked.at or asked.hours or asked.came:
        return (name,)
    found = list(asked.traits)
    for step in asked.took:
        ways_there = [
            (steps, each.forks)
            for steps in (ways(cohort, stream) for stream in cohort.port.demand)
            for each in steps.values()
            if each.step.label == step
        ]
        if len(ways_there) != 1 or any(side for _, side in ways_there[0][1]):
            return (name,)
        steps, forks = ways_there[0]
        if any(steps[fork].step.named("chances") or steps[fork].step.asks for fork, _ in forks):
            return (name,)
        found += [trait for fork, _ in forks for trait in steps[fork].step.named("traits")]
    return tuple(found)


def _parts(of: Quantity, world: World, cohort: World, hours: dict[str, None]) -> Parts:
    if isinstance(of, Between | Spent):
        return _mean(of, world, cohort, hours)
    if isinstance(of, Cost):
        return {
            each.name: _year(each, of.traits, world, cohort, hours) * each.price(cost)
            for each, cost in of.chosen(world)
        }
    if isinstance(of, Yearly):
        entry = world.library[ENTRY][of.entry]
        if entry.tariff not in world.port.tariffs:
            raise NoClosedForm(later("the scenario lacks the tariff"))
        return {of.entry: _year(entry, of.traits, world, cohort, hours)}
    raise NoClosedForm(later("it is put together from many flows"))


# --- means over the shipments of several streams


def _mean(of: Work, world: World, cohort: World, hours: dict[str, None]) -> Parts:
    """Mean parts over the streams that the work is measured on, weighed with their shipments."""
    total: Parts = {}
    weights = 0.0
    begin = of.first if isinstance(of, Between) else of.since
    for stream in _streams(of, world):
        if not passes(world, stream, begin):
            continue
        weight = daily_rate(world.port, stream) * _cohort_share(of.traits, stream, cohort)
        if weight:
            weights += weight
            for label, amount in _of_stream(of, stream, world, hours).items():
                total[label] = total.get(label, 0.0) + weight * amount
    if not weights:
        raise NoClosedForm(later("no stream is measured"))
    return {label: amount / weights for label, amount in total.items()}


def _streams(of: Work, world: World) -> list[str]:
    """The streams that the work is measured on: those it names and their kind, all if it names none."""
    alike = world.port.streams_like(of.streams)
    return [stream for stream in world.port.demand if not of.streams or stream in alike]


def _cohort_share(traits: tuple[str, ...], stream: str, cohort: World) -> float:
    """Raises NoClosedForm: a cohort of the file is named, of which only a run knows how many are in it."""
    for name in traits:
        if name not in cohort.port.traits and name not in cohort.port.calendars:
            raise NoClosedForm(later("it speaks of the cohort {name}").format(name=name))
    return prod(trait_share(cohort, trait, stream) for trait in traits)


def _year(
    entry: Entry, traits: tuple[str, ...], world: World, cohort: World, hours: dict[str, None]
) -> float:
    """Quantity of a year [the entry's unit], of shipments with the traits alone if any."""
    total = 0.0
    for part in entry.of:
        for stream in _streams(part, world):
            rate = daily_rate(world.port, stream)
            mine: Work = replace(part, streams=(stream,)).among(traits)
            some = rate * _cohort_share(mine.traits, stream, cohort) if rate else 0.0
            if isinstance(mine, Spent) and some and not passes(world, stream, mine.since):
                mine = replace(mine, since=ARRIVAL)
            begin, end = (mine.first, mine.last) if isinstance(mine, Between) else (mine.since, ARRIVAL)
            if some and passes(world, stream, begin) and passes(world, stream, end):
                total += DAYS * some * sum(_of_stream(mine, stream, world, hours).values())
    return total * entry.per_sample(world.port.tariffs[entry.tariff])


# --- one shipment of one stream


def _of_stream(of: Work, stream: str, world: World, hours: dict[str, None]) -> Parts:
    """Step label to its expected visits or minutes [min] per shipment."""
    steps = ways(world, stream, of.traits)
    shares = _Shares(world, stream, of.traits, steps)
    begin = of.first if isinstance(of, Between) else of.since
    if not isclose(shares.passing(begin), 1.0):
        raise NoClosedForm(later("not all shipments pass {milestone}").format(milestone=begin))
    if isinstance(of, Between):
        between = _between(world, stream, steps, of.first, of.last, of.traits)
        if not isclose(shares.passing(of.last), 1.0):
            raise NoClosedForm(later("not all shipments pass {milestone}").format(milestone=of.last))
        chosen = [steps[key] for key in between if "at_start" not in _edges(steps[key], of.last)]
        counted = False
    else:
        keys = _between(world, stream, steps, of.since, of.until, of.traits) if of.until else list(steps)
        wide = replace(of, places=world.port.places_like(of.places))
        chosen = [steps[key] for key in keys if wide.chosen(steps[key].step, key[0])]
        counted = of.what == "count"
        if of.what == "queue":
            return {}
    found: Parts = {}
    for each in chosen:
        share = shares.of(each)
        amount = share * (1.0 if counted else _minutes(each, steps, world))
        if not counted and not (isinstance(of, Spent) and of.what == "service"):
            done = work_awaited(each, steps) if each.step.awaits is not None else [each]
            hours.update(dict.fromkeys(name for one in done for name in _closing(one, world)))
        if amount:
            found[each.step.label] = found.get(each.step.label, 0.0) + amount
    return found


@dataclass(frozen=True)
class _Shares:
    """Which share of a stream's shipments with some traits takes a step."""

    world: World
    stream: str
    traits: tuple[str, ...]
    steps: Mapping[Key, Passage]

    def of(self, passage: Passage) -> float:
        for fork, _ in passage.forks:
            if (only_a_run := self.steps[fork].step.asks) is not None:
                raise NoClosedForm(later("it hangs on what happens to {what}").format(what=only_a_run[1]))
            levels = self.world.port.levels
            if by_level := [name for name in self.steps[fork].step.named("chances") if name in levels]:
                raise NoClosedForm(later("it hangs on how full {place} is").format(place=levels[by_level[0]]))
            asked = self.steps[fork].step.named("traits")
            calendars = self.world.port.calendars
            if clocks := [name for name in asked if name in calendars and name not in self.traits]:
                raise NoClosedForm(later("it hangs on the hours of {what}").format(what=", ".join(clocks)))
        forks = {fork: self.steps[fork].step for fork, _ in passage.forks}
        return share_of_way(passage.forks, forks, self._holds, self.world.port.traits)

    def passing(self, milestone: str) -> float:
        if milestone == ARRIVAL:
            return 1.0
        return sum(self.of(each) for each in self.steps.values() if _edges(each, milestone))

    def _holds(self, _: Key, group: Group, name: str) -> float:
        if group == "chances":
            return self.world.port.chances[name].value
        return 1.0 if name in self.traits else trait_share(self.world, name, self.stream)


def _edges(passage: Passage, milestone: str) -> list[str]:
    return [edge for edge, name in passage.step.stamps.items() if name == milestone]


def _between(
    world: World, stream: str, steps: Mapping[Key, Passage], first: str, last: str, traits: tuple[str, ...]
) -> list[Key]:
    """The steps between two milestones, where each shipment that takes one does so between them.

    Raises NoClosedForm: it waits for something, or passes a milestone on some way earlier than on another.
    """
    found = steps_between(world, (stream,), first, last, traits)  # also of streams of its kind
    reads = [read for read in found if read.stream == stream]
    for read in reads:
        if read.step.awaits is not None:
            raise NoClosedForm(later("it waits for {what}").format(what=read.step.awaits[1]))
        if due := [name for name in read.step.named("calendars") if not read.step.is_fork]:
            raise NoClosedForm(later("it waits for {what}").format(what=", ".join(due)))
    keys = [(read.flow, read.step.label) for read in reads]
    ends = [key for key, each in steps.items() if _edges(each, last)]
    begins = [key for key, each in steps.items() if _edges(each, first)]
    if set(keys) & _after(ends, steps) or set(begins) & _after(begins, steps):
        raise NoClosedForm(
            later("{first} or {last} can come at several steps of one way").format(first=first, last=last)
        )
    return keys


def _after(keys: Iterable[Key], steps: Mapping[Key, Passage]) -> set[Key]:
    """The steps that can come after some steps, these left out unless one comes after another."""
    found: set[Key] = set()
    left = list(keys)
    while left:
        here = left.pop()
        new = {key for key, each in steps.items() if any(before == here for before, _ in each.before)} - found
        found |= new
        left.extend(new)
    return found


def _minutes(passage: Passage, steps: Mapping[Key, Passage], world: World) -> float:
    """Expected minutes [min] of a step without a queue."""
    step = passage.step
    if step.others:
        raise NoClosedForm(later("it is done at several sites"))
    if step.awaits is not None:
        return sum(_work(each, world) for each in work_awaited(passage, steps))
    if not step.is_fork and step.named("calendars"):
        raise NoClosedForm(later("it waits for {what}").format(what=", ".join(step.named("calendars"))))
    return _work(passage, world)


def _work(passage: Passage, world: World) -> float:
    return sum(world.port.average_time(task) for task in passage.step.named("tasks"))


def _closing(passage: Passage, world: World) -> Iterator[str]:
    """The calendars of the places that a step uses, and those places that are closed between their shifts."""
    for name in (*passage.holds, *passage.step.named("places")):
        place = world.port.places[name]
        if place.calendar is not None:
            yield place.calendar
        if isinstance(place.servers, Roster) and place.servers.gaps:
            yield name

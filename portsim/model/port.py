"""The port as checked, frozen values: the configuration is the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Self

from pydantic import Field

from portsim.model.appointments import Appointments
from portsim.model.calendar import Calendar, Profile
from portsim.model.chance import Chance, LevelChance
from portsim.model.cohort import Cohort, CohortKpi
from portsim.model.demand import Demand, Trait
from portsim.model.durations import Duration, RandomTime
from portsim.model.other_site import OtherSite
from portsim.model.part import Part
from portsim.model.place import Mode, Place, Terminal
from portsim.model.target import Target
from portsim.model.tariff import Tariff

MOST_TERMINALS = 1000  # the number of a declaration has three digits for its terminal


class Port(Part):
    """All that a run reads about the world; flows say what is done, the port says with what."""

    added: ClassVar[frozenset[str]] = frozenset({"other_sites"})

    terminals: dict[str, Terminal] = Field(
        min_length=1, max_length=MOST_TERMINALS, description="the terminals by name"
    )
    places: dict[str, Place] = Field(
        description="where shipments queue for servers, by the names that flows use"
    )
    tasks: dict[str, Duration] = Field(description="how long each task takes, by the names that flows use")
    chances: dict[str, Chance] = Field(
        {}, description="how often each fork of a flow is taken, by the names that flows use"
    )
    traits: dict[str, Trait] = Field({}, description="lasting properties of shipments, by name")
    calendars: dict[str, Calendar] = Field({}, description="opening hours and departures, by name")
    profiles: dict[str, Profile] = Field({}, description="how arrivals spread over hours and days, by name")
    demand: dict[str, Demand] = Field(
        min_length=1, description="streams of shipments by name, each with how they come"
    )
    appointments: dict[str, Appointments] = Field(
        {}, description="systems of slots that trucks book, by name"
    )
    other_sites: dict[str, OtherSite] = Field(
        {}, description="places and tasks that stand in for those of the flows, for some shipments"
    )
    tariffs: dict[str, Tariff] = Field({}, description="what work costs and who bears it, by name")
    targets: dict[str, Target] = Field({}, description="how soon shipments are to be at a milestone, by name")
    cohorts: dict[str, Cohort] = Field(
        {}, description="groups of shipments, by name, that KPIs can be measured on"
    )
    kpis: dict[str, CohortKpi] = Field(
        {}, description="further KPIs, by name: of a cohort, or with another statistic"
    )

    def with_child(self, key: str, value: object) -> Self:
        """As of any part; of a group only what is new in it is checked, for no rule of a port is about two
        parts. A checked part of a kind that the group has already can stand there as it is."""
        if not isinstance(value, dict) or not value:
            return super().with_child(key, value)
        kinds = set(map(type, getattr(self, key).values()))
        if all(isinstance(part, Part) and type(part) in kinds for part in value.values()):
            return self.model_copy(update={key: value})
        kept = {name: part for name, part in getattr(self, key).items() if value.get(name) is part}
        new = {name: part for name, part in value.items() if name not in kept}
        least = {
            group: dict([*getattr(self, group).items()][:1])
            for group in ("terminals", "demand", "places", "tasks")
        }
        checked = getattr(Port.model_validate({**least, key: new or value}), key)
        return self.model_copy(update={key: {name: kept.get(name, checked.get(name)) for name in value}})

    def places_like(self, names: Iterable[str]) -> tuple[str, ...]:
        """The places, and all that are of their kind."""
        return _alike(self.places, names)

    def streams_like(self, names: Iterable[str]) -> tuple[str, ...]:
        """The streams, and all that are of their kind."""
        return _alike(self.demand, names)

    def pools(self, place: str, terminal: str) -> int:
        """Number of pools [1] with a queue of their own that a place has at a terminal."""
        other = self.places[place].as_at
        return self.places[place if other is None else other].pools(terminal)

    @property
    def levels(self) -> dict[str, str]:
        """The chances that go by how full a place is, each with that place."""
        return {name: each.at for name, each in self.chances.items() if isinstance(each, LevelChance)}

    def targets_of(self, stream: str) -> tuple[Target, ...]:
        """The targets of a stream: those that name it, or one whose kind it is of, and those of all."""
        return tuple(
            target
            for target in self.targets.values()
            if not target.streams or stream in self.streams_like(target.streams)
        )

    def sites(self, place: str) -> tuple[str, ...]:
        """The terminals at which a place stands: all of its mode, but for those that share another one's; of
        another site, those whose shipments come there."""
        config = self.places[place]
        standing = (name for name in self.terminals_of(config.mode) if config.site(name) == name)
        only = {config.site(name) for name in self._only_at(place)}
        return tuple(name for name in standing if not only or name in only)

    def _only_at(self, place: str) -> frozenset[str]:
        """The terminals whose shipments alone come to a place of other sites; none if all can come."""
        of = [site.terminals for site in self.other_sites.values() if place in site.instead.values()]
        return frozenset(name for each in of for name in each) if all(of) else frozenset()

    def is_shared(self, place: str) -> bool:
        """Whether shipments of some terminals find a place at another one, or at none."""
        return bool(self.places[place].serves or self._only_at(place))

    def time(self, task: str, terminal: str) -> RandomTime:
        """The time of a task at a terminal [min]."""
        return self.terminals[terminal].times.get(task) or self.tasks[task]

    def terminals_with(self, task: str) -> tuple[str, ...]:
        """The terminals at which a task takes a time of its own."""
        return tuple(name for name, terminal in self.terminals.items() if task in terminal.times)

    def average_time(self, task: str) -> float:
        """The mean time of a task [min], over all terminals that differ by their shares."""
        others = self.terminals_with(task)
        if not others:
            return self.tasks[task].lifted.average
        names = self.terminals_of(self.terminals[others[0]].mode)
        times = ((self.terminals[name].share.value, self.time(task, name).lifted) for name in names)
        return sum(share * time.average for share, time in times)

    def site_numbers(self, place: str) -> tuple[int, ...]:
        """For each terminal the number of the one at which its shipments find a place; of those that never
        come there, the first one's."""
        names, config = list(self.terminals), self.places[place]
        standing = self.sites(place) if self._only_at(place) else names
        return tuple(
            names.index(site if (site := config.site(name)) in standing else standing[0]) for name in names
        )

    def terminals_of(self, mode: Mode) -> tuple[str, ...]:
        """Names of the terminals of a mode of transport, in the order of all terminals."""
        return tuple(name for name, terminal in self.terminals.items() if terminal.mode == mode)


def _alike(things: Mapping[str, Place] | Mapping[str, Demand], names: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(names)
    if not found:
        return ()
    while more := [name for name, thing in things.items() if thing.like in found and name not in found]:
        found.update(dict.fromkeys(more))
    return tuple(found)

"""How large a run will be, known before it begins: shipments, visits, memory, time; and what is too large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from portsim.base.errors import PortsimError
from portsim.base.machine import memory_here
from portsim.base.units import DAY, HOUR, say_minutes
from portsim.model.chance import before_a_run
from portsim.model.demand import Arrivals
from portsim.model.journey import Forks, Key, journey, share_of_way
from portsim.model.roster import Roster
from portsim.model.step import Group, Step
from portsim.model.world import World
from portsim.scenario.rates import daily_rate, trait_share
from portsim.scenario.scenario import Scenario

MOST_SHIPMENTS = 1 << 27  # the compiled engine numbers them in 27 bits
MOST_POOLS = 100_000
MOST_CHANGES = 10_000_000  # of how many servers are at work
MOST_DAYS = 20_000
# memory [bytes] of a run alone, as measured
PER_SHIPMENT, PER_VISIT, PER_POOL, PER_CHANGE, PER_HOUR = 150, 40, 2000, 200, 64
# and of a study: of a visit what is kept of the baseline beside each run; the same where runs are
# made again, without their event or with unlimited servers; and what a process has loaded
BESIDE, AGAIN, LOADED = 70, 80, 200_000_000
OF_A_VISIT = {"simpy": 7e-6, "compiled": 5e-7}  # time to draw, run and measure one [s], as measured


@dataclass(frozen=True)
class Size:
    """What is expected of one replication; `shipments` by stream, `changes` of servers at work by place."""

    days: float
    shipments: Mapping[str, float]
    visits: float
    pools: int
    changes: Mapping[str, float]
    hours: float  # of all profiles of arrivals

    @property
    def memory(self) -> float:
        """Memory that a run takes [bytes]."""
        return (
            PER_SHIPMENT * sum(self.shipments.values())
            + PER_VISIT * self.visits
            + PER_POOL * self.pools
            + PER_CHANGE * sum(self.changes.values())
            + PER_HOUR * self.hours
        )

    def minutes(self, engine: str) -> float:
        """Time that it takes on one core [min]."""
        return self.visits * OF_A_VISIT[engine] / 60

    @property
    def words(self) -> str:
        """The size in words."""
        return (
            f"about {sum(self.shipments.values()):,.0f} shipments with {self.visits:,.0f} visits in "
            f"{self.days:,.0f} days, {self.memory / 1e9:,.1f} GB of memory and "
            f"{say_minutes(self.minutes('compiled'))} on the compiled engine, "
            f"{say_minutes(self.minutes('simpy'))} on SimPy"
        )


def size_of(world: World, horizon: float) -> Size:
    """What is expected of one replication that ends at `horizon` [min]; streams with a log are left out."""
    return world.once(f"size {horizon}", lambda: _size_of(world, horizon))


def _size_of(world: World, horizon: float) -> Size:
    port = world.port
    shipments: dict[str, float] = {}
    visits = hours = 0.0
    for name, demand in port.demand.items():
        length, rate = horizon, daily_rate(port, name)
        if isinstance(demand, Arrivals):
            if demand.before_start is not None:
                length, rate = demand.before_start.value, demand.per_day.value
            hours += length / HOUR
        lateness = world.streams.lateness(name)
        back = 0.0 if lateness is None else lateness.reaches_back.value  # drawn, and most take no part
        shipments[name] = rate * (length + back) / DAY if demand.log is None else 0.0
        if not demand.there_before:  # of those, most have gone by the start
            visits += rate * length / DAY * _visits(world, name) if demand.log is None else 0.0
    pools = 0
    changes: dict[str, float] = {}
    for name, place in port.places.items():
        spans = 0.0
        if place.calendar is not None:
            spans = len(port.calendars[place.calendar].hours) * horizon / DAY
        if isinstance(place.servers, Roster):
            spans += sum(len(shift.hours) for shift in place.servers.shifts.values()) * horizon / DAY
        for terminal in port.sites(name):
            own, broken = port.pools(name, terminal), 0.0
            if place.breakdown is not None:
                cycle = place.breakdown.between.lifted.average + place.breakdown.repair.lifted.average
                broken = place.most(terminal) * (horizon / cycle + 1)
            pools += own
            changes[name] = changes.get(name, 0.0) + 2 * own * (spans + broken)
    return Size(horizon / DAY, shipments, visits, pools, changes, hours)


def _visits(world: World, stream: str) -> float:
    """Expected steps that one shipment of a stream takes."""
    port = world.port
    forks: dict[Key, Step] = {}

    def share(_: Key, group: Group, name: str) -> float:
        chances = group == "chances"
        return before_a_run(port.chances[name]) if chances else trait_share(world, name, stream)

    steps: Counter[Forks] = Counter()  # most have their forks in common with others
    for passage in journey(port.demand[stream].flows, world.flows):
        if passage.step.is_fork:
            forks[passage.key] = passage.step
        else:
            steps[passage.forks] += 1
    return sum(n * share_of_way(own, forks, share, port.traits) for own, n in steps.items())


def memory_of(scenario: Scenario, *, unlimited: bool = False) -> float:
    """Memory that a process takes for one replication of all alternatives [bytes], with unlimited servers too
    or without."""
    names = scenario.alternatives
    again = unlimited or any(scenario.event(name) is not None for name in names)
    beside = (BESIDE if len(names) > 1 else 0) + (AGAIN if again else 0)
    sizes = [size_of(scenario.world(name), scenario.study.horizon) for name in names]
    return LOADED + max(size.memory + beside * size.visits for size in sizes)


def check_size(world: World, horizon: float) -> None:
    """Raises PortsimError: one replication that ends at `horizon` [min] is larger than portsim, or the memory
    of this machine, can hold; the message says what makes it so large."""
    size = size_of(world, horizon)
    shipments, changes = sum(size.shipments.values()), sum(size.changes.values())
    if size.days > MOST_DAYS:
        raise PortsimError(
            f"study: a run of {size.days:,.0f} days from warm-up to run-out is too long, allowed "
            f"{MOST_DAYS:,} days; give fewer"
        )
    if shipments >= MOST_SHIPMENTS:
        largest = max(size.shipments, key=lambda name: size.shipments[name])
        raise PortsimError(
            f"demand.{largest}: a replication has {size.words}; allowed are {MOST_SHIPMENTS:,} shipments; "
            f"lower this demand (or before_start), or take fewer days"
        )
    if size.pools > MOST_POOLS:
        raise PortsimError(
            f"places: all blocks of all places are {size.pools:,} queues, allowed {MOST_POOLS:,}; "
            "give fewer blocks"
        )
    if changes > MOST_CHANGES:
        largest = max(size.changes, key=lambda name: size.changes[name])
        raise PortsimError(
            f"places.{largest}: its servers stop and begin about {size.changes[largest]:,.3g} times in a "
            f"run, allowed {MOST_CHANGES:,}; give breakdowns more time between, or take fewer days"
        )
    have = memory_here()
    if have is not None and size.memory > have:
        raise PortsimError(
            f"a replication has {size.words}; this machine has {have / 1e9:,.1f} GB: "
            "take fewer days or a smaller demand"
        )

"""How much comes of each stream in the mean: by day, terminal and hour of the week, and with which traits."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.units import DAY
from portsim.model.demand import Arrivals, Brought, Declared
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.logs.facts import is_repeated
from portsim.scenario.logs.log import read_log
from portsim.scenario.logs.volume import terminal_shares, week_shares


def daily_rate(port: Port, name: str) -> float:
    """Expected shipments of a stream per day [1/day] in the long run; 0 for what was there at the start.

    Of a stream that comes from a log: its rows within the counted days, by day.
    """
    demand = port.demand[name]
    if isinstance(demand, Brought):
        return daily_rate(port, demand.brought_by) * demand.number.average
    if isinstance(demand, Declared):
        boxes = port.demand[demand.declares.stream].declaration
        return daily_rate(port, demand.declares.stream) / (boxes.boxes.average if boxes else 1.0)
    return 0.0 if demand.there_before else demand.per_day.value


def volume_keys(port: Port, name: str) -> Iterator[str]:
    """Dotted keys of the numbers that make up a stream's stated volume."""
    demand = port.demand[name]
    if isinstance(demand, Brought):
        yield f"demand.{name}.number"
        yield from volume_keys(port, demand.brought_by)
    elif isinstance(demand, Declared):
        if port.demand[demand.declares.stream].declaration is not None:
            yield f"demand.{demand.declares.stream}.declaration.boxes"
        yield from volume_keys(port, demand.declares.stream)
    elif daily_rate(port, name) > 0:
        yield f"demand.{name}.per_day"


def expected_shipments(port: Port, days: float) -> float:
    """Expected shipments of so many days, without what was there at the start; those of a log are counted."""
    return sum(
        daily_rate(port, name) * days
        if demand.log is None or not is_repeated(port, name)
        else int((read_log(demand.log, port, name).arrival < days * DAY).sum())
        for name, demand in port.demand.items()
    )


def trait_share(world: World, trait: str, stream: str) -> float:
    """Share of a stream's shipments with a trait; or of the week in which a calendar is open."""
    port = world.port
    if trait in port.calendars:
        return port.calendars[trait].open_share()
    config = port.traits[trait]
    return config.share.value if trait in world.streams.traits[stream] else 0.0


def shares_of_terminals(port: Port, name: str) -> dict[str, float]:
    """Share of a stream's shipments at each terminal, by its log or that of its parent, if any."""
    demand = port.demand[name]
    if demand.log is not None:
        return terminal_shares(read_log(demand.log, port, name), port)
    if isinstance(demand, Brought):
        return shares_of_terminals(port, demand.brought_by)
    if isinstance(demand, Declared):
        return shares_of_terminals(port, demand.declares.stream)
    return {name: port.terminals[name].share.value for name in port.terminals_of(demand.mode)}


def shares_of_hours(port: Port, name: str) -> tuple[float, ...]:
    """Share of a stream's shipments in each hour of the week, by its log, planned times or profile; evenly
    where it has none of them. Declarations have those of their boxes."""
    demand = port.demand[name]
    if isinstance(demand, Declared):
        return shares_of_hours(port, demand.declares.stream)
    if demand.log is not None and not (isinstance(demand, Brought) and demand.planned is not None):
        return week_shares(read_log(demand.log, port, name))
    if demand.planned is not None:
        hours = port.profiles[demand.planned.profile].hours
        return tuple(h / sum(hours) / 7 for _ in range(7) for h in hours)
    if isinstance(demand, Arrivals) and demand.profile is not None:
        return port.profiles[demand.profile].weights()
    return (1 / 168,) * 168

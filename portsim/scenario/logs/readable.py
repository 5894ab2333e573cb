"""What each stream reads of a log: the columns that mean something to it, and to whom others would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portsim.base.errors import did_you_mean, nearest
from portsim.model.demand import Brought, Demand
from portsim.model.log_map import LogMap, Named, file_of
from portsim.model.step import walk
from portsim.model.streams import Streams
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.columns import Wanted
from portsim.scenario.logs.log import column_names, read_log
from portsim.scenario.logs.mapping.naming import ARRIVAL, CARRIER, ID, TERMINAL
from portsim.scenario.logs.mapping.reading import Reading
from portsim.scenario.logs.raw import shown


def readable(streams: Streams, name: str) -> dict[str, Wanted]:
    """The columns of a log that a stream reads beside arrivals and terminals: its traits, its planned times,
    and `flow.label` of every step with a time or a chance that its shipments can come to; the names of those
    that bring a stream with a log."""
    found: dict[str, Wanted] = dict.fromkeys(sorted(streams.traits[name]), "flag")
    planned = streams.port.demand[name].planned
    if planned is not None:
        found[planned.name] = "moment"
    lateness = streams.port.demand[name].lateness
    if lateness is not None:
        found[lateness.name] = (
            "plan"  # of who came early to a log's first day, or late from the day before it
        )
    for flow in streams.threads[name]:
        for step in walk(streams.flows[flow].steps):
            if step.named("chances"):
                found[f"{flow}.{step.label}"] = "flag"
            elif step.named("tasks"):
                found[f"{flow}.{step.label}"] = "time"
    brought = (each for each in streams.port.demand.values() if isinstance(each, Brought))
    if any(each.brought_by == name and each.log is not None for each in brought):
        found[ID] = "name"
    return found


def always(demand: Demand) -> tuple[str, ...]:
    """The columns that every log of a stream can have."""
    return (CARRIER, TERMINAL) if isinstance(demand, Brought) else (ARRIVAL, TERMINAL)


@dataclass(frozen=True)
class _Elsewhere:
    """A column that a stream does not read: the streams that do."""

    streams: tuple[str, ...]
    is_trait: bool


def check_log(log: Named, alternatives: Iterable[Streams], name: str) -> None:
    """Check a whole log: every column is read by its stream in some alternative, and has good values.

    Raises ConfigError: a column that the stream does not read, with the nearest that it does, or with the
    stream that would; and all that `read_log` raises.
    """
    worlds = list(alternatives)
    wanted = _readable_by_any(worlds, name)
    others: Mapping[str, _Elsewhere] | None = None
    demand = worlds[0].port.demand[name]
    own = always(demand)
    mapped = isinstance(log, LogMap) and bool(log.columns)
    for column in column_names(log, name, wanted):
        if column not in wanted and column not in own:
            others = others or dict(_others(worlds, name, wanted))
            keys = ("columns", column) if mapped else ()
            why = _of_carriers(column, demand, worlds) or _unread(column, name, (*own, *wanted), others)
            raise LogError(f"demand.{name}.log: {file_of(log)}: {why}", keys)
    read_log(log, worlds[0].port, name, wanted)


def reading_of(log: Named, alternatives: Iterable[Streams], name: str) -> Reading | None:
    """How a log was read with all columns that its stream reads in some alternative; None without a map.

    Raises ConfigError: all that `read_log` raises.
    """
    worlds = list(alternatives)
    return read_log(log, worlds[0].port, name, _readable_by_any(worlds, name)).reading


def _readable_by_any(worlds: Iterable[Streams], name: str) -> dict[str, Wanted]:
    return {column: kind for streams in worlds for column, kind in readable(streams, name).items()}


def _others(
    worlds: Iterable[Streams], name: str, wanted: Mapping[str, Wanted]
) -> Iterator[tuple[str, _Elsewhere]]:
    """The columns that only other streams read."""
    found: dict[str, dict[str, None]] = {}
    traits: set[str] = set()
    for streams in worlds:
        traits.update(streams.port.traits)
        for other in streams.port.demand:
            if other != name:
                for column in readable(streams, other):
                    found.setdefault(column, {})[other] = None
    for column, by in found.items():
        if column not in wanted:
            yield column, _Elsewhere(tuple(by), column in traits)


def _of_carriers(column: str, demand: Demand, worlds: Iterable[Streams]) -> str:
    """Why a column that joins logs is refused; empty if it is none, or another stream may read it."""
    if column == ARRIVAL and isinstance(demand, Brought):
        return f"column 'arrival': they arrive with {demand.brought_by}, which 'carrier' names; remove it"
    if column == CARRIER and not any(CARRIER in streams.port.traits for streams in worlds):
        return "column 'carrier': no other stream brings these; remove it"
    if column == ID and not any(ID in streams.port.traits for streams in worlds):
        return "column 'id': no stream with a log is brought by these, so nothing is found by it; remove it"
    return ""


def _unread(column: str, stream: str, own: Sequence[str], others: Mapping[str, _Elsewhere]) -> str:
    """Why a column is refused, and which one may be meant."""
    if (elsewhere := others.get(column)) is not None:
        by = ", ".join(elsewhere.streams)
        todo = f"add {stream} to traits.{column}.of, or remove it" if elsewhere.is_trait else "remove it"
        return f"column '{column}' is of {by}, and {stream} does not read it; {todo}"
    short = column[:100]
    if nearest(short, own) is None and (near := nearest(short, others)) is not None:
        return f"unknown column {shown(column)} (nearest: {near}, of {', '.join(others[near].streams)})"
    return f"unknown column {shown(column)}{did_you_mean(short, own)}"

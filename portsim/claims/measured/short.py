"""A measured log without a file that describes it: its columns say of which streams it is."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

from portsim.base.errors import ConfigError
from portsim.base.notes import note
from portsim.claims.measured.entry import MeasuredFile, Measurement
from portsim.kpis.targets import milestones_of
from portsim.model.world import World
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.names import plain_name
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.mapping.naming import TERMINAL

EXPORTED = ("case", "stream", "milestone", "timestamp", "terminal")  # of the CSV of `portsim export`


def described(path: Path, world: World) -> MeasuredFile:
    """The entries for a log whose columns have portsim's names, or that `portsim export --csv` wrote.

    A table with a row per shipment is of all streams that pass the milestones it has; an exported event log
    has an entry for each stream in it.

    Raises ConfigError: it cannot be read; it has not two milestones of any stream.
    """
    names: list[str] = []

    def first(there: tuple[str, ...]) -> tuple[str, ...]:
        names.extend(there)
        return tuple(each for each in there if each in EXPORTED) or there[:1]

    cells = read_cells(str(path), Asked(), str(path), first)
    if set(EXPORTED) <= set(names):
        pairs = zip(*(cells.columns[each].to_pylist() for each in ("stream", "milestone")), strict=True)
        stamped = {(stream, milestone) for stream, milestone in set(pairs) if stream and milestone}
        there = sorted({stream for stream, _ in stamped})
        entries = {
            name: _exported(path, name, world, {each for stream, each in stamped if stream == name}, names)
            for name in there
            if name in world.port.demand
        }
        kept = {name: each for name, each in entries.items() if each is not None}
        if not kept:
            raise ConfigError(f"{path}: it has events of {', '.join(there)}, and the port no such stream")
        return MeasuredFile.model_validate({"observed": kept})
    found = {plain_name(each) for each in names}
    passed = {
        stream: {each for each in milestones_of(world, stream) if plain_name(each) in found}
        for stream in world.port.demand
    }
    most = max(map(len, passed.values()))
    if most < 2:
        raise ConfigError(
            f"{path}: its columns name no two milestones of a stream (it has {', '.join(names[:12])}); "
            "give a YAML file that says which column is which milestone"
        )
    streams = tuple(stream for stream, own in passed.items() if len(own) == most)
    note(f"{path.name}: taken for shipments of {', '.join(streams)}, which pass its milestones")
    entry = Measurement.model_validate({"stream": streams, "log": str(path)})
    return MeasuredFile.model_validate({"observed": {_name(path): entry}})


def _exported(
    path: Path, stream: str, world: World, stamped: Set[str], names: Sequence[str]
) -> Measurement | None:
    """The entry of one stream of an exported log, by the milestones that its events stamp; None where these
    are not two."""
    milestones = sorted(milestones_of(world, stream) & stamped)
    if len(milestones) < 2:
        return None
    traits = {each: f"trait:{each}" for each in world.streams.traits[stream]}
    log = {
        "file": str(path),
        "events": {"case": "case", "activity": "milestone", "time": "timestamp"},
        "where": {"stream": stream, "milestone": milestones},
        "columns": {
            **{each: each for each in milestones},
            TERMINAL: TERMINAL,
            **{each: {"column": column, "is": "true"} for each, column in traits.items() if column in names},
        },
    }
    return Measurement.model_validate({"stream": stream, "log": log})


def _name(path: Path) -> str:
    return "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in path.stem) or "log"

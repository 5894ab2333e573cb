"""The identity of a run: one key for all that decides its records and figures, and for nothing else.

Two runs with the same key leave the same bytes. What is said about numbers (sources, notes, ranges, titles),
the engine, and the number of worker processes decide nothing, so they are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from portsim.base.arguments import check_arguments
from portsim.base.memory import Memory, Same
from portsim.base.version import VERSION
from portsim.model.demand import Demand
from portsim.model.flow import reachable
from portsim.model.library import Library
from portsim.model.log_map import LogMap, Named, file_of
from portsim.model.world import World
from portsim.scenario.logs.raw import log_digest
from portsim.scenario.plain import Plain, plain
from portsim.scenario.reading import read
from portsim.scenario.sections import Study

DIGITS = 16
MOST = 512  # texts of parts that are kept; one of a shipped port has 45


def run_key(world: World, study: Study, replication: int) -> str:
    """The identity of one replication of a world: 16 hex digits.

    It covers the port in minutes, the flows that its streams run through, logs by their content, the KPIs,
    ledger entries and tables of its library with their code, days, seed, and the version of portsim.

    Raises TypeError: something that a plug-in declares holds a value of a kind that has no identity.
    """
    check_arguments(run_key, locals())
    return _run_key(world, study, int(replication), Memory())


def run_keys(worlds: Mapping[str, World], study: Study, replication: int) -> dict[str, str]:
    """The identities of one replication of several worlds by name; what they have in common is read once.

    Raises TypeError: something that a plug-in declares holds a value of a kind that has no identity.
    """
    memory = Memory()
    return {name: _run_key(world, study, replication, memory) for name, world in worlds.items()}


def _run_key(world: World, study: Study, replication: int, memory: Memory) -> str:
    out = study.run_out
    length = [study.days, study.warm_up_days, out.at_least, out.until, out.at_most, study.seed]
    return _hash([VERSION, _world_key(world, memory), length, replication])


def study_key(
    worlds: Mapping[str, World],
    study: Study,
    claims: Path | None = None,
    validation: Path | None = None,
    money: str = "",
) -> str:
    """The identity of a whole study: its alternatives by name, its days, seed and number of replications, the
    claims that it is asked about, the figures that it is held against, and the currency of its money, empty
    for yuan.

    Raises ConfigError: one of the two files is no YAML.
    """
    memory = Memory()  # of what the worlds have in common
    keys = [[name, _run_key(world, study, 0, memory)] for name, world in worlds.items()]
    texts = [] if claims is None else [text_key(claims)]
    if validation is not None:
        texts.append(f"validation {text_key(validation)}")
    if money:
        texts.append(f"money {money}")
    return _hash([keys, study.replications, *texts])


def text_key(file: Path) -> str:
    """The identity of what a file of claims or of observed figures says, whatever its layout and comments."""
    found = file.stat()
    return _text_key(file, (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size))


def value_key(value: object) -> str:
    """The identity of any value that has a plain form.

    Raises TypeError: it has none.
    """
    return _hash(plain(value))


@cache
def _text_key(file: Path, state: tuple[int, ...]) -> str:
    return _hash(plain(read(file).data))


def world_key(world: World) -> str:
    """The identity of a world, whatever the length and the draws of a run."""
    return _world_key(world, Memory())


def _world_key(world: World, memory: Memory) -> str:
    logs = {name: log_digest(file_of(d.log)) for name, d in world.port.demand.items() if d.log is not None}
    return _hash([world.once("identity", lambda: _content(world, memory)), plain(logs)])


def _content(world: World, memory: Memory) -> str:
    """The identity of a world but for its logs, whose contents can change."""
    port, library = world.port, world.library
    reached = dict.fromkeys(f for d in port.demand.values() for f in reachable(d.flows, world.flows))

    def group(name: str) -> str:
        return _demand(world) if name == "demand" else _text_of(Same(getattr(port, name)), name)

    counted = (name for name in type(port).model_fields if name not in port.added or getattr(port, name))
    groups = ",".join(map(group, counted))
    flows = ",".join(_text_of(Same(world.flows[name])) for name in reached)
    measured = memory.once(("library", Same(library)), lambda: _text(_library(library)))
    return _digest(f"[[{groups}],[{flows}],{measured}]")


@lru_cache(maxsize=MOST)
def _text_of(part: Same, name: str = "") -> str:
    """What is said of a flow, or of the group of parts of this name: those of a port that was changed are the
    same but for a few."""
    said = plain(part.thing)
    return _text([name, said] if name else said)


def _demand(world: World) -> str:
    """Streams, without the names of log files: their contents count."""

    def without_file(stream: Demand) -> Demand:
        return stream if stream.log is None else stream.model_copy(update={"log": _of_log(stream.log)})

    streams = world.port.demand.items()
    return _text(["demand", [[name, plain(without_file(stream))] for name, stream in streams]])


def _of_log(log: Named) -> LogMap | None:
    """What is said of a log beside its file: its map, if it has one."""
    return None if isinstance(log, str) else log.model_copy(update={"file": ""})


def _library(library: Library) -> Plain:
    """What is worked out on a run; flows and measures are in the world already. What is asked only where
    users measured something, as a table that is `about_measured`, is no part of it."""
    found: list[Plain] = []
    for each in library.declared:
        if each.kind.decides and not getattr(each.thing, "about_measured", False):
            with library.blaming(each.kind, each.name):
                found.append([each.kind.noun, each.name, plain(each.thing)])
    return found


def _hash(value: Plain) -> str:
    return _digest(_text(value))


def _text(value: Plain) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]

"""The identity of a run: one key for all that decides its records and figures, and for nothing else.

Two runs with the same key leave the same bytes. What is said about numbers (sources, notes, ranges, titles),
the engine, and the number of worker processes decide nothing, so they are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

from portsim.base.version import VERSION
from portsim.model.flow import reachable
from portsim.model.library import Library
from portsim.model.part import Part
from portsim.model.world import World
from portsim.scenario.sections import Study

SAID = frozenset(
    {"source", "note", "range", "title", "noun"}
)  # fields that say something about a number or a part
DIGITS = 16
Plain = str | int | float | bool | None | Sequence["Plain"]


def run_key(world: World, study: Study, replication: int) -> str:
    """The identity of one replication of a world: 16 hex digits.

    It covers the port in minutes, the flows that its streams run through, logs by their content, the KPIs,
    ledger entries and tables of its library with their code, days, seed, and the version of portsim.
    """
    length = [study.days, study.warm_up_days, study.run_out_days, study.seed]
    return _hash([VERSION, world_key(world), length, replication])


def study_key(worlds: Mapping[str, World], study: Study) -> str:
    """The identity of a whole study: its alternatives by name, its days, seed and number of replications."""
    keys = [[name, run_key(world, study, 0)] for name, world in worlds.items()]
    return _hash([keys, study.replications])


def world_key(world: World) -> str:
    """The identity of a world, whatever the length and the draws of a run."""
    reached = dict.fromkeys(f for d in world.port.demand.values() for f in reachable(d.flows, world.flows))
    logs = {name: log_digest(d.log) for name, d in world.port.demand.items() if d.log is not None}
    return _hash(
        [_port(world), [plain(world.flows[name]) for name in reached], plain(logs), _library(world.library)]
    )


def log_digest(file: str) -> str:
    """SHA-256 of the contents of a file, which is read once for as long as it does not change."""
    found = Path(file).stat()
    return _digest(file, found.st_mtime_ns, found.st_size)


@cache
def _digest(file: str, changed: int, size: int) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def plain(value: object) -> Plain:
    """A value as nested lists of texts and numbers: equal values of equal code give equal lists.

    Raises TypeError: a value of a kind that has no such form.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Part):
        given = [[name, plain(getattr(value, name))] for name in type(value).model_fields if name not in SAID]
        return [_class(type(value)), *given]
    if is_dataclass(value) and not isinstance(value, type):
        return [
            _class(type(value)),
            *([f.name, plain(getattr(value, f.name))] for f in fields(value) if f.name not in SAID),
        ]
    if isinstance(value, Mapping):
        return [[plain(key), plain(each)] for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, FunctionType):
        return _function(value, set())
    if isinstance(value, type):
        return _class(value)
    raise TypeError(f"no identity for a {type(value).__name__}: make it a frozen dataclass of plain values")


def _port(world: World) -> Plain:
    port = world.port
    return [
        [name, plain(getattr(port, name))] if name != "demand" else _demand(world)
        for name in type(port).model_fields
    ]


def _demand(world: World) -> Plain:
    """Streams, without the names of log files: their contents count."""
    streams = world.port.demand.items()
    return [
        "demand",
        [
            [name, plain(stream if stream.log is None else stream.model_copy(update={"log": None}))]
            for name, stream in streams
        ],
    ]


def _library(library: Library) -> Plain:
    """What is worked out on a run; flows and measures are in the world already."""
    return [[each.kind.noun, each.name, plain(each.thing)] for each in library.declared if each.kind.decides]


def _class(cls: type) -> Plain:
    """The name of a class, and the code of a class that is not portsim's own."""
    name = f"{cls.__module__}.{cls.__qualname__}"
    if cls.__module__.partition(".")[0] == "portsim":
        return name
    code = [[key, _function(each, set())] for key, each in sorted(_functions(cls))]
    return [cls.__qualname__, *code]


def _functions(cls: type) -> Iterable[tuple[str, FunctionType]]:
    for key, value in vars(cls).items():
        bare = getattr(value, "__func__", getattr(value, "fget", getattr(value, "func", value)))
        if isinstance(bare, FunctionType) and not key.startswith("__"):
            yield key, bare


def _function(function: FunctionType, seen: set[FunctionType]) -> Plain:
    """The code of a function and of the functions of its own module that it calls; portsim's own by name."""
    if function.__module__.partition(".")[0] == "portsim":
        return f"{function.__module__}.{function.__qualname__}"
    if function in seen:
        return function.__qualname__
    seen.add(function)
    called = (function.__globals__.get(name) for name in _names(function.__code__))
    own = [
        each for each in called if isinstance(each, FunctionType) and each.__module__ == function.__module__
    ]
    return [_code(function.__code__), *(_function(each, seen) for each in own)]


def _names(code: CodeType) -> list[str]:
    inner = [name for const in code.co_consts if isinstance(const, CodeType) for name in _names(const)]
    return [*code.co_names, *inner]


def _code(code: CodeType) -> Plain:
    consts: list[Plain] = [_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return [code.co_name, code.co_code.hex(), list(code.co_names), list(code.co_varnames), consts]


def _hash(value: Plain) -> str:
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]

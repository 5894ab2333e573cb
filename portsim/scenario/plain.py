"""The plain form of a value: nested lists of texts and numbers, with the code of what a plug-in declares.

Code counts with all that it is made of: the default arguments and closures of a function, the bases of a
class, and the functions, classes and constants that it finds by name. What portsim, the standard library or
another installed package declares counts by its name. Comments and docstrings do not count.
"""

from __future__ import annotations

import dis
import enum
import functools
import hashlib
import math
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePath
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import cast

import numpy as np

from portsim.model.part import Part

SAID = frozenset(
    {
        "source",
        "note",
        "range",
        "distribution",
        "weight",
        "alternatives",
        "title",
        "noun",
        "matters",
        "aims_at",
    }
)  # fields that say something about a number or a part, or how it is judged
NOT_COUNTED = "decides nothing"  # in the metadata of a field that is no part of an identity
GENERATED = "<string>"  # the file of the methods that a dataclass is given
NOT_OWN = frozenset({"portsim", "builtins", *sys.stdlib_module_names})  # their code counts by its name
SPELT = (
    complex,
    bytes,
    range,
    slice,
    Decimal,
    Fraction,
    date,
    time,
    timedelta,
    re.Pattern,
    PurePath,
    np.dtype,
)
AS_IT_IS = (str, int, bool, type(None))  # most values are of these types
Plain = str | int | float | bool | None | Sequence["Plain"]


def plain(value: object) -> Plain:
    """A value as nested lists of texts and numbers: equal values of equal code give equal lists.

    Raises TypeError: a value of a kind that has no such form.
    """
    return _Walk().value(value)


class _Walk:
    """One walk over a value. Code that was met already is said by its name."""

    def __init__(self) -> None:
        self.met: set[object] = set()
        self.home = ""  # the package of the first code of a plug-in that is met

    def value(self, value: object) -> Plain:
        """As `plain`."""
        kind = type(value)
        if kind in AS_IT_IS:
            return value  # type: ignore[return-value]
        if isinstance(value, type):
            return self._code(value)
        if kind is tuple:
            return [self.value(each) for each in cast(tuple[object, ...], value)]
        if isinstance(value, enum.Enum):
            return [self.value(type(value)), value.name, self.value(value.value)]
        if value is None or isinstance(value, str | int):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, Part):
            given = {name: getattr(value, name) for name in _of_part(type(value))}
            return self._given(
                value, {n: v for n, v in given.items() if n not in value.added or v not in (None, (), {})}
            )
        if is_dataclass(value) and not isinstance(value, type):
            return self._given(value, {name: getattr(value, name) for name in _of_dataclass(type(value))})
        if isinstance(value, np.generic):
            return self.value(value.item())
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return [str(value.dtype), list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]
        if isinstance(value, SPELT):
            return repr(value)
        if isinstance(value, Mapping):
            return [[self.value(key), self.value(each)] for key, each in value.items()]
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        if isinstance(value, set | frozenset):
            return sorted((self.value(each) for each in value), key=str)
        return self._code(value)

    def _given(self, value: object, given: Mapping[str, object]) -> Plain:
        return [self.value(type(value)), *([name, self.value(each)] for name, each in given.items())]

    def _code(self, value: object) -> Plain:
        if isinstance(value, functools.partial):
            return [self.value(each) for each in (value.func, value.args, value.keywords)]
        if isinstance(value, MethodType):
            return [self.value(value.__self__), self.value(value.__func__)]
        if isinstance(value, FunctionType | type):
            if not self._own(value):
                return f"{value.__module__}.{value.__qualname__}"
            if value in self.met:
                return value.__qualname__
            self.met.add(value)
            return self._function(value) if isinstance(value, FunctionType) else self._class(value)
        if hasattr(value, "__wrapped__"):  # a function that functools.cache keeps the results of
            return self.value(value.__wrapped__)
        if isinstance(value, ModuleType) or (callable(value) and hasattr(value, "__name__")):
            return f"{getattr(value, '__module__', '')}.{value.__name__}"  # a module, or what is written in C
        if self._own(type(value)):
            return self._given(value, vars(value))
        kind = type(value).__name__
        raise TypeError(f"no identity for a {kind}: make it a frozen dataclass of plain values")

    def _function(self, function: FunctionType) -> Plain:
        code = function.__code__
        used = [function.__defaults__, function.__kwdefaults__, *map(_content, function.__closure__ or ())]
        return [
            _code(code, function.__doc__),
            [self._used(each) for each in (*used, *self._found_by(function))],
        ]

    def _class(self, cls: type) -> Plain:
        filled = {f.name for f in fields(cls)} if is_dataclass(cls) else set()
        body = [[key, self._used(each)] for key, each in sorted(_body(cls)) if key not in SAID | filled]
        return [cls.__qualname__, [self.value(base) for base in cls.__bases__], body]

    def _found_by(self, function: FunctionType) -> Iterator[object]:
        """What a function finds by name in its own module, and in the modules of its plug-in."""
        space, names = function.__globals__, _names(function.__code__)
        for value in (space[name] for name in _global_names(function.__code__) if name in space):
            yield value
            if isinstance(value, ModuleType) and self._own(value):
                yield from (getattr(value, name) for name in names if hasattr(value, name))

    def _used(self, value: object) -> Plain:
        """The plain form of what code uses; the name of its kind if it has none."""
        try:
            return self.value(value)
        except (TypeError, RecursionError):
            return type(value).__qualname__

    def _own(self, value: type | FunctionType | ModuleType) -> bool:
        """Whether the code of a function, class or module counts with all that it says."""
        package = _package(value)
        if package in NOT_OWN:
            return False
        self.home = self.home or package
        file = getattr(sys.modules.get(_module(value)), "__file__", None) or ""
        return package == self.home or not {"site-packages", "dist-packages"} & set(Path(file).parts)


@functools.cache
def _of_part(kind: type[Part]) -> tuple[str, ...]:
    """The fields of a kind of part that count."""
    return tuple(name for name in kind.model_fields if name not in SAID | kind.looks)


@functools.cache
def _of_dataclass(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that count: of one of a plug-in, all."""
    said = SAID if _package(kind) == "portsim" else ()
    counted = (each for each in fields(kind) if not each.metadata.get(NOT_COUNTED))
    return tuple(each.name for each in counted if each.name not in said)


def _module(value: type | FunctionType | ModuleType) -> str:
    return value.__name__ if isinstance(value, ModuleType) else value.__module__ or ""


def _package(value: type | FunctionType | ModuleType) -> str:
    return _module(value).partition(".")[0]


def _content(cell: CellType) -> object:
    """What a closure holds; nothing yet, while the function around it runs."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _body(cls: type) -> Iterator[tuple[str, object]]:
    """What a class says in its body: values, and functions without what wraps them."""
    for key, value in vars(cls).items():
        bare = getattr(value, "__func__", getattr(value, "fget", getattr(value, "func", value)))
        if isinstance(bare, FunctionType):
            if bare.__code__.co_filename != GENERATED and key != "__repr__":
                yield key, bare
        elif not key.startswith("__"):
            yield key, bare


def _inner(code: CodeType) -> list[CodeType]:
    """A code with the codes of the functions inside it."""
    return [
        code,
        *(each for const in code.co_consts if isinstance(const, CodeType) for each in _inner(const)),
    ]


def _names(code: CodeType) -> list[str]:
    return [name for each in _inner(code) for name in each.co_names]


def _global_names(code: CodeType) -> list[str]:
    """The names that a function looks up in its module, in the order in which it does."""
    steps = (step for each in _inner(code) for step in dis.get_instructions(each))
    return list(dict.fromkeys(str(s.argval) for s in steps if s.opname in ("LOAD_GLOBAL", "LOAD_NAME")))


def _code(code: CodeType, doc: str | None) -> Plain:
    said = [_const(each) for each in code.co_consts if doc is None or each != doc]
    names = [code.co_names, code.co_varnames, code.co_freevars]
    return [code.co_name, code.co_code.hex(), code.co_exceptiontable.hex(), *map(list, names), said]


def _const(const: object) -> Plain:
    if isinstance(const, CodeType):
        return _code(const, None)
    if isinstance(const, tuple):
        return [_const(each) for each in const]
    if isinstance(const, frozenset):  # its order differs from process to process
        return sorted(map(repr, const))
    return repr(const)

"""The types of the arguments of public functions, checked against their annotations."""

from __future__ import annotations

import inspect
import types
import typing
from collections import abc
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from typing import TypeGuard, TypeVar

from portsim.base.errors import ArgumentError, PortsimError, did_you_mean, got

T = TypeVar("T")
WORDS: Mapping[object, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    Path: "a path",
}
MANY = (abc.Sequence, abc.Collection, abc.Iterable, tuple, list, set, frozenset)


def check_arguments(function: Callable[..., object], given: Mapping[str, object], names: str = "") -> None:
    """Check the arguments of a function by its annotations: `check_arguments(run, locals())`, its first line.

    Values are left to the function, and so is what is annotated with a type that has no instances. A list
    of texts may be any collection, but not one text, no generator, which is empty when it is read again, and
    where order counts no set, which has another one in every process. All annotations must be there at run
    time, that of the return value too. `names` are those that are checked, with spaces between, where the
    function itself says more of the others; all, if there are none.

    Raises ArgumentError: an argument of another type, with its name, what was got and what is allowed.
    """
    for name, hints in _hints(function).items():
        if name not in given or (names and name not in names.split()):
            continue
        values = given[name] if name == _starred(function) else (given[name],)
        assert isinstance(values, tuple)
        for value in values:
            if not any(_fits(value, hint) for hint in hints):
                words = dict.fromkeys(_words(hint) for hint in hints if hint is not type(None))
                where = function.__qualname__.removesuffix(".__init__")
                raise ArgumentError(
                    f"{where}: {name}: got {_wrong(value, hints)}, allowed {' or '.join(words)}"
                )


def check_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raises PortsimError: the argument of this name has another value than those that are allowed."""
    if value not in allowed:
        raise PortsimError(f"{name}: got {got(value)}{did_you_mean(value, allowed)}")


def check_fields(value: object) -> None:
    """Check the fields of a frozen dataclass by their annotations; a list becomes a tuple, so that the value
    can be hashed. A class with annotations that only type checkers know is taken as it is.

    Raises ArgumentError: as `check_arguments`.
    """
    try:
        check_arguments(type(value), vars(value))
    except NameError:  # imported for type checkers alone
        return
    for name, given in list(vars(value).items()):
        if _is_list(given) and not isinstance(given, tuple):
            object.__setattr__(value, name, tuple(given))


@cache
def _hints(function: Callable[..., object]) -> dict[str, tuple[object, ...]]:
    """The types that each argument may have; of `*names` those of each of them."""
    hints = {name: tuple(_unfolded(hint)) for name, hint in typing.get_type_hints(function).items()}
    for each in inspect.signature(function).parameters.values():
        if each.kind is each.VAR_KEYWORD:
            hints.pop(each.name)
    hints.pop("return", None)
    return hints


@cache
def _starred(function: Callable[..., object]) -> str:
    """The name of the argument that takes as many as are given, `*names`; empty if there is none."""
    parameters = inspect.signature(function).parameters.values()
    return next((each.name for each in parameters if each.kind is each.VAR_POSITIONAL), "")


def _unfolded(hint: object) -> Iterator[object]:
    """The members of a union, aliases and annotations taken off."""
    if hasattr(hint, "__value__"):
        yield from _unfolded(hint.__value__)
    elif typing.get_origin(hint) is typing.Annotated:
        yield from _unfolded(typing.get_args(hint)[0])
    elif typing.get_origin(hint) in (typing.Union, types.UnionType):
        for each in typing.get_args(hint):
            yield from _unfolded(each)
    elif typing.get_origin(hint) is typing.Literal:  # which of them is a matter of the function
        yield from dict.fromkeys(type(each) for each in typing.get_args(hint))
    else:
        yield hint


def _fits(value: object, hint: object) -> bool:
    kind = typing.get_origin(hint) or hint
    if kind is int:
        return isinstance(value, Integral) and not isinstance(value, bool)
    if kind is float:
        return isinstance(value, Real) and not isinstance(value, bool)
    if kind is bool:
        return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")  # numpy's own too
    if kind in MANY:
        if not _is_list(value):
            return kind is abc.Iterable and isinstance(value, Iterator)
        if kind in (abc.Sequence, tuple, list) and isinstance(value, set | frozenset):
            return False
        return all(any(_fits(each, one) for one in _inner(hint)) for each in value)
    if kind is abc.Callable:
        return callable(value)
    return not isinstance(kind, type) or getattr(kind, "_is_protocol", False) or isinstance(value, kind)


def _is_list(value: object) -> TypeGuard[abc.Collection[object]]:
    return isinstance(value, abc.Collection) and not isinstance(value, str | bytes | Mapping)


def _inner(hint: object) -> list[object]:
    """The types that each thing in a collection may have."""
    inner = [each for each in typing.get_args(hint) if each is not Ellipsis]
    return [one for each in inner or [object] for one in _unfolded(each)]


def copied(value: object) -> object:
    """Mappings and lists with copies of what is in them, so that who gave them can change his own; else the
    value itself."""
    if isinstance(value, Mapping):
        return {key: copied(each) for key, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list | tuple) else value


def _words(hint: object, *, in_list: bool = False) -> str:
    kind = typing.get_origin(hint) or hint
    if kind in MANY:
        return f"a list of {' or '.join(dict.fromkeys(_words(one, in_list=True) for one in _inner(hint)))}"
    if kind is abc.Callable:
        return "a function"
    name = str(getattr(kind, "__name__", kind))
    return WORDS.get(kind) or (name if in_list else _one(name))


def _wrong(value: object, hints: tuple[object, ...]) -> str:
    """What was got; of a list where one would do, the first thing in it that does not."""
    inner = [one for hint in hints if typing.get_origin(hint) in MANY for one in _inner(hint)]
    if inner and _is_list(value):
        for each in value:
            if not any(_fits(each, one) for one in inner):
                return f"a list with {_shown(each)}"
    return _shown(value)


def _shown(value: object) -> str:
    """What was got: plain values as they are, of others the type."""
    plain = value is None or isinstance(value, str | Real | list | tuple | dict)
    return got(value) if plain else _one(type(value).__name__)


def plain(value: T) -> T | int:
    """A whole number of any library (numpy, pandas) as an int; all else as it is."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if whole else value  # type: ignore[call-overload]


def _one(name: str) -> str:
    return f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"

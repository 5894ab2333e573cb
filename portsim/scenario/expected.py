"""What may stand at a path of a file: the models there, and the keys that they take."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portsim.base.errors import Keys
from portsim.model.part import Part


@dataclass(frozen=True)
class Expected:
    """Where a path of pydantic's leads in the data, what stands there, and the first union branch on it.

    `all` are the types that may stand there, `kinds` those of them that the path goes on with.
    """

    path: Keys
    data: object
    branch: tuple[Keys, str | int] | None
    kinds: list[object]
    all: list[object]

    @property
    def called(self) -> str:
        """What messages call the one kind that a key has chosen among several; empty for any other."""
        return "" if len(self.all) < 2 else _called(self.kinds)

    @property
    def keys(self) -> list[str]:
        """The keys that may be given there."""
        return sorted({key for kind in self.kinds for key in _keys_in_file(kind, self.data).values()})

    @property
    def keys_of_all(self) -> list[str]:
        """The keys that may be given there, whichever kind is chosen."""
        return sorted({key for kind in self.all for key in _keys_in_file(kind, self.data).values()})

    @property
    def lists_text(self) -> bool:
        """Whether a list of texts, of any length, may stand there."""
        lists = [args for kind in self.kinds if Ellipsis in (args := typing.get_args(kind))]
        return any(str in _unfold(args[0]) for args in lists)

    def in_all(self, field: str) -> bool:
        """Whether the field is one of all kinds that may stand there."""
        return all(field in _fields(kind) for kind in self.all)

    def key_of(self, field: str) -> str:
        """The key under which a file gives a field."""
        return str(_key_in_file(self.kinds, field, self.data))

    def description(self, field: str) -> str:
        """What a field is, as its model says; empty if that says nothing."""
        infos = (_fields(kind).get(field) for kind in self.kinds)
        return next((info.description for info in infos if info is not None and info.description), "")


def expected_at(model: object, loc: Keys, data: object) -> Expected:
    """What a model lets stand at a path of pydantic's, which also names union branches and validators."""
    path: Keys = ()
    branch: tuple[Keys, str | int] | None = None
    kinds = every = _unfold(model)
    for part in loc:
        there = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        key = part if part in there else _key_in_file(kinds, part, data)
        if key not in there:  # pydantic's own name of a union branch or of a validator
            kinds = [kind for kind in kinds if _answers_to(kind, part)] or kinds
            branch = branch or (None if _called(kinds) or _is_chosen(kinds, part) else (path, part))
            continue
        data = data[key]  # type: ignore[index]
        path = (*path, key)
        kinds = every = [inner for kind in kinds for inner in _child(kind, part)]
    return Expected(path, data, branch, kinds, every)


def _is_chosen(kinds: Iterable[object], tag: str | int) -> bool:
    return any(getattr(kind, "chosen_as", None) == tag for kind in kinds)


def _called(kinds: Iterable[object]) -> str:
    parts = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part))
    return next((part.called() for part in parts), "")


def _key_in_file(kinds: Iterable[object], field: str | int, data: object) -> str | int:
    """The key under which the data give a field, where that is not its name."""
    name = str(field)
    return next((keys[name] for kind in kinds if name in (keys := _keys_in_file(kind, data))), field)


def _keys_in_file(kind: object, data: object) -> dict[str, str]:
    """Each field of a kind, and its key in a file; nothing for what has no fields."""
    if isinstance(kind, type) and issubclass(kind, Part):
        return kind.keys_in(data if isinstance(data, dict) else {})
    return {name: name for name in _fields(kind)}


def _unfold(hint: object) -> list[object]:
    if hasattr(hint, "__value__"):  # a named alias of a type
        return _unfold(hint.__value__)
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _unfold(typing.get_args(hint)[0])
    if origin in (typing.Union, types.UnionType):
        return [inner for each in typing.get_args(hint) for inner in _unfold(each)]
    return [hint]


def _fields(hint: object) -> dict[str, FieldInfo]:
    """The fields of a model; nothing for any other type."""
    return hint.model_fields if isinstance(hint, type) and issubclass(hint, BaseModel) else {}


def _child(hint: object, part: str | int) -> list[object]:
    field = _fields(hint).get(str(part))
    if field is not None:
        return _unfold(field.annotation)
    args = [a for a in typing.get_args(hint) if a is not Ellipsis]
    if not args or _fields(hint):
        return []
    at = part if isinstance(part, int) and part < len(args) else -1
    return _unfold(args[at])


def _answers_to(hint: object, tag: str | int) -> bool:
    """Whether a kind has this tag: as its name, or as all that one of its fields can be."""
    literals = (typing.get_args(field.annotation) for field in _fields(hint).values())
    names = (getattr(hint, "__name__", None), getattr(hint, "chosen_as", None))
    return tag in names or any(each == (tag,) for each in literals)

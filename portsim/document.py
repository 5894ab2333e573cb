"""Configuration files with positions: read YAML 1.2, lay one over another, check against a model."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from portsim.errors import ConfigError, Position, did_you_mean

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)
LARGEST = 4_000_000  # bytes; a scenario file is a few thousand
USER = "user"


@dataclass(frozen=True)
class Document:
    """Plain data, and where in which file every key stands."""

    data: dict[str, object]
    positions: Mapping[Path_, Position]

    def where(self, path: Path_) -> Position:
        """The position of a key, or of its nearest ancestor that has one."""
        for end in range(len(path), -1, -1):
            if (found := self.positions.get(path[:end])) is not None:
                return found
        return Position("configuration", 0, 0)


def read(path: Path) -> Document:
    """Read a YAML file.

    Raises ConfigError: missing, a folder, empty, not text, not YAML, or not a mapping at the top.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = _text(path)
    yaml = YAML(typ="rt")
    try:
        loaded = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Position(str(path), mark.line + 1, mark.column + 1) if mark else Position(str(path), 0, 0)
        problem = str(error.problem or error.context).split("\n")[0]
        if "duplicate key" in problem:
            key = problem.split('"')[1] if '"' in problem else "?"
            raise ConfigError(f"{where}: key '{key}' stands twice; keep one of them") from None
        raise ConfigError(f"{where}: not valid YAML: {problem}") from None
    except (YAMLError, ValueError) as error:
        raise ConfigError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    if loaded is None:
        raise ConfigError(f"{path}: the file is empty; a scenario needs at least name, title and a port")
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}:1:1: got a {_kind(loaded)} at the top, allowed a mapping of keys to values")
    positions: dict[Path_, Position] = {(): Position(str(path), 1, 1)}
    data = _plain(loaded, (), str(path), positions)
    assert isinstance(data, dict)
    return Document(data, positions)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        others = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        raise ConfigError(f"{path}: no such file{did_you_mean(path.name, others)}") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: this is a folder; give the .yaml file in it") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > LARGEST:
        raise ConfigError(f"{path}: {len(raw)} bytes are no scenario file (at most {LARGEST})")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text in UTF-8 (byte {error.start}); save it as UTF-8") from None


def _plain(node: object, path: Path_, file: str, positions: dict[Path_, Position]) -> object:
    lc = getattr(node, "lc", None)
    if isinstance(node, dict):
        out: dict[str, object] = {}
        for key, value in node.items():
            line, column = lc.key(key) if lc is not None and lc.data and key in lc.data else (0, 0)
            where = Position(file, line + 1, column + 1)
            if not isinstance(key, str):
                raise ConfigError(f"{where}: got the key {key!r}, allowed a name; put it in quotes")
            positions[(*path, str(key))] = where
            out[str(key)] = _plain(value, (*path, str(key)), file, positions)
        return out
    if isinstance(node, list):
        items: list[object] = []
        for number, value in enumerate(node):
            if lc is not None and lc.data and number in lc.data:
                line, column = lc.item(number)
                positions[(*path, number)] = Position(file, line + 1, column + 1)
            items.append(_plain(value, (*path, number), file, positions))
        return items
    if getattr(node, "tag", None) is not None and getattr(node.tag, "value", None):
        where = positions.get(path, Position(file, 1, 1))
        raise ConfigError(f"{where}: got the tag {node.tag.value}, allowed plain values without tags")
    if isinstance(node, bool):
        return bool(node)
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def overlay(base: Document, over: Document) -> Document:
    """The base with what the other document sets; null deletes a key (RFC 7396).

    A plain value over a sourced number replaces its value, and its source becomes `user`.
    """
    positions = dict(base.positions)
    data = _merge(base.data, over.data, (), positions, over)
    assert isinstance(data, dict)
    positions[()] = over.where(())
    return Document(data, positions)


def _merge(base: object, over: object, path: Path_, positions: dict[Path_, Position], top: Document) -> object:
    if isinstance(over, dict):
        out = dict(base) if isinstance(base, dict) else {}
        for key, value in over.items():
            at = (*path, key)
            if value is None:
                out.pop(key, None)
                continue
            out[key] = _merge(out.get(key), value, at, positions, top)
            if at in top.positions:
                positions[at] = top.positions[at]
        return out
    for key in [k for k in positions if k[: len(path)] == path and len(k) > len(path)]:
        del positions[key]
    positions.update({k: v for k, v in top.positions.items() if k[: len(path)] == path})
    return _by_user(base, over)


def _by_user(base: object, over: object) -> object:
    """A plain value in the place of a sourced number: the number changes, and so does its source."""
    if not isinstance(base, dict) or "source" not in base or isinstance(over, dict | list):
        return over
    key = "mean" if "shape" in base else "value"
    kept = {k: v for k, v in base.items() if k not in ("range", "note")}
    return kept | {key: over, "source": USER}


def assign(doc: Document, dotted: str, text: str, origin: str = "--set") -> tuple[Document, str, str]:
    """The document with one key changed, the old value and the new one as text.

    Raises ConfigError: the key leads nowhere (with the nearest name), or the text is no value.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        value = _plain(YAML(typ="rt").load(text), (), origin, {})
    except YAMLError:
        raise ConfigError(f"{origin} {dotted}: got {text!r}, which is no YAML value") from None
    keys = dotted.split(".")
    node: object = doc.data
    for depth, key in enumerate(keys):
        inside = ".".join(keys[:depth]) or "the scenario"
        if not isinstance(node, dict):
            raise ConfigError(f"{origin} {dotted}: {inside} is a value, it has no key '{key}'")
        if key not in node:
            raise ConfigError(f"{origin} {dotted}: unknown key '{key}' in {inside}{did_you_mean(key, node)}")
        node = node[key]
    if isinstance(node, dict) and "source" not in node and not isinstance(value, dict):
        raise ConfigError(f"{origin} {dotted}: {dotted} holds several keys; set one of them ({', '.join(node)})")
    old, new = _shown(node), _shown(value)
    data = _assigned(doc.data, keys, value)
    assert isinstance(data, dict)
    positions = {k: v for k, v in doc.positions.items() if k[: len(keys)] != tuple(keys)}
    positions[tuple(keys)] = Position(f"{origin} {dotted}", 0, 0)
    return Document(data, positions), old, new


def _assigned(node: object, keys: list[str], value: object) -> object:
    if not keys:
        return value if isinstance(value, dict) else _by_user(node, value)
    assert isinstance(node, dict)
    out = {**node, keys[0]: _assigned(node.get(keys[0]), keys[1:], value)}
    if "source" in node and keys[0] not in ("source", "note", "range"):
        out = {k: v for k, v in out.items() if k not in ("range", "note")} | {"source": USER}
    return out


def _shown(value: object) -> str:
    if isinstance(value, dict) and "source" in value:
        return str(value.get("value", value.get("mean", value)))
    return str(value)


def build(model: type[M], doc: Document) -> M:
    """The checked model of a document.

    Raises ConfigError: one line per error, in file order, at most ten.
    """
    try:
        return model.model_validate(doc.data)
    except ValidationError as error:
        found = sorted({_line(model, doc, dict(each)) for each in error.errors(include_url=False)})
    lines = [f"{where}: {text}" for where, text in found]
    more = [f"... and {len(lines) - 10} more"] if len(lines) > 10 else []
    raise ConfigError("\n".join(lines[:10] + more))


def _line(model: type[BaseModel], doc: Document, error: dict[str, object]) -> tuple[Position, str]:
    kind, loc = str(error["type"]), typing.cast(Path_, error["loc"])
    last = loc[-1] if loc else ""
    path = _real(doc.data, loc[:-1] if kind in ("missing", "extra_forbidden") else loc)
    name = ".".join(map(str, path)) or "the file"
    if kind == "missing":
        return doc.where(path), f"{name}: missing key '{last}'"
    if kind == "extra_forbidden":
        where = doc.where((*path, last))
        return where, f"unknown key '{last}' in {name}{did_you_mean(str(last), _fields(model, path))}"
    text = str(error["msg"]).removeprefix("Value error, ")
    got = error.get("input")
    if kind == "literal_error":
        context = typing.cast(dict[str, str], error["ctx"])
        allowed = [a.strip(" '") for a in context["expected"].replace(" or ", ", ").split(",")]
        text = f"got {got!r}, allowed {', '.join(allowed)}{did_you_mean(str(got), allowed)}"
        text = text.split(" (allowed")[0]
    elif kind != "value_error":
        text = f"got {_brief(got)}, allowed {_allowed(kind, error)}"
    return doc.where(path), f"{name}: {text}"


def _allowed(kind: str, error: dict[str, object]) -> str:
    context = typing.cast(dict[str, object], error.get("ctx") or {})
    plain = {
        "model_type": "a mapping of keys to values",
        "model_attributes_type": "a mapping of keys to values",
        "dict_type": "a mapping of names to values",
        "tuple_type": "a list",
        "list_type": "a list",
        "string_type": "text",
        "bool_type": "true or false",
        "float_type": "a number",
        "float_parsing": "a number",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "finite_number": "a finite number",
    }
    if kind in plain:
        return plain[kind]
    if kind in ("too_short", "too_long"):
        bound = "at least" if kind == "too_short" else "at most"
        return f"{bound} {context.get('min_length', context.get('max_length'))} entries"
    bounds = {"greater_than": "above", "greater_than_equal": "at least", "less_than": "below", "less_than_equal": "at most"}
    if kind in bounds:
        return f"a number {bounds[kind]} {next(iter(context.values()))}"
    return str(error["msg"])


def _kind(value: object) -> str:
    return {list: "list", str: "text", int: "number", float: "number", bool: "truth value"}.get(
        next((k for k in (bool, list, str, int, float) if isinstance(value, k)), object), "value"
    )


def _brief(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "nothing" if value is None else repr(value)


def _real(data: object, loc: Path_) -> Path_:
    """The part of an error's location that stands in the data: tags of unions and functions drop out."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict) and part in data:
            data = data[typing.cast(str, part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _fields(model: type[BaseModel], path: Path_) -> list[str]:
    """Names that the model allows at a path."""
    kinds: list[object] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return sorted({name for k in kinds for m in _models(k) for name in m.model_fields})


def _inside(kind: object, part: str | int) -> Iterator[object]:
    for each in _members(kind):
        if isinstance(each, type) and issubclass(each, BaseModel):
            if part in each.model_fields:
                yield each.model_fields[str(part)].annotation
        elif typing.get_origin(each) in (dict, list, tuple):
            arguments = [a for a in typing.get_args(each) if a is not Ellipsis]
            yield arguments[-1]


def _members(kind: object) -> Iterator[object]:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        for each in typing.get_args(kind):
            yield from _members(each)
    elif typing.get_origin(kind) is typing.Annotated:
        yield from _members(typing.get_args(kind)[0])
    else:
        yield kind


def _models(kind: object) -> Iterator[type[BaseModel]]:
    for each in _members(kind):
        if isinstance(each, type) and issubclass(each, BaseModel):
            yield each

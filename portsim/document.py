"""Configuration files with positions: read YAML 1.2, lay one over another, check against a model."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portsim.errors import ConfigError, Keys, Position, did_you_mean, dotted, got, nearest
from portsim.explain import Complaint, explain

M = TypeVar("M", bound=BaseModel)
LARGEST_FILE = 1_000_000  # bytes; a scenario file has some ten thousand
MOST_VALUES = 100_000  # aliases of aliases can make a short file endless
MOST_LINES = 10
USER = "user"


@dataclass(frozen=True)
class Document:
    """Plain data, and where in which file every key stands.

    `coined` are the names that a file adds to a group of its parent, with the parent's nearest name.
    """

    data: dict[str, object]
    positions: Mapping[Keys, Position]
    coined: Mapping[Keys, str] = field(default_factory=dict)

    def where(self, path: Keys) -> Position:
        """The position of a key, or of its nearest ancestor that has one."""
        for end in range(len(path), -1, -1):
            if (found := self.positions.get(path[:end])) is not None:
                return found
        return Position("", 0, 0)


# --- reading


def read(path: Path) -> Document:
    """Read a YAML file.

    Raises ConfigError: missing, a folder, empty, not text, not YAML, or not a mapping at the top.
    """
    loaded = _load(_text(path), str(path))
    if loaded is None:
        raise ConfigError(f"{path}: the file is empty, allowed a mapping of keys to values")
    copy = _Copy(str(path), {(): Position(str(path), 1, 1)})
    data = copy.plain(loaded, ())
    if not isinstance(data, dict):
        raise ConfigError(f"{path}:1:1: got {got(data)} at the top, allowed a mapping of keys to values")
    return Document(data, copy.positions)


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise ConfigError(f"{path}: is a folder, allowed a YAML file")
        if not path.exists():
            others = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
            hint = did_you_mean(path.name, others) if others else f" (no .yaml file in {path.parent})"
            raise ConfigError(f"{path}: no such file{hint}")
        if not path.is_file():
            raise ConfigError(f"{path}: is no regular file, allowed a YAML file")
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise ConfigError(f"{path}: got {size} bytes, allowed a YAML file of at most {LARGEST_FILE}")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(f"{path}: cannot be read: {reason.lower()}") from None
    if b"\0" in raw:
        raise ConfigError(f"{path}: is binary, allowed text in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not text in UTF-8; save the file as UTF-8") from None


IN_SIMPLE_WORDS = (
    (r"duplicate key \"(.*?)\" with", "key '{}' stands twice in one mapping; keep one of them"),
    (r"found character '\\t'", "a tab cannot indent; use spaces"),
    (r"found character '(.*)' that cannot start", "'{}' cannot begin a value; put the value in quotes"),
    (
        r"mapping values are not allowed",
        "a ':' where no key can stand; quote the text, or check the indentation",
    ),
    (r"sequence entries are not allowed", "a '-' where no list can begin; put it on a line of its own"),
    (r"found undefined alias '(.*)'", "alias *{} has no anchor &{} above it"),
    (r"found another document", "a second document begins; a file holds one"),
    (r"(?:end of stream|but got '<stream end>)", "the quotes or brackets that begin here are never closed"),
    (r"could not find expected ':'", "this line or the one above lacks a ':' after its key"),
    (r"expected <block end>", "the indentation does not fit the lines above"),
)


def _load(text: str, file: str) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used again is allowed; the last one counts
            return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        problem = str(error.problem or error.context).split("\n")[0]
        mark = error.problem_mark or error.context_mark
        if "end" in problem and "stream" in problem and error.context_mark:
            mark = error.context_mark  # the end of the file says nothing; where it was opened does
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        for pattern, words in IN_SIMPLE_WORDS:
            if match := re.search(pattern, problem):
                problem = words.format(*match.groups() * 2)
                break
        raise ConfigError(f"{where}: not valid YAML: {problem}") from None
    except RecursionError:
        raise ConfigError(f"{file}: is nested too deeply") from None
    except (YAMLError, ValueError, TypeError, AttributeError, LookupError, AssertionError) as error:
        # the parser also lets errors of Python through for rare faults, such as `!!int x`
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        at = text[: getattr(error, "position", None) or 0]
        where = f"{file}:{at.count(chr(10)) + 1}:{len(at) - at.rfind(chr(10))}" if at else file
        raise ConfigError(f"{where}: not valid YAML: {problem}") from None


@dataclass
class _Copy:
    """Copies the parser's values to plain ones, and notes where each stands."""

    file: str
    positions: dict[Keys, Position]
    open: list[int] = field(default_factory=list)
    values: int = 0

    def fail(self, path: Keys, text: str) -> ConfigError:
        return ConfigError(Document({}, self.positions).where(path).says(dotted(path), text))

    def plain(self, node: object, path: Keys) -> object:
        self.values += 1
        if self.values > MOST_VALUES:
            raise ConfigError(
                f"{self.file}: got more than {MOST_VALUES} values, counting what aliases repeat"
            )
        if id(node) in self.open:
            raise self.fail(path, "an alias stands inside what it repeats")
        tag = getattr(getattr(node, "tag", None), "value", None)
        if tag is not None and not isinstance(node, bool | int | float):
            raise self.fail(path, f"got the tag {tag}, allowed plain values without tags")
        if isinstance(node, date):
            return node.isoformat()
        if isinstance(node, bool) or type(node).__name__ == "ScalarBoolean":
            return bool(node)
        for kind in (int, float, str):
            if isinstance(node, kind):
                return kind(node)
        if node is not None and not isinstance(node, dict | list):
            raise self.fail(path, "got a set or binary data, allowed text, numbers, lists and mappings")
        if node is None:
            return None
        self.open.append(id(node))
        marks = node.lc.data or {}  # type: ignore[union-attr]
        entries = list(node.items() if isinstance(node, dict) else enumerate(node))
        for key, _ in entries:
            if key in marks:  # a key merged from an anchor has no mark of its own
                self.positions[(*path, key)] = Position(self.file, marks[key][0] + 1, marks[key][1] + 1)
            if isinstance(node, dict) and not isinstance(key, str):
                hint = f"; put {str(key).lower()} in quotes" if isinstance(key, int | float) else ""
                raise self.fail((*path, key), f"got {got(key)} as a key, allowed text{hint}")
        copied = [(str(k) if isinstance(k, str) else k, self.plain(v, (*path, k))) for k, v in entries]
        self.open.pop()
        return dict(copied) if isinstance(node, dict) else [v for _, v in copied]


# --- changing


def overlay(base: Document, over: Document) -> Document:
    """The base with what the other document sets; null deletes a key (RFC 7396).

    A plain value over a sourced number replaces its value, and its source becomes `user`.
    """
    claimed: dict[Keys, Position] = {(): over.where(())}
    data = _merge(base.data, over.data, (), over, claimed)
    assert isinstance(data, dict)
    positions = _positions(data, claimed, over.positions, base.positions)
    return Document(data, positions, {**base.coined, **_coined(base.data, over.data)})


def _coined(base: Mapping[str, object], over: Mapping[str, object]) -> dict[Keys, str]:
    """Names that are in a group of `over` alone and like one in that group of the base."""
    out: dict[Keys, str] = {}
    for group, names in over.items():
        known = base.get(group)
        if isinstance(known, dict) and isinstance(names, dict):
            new = (name for name in names if name not in known)
            out |= {(group, name): near for name in new if (near := nearest(name, known)) is not None}
    return out


def _merge(base: object, over: object, path: Keys, top: Document, claimed: dict[Keys, Position]) -> object:
    if isinstance(over, dict):
        out = dict(base) if isinstance(base, dict) else {}
        for key, value in over.items():
            if value is None:
                out.pop(key, None)
            else:
                out[key] = _merge(out.get(key), value, (*path, key), top, claimed)
        return out
    key = _number(base)
    if isinstance(over, list) or key is None:
        return over
    assert isinstance(base, dict)
    for each in (key, "source"):
        claimed[(*path, each)] = top.where(path)
    return _by_user(base) | {key: over}


def _number(base: object) -> str | None:
    """The key of a sourced number that a plain value in its place stands for."""
    if not isinstance(base, dict) or "source" not in base:
        return None
    return "value" if "value" in base else "mean" if "shape" in base else None


def _by_user(base: dict[str, object]) -> dict[str, object]:
    """The range and the note were about the old number; neither is true of the user's."""
    return {k: v for k, v in base.items() if k not in ("range", "note")} | {"source": USER}


def _walk(data: object) -> list[Keys]:
    """Every path in the data, the empty one first."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(), *((key, *below) for key, value in inner for below in _walk(value))]


def _positions(data: object, *layers: Mapping[Keys, Position]) -> dict[Keys, Position]:
    """Where each value of merged data stands: in the first layer that sets it."""
    return {path: layer[path] for path in _walk(data) for layer in reversed(layers) if path in layer}


def assign(doc: Document, key: str, text: str, origin: str = "--set") -> tuple[Document, str, str]:
    """The document with one key changed, the old value and the new one as text.

    Raises ConfigError: the key leads nowhere (with the nearest name), or the text is no value.
    """
    path = _path(doc.data, key, origin)
    where = Position(origin, 0, 0)
    option = f"{origin} {key}".strip()
    value = _Copy(option, {(): Position(option, 0, 0)}).plain(_load(text, option), ())
    if value is None and text.strip() not in ("null", "~"):
        raise ConfigError(where.says(key, "got no value; write null to remove the key"))
    old = _at(doc.data, path)
    if isinstance(old, dict) and not isinstance(value, dict | None) and _number(old) is None:
        raise ConfigError(where.says(key, f"holds several keys; set one of them ({', '.join(old)})"))
    if value is None and isinstance(path[-1], int):
        raise ConfigError(where.says(key, "an entry of a list cannot be removed; set the whole list"))
    claimed = {(*path, *below): where for below in _walk(value)}
    new = None if value is None else _merge(old, value, path, Document({}, {path: where}), claimed)
    data = _put(doc.data, path, new)
    # below a sourced mapping, the whole is the user's; a plain value has been dealt with by the merge
    owner = path if isinstance(value, dict) else path[:-1] if value is None or _number(old) is None else ()
    while owner and not (isinstance(node := _at(doc.data, owner), dict) and "source" in node):
        owner = owner[:-1]
    told = value if owner == path and isinstance(value, dict) else path[len(owner) : len(owner) + 1]
    if owner and "source" not in told and "note" not in told:
        node = _at(data, owner)
        assert isinstance(node, dict)
        data = _put(data, owner, _by_user(node) | {k: node[k] for k in ("range",) if k in told and k in node})
        claimed[(*owner, "source")] = where
    assert isinstance(data, dict)
    changed = Document(data, _positions(data, claimed, doc.positions), doc.coined)
    return changed, _shown(old), _shown(value)


def _path(data: object, key: str, origin: str) -> Keys:
    """The path of a dotted key; every part must exist."""
    where, node = Position(origin, 0, 0), data
    path: Keys = ()
    for part in key.split("."):
        place = dotted(path)
        here = f" in {place}" if place else " at the top level"
        if isinstance(node, dict) and part not in node:
            raise ConfigError(where.says(key, f"unknown key '{part}'{here}{did_you_mean(part, node)}"))
        if isinstance(node, list) and not (part.isdecimal() and int(part) < len(node)):
            allowed = f"0 to {len(node) - 1}" if node else "none"
            raise ConfigError(where.says(key, f"unknown entry '{part}'{here} (allowed: {allowed})"))
        if not isinstance(node, dict | list):
            raise ConfigError(where.says(key, f"{place} is {got(node)}, it has no key '{part}'"))
        path = (*path, int(part) if isinstance(node, list) else part)
        node = _at(node, path[-1:])
    return path


def _at(node: object, path: Keys) -> object:
    for part in path:
        assert isinstance(node, dict | list)
        node = node[part]  # type: ignore[index]
    return node


def _put(node: object, path: Keys, value: object) -> object:
    """A copy with one value replaced; None removes a key."""
    if not path:
        return value
    if isinstance(node, list):
        return [_put(v, path[1:], value) if n == path[0] else v for n, v in enumerate(node)]
    assert isinstance(node, dict)
    if value is None and len(path) == 1:
        return {k: v for k, v in node.items() if k != path[0]}
    return node | {path[0]: _put(node[path[0]], path[1:], value)}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        key = _number(value)
        inner = (f"{k}: {_shown(v)}" for k, v in value.items())
        return _shown(value[key]) if key in value else f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


# --- checking


def build(model: type[M], doc: Document) -> M:
    """The checked model of a document.

    Raises ConfigError: one line per error, in file order, at most ten.
    """
    try:
        return model.model_validate(doc.data)
    except ValidationError as error:
        # a list is counted without its wrong entries, which are told anyway
        counted = [e for e in error.errors(include_url=False) if not _long_enough(e)]
        complaints = _of_coined(explain(counted, model, doc.data), doc.coined)
    complaints.sort(key=lambda c: (doc.where(c.path), dotted(c.path)))
    lines = [doc.where(c.path).says(dotted(c.path), c.text, names_key=c.names_key) for c in complaints]
    more = [f"... and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    raise ConfigError("\n".join(lines[:MOST_LINES] + more))


def _of_coined(complaints: list[Complaint], coined: Mapping[Keys, str]) -> list[Complaint]:
    """One complaint for each name that may be misspelt, with all that it lacks as a part of its own."""
    out = [c for c in complaints if c.path[:2] not in coined or c.names_key]
    for path, near in coined.items():
        own = [c for c in complaints if c.path[:2] == path and not c.names_key]
        if own:
            what = "; ".join(f"{dotted(c.path[2:])}: {c.text}".removeprefix(": ") for c in own)
            text = f"unknown name '{path[1]}' in {path[0]} (nearest: {near}); as a new one: {what}"
            out.append(Complaint(path, text, names_key=True))
    return out


def _long_enough(error: ErrorDetails) -> bool:
    given, least = error["input"], error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and isinstance(given, list) and len(given) >= least

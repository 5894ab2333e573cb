"""Configuration files with positions: read YAML 1.2, lay one over another, check against a model."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portsim.base.errors import ConfigError, Keys, Position, did_you_mean, dotted, got

LARGEST_FILE = 1_000_000  # bytes; a scenario file has about ten thousand


MOST_VALUES = 100_000  # aliases of aliases can make a short file endless


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
    loaded = parse_yaml(_text(path), str(path))
    if loaded is None:
        raise ConfigError(f"{path}: the file is empty, allowed a mapping of keys to values")
    copy = PlainCopy(str(path), {(): Position(str(path), 1, 1)})
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
    (r"duplicate key \"(.*?)\" with", "duplicate key '{}'; remove one"),
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


def parse_yaml(text: str, file: str) -> object:
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
class PlainCopy:
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

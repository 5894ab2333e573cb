"""Configuration files with positions: read YAML 1.2, lay one over another, check against a model."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from portsim.base.errors import ConfigError, Keys, Position, did_you_mean, dotted, got, said_of
from portsim.base.memory import Memory
from portsim.base.named import NO_FILE, no_file
from portsim.base.printable import steers
from portsim.scenario.simple_yaml import LONGEST_KEY, read_simple
from portsim.scenario.yaml_text import MOST_VALUES, parse_yaml

T = TypeVar("T")
WIDE = {  # marks of other encodings at the beginning of a file; the longer before its own beginning
    (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE): "UTF-32",
    (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE): "UTF-16",
}
WIDE_SAMPLE = 400  # bytes by which a file without a mark is known
BEHIND_COMMA = re.compile(r"\d+(?: ?\D.*)?", re.ASCII)  # 45, 4 min, 4min, 7 %, 200.5 per day
BARE = re.compile(r"\s*[^:#{]+:\s*(?:#.*)?")  # a line with a key alone
LARGEST_FILE = 1_000_000  # bytes; a scenario file has about ten thousand


@dataclass(frozen=True)
class Document:
    """Plain data, and where in which file every key stands.

    `coined` are the names that a file adds to a group of its parent, with the parent's nearest name, `bare`
    the keys behind whose colon nothing is written, not even null.
    """

    data: dict[str, object]
    positions: Mapping[Keys, Position]
    coined: Mapping[Keys, str] = field(default_factory=dict)
    bare: frozenset[Keys] = frozenset()
    _memory: Memory = field(init=False, default_factory=Memory, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Document], tuple[object, ...]]:
        """Without what was made of it, such as models of classes that no other process knows."""
        return Document, (self.data, self.positions, self.coined)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of the document under this key, at the first call only: a study with drawn figures
        reads a scenario for each of its worlds, and a tenth of a second went there."""
        return self._memory.once(key, make)

    def at(self, path: Keys) -> object:
        """What stands under a key; None if nothing does."""
        found: object = self.data
        for part in path:
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

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
    text = _text(path)
    data, positions = read_simple(text, str(path)) or read_any(text, str(path))
    if not isinstance(data, dict):
        raise ConfigError(f"{path}:1:1: got {got(data)} at the top, allowed a mapping of keys to values")
    return Document(data, positions, bare=_bare(text, data, positions))


def _bare(text: str, data: Mapping[str, object], positions: Mapping[Keys, Position]) -> frozenset[Keys]:
    """The keys that end their line with a colon, and have nothing below it."""
    lines = text.splitlines()
    ends = (path for path in _nothings(data, ()) if path in positions)
    return frozenset(path for path in ends if BARE.fullmatch(lines[positions[path].line - 1]))


def _nothings(data: Mapping[str, object], path: Keys) -> Iterator[Keys]:
    """The keys whose value is nothing."""
    for key, value in data.items():
        if value is None:
            yield (*path, key)
        elif isinstance(value, dict):
            yield from _nothings(value, (*path, key))


def read_any(text: str, file: str) -> tuple[object, dict[Keys, Position]]:
    """The plain data of any YAML text, and where each key and each entry of a list stands.

    Raises ConfigError: empty, not YAML, or other values than plain ones.
    """
    loaded = parse_yaml(text, file)
    if loaded is None:
        raise ConfigError(f"{file}: the file is empty, allowed a mapping of keys to values")
    copy = PlainCopy(file, {(): Position(file, 1, 1)})
    return copy.plain(loaded, ()), copy.positions


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise ConfigError(f"{path}: is a folder, allowed a YAML file")
        if not path.exists():
            if (cause := no_file(path)) != NO_FILE:
                raise ConfigError(f"{path}: {cause}")
            others = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
            hint = did_you_mean(path.name, others) if others else f" (no .yaml file in {path.parent})"
            raise ConfigError(f"{path}: no such file{hint}")
        if not path.is_file():
            raise ConfigError(f"{path}: is no regular file, allowed a YAML file")
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise ConfigError(f"{path}: got {size} bytes, allowed a YAML file of at most {LARGEST_FILE}")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read: {said_of(error)}") from None
    if b"\0" in raw:
        raise ConfigError(f"{path}:{_not_text(raw)}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not text in UTF-8; save the file as UTF-8") from None


def _not_text(raw: bytes) -> str:
    """The line at which a file with zero bytes stops to be text in UTF-8, and what it may be."""
    at = raw.index(b"\0")
    line = raw.count(b"\n", 0, at) + 1
    wide = next((name for marks, name in WIDE.items() if raw.startswith(marks)), "")
    sample = raw[:WIDE_SAMPLE]
    zeros = [sample[k::2].count(0) for k in (0, 1)]
    if not wide and max(zeros) > len(sample) // 4 > 4 * min(zeros):
        wide = "UTF-16"
    if wide:
        return f"{line}: is text in {wide}, allowed text in UTF-8; save the file as UTF-8"
    return f"{line}: is binary, allowed text in UTF-8"


@dataclass
class PlainCopy:
    """Copies the parser's values to plain ones, and notes where each stands."""

    file: str
    positions: dict[Keys, Position]
    open: list[int] = field(default_factory=list)
    values: int = 0

    def fail(self, path: Keys, text: str) -> ConfigError:
        return ConfigError(Document({}, self.positions).where(path).says(dotted(path), text))

    def check_text(self, text: str, path: Keys, where: str, also: str = "") -> None:
        """Raises ConfigError: the text would steer the terminal on which it is shown."""
        if wrong := next((letter for letter in text if steers(letter) or letter in also), ""):
            raise self.fail(path, f"got {got(text)}{where}, allowed text without {wrong!r}")

    def refuse_comma(self, path: Keys, key: object, whole: object, behind: object) -> None:
        """Raises ConfigError: a key without a value is what stands behind the comma of a number in braces."""
        if isinstance(whole, int | float) and not isinstance(whole, bool):
            text = (
                f"got {whole} and {got(behind)} with a comma between: numbers have no commas; write a point "
                "before a fraction, and nothing between thousands"
            )
            raise self.fail((*path, str(key)), text)

    def plain(self, node: object, path: Keys) -> object:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.fail(path, f"got more than {MOST_VALUES} values, counting what aliases repeat")
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
                if isinstance(node, str):
                    self.check_text(node, path, "")
                return kind(node)
        if node is not None and not (isinstance(node, dict | list) and hasattr(node, "lc")):
            raise self.fail(
                path, "got a set, pairs or binary data, allowed text, numbers, lists and mappings"
            )
        if node is None:
            return None
        self.open.append(id(node))
        marks = node.lc.data or {}
        entries = list(node.items() if isinstance(node, dict) else enumerate(node))
        in_braces = isinstance(node, dict) and hasattr(node, "fa") and node.fa.flow_style()
        for number, (key, value) in enumerate(entries):
            if in_braces and number and value is None and BEHIND_COMMA.fullmatch(str(key)):
                self.refuse_comma(path, *entries[number - 1], key)
            if key in marks:  # a key merged from an anchor has no mark of its own
                self.positions[(*path, key)] = Position(self.file, marks[key][0] + 1, marks[key][1] + 1)
            if isinstance(node, dict) and not isinstance(key, str):
                hint = f"; put {str(key).lower()} in quotes" if isinstance(key, int | float) else ""
                raise self.fail((*path, key), f"got {got(key)} as a key, allowed text{hint}")
            if isinstance(node, dict):
                self.check_text(key, path, " as a key", also="\n\t")
                if len(key) > LONGEST_KEY:
                    long = f"got a key of {len(key)} letters, allowed at most {LONGEST_KEY}"
                    raise ConfigError(
                        self.positions.get((*path, key), Position(self.file, 0, 0)).says("", long)
                    )
        copied = [(str(k) if isinstance(k, str) else k, self.plain(v, (*path, k))) for k, v in entries]
        self.open.pop()
        return dict(copied) if isinstance(node, dict) else [v for _, v in copied]

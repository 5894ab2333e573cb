"""The simple YAML of most scenario files, read by libyaml some twenty times as fast as `yaml_text` reads any.

Only what has one meaning in every version of YAML is read here: mappings with text as keys, lists, quoted and
plain text, whole numbers and decimals. All else (anchors, tags, dates, numbers written otherwise, a key given
twice, letters that steer a terminal, whatever is wrong) is left to `yaml_text`, which decides what it means
and says what is wrong; but a text that is simple as far as it may be read, and goes on beyond that, is
refused here: `yaml_text` would take over a second to get there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portsim.base.errors import Keys, Position
from portsim.scenario.yaml_text import DEEPEST, MOST_VALUES, too_deep, too_many

SPECIAL = re.compile(  # plain text that may be a number, a date, a truth value, nothing, or a merge
    r"[-+.0-9_][-+.0-9_a-fA-FoxinIN]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[~=]?|<<|null|Null|NULL|[tT]rue|TRUE|[fF]alse|FALSE",
    re.DOTALL,
)
WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{1,15}")
CLOSE_COLON = re.compile(r"""["']\s*:\S""")  # `"a":1`, in which not every reader sees a key
LONGEST_KEY = 200  # letters; messages name keys
WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Doubtful(Exception):
    """The text is not simple: right or wrong, another reader decides."""


def read_simple(text: str, file: str) -> tuple[dict[str, object], dict[Keys, Position]] | None:
    """The data of a text, and where each key and each entry of a list stands; None: it is not simple.

    Raises ConfigError: nested too deeply, or too many values.
    """
    try:
        from yaml import YAMLError
        from yaml.cyaml import CParser
    except ImportError:  # PyYAML was built without libyaml
        return None
    lines = text.replace("\r\n", "\n")
    if not lines.replace("\n", "").isprintable() or CLOSE_COLON.search(lines):
        return None
    parser = CParser(lines)
    reading = _Reading(file, parser.get_event)
    try:
        return reading.document(), reading.positions
    except (YAMLError, Doubtful):
        return None
    finally:
        parser.dispose()


@dataclass
class _Reading:
    """Makes values of the events of a parser, and notes where each stands."""

    file: str
    get: Callable[[], Any]
    positions: dict[Keys, Position] = field(default_factory=dict)
    values: int = 0

    def document(self) -> dict[str, object]:
        """Raises Doubtful: no document, several, one between marks, or one that is no mapping."""
        self.get()
        begin = self.get()
        if getattr(begin, "explicit", True):
            raise Doubtful
        self.positions[()] = Position(self.file, 1, 1)
        data = self.value(self.get(), ())
        if self.get().explicit or hasattr(self.get(), "explicit") or not isinstance(data, dict):
            raise Doubtful
        return data

    def value(self, event: Any, path: Keys) -> object:
        self.values += 1
        if self.values > MOST_VALUES:
            raise too_many(f"{self.file}:{event.start_mark.line + 1}")
        if event.anchor is not None or event.tag is not None:
            raise Doubtful
        if len(path) >= DEEPEST:
            raise too_deep(f"{self.file}:{event.start_mark.line + 1}:{event.start_mark.column + 1}")
        if hasattr(event, "value"):
            return plain(event.value, event.style)
        return self.mapping(path) if type(event).__name__ == "MappingStartEvent" else self.entries(path)

    def mapping(self, path: Keys) -> dict[str, object]:
        out: dict[str, object] = {}
        while hasattr(key := self.get(), "anchor"):
            name = self.value(key, (*path, "")) if hasattr(key, "value") else None
            if not isinstance(name, str) or name in out or "\n" in name or len(name) > LONGEST_KEY:
                raise Doubtful
            below = (*path, name)
            self.note(below, key)
            out[name] = self.value(self.get(), below)
            if out[name] is None and name[:1].isdigit():  # it can be what stands behind a decimal comma
                raise Doubtful
        return out

    def entries(self, path: Keys) -> list[object]:
        out: list[object] = []
        while hasattr(entry := self.get(), "anchor"):
            below = (*path, len(out))
            self.note(below, entry)
            out.append(self.value(entry, below))
        return out

    def note(self, path: Keys, event: Any) -> None:
        mark = event.start_mark
        self.positions[path] = Position(self.file, mark.line + 1, mark.column + 1)


def plain(text: str, style: str | None) -> object:
    """The value of a text as it is written: plain, or in quotes; blocks of text are not simple.

    Raises Doubtful: readers may differ over what it is.
    """
    if style in ("|", ">") or (style == '"' and not text.isprintable()):
        raise Doubtful
    if style or not SPECIAL.fullmatch(text):
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    if text not in WORDS:
        raise Doubtful
    return WORDS[text]

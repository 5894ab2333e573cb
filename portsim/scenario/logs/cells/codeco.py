"""The gate moves of an EDIFACT file: one for each container of its CODECO messages."""

from __future__ import annotations

import re
from collections import Counter

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.codeco_segments import EXECUTED, FUNCTION, GATE, KIND, SAYS, Get, Reader
from portsim.scenario.logs.cells.edifact import Edifact
from portsim.scenario.logs.cells.table import Gathered
from portsim.scenario.logs.raw import shown

CODECO = "CODECO"
CONTAINER = "CN"  # 8053
ORIGINAL = "9"  # 1225
ALWAYS = [
    "container", "direction", "time", "load", "trade", "size_type", "terminal", "mode", "truck",
]  # fmt: skip
TAG = re.compile(r"[A-Z]{3}")
NO_UNZ = "an interchange without UNZ at its end, as one that is cut off"


class Moves:
    """The moves of a file, and what is to be said of it.

    rows: the moves, a column for each thing they say. at: the segment of each. functions: what the message
    of each asks to be done with it (1225). messages: by version; unread: of other types. other: equipment
    that is no container. odd: what does not fit, and how often; first: the segment where it is met first.
    """

    def __init__(self, file: Edifact) -> None:
        """Raises ConfigError: a file that is cut off, or damaged."""
        self.rows = Gathered(ALWAYS)
        self.at: list[int] = []
        self.functions: list[str] = []
        self.messages: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self.other: Counter[str] = Counter()
        self.odd: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self._file = file
        self._reader = Reader(file.signs)
        self._sender = ""
        self._head: dict[str, str] = {}  # what goes for all moves of a message
        self._move: dict[str, str] | None = None
        self._message: str | None = None  # the name of that which is being read
        self._begun = self._interchange = self._number = self._at = 0
        self._is_codeco = self._open = self._grouped = False
        self._read()

    def _read(self) -> None:
        around = {
            "UNB": self._opens, "UNG": self._groups, "UNH": self._begins, "UNT": self._ends,
            "UNZ": self._closes,
        }  # fmt: skip
        read = dict.fromkeys(SAYS, True)  # tag: whether its segments are read
        said, gate = self._reader.said, f"LOC{self._file.signs.element}{GATE}"
        into, is_codeco = self._head, False
        for number, segment in enumerate(self._file.segments(), 1):
            tag = segment[:3]
            is_read = read.get(tag)
            if is_read:
                if not is_codeco or (tag == "LOC" and not segment.startswith(gate)):
                    continue
                if tag == "EQD":
                    self._flush()
                    self._move, self._at = {}, number
                    into = self._move
                for name, value in said(segment):
                    into.setdefault(name, value)
            elif tag in around:
                self._number = number
                around[tag](self._reader.get(segment))
                into, is_codeco = self._head, self._is_codeco
            elif is_read is None:
                self._check(tag, segment, number)
                read[tag] = False
        if self._message is not None:
            raise self._cut_off()
        if self._open:
            self._say(NO_UNZ)

    def _check(self, tag: str, segment: str, number: int) -> None:
        sign = self._file.signs.element
        if not TAG.fullmatch(tag) or segment[3:4] not in ("", sign):
            raise self._file.fail(
                f"segment {number}: got {shown(segment[:20])}, expected a segment such as EQD{sign}CN; "
                "the file is damaged there, or its signs are not those of UNA"
            )

    def _say(self, what: str) -> None:
        self.odd[what] += 1
        self.first.setdefault(what, self._number)

    def _cut_off(self) -> ConfigError:
        return self._file.fail(
            f"segment {self._begun}: message {shown(self._message)} has no UNT at its end: the file "
            "is cut off; get it anew, or take the message out"
        )

    def _opens(self, get: Get) -> None:
        if self._message is not None:
            raise self._cut_off()
        if self._open:
            self._say(NO_UNZ)
        self._open, self._grouped, self._interchange, self._sender = True, False, 0, get(2)

    def _groups(self, get: Get) -> None:
        self._grouped = True  # UNZ counts groups then

    def _closes(self, get: Get) -> None:
        if self._message is not None:
            raise self._cut_off()
        stated = get(1)
        if stated.isdecimal() and int(stated) != self._interchange and not self._grouped:
            self._say("UNZ counts other messages than there are")
        self._open = False

    def _begins(self, get: Get) -> None:
        if self._message is not None:
            raise self._cut_off()
        self._message, self._begun, self._interchange = get(1), self._number, self._interchange + 1
        self._is_codeco = get(2) == CODECO
        self._move = None
        self._head = {"sender": self._sender} if self._sender else {}
        if self._is_codeco:
            self.messages[".".join(filter(None, (get(2, 1), get(2, 2))))] += 1
        else:
            self.unread[get(2) or "without type"] += 1

    def _ends(self, get: Get) -> None:
        if self._is_codeco:
            self._flush()
            stated = get(1)
            if stated.isdecimal() and int(stated) != self._number - self._begun + 1:
                self._say("UNT counts other segments than there are")
        self._message, self._is_codeco = None, False

    def _flush(self) -> None:
        if self._move is None:
            return
        row, self._move = {**self._head, **self._move}, None
        kind = row.pop(KIND, "without code")
        if kind != CONTAINER:
            self.other[kind] += 1
            return
        if (executed := row.pop(EXECUTED, "")) and "time" not in row:
            row["time"] = executed
        self.functions.append(row.pop(FUNCTION, ORIGINAL))
        self.at.append(self._at)
        self.rows.add(row)

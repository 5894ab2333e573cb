"""The segments of an EDIFACT file, piece by piece: its separators, its characters, where it is broken.

Source: ISO 9735 (UN/EDIFACT syntax rules), versions 1 to 4.
"""

from __future__ import annotations

import codecs
import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Asked, LogError
from portsim.scenario.logs.cells.dialect import MARKS, likely, not_utf8
from portsim.scenario.logs.damage import reason
from portsim.scenario.logs.raw import opened, shown

BEGINS = ("UNA", "UNB")
USUAL = ":+.? '"  # the signs of a file without UNA
BLOCK = 1 << 22  # bytes that are read at once
UNA = 9  # signs of UNA, with the one that ends segments
LONGEST = 1 << 16  # signs of a segment: far more than any has
AROUND = "\r\n\t \x1a\ufeff"  # what can stand between segments
CHARACTERS = {
    "UNOA": "utf-8",  # ASCII, of which UTF-8 is more
    "UNOB": "utf-8",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}  # syntax identifier of UNB: encoding (ISO 9735, data element 0001)


@dataclass(frozen=True)
class Signs:
    """The signs that part a file: components of an element, elements, segments, and the one before a sign
    that parts nothing."""

    component: str
    element: str
    release: str
    end: str

    def cut(self, text: str, sign: str) -> list[str]:
        """The parts of a text between its signs of one kind, as they are written."""
        parts = text.split(sign)
        if self.release == " " or self.release not in text:
            return parts
        found, held = [], ""
        for part in parts[:-1]:
            held += part
            if (len(held) - len(held.rstrip(self.release))) % 2:
                held += sign  # it is released, and parts nothing
            else:
                found.append(held)
                held = ""
        return [*found, held + parts[-1]]

    def elements(self, segment: str) -> list[list[str]]:
        """The components of each element of a segment, as they are meant, without blanks around them."""
        if self.release not in segment and " " not in segment:
            return [each.split(self.component) for each in segment.split(self.element)]
        elements = [self.cut(each, self.component) for each in self.cut(segment, self.element)]
        return [[self._meant(part).strip() for part in each] for each in elements]

    def _meant(self, part: str) -> str:
        return part if self.release == " " else self._released.sub(r"\1", part)

    @cached_property
    def _released(self) -> re.Pattern[str]:
        return re.compile(f"{re.escape(self.release)}(.)", re.DOTALL)


@dataclass(frozen=True)
class Edifact:
    """How an EDIFACT file is written; `where` begins every message about it."""

    path: str
    where: str
    signs: Signs
    encoding: str
    guessed: bool

    def fail(self, text: str) -> ConfigError:
        return ConfigError(f"{self.where}: cannot be read as EDIFACT: {text}")

    def segments(self) -> Iterator[str]:
        """The segments from UNB on, in order.

        Raises ConfigError: bytes that are no text; a segment that does not end; signs that change.
        """
        rest, seen = "", 0
        for number, text in enumerate(self._texts()):
            if not number and text.lstrip(AROUND).startswith("UNA"):
                text = text.lstrip(AROUND)[UNA:]
            *whole, rest = self.signs.cut(rest + text, self.signs.end)
            for segment in whole:
                if segment[:1] in AROUND:
                    segment = segment.lstrip(AROUND)
                if segment[:3] == "UNA":
                    self._check_again(segment, seen + 1)
                elif segment:
                    seen += 1
                    yield segment
            if len(rest) > LONGEST:
                raise self._endless(seen, rest)
        if rest.strip(AROUND):
            raise self._endless(seen, rest)

    def _check_again(self, segment: str, number: int) -> None:
        """Raises ConfigError: one more UNA in the file says other signs."""
        signs = self.signs
        said = segment.ljust(UNA)
        if said[3:5] + said[6] != signs.component + signs.element + signs.release:
            raise self.fail(f"segment {number}: UNA says other signs than before; part the file there")

    def _endless(self, seen: int, rest: str) -> ConfigError:
        begin = shown(rest.strip(AROUND)[:20])
        if not seen:
            return self.fail(
                f"no segment ends with {shown(self.signs.end)}; is another sign at their end? Say it in UNA"
            )
        return self.fail(
            f"segment {seen + 1}, which begins with {begin}, has no end: the file is cut off; write it anew"
        )

    def _texts(self) -> Iterator[str]:
        """The text of the file without ends of lines, which part nothing, in pieces."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        done = 0
        try:
            with opened(self.path) as file:
                while True:
                    piece = file.read(BLOCK)
                    text = decoder.decode(piece, final=not piece)
                    for sign in "\r\n":
                        text = text if sign == self.signs.end else text.replace(sign, "")
                    yield text
                    done += len(piece)
                    if not piece:
                        return
        except UnicodeError as error:
            at = done + error.start if isinstance(error, UnicodeDecodeError) else done
            raise self._no_text(at) from None
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise ConfigError(f"{self.where}: cannot be read: {reason(error)}") from None

    def _no_text(self, at: int) -> LogError:
        with opened(self.path) as file:
            before = file.read(at)
            near = _likely(before[-2000:] + file.read(20_000))
        text = before.decode("latin-1").lstrip(AROUND)
        number = len(self.signs.cut(text, self.signs.end)) - text.startswith("UNA")
        hint = f"it looks like {near}: " if near else ""
        return LogError(
            f"{self.where}: cannot be read as EDIFACT: segment {number} is not text in {self.encoding}; "
            f"{hint}say encoding: {near or 'latin-1'}",
            ("encoding",),
        )


def edifact(path: str, asked: Asked, where: str) -> Edifact:
    """How an EDIFACT file is written: its signs by UNA, its encoding as is stated or by UNB.

    Raises ConfigError: it is none; signs that cannot be; characters of UNB that are not known.
    """
    try:
        with opened(path) as file:
            head = file.read(LONGEST)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise ConfigError(f"{where}: cannot be read: {reason(error)}") from None
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    text = head.decode(marked or "latin-1", errors="replace").lstrip(AROUND)
    found = Edifact(path, where, _signs(text, where), marked or asked.encoding or "", False)
    if not text.startswith(BEGINS):
        begin = f"it begins with {shown(text[:20])}" if text else "the file is empty"
        raise found.fail(f"{begin}, allowed UNA or UNB")
    syntax = _syntax(text, found)
    if found.encoding:
        return found
    if syntax not in CHARACTERS:
        raise LogError(
            f"{where}: cannot be read as EDIFACT: the characters {shown(syntax)} of UNB are not known "
            f"(known: {', '.join(CHARACTERS)}); say encoding",
            ("encoding",),
        )
    encoding = CHARACTERS[syntax]
    other = not_utf8(path, where) if asked.guess and encoding == "utf-8" else None
    near = _likely(other) if other else ""
    return replace(found, encoding=near or encoding, guessed=bool(near))


def _signs(text: str, where: str) -> Signs:
    said = text[3:9] if text.startswith("UNA") else USUAL
    component, element, _, release, _, end = list(said.ljust(6))
    own = (component, element, end, *([release] if release != " " else []))
    if len(set(own)) < len(own) or any(each.isalnum() or each == " " for each in own):
        raise ConfigError(
            f"{where}: cannot be read as EDIFACT: UNA says the signs {shown(said)}, allowed six such as "
            f"{shown(USUAL)}, of which none is a letter or a figure and none parts two things"
        )
    return Signs(component, element, release, end)


def _syntax(text: str, found: Edifact) -> str:
    """The identifier of the characters in UNB.

    Raises ConfigError: other signs than those of the file part its elements.
    """
    signs = found.signs
    begin = text[9:].lstrip(AROUND) if text.startswith("UNA") else text
    if not begin.startswith("UNB"):
        raise found.fail(f"segment 1: got {shown(begin[:20])}, expected UNB")
    by = "UNA" if text.startswith("UNA") else "a file without UNA"
    allowed = f"UNB{signs.element}UNOA{signs.component}..."
    for place, sign, what in ((3, signs.element, "elements"), (8, signs.component, "components")):
        if begin[place : place + 1] != sign:
            raise found.fail(
                f"segment 1: got {shown(begin[:20])}, expected {allowed}: by {by} {sign} parts "
                f"{what}; write the signs of the file in UNA"
            )
    return begin[4:8]


def _likely(piece: bytes) -> str:
    """The encoding that the values in a piece look most like; empty if none does."""
    return likely(re.sub(rb"[+:?']", b"\n", piece))

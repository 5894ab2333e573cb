"""Pages that are partly written by hand: what stands between two marks is written anew, all else stays.

A part begins with the mark `<!-- portsim: places -->` and ends with `<!-- portsim: end -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from portsim.base.errors import ConfigError, did_you_mean
from portsim.report.markdown import as_text
from portsim.report.words import label

MARK = re.compile(r"[ \t]*<!--\s*portsim:\s*(.*?)\s*-->\s*")
FENCE = re.compile(r" {0,3}(```|~~~)")
END = "end"


def begin(part: str) -> str:
    """The mark under which a part stands."""
    return f"<!-- portsim: {part} -->"


def page(title: str, parts: Iterable[str]) -> str:
    """A page with a heading and an empty place for each part."""
    places = [f"## {label(part)}\n\n{begin(part)}\n{begin(END)}" for part in parts]
    return "\n\n".join([f"# {as_text(title)}", *places])


def filled(text: str, parts: Mapping[str, Callable[[], str]], where: str) -> str:
    """The page with each marked part written anew, its lines ended as that of its mark; `where` names its
    file in messages. Marks inside a block of code are text.

    Raises ConfigError: there is no mark, one names no part, or a part has no end.
    """
    lines: list[str] = []
    opened = 0  # the line of the mark of the part that is being left out
    marks, fence = 0, ""
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not opened and (code := FENCE.match(line)) and fence in ("", code[1]):
            fence = "" if fence else code[1]
        found = None if fence else MARK.fullmatch(line)
        here = f"{where}:{number}:1"
        if found is None:
            if not opened:
                lines.append(line)
            continue
        name = found[1]
        if name == END:
            if not opened:
                raise ConfigError(f"{here}: got {begin(END)}, but no part begins before it; remove it")
            opened = 0
        elif opened:
            raise ConfigError(
                f"{here}: got {begin(name)}, but the part of line {opened} has no end; "
                f"write {begin(END)} before it"
            )
        elif name not in parts:
            raise ConfigError(f"{here}: unknown part '{name}'{did_you_mean(name, parts)}")
        else:
            opened, marks = number, marks + 1
            end = "\r\n" if line.endswith("\r\n") else "\n"
            line = f"{line.rstrip()}\n\n{parts[name]()}\n\n".replace("\n", end)
        lines.append(line)
    if opened:
        raise ConfigError(f"{where}:{opened}:1: the part has no end; write {begin(END)} below it")
    if not marks:
        raise ConfigError(
            f"{where}: got no mark, so there is no place for a part; write {begin(next(iter(parts)))} and "
            f"below it {begin(END)}; the parts are {', '.join(parts)}"
        )
    return "".join(lines)

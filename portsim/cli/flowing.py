"""Docstrings of commands for `--help`: broken at the width of the terminal, not at that of the code."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import TypeVar

Command = TypeVar("Command", bound=Callable[..., None])


def flowing(command: Command) -> Command:
    """The command, with a docstring whose paragraphs are one line each."""
    command.__doc__ = in_paragraphs(command.__doc__ or "")
    return command


def in_paragraphs(text: str) -> str:
    """A docstring with lines of a paragraph joined: lines of one indentation, without a rule between them."""
    lines: list[str] = []
    for line in cleandoc(text).splitlines():
        if lines and _goes_on(lines[-1], line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _goes_on(before: str, line: str) -> bool:
    rules = any(not each.strip(" -") for each in (before, line))  # also blank ones
    return not rules and _indented(before) == _indented(line)


def _indented(line: str) -> int:
    return len(line) - len(line.lstrip())

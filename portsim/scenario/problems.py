"""What was found wrong, reported in file order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from portsim.base.errors import ConfigError, Position
from portsim.scenario.checking import MOST_LINES
from portsim.scenario.checks.problem import Problem
from portsim.scenario.reading import Document


class Wrong(ConfigError):
    """What checks found in a scenario: each problem, and where it stands."""

    def __init__(self, text: str, found: Sequence[tuple[Position, Problem]]) -> None:
        super().__init__(text, [_line(where, problem) for where, problem in found])
        self.found = tuple(found)

    def __reduce__(self) -> tuple[type[Wrong], tuple[object, ...]]:
        return Wrong, (str(self), self.found)


def meant(key: str, document: Document) -> str:
    """How to do away with a part that no flow uses: never by an edit of a file that is extended."""
    path = tuple(key.split("."))
    near = document.coined.get(path)
    own, top = document.where(path).file, document.where(()).file
    away = "delete it" if own == top else f"set it to null in {Path(top).name}"
    return (f" (nearest: {near})" if near else "") + f"; {away}, or use it in a flow"


def report(found: list[Problem], document: Document) -> None:
    """Raise what was found, in file order, at most ten lines."""
    placed = {(document.where(tuple((p.at or p.key).split("."))), f"{p.key}: {p.message}"): p for p in found}
    if placed:
        ordered = [(where, placed[where, text]) for where, text in sorted(placed)]
        more = [f"... and {len(ordered) - MOST_LINES} more"] if len(ordered) > MOST_LINES else []
        lines = [_line(where, problem) for where, problem in ordered[:MOST_LINES]]
        raise Wrong("\n".join([*lines, *more]), ordered)


def _line(where: Position, problem: Problem) -> str:
    return f"{where}: {problem.key}: {problem.message}"

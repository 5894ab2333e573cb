"""What was found wrong, reported in file order."""

from __future__ import annotations

from portsim.base.errors import ConfigError
from portsim.scenario.checking import MOST_LINES
from portsim.scenario.checks.problem import Problem
from portsim.scenario.reading import Document


def meant(key: str, document: Document) -> str:
    near = document.coined.get(tuple(key.split(".")))
    return (f" (nearest: {near})" if near else "") + "; delete it, or use it in a flow"


def report(found: list[Problem], document: Document) -> None:
    """Raise what was found, in file order, at most ten lines."""
    lines = sorted(
        {(document.where(tuple((p.at or p.key).split("."))), f"{p.key}: {p.message}") for p in found}
    )
    if lines:
        more = [f"... and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
        raise ConfigError("\n".join([f"{where}: {text}" for where, text in lines[:MOST_LINES]] + more))

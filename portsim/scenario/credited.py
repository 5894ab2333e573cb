"""Figures of a file that stand under the source of another file: whom they are credited to is told."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.notes import note
from portsim.model.sourced import ASSUMPTION, LOG, USER
from portsim.scenario.numbers import bare_sources
from portsim.scenario.scenario import Scenario

BESIDE = frozenset({"source", "note", "range", "distribution"})  # of a number: keys that are no figure of it


def tell_of_credits(scenario: Scenario) -> None:
    """Note each number whose figure stands in a scenario's own file and whose source, a row of the evidence,
    in one that it extends: that row need not say what the file says."""
    document, own = scenario.document, str(scenario.path)
    for key, number in bare_sources(scenario):
        path = tuple(key.split("."))
        source = document.where((*path, "source"))
        if source.file == own or {ASSUMPTION, USER, LOG} & set(number.source):
            continue
        data = document.at(path)
        figures = [each for each in data if each not in BESIDE] if isinstance(data, Mapping) else []
        changed = (where for each in figures if (where := document.where((*path, each))).file == own)
        if (first := next(changed, None)) is not None:
            rows = ", ".join(number.source)
            note(
                f"{first}: {key}: is credited to {rows}, the source in {source.file}; if that does not say "
                "so, add source: user, or the row that does"
            )

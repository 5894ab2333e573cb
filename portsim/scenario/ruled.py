"""Alternatives that change how many come, in a port of which a log decides that: a fit does without them."""

from __future__ import annotations

import copy

from pydantic import ValidationError

from portsim.base.errors import ConfigError
from portsim.scenario.apply import changed
from portsim.scenario.logs.by_row import grown_changes
from portsim.scenario.logs.volume import ruled_changes
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario
from portsim.scenario.without import LeftOut, Thinning


def apart_from_logs(scenario: Scenario) -> tuple[Document, tuple[LeftOut, ...]]:
    """The document of a scenario without the alternatives that change what a log decides, and these.

    `scenario` is the port with all its alternatives, none of them looked at; one that is wrong in another way
    stays, so that checks tell.
    """
    work = Thinning(copy.deepcopy(scenario.document.data))
    for name, uses in scenario.compare.items():
        try:
            with scenario.counting():
                world = changed(scenario.means, scenario.baseline, name, uses)
        except (ConfigError, ValidationError):
            continue
        ruled, grown = (find(world, scenario.baseline) for find in (ruled_changes, grown_changes))
        if keys := (*ruled, *grown):
            why = (
                f"as a log decides {' and '.join(ruled)}" if ruled else f"as it changes {' and '.join(grown)}"
            )
            work.remove("compare", name, why, keys)
    return Document(work.data, scenario.document.positions, scenario.document.coined), tuple(work.left_out)

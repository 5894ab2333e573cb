"""A day of two alternatives on the same draws, as a page that plays it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.files import check_file, write_bytes
from portsim.records.records import Records
from portsim.report.play.facts import facts_of
from portsim.report.play.pack import deltas
from portsim.report.play.page import page
from portsim.report.play.tracks import tracks
from portsim.report.play.twins import KINDS, twins
from portsim.report.words import label
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.drawn import draws_of
from portsim.study.run import run_world


def play(
    scenario: Scenario | str,
    file: Path | str,
    *,
    alternative: str | None = None,
    day: int = 1,
    replication: int = 0,
) -> int:
    """Run the baseline and an alternative on the same draws and write the page of a counted day; its bytes.

    alternative: the first one of the scenario if none is named; the baseline is shown beside itself where
    there is none. day: from 1.

    Raises PortsimError: unknown alternative or day; the alternative changes the demand; it cannot run; the
    file cannot be written, and what was there before is still there.
    """
    chosen = load(scenario) if isinstance(scenario, str) else scenario
    names = chosen.alternatives
    name = (names[1] if len(names) > 1 else BASELINE) if alternative is None else alternative
    if name not in names:
        raise PortsimError(f"unknown alternative '{name}'{did_you_mean(name, names)}")
    for what, number, least in (("day", day, 1), ("replication", replication, 0)):
        if type(number) is not int or number < least:
            raise PortsimError(f"{what}: got {got(number)}, allowed a whole number >= {least}")
    if day > chosen.study.days:
        raise PortsimError(f"day: got {day}, allowed 1 to {chosen.study.days}, the counted days of the run")
    check_file(Path(file))  # before the runs
    with draws_of(chosen, replication, again=False) as draws:
        one, other = (run_world(chosen.world(each), chosen, replication, draws) for each in (BASELINE, name))
    under = {"replication": replication, "seed": chosen.study.seed, "identity": chosen.identity}
    text = play_page(one, other, chosen.title, ("Baseline", label(name)), day, under).encode()
    write_bytes(Path(file), text)
    return len(text)


def play_page(
    one: Records,
    other: Records,
    title: str,
    names: tuple[str, str],
    day: int = 1,
    under: Mapping[str, object] | None = None,
) -> str:
    """The page of a counted day of two runs on the same draws, HTML; `under` are facts of the run.

    Raises PortsimError: the runs have other shipments; there is no such day.
    """
    shown = twins(one, other, day)
    found = tracks(shown)
    stay = np.array([KINDS[kind] == "stay" for kind in shown.kind], dtype=np.int64)
    facts = facts_of(shown, found, title, names, day, under or {})
    return page(f"{title}: {names[0]} and {names[1]}", facts, deltas(found, stay))

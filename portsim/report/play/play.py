"""A day of two alternatives on the same draws, as a page that plays it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.files import check_replaced, write_bytes
from portsim.base.language import languages, spoken, t
from portsim.records.records import Records
from portsim.report.play.facts import facts_of
from portsim.report.play.pack import deltas
from portsim.report.play.page import page
from portsim.report.play.tracks import tracks
from portsim.report.play.twins import KINDS, twins
from portsim.report.play.worst import worst_moment, worst_replication
from portsim.report.words import label, listed
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import loaded
from portsim.scenario.scenario import Scenario
from portsim.study.pair import Side, keeps_shipments, pair
from portsim.study.question import StudyResult

PAGE = "<!doctype html>"  # with which a page begins


def play(
    scenario: Scenario | str | Path,
    file: Path | str,
    *,
    alternative: str | None = None,
    day: int | None = None,
    replication: int = 0,
    language: str | None = None,
) -> int:
    """Run the baseline and an alternative on the same draws and write the page of a counted day; its bytes.

    alternative: the first one of the scenario if none is named; the baseline is shown beside itself where
    there is none. day: from 1, the one with the hour in which most wait by default. language: in which the
    page opens, the one that is spoken by default; the page has all of them.

    Raises PortsimError: unknown alternative, day or language; the baseline, where there are others; the
    alternative changes the demand; it cannot run; the file cannot be written, and what was
    there before is still there.
    """
    check_arguments(play, locals())
    day, replication = plain(day), plain(replication)
    chosen = loaded(scenario)
    names = chosen.alternatives
    name = (names[1] if len(names) > 1 else BASELINE) if alternative is None else alternative
    if name not in names:
        raise PortsimError(f"unknown alternative '{name}'{did_you_mean(name, names)}")
    if name == BASELINE and len(names) > 1:
        others = ", ".join(names[1:7]) + (", ..." if len(names) > 7 else "")
        raise PortsimError(
            f"alternative: got {got(name)}, beside which others are played; name one of {others}"
        )
    for what, number, least in (("day", day, 1), ("replication", replication, 0)):
        if number is not None and (type(number) is not int or number < least):
            raise PortsimError(f"{what}: got {got(number)}, allowed a whole number >= {least}")
    if day is not None and day > chosen.study.days:
        raise PortsimError(f"day: got {day}, allowed 1 to {chosen.study.days}, the counted days of the run")
    if language is not None and language not in languages():
        raise PortsimError(f"language: got {got(language)}, allowed {' or '.join(languages())}")
    check_replaced(Path(file), [PAGE], "HTML page")  # before the runs
    one, other = pair(Side(chosen, BASELINE), Side(chosen, name), replication)
    day = worst_moment(one, other).day if day is None else day
    under = run_facts(chosen, replication)
    text = play_page(one, other, chosen.title, (BASELINE, name), day, under, language, chosen).encode()
    write_bytes(Path(file), text)
    return len(text)


def play_page(
    one: Records,
    other: Records,
    title: str,
    names: tuple[str, str],
    day: int = 1,
    under: Mapping[str, object] | None = None,
    language: str | None = None,
    scenario: Scenario | None = None,
) -> str:
    """The page of a counted day of two runs on the same draws, HTML.

    names: of the two sides, snake_case or in words. under: what `run_facts` gives of the run. language: in
    which the page opens, the one that is spoken by default. scenario: whose words of other languages names
    are said in, with those of its library.

    Raises PortsimError: the runs have other shipments; there is no such day.
    """
    shown = twins(one, other, day)
    found = tracks(shown)
    stay = np.array([KINDS[kind] == "stay" for kind in shown.kind], dtype=np.int64)
    facts = facts_of(shown, found, title, names, day, under or {}, scenario)
    shown_as = f"{title}: {label(names[0])} / {label(names[1])}"
    return page(shown_as, facts, deltas(found, stay), language or spoken())


def run_facts(scenario: Scenario, replication: int) -> dict[str, object]:
    """What a page says of the run that it shows."""
    return {"replication": replication, "seed": scenario.study.seed, "identity": scenario.identity}


@dataclass(frozen=True)
class Playback:
    """What a study is played as: its page, empty where nothing can be played, and what there is to say of it.

    `alternative` is played, on a day of a replication, with the hour in which most wait; those that have no
    shipment in common with the baseline are `refused`.
    """

    page: str = ""
    alternative: str = ""
    day: int = 0
    replication: int = 0
    hour: int = 0
    refused: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """What is said of it, in the language that is spoken."""
        if self.page:
            return t(
                "{name} and the baseline with the same shipments, day {day} of replication {replication}; "
                "most wait from {hour}:00 to {until}:00.",
                name=label(self.alternative),
                day=self.day,
                replication=self.replication,
                hour=f"{self.hour:02}",
                until=f"{self.hour + 1:02}",
            )
        if not self.refused:
            return t("Nothing to play: nothing is compared.")
        names = listed(map(label, self.refused))
        return t("Nothing to play: no shipment is the same with and without {names}.", names=names)


def playback(study: StudyResult, order: Sequence[str]) -> Playback:
    """The first alternative of an order that can be played, beside the baseline: the day with the worst
    hour, of the replication that has the longest queues. That replication is run again, for its records.

    Raises PortsimError: the study was not asked for the queues by hour.
    """
    scenario, refused = study.scenario, list[str]()
    for name in order:
        replication = worst_replication(study, (BASELINE, name))
        if not keeps_shipments(scenario, name, replication):
            refused.append(name)
            continue
        one, other = pair(Side(scenario, BASELINE), Side(scenario, name), replication)
        day, hour = worst_moment(one, other)
        under = run_facts(scenario, replication)
        text = play_page(one, other, scenario.title, (BASELINE, name), day, under, scenario=scenario)
        return Playback(text, name, day, replication, hour)
    return Playback(refused=tuple(refused))

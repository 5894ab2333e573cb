"""What becomes of the user's own figures, in a sentence or two of the answer: which the model meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portsim.base.language import t
from portsim.model.sourced import LOG
from portsim.report.held import ORDER, HeldRow, held_in_words, held_rows
from portsim.report.words import listed, sentences, with_commas
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario
from portsim.study.question import StudyResult


def measured_in_short(study: StudyResult, command: str) -> list[str]:
    """How many times that users measured are met, and which; that nobody has looked, where the port rests on
    a log of theirs; nothing where there is none. `command` compares the scenario."""
    rows = [each for each in held_rows(study) if each.terminal == "all" and each.weeks == "all"]
    if rows:
        return [sentences([held_in_words(rows), *_by_verdict(rows)])]
    if not rests_on_logs(study.scenario):
        return []
    said = t(
        "This port rests on a log of yours. Whether it gives back the times of that log is not looked at "
        "here. This does it: {command} --observed FILE",
        command=command,
    )
    return [said]


def rests_on_logs(scenario: Scenario) -> bool:
    """Whether shipments, or numbers of the baseline, come from logs."""
    demand = scenario.baseline.port.demand
    return any(each.log is not None for each in demand.values()) or any(
        LOG in number.source for _, number in sources(scenario)
    )


def _by_verdict(rows: Sequence[HeldRow]) -> Iterator[str]:
    met, missed, undecided = ([_named(row) for row in rows if row.verdict == verdict] for verdict in ORDER)
    if met:
        yield t("Met: {names}.", names=listed(met))
    if missed:
        yield t("Missed: {names}.", names=listed(missed))
    if undecided:
        yield t("Undecided: {names}.", names=listed(undecided))


def _named(row: HeldRow) -> str:
    """What was compared; of a miss, where it is worst and by how much."""
    return row.name if row.verdict != "missed" else with_commas([row.name, row.misses])

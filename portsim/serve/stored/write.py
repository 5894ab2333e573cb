"""A scenario's what-if page as one file, its figures interpolated between stored runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.files import check_replaced, write_bytes
from portsim.base.language import ENGLISH, known, t
from portsim.engine.choice import ready
from portsim.scenario.scenario import Scenario
from portsim.scenario.words import speaking_of
from portsim.serve.described import first_shown
from portsim.serve.runs import asked_of
from portsim.serve.stored.facts import facts_of
from portsim.serve.stored.page import page
from portsim.serve.stored.plan import planned
from portsim.serve.stored.worlds import worlds
from portsim.serve.variant import Variants
from portsim.study.answers import Answers
from portsim.study.question import StudyResult
from portsim.study.replications import kept_by_runs
from portsim.study.workers import Progress

LARGEST = 3_000_000  # bytes of a page


class Written(NamedTuple):
    """What was written: bytes of the page, worlds that ran and that could not, and figures that are shown, of
    so many."""

    size: int
    ran: int
    left_out: int
    shown: int
    figures: int


def write(
    scenario: Scenario,
    file: Path | str,
    *,
    show: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
    samples: int | None = None,
    workers: int = 0,
    language: str = ENGLISH,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Written:
    """Run a scenario at points spread over its sliders, and write the page that goes between them.

    `show` names the alternatives, by default the first two that a quick run can show; `inputs` the sliders,
    by default all that can move these; `samples` is a power of 2. With `answers` only worlds that are new to
    it are run.

    Raises PortsimError: unknown names; a scenario that cannot run; a page that would be too large; the file
    cannot be written, and what was there before is still there.
    """
    check_replaced(Path(file), ["<!doctype html>"], "HTML page")  # before the runs
    if not scenario.compare:
        raise PortsimError(f"{scenario.path}: compares nothing; add alternatives under compare")
    variants = Variants(scenario)
    shown = first_shown(variants) or tuple(scenario.compare)[:1]
    if show is not None:
        for name in show:
            if name not in scenario.compare:
                raise PortsimError(
                    f"show: unknown alternative '{name}'{did_you_mean(name, scenario.compare)}"
                )
        shown = tuple(name for name in scenario.compare if name in show)
    if not shown:
        raise PortsimError(f"show: got {got(show)}, allowed at least one alternative")
    plan = planned(scenario, variants, shown, inputs, samples)
    points = [plan.stated, *plan.points()]
    asked = asked_of(scenario)
    first = variants.of(plan.state(plan.stated))
    ready(first.engine)  # compiled once, and not by every worker
    if progress is not None:
        progress(0, len(points))
    found = []
    for each in worlds(plan, points, asked, workers, answers):
        found.append(each)
        if progress is not None:
            progress(len(found), len(points))
    if found[0].problem:
        raise PortsimError(f"{scenario.path.name}: as stated: {found[0].problem}")
    kept = tuple(kept_by_runs(first, {}, {}, asked, workers))
    with scenario.counting():
        facts = facts_of(plan, variants, found, StudyResult(first, {}, kept, {}, asked.kpis), language)
    with speaking_of(scenario, language, called=False):
        title = t("What if: {title}", title=known(scenario.title))
    text = page(title, facts).encode()
    if len(text) > LARGEST:
        raise PortsimError(
            f"{file}: the page would be {len(text) / 1e6:.1f} MB, allowed {LARGEST / 1e6:.0f}; "
            "name fewer --inputs"
        )
    write_bytes(Path(file), text)
    fits = [each["fit"] for each in (*facts["rows"], *facts["money"])] + list(facts["baseline"].values())
    left_out = sum(bool(each.problem) for each in found)
    fit = sum(not each["why"] for each in fits)
    return Written(len(text), len(found) - 1 - left_out, left_out, fit, len(fits))

"""Attribution: which measure gives what of the savings of several, whatever the order in which they come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError
from portsim.base.language import named, t
from portsim.kpis.kpi import KPI
from portsim.kpis.weighed import Weighed
from portsim.scenario.aims import aims_of
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.attribution_tables import (
    Attributed,
    corrected,
    design_table,
    effects_table,
    interactions_table,
    overlap_table,
    shapley_table,
)
from portsim.study.attribution_words import sentences
from portsim.study.checks import check_study
from portsim.study.contrasts import Response, counted_twice, interaction, together
from portsim.study.factors import Factors, factors_of, with_points
from portsim.study.growth import growing
from portsim.study.in_money import in_its_money
from portsim.study.question import StudyResult, kpis_asked
from portsim.study.responses import GROUPS, joined, responses
from portsim.study.statistics import ERROR
from portsim.study.study import compare
from portsim.study.two_levels import Design, Pair, design_of
from portsim.study.workers import Progress

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("comparison", "payers")
WORTH = 0.01  # of what all save: a chain of pairs whose interactions are larger has its pairs run


@in_its_money
def attribute(
    scenario: Scenario,
    measures: str | Collection[str] | None = None,
    kpis: str | Collection[str] | None = None,
    *,
    alternative: str | None = None,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """Attribute what several measures of a scenario save to each of them, with 95 % CI.

    `measures` are by default those of `alternative`, and this by default the alternative with the most of
    them; options and order are as there. Up to six measures all their combinations are run; above that, up
    to sixteen, a fraction of resolution IV, each measure alone and on top of all others, and all together.
    All runs have the same draws. `kpis` are by default those that the measures aim at and times over all
    flows; costs by payer are there where the scenario has tariffs.

    Tables of the analysis; a saving is positive where a figure becomes better [its unit]:
    `shapley` (measure, figure, unit, saved, low, high, share, alone, on_top, beyond_two, n);
    `overlap` (figure, measures, alone, together, counted_twice, low, high, n, p_holm, finding);
    `effects` (measure, figure, main_effect, low, high, n);
    `interactions` (figure, measures, aliases, known, interaction, low, high, n, p_holm, finding);
    `design`: the runs.

    In a fraction a measure is given its main effect, which is its Shapley value where no more than two
    measures act on each other; `beyond_two` and the row `three or more at once` say how far they do. Where
    savings overlap, the pairs of the chains behind it are run as well, so that `overlap` knows them.

    Source: Shapley 1953, A value for n-person games; Montgomery, Design and Analysis of Experiments, 6 and 8;
    Law, Simulation Modeling and Analysis, 12.2.

    Raises PortsimError: a scenario that cannot run, no such measure, alternative or KPI, fewer than two
    measures, a set of measures that cannot be run, nothing to measure.
    """
    check_arguments(attribute, locals(), "measures kpis alternative progress answers")
    factors = factors_of(scenario, measures, alternative)
    design = design_of(len(factors.uses))
    everyone = (1 << design.factors) - 1
    chosen, first = _kpis(scenario, factors, kpis)
    bits = [1 << i for i in range(design.factors)]
    runs = dict.fromkeys((0, *bits, *(everyone ^ bit for bit in bits), everyone, *design.runs))

    def study_of(points: Iterable[int]) -> StudyResult:
        return compare(
            with_points(scenario, factors, points),
            days=days, warm_up_days=warm_up_days, run_out=run_out, replications=replications, seed=seed,
            workers=workers, claims=False, progress=progress, tables=TABLES, kpis=chosen, answers=answers,
        )  # fmt: skip

    study = study_of(runs)
    grown = set(growing(study))
    found = responses(study, {run: factors.alternative(run) for run in runs}, first)
    if not found:
        raise PortsimError("nothing was measured in these runs; take more days, or other KPIs")
    pairs = () if design.full else _worth_running(design, found)
    if pairs:
        both = dict.fromkeys((0, *(1 << i | 1 << j for i, j in pairs)))
        more = study_of(both)
        grown |= growing(more)
        found = joined(found, responses(more, {run: factors.alternative(run) for run in both}, first))
        runs |= both
    given = Attributed(factors, design, found)
    ran = replace(study.scenario, compare=with_points(scenario, factors, runs).compare)
    return _analysis(ran, given, design_table(given, grown))


def _analysis(scenario: Scenario, given: Attributed, runs: pd.DataFrame) -> Analysis:
    tables = {
        "shapley": shapley_table(given),
        "overlap": overlap_table(given),
        "effects": effects_table(given),
        "interactions": interactions_table(given),
        "design": runs,
    }
    facts = {
        "design": given.design.name,
        "generators": given.design.generators,
        "measures": list(given.factors.names),
        "runs": len(runs),
        "headline": [each.name for each in given.responses if each.headline],
    }
    title = t("{title}: which measure gives what", title=named(scenario.title))
    said = sentences(given, tables["overlap"], runs)
    return Analysis("attribution", title, scenario, tables, said, facts)


def _kpis(
    scenario: Scenario, factors: Factors, asked: Collection[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The KPIs to measure, and the figures that are said first: KPIs that are asked for, and costs; else
    costs and times over all flows. Then what is aimed at is measured too."""
    library = check_study(scenario).library
    if asked is not None:
        names = (asked,) if isinstance(asked, str) else tuple(asked)
        return tuple(kpis_asked(library, names)), (*names, *GROUPS)
    overall = tuple(name for name, kpi in library[KPI].items() if isinstance(kpi.of, Weighed))
    aims = (kpi for name in factors.names for kpi in aims_of(scenario.means, name))
    return tuple(dict.fromkeys((*overall, *aims))), (*GROUPS, *overall)


def _worth_running(design: Design, found: list[Response]) -> list[Pair]:
    """The pairs that are run as well, to know which ones of an aliased chain overlap.

    They are those of chains whose interactions differ from 0 by what is worth it, of headlines and of figures
    in which something is counted twice; of the latter the largest chain in any case.
    """
    pairs: dict[Pair, None] = {}
    everyone = (1 << design.factors) - 1
    for each in found:
        least = WORTH * abs(each.of(together(everyone)).mean)
        twice = each.of(counted_twice(everyone))
        overlaps = twice.clear and abs(twice.mean) >= least
        if not each.headline and not overlaps:
            continue
        sums = [each.of(interaction(design, chain[0])) for chain in design.chains]
        largest = max(range(len(sums)), key=lambda n: abs(np.nan_to_num(sums[n].mean)))
        for n, (e, p) in enumerate(zip(sums, corrected(sums), strict=True)):
            if (n == largest and overlaps) or (p < ERROR and e.clear and abs(e.mean) >= least):
                pairs.update(dict.fromkeys(design.chains[n]))
    return list(pairs)

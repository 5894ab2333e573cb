"""Whether a measure pays: what it saves in a year less what it costs, by payer, with payback and ratio."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError
from portsim.base.language import t
from portsim.model.payers import Payer
from portsim.model.sourced import sourced_numbers
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.costs import Cost, costs_of
from portsim.scenario.load import loaded
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.growth import growing
from portsim.study.ledger import LEDGER_OF_A_YEAR
from portsim.study.paying.amounts import GROUPS, check_priced, saved
from portsim.study.paying.net_sentences import overview
from portsim.study.question import StudyResult
from portsim.study.statistics import Paired
from portsim.study.study import compare
from portsim.study.workers import Progress

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("payers",)  # what a study is asked for
COLUMNS = (
    "alternative", "payer", "saved", "saved_low", "saved_high", "once", "annuity", "per_year", "costs",
    "costs_least", "costs_most", "net", "low", "high", "ratio", "ratio_low", "ratio_high", "payback",
    "payback_low", "payback_high", "discounted_payback", "n", "verdict",
)  # fmt: skip
ITEMS = (
    "alternative", "measure", "item", "payer", "once", "per_year", "life", "discount_rate", "annuity",
    "costs", "costs_least", "costs_most", "source",
)  # fmt: skip


def net_benefit(
    study: StudyResult | Scenario | str | Path,
    *,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """Whether the alternatives of a study or a scenario (loaded, its name or path; it is run first) pay.

    Table `net_benefit`, a row per alternative and payer, then all companies and all payers: `saved` [yuan/y]
    as in the table of payers, costs of work alone, for a transfer is no saving; `once` [yuan] what the
    measures cost once, `annuity` [yuan/y] that spread over its life at its discount rate, `per_year` [yuan/y]
    what they cost every year, and `costs` [yuan/y] both; `costs_least` and `costs_most` [yuan/y] with all
    cost figures at the cheap and the dear ends of their ranges. `net` [yuan/y] is saved less costs, `ratio`
    saved over costs (the benefit-cost ratio), `payback` [y] once over what is left of the saving after
    `per_year`, `discounted_payback` [y] the same with interest; infinite if never. Each with its 95 % CI over
    `n` replications; costs have none, and are NaN in `ratio` and `payback` where there are none. `verdict`:
    pays, does not pay, undecided, unaffected, overloaded (a queue grows without end), not measured.
    Table `costs`, a row per alternative and cost item, with its annuity and all costs [yuan/y].

    Alternatives that hold an event have no yearly figures and are left out.

    Source: Boardman, Greenberg, Vining and Weimer, Cost-Benefit Analysis, 5th ed. 2018, ch. 9 (annuities,
    equivalent annual net benefit) and 2 (ratio); Brealey, Myers and Allen, Principles of Corporate Finance,
    ch. 5 (payback).

    Raises PortsimError: a scenario that cannot run, without tariffs, or without an alternative that has
    yearly figures; a study that was not asked for its ledger, or days, replications and the like of one that
    was run already.
    """
    check_arguments(net_benefit, locals())
    if isinstance(study, StudyResult):
        run = {
            "days": days,
            "warm_up_days": warm_up_days,
            "run_out": run_out,
            "replications": replications,
            "seed": seed,
            "workers": workers or None,
            "progress": progress,
            "answers": answers,
        }
        if said := [name for name, value in run.items() if value is not None]:
            raise PortsimError(
                f"net_benefit: {said[0]}: the study was run already; leave it out, or give the scenario"
            )
    else:
        scenario = loaded(study)
        check_priced(scenario)
        yearly(scenario)
        study = compare(
            scenario, days=days, warm_up_days=warm_up_days, run_out=run_out, replications=replications,
            seed=seed, workers=workers, claims=False, progress=progress, tables=TABLES, answers=answers,
        )  # fmt: skip
    with study.scenario.counting():
        return _of_study(study)


def _of_study(study: StudyResult) -> Analysis:
    check_priced(study.scenario)
    names = yearly(study.scenario)
    table = net_benefit_table(study, names)
    return Analysis(
        "net_benefit",
        t("Whether the measures pay: what they save in a year less what they cost"),
        study.scenario,
        {"net_benefit": table, "costs": costs_table(study.scenario, names)},
        tuple(overview(study.scenario, table, names)),
        {"costs": {name: [each.key for each in costs_of(study.scenario, name)] for name in names}},
    )


def yearly(scenario: Scenario) -> tuple[str, ...]:
    """The alternatives that have figures of a year: all that hold no event.

    Raises PortsimError: there is none.
    """
    names = tuple(name for name in scenario.compare if scenario.world(name).event is None)
    if not names:
        held = ", ".join(scenario.compare)
        why = f"{held} hold an event, which is costed per event" if held else "it compares nothing"
        raise PortsimError(
            f"{scenario.path}: no alternative has figures of a year: {why}; add one to compare"
        )
    return names


def net_benefit_table(study: StudyResult, alternatives: Sequence[str]) -> pd.DataFrame:
    """The table of net benefit of some alternatives of a study; see `net_benefit`.

    Raises PortsimError: the study was not asked for its ledger.
    """
    import pandas as pd

    overloaded = growing(study)
    rows = []
    for name in alternatives:
        costs = costs_of(study.scenario, name)
        bearing = {
            line.payer
            for each in study.kept(LEDGER_OF_A_YEAR.name)
            for line in (*each[BASELINE], *each[name])
        }
        paying = bearing | {each.item.payer for each in costs}
        for group, members in GROUPS.items():
            if len(members) > 1 or paying & set(members):
                own = [each for each in costs if each.item.payer in members]
                found = saved(study, name, members)
                rows.append((name, group, *_row(found, own, bool({BASELINE, name} & overloaded))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(found: Paired, costs: Sequence[Cost], overloaded: bool) -> Iterator[object]:
    """The cells of one payer from `saved` on."""
    once = sum(0.0 if each.item.once is None else each.item.once.value for each in costs)
    annuity = sum(each.item.annuity for each in costs)
    total = yearly_costs(costs)
    per_year = total - annuity
    gains = (found.difference, found.low, found.high)
    yield from gains
    yield from (once, annuity, per_year, total)
    yield from (sum(each.item.at_its(end).yearly for each in costs) for end in (0, 1))
    yield from (gain - total for gain in gains)
    yield from (gain / total if total > 0 else math.nan for gain in gains)
    later = (found.difference, found.high, found.low)  # the more is saved, the sooner it is paid back
    yield from (payback(once, gain - per_year) if once > 0 else math.nan for gain in later)
    yield payback(once, found.difference - per_year, mean_rate(costs)) if once > 0 else math.nan
    yield from (found.n, _verdict(found, total, overloaded))


def yearly_costs(costs: Collection[Cost], payers: Collection[Payer] | None = None) -> float:
    """What cost items of these payers, or of all, come to in a year [yuan/y]."""
    return sum(each.item.yearly for each in costs if payers is None or each.item.payer in payers)


def payback(once: float, gain: float, rate: float = 0.0) -> float:
    """After how many years [y] a gain [yuan/y] has paid back what was paid once [yuan], with interest at
    `rate` [1/y]; infinite if it never does, NaN if the gain is not known.

    Source: the number of payments of an annuity of present value `once`, -log(1 - rate once / gain) /
    log(1 + rate), and once / gain without interest; Boardman et al., Cost-Benefit Analysis, ch. 9.
    """
    if math.isnan(gain):
        return math.nan
    if gain <= rate * once:
        return math.inf if once > 0 else 0.0
    return once / gain if rate == 0 else -math.log1p(-rate * once / gain) / math.log1p(rate)


def mean_rate(costs: Sequence[Cost]) -> float:
    """The discount rate of several items, weighted by what each costs once [1/y]."""
    paid = [
        (each.item.once.value, each.item.discount_rate.value)
        for each in costs
        if each.item.once is not None and each.item.discount_rate is not None
    ]
    total = sum(once for once, _ in paid)
    return sum(once * rate for once, rate in paid) / total if total > 0 else 0.0


def _verdict(found: Paired, costs: float, overloaded: bool) -> str:
    if found.n == 0:
        return "not measured"
    if overloaded:
        return "overloaded"
    low, high = found.low - costs, found.high - costs
    if low == high == 0:
        return "unaffected"
    return "pays" if low > 0 else "does not pay" if high < 0 else "undecided"


def costs_table(scenario: Scenario, alternatives: Sequence[str]) -> pd.DataFrame:
    """A row per alternative and cost item: what it costs once [yuan] and per year [yuan/y], its life [y] and
    discount rate [1/y], NaN where not given, annuity and costs [yuan/y], also at both ends of the ranges."""
    import pandas as pd

    rows = []
    for name in alternatives:
        for cost in costs_of(scenario, name):
            item = cost.item
            given = (item.once, item.per_year, item.life, item.discount_rate)
            source = dict.fromkeys(row for _, number in sourced_numbers(item) for row in number.source)
            rows.append(
                (
                    name, cost.measure, cost.name, item.payer,
                    *(math.nan if number is None else number.value for number in given),
                    item.annuity, item.yearly, item.at_its(0).yearly, item.at_its(1).yearly, " ".join(source),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ITEMS))

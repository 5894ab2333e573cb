"""What is measured in the runs of a design: KPIs, and the costs of groups of payers, as gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from portsim.kpis.ledger_lines import Line
from portsim.model.payers import ALL, ALL_COMPANIES, COMPANIES, PAYERS
from portsim.study.bounds import Bounded
from portsim.study.comparison import with_bounds
from portsim.study.contrasts import Response
from portsim.study.ledger import LEDGER_OF_A_YEAR
from portsim.study.question import StudyResult
from portsim.study.statistics import distinct
from portsim.study.traces import repeated

GROUPS = {
    f"costs_of_{ALL_COMPANIES}": ("Costs of companies", COMPANIES),
    f"costs_of_{ALL}": ("Costs of all payers", PAYERS),
}
MONEY = "yuan/y"


def responses(
    study: StudyResult, alternatives: Mapping[int, str], first: Sequence[str] = ()
) -> list[Response]:
    """Costs by group of payers and the KPIs of a study, those named `first` before all others: headlines.

    `alternatives` has the alternative that each run of the design is. A figure is what is gained: lower
    where less is better or where neither is, higher where more is better. Those that were not measured in
    any run are left out. Where none of the first was measured, the first of all is the headline.
    """
    names = tuple(dict.fromkeys(alternatives.values()))
    columns = {run: names.index(name) for run, name in alternatives.items()}
    traced = bool(repeated(study.scenario))
    figures = with_bounds(study)
    found = [
        _response((name, title, MONEY, "less"), [costs[each] for each in names], columns, traced)
        for name, title, costs in _costs(study)
    ]
    found += [
        _response(
            (kpi.name, kpi.title, kpi.unit, kpi.better),
            [figures[each][kpi.name] for each in names],
            columns,
            traced,
        )
        for kpi in study.kpis.values()
    ]
    measured = {each.name: each for each in found if np.isfinite(each.value).any()}
    headlines = [each for each in first if each in measured] or list(measured)[:1]
    order = dict.fromkeys((*headlines, *measured))
    return [replace(measured[name], headline=name in headlines) for name in order]


def joined(first: Sequence[Response], more: Sequence[Response]) -> list[Response]:
    """The same figures with the runs of both; `more` comes from the same replications."""
    later = {each.name: each for each in more}
    out = []
    for one in first:
        other = later.get(one.name)
        if other is None:
            out.append(one)
            continue
        offset = one.value.shape[1]
        columns = {**{run: place + offset for run, place in other.columns.items()}, **one.columns}
        n = max(len(one.value), len(other.value))  # 1 where all replications are copies of one trace
        value, late = (
            np.hstack([np.broadcast_to(each, (n, each.shape[1])) for each in sides])
            for sides in ((one.value, other.value), (one.later, other.later))
        )
        out.append(replace(one, columns=columns, value=value, later=late))
    return out


def _response(
    what: tuple[str, str, str, str],
    figures: Sequence[Bounded],
    columns: Mapping[int, int],
    traced: bool,
) -> Response:
    name, title, unit, better = what
    sign = 1.0 if better == "more" else -1.0
    value = np.column_stack(distinct(traced, *(each.value for each in figures)))
    later = np.column_stack([each.later for each in figures])[: len(value)]
    return Response(name, title, unit, better, columns, sign * value, sign * later)


def _costs(study: StudyResult) -> list[tuple[str, str, dict[str, Bounded]]]:
    """The yearly costs [yuan/y] of each group of payers: its name, title, and by alternative its figures;
    none where the scenario has no tariffs."""
    ledgers = study.kept(LEDGER_OF_A_YEAR.name)
    names = study.scenario.alternatives
    if not any(each[name] for each in ledgers for name in names):
        return []
    return [
        (group, title, {name: _cost([each[name] for each in ledgers], payers) for name in names})
        for group, (title, payers) in GROUPS.items()
    ]


def _cost(ledgers: Sequence[tuple[Line, ...]], payers: Sequence[str]) -> Bounded:
    """The costs of payers in each replication [yuan/y], without transfers; NaN if one was not measured."""

    def of(lines: tuple[Line, ...], *, more: bool) -> float:
        own = [line for line in lines if line.kind == "cost" and line.payer in payers]
        fen = [np.nan if line.fen is None else line.fen + more * line.more for line in own]
        return float(sum(fen)) / 100

    value, later = (np.array([of(each, more=more) for each in ledgers]) for more in (False, True))
    return Bounded(value, later - value)

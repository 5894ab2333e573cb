"""What alternatives are judged by, and the measures that they build on: names, checked before minute zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from portsim.base.errors import did_you_mean
from portsim.model.library import Kind
from portsim.model.measure import MEASURE
from portsim.scenario.apply import Means
from portsim.scenario.checks.problem import Problem

KPIS: Kind[object] = Kind("KPI", "KPIs", repr)  # what the library lists as KPIs, whatever they measure


def aims_of(means: Means, name: str) -> tuple[str, ...]:
    """Names of the KPIs that a measure or what-if aims at, the first one first."""
    what_if = means.what_ifs.get(name)
    return what_if.aims_at if what_if is not None else means.library[MEASURE][name].aims_at


def wrong_aims(means: Means, matters: Mapping[str, float], own: Iterable[str]) -> Iterator[Problem]:
    """Every name of a KPI that neither the library has nor the file as its `own`, and every KPI that is named
    twice."""
    known = (*means.library[KPIS], *own)
    for name in matters:
        if name not in known:
            yield Problem(f"matters.{name}", f"unknown KPI '{name}'{did_you_mean(name, known)}")
    for group, names in (("what_ifs", means.what_ifs), ("measures", means.measures)):
        for name in names:
            yield from _wrong(f"{group}.{name}", aims_of(means, name), known)


def wrong_follows(means: Means) -> Iterator[Problem]:
    """Every measure that one of the file's measures builds on, and that the library does not have."""
    known = means.library[MEASURE]
    for name in means.measures:
        for each in known[name].follows:
            if each not in known:
                message = f"follows: unknown measure '{each}'{did_you_mean(each, known)}"
                yield Problem(f"measures.{name}", message)


def _wrong(key: str, aims: tuple[str, ...], known: Collection[str]) -> Iterator[Problem]:
    for place, aim in enumerate(aims):
        here = f"{key}.aims_at"
        if aim not in known:
            yield Problem(here, f"unknown KPI '{aim}'{did_you_mean(aim, known)}")
        elif aim in aims[:place]:
            yield Problem(here, f"names KPI '{aim}' twice")

"""The classes that a store can hold, by name: nothing else of a store becomes an object of a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter

from portsim.claims import finding
from portsim.kpis.event import EventCost
from portsim.kpis.kpi import Figure
from portsim.kpis.ledger_lines import Line
from portsim.kpis.stages import Stage
from portsim.study import observed
from portsim.study.events import Suffered
from portsim.study.growth import Waiting
from portsim.study.seen import Seen
from portsim.study.spread import Spread

KNOWN: tuple[type, ...] = (
    EventCost,
    Figure,
    Line,
    Seen,
    Spread,
    Stage,
    Suffered,
    Waiting,
    finding.Finding,
    finding.Quantile,
    observed.Finding,
)


def fields_of(known: type) -> tuple[str, ...]:
    """The fields of a named tuple or a dataclass, as it is made of them."""
    if is_dataclass(known):
        return tuple(each.name for each in fields(known) if each.init)
    names: tuple[str, ...] = known._fields  # type: ignore[attr-defined]
    return names


def _name(known: type) -> str:
    return f"{known.__module__}.{known.__qualname__}"


NAMES: Mapping[type, str] = {known: _name(known) for known in KNOWN}
FIELDS: Mapping[type, tuple[str, ...]] = {known: fields_of(known) for known in KNOWN}
GETTERS: Mapping[type, Callable[[object], tuple[object, ...]]] = {
    known: attrgetter(*names) for known, names in FIELDS.items()
}  # of two fields or more, so that each gives a tuple
BY_NAME: Mapping[str, type] = {name: known for known, name in NAMES.items()}

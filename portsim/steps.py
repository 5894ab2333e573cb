"""The nine words in which a port's work is written down: a flow is data that can be read aloud.

`travel`, `visit`, `inside`, `maybe`, `when`, `wait_until`, `signal`, `wait_for_next`, `start`.
Every step has a label, unique in its flow; chance and records are addressed by it, so a step
that is inserted or removed leaves all others as they were. `at_queue`, `at_start` and `at_end`
name the time-release milestone that a step stamps on its shipment; `counts` names what one visit
adds to (a lift, a haul, a document window).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from portsim.errors import PortsimError, did_you_mean

Priority = Literal["urgent", "normal", "low"]
Owner = Literal["shipment", "carrier", "declaration"]


@dataclass(frozen=True)
class Travel:
    """Moving (or any plain delay) that needs no server; lasts as long as its task."""

    task: str
    label: str
    counts: str | None = None
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Visit:
    """Queue for one server of a place, be served for the task's time, leave."""

    place: str
    task: str
    label: str
    priority: Priority = "normal"
    counts: str | None = None
    at_queue: str | None = None
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Inside:
    """Hold one server of a place while the body is done; it cannot leak."""

    place: str
    body: Body
    label: str
    priority: Priority = "normal"


@dataclass(frozen=True)
class Maybe:
    """Do the body with a named chance, drawn once per shipment for this label."""

    chance: str
    body: Body
    orelse: Body
    label: str


@dataclass(frozen=True)
class When:
    """Do the body if the shipment has all of the named traits.

    The name of a calendar of hours among them means: while it is open, at the moment the step is reached.
    """

    traits: tuple[str, ...]
    body: Body
    orelse: Body
    label: str


@dataclass(frozen=True)
class WaitUntil:
    """Wait for a signal of the shipment itself, of the carrier that brings or takes it, or of its papers."""

    signal: str
    label: str
    of: Owner = "shipment"
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Signal:
    """Say once and for good that something has happened; whoever waits for it goes on."""

    signal: str
    label: str
    at_end: str | None = None


@dataclass(frozen=True)
class WaitForNext:
    """Wait for the next departure of a dispatch calendar, or for the shipment's own planned time."""

    dispatch: str
    label: str
    at_end: str | None = None


@dataclass(frozen=True)
class Start:
    """Begin another thread of the same shipment; this one goes on at once."""

    flow: str
    label: str


Step = Travel | Visit | Inside | Maybe | When | WaitUntil | Signal | WaitForNext | Start
Body = tuple[Step, ...]


def travel(
    task: str,
    *,
    label: str | None = None,
    counts: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> Travel:
    return Travel(task, label or task, counts, at_start, at_end)


def visit(
    place: str,
    task: str,
    *,
    label: str | None = None,
    priority: Priority = "normal",
    counts: str | None = None,
    at_queue: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> Visit:
    return Visit(place, task, label or task, priority, counts, at_queue, at_start, at_end)


def inside(place: str, body: Body, *, label: str | None = None, priority: Priority = "normal") -> Inside:
    return Inside(place, body, label or f"in_{place}", priority)


def maybe(chance: str, body: Body, *, orelse: Body = (), label: str | None = None) -> Maybe:
    return Maybe(chance, body, orelse, label or chance)


def when(traits: str | tuple[str, ...], body: Body, *, orelse: Body = (), label: str | None = None) -> When:
    names = (traits,) if isinstance(traits, str) else traits
    return When(names, body, orelse, label or "when_" + "_and_".join(names))


def wait_until(
    signal: str,
    *,
    of: Owner = "shipment",
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitUntil:
    return WaitUntil(signal, label or f"wait_{signal}", of, at_start, at_end)


def signal(name: str, *, label: str | None = None, at_end: str | None = None) -> Signal:
    return Signal(name, label or name, at_end)


def wait_for_next(dispatch: str, *, label: str | None = None, at_end: str | None = None) -> WaitForNext:
    return WaitForNext(dispatch, label or dispatch, at_end)


def start(flow: str, *, label: str | None = None) -> Start:
    return Start(flow, label or f"start_{flow}")


def walk(body: Body) -> Iterator[Step]:
    """Every step, outer before inner, in reading order."""
    for step in body:
        yield step
        if isinstance(step, Inside):
            yield from walk(step.body)
        elif isinstance(step, Maybe | When):
            yield from walk(step.body)
            yield from walk(step.orelse)


@dataclass(frozen=True)
class Flow:
    """A named tuple of steps with unique labels, and the edits that a measure makes on it.

    Raises PortsimError: a label stands twice; an edit names a label that the flow does not have.
    """

    name: str
    steps: Body

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for step in walk(self.steps):
            if step.label in seen:
                raise PortsimError(
                    f"flow {self.name}: label '{step.label}' stands twice; "
                    "give one of the two steps a label of its own"
                )
            seen.add(step.label)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(step.label for step in walk(self.steps))

    def __getitem__(self, label: str) -> Step:
        for step in walk(self.steps):
            if step.label == label:
                return step
        raise PortsimError(
            f"flow {self.name}: no step is labelled '{label}'{did_you_mean(label, self.labels)}"
        )

    def span(self, first: str, through: str | None = None) -> Body:
        """The neighbouring steps from `first` to `through`, both included."""
        self[first]
        last = through or first
        self[last]
        found = _find_span(self.steps, first, last)
        if found is None:
            raise PortsimError(
                f"flow {self.name}: '{first}' and '{last}' are not neighbours on one level, in this order; "
                "an edit takes steps that follow one another"
            )
        return found

    def replace(self, first: str, *new: Step, through: str | None = None) -> Flow:
        """The steps from `first` to `through` (default: `first` alone) give way to `new`."""
        self.span(first, through)
        return replace(self, steps=_edit(self.steps, first, through or first, new))

    def without(self, first: str, *, through: str | None = None) -> Flow:
        return self.replace(first, through=through)

    def before(self, label: str, *new: Step) -> Flow:
        return self.replace(label, *new, self[label])

    def after(self, label: str, *new: Step) -> Flow:
        return self.replace(label, self[label], *new)


def _find_span(body: Body, first: str, last: str) -> Body | None:
    labels = [step.label for step in body]
    if first in labels:
        begin = labels.index(first)
        return body[begin : labels.index(last) + 1] if last in labels[begin:] else None
    for step in body:
        for inner in _bodies(step):
            found = _find_span(inner, first, last)
            if found is not None:
                return found
    return None


def _bodies(step: Step) -> tuple[Body, ...]:
    if isinstance(step, Inside):
        return (step.body,)
    if isinstance(step, Maybe | When):
        return (step.body, step.orelse)
    return ()


def _edit(body: Body, first: str, last: str, new: Body) -> Body:
    labels = [step.label for step in body]
    if first in labels:
        return body[: labels.index(first)] + new + body[labels.index(last) + 1 :]
    out: list[Step] = []
    for step in body:
        if isinstance(step, Inside):
            step = replace(step, body=_edit(step.body, first, last, new))
        elif isinstance(step, Maybe | When):
            step = replace(
                step, body=_edit(step.body, first, last, new), orelse=_edit(step.orelse, first, last, new)
            )
        out.append(step)
    return tuple(out)


def reachable(begin: tuple[str, ...], flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """The flows that a shipment can run through, in order of discovery: its threads."""
    order = list(begin)
    for name in order:
        order.extend(
            step.flow
            for step in walk(flows[name].steps)
            if isinstance(step, Start) and step.flow not in order
        )
    return tuple(dict.fromkeys(order))

"""A flow: a named tuple of steps with unique labels, and its edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from portsim.base.arguments import check_arguments
from portsim.base.errors import PortsimError, did_you_mean
from portsim.model.declare import declare
from portsim.model.library import Kind
from portsim.model.step import Body, Group, Step, by_group, walk


@dataclass(frozen=True)
class Flow:
    """A named tuple of steps with unique labels, and the edits that a measure makes on it.

    Raises PortsimError: a label is used twice; an edit names a label that the flow does not have.
    """

    name: str
    steps: Body

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for step in self.all_steps:
            if step.label in seen:
                raise PortsimError(
                    f"flow {self.name}: duplicate label '{step.label}'; "
                    "give one of the two steps a label of its own"
                )
            seen.add(step.label)

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.steps))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Flow], tuple[str, Body]]:
        """Without what was worked out: the hash of a text is another one in each process."""
        return Flow, (self.name, self.steps)

    @cached_property
    def all_steps(self) -> tuple[Step, ...]:
        """Every step, outer before inner, in reading order."""
        return tuple(walk(self.steps))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """The flows that its steps begin as further threads, each once, in reading order."""
        return tuple(dict.fromkeys(name for step in self.all_steps for name in step.starts))

    @cached_property
    def named(self) -> Mapping[Group, tuple[str, ...]]:
        """The names of parts of the port that its steps read, by group, each once."""
        return by_group(dict.fromkeys(each for step in self.all_steps for each in step.names))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of all its steps, those of branches too, in reading order."""
        return tuple(step.label for step in self.all_steps)

    @cached_property
    def stamped(self) -> tuple[str, ...]:
        """The milestones that its steps stamp."""
        return tuple(name for step in self.all_steps for name in step.stamps.values())

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The names under which its steps are counted."""
        return tuple(step.counts for step in self.all_steps if step.counts is not None)

    def __getitem__(self, label: str) -> Step:
        for step in self.all_steps:
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
        """The flow without the step of this label, or without all from it `through` another."""
        return self.replace(first, through=through)

    def before(self, label: str, *new: Step) -> Flow:
        """The flow with more steps before the one of this label."""
        return self.replace(label, *new, self[label])

    def after(self, label: str, *new: Step) -> Flow:
        """The flow with more steps after the one of this label."""
        return self.replace(label, self[label], *new)


def _find_span(body: Body, first: str, last: str) -> Body | None:
    labels = [step.label for step in body]
    if first in labels:
        begin = labels.index(first)
        return body[begin : labels.index(last) + 1] if last in labels[begin:] else None
    spans = (_find_span(inner, first, last) for step in body for inner in step.bodies)
    return next((span for span in spans if span is not None), None)


def _edit(body: Body, first: str, last: str, new: Body) -> Body:
    labels = [step.label for step in body]
    if first in labels:
        return body[: labels.index(first)] + new + body[labels.index(last) + 1 :]
    return tuple(
        step.with_bodies(tuple(_edit(inner, first, last, new) for inner in step.bodies)) for step in body
    )


def reachable(begin: tuple[str, ...], flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """The flows that a shipment can run through, in order of discovery: its threads.

    Raises PortsimError: a flow that does not exist is begun or started.
    """
    order = list(dict.fromkeys(begin))
    for name in order:
        if name not in flows:
            raise PortsimError(f"unknown flow '{name}'{did_you_mean(name, flows)}")
        order.extend(flow for flow in flows[name].starts if flow not in order)
    return tuple(order)


def _says(flow: Flow) -> str:
    return ", ".join(flow.labels)


FLOW: Kind[Flow] = Kind("flow", "flows", _says, decides=False)


def flow(name: str, steps: Body) -> Flow:
    """Declare a flow under its name.

    Raises PortsimError: the module declares the name twice, or a label is used twice in the flow.
    ArgumentError: something else than steps.
    """
    check_arguments(flow, locals(), "steps")
    return declare(FLOW, name, Flow(name, tuple(steps)))

"""What is known of the threads of a shipment from where some of them stand: who must be past which step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Owner, Step, walk
from portsim.model.steps import wait_for_next

TURN = "in the order of the list"  # of which each shipment has its own moment, as a planned time
Heads = Mapping[str, str]  # flow: the label of the step at which its thread stands
Heard = tuple[Owner, str]


def turn_of(flow: str) -> str:
    """The name of the planned time at which a thread joins the queue that it stood in."""
    return f"{TURN}: {flow}"


@dataclass
class Known:
    """What heads tell of all threads: how far each has come, what it has heard, and who it must be."""

    begun: tuple[str, ...]
    flows: Mapping[str, Flow]
    heads: Heads
    released: bool
    through: dict[str, str] = field(default_factory=dict)  # flow: the last step that it is known to have done
    heard: set[Heard] = field(default_factory=set)
    traits: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.threads = reachable(self.begun, self.flows)
        for flow, label in self.heads.items():
            self._came_to(flow, label)

    @property
    def unsent(self) -> set[str]:
        """The signals that heads wait for: no thread has sent one of them yet."""
        at = (self.flows[flow][label].awaits for flow, label in self.heads.items())
        return {each[1] for each in at if each is not None and each[0] == "shipment"}

    def parts(self, flow: str) -> tuple[Body, Body]:
        """What a thread has done that stands at a step or is past one, and what it has still to do."""
        label = self.heads.get(flow) or self.through[flow]
        found = _parted(self.flows[flow].steps, label, at=flow in self.heads, turn=turn_of(flow))
        assert found is not None, "the step is one of the flow"
        return found

    def _came_to(self, flow: str, label: str) -> None:
        """What follows of a thread that has come to a step: from all that it did before."""
        for fork, number in _forks_around(self.flows[flow].steps, label) or ():
            self._goes(flow, fork, number)
        for step in _without_forks(self.parts(flow)[0]):
            if step.awaits is not None:
                owner, signal = step.awaits
                self.heard.add((owner, signal))
                if owner == "shipment":
                    self._has_sent(flow, signal)
        if flow not in self.begun:
            self._is_past(flow, lambda each: flow in each.starts)

    def _goes(self, flow: str, fork: Step, number: int) -> None:
        """What follows of a thread that has gone one way at a fork: traits, or a signal sent before."""
        traits = fork.named("traits")
        if number == 0 or len(traits) == 1:
            for trait in traits:
                self.traits.setdefault(trait, number == 0)
        if number == 0 and fork.asks is not None and fork.asks[0] == "sent":
            self._has_sent(flow, fork.asks[1])

    def _has_sent(self, flow: str, signal: str) -> None:
        self._is_past(flow, lambda each: signal in each.sends)

    def _is_past(self, whose: str, fits: Callable[[Step], bool]) -> None:
        """The first thread that has a fitting step is past it."""
        for name in self.threads:
            step = next(filter(fits, walk(self.flows[name].steps)), None)
            if step is None:
                continue
            labels = self.flows[name].labels
            before = self.through.get(name)
            further = before is None or labels.index(step.label) > labels.index(before)
            if name != whose and name not in self.heads and further:
                self.through[name] = step.label
                self._came_to(name, step.label)
            return


def _parted(body: Body, label: str, *, at: bool, turn: str) -> tuple[Body, Body] | None:
    """The steps before one of this label, and what is left from it on, in its turn (`at`), or behind it; what
    holds servers around it holds them around what is left, and of forks the side that it is on is left."""
    for number, step in enumerate(body):
        after = body[number + 1 :]
        if step.label == label:
            return (
                (body[:number], (wait_for_next(turn), *body[number:])) if at else (body[: number + 1], after)
            )
        for inner in step.bodies:
            found = _parted(inner, label, at=at, turn=turn)
            if found is not None:
                done, left = found
                kept = left if step.is_fork else (step.with_bodies((left,)),)
                return (*body[:number], *done), (*kept, *after)
    return None


def _forks_around(body: Body, label: str) -> tuple[tuple[Step, int], ...] | None:
    """The forks around a step of this label, the outermost first, each with the number of the body it is in;
    None if it is not there."""
    for step in body:
        if step.label == label:
            return ()
        for number, inner in enumerate(step.bodies):
            found = _forks_around(inner, label)
            if found is not None:
                return ((step, number), *found) if step.is_fork else found
    return None


def _without_forks(body: Body) -> Iterator[Step]:
    """The steps that all shipments do: those inside holds, too, and none inside a fork."""
    for step in body:
        yield step
        if not step.is_fork:
            for inner in step.bodies:
                yield from _without_forks(inner)

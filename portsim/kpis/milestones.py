"""The milestones of a stream in the order in which its shipments pass them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Owner, Step, walk
from portsim.model.world import World


def milestones_in_order(world: World, stream: str) -> tuple[str, ...]:
    """The milestones of a stream, the arrival first; its threads go on together, as far as signals let them.

    Its declarations go with it, each only as far as the boxes have to wait for. A thread that starts another
    one with milestones of its own hands over to it: the truck drives out while its box goes on, and the
    stages are the box's. A thread that waits for the other one takes over again.
    """
    return world.once(("milestones", stream), lambda: _Course(world, stream).milestones())


class _Thread:
    """The steps of a thread that are still to come, and whether its milestones count."""

    def __init__(self, world: World, flow: str, owner: Owner) -> None:
        self.steps = deque(_in_turn(world.flows[flow].steps, frozenset(), world.flows))
        self.owner = owner
        self.counts = True

    def can_go_on(self, sent: Collection[tuple[Owner, str]]) -> bool:
        """Whether there is a next step, and what it waits for has been sent.

        Carriers are not waited for, and carriers do not wait for their cargo.
        """
        if not self.steps:
            return False
        awaited = self.steps[0][0].awaits
        if awaited is None or awaited[0] == "carrier" or (awaited[0] == "all" and self.owner == "shipment"):
            return True
        return self._whose(*awaited) in sent

    def _whose(self, of: Owner, signal: str) -> tuple[Owner, str]:
        """Whose signal it is: all that a declaration waits for are shipments of this stream."""
        return {"shipment": self.owner, "all": "shipment"}.get(of, of), signal


def _in_turn(
    body: Body, settled: frozenset[str], flows: Mapping[str, Flow]
) -> Iterator[tuple[Step, frozenset[str]]]:
    """Every step, with the milestones whose place is settled: another body of a fork passes them, and waits
    only after that for a thread which the body has not started itself."""
    for step in body:
        yield step, settled
        own = settled
        for inner in step.bodies:
            yield from _in_turn(inner, own, flows)
            own = own | _before_a_wait(inner, flows) if step.is_fork else own


def _before_a_wait(body: Body, flows: Mapping[str, Flow]) -> frozenset[str]:
    """The milestones in a body before its last wait for a thread that it has not started itself."""
    found: list[str] = []
    before: frozenset[str] = frozenset()
    answered: set[str] = set()  # by the threads that it has started
    for step in walk(body):
        if step.awaits is not None and step.awaits[0] == "shipment" and step.awaits[1] not in answered:
            before = frozenset(found)
        found += step.stamps.values()
        for flow in reachable(step.starts, flows):
            answered.update(name for each in walk(flows[flow].steps) for name in each.sends)
    return before


class _Course:
    """The course of a shipment and its declaration: their threads, taken step by step."""

    def __init__(self, world: World, stream: str) -> None:
        self.world = world
        declaring = world.streams.declaration[stream]
        self.own = self._threads(stream, "shipment")
        self.papers = self._threads(declaring, "declaration") if declaring is not None else []
        self.sent: dict[tuple[Owner, str], bool] = {}  # signal to whether its thread's milestones count
        self.passed: dict[str, None] = {}

    def _threads(self, stream: str, owner: Owner) -> list[_Thread]:
        return [_Thread(self.world, flow, owner) for flow in self.world.port.demand[stream].flows]

    def milestones(self) -> tuple[str, ...]:
        """Take all steps, those of declarations one signal at a time; the milestones passed on the way."""
        moved = True
        while moved:
            moved = False
            for thread in self.own:
                while thread.can_go_on(self.sent):
                    self._take(thread, self.own)
                    moved = True
            for thread in self.papers:
                while not moved and thread.can_go_on(self.sent):
                    moved = bool(self._take(thread, self.papers).sends)
        return ("arrival", *self.passed)

    def _take(self, thread: _Thread, among: list[_Thread]) -> Step:
        """Take the next step of a thread; threads that it starts come among those of its stream."""
        step, settled = thread.steps.popleft()
        if step.awaits is not None and step.awaits[0] == "shipment":
            thread.counts = thread.counts or self.sent[thread.owner, step.awaits[1]]
        for name in step.stamps.values() if thread.counts else ():
            if name in settled and name in self.passed:
                continue
            self.passed.pop(name, None)  # the last time counts
            self.passed[name] = None
        for flow in step.starts:
            begun = _Thread(self.world, flow, thread.owner)
            among.append(begun)
            thread.counts = thread.counts and not any(each.stamps for each, _ in begun.steps)
            self._not_yet_sent((each for each, _ in begun.steps), thread.owner)
        for name in step.sends:
            self.sent[thread.owner, name] = thread.counts
        return step

    def _not_yet_sent(self, steps: Iterable[Step], owner: Owner) -> None:
        """A thread that is started again in another branch sends its signals again."""
        for step in steps:
            for name in step.sends:
                self.sent.pop((owner, name), None)

"""A shipment's flows begun midway: what it has still to do that stands at some steps of them.

What lies before such a step is done. Signals that were sent there are sent again at once, and where servers
are held around the step they are held again. Where the other threads of the shipment stand follows from it:
who has waited for a signal shows that its sender is past that step, and a thread that was begun shows that
its beginner is. Such threads stand at the first step behind that waits for something, and what takes time
before it is done; one that waits for nothing is over. Where nothing says that a shipment waits for its
papers, they are taken as released, and a thread that another one began waits for nothing but signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from portsim.model.flow import Flow, reachable
from portsim.model.known_threads import Heads, Heard, Known
from portsim.model.step import Body, Step


@dataclass(frozen=True)
class Midway:
    """What is still to do of some flows: new ones by name, those that begin, and what else is known.

    at: flow of a head to (flow, label) in the new flows. traits: those that follow from the forks passed.
    holds: places of which servers are held from the begin. awaits: whose signals are still waited for.
    passed: the signals that were sent before.
    """

    flows: Mapping[str, Flow]
    begun: tuple[str, ...]
    at: Mapping[str, tuple[str, str]]
    traits: Mapping[str, bool]
    holds: tuple[str, ...]
    awaits: frozenset[Heard]
    passed: frozenset[str]


def midway(
    begun: tuple[str, ...], flows: Mapping[str, Flow], heads: Heads, sign: str, *, released: bool = False
) -> Midway:
    """What is still to do of the flows that a stream begins, where threads stand at these steps.

    `sign` makes the names of new flows unlike all others. `released`: the declaration has sent all signals.
    """
    known = Known(begun, flows, heads, released)
    sent: frozenset[str] = frozenset()
    while True:  # a thread can stand where a signal of a later one lets it go on
        made = _Made(known, sign, sent)
        made.make()
        if made.sent == sent:
            return made.midway
        sent = frozenset(made.sent)


class _Made:
    """Makes the flows of what is left, given the signals that are known to be sent."""

    def __init__(self, known: Known, sign: str, sent: frozenset[str]) -> None:
        self.known, self.sign, self.given = known, sign, sent
        self.sent: set[str] = set()
        self.flows: dict[str, Flow] = {}
        self.holds: list[str] = []
        self.at: dict[str, tuple[str, str]] = {}
        self._forks = 0  # around what is looked at
        self._owes = False  # whether the thread that is looked at has to wait before it sends something
        self._first = False  # whether it began with the shipment

    def make(self) -> None:
        known = self.known
        begun = [
            name for name in known.threads if name in known.begun or name in (*known.heads, *known.through)
        ]
        begun.sort(key=lambda name: name not in known.heads)
        names = tuple(self._now(name) for name in begun)
        reached = reachable(names, self.flows)
        awaits = {step.awaits for name in reached for step in self.flows[name].all_steps}
        self.midway = Midway(
            {name: self.flows[name] for name in reached},
            names,
            self.at,
            self.known.traits,
            tuple(self.holds),
            frozenset(each for each in awaits if each is not None),
            frozenset(self.sent),
        )

    def _now(self, flow: str) -> str:
        """The name of a thread that was begun before, from where it stands."""
        name = f"{flow}{self.sign}"
        if name not in self.flows:
            self.flows[name] = Flow(name, ())  # as long as it is being made
            before = self._owes, self._first
            self._owes, self._first = False, flow in self.known.begun
            if flow in self.known.heads:
                done, left = self.known.parts(flow)
                self.at[flow] = name, self.known.heads[flow]
                self._hold(left)
                body = (*self._done(done), *self._later(left))
            elif flow in self.known.through:
                done, left = self.known.parts(flow)
                body = (*self._done(done), *self._where_it_waits(left))
            else:
                body = self._where_it_waits(self.known.flows[flow].steps)
            self.flows[name] = Flow(name, body)
            self._owes, self._first = before
        return name

    def _then(self, flow: str) -> str:
        """The name of a thread that is begun later on, as a whole."""
        name = f"{flow}{self.sign}, begun later"
        if name not in self.flows:
            self.flows[name] = Flow(name, ())
            self.flows[name] = Flow(name, self._later(self.known.flows[flow].steps))
        return name

    def _hold(self, left: Body) -> None:
        """Note the places that are held around where a head stands: what is left begins inside them."""
        if left and left[0].held and not left[0].is_fork and left[0].label not in self.known.heads.values():
            self.holds += left[0].held
            self._hold(left[0].bodies[0])

    def _later(self, body: Body) -> Body:
        """Steps that are still to come: as they are, without waits for what others are known to have sent."""
        return tuple(
            step.with_bodies(tuple(map(self._later, step.bodies))).beginning(self._then)
            for step in body
            if not self._was_heard(step)
        )

    def _done(self, body: Body) -> Body:
        """Of steps that are done: signals sent and threads begun, inside the forks that they hang on."""
        return tuple(each for step in body for each in self._at_once(step, self._done))

    def _where_it_waits(self, left: Body) -> Body:
        """What a thread has still to do that stands at its first wait. Only if it would else have sent what a
        head waits for, it waits for papers, and for whatever a thread that another one began can wait for."""
        for self._owes in (False, True):
            sent, flows, holds = set(self.sent), dict(self.flows), list(self.holds)
            body, _ = self._until_it_waits(left)
            if self._owes or not (self.sent - sent) & self.known.unsent:
                break
            self.sent, self.flows, self.holds = sent, flows, holds
        return body

    def _until_it_waits(self, body: Body) -> tuple[Body, bool]:
        """What a thread has to do still that stands at its first wait, and whether there is one."""
        out: list[Step] = []
        for number, step in enumerate(body):
            waits = False
            if step.bodies:
                self._forks += step.is_fork
                within = [self._until_it_waits(inner) for inner in step.bodies]
                self._forks -= step.is_fork
                waits = any(waiting for _, waiting in within)
                if waits and not self._forks and not step.is_fork:
                    self.holds += step.held
                bodies = tuple(each for each, _ in within)
                if waits or (step.is_fork and any(bodies)):
                    out.append(step.with_bodies(bodies))
                elif not step.is_fork:
                    out += bodies[0]
            elif self._waits(step):
                return (*out, *self._later(body[number:])), True
            else:
                out += self._at_once(step, self._done)
            if waits:
                return (*out, *self._later(body[number + 1 :])), True
        return tuple(out), False

    def _at_once(self, step: Step, within: Callable[[Body], Body]) -> Iterator[Step]:
        """What a step that is done leaves to do at once: nothing, if it took time or waited."""
        if step.is_fork:
            self._forks += 1
            bodies = tuple(within(inner) for inner in step.bodies)
            self._forks -= 1
            if any(bodies):
                yield step.with_bodies(bodies)
        elif step.bodies:
            yield from within(step.bodies[0])
        elif step.instant:
            known = (*self.known.heads, *self.known.through)
            if not any(flow in known for flow in step.starts):
                if not self._forks:
                    self.sent.update(step.sends)
                plain = replace(step, counts=None, at_queue=None, at_start=None, at_end=None)
                yield plain.beginning(self._now)

    def _waits(self, step: Step) -> bool:
        """Whether a thread can stand at a step: for a departure, or a signal that was not sent yet."""
        if step.awaits is None:
            return bool(step.named("calendars")) and (self._owes or self._first)
        owner, signal = step.awaits
        if owner != "shipment" and not (self._owes or (self._first and owner != "declaration")):
            return False
        return not (self._was_heard(step) or (owner == "shipment" and signal in self.given))

    def _was_heard(self, step: Step) -> bool:
        if step.awaits is None:
            return False
        return step.awaits in self.known.heard or (self.known.released and step.awaits[0] == "declaration")

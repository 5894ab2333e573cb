"""Waits whose length has a closed form: those that begin with the work they wait for."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.language import later
from portsim.model.journey import Key, Passage


class NoClosedForm(Exception):
    """Why a figure has no closed form, in a few words."""


def work_awaited(passage: Passage, steps: Mapping[Key, Passage]) -> list[Passage]:
    """The steps that are done during a wait which begins with them: the shipment has just signalled to
    another of its threads, which was waiting for that, and works until it signals back.

    The other thread is known to wait: it had signalled in its turn, and waited at once.

    Raises NoClosedForm: it is not so, and how long the wait is hangs on what came before.
    """
    owner, signal = passage.step.awaits or ("shipment", "")
    senders = [key for key, each in steps.items() if signal in each.step.sends]
    back = _line(senders[0], steps) if owner == "shipment" and len(senders) == 1 else []
    asked = back[-1].step.awaits if back else None
    timed = any(each.step.named("calendars") for each in back)  # a departure, whenever that is
    if asked is not None and asked[0] == "shipment" and not timed:
        heard = {
            each.step.awaits[1]
            for key, each in steps.items()
            if key[0] == passage.flow and each.step.awaits is not None
        }
        begins_it = all(asked[1] in way for way in _just_sent(passage.key, steps))
        if begins_it and all(heard & way for way in _just_sent(back[-1].key, steps)):
            return back
    raise NoClosedForm(later("it waits for {what}").format(what=signal))


def _just_sent(end: Key, steps: Mapping[Key, Passage]) -> list[set[str]]:
    """For each way that leads to a step in its own flow: the signals sent right before, in no time."""
    ways_here: list[set[str]] = []
    for before, _ in steps[end].before:
        if before[0] != end[0]:  # what sends the signal of a wait
            continue
        instant, sent = steps[before].step.instant, set(steps[before].step.sends)
        ways_here += [sent | earlier for earlier in _just_sent(before, steps)] if instant else [set()]
    return ways_here or [set()]


def _line(end: Key, steps: Mapping[Key, Passage]) -> list[Passage]:
    """The steps that lead straight to one, the nearest first, up to a wait or a fork; without the step."""
    found: list[Passage] = []
    key = end
    while True:
        same = [before for before, _ in steps[key].before if before[0] == end[0]]
        if len(same) != 1:
            return found
        key = same[0]
        found.append(steps[key])
        if steps[key].step.awaits is not None or steps[key].step.is_fork:
            return found

"""Playbacks that a page asks for: made in a worker process, kept for the tab that shows them."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from typing import NamedTuple
from uuid import uuid4

from portsim.base.errors import did_you_mean, got
from portsim.base.language import t
from portsim.report.play.play import play_page, run_facts
from portsim.report.play.worst import worst_moment
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.words import speaking_of
from portsim.serve.described import title_of
from portsim.serve.lanes import Lanes, Sent, received, sent
from portsim.serve.state import State, WrongValue
from portsim.serve.variant import Variants
from portsim.study.pair import Side, pair

MOST_MADE, MOST_KEPT = 2, 6  # playbacks that are made at a time; that are kept
REPLICATION = 0


class PlayWork(NamedTuple):
    """The page of two sides, each an alternative of a scenario, and what they are called."""

    scenarios: tuple[Sent, Sent]
    alternatives: tuple[str, str]
    names: tuple[str, str]
    language: str

    def done(self) -> str:
        """The page of the day with the worst hour, HTML."""
        first, second = map(received, self.scenarios)
        sides = Side(first, self.alternatives[0]), Side(second, self.alternatives[1])
        one, other = pair(*sides, REPLICATION)
        day = worst_moment(one, other).day
        with speaking_of(second, self.language, called=False):  # a worker process begins in English
            facts = run_facts(second, REPLICATION)
            return play_page(one, other, second.title, self.names, day, facts, scenario=second)


class Plays:
    """The playbacks of all pages of a server, by the last part of their address."""

    def __init__(self, variants: Variants, lanes: Lanes) -> None:
        self.variants, self.lanes = variants, lanes
        self.made = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    @property
    def busy(self) -> bool:
        """Whether no other one can be made now."""
        return self.made >= MOST_MADE

    def page(self, name: str) -> bytes | None:
        """A page that is kept still."""
        return self._kept.get(name)

    async def make(self, state: State, against: State | None, alternative: object, language: str) -> str:
        """Make the page of an alternative of a state beside its baseline, or beside the same alternative of a
        pinned state; the last part of its address.

        Raises WrongValue: no such alternative is shown there; a state that cannot run. PortsimError: no
        shipment is the same in both; the process that made it ended.
        """
        names = state.shown if against is None else (BASELINE, *state.shown)
        if not isinstance(alternative, str) or alternative not in names:
            raise WrongValue(
                f"play: unknown alternative {got(alternative)}{did_you_mean(str(alternative), names)}"
            )
        if against is not None and alternative not in (BASELINE, *against.shown):
            raise WrongValue(
                f"play: the pinned variant does not show {alternative}; show it there, or compare with "
                "its own baseline"
            )
        self.made += 1
        try:
            work = await asyncio.to_thread(self._work, state, against, alternative, language)
            text = await self.lanes.do(work)
        finally:
            self.made -= 1
        name = secrets.token_urlsafe(12)
        self._kept[name] = text.encode()
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return name

    def _work(self, state: State, against: State | None, alternative: str, language: str) -> PlayWork:
        scenario = self.variants.of(state)
        with speaking_of(scenario, language, called=False):
            baseline, title = (title_of(self.variants.base, name) for name in (BASELINE, alternative))
            then = t("{name}, pinned", name=title)
        own = sent(uuid4().hex, scenario)
        if against is None:
            return PlayWork((own, own), (BASELINE, alternative), (baseline, title), language)
        pinned = sent(uuid4().hex, self.variants.of(against))
        return PlayWork((pinned, own), (alternative, alternative), (then, title), language)

"""What runs answered before: a study that is given it runs only what changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from portsim.base.arguments import plain
from portsim.base.errors import PortsimError, got
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.identity import run_key, run_keys, text_key
from portsim.scenario.scenario import Scenario
from portsim.study.audit import runs_twice

MOST = 1000  # runs; what is kept of one of a shipped port takes 0.2 to 0.4 MB


class About(NamedTuple):
    """All that the answers of a run depend on: its identity, that of the baseline on the same draws and that
    of the same measures without the event that it holds, the name it has, and what it is asked about."""

    alternative: str
    run: str
    baseline: str
    event: tuple[object, ...]
    texts: tuple[str, ...]
    kpis: tuple[str, ...] | None  # names of those that are asked for, None for all

    @property
    def whatever_texts(self) -> About:
        """The same run, whatever claims and figures it is asked about."""
        return self._replace(texts=())


class Origin(NamedTuple):
    """Whose runs they are: the scenario, and the replication from 0."""

    scenario: str
    replication: int


NOWHERE = Origin("", -1)


class Answers:
    """The answers of runs, question by question, each under the identity of its run.

    Give the same one to several studies, as in a notebook or a page: `portsim.compare(scenario,
    answers=answers)` runs an alternative only if something that decides its records or figures is new. The
    results are the same with it and without. What `run_key` does not see, such as a table that a plug-in
    finds in a global name, is not seen here either. Beyond `most` runs the one that was asked for longest ago
    goes.

    Raises PortsimError: `most` is no whole number of 1 or more.
    """

    def __init__(self, most: int = MOST) -> None:
        most = plain(most)
        if type(most) is not int or most < 1:
            raise PortsimError(f"most: got {got(most)}, allowed a whole number of runs, 1 or more")
        self.most = most
        self.found, self.new = 0, 0  # runs that studies found here, and that they made
        self._runs: OrderedDict[About, dict[tuple[str, ...], dict[str, Any]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._runs)

    def __repr__(self) -> str:
        return f"<Answers of {len(self)} runs>"

    @property
    def leave_draws(self) -> bool:
        """Whether draws are left for a later study in this process."""
        return True

    def of(self, about: About, asked: Collection[str] | None = None) -> Mapping[str, Any]:
        """Question to answer of a run, as far as it was asked and (if named) `asked` here; never to be
        written to."""
        run = about.whatever_texts
        if run not in self._runs:
            return {}
        self._runs.move_to_end(run)
        known = self._runs[run].get(about.texts, {})
        return known if asked is None else {name: known[name] for name in asked if name in known}

    def keep(self, about: About, answers: Mapping[str, Any]) -> None:
        """Keep what a run answered, beside what it has answered before."""
        run = about.whatever_texts
        self._runs.setdefault(run, {}).setdefault(about.texts, {}).update(answers)
        self._runs.move_to_end(run)
        while len(self._runs) > self.most:
            self._runs.popitem(last=False)

    def keep_all(self, runs: Mapping[About, Mapping[str, Any]], origin: Origin = NOWHERE) -> None:
        """Keep what the runs of one replication answered."""
        for about, answers in runs.items():
            Answers.keep(self, about, answers)


def about_runs(
    scenario: Scenario,
    replication: int,
    kpis: tuple[str, ...] | None,
    *,
    claims: bool,
    against: str = "",
) -> dict[str, About]:
    """Alternative to what its answers depend on, in one replication of a scenario's study; `kpis` names
    the KPIs that are asked for, None all, `against` is the identity of what users measured, if it is held
    against that."""
    study, texts = scenario.study, []
    if claims and scenario.claims is not None:
        twice = "with unlimited servers too" * runs_twice(replication, study.replications)
        texts += [f"claims {text_key(scenario.claims)}", *filter(None, [twice])]
    if scenario.validation is not None:
        texts.append(f"validation {text_key(scenario.validation)}")
    if against:
        texts.append(f"measured {against}")

    def without(name: str) -> tuple[object, ...]:
        event = scenario.event(name)
        if event is None:
            return ()
        return event.name, event.begin, event.end, event.places, run_key(event.world, study, replication)

    worlds = {name: scenario.world(name) for name in scenario.alternatives}
    keys = run_keys(worlds, study, replication)
    return {
        name: About(name, key, keys[BASELINE], without(name), tuple(texts), kpis)
        for name, key in keys.items()
    }

"""A scenario with the changes of a page laid over it, as a file that extends it would."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from portsim.base.errors import ConfigError, Position
from portsim.scenario.inputs import Input, inputs
from portsim.scenario.layers import overlay
from portsim.scenario.locate import OWN
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario, parse
from portsim.serve.controls import Control, controls
from portsim.serve.overlay import overlay_of
from portsim.serve.state import Length, State, WrongValue
from portsim.study.checks import check_study
from portsim.study.engines import engine_chosen
from portsim.study.traces import prepared

MOST = 16  # variants that are kept: those of pins and of the last steps back
DAYS, WARM_UP_DAYS, RUN_OUT = 1, 1, "2 day"  # of a quick estimate, where the file has more


@dataclass
class Variants:
    """The scenario of a page and its variants. `lengths` are the study settings of each length."""

    base: Scenario
    inputs: dict[str, Input] = field(init=False)
    controls: dict[str, Control] = field(init=False)
    lengths: dict[Length, dict[str, int | str]] = field(init=False)
    document: Document = field(init=False)
    _known: OrderedDict[State, Scenario] = field(init=False, default_factory=OrderedDict)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        self.inputs = {each.name: each for each in inputs(self.base)}
        with self.base.counting():
            self.controls = {each.name: each for each in controls(self.base)}
        self.lengths = lengths(self.base)
        document = self.base.document
        data = {key: value for key, value in document.data.items() if key not in OWN}
        self.document = Document(data, document.positions, document.coined)

    def __reduce__(self) -> tuple[type[Variants], tuple[Scenario]]:
        return Variants, (self.base,)  # the lock stays in its process

    def of(self, state: State) -> Scenario:
        """The checked scenario of a state, ready to run.

        Raises WrongValue: the scenario's own message, and the slider that it is about.
        """
        with self._lock:
            if state not in self._known:
                self._known[state] = self._made(state)
            self._known.move_to_end(state)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
            return self._known[state]

    def overlay(self, state: State) -> dict[str, object]:
        """What a state lays over the scenario: its changes, and no alternative that is not shown.

        Raises WrongValue: a text that is no single value.
        """
        with self.base.counting():
            data = overlay_of(state.changes, self.inputs)
        hidden = [name for name in self.base.compare if name not in state.shown]
        return {**data, "compare": dict.fromkeys(hidden)} if hidden else data

    def _made(self, state: State) -> Scenario:
        base = self.base
        if state.length not in self.lengths:
            raise WrongValue("state: length: got 'file', allowed quick: the file's own runs are no longer")
        try:
            over = Document(self.overlay(state), {(): Position("", 0, 0)})
            document = overlay(self.document, over)
            made = parse(document, base.path, base.library, overload=base.means.overload, before=base)
            made = made.with_engine(base.engine).with_study(**self.lengths[state.length])
            made = check_study(made.with_study(replications=state.replications, seed=base.study.seed))
            for name in made.compare:
                made.event(name)  # with fewer days than the file's it may lie outside the window
            made = prepared(made, made.alternatives)
            return engine_chosen(made, made.study.replications * len(made.alternatives))
        except ConfigError as error:
            raise WrongValue(str(error), self._about(str(error), state)) from None

    def _about(self, text: str, state: State) -> str:
        """The changed slider whose key a message names. One of a place with too much work is about none: it
        may be about its servers, a time or the demand, and the page knows what was changed last."""
        names = (name for name, _ in state.changes)
        return next(
            (name for name in names if any(key in text for key in (name, *self.controls[name].keys))), ""
        )


def lengths(scenario: Scenario) -> dict[Length, dict[str, int | str]]:
    """How long runs are: quick ones, and as the scenario's file says; one alone where they are the same."""
    study = scenario.study
    file: dict[str, int | str] = {"days": study.days, "warm_up_days": study.warm_up_days}
    quick = dict(file)
    quick["days"] = min(study.days, DAYS)
    quick["warm_up_days"] = min(study.warm_up_days, WARM_UP_DAYS)
    shorter = scenario.with_study(run_out=RUN_OUT).study.run_out
    if shorter.at_most < study.run_out.at_most:
        quick["run_out"] = RUN_OUT
    return {"quick": quick} if quick == file else {"quick": quick, "file": file}

"""The options that commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, Token

from portsim.base.errors import PortsimError, got
from portsim.base.language import ENGLISH, languages
from portsim.base.machine import cores
from portsim.base.printable import say

if TYPE_CHECKING:
    import pandas as pd

    from portsim.scenario.scenario import Scenario
    from portsim.study.answers import Answers


def whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number, also with commas between its thousands; by itself the parser takes 1.5 days for 2.

    Raises PortsimError: no whole number; 1.800, which is one with a point in some countries, is told so.
    """
    text = tokens[0].value
    found = whole_number(text)
    if found is None:
        plain = re.sub(r"[.' _]", "", text)
        thousands = re.fullmatch(r"[+-]?\d{1,3}([.' _]\d{3})+", text, re.ASCII)
        hint = f"; write {plain} for {int(plain):,}" if thousands else ""
        raise PortsimError(f"{tokens[0].keyword}: got {got(text)}, allowed a whole number{hint}")
    return found


def percent(_: object, tokens: Sequence[Token]) -> float:
    """A share [0..1] such as 5%, `5 %` or 0.05.

    Raises PortsimError: none of these, or outside 0..1.
    """
    from portsim.base.units import share

    try:
        return share(tokens[0].value)
    except ValueError as error:
        raise PortsimError(f"{tokens[0].keyword}: {error}") from None


def whole_number(text: str) -> int | None:
    """The whole number of a text such as `1800` or `1,800`; None if it is none."""
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)", text, re.ASCII):
        return None
    return int(text.replace(",", ""))


def names_of(option: str, text: str | None) -> list[str] | None:
    """Names between commas; None if the option was not given.

    Raises PortsimError: a name is empty.
    """
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise PortsimError(f"{option}: got '{text}', allowed names between commas, such as a,b,c")
    return names


Out = Annotated[
    Path | None,
    Parameter(
        help="Folder for the results. By default results/<scenario>_<question>; of compare "
        "results/<scenario>, of run results/<scenario>_<alternative>."
    ),
]

Observed = Annotated[
    Path | None,
    Parameter(
        help="Hold the model against what you measured: a YAML file of logs and figures, or a log whose "
        "columns have portsim's names. No run depends on it."
    ),
]
Days = Annotated[int | None, Parameter(help="Days that are counted.", converter=whole)]
WarmUpDays = Annotated[int | None, Parameter(help="Days before them that are not counted.", converter=whole)]
RunOut = Annotated[
    str | None, Parameter(help="How long each run goes on after them, e.g. '2 day', finished or not.")
]
Seed = Annotated[int | None, Parameter(help="Seed of all draws.", converter=whole)]
Engine = Annotated[
    Literal["auto", "simpy", "compiled"] | None,
    Parameter(help="What runs the flows; auto takes the faster one. Results do not depend on it."),
]
Workers = Annotated[
    int,
    Parameter(
        help="Processes; 0 takes one per core, fewer where memory is short. Results do not depend on it.",
        converter=whole,
    ),
]
Verbose = Annotated[
    bool, Parameter(name="--verbose", help="Print all there is, and not the answer alone.", negative=())
]
Lang = Annotated[
    str,
    Parameter(
        name="--lang",
        env_var="PORTSIM_LANG",
        help="Language: en or zh, PORTSIM_LANG by default. Of several, such as en,zh, the first is spoken; "
        "report.html of compare and calibration.html of calibrate hold all.",
    ),
]
DEFAULT_PLACE = "local"  # where runs are made
AsCsv = Annotated[bool, Parameter(name="--csv", help="Print one table as CSV.", negative=())]


def languages_of(text: str) -> tuple[str, ...]:
    """The languages of an option, in its order; English, if the variable of the environment is empty.

    Raises PortsimError: one that there is not, or one twice.
    """
    if not text and os.environ.get("PORTSIM_LANG") == "":
        return (ENGLISH,)
    found = tuple(each.strip() for each in text.split(","))
    if wrong := [each for each in found if each not in languages()]:
        allowed = ", ".join(languages())
        raise PortsimError(f"--lang: got {got(wrong[0])}, allowed {allowed}, or several, such as en,zh")
    if len(set(found)) < len(found):
        raise PortsimError(f"--lang: got {got(text)}, allowed each language once")
    return found


@Parameter(name="*")
@dataclass(frozen=True)
class Reading:
    """How a scenario is read."""

    set_: Annotated[
        list[str] | None,
        Parameter(
            name="--set", help="Change a number, e.g. places.gate_in.lanes=6; may be repeated.", negative=()
        ),
    ] = None
    plugins: Annotated[
        bool,
        Parameter(
            name="--plugins",
            help="Run the plug-ins that are installed or that the scenario names; "
            "--no-plugins takes what portsim ships alone.",
        ),
    ] = True

    overload: Annotated[
        bool,
        Parameter(
            name="--overload",
            help="Also run a port to which more work comes than its servers can do; results say so.",
            negative=(),
        ),
    ] = False

    lang: Lang = ENGLISH

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that were asked for, in their order."""
        return languages_of(self.lang)

    def check_not_set(self, over: Iterable[str]) -> None:
        """Raises PortsimError: a number was set that is varied `over` values, each as KEY=VALUES."""
        varied = {text.partition("=")[0].strip() for text in over}
        for text in self.set_ or ():
            if (key := text.partition("=")[0].strip()) in varied:
                raise PortsimError(f"--set {key}: --over varies it; leave one of them out")

    def look_for_fonts(self) -> None:
        """Raises PortsimError: no font for charts in one of the languages."""
        if set(self.languages) != {ENGLISH}:
            from portsim.report.charts.fonts import check_fonts

            for language in self.languages:
                check_fonts(language)

    def load(self, name: str) -> Scenario:
        """The scenario of this name or file, with what was set; from now on its language is spoken."""
        return self._loaded(name, fits=False)

    def load_to_fit(self, name: str) -> Scenario:
        """The same without alternatives that change what a log decides."""
        return self._loaded(name, fits=True)

    def _loaded(self, name: str, *, fits: bool) -> Scenario:
        from portsim.scenario.load import load
        from portsim.scenario.words import speak_of

        first = self.languages[0]
        scenario = load(name, run_files=self.plugins, overload=self.overload, fits=fits)
        done: list[str] = []
        for text in self.set_ or ():
            key, equals, value = (each.strip() for each in text.partition("="))
            if not equals or not key or not value:
                raise PortsimError(
                    f"--set {text}: got no 'key=value', write e.g. --set places.gate_in.lanes=6"
                )
            if key in done:
                raise PortsimError(f"--set {key}: stands twice; leave one of them out")
            changed = scenario.set(key, value)
            for each in done:
                path = tuple(each.split("."))
                if changed.document.at(path) != scenario.document.at(path):
                    raise PortsimError(f"--set {key}: undoes --set {each}; leave one of them out")
            scenario = changed
            done.append(key)
        speak_of(first, scenario.library, scenario)
        return scenario


@Parameter(name="*")
@dataclass(frozen=True)
class OneRun(Reading):
    """How a scenario is read, and one replication of it run."""

    days: Days = None
    warm_up_days: WarmUpDays = None
    run_out: RunOut = None
    seed: Seed = None
    engine: Engine = None

    def load(self, name: str) -> Scenario:
        """The scenario of this name or file, with what was set and how it is to be run."""
        scenario = super().load(name)
        if self.engine is not None:
            scenario = scenario.with_engine(self.engine)
        return scenario.with_study(
            days=self.days, warm_up_days=self.warm_up_days, run_out=self.run_out, seed=self.seed
        )


@Parameter(name="*")
@dataclass(frozen=True)
class Running(OneRun):
    """How a scenario is read and run, in many replications."""

    replications: Annotated[int | None, Parameter(help="Independent replications.", converter=whole)] = None
    workers: Workers = 0
    on: Annotated[
        str,
        Parameter(
            help="Where: local; dask for a Dask cluster of its own on this machine; or the address of a "
            "scheduler, dask://HOST:PORT, tcp:// or tls://. Results do not depend on it."
        ),
    ] = DEFAULT_PLACE
    store: Annotated[
        str | None,
        Parameter(
            env_var="PORTSIM_STORE",
            help="Folder that keeps what runs answered, so that no run is made twice. "
            "Results do not depend on it.",
        ),
    ] = None

    def running_nothing(self, what: str) -> Running:
        """The same for a command that runs nothing: no process begins to load or compile for it.

        Raises PortsimError: an option that is about runs alone, with `what` runs nothing.
        """
        for option, is_given in (
            ("--store", self.store is not None and self.store != os.environ.get("PORTSIM_STORE")),
            ("--on", self.on != DEFAULT_PLACE),
            ("--workers", self.workers != 0),
            ("--engine", self.engine is not None),
        ):
            if is_given:
                raise PortsimError(f"{option}: is about runs, and {what} runs nothing; leave it out")
        return replace(self, workers=1)

    @property
    def at_once(self) -> int:
        """How many runs are under way at a time; those of a cluster at an address are not known."""
        return 1 if self.on != DEFAULT_PLACE else self.workers or cores()

    @contextmanager
    def answers(self) -> Iterator[Answers | None]:
        """What runs answered before, None without a store; what came of it is printed at the end."""
        if not self.store:
            yield None
            return
        from portsim.study.store.store import Store

        kept = Store(self.store)
        yield kept
        say(kept.in_words())

    def load(self, name: str, *, charts: bool = False) -> Scenario:
        """The scenario of this name or file, with what was set and how it is to be run; from now on the work
        of the command is done where `on` says. For `charts` fonts of its languages are looked for first."""
        from portsim.study.where import work_on
        from portsim.study.workers import begin_workers

        work_on(self.on)
        begin_workers(self.workers)
        if charts:
            self.look_for_fonts()
        return super().load(name).with_study(replications=self.replications)


@Parameter(name="*")
@dataclass(frozen=True)
class Forecasting(Reading):
    """How a scenario is read, and how a forecast is run."""

    replications: Annotated[int, Parameter(help="Runs that make the bands; 20 or more.", converter=whole)] = (
        40
    )
    seed: Seed = None
    engine: Engine = None
    workers: Workers = 0

    def load(self, name: str) -> Scenario:
        """The scenario of this name or file, with what was set and its engine; charts have fonts."""
        from portsim.study.workers import begin_workers

        begin_workers(self.workers)
        self.look_for_fonts()
        scenario = super().load(name)
        return scenario if self.engine is None else scenario.with_engine(self.engine)


def say_csv(table: pd.DataFrame) -> None:
    """Print a table as CSV, its units in the money that is counted in."""
    from portsim.study.in_money import with_money

    say(with_money(table).to_csv(index=False, lineterminator="\n").rstrip("\n"))


def footing(scenario: Scenario) -> str:
    """What figures rest on: replications, days, seed and identity."""
    from portsim.report.words import rests_on

    return rests_on(scenario)

"""A file of observed figures, read and checked: names, units, sources, and that no input came from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from portsim.base.currency import as_inside, with_name
from portsim.base.errors import ConfigError, Keys, PortsimError, did_you_mean, got
from portsim.base.notes import note
from portsim.claims.claim import LEFT_OUT
from portsim.claims.deciding import deciding_kpi, numbers_behind
from portsim.claims.independence import ClaimDocument
from portsim.claims.observation import UNITS, Interval, Observation, ObservationsFile
from portsim.kpis.kpi import KPI
from portsim.kpis.statistic import ALLOWED, SHARES, is_statistic
from portsim.kpis.targets import milestones_of
from portsim.model.sourced import USER
from portsim.model.target import KEYS
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.checking import build
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario


def observations_of(scenario: Scenario) -> Mapping[str, Observation]:
    """The published figures that a scenario is held against, none if it names no file; raises as
    `load_observations`."""
    return {} if scenario.validation is None else load_observations(scenario.validation, scenario)


def load_observations(path: Path, scenario: Scenario) -> Mapping[str, Observation]:
    """Read and check a file of observed figures; those that speak of other scenarios are left out.

    Raises ConfigError: an unknown KPI, stream, milestone, statistic, trait, terminal, alternative or evidence
    row, with its place and the nearest name; a unit that is not that of the figure; a figure that a number
    which decides it came from.
    """
    document = read(path)
    return speaking_of(scenario, build(ObservationsFile, document).figures, document, path)


def speaking_of(
    scenario: Scenario, figures: Mapping[str, Observation], document: Document, path: Path
) -> Mapping[str, Observation]:
    """The figures of a file that speak of a scenario, checked; raises as `load_observations`."""
    kept = {}
    for name, each in figures.items():
        if not each.scenarios or scenario.name in each.scenarios:
            with scenario.counting():
                _Checked(name, each, document, scenario).check()
                kept[name] = each.model_copy(update={"unit": as_inside(each.unit)})
    if others := [f"{n} ({', '.join(each.scenarios)})" for n, each in figures.items() if n not in kept]:
        note(LEFT_OUT.format(file=path.name, name=scenario.name, names=", ".join(others)))
    return kept


class _Checked:
    """One figure of a file, checked against a scenario."""

    def __init__(self, name: str, each: Observation, document: Document, scenario: Scenario) -> None:
        self.name, self.each, self.document, self.scenario = name, each, document, scenario

    def check(self) -> None:
        each, scenario = self.each, self.scenario
        self._know("alternative", each.alternative, (BASELINE, *scenario.declared), "alternative")
        for row in each.source:
            self._know("evidence row", row, (*scenario.evidence, USER), "source")
        run = each.alternative in scenario.alternatives
        world = scenario.world(each.alternative) if run else scenario.baseline
        if each.terminal:
            self._know("terminal", each.terminal, world.port.terminals, "terminal")
        if run:
            for trait in each.cohort:
                self._know("trait", trait, (*world.port.traits, *world.port.cohorts), "cohort")
        if each.interval is not None:
            self._check_interval(each.interval, world)
        elif each.kpi is not None:
            self._know("kpi", each.kpi, scenario.library[KPI], "kpi")
        else:
            return
        self._check_statistic()
        self._check_unit()
        if run:
            self._check_independence(world)

    def _check_interval(self, interval: Interval, world: World) -> None:
        for stream in interval.streams:
            self._know("stream", stream, world.port.demand, "interval", "streams")
        streams = interval.streams or tuple(world.port.demand)
        known = [milestones_of(world, stream) for stream in streams]
        for field, key in KEYS.items():
            milestone = getattr(interval, field)
            if not any(milestone in each for each in known):
                self._know("milestone", milestone, set[str]().union(*known), "interval", key)

    def _check_statistic(self) -> None:
        each = self.each
        own = each.statistic or (
            "mean" if each.kpi is None else self.scenario.library[KPI][each.kpi].statistic
        )
        if not is_statistic(own):
            self._refuse(f"got {got(own)}{did_you_mean(own, ALLOWED)}", "statistic")
        if own in SHARES and each.limit is None and (each.kpi is None or each.statistic is not None):
            self._refuse(f"{own} needs a limit; write e.g. limit: 30 min", "statistic")
        if own not in SHARES and each.limit is not None:
            self._refuse(f"{own} reads no limit", "limit")

    def _check_unit(self) -> None:
        """Raises ConfigError: the observed figure is in another unit than what is held against it."""
        each = self.each
        try:
            kpi = each.compared_with(self.scenario.library)
        except PortsimError as error:
            self._refuse(str(error), "cohort")
        assert kpi is not None
        if each.interval is not None and each.statistic not in SHARES and each.unit not in UNITS:
            self._refuse(
                f"got {got(each.unit)}, allowed {', '.join(UNITS)}, the units of an interval", "unit"
            )
        unit = with_name(kpi.unit)
        if each.unit != unit:
            what = f"of {each.statistic or 'the figure'} of {each.measured_on}"
            self._refuse(
                f"got {got(each.unit)}, allowed {unit}, the unit {what}; "
                f"give `observed` and `band` in {unit} too",
                "unit",
            )

    def _check_independence(self, world: World) -> None:
        """Raises ConfigError: a number that decides the figure has it for a source."""
        kpi = self.each.compared_with(self.scenario.library)
        assert kpi is not None
        rows = [row for row in self.each.source if row != USER]
        document = ClaimDocument.named_by(rows, self.scenario.evidence)
        taken = {
            key: number.source
            for key, number in numbers_behind(deciding_kpi(kpi, world), world)
            if document.holds(number)
        }
        if taken:
            said = "; ".join(f"{key} [{' '.join(source)}]" for key, source in taken.items())
            self._refuse(
                f"the document of {' '.join(self.each.source)} is the source of numbers that decide "
                f"this figure: {said}; a figure that an input came from validates nothing: take it out, or "
                "give these numbers another source",
                "source",
            )

    def _know(self, what: str, name: str, known: Collection[str], *at: str) -> None:
        if name not in known:
            self._refuse(f"unknown {what} '{name}'{did_you_mean(name, known)}", *at, key=False)

    def _refuse(self, text: str, *at: str, key: bool = True) -> None:
        keys: Keys = ("figures", self.name, *at)
        said = f"{'.'.join(at)}: {text}" if key else text
        raise ConfigError(f"{self.document.where(keys)}: {self.name}: {said}")

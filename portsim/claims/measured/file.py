"""The file of `--observed`, read and checked against a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portsim.base.errors import ConfigError, Keys, did_you_mean
from portsim.base.notes import note
from portsim.claims.measured.comparison import Comparison, comparisons
from portsim.claims.measured.entry import MeasuredFile, Measurement
from portsim.claims.measured.log import MeasuredLog, read_measured
from portsim.claims.measured.short import described
from portsim.claims.observation import Observation
from portsim.claims.observations import speaking_of
from portsim.model.log_map import with_file
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.checking import build
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.raw import log_digest
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import Scenario

YAML = (".yaml", ".yml")


@dataclass(frozen=True, eq=False)
class Measured:
    """All that users measured, as one file says it.

    logs: by their names, with the samples of each comparison in `logs[each.log].samples(each.of)`.
    comparisons: in the order of the file. figures: single observed figures. sha256: of the file.
    """

    path: Path
    sha256: str
    logs: Mapping[str, MeasuredLog]
    comparisons: tuple[Comparison, ...]
    figures: Mapping[str, Observation]

    def facts(self) -> dict[str, object]:
        """What provenance has of it: files, SHA-256, how many rows, and how they were read."""
        logs = [
            {
                "name": each.name,
                "file": Path(each.entry.map.file).name,
                "sha256": each.sha256,
                "n": each.n,
                "stream": list(each.entry.stream),
                "alternative": each.entry.alternative,
                "band": each.entry.band.words() + (" (assumption)" if each.entry.assumed_band else ""),
                "hold_out": list(each.entry.hold_out),
                "source": each.entry.source,
                "read_as": each.reading.words(),
                "columns": each.reading.map,
            }
            for each in self.logs.values()
        ]
        return {"file": self.path.name, "sha256": self.sha256, "logs": logs, "figures": len(self.figures)}


def load_measured(path: Path, scenario: Scenario) -> Measured:
    """Read a YAML file of measured logs and figures, or one log whose columns have portsim's names.

    The scenario is one that `check_study` has given, so that it has the KPIs of its cohorts.

    Raises ConfigError: what is wrong with the file, a map, a log or a figure, with its place, what was got
    and what is allowed.
    """
    document = documented(path)
    file = build(MeasuredFile, document) if _is_yaml(path) else described(path, scenario.baseline)
    logs: dict[str, MeasuredLog] = {}
    found: list[Comparison] = []
    for name, given in file.observed.items():
        entry = _beside(given, path) if _is_yaml(path) else given
        _check_names(name, entry, document, scenario)
        world = scenario.world(entry.alternative)
        where = f"observed.{name}.log: {entry.map.file}"
        with _blamed(document, ("observed", name, "log")):
            logs[name] = read_measured(name, entry, world, where)
        if again := logs[name].again:
            note(f"observed.{name}.log: {Path(entry.map.file).name}: {again}")
        with _blamed(document, ("observed", name)):
            _check_weeks(logs[name])
            found += comparisons(logs[name], scenario)
    figures = speaking_of(scenario, file.figures, document, path) if file.figures else {}
    return Measured(path, log_digest(str(path)), logs, tuple(found), figures)


def documented(path: Path) -> Document:
    """The document of a YAML file, with its places; empty of a log."""
    return read(path) if _is_yaml(path) else Document({}, {})


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in YAML


def _beside(entry: Measurement, path: Path) -> Measurement:
    """The entry with its log beside the file that names it."""
    file = str(path.parent / entry.map.file)
    return entry.model_copy(update={"log": with_file(entry.log, file)})


def _check_names(name: str, entry: Measurement, document: Document, scenario: Scenario) -> None:
    known = (BASELINE, *scenario.declared)
    if entry.alternative not in known:
        at = document.where(("observed", name, "alternative"))
        raise ConfigError(
            f"{at}: unknown alternative '{entry.alternative}'{did_you_mean(entry.alternative, known)}"
        )
    if entry.alternative not in scenario.alternatives:
        at = document.where(("observed", name, "alternative"))
        raise ConfigError(f"{at}: alternative '{entry.alternative}' is not run; name it under compare")
    demand = scenario.world(entry.alternative).port.demand
    for stream in entry.stream:
        if stream not in demand:
            at = document.where(("observed", name, "stream"))
            raise ConfigError(f"{at}: unknown stream '{stream}'{did_you_mean(stream, demand)}")


def _check_weeks(log: MeasuredLog) -> None:
    """Raises LogError: a week is held out that the log does not have, or all are."""
    weeks = dict.fromkeys(log.weeks)
    for place, each in enumerate(log.entry.hold_out):
        if each not in weeks:
            raise LogError(
                f"no row of the log is in week {each}{did_you_mean(each, weeks)}", ("hold_out", place)
            )
    if log.entry.hold_out and set(weeks) <= set(log.entry.hold_out):
        raise LogError("all weeks of the log are held out; leave one in", ("hold_out",))


@contextmanager
def _blamed(document: Document, at: Keys) -> Iterator[None]:
    """Put the place of the file before the message about what it names."""
    try:
        yield
    except ConfigError as error:
        keys = error.keys if isinstance(error, LogError) else ()
        where = document.where((*at, *keys))
        raise ConfigError(f"{where}: {error}" if where.line else str(error)) from None

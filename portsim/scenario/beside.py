"""Files beside a scenario that are read with it: its evidence list, and the logs of streams."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from portsim.model.demand import Demand
from portsim.model.log_map import Named, file_of, with_file
from portsim.scenario.checking import build
from portsim.scenario.locate import log_path, named_file
from portsim.scenario.reading import Document, read
from portsim.scenario.sections import Evidence, EvidenceFile


def evidence_of(name: str | None, document: Document, path: Path) -> Mapping[str, Evidence]:
    """The rows of the evidence list that a scenario names, if any.

    Raises ConfigError: there is no such file, or it is no evidence list.
    """
    if name is None:
        return {}
    return build(EvidenceFile, read(named_file(("evidence",), document, path))).evidence


def with_logs(
    demand: Mapping[str, Demand],
    document: Document,
    path: Path,
    before: tuple[Document, Mapping[str, Demand]] | None,
) -> Mapping[str, Demand]:
    """The streams of a port, each log with the path of its file; `before` are the document and the streams of
    the scenario that was changed."""
    logs = {n: _log_of(n, d.log, document, path, before) for n, d in demand.items() if d.log is not None}
    if not logs:
        return demand
    return {n: d.model_copy(update={"log": logs[n]}) if n in logs else d for n, d in demand.items()}


def _log_of(
    stream: str,
    log: Named,
    document: Document,
    path: Path,
    before: tuple[Document, Mapping[str, Demand]] | None,
) -> Named:
    """The log that a stream names, with the path of its file: the one before, if the name is."""
    key = ("demand", stream, "log")
    if before is not None and before[0].at(key) == document.at(key):
        known = before[1][stream].log
        if known is not None:
            return with_file(log, file_of(known))
    return with_file(log, log_path(stream, file_of(log), document, path))

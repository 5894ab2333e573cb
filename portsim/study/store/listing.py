"""What a store holds, by scenario and alternative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.study.store.folder import Folder
from portsim.study.store.index import Index

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("scenario", "alternative", "portsim", "runs", "replications", "size", "last_used")


def listing(folder: Folder) -> pd.DataFrame:
    """One row per scenario, alternative and version of portsim, in the order of names.

    `runs` are different runs, `replications` the different numbers of theirs, `size` [byte] their share of
    the parts, `last_used` the time (UTC). A run counts for the scenario that ran it first. The index of the
    store is not written. Parts that cannot be read are left out.
    """
    import pandas as pd

    index, files = Index(folder), {each.name: each for each in folder.files()}
    index.refresh()
    rows = [row for name in index.parts if name in files for row in _rows(index, name, *files[name][1:])]
    names = ["scenario", "alternative", "portsim", "run", "replication", "size", "last_used"]
    table = pd.DataFrame(rows, columns=names)
    if not len(table):
        return pd.DataFrame(columns=list(COLUMNS))
    found = table.groupby(names[:3], as_index=False).agg(
        runs=("run", "nunique"),
        replications=("replication", "nunique"),
        size=("size", "sum"),
        last_used=("last_used", "max"),
    )
    found["size"] = found["size"].round().astype("int64")
    found["last_used"] = pd.to_datetime(found["last_used"].round(), unit="s", utc=True)
    return found[list(COLUMNS)]


def _rows(index: Index, name: str, size: int, used: float) -> Iterator[tuple[object, ...]]:
    facts = index.parts[name]
    whole = sum(run.size for run in facts.runs) or 1
    for run in facts.runs:
        share = size * run.size / whole
        yield run.scenario, run.alternative, run.version, run.run, run.replication, share, used

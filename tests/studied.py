"""A study in a process of its own, which tells how far it is and can be killed: a fork of one that has loaded
all that studies need, as Python takes longer to begin than a small study."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import portsim
from portsim.study.forks import context, load_ahead

REPLICATIONS = 6
LOADED = ("studied", "pandas", "scipy.special", "simpy", "portsim.study.study", "portsim.study.provenance")
TABLES = ("comparison", "precision", "stages", "hours", "ledger", "warm_up", "spread", "shipments")


def study(tell: Connection, store: str, out: str, seed: int) -> None:
    """Says `begun`, then each replication that is done, at last how many runs were not in the store."""
    scenario = portsim.load("tiny.yaml")
    tell.send("begun")
    answers = portsim.Store(store) if store else None
    found = portsim.compare(
        scenario, days=3, replications=REPLICATIONS, seed=seed, workers=1, answers=answers,
        progress=lambda done, total: tell.send(str(done)) if done else None,
    )  # fmt: skip
    Path(out).mkdir(exist_ok=True)
    for name in TABLES:
        found.table(name).to_csv(Path(out, name), float_format="%r")
    if answers is not None:
        tell.send(f"new {answers.new}")


class Apart:
    """Such a study, when it has begun."""

    def __init__(self, store: str, out: str, seed: int = 1) -> None:
        load_ahead(*LOADED)
        self._told, its = context().Pipe(duplex=False)
        self._process: Any = context().Process(target=study, args=(its, store, out, seed))
        self._process.start()
        its.close()
        assert self.told() == "begun"

    def told(self) -> str:
        """What it says next; nothing when it has ended."""
        try:
            return str(self._told.recv())
        except EOFError:
            return ""

    def killed(self) -> list[str]:
        """What it said that was not read yet, when it has been killed."""
        self._process.kill()
        return self._rest()

    def ended(self) -> list[str]:
        """What it said, when it has ended well."""
        said = self._rest()
        assert self._process.exitcode == 0
        return said

    def _rest(self) -> list[str]:
        said = list(iter(self.told, ""))
        self._process.join(120)
        return said

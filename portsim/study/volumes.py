"""The stated volumes of the streams, which scale the ledger to a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.kpis.year import DAYS
from portsim.model.port import Port
from portsim.scenario.rates import daily_rate
from portsim.study.question import Question, StudyResult

if TYPE_CHECKING:
    import pandas as pd


def _table(study: StudyResult) -> pd.DataFrame:
    return volumes_table(study.scenario.baseline.port)


def volumes_table(port: Port) -> pd.DataFrame:
    """The stated volumes that scale the ledger: stream, shipments a day and a year, source of the rate."""
    import pandas as pd

    rows = []
    for name, demand in port.demand.items():
        rate = daily_rate(port, name)
        stated = demand.volume
        if rate > 0 and stated is not None:
            rows.append((name, rate, DAYS * rate, " ".join(stated.source), stated.note))
    return pd.DataFrame(rows, columns=["stream", "per_day", "per_year", "source", "note"])


VOLUMES = Question("volumes", "The stated volumes that scale the ledger to a year", _table)

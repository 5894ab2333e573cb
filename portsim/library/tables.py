"""The tables of every study, in the order in which they are worked out."""

from __future__ import annotations

from dataclasses import replace

from portsim.report.pages.events import event_sentences
from portsim.study.audit import AUDIT
from portsim.study.backlog import BACKLOG
from portsim.study.changes import CHANGES
from portsim.study.comparison import COMPARISON
from portsim.study.events import EVENTS
from portsim.study.growth import GROWTH
from portsim.study.held.tables import OBSERVED, OBSERVED_CURVES, OBSERVED_HOURS, OBSERVED_QUANTILES
from portsim.study.hours import HOURS
from portsim.study.ledger import LEDGER_OF_A_YEAR, PAYERS_OF_A_YEAR
from portsim.study.logs import LOGS
from portsim.study.precision import PRECISION, TOO_SHORT
from portsim.study.question import StudyResult, table
from portsim.study.shipments import SHIPMENTS
from portsim.study.spread import SPREAD
from portsim.study.stages import STAGES
from portsim.study.validation import VALIDATION
from portsim.study.volumes import VOLUMES
from portsim.study.warm_up import WARM_UP


def _of_events(study: StudyResult) -> list[str]:
    return event_sentences(study.table(EVENTS.name))


table(COMPARISON)
table(PRECISION)
table(TOO_SHORT)
table(GROWTH)
table(STAGES)
table(HOURS)
table(SPREAD)
table(SHIPMENTS)
table(LEDGER_OF_A_YEAR)
table(PAYERS_OF_A_YEAR)
table(VOLUMES)
table(LOGS)
table(CHANGES)
table(AUDIT)
table(VALIDATION)
table(replace(EVENTS, sentences=_of_events))
table(BACKLOG)
table(OBSERVED)
table(OBSERVED_QUANTILES)
table(OBSERVED_HOURS)
table(OBSERVED_CURVES)
table(WARM_UP)

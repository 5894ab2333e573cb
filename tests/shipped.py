"""What portsim ships, for tests of all of it."""

from portsim.kpis.kpi import KPI
from portsim.kpis.ledger import ENTRY
from portsim.model.flow import FLOW
from portsim.model.measure import MEASURE
from portsim.scenario.plugins import library

LIBRARY = library(plugins=False)
FLOWS, MEASURES, KPIS, ENTRIES = LIBRARY[FLOW], LIBRARY[MEASURE], LIBRARY[KPI], LIBRARY[ENTRY]

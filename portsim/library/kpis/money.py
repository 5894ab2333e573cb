"""KPIs of a year: costs by who bears them, sheets of paper, and the labour of companies."""

from __future__ import annotations

from portsim.kpis.cost import MILLION, Cost
from portsim.kpis.kpi import kpi
from portsim.kpis.labour import CompanyLabour
from portsim.kpis.yearly import Yearly
from portsim.model.payers import COMPANIES

PAPER = ("sheets", "courier_trips", "handover_hours")


kpi("company_cost", "Costs borne by companies", "M yuan/y", "less", Cost(COMPANIES), scale=MILLION)


kpi(
    "ashore_cost",
    "Costs borne by companies ashore, shipping lines left out",
    "M yuan/y",
    "less",
    Cost(tuple(payer for payer in COMPANIES if payer != "shipping_line")),
    scale=MILLION,
)


kpi("total_cost", "Costs borne by all payers", "M yuan/y", "less", Cost(), scale=MILLION)


kpi("paper_cost", "Costs of papers handed over", "M yuan/y", "less", Cost(entries=PAPER), scale=MILLION)


kpi("sheets", "Sheets of paper handed over", "M sheets/y", "less", Yearly("sheets"), scale=MILLION)


kpi("company_labour", "Labour of companies per shipment", "h/shipment", "less", CompanyLabour())

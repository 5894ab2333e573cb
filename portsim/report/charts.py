"""Every chart of the report under one name: each takes a table and axes, and gives the drawing back."""

from portsim.report.chart_backlog import backlog
from portsim.report.chart_claims import claims_chart
from portsim.report.chart_distribution import distribution_before_after
from portsim.report.chart_hours import hours_of_day
from portsim.report.chart_payers import payers_chart
from portsim.report.chart_procedure import time_procedure
from portsim.report.chart_savings import savings, savings_panel

__all__ = [
    "backlog",
    "claims_chart",
    "distribution_before_after",
    "hours_of_day",
    "payers_chart",
    "savings",
    "savings_panel",
    "time_procedure",
]

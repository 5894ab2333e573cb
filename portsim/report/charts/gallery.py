"""Every chart of the report under one name: each takes a table and axes, and gives the drawing back."""

from portsim.report.charts.attribute import attribute_chart
from portsim.report.charts.backlog import backlog
from portsim.report.charts.breakeven import breakeven_chart, net_benefit_chart
from portsim.report.charts.calibration import figures_chart, inputs_chart
from portsim.report.charts.claims import claims_chart
from portsim.report.charts.control import control_chart, control_panel
from portsim.report.charts.distribution import distribution_before_after
from portsim.report.charts.forest import forest
from portsim.report.charts.half_widths import half_widths_chart
from portsim.report.charts.hours import hours_of_day
from portsim.report.charts.payers import payers_chart
from portsim.report.charts.procedure import time_procedure
from portsim.report.charts.savings import savings
from portsim.report.charts.size import size_chart, size_panel
from portsim.report.charts.style import figure_of, save
from portsim.report.charts.uncertain import tornado_chart, verdicts_chart
from portsim.report.charts.validation import validation_chart

__all__ = [
    "attribute_chart",
    "backlog",
    "breakeven_chart",
    "claims_chart",
    "control_chart",
    "control_panel",
    "distribution_before_after",
    "figure_of",
    "figures_chart",
    "forest",
    "half_widths_chart",
    "hours_of_day",
    "inputs_chart",
    "net_benefit_chart",
    "payers_chart",
    "save",
    "savings",
    "size_chart",
    "size_panel",
    "time_procedure",
    "tornado_chart",
    "validation_chart",
    "verdicts_chart",
]

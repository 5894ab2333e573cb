"""Every chart of the report under one name: each takes a table and axes, and gives the drawing back."""

from portsim.report.charts.asked import asked
from portsim.report.charts.attribute import attribute_chart as _attribute_chart
from portsim.report.charts.backlog import backlog as _backlog
from portsim.report.charts.breakeven import breakeven_chart as _breakeven_chart
from portsim.report.charts.breakeven import net_benefit_chart as _net_benefit_chart
from portsim.report.charts.calibration import figures_chart as _figures_chart
from portsim.report.charts.calibration import inputs_chart as _inputs_chart
from portsim.report.charts.claims import claims_chart as _claims_chart
from portsim.report.charts.control import control_chart as _control_chart
from portsim.report.charts.control import control_panel as _control_panel
from portsim.report.charts.distribution import distribution_before_after as _distribution_before_after
from portsim.report.charts.forest import forest as _forest
from portsim.report.charts.half_widths import half_widths_chart as _half_widths_chart
from portsim.report.charts.hours import hours_of_day as _hours_of_day
from portsim.report.charts.payers import payers_chart as _payers_chart
from portsim.report.charts.procedure import time_procedure as _time_procedure
from portsim.report.charts.savings import savings as _savings
from portsim.report.charts.size import size_chart as _size_chart
from portsim.report.charts.size import size_panel as _size_panel
from portsim.report.charts.style import figure_of, save
from portsim.report.charts.uncertain import tornado_chart as _tornado_chart
from portsim.report.charts.uncertain import verdicts_chart as _verdicts_chart
from portsim.report.charts.validation import validation_chart as _validation_chart

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

attribute_chart = asked(_attribute_chart)
backlog = asked(_backlog)
breakeven_chart = asked(_breakeven_chart)
claims_chart = asked(_claims_chart)
control_chart = asked(_control_chart)
control_panel = asked(_control_panel)
distribution_before_after = asked(_distribution_before_after)
figures_chart = asked(_figures_chart)
forest = asked(_forest)
half_widths_chart = asked(_half_widths_chart)
hours_of_day = asked(_hours_of_day)
inputs_chart = asked(_inputs_chart)
net_benefit_chart = asked(_net_benefit_chart)
payers_chart = asked(_payers_chart)
savings = asked(_savings)
size_chart = asked(_size_chart)
size_panel = asked(_size_panel)
time_procedure = asked(_time_procedure)
tornado_chart = asked(_tornado_chart)
validation_chart = asked(_validation_chart)
verdicts_chart = asked(_verdicts_chart)

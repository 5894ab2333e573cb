"""The commands of the command line, in the order in which `--help` lists them."""

from __future__ import annotations

from cyclopts import App

from portsim.base.version import VERSION
from portsim.cli import lists, scenarios, studies
from portsim.cli.questions_attribute import attribute
from portsim.cli.questions_breakeven import breakeven
from portsim.cli.questions_control import control
from portsim.cli.questions_precision import precision
from portsim.cli.questions_size import size
from portsim.cli.questions_uncertainty import uncertainty
from portsim.cli.serve import serve
from portsim.cli.store import store

app = App(
    name="portsim",
    version=VERSION,
    help="Simulate port clearance and compare digital measures, paired and with confidence intervals.",
    help_format="plaintext",
    help_on_error=False,
    suppress_keyboard_interrupt=False,
)
app.command(studies.run)
app.command(studies.compare)
app.command(studies.claims)
app.command(precision)
app.command(attribute)
app.command(uncertainty)
app.command(breakeven)
app.command(size)
app.command(control)
app.command(serve)
app.command(scenarios.show)
app.command(scenarios.describe)
app.command(scenarios.sources)
app.command(scenarios.diff)
app.command(scenarios.validate)
app.command(lists.list_, name="list")
app.command(lists.schema)
app.command(store)

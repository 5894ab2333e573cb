"""The commands of the command line, in the order in which `--help` lists them."""

from __future__ import annotations

from collections.abc import Callable

from cyclopts import App

from portsim.base.version import VERSION
from portsim.cli import lists, scenarios, studies
from portsim.cli.doctor import doctor
from portsim.cli.examples import EXAMPLES, FIRST, epilogue
from portsim.cli.fitting import fit
from portsim.cli.flowing import flowing
from portsim.cli.init import init
from portsim.cli.logs import export, log
from portsim.cli.playing import play
from portsim.cli.questions_attribute import attribute
from portsim.cli.questions_breakeven import breakeven
from portsim.cli.questions_calibrate import calibrate
from portsim.cli.questions_control import control
from portsim.cli.questions_forecast import forecast
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
    help_epilogue=epilogue(FIRST),
    help_on_error=False,
    suppress_keyboard_interrupt=False,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "run": studies.run,
    "compare": studies.compare,
    "claims": studies.claims,
    "precision": precision,
    "attribute": attribute,
    "uncertainty": uncertainty,
    "breakeven": breakeven,
    "size": size,
    "control": control,
    "calibrate": calibrate,
    "forecast": forecast,
    "serve": serve,
    "fit": fit,
    "export": export,
    "play": play,
    "show": scenarios.show,
    "describe": scenarios.describe,
    "sources": scenarios.sources,
    "diff": scenarios.diff,
    "validate": scenarios.validate,
    "doctor": doctor,
    "list": lists.list_,
    "schema": lists.schema,
}
for name, command in COMMANDS.items():
    app.command(flowing(command), name=name, help_epilogue=epilogue(EXAMPLES[name]))
app.command(log)
app.command(store)

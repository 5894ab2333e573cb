"""The command line: `portsim run | compare | claims | show | sources | diff | validate | list | schema`."""

from __future__ import annotations

import os
import signal
import sys

from cyclopts import App

from portsim.base.errors import PortsimError
from portsim.base.notes import notes_shown
from portsim.base.version import VERSION
from portsim.cli import lists, scenarios, studies

app = App(
    name="portsim",
    version=VERSION,
    help="Simulate port clearance and compare digital measures, paired and with confidence intervals.",
    help_on_error=False,
    suppress_keyboard_interrupt=False,
)
app.command(studies.run)
app.command(studies.compare)
app.command(studies.claims)
app.command(scenarios.show)
app.command(scenarios.sources)
app.command(scenarios.diff)
app.command(scenarios.validate)
app.command(lists.list_, name="list")
app.command(lists.schema)


def main() -> None:
    """Run the command line; a user's error is one message on stderr and exit code 2."""
    from cyclopts import CycloptsError

    signal.signal(signal.SIGTERM, _stop)
    try:
        with notes_shown(lambda text: print(f"note: {text}", file=sys.stderr)):
            app(exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except PortsimError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except CycloptsError as error:
        print(f"{error}; see portsim --help", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("stopped; earlier results are unchanged", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # the reader of our output has gone, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        what = "cannot write the output" if error.filename is None else str(error.filename)
        print(f"{what}: {error.strerror}", file=sys.stderr)
        sys.exit(2)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()

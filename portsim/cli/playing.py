"""The command that plays a day of two alternatives: `play`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.language import t
from portsim.base.printable import say
from portsim.cli.options import OneRun, whole

DEFAULTS = OneRun()


def play(
    scenario: str,
    *,
    out: Path,
    alternative: str | None = None,
    day: Annotated[int | None, Parameter(converter=whole)] = None,
    replication: Annotated[int, Parameter(converter=whole)] = 0,
    options: OneRun = DEFAULTS,
) -> None:
    """Write a page that plays a day of the baseline and an alternative side by side, with the same trucks.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    out:
        The page that is written, one HTML file that needs no network.
    alternative:
        A name under `compare`; the first one if none is named.
    day:
        Which of the counted days, from 1; the one with the hour in which most wait by default.
    replication:
        Which replication, from 0.
    """
    from portsim.report.play.play import play as write

    chosen = options.load(scenario)
    size = write(
        chosen, out, alternative=alternative, day=day, replication=replication, language=options.languages[0]
    )
    say(t("{file}: {size:.2f} MB; open it in a browser", file=out, size=size / 1e6))

"""Commands that read a scenario and run nothing: `show`, `sources`, `diff`, `validate`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError
from portsim.base.printable import say
from portsim.cli.options import Reading

DEFAULTS = Reading()


def show(
    name: str,
    *,
    scenario: str = "ocean_gate",
    alternative: str = "baseline",
    diagram: Annotated[bool, Parameter(help="Print a Mermaid diagram instead.", negative=())] = False,
    table: Annotated[
        bool, Parameter(help="Print the rows that the engines read instead.", negative=())
    ] = False,
    options: Reading = DEFAULTS,
) -> None:
    """Show a flow as sentences, as it stands in an alternative of a scenario.

    Parameters
    ----------
    name:
        Name of a flow; `portsim list` names them.
    """
    from portsim.base.errors import did_you_mean
    from portsim.model.describe import mermaid, sentence

    world = options.load(scenario).world(alternative)
    flows, calendars = world.flows, world.port.calendars
    if name not in flows:
        raise PortsimError(f"unknown flow '{name}'{did_you_mean(name, flows)}")
    if table:
        from portsim.engine.lowering import programs_of
        from portsim.engine.program import listing

        say(listing(name, programs_of(world)))
    else:
        say((mermaid if diagram else sentence)(flows[name], calendars))


def sources(scenario: str = "xiamen", *, options: Reading = DEFAULTS) -> None:
    """List every number of a scenario with its source and range, the assumed first.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.report.terminal.screens import show_sources

    show_sources(options.load(scenario))


def diff(scenario: str, alternative: str | None = None, *, options: Reading = DEFAULTS) -> None:
    """Show what the measures of each alternative change: key: old -> new (measure).

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        Only this one.
    """
    chosen = options.load(scenario)
    for change in chosen.set_by_user:
        say(str(change))
    if chosen.in_place:
        say("in place, in all alternatives:")
        for change in chosen.baseline.changes:
            say(f"  {change}")
    for name in [alternative] if alternative else list(chosen.compare):
        say(f"{name}:")
        for change in chosen.world(name).changes:
            say(f"  {change}")


def validate(scenario: str, *, options: Reading = DEFAULTS) -> None:
    """Check a scenario without running it: names, units, sources, flows, signals, deadlocks, offered load.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.claims.claim import load_claims
    from portsim.report.terminal.screens import show_loads, show_logs, show_overloads
    from portsim.study.checks import check_study
    from portsim.study.traces import tell_of_logs
    from portsim.workload.size import check_size

    chosen = options.load(scenario)
    chosen = check_study(chosen)
    if chosen.claims is not None:
        load_claims(chosen.claims, chosen)
    tell_of_logs(chosen)
    show_logs(chosen)
    show_loads(chosen)
    show_overloads(chosen)
    for alternative in chosen.alternatives:
        check_size(chosen.world(alternative), chosen.study.horizon)
    say(f"{chosen.path}: no problems found (identity {chosen.identity})")

"""The command line: `portsim run | compare | claims | show | sources | diff | validate | list | schema`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from portsim import __version__
from portsim.base.errors import PortsimError
from portsim.cli.options import Days, Engine, Out, Replications, Seed, Sets, Workers, footing, scenario_of
from portsim.model.registry import load_library

app = App(
    name="portsim",
    version=__version__,
    help="Simulate port clearance and compare digital measures, paired and with confidence intervals.",
    help_on_error=False,
    suppress_keyboard_interrupt=False,
)


@app.command
def run(
    scenario: str,
    *,
    alternative: str = "baseline",
    days: Days = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = 0,
    engine: Engine = None,
    out: Out = None,
    set_: Sets = None,
) -> None:
    """Run one alternative of a scenario: its KPIs with 95 % CI, and the records of one run as Parquet.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        baseline, or a name under `compare`.
    """
    from portsim.base.files import check_folder
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.screens import show_kpis
    from portsim.study import study
    from portsim.study.engines import settled
    from portsim.study.provenance import add_provenance

    chosen = scenario_of(scenario, set_, engine, days=days, replications=replications, seed=seed)
    chosen.world(alternative)
    chosen = settled(chosen, chosen.study.replications)
    folder = out or Path("results") / f"{chosen.name}_{alternative}"
    check_folder(folder, "visits.parquet")
    with Progress(f"{chosen.name}: {alternative}") as progress:
        result = study.run_replications(chosen, alternative, workers, folder, progress)
    add_provenance(chosen, alternative, folder)
    show_kpis(result, title=f"{chosen.title}: {alternative}", footing=footing(chosen))
    print(f"records of replication 0 and provenance.json: {folder}")


@app.command
def compare(
    scenario: str,
    *,
    days: Days = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = 0,
    engine: Engine = None,
    out: Out = None,
    set_: Sets = None,
) -> None:
    """Compare all alternatives of a scenario with its baseline, audit its claims, write tables and charts.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.base.files import check_folder
    from portsim.report import folder as results
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.screens import show_claims, show_comparison, show_outages, show_payers
    from portsim.study import study

    chosen = scenario_of(scenario, set_, engine, days=days, replications=replications, seed=seed)
    folder = out or Path("results") / chosen.name
    check_folder(folder, "provenance.json")
    with Progress(f"{chosen.name}: {len(chosen.alternatives)} alternatives") as progress:
        result = study.compare(chosen, workers=workers, progress=progress)
    results.write(result, folder)
    show_comparison(result.comparison, footing=footing(chosen))
    show_payers(result.payers)
    show_outages(result.outages)
    if len(result.audit):
        show_claims(result.audit, footing=footing(chosen))
    print(f"results: {folder}  (report: {folder / 'report.md'})")


@app.command
def claims(
    scenario: str = "xiamen",
    *,
    why: str | None = None,
    days: Days = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = 0,
    engine: Engine = None,
    set_: Sets = None,
) -> None:
    """Audit the reported results: simulated figures with CI, verdict, cause, deciding parameters.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    why:
        Run nothing; show the chain behind this claim: KPIs, steps, parameters, sources.
    """
    from portsim.claims.claim import load_claims

    chosen = scenario_of(scenario, set_, engine, days=days, replications=replications, seed=seed)
    if chosen.claims is None:
        raise PortsimError(f"{chosen.path}: names no claims file; add `claims: FILE.yaml`")
    texts = load_claims(chosen.claims, chosen)
    if why is not None:
        from portsim.base.errors import did_you_mean
        from portsim.claims.chain import follow
        from portsim.report.terminal.why import show_why

        name = next((name for name in texts if name.casefold() == why.casefold()), None)
        if name is None:
            raise PortsimError(f"unknown claim '{why}'{did_you_mean(why, texts)}")
        return show_why(follow(name, texts[name], chosen))
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.screens import show_causes, show_claims
    from portsim.study import study

    needed = {reading.scenario for claim in texts.values() for reading in claim.readings}
    with Progress(f"{chosen.name}: claims") as progress:
        result = study.compare(chosen.only(*needed), workers=workers, progress=progress)
    show_claims(result.audit, footing=footing(chosen))
    show_causes(result.audit, result.causes)


@app.command
def show(
    name: str,
    *,
    scenario: str = "ocean_gate",
    alternative: str = "baseline",
    diagram: Annotated[bool, Parameter(help="Print a Mermaid diagram instead.", negative=())] = False,
    table: Annotated[
        bool, Parameter(help="Print the rows that the engines read instead.", negative=())
    ] = False,
) -> None:
    """Show a flow as sentences, as it stands in an alternative of a scenario.

    Parameters
    ----------
    name:
        Name of a flow; `portsim list` names them.
    """
    from portsim.base.errors import did_you_mean
    from portsim.model.describe import mermaid, sentence
    from portsim.scenario.scenario import load

    world = load(scenario).world(alternative)
    flows, calendars = world.flows, world.port.calendars
    if name not in flows:
        raise PortsimError(f"unknown flow '{name}'{did_you_mean(name, flows)}")
    if table:
        from portsim.engine.lowering import programs_of
        from portsim.engine.program import listing

        print(listing(name, programs_of(world)))
    else:
        print((mermaid if diagram else sentence)(flows[name], calendars))


@app.command(name="sources")
def sources_(scenario: str = "xiamen", *, set_: Sets = None) -> None:
    """List every number of a scenario with its source and range, the assumed first.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.report.terminal.screens import show_sources

    show_sources(scenario_of(scenario, set_))


@app.command
def diff(scenario: str, alternative: str | None = None, *, set_: Sets = None) -> None:
    """Show what the measures of each alternative change: key: old -> new (measure).

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        Only this one.
    """
    chosen = scenario_of(scenario, set_)
    for change in chosen.set_by_user:
        print(change)
    for name in [alternative] if alternative else list(chosen.compare):
        print(f"{name}:")
        for change in chosen.world(name).changes:
            print(f"  {change}")


@app.command
def validate(scenario: str, *, set_: Sets = None) -> None:
    """Check a scenario without running it: names, units, sources, flows, signals, deadlocks, offered load.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.claims.claim import load_claims
    from portsim.kpis.tariffs import check_tariffs
    from portsim.report.terminal.screens import show_loads, show_overloads

    chosen = scenario_of(scenario, set_)
    load_library()
    check_tariffs(chosen)
    if chosen.claims is not None:
        load_claims(chosen.claims, chosen)
    show_loads(chosen)
    show_overloads(chosen)
    print(f"{chosen.path}: all is well (config hash {chosen.config_hash})")


@app.command(name="list")
def list_(kind: Literal["scenarios", "measures", "flows", "kpis"] | None = None) -> None:
    """List scenarios, measures, flows and KPIs.

    Parameters
    ----------
    kind:
        Only this kind.
    """
    from portsim.report.terminal.screens import show_registries

    show_registries(kind)


@app.command
def schema(out: Path | None = None) -> None:
    """Write the JSON Schema of scenario files, for completion and checks in editors.

    Parameters
    ----------
    out:
        File to write; the terminal by default.
    """
    import json

    from portsim.base.files import write_text
    from portsim.scenario.schema import json_schema

    text = json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"
    if out is None:
        print(text, end="")
    else:
        write_text(out, text)


def main() -> None:
    """Run the command line; a user's error is one message on stderr and exit code 2."""
    from cyclopts import CycloptsError

    signal.signal(signal.SIGTERM, _stop)
    try:
        app(exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except PortsimError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except CycloptsError as error:
        print(f"{error}; see portsim --help", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("stopped; earlier results are untouched", file=sys.stderr)
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

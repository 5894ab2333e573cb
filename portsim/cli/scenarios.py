"""Commands that read a scenario and run nothing: `show`, `sources`, `diff`, `validate` without a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portsim.base.errors import ConfigError, PortsimError
from portsim.base.language import known, t
from portsim.base.notes import note
from portsim.base.printable import say
from portsim.cli.options import AsCsv, Observed, Reading, Running, Verbose, footing, say_csv

if TYPE_CHECKING:
    from portsim.model.flow import Flow
    from portsim.scenario.scenario import Scenario

DEFAULTS = Reading()
RUNNING = Running()


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
        Name of a flow; `portsim list flows` names them.
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        baseline, or a name under `compare`.
    """
    from portsim.base.errors import did_you_mean
    from portsim.model.describe import mermaid, sentence

    if diagram and table:
        raise PortsimError("--diagram: got --table too, allowed one of them; leave one out")
    world = options.load(scenario).world(alternative)
    flows, port = world.flows, world.port
    if name not in flows:
        if name in port.demand:
            own = ", ".join(world.streams.threads[name])
            raise PortsimError(f"'{name}' is a stream; give one of its flows: {own}")
        raise PortsimError(f"unknown flow '{name}'{did_you_mean(name, flows)}")
    if table:
        from portsim.engine.lowering import programs_of
        from portsim.engine.program import listing

        say(listing(name, programs_of(world)))
    else:
        say((mermaid if diagram else sentence)(flows[name], port.calendars, port.levels))
        if not diagram:
            _say_steps(flows[name])
            _say_columns(flows[name])


def _say_steps(flow: Flow) -> None:
    """Print the labels of the steps at which a list can say that shipments stand."""
    if labels := [step.label for step in flow.all_steps if step.can_be_stood_at]:
        say(t("Steps of a list of what stands where (docs/forecast.md): {steps}", steps=", ".join(labels)))


def _say_columns(flow: Flow) -> None:
    """Print how a log's map names the steps of a flow, each with what its column holds."""
    columns = {
        f"{flow.name}.{step.label}": t("time of {task} [min]", task=step.named("tasks")[0])
        if step.named("tasks")
        else t("whether {chance} (0 or 1)", chance=step.named("chances")[0])
        for step in flow.all_steps
        if step.named("tasks") or step.named("chances")
    }
    if columns:
        say(t("Columns of a log (docs/logs.md):"))
        longest = max(map(len, columns))
        for column, what in columns.items():
            say(f"  {column:{longest}}  {what}")


def describe(
    scenario: str = "xiamen",
    *,
    into: Annotated[
        Path | None, Parameter(help="A Markdown file whose marked parts are written anew; all else stays.")
    ] = None,
    options: Reading = DEFAULTS,
) -> None:
    """Tell a scenario's model as a Markdown page: streams, flows with diagrams, numbers, measures, sources.

    Each part stands between two marks, so that a page can be written around them and renewed with --into.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.base.files import read_text, write_text
    from portsim.report.filled import filled, page
    from portsim.report.pages.model import WHOLE, parts

    chosen = options.load(scenario)
    if into is None:
        say(filled(page(chosen.title, WHOLE), parts(chosen), "page"))
    else:
        write_text(into, filled(read_text(into), parts(chosen), str(into)))


def sources(
    scenario: str = "xiamen", *, csv: AsCsv = False, verbose: Verbose = False, options: Reading = DEFAULTS
) -> None:
    """List every number of a scenario with its source and range, the assumed first.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.report.terminal.sources import numbers_table, show_sources

    chosen = options.load(scenario)
    if csv:
        say_csv(numbers_table(chosen))
    else:
        show_sources(chosen, notes=verbose)


def diff(scenario: str, alternative: str | None = None, *, options: Reading = DEFAULTS) -> None:
    """Show what the measures of each alternative change: key: old -> new (measure).

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        Only this one.
    """
    from portsim.scenario.titles import titles

    chosen = options.load(scenario)
    called = titles(chosen)
    for gone in chosen.left_out:
        say(str(gone))
    for change in chosen.set_by_user:
        say(str(change))
    if chosen.in_place:
        say("in place, in all alternatives:")
        for change in chosen.baseline.changes_run:
            say(f"  {change}")
    for name in [alternative] if alternative else list(chosen.compare):
        changes = chosen.world(name).changes_run
        say(f"{name} ({known(called[name])}):" if name in called else f"{name}:")
        for change in changes:
            say(f"  {change}")


def validate(
    scenario: str,
    *,
    against: Annotated[
        Path | None,
        Parameter(help="Run the scenario and hold it against the published figures of this file."),
    ] = None,
    observed: Observed = None,
    options: Running = RUNNING,
) -> None:
    """Check a scenario without running it: names, units, sources, flows, signals, deadlocks, offered load.

    With --against it is run and held against published figures: met, missed,
    by how much, why; with --observed against what you measured. Misses are a
    finding and no failure: the exit code is 0.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    if against is None and observed is None:
        _check(options.running_nothing("validate without --against or --observed").load(scenario))
    else:
        _hold(options.load(scenario), against, observed, options)


def _hold(scenario: Scenario, against: Path | None, observed: Path | None, options: Running) -> None:
    """Run the alternatives that published figures, or what users measured, speak of, and print what becomes
    of them."""
    from portsim.claims.measured.file import load_measured
    from portsim.claims.observations import observations_of
    from portsim.report.terminal.held import show_held
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.validation import show_validation
    from portsim.scenario.locate import observations_file
    from portsim.study.checks import check_study
    from portsim.study.study import compare

    chosen = replace(scenario, validation=None if against is None else observations_file(against))
    figures = observations_of(check_study(chosen))
    needed = {each.alternative for each in figures.values() if each.measured_on}
    if observed is not None:
        measured = load_measured(observed, check_study(chosen))
        needed |= {each.alternative for each in measured.comparisons}
        needed |= {each.alternative for each in measured.figures.values() if each.measured_on}
    with (
        options.answers() as answers,
        Progress(t("{name}: validation", name=chosen.name), at_once=options.at_once) as progress,
    ):
        result = compare(
            chosen.only(*needed.intersection(chosen.alternatives)),
            workers=options.workers,
            claims=False,
            progress=progress,
            answers=answers,
            against=observed,
        )
    if len(result.table("validation")) or observed is None:
        show_validation(result.table("validation"), footing=footing(result.scenario), why=True)
    show_held(result, footing=footing(result.scenario))


def _check_risk(scenario: Scenario) -> None:
    """Check what portsim control reads; of a file that is extended a mistake is told, and is none of this.

    Raises ConfigError: the section risk of the scenario's own file names what the port does not have.
    """
    from portsim.study.control.question import check_risk

    try:
        check_risk(scenario)
    except ConfigError as error:
        if scenario.document.where(("risk",)).file == str(scenario.path):
            raise
        note(f"{error}; portsim control needs it")


def _check(chosen: Scenario) -> None:
    from portsim.claims.claim import load_claims
    from portsim.claims.observations import observations_of
    from portsim.report.terminal.screens import full_places, show_loads, show_logs, show_overloads
    from portsim.scenario.inputs import inputs
    from portsim.scenario.rounded import tell_of_rounding
    from portsim.study.checks import check_study
    from portsim.study.traces import tell_of_logs
    from portsim.workload.size import check_size

    chosen = check_study(chosen)
    inputs(chosen)  # groups of them that move together name numbers that can be varied, each once
    if chosen.claims is not None:
        load_claims(chosen.claims, chosen)
    observations_of(chosen)
    _check_risk(chosen)
    tell_of_logs(chosen)
    tell_of_rounding(chosen, chosen.alternatives)
    show_logs(chosen)
    show_loads(chosen)
    show_overloads(chosen)
    for alternative in chosen.alternatives:
        check_size(chosen.world(alternative), chosen.study.horizon)
    full = full_places(chosen)
    if full:
        say(t("{path}: expect queues, as these places are full in the baseline:", path=chosen.path))
        for each in full:
            say(f"  {each}")
        said = t(
            "{path}: no mistakes found in the file (identity {identity})",
            path=chosen.path,
            identity=chosen.identity,
        )
    else:
        said = t(
            "{path}: no problems found (identity {identity})", path=chosen.path, identity=chosen.identity
        )
    say(said)

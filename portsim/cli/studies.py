"""Commands that run a scenario: `run`, `compare`, `claims`."""

from __future__ import annotations

from pathlib import Path

from portsim.base.errors import PortsimError
from portsim.base.language import counted, known, named, t
from portsim.base.printable import say
from portsim.cli.chosen import Chosen, with_chosen
from portsim.cli.options import Observed, Out, Running, Verbose, footing

DEFAULTS = Running()


def run(
    scenario: str,
    *,
    alternative: str = "baseline",
    out: Out = None,
    verbose: Verbose = False,
    options: Running = DEFAULTS,
) -> None:
    """Run one alternative of a scenario: its KPIs with 95 % CI, and the records of one run as Parquet.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    alternative:
        baseline, or a name under `compare`.
    """
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.screens import show_kpis, show_logs
    from portsim.report.terminal.validation import show_validation
    from portsim.report.validated import validation_in_words
    from portsim.study.aims import looked_at
    from portsim.study.engines import settled
    from portsim.study.one_alternative import run_replications
    from portsim.study.traces import prepared

    chosen = options.load(scenario)
    chosen.world(alternative)
    chosen = prepared(chosen, (alternative,))
    chosen = settled(chosen, chosen.study.replications)
    folder = out or Path("results") / f"{chosen.name}_{alternative}"
    told = t("{title}: {name}", title=chosen.name, name=named(alternative))
    with (
        options.answers() as answers,
        Progress(told, at_once=options.at_once) as progress,
    ):
        result = run_replications(chosen, alternative, options.workers, folder, progress, answers)
    show_logs(chosen)
    title = t("{title}: {name}", title=known(chosen.title), name=named(alternative))
    show_kpis(result.kpis, title, footing(chosen), first=None if verbose else looked_at(chosen))
    if verbose and len(result.validation):
        show_validation(result.validation, footing=footing(chosen))
    elif len(result.validation):
        say(validation_in_words(result.validation))
    say(t("records of replication 0 and provenance.json: {folder}", folder=folder))


def compare(
    scenario: str,
    *,
    alternative: Chosen = None,
    out: Out = None,
    sure: Path | None = None,
    play: bool = True,
    observed: Observed = None,
    verbose: Verbose = False,
    options: Running = DEFAULTS,
) -> None:
    """Compare all alternatives of a scenario with its baseline, audit its claims, write report and charts.

    It ends with the answer: what pays, which claims hold, and where the page is.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    sure:
        Folder that portsim uncertainty left for this scenario; results/<scenario>_uncertainty by default.
    play:
        Also write play.html, a day with and without what pays most; one replication is run again for it.
    """
    from portsim.base.folders import staged_folder
    from portsim.report import folder as results
    from portsim.report.terminal.progress import Progress, charts_take
    from portsim.report.terminal.screens import show_answer, show_details
    from portsim.study import study
    from portsim.study.uncertainty.earlier import asked_for, found_beside

    chosen = with_chosen(options.load(scenario, charts=True), alternative)
    folder = out or Path("results") / chosen.name
    known = found_beside(folder.parent, chosen) if sure is None else asked_for(sure, chosen)
    with staged_folder(folder, mark=results.MARK) as partial:
        many = len(chosen.compare)  # as the answer counts them: the baseline is none of them
        title = counted(many, "{name}: {n} alternative", "{name}: {n} alternatives", name=chosen.name)
        charts = charts_take(len(chosen.alternatives))
        with (
            options.answers() as answers,
            Progress(title, afterwards=charts, at_once=options.at_once) as progress,
        ):
            result = study.compare(
                chosen, workers=options.workers, progress=progress, answers=answers, against=observed
            )
            progress.doing(t("tables and charts"))
            results.fill(result, partial, options.workers, known, options.languages, play=play)
    chosen = result.scenario
    if verbose:
        show_details(result, footing=footing(chosen))
    show_answer(result, folder / results.PAGE, footing(chosen), {} if known is None else known.in_percent)


def claims(
    scenario: str = "xiamen",
    *,
    why: str | None = None,
    verbose: Verbose = False,
    options: Running = DEFAULTS,
) -> None:
    """Audit the reported results: simulated figures with CI, verdict, cause, deciding parameters.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    why:
        Run nothing; show the chain behind this claim: KPIs, steps, closed forms, parameters, sources.
    """
    from portsim.claims.claim import left_out, load_claims
    from portsim.study.checks import check_study

    chosen = check_study((options if why is None else options.running_nothing("--why")).load(scenario))
    if chosen.claims is None:
        raise PortsimError(f"{chosen.path}: names no claims file; add `claims: FILE.yaml`")
    texts = load_claims(chosen.claims, chosen)
    if why is not None:
        from portsim.base.errors import did_you_mean
        from portsim.claims.chain import follow
        from portsim.report.rows import audited
        from portsim.report.terminal.why import show_why
        from portsim.report.terminal.why_briefly import show_briefly
        from portsim.study.earlier import earlier_audit

        name = next((name for name in texts if name.casefold() == why.casefold()), None)
        if name is None:
            text = left_out(chosen.claims, chosen)
            raise PortsimError(f"unknown claim '{why}'{did_you_mean(why, texts)}{f'; {text}' * bool(text)}")
        chain = follow(name, texts[name], chosen)
        folder = Path("results") / chosen.name
        found = earlier_audit(folder, chosen)
        rows = () if found is None else audited(found[found["claim"] == name])
        show = show_why if verbose else show_briefly
        show(chain, {row.reading: row for row in rows})
        if found is None:
            say(
                t(
                    "{folder} has no study of this scenario to compare with: {command}",
                    folder=folder,
                    command=f"portsim compare {scenario}",
                )
            )
        return
    from portsim.report.terminal.progress import Progress
    from portsim.report.terminal.screens import show_causes, show_claims
    from portsim.study import study
    from portsim.study.audit import causes

    needed = {reading.alternative for claim in texts.values() for reading in claim.readings}
    with (
        options.answers() as answers,
        Progress(t("{name}: claims", name=chosen.name), at_once=options.at_once) as progress,
    ):
        result = study.compare(
            chosen.only(*needed), workers=options.workers, progress=progress, answers=answers
        )
    show_claims(result.audit, footing=footing(result.scenario))
    show_causes(result.audit, causes(result))

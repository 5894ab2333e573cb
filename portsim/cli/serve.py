"""The command `serve`: a what-if page in the browser."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError, got
from portsim.base.language import ENGLISH, languages, t
from portsim.base.machine import cores
from portsim.base.printable import say
from portsim.cli.options import Days, Engine, RunOut, Seed, WarmUpDays, Workers, languages_of, names_of, whole

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario


@Parameter(name="*")
@dataclass(frozen=True)
class Serving:
    """How the page is served, and how its figures are made."""

    port: Annotated[int, Parameter(help="Port on 127.0.0.1; 0 takes a free one.", converter=whole)] = 0
    browser: Annotated[bool, Parameter(help="Open the page in the browser.")] = True
    days: Days = None
    warm_up_days: WarmUpDays = None
    run_out: RunOut = None
    replications: Annotated[
        int | None, Parameter(help="Replications at which a page stops; 2 or more.", converter=whole)
    ] = None
    seed: Seed = None
    workers: Workers = 0
    engine: Engine = None
    plugins: Annotated[
        bool,
        Parameter(
            help="Run the plug-ins that are installed or that the scenario names; "
            "--no-plugins takes what portsim ships alone.",
        ),
    ] = True
    overload: Annotated[
        bool,
        Parameter(
            help="Also run a port to which more work comes than its servers can do; the page says so.",
            negative=(),
        ),
    ] = False
    stop_after: Annotated[float | None, Parameter(help="Seconds after which it stops by itself.")] = None
    lang: Annotated[
        str,
        Parameter(
            env_var="PORTSIM_LANG",
            help="Language in which the page opens: en or zh. The page itself can switch.",
        ),
    ] = ENGLISH
    static: Annotated[
        Path | None,
        Parameter(
            help="Write the page as one HTML file that needs no server. Its figures are interpolated between "
            "stored runs, and say so."
        ),
    ] = None
    inputs: Annotated[
        str | None,
        Parameter(help="With --static: the inputs that get a slider, as a,b,c; by default all that matter."),
    ] = None
    samples: Annotated[
        int | None,
        Parameter(
            help="With --static: worlds that are run, a power of 2; by default as many as there are sliders, "
            "64 to 256.",
            converter=whole,
        ),
    ] = None
    show: Annotated[
        str | None, Parameter(help="With --static: the alternatives, as a,b; by default the first two.")
    ] = None
    store: Annotated[
        str | None,
        Parameter(
            env_var="PORTSIM_STORE",
            help="With --static: folder that keeps what runs answered, so that no world is run twice.",
        ),
    ] = None


DEFAULTS = Serving()
REPLICATIONS = 10  # of the page, where neither the user nor the file asks for fewer
OF_A_WORLD = 4  # with --static


def serve(scenario: str, *, options: Serving = DEFAULTS) -> None:
    """Serve a what-if page: sliders for a scenario's numbers, figures with intervals that follow them.

    The page is on 127.0.0.1 alone, behind a key in the address that is printed. Stop it with Ctrl-C.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    _check(options)
    if options.static is None:
        from portsim.study.forks import load_ahead

        load_ahead("portsim.serve.lanes")  # while this process loads the rest and reads the scenario
    from portsim.scenario.load import load

    most = REPLICATIONS if options.static is None else OF_A_WORLD

    chosen = load(scenario, run_files=options.plugins, overload=options.overload)
    if options.engine is not None:
        chosen = chosen.with_engine(options.engine)
    replications = options.replications
    if replications is None:
        replications = max(2, min(chosen.study.replications, most))
    if replications < 2:
        raise PortsimError(f"--replications: got {replications}, allowed 2 or more to compare")
    chosen = chosen.with_study(
        days=options.days,
        warm_up_days=options.warm_up_days,
        run_out=options.run_out,
        replications=replications,
        seed=options.seed,
    )
    if options.static is not None:
        _write(chosen, options.static, options)
        return
    from portsim.serve.server import serve as run

    run(
        chosen,
        port=options.port,
        workers=options.workers,
        browser=options.browser,
        stop_after=options.stop_after,
        language=languages_of(options.lang)[0],
    )


def _check(options: Serving) -> None:
    """Raises PortsimError: no such language; an option that nothing would read."""
    if options.lang not in languages() and options.lang != os.environ.get("PORTSIM_LANG"):
        raise PortsimError(f"--lang: got {got(options.lang)}, allowed {' or '.join(languages())}")
    if options.static is None:
        if options.store is not None and options.store != os.environ.get("PORTSIM_STORE"):
            raise PortsimError("--store: is for a page without a server; add --static FILE.html")
        for name in ("inputs", "samples", "show"):
            if getattr(options, name) is not None:
                raise PortsimError(f"--{name}: is for a page without a server; add --static FILE.html")
        return
    for name, value, default in (
        ("port", options.port, DEFAULTS.port),
        ("no-browser", options.browser, DEFAULTS.browser),
        ("stop-after", options.stop_after, DEFAULTS.stop_after),
    ):
        if value != default:
            raise PortsimError(f"--{name}: is for a page with a server; leave out --static, or this option")


def _write(scenario: Scenario, file: Path, options: Serving) -> None:
    from portsim.report.terminal.progress import Progress
    from portsim.scenario.words import speak_of
    from portsim.serve.stored.write import write
    from portsim.study.store.store import Store

    language = languages_of(options.lang)[0]
    speak_of(language, scenario.library, scenario)
    answers = Store(options.store) if options.store else None
    title = t("{name}: what if", name=scenario.name)
    with Progress(title, "worlds", at_once=options.workers or cores()) as progress:
        written = write(
            scenario,
            file,
            show=names_of("--show", options.show),
            inputs=names_of("--inputs", options.inputs),
            samples=options.samples,
            workers=options.workers,
            language=language,
            progress=progress,
            answers=answers,
        )
    if answers is not None:
        say(answers.in_words())
    if written.left_out:
        say(
            t(
                "{n} of {of} worlds could not run, and are left out",
                n=written.left_out,
                of=written.ran + written.left_out,
            )
        )
    say(
        t(
            "{n} of {of} figures are fit to interpolate; the page names the others",
            n=written.shown,
            of=written.figures,
        )
    )
    say(t("{file}: {size:.2f} MB; open it in a browser", file=file, size=written.size / 1e6))

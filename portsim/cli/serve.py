"""The command `serve`: a what-if page in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from cyclopts import Parameter

from portsim.base.errors import PortsimError
from portsim.cli.options import whole


@Parameter(name="*")
@dataclass(frozen=True)
class Serving:
    """How the page is served, and how its figures are made."""

    port: Annotated[int, Parameter(help="Port on 127.0.0.1; 0 takes a free one.", converter=whole)] = 0
    browser: Annotated[bool, Parameter(help="Open the page in the browser.")] = True
    days: Annotated[int | None, Parameter(help="Days that are counted.", converter=whole)] = None
    warm_up_days: Annotated[
        int | None, Parameter(help="Days before them that are not counted.", converter=whole)
    ] = None
    run_out: Annotated[
        str | None, Parameter(help="How long each run goes on after them, e.g. '2 day', finished or not.")
    ] = None
    replications: Annotated[
        int | None, Parameter(help="Replications at which a page stops; 2 or more.", converter=whole)
    ] = None
    seed: Annotated[int | None, Parameter(help="Seed of all draws.", converter=whole)] = None
    workers: Annotated[
        int, Parameter(help="Processes; 0 takes all cores. Results do not depend on it.", converter=whole)
    ] = 0
    engine: Annotated[
        Literal["auto", "simpy", "compiled"] | None,
        Parameter(help="What runs the flows; auto takes the faster one. Results do not depend on it."),
    ] = None
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


DEFAULTS = Serving()
REPLICATIONS = 10  # of the page, where neither the user nor the file asks for fewer


def serve(scenario: str, *, options: Serving = DEFAULTS) -> None:
    """Serve a what-if page: sliders for a scenario's numbers, figures with intervals that follow them.

    The page is on 127.0.0.1 alone, behind a key in the address that is printed. Stop it with Ctrl-C.

    Parameters
    ----------
    scenario:
        Name of a shipped scenario, or a .yaml file.
    """
    from portsim.scenario.load import load
    from portsim.serve.server import serve as run

    chosen = load(scenario, run_files=options.plugins, overload=options.overload)
    if options.engine is not None:
        chosen = chosen.with_engine(options.engine)
    replications = options.replications
    if replications is None:
        replications = max(2, min(chosen.study.replications, REPLICATIONS))
    if replications < 2:
        raise PortsimError(f"--replications: got {replications}, allowed 2 or more to compare")
    chosen = chosen.with_study(
        days=options.days,
        warm_up_days=options.warm_up_days,
        run_out=options.run_out,
        replications=replications,
        seed=options.seed,
    )
    run(
        chosen,
        port=options.port,
        workers=options.workers,
        browser=options.browser,
        stop_after=options.stop_after,
    )

"""The page's server: bound to 127.0.0.1 alone, and gone within two seconds of Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

from portsim.base.errors import PortsimError, got, said_of
from portsim.base.language import ENGLISH
from portsim.base.machine import as_many_as_fit, cores
from portsim.base.printable import say
from portsim.scenario.scenario import Scenario
from portsim.workload.size import memory_of

if TYPE_CHECKING:
    from portsim.serve.lanes import Lanes
    from portsim.serve.state import State
    from portsim.serve.variant import Variants

HOST = "127.0.0.1"
LAST_PORT = 65535
GRACE = 1  # for answers under way when it stops [s]
LONGEST = 31_536_000  # of a page that stops by itself: a year [s]
LAST = 1.6  # after which it ends whatever a thread is doing [s]
MOST_CONNECTIONS, LARGEST_HEAD = 500, 16_384


def serve(
    scenario: Scenario,
    *,
    port: int = 0,
    workers: int = 0,
    browser: bool = True,
    stop_after: float | None = None,
    language: str = ENGLISH,
) -> None:
    """Serve the what-if page of a scenario until it is stopped; the start address is printed.

    `workers` 0 takes all cores, `port` 0 a free one; `stop_after` ends it after so many seconds. The page
    opens in the `language`, and can be switched.

    Raises PortsimError: a scenario with nothing to compare, or that cannot run; a port that is not free; a
    number of workers below 0; no time that `stop_after` can be.
    """
    if type(workers) is not int or workers < 0:
        raise PortsimError(f"workers: got {got(workers)}, allowed 0 (one per core) or more")
    if not 0 <= port <= LAST_PORT:
        raise PortsimError(f"port: got {port}, allowed 0 (a free one) to {LAST_PORT}")
    if stop_after is not None and not 0 < stop_after <= LONGEST:
        raise PortsimError(f"stop_after: got {stop_after:g}, allowed more than 0 s, up to {LONGEST:,} s")
    if not scenario.compare:
        raise PortsimError(f"{scenario.path}: compares nothing; add alternatives under compare")
    from portsim.serve.described import first_shown
    from portsim.serve.lanes import Lanes
    from portsim.serve.state import State
    from portsim.serve.variant import Variants

    variants = Variants(scenario)
    shown = first_shown(variants) or tuple(scenario.compare)[:1]
    first = State((), shown, "quick", scenario.study.replications)
    variants.of(first)  # what cannot run is said here
    _bound(port).close()  # and so is a port that is taken, before there are processes
    number = workers or as_many_as_fit(cores(), memory_of(scenario))
    lanes = Lanes(number)  # before any thread is begun
    try:
        _run(variants, lanes, first, port, browser, stop_after, language)
    finally:
        lanes.stop()
    say("stopped")


def _run(
    variants: Variants,
    lanes: Lanes,
    first: State,
    port: int,
    browser: bool,
    stop_after: float | None,
    language: str,
) -> None:
    """Serve until a signal comes.

    Raises PortsimError: the port is not free.
    """
    import uvicorn

    from portsim.serve.app import application
    from portsim.serve.guard import START, Guard
    from portsim.serve.runs import Runs

    with _bound(port) as listening:
        address = f"{HOST}:{listening.getsockname()[1]}"
        secret = secrets.token_urlsafe(24)
        runs = Runs(variants, lanes)
        app = Guard(application(variants, runs, first, language), address, secret)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="on",
            server_header=False,
            ws="none",
            http="h11",
            loop="asyncio",
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_graceful_shutdown=GRACE,
        )

        class Server(uvicorn.Server):
            """Ends the runs first, so that no answer waits for them."""

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                last.start()
                runs.stop()
                await super().shutdown(sockets)

        last = threading.Timer(LAST, _leave)
        last.daemon = True
        server = Server(config)
        start = f"http://{address}{START}?key={secret}"
        say(f"{variants.base.title}: open {start}")
        say("stop with Ctrl-C")
        if browser:
            threading.Thread(target=webbrowser.open, args=(start,), daemon=True).start()
        if stop_after is not None:
            timer = threading.Timer(stop_after, lambda: setattr(server, "should_exit", True))
            timer.daemon = True
            timer.start()
        try:
            with suppress(KeyboardInterrupt, asyncio.CancelledError):  # how the server ends after a signal
                server.run(sockets=[listening])
        finally:
            last.cancel()


def _leave() -> None:
    """End this process at once: a library that is being loaded in a thread cannot be stopped otherwise. The
    worker processes have ended before, and no file is being written."""
    say("stopped")
    sys.stdout.flush()
    os._exit(0)


def _bound(port: int) -> socket.socket:
    """A socket on this machine's own address.

    Raises PortsimError: the port is not free.
    """
    listening = socket.socket()
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()  # a browser that is quicker than the server waits
    except OSError as error:
        listening.close()
        raise PortsimError(f"port {port}: {said_of(error)}; --port 0 takes a free one") from None
    return listening

"""The connection to a Dask cluster: made once, with workers of the same versions as this process."""

from __future__ import annotations

import atexit
import logging
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portsim.base.errors import PortsimError, said_of
from portsim.base.machine import cores
from portsim.base.notes import note
from portsim.model.library import Library
from portsim.study.own_cluster import own_cluster
from portsim.study.versions import Versions, asker, check_alike, versions_here

if TYPE_CHECKING:
    from distributed import Client

REACHED_WITHIN = 6  # [s] a scheduler that has not answered by then is not there
PATIENCE = 10  # times as long for the answer of one that was there
WAIT = 120  # [s] for a first worker
ANSWERED_WITHIN = 10  # [s] a worker that has not said its versions by then does so with its first piece
_MADE: dict[
    tuple[str | None, int], Connection
] = {}  # by address and number of workers, until this process ends


class Connection:
    """A client of a cluster, and its workers, as far as their versions are known.

    `close` ends it, and a cluster of its own with it.
    """

    def __init__(self, client: Client, close: Callable[[], None]) -> None:
        self.client, self.close = client, close
        self.address: str = client.scheduler.address
        self._alike: set[tuple[str, tuple[str, ...]]] = set()  # worker, and what has a version

    @property
    def open(self) -> bool:
        return bool(self.client.status == "running")

    @property
    def threads(self) -> dict[str, int]:
        """The number of threads of each worker that takes work now, by its address: one whose memory is
        nearly full has paused, and takes none.

        Raises PortsimError: the scheduler has gone.
        """
        found: dict[str, int] = self._said("ncores_running")
        return found

    def lost(self) -> PortsimError:
        """What is said where the scheduler has gone."""
        return PortsimError(
            f"on: the connection to the scheduler at {self.address} was lost before all was done; "
            "start it again if it has ended, and run the command again"
        )

    def wait_for_workers(self, until: Callable[[], bool] = lambda: False) -> None:
        """Wait for a worker that takes work, but not longer than `until` something else has come.

        Raises PortsimError: there are no such workers, and none came.
        """
        if self.threads or self._at_work():
            return
        deadline = time.monotonic() + WAIT
        paused = len(self._said("ncores"))
        if paused:
            lack = f"paused all its workers ({paused}), as their memory is nearly full"
            note(f"the cluster at {self.address} has {lack}: waiting {WAIT} s for one that goes on")
            advice = "give each more (`dask worker --memory-limit`), or try fewer days"
        else:
            lack = "had no workers"
            note(
                f"the cluster at {self.address} has no workers: waiting {WAIT} s for the first one; "
                f"start some with `dask worker {self.address} --nthreads 1`"
            )
            advice = "start some, and run the command again"
        while not (self.threads or until()):
            if time.monotonic() > deadline:
                raise PortsimError(f"on: the cluster at {self.address} has {lack} for {WAIT} s; {advice}")
            time.sleep(0.2)

    def _at_work(self) -> bool:
        """Whether a worker that takes no more work is still doing some, or does not say."""
        try:
            return bool(self._said("call_stack", attempts=1))
        except PortsimError:
            return self.open

    def _said(self, what: str, attempts: int = PATIENCE) -> Any:
        """What the scheduler answers to a question of Dask's.

        Raises PortsimError: nothing, as it has gone.
        """
        for _ in range(attempts):
            try:
                if self.open:
                    return self.client.sync(
                        getattr(self.client.scheduler, what), callback_timeout=REACHED_WITHIN
                    )
            except (OSError, AttributeError):  # too busy, or has just gone: then Dask has no client any more
                continue
        raise self.lost()

    def checked(self, library: Library) -> Versions:
        """The versions of this process, which all workers have that answer in time; each looks itself too.

        Raises PortsimError: a worker has others.
        """
        ask = asker(library)
        here, threads = versions_here(library), self.threads
        new = [who for who in threads if (who, tuple(here)) not in self._alike]
        answers = self._answers(ask, new)
        for who, there in answers.items():
            if isinstance(there, OSError):
                continue  # it has ended meanwhile
            if isinstance(there, Exception):
                raise there
            check_alike(here, there, who)
            self._alike.add((who, tuple(here)))
        several = [who for who in new if threads[who] > 1]
        if several:
            note(
                f"{len(several)} of {len(threads)} workers have several threads, of which each uses one at a "
                "time; start more workers with --nthreads 1 instead"
            )
        return here

    def _answers(self, ask: Callable[[], dict[str, str]], new: Sequence[str]) -> dict[str, Any]:
        """What workers answer, by their addresses; nothing where one does not answer in time."""
        if not new:
            return {}
        try:
            found: dict[str, Any] = self.client.run(
                ask, workers=new, on_error="return", callback_timeout=ANSWERED_WITHIN
            )
        except TimeoutError:
            note(
                f"not all {len(new)} workers of the cluster at {self.address} answer; what one that hangs "
                "has been given is done by another one when the scheduler gives it up, after 5 minutes if "
                "its settings say nothing else"
            )
            return {}
        return found


def connected(address: str | None, number: int) -> Connection:
    """The connection to the scheduler at an address, or to a cluster of its own of so many workers (0: one
    per core) on this machine, made at the first call.

    Raises PortsimError: no scheduler answers; the cluster did not start.
    """
    made = _MADE.get((address, number))
    if made is not None and made.open:
        return made
    if made is not None:
        del _MADE[address, number]
        made.close()
    with ExitStack() as ends:
        if address is None:
            client = _client(ends.enter_context(own_cluster(number or cores())))
        else:
            client = _client(address)
        ends.callback(client.close, 2)
        made = _MADE[address, number] = Connection(client, ends.pop_all().close)
    atexit.register(made.close)
    return made


def _client(address: str) -> Client:
    from distributed import Client

    for name in ("client", "core", "comm", "batched"):  # of what these say the user is told in one message
        logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
    try:
        _greet(address)
        return Client(address, timeout=REACHED_WITHIN, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = (said_of(error) or type(error).__name__.lower()).splitlines()[0]
    raise PortsimError(
        f"on: no Dask scheduler answers at {address} ({reason}); start one with `dask scheduler`, "
        "or give the address that it printed"
    )


def _greet(address: str) -> None:
    """Raises OSError: there is nothing at the address, or what there is does not greet as a scheduler does.

    A client of Dask would wait for its greeting without end.
    """
    from distributed.security import Security

    at = urlsplit(address)
    with socket.create_connection((at.hostname, at.port), REACHED_WITHIN) as plain:
        context = Security().get_connection_args("client").get("ssl_context") if at.scheme == "tls" else None
        with context.wrap_socket(plain, server_hostname=at.hostname) if context else plain as greeted:
            if not greeted.recv(1):
                raise OSError("what listens there ends the connection")

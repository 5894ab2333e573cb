"""The connection to a Dask cluster: made once, with workers of the same versions as this process."""

from __future__ import annotations

import atexit
import logging
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING
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
        """The number of threads of each worker that is there now, by its address.

        Raises PortsimError: the scheduler has gone.
        """
        for _ in range(PATIENCE):
            try:
                if self.open:
                    return dict(self.client.nthreads(callback_timeout=REACHED_WITHIN))
            except (OSError, AttributeError):  # too busy, or has just gone: then Dask has no client any more
                continue
        raise self.lost()

    def lost(self) -> PortsimError:
        """What is said where the scheduler has gone."""
        return PortsimError(
            f"on: the connection to the scheduler at {self.address} was lost before all was done; "
            "start it again if it has ended, and run the command again"
        )

    def wait_for_workers(self) -> None:
        """Raises PortsimError: there are no workers, and none came."""
        if self.threads:
            return
        deadline = time.monotonic() + WAIT
        note(
            f"the cluster at {self.address} has no workers: waiting {WAIT} s for the first one; "
            f"start some with `dask worker {self.address} --nthreads 1`"
        )
        while not self.threads:
            if time.monotonic() > deadline:
                raise PortsimError(
                    f"on: the cluster at {self.address} has had no workers for {WAIT} s; "
                    "start some, and run the command again"
                )
            time.sleep(0.2)

    def checked(self, library: Library) -> Versions:
        """The versions of this process, which all workers have.

        Raises PortsimError: a worker has others.
        """
        ask = asker(library)
        here, threads = versions_here(library), self.threads
        new = [who for who in threads if (who, tuple(here)) not in self._alike]
        answers = self.client.run(ask, workers=new, on_error="return") if new else {}
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

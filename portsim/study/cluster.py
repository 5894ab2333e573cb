"""Workers of a Dask cluster, on other machines or on this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pickle import PicklingError, loads
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from portsim.base.errors import PortsimError
from portsim.model.library import Library
from portsim.study import cluster_work
from portsim.study.connection import WAIT, Connection, connected
from portsim.study.in_order import in_order
from portsim.study.packing import Log, pack, send_code_of
from portsim.study.versions import Versions

if TYPE_CHECKING:
    from distributed import Future

T = TypeVar("T")
Piece = TypeVar("Piece")

EVERY = 2  # [s] how often the cluster is looked at while a result is waited for
AHEAD, AT_LEAST = 8, 64  # pieces that have begun and are not yielded yet: for each worker, and in all
ATTEMPTS = 3  # how often a piece is given to Dask, which gives it up where too many workers end with it


@dataclass(frozen=True)
class Cluster:
    """The workers of the cluster whose scheduler has this address.

    Without an address it is a cluster of its own on this machine, of `number` workers (0: one per core),
    which is kept until this process ends.
    """

    address: str | None
    number: int = 0

    def spread_out(
        self,
        work: Callable[..., T],
        common: tuple[object, ...],
        pieces: Sequence[Piece],
        library: Library,
    ) -> Iterator[T]:
        """Results of `work(*common, piece)` in the order of the pieces.

        Code that a worker cannot import goes along, and so do the logs that streams come from. What the calls
        have in common is sent to each worker once. A piece whose worker ends is done by another one.

        Raises PortsimError: the scheduler cannot be reached; there are no workers, or workers of other
        versions; a piece ends every worker that does it.
        """
        if not pieces:
            return
        connection = connected(self.address, self.number)
        connection.wait_for_workers()
        here = connection.checked(library)
        send_code_of(library)
        sending = _Sending(connection, work, common, here)
        try:
            yield from in_order(sending.begin, pieces, lambda: max(AT_LEAST, AHEAD * len(connection.threads)))
        finally:
            sending.end()


class _Sending:
    """What is on its way to the workers of a cluster for one study."""

    def __init__(
        self, connection: Connection, work: Callable[..., object], common: tuple[object, ...], here: Versions
    ) -> None:
        self.connection, self.here, self.name = connection, here, uuid4().hex
        self.begun = 0  # pieces
        self.logs: dict[str, Future] = {}  # by the SHA-256 of their contents
        self.common = self._given("common", self._packed((work, *common)))

    def begin(self, piece: object) -> _Piece:
        """Have a piece done by some worker."""
        packed, name = self._packed(piece), uuid4().hex
        self.begun += 1
        rank = -self.begun  # the first comes first; left alone Dask takes those of one moment by their names

        def submit(attempt: int) -> Future:
            return self.connection.client.submit(
                cluster_work.do,
                self.name,
                self.here,
                self.common,
                packed,
                *self.logs.values(),
                key=f"portsim-{name}-{attempt}",
                pure=False,
                priority=rank,
            )

        return _Piece(self.connection, submit)

    def end(self) -> None:
        """Have the cluster give up what it keeps."""
        if self.connection.open:
            self.connection.client.cancel([self.common, *self.logs.values()], force=True)

    def _packed(self, values: object) -> bytes:
        try:
            packed = pack(values)
        except (PicklingError, TypeError) as error:
            error.add_note(
                "what questions keep, and what the code of plug-ins uses, goes to other machines; "
                "let it be plain values, or try --on local"
            )
            raise
        for digest, path in packed.logs.items():
            if digest not in self.logs:
                self.logs[digest] = self._given("log", Log(path.name, digest, path.read_bytes()))
        return packed.values

    def _given(self, what: str, value: object) -> Future:
        """Dask brings it to each worker once, and makes it anew where the worker that had it has ended."""
        from dask import config

        key = f"portsim-{what}-{uuid4().hex}"
        with config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):  # a log may be large
            return self.connection.client.submit(cluster_work.given, value, key=key, pure=False)


class _Piece:
    """The result of a piece of work that a cluster does."""

    def __init__(self, connection: Connection, submit: Callable[[int], Future]) -> None:
        self._connection, self._submit, self._attempt = connection, submit, 1
        self._future = submit(self._attempt)

    def result(self) -> Any:
        """The result, once it is there.

        Raises PortsimError: every worker that did it has ended; there are no workers any more; the scheduler
        has gone. All that the work raises.
        """
        from distributed import KilledWorker

        while True:
            try:
                if isinstance(self._future.exception(timeout=EVERY), KilledWorker):
                    self._begin_anew()
                else:
                    return loads(self._future.result(timeout=WAIT))
            except CancelledError:
                raise self._connection.lost() from None
            except TimeoutError:
                if self._future.status == "error":
                    raise  # by the work itself
                self._connection.wait_for_workers(self._future.done)

    def cancel(self) -> None:
        """Have the piece not done, if it has not begun yet."""
        if self._connection.open:
            self._connection.client.cancel([self._future], force=True)

    def _begin_anew(self) -> None:
        if self._attempt == ATTEMPTS:
            raise PortsimError(
                f"on: a piece of work ended each worker that began it, {ATTEMPTS} times as often as the "
                f"scheduler at {self._connection.address} allows; memory may be short: give workers more, "
                "or try fewer days"
            )
        self._attempt += 1
        self._future = self._submit(self._attempt)

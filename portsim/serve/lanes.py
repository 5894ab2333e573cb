"""Worker processes of the page: each does one run at a time, and one that ends early is replaced."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from portsim.base.circles import leave_as_it_is, look_seldom
from portsim.base.errors import PortsimError
from portsim.scenario.scenario import Scenario
from portsim.study.forks import context, end_with
from portsim.study.in_worker import sendable
from portsim.study.packing import send_code_of
from portsim.study.question import Asked
from portsim.study.replication import Job, replicate

TWICE = 2  # a run that ends so many processes is given up
Answered = Mapping[str, Any]  # question -> what the run kept
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Work(Protocol[T_co]):
    """What a worker process does, and is sent to it."""

    def done(self) -> T_co:
        """Do it in the worker process.

        Raises PortsimError: it cannot be done.
        """
        ...


class Sent(NamedTuple):
    """A scenario as it goes to another process."""

    key: str
    data: bytes


class Piece(NamedTuple):
    """One run: an alternative in one replication."""

    scenario: Sent
    number: int
    alternative: str
    asked: Asked

    def done(self) -> Answered:
        """What the run keeps."""
        job = Job(self.number, (self.alternative,), self.asked, leave_draws=True)
        return replicate(received(self.scenario), {}, {}, job)[self.alternative]


_LAST: dict[str, Scenario] = {}  # in a worker process: the scenarios it ran last
_MOST = 4


def sent(key: str, scenario: Scenario) -> Sent:
    """A scenario made ready for other processes, with the code of its plug-ins."""
    if not send_code_of(scenario.library):
        return Sent(key, pickle.dumps(scenario))  # half the time, and no code goes along
    import cloudpickle

    return Sent(key, cloudpickle.dumps(scenario))


def _begin() -> None:
    """Have a worker process leave Ctrl-C to the server, and end with the process that it is a fork of, which
    ends with the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with(os.getppid())
    leave_as_it_is()
    look_seldom()


def received(scenario: Sent) -> Scenario:
    """A scenario that came to this worker process; the last ones are kept."""
    key = scenario.key
    if key not in _LAST:
        while len(_LAST) >= _MOST:
            del _LAST[next(iter(_LAST))]
        _LAST[key] = pickle.loads(scenario.data)
    return _LAST[key]


def _work(pipe: Connection) -> None:
    """Do what comes, one piece after the other, until nobody is there to send any."""
    _begin()
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_outcome(pipe.recv_bytes()))


def _outcome(data: bytes) -> bytes:
    """What comes of a piece of work, or else its error."""
    try:
        return pickle.dumps((pickle.loads(data).done(), None))
    except Exception as error:
        import cloudpickle

        return cast("bytes", cloudpickle.dumps((None, sendable(error))))


class Lane:
    """One worker process, and the next one after it has ended."""

    def __init__(self) -> None:
        self.replaced = 0
        self.stopped = False
        self._thread = ThreadPoolExecutor(1)  # waits for the process; it begins with the first work
        self._start()

    def _start(self) -> None:
        started = context()
        self._pipe, theirs = started.Pipe()
        self._process = started.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # with the process the last of its end is gone, which tells this one

    @property
    def pids(self) -> tuple[int, ...]:
        """The number of its process, while it is alive."""
        return (self._process.pid,) if self._process.is_alive() else ()

    async def do(self, work: Work[T]) -> T:
        """What comes of a piece of work.

        Raises PortsimError: it cannot be done; two processes ended over it. CancelledError: the lane was
        stopped.
        """
        data = pickle.dumps(work)
        for _ in range(TWICE):
            if self.stopped:
                raise asyncio.CancelledError
            try:
                answer = await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, data)
            except (EOFError, OSError):  # the process is no more
                if self.stopped:
                    continue
                self._pipe.close()
                self._start()
                self.replaced += 1
                continue
            found, error = pickle.loads(answer)
            if error is not None:
                raise error
            return cast("T", found)
        raise PortsimError(
            "a worker process ended before its work was done, twice in a row; "
            "memory may be short: try --workers 1, or fewer days"
        )

    def _ask(self, data: bytes) -> bytes:
        """Send a piece of work, and wait for what comes of it.

        Raises EOFError, OSError: the process has ended.
        """
        self._pipe.send_bytes(data)
        return cast("bytes", self._pipe.recv_bytes())

    def stop(self) -> None:
        """End the process, whatever it is doing; no other one follows."""
        self.stopped = True
        self._process.kill()
        self._thread.shutdown(cancel_futures=True)  # it ends with the process


class Lanes:
    """All worker processes; runs wait for a free one in the order in which they were asked for."""

    def __init__(self, workers: int) -> None:
        self._all = [Lane() for _ in range(workers)]
        self._free: asyncio.Queue[Lane] | None = None

    @property
    def replaced(self) -> int:
        """How many processes have ended early and were replaced."""
        return sum(lane.replaced for lane in self._all)

    @property
    def processes(self) -> tuple[int, ...]:
        """Numbers of the processes that are alive."""
        return tuple(pid for lane in self._all for pid in lane.pids)

    async def do(self, work: Work[T]) -> T:
        """What comes of a piece of work, once a process is free.

        A run that is under way is not stopped when its caller is: its process would have to load all again.
        """
        free = self._queue()
        lane = await free.get()
        task = asyncio.create_task(lane.do(work))
        task.add_done_callback(lambda done: _free_again(done, lane, free))
        return await asyncio.shield(task)

    def _queue(self) -> asyncio.Queue[Lane]:
        if self._free is None:
            self._free = asyncio.Queue()
            for lane in self._all:
                self._free.put_nowait(lane)
        return self._free

    def stop(self) -> None:
        """End all processes."""
        for lane in self._all:
            lane.stop()


def _free_again(done: asyncio.Task[T], lane: Lane, free: asyncio.Queue[Lane]) -> None:
    free.put_nowait(lane)
    if not done.cancelled():
        done.exception()  # seen: the caller may have gone

"""A Dask cluster of its own on this machine: a process that ends, with all its workers, when its standard
input does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from portsim.base.errors import PortsimError

HOST = "127.0.0.1"  # no other machine can reach it
FAILURES = 10  # workers that may end with the same piece of work, until that is taken for the reason


@contextmanager
def own_cluster(workers: int) -> Iterator[str]:
    """The address of a cluster of so many workers, one thread each, which is there as long as the block.

    It also ends where this process is killed. Its files lie in a temporary folder.

    Raises PortsimError: it did not start.
    """
    command = [sys.executable, "-m", "portsim.study.own_cluster", str(workers)]
    paths = os.pathsep.join(path for path in sys.path if path)  # a script may have added some
    with TemporaryDirectory(prefix="portsim-cluster-", ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [*command, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the command alone
        )
        assert process.stdin is not None and process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise PortsimError("on: the cluster on this machine did not start; what it said stands above")
            yield address
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def main() -> None:
    """Keep a cluster until the standard input ends; its address is the first line of the output."""
    import logging

    from dask import config
    from distributed import LocalCluster

    workers, folder = int(sys.argv[1]), sys.argv[2]
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the code of a plug-in prints goes to the terminal
    config.set({"distributed.scheduler.allowed-failures": FAILURES})
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host=HOST,
        dashboard_address=None,
        memory_limit=None,  # as for processes of this machine
        local_directory=folder,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        print(cluster.scheduler_address, file=answer, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

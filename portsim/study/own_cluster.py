"""A Dask cluster of its own on this machine: a process that ends, with all its workers, when its standard
input does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

from portsim.base.errors import PortsimError

HOST = "127.0.0.1"  # no other machine can reach it
PATIENCE = 10  # [s] for its end
FAILURES = 10  # workers that may end with the same piece of work, until that is taken for the reason


@contextmanager
def own_cluster(workers: int) -> Iterator[str]:
    """The address of a cluster of so many workers, one thread each, which is there as long as the block.

    It also ends where this process is killed.

    Raises PortsimError: it did not start.
    """
    paths = os.pathsep.join(path for path in sys.path if path)  # a script may have added some
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim.study.own_cluster", str(workers)],
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
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def main() -> None:
    """Keep a cluster until the standard input ends; its address is the first line of the output.

    Its files lie in a temporary folder, which goes with it.
    """
    import logging

    from dask import config
    from distributed import LocalCluster

    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the code of a plug-in prints goes to the terminal
    config.set({f"distributed.{each}.http.routes": [] for each in ("scheduler", "worker")})
    config.set({"distributed.scheduler.allowed-failures": FAILURES})
    config.set({"distributed.worker.profile.enabled": False})
    config.get("distributed.nanny.pre-spawn-environ").pop("MALLOC_TRIM_THRESHOLD_")  # a tenth slower
    with TemporaryDirectory(prefix="portsim-cluster-", ignore_cleanup_errors=True) as folder:
        config.set({"temporary-directory": folder})
        with LocalCluster(
            n_workers=int(sys.argv[1]),
            threads_per_worker=1,
            host=HOST,
            scheduler_kwargs={"dashboard": False, "dashboard_address": f"{HOST}:0"},
            memory_limit=None,  # as for processes of this machine
            silence_logs=logging.CRITICAL,
        ) as cluster:
            with suppress(BrokenPipeError):  # who asked for it has ended meanwhile
                print(cluster.scheduler_address, file=answer, flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main()

"""Peak memory of one model in a fresh process [bytes], above what was there before it ran.

    python benchmarks/memory.py network "compiled engine" 50

Before it are the libraries, the draws, and what a first run of one day left. The run itself is done in a
fork, for the peak of a fork begins at what is there (on Linux).
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys

from contenders import BENCHMARKS

UNIT = 1 if sys.platform == "darwin" else 1024


def peak_memory(benchmark: str, contender: str, days: int) -> int:
    """Bytes that a run of so many days needs at its peak.

    Raises subprocess.CalledProcessError: the run failed.
    """
    command = [sys.executable, __file__, benchmark, contender, str(days)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return int(told)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def main(benchmark: str, contender: str, days: str) -> int:
    model, run = BENCHMARKS[benchmark].model, BENCHMARKS[benchmark].contenders[contender].run
    short, programs = model.draw(1)
    run(programs, short)
    workload, programs = model.draw(int(days))
    gc.collect()
    if os.fork() == 0:
        before = peak()
        left = run(programs, workload)
        print(peak() - before, flush=True)
        del left
        os._exit(0)
    _, status = os.wait()
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The case whose instructions `guard.py` counts: workloads of the network, and the compiled engine on each.

    python benchmarks/guarded.py 1 10 20

A call of `os.getppid` marks where a part begins, and another where it ends: Callgrind knows the functions of
the C library by name, and counts from mark to mark. Prints the trucks of each workload.
"""

from __future__ import annotations

import gc
import os
import sys

from drawn import SEED
from network import NETWORK

from portsim.engine.choice import ready
from portsim.engine.lowering import programs_of
from portsim.workload.build import build


def main(days: list[str]) -> None:
    world, engine = NETWORK.world(), ready("compiled")
    programs = programs_of(world)
    gc.disable()  # its cycles depend on what came before
    for each in days:
        os.getppid()
        workload = build(world, int(each) * 1440.0, SEED, 0)
        os.getppid()
        raw = engine(programs, workload)
        os.getppid()
        print(workload.n, flush=True)
        del workload, raw


if __name__ == "__main__":
    main(sys.argv[1:])

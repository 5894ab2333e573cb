"""The memory that a replication is said to take, against what it takes in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

ALONE = """
    import re, sys
    from pathlib import Path

    import portsim
    from portsim.study.question import asked
    from portsim.study.replication import Job, replicate
    from portsim.workload.size import LOADED, memory_of

    def peak():
        return int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024

    scenario = portsim.load("ocean_gate").with_engine("compiled").with_study(days=5, replications=2)
    scenario = scenario.only(*scenario.alternatives[:int(sys.argv[1])])
    question = asked(scenario.library)
    short = scenario.with_study(days=1, warm_up_days=1, run_out="1 day")
    replicate(short, {}, {}, Job(0, short.alternatives[:1], question))  # loads all that is loaded once
    before = peak()
    replicate(scenario, {}, {}, Job(1, scenario.alternatives, question))
    print((peak() - before) / (memory_of(scenario) - LOADED))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other ways")
@pytest.mark.parametrize("alternatives", [1, 5])
def test_a_replication_takes_as_much_memory_as_is_said(alternatives: int) -> None:
    """What has been told of runs that are over must be gone with them."""
    command = [sys.executable, "-c", dedent(ALONE), str(alternatives)]
    share = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert 0.6 < share < 1.1

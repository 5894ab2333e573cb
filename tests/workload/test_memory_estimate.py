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
    from portsim.claims.claim import load_claims
    from portsim.study.question import asked
    from portsim.study.replication import Job, replicate
    from portsim.workload.size import LOADED, memory_of

    def peak():
        return int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024

    scenario = portsim.load("ocean_gate").with_engine("compiled").with_study(days=5, replications=2)
    scenario = scenario.only(*scenario.alternatives[:int(sys.argv[1])])
    claims = load_claims(scenario.claims, scenario) if sys.argv[2] == "claims" else {}
    question = asked(scenario.library)
    short = scenario.with_study(days=1, warm_up_days=1, run_out="1 day")
    replicate(short, {}, {}, Job(0, short.alternatives[:1], question))  # loads all that is loaded once
    before = peak()
    replicate(scenario, claims, {}, Job(0, scenario.alternatives, question))
    print((peak() - before) / (memory_of(scenario, unlimited=bool(claims)) - LOADED))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other ways")
@pytest.mark.parametrize(("alternatives", "with_claims"), [(1, ""), (5, ""), (4, "claims")])
def test_a_replication_takes_as_much_memory_as_is_said(alternatives: int, with_claims: str) -> None:
    """What has been told of runs that are over must be gone with them. With claims each run is made once
    more, with unlimited servers."""
    command = [sys.executable, "-c", dedent(ALONE), str(alternatives), with_claims]
    share = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert 0.6 < share < 1.1

"""Worker processes keep memory that is free again for their next run, and give it back once they are idle."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

HELD = """
    import sys, time
    from pathlib import Path
    import numpy as np
    from portsim.study import freed

    def megabytes():
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

    def use():
        before = megabytes()
        big = [np.ones(5_000_000) for _ in range(10)]
        del big
        return before, megabytes()
"""


def said_by(script: str) -> list[str]:
    command = [sys.executable, "-c", dedent(HELD) + dedent(script)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="settings of the C library of Linux")
def test_memory_that_is_free_stays_until_a_worker_is_idle() -> None:
    said = said_by("""
        freed.keep_freed()
        freed.IDLE = 0.5
        with freed.at_work():
            before, kept = use()
        time.sleep(0.2)
        with freed.at_work():
            time.sleep(0.6)
            still = megabytes()
        time.sleep(1.5)
        print(kept > before + 300, still > before + 300, megabytes() < before + 50)
    """)
    assert said == ["True", "True", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="settings of the C library of Linux")
def test_who_keeps_nothing_gives_back_at_most_once_in_a_while() -> None:
    said = said_by("""
        freed._of_c = lambda name: lambda amount: print(name, amount)
        freed.give_back_now_and_then()
        freed.give_back_now_and_then()
        freed.EVERY = 0.0
        freed.give_back_now_and_then()
    """)
    assert said == ["malloc_trim", "0"] * 2


def test_other_systems_are_left_as_they_are() -> None:
    assert said_by("""
        sys.platform = "darwin"
        freed.keep_freed()
        freed.give_back_now_and_then()
        print(freed._of_c("mallopt"))
    """) == ["None"]

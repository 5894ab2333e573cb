"""What this machine lets a process have: cores and memory, and how many pieces of work fit into them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path

from portsim.base.notes import note

GROUPS = Path("/sys/fs/cgroup")  # where Linux says what a container or a job may have
OWN_GROUPS = Path("/proc/self/cgroup")
SHARE = 0.8  # of the memory, for pieces of work; the rest is for all else that runs


def cores() -> int:
    """How many cores this process may use, 1 or more."""
    try:
        allowed = len(os.sched_getaffinity(0))
    except (AttributeError, OSError):  # macOS and Windows do not say
        allowed = os.cpu_count() or 1
    return max(1, min([allowed, *_quotas()]))


def memory_here() -> float | None:
    """The memory that this process may have [bytes]; None where the system does not say."""
    found = list(_limits())
    with suppress(AttributeError, ValueError, OSError):  # Windows has no sysconf
        found.append(float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=None)


def as_many_as_fit(pieces: int, takes: float) -> int:
    """How many pieces of work to do at a time, each of which `takes` so much memory [bytes], 0 where that is
    not known: one per core, fewer where the memory is short, and then a note says so."""
    allowed, have = cores(), memory_here()
    if have is None or allowed * takes <= SHARE * have:
        return allowed
    fitting = max(1, int(SHARE * have / takes))
    if fitting < min(allowed, pieces):
        note(
            f"{fitting} of {allowed} cores are used: a replication takes about {takes / 1e9:,.1f} GB, and "
            f"this machine has {have / 1e9:,.1f} GB; to use more cores, give the number of workers"
        )
    return fitting


def _limits() -> Iterator[float]:
    """The limits of memory [bytes] of the groups in which this process is."""
    for text in _told("memory.max", "memory/memory.limit_in_bytes"):
        if text.isdigit():
            yield float(text)


def _quotas() -> Iterator[int]:
    """How many cores the groups of this process may keep busy."""
    for text in _told("cpu.max"):
        quota, _, period = text.partition(" ")
        if quota.isdigit() and period.isdigit():
            yield ceil(int(quota) / int(period))


def _told(name: str, before: str = "") -> Iterator[str]:
    """What the groups of this process say in files of this name, or `before` of an older Linux, from the own
    one up; nothing where there are no groups."""
    try:
        lines = OWN_GROUPS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    own = {kind: path for _, kind, path in (line.split(":", 2) for line in lines)}
    room, _, older = before.partition("/")
    for folder, path, file in ((GROUPS, own.get(""), name), (GROUPS / room, own.get(room), older)):
        if path is None or not file:
            continue
        here = folder / path.strip("/")
        for group in (here, *here.parents):
            if group == folder.parent:
                break
            try:
                yield (group / file).read_text(encoding="utf-8").strip()
            except OSError:
                continue

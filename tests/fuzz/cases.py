"""A case of the fuzzer: a folder of files of which one is damaged, and the command that meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Files by their names, the damaged one among them, and the words of a command that reads it.

    fault: what was done to the file. log: whether that is a log and no scenario.
    """

    fault: str
    files: Mapping[str, bytes]
    damaged: str
    words: tuple[str, ...]
    log: bool = False

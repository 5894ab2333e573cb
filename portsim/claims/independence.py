"""Whether a number comes from the document of the claim, or of the observed figure, that it decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

from portsim.base.memory import Memory
from portsim.claims.claim import Claim
from portsim.model.sourced import Sourced
from portsim.scenario.sections import Evidence

CLAIM = "claim "  # begins the source of a number that is said to be taken from a claim


@dataclass(frozen=True)
class ClaimDocument:
    """The document that reports a claim, as its file names it: rows of the evidence, and references.

    `references` are in small letters and figures, one space between words; they hold those of the rows.
    """

    rows: frozenset[str]
    references: frozenset[str]
    evidence: Mapping[str, Evidence]

    @classmethod
    def of(cls, claim: Claim, evidence: Mapping[str, Evidence]) -> Self:
        return cls.named_by(claim.source, evidence)

    @classmethod
    def named_by(cls, source: Sequence[str], evidence: Mapping[str, Evidence]) -> Self:
        """The document behind some sources: rows of the evidence, or references."""
        rows = frozenset(name for name in source if name in evidence)
        named = [name for name in source if name not in evidence]
        of_rows = [reference for row in rows for reference in references_of(row, evidence)]
        return cls(rows, frozenset(filter(None, map(_plain, (*named, *of_rows)))), evidence)

    @property
    def named(self) -> bool:
        """Whether the claim says where it comes from, so that numbers can be held against it."""
        return bool(self.rows or self.references)

    def gave(self, number: Sourced) -> bool:
        """Whether a number comes from this document, or says that it is taken from a claim."""
        return any(source.startswith(CLAIM) for source in number.source) or self.holds(number)

    def holds(self, number: Sourced) -> bool:
        """Whether a number comes from this document: its evidence row is named or has the same reference, or
        the row or the number's note names the document."""
        return any(map(self._is, number.source)) or self._names_it(number.note)

    @cached_property
    def _memory(self) -> Memory:
        return Memory()

    def _is(self, source: str) -> bool:
        return self._memory.once(source, lambda: self._of_document(source))

    def _of_document(self, source: str) -> bool:
        if source in self.rows:
            return True
        row = self.evidence.get(source)
        if row is None:
            return False
        same = self.references.intersection(map(_plain, references_of(source, self.evidence)))
        return bool(same) or self._names_it(f"{row.what}, {row.figure}, {row.reference}")

    def _names_it(self, text: str) -> bool:
        said = f" {_plain(text)} "
        return any(f" {reference} " in said for reference in self.references)


def references_of(row: str, evidence: Mapping[str, Evidence]) -> Iterable[str]:
    """The references of an evidence row, one by one; `as B7` stands for those of row B7."""
    seen: set[str] = set()
    while row not in seen:
        seen.add(row)
        reference = evidence[row].reference
        other = re.fullmatch(r"as (\w+)", reference)
        if other is None or other[1] not in evidence:
            return [reference, *reference.split(";")]
        row = other[1]
    return []


@cache
def _plain(text: str) -> str:
    """Small letters and figures of any script, one space between words."""
    return " ".join(re.findall(r"\w+", text.casefold()))

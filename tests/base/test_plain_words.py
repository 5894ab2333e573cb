"""Names inside sentences are those of labels, but for the first letter."""

from __future__ import annotations

import pytest

import portsim
from portsim.base.spoken import spaced


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("qr_gate_pass", "QR gate pass"),
        ("lcl_direct_pickup", "LCL direct pick-up"),
        ("more_lanes", "more lanes"),
        ("gate_in_2h", "gate-in 2 h"),
    ],
)
def test_short_forms_are_written_as_they_are(name: str, words: str) -> None:
    assert spaced(name) == words
    assert portsim.label(name) == words[:1].upper() + words[1:]

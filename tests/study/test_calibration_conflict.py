"""Where nothing is plausible: the discrepancy that would do, and that a search with it finds something."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from test_calibration import Fake, unknown

from portsim.study.calibration.conflict import needed
from portsim.study.calibration.search import Found, Settings, search
from portsim.study.calibration.targets import Targets
from portsim.study.calibration.unknowns import Space

pytest.importorskip("sklearn")
SPACE = Space((unknown("a"), unknown("b")))
ERROR = 0.01


def sought(observed: float, discrepancy: float) -> tuple[Found, Any]:
    """Two inputs from 0 to 1, of which a figure is the sum, and that figure observed."""
    none = np.zeros(1)
    asked = Targets(
        ("F",), np.array([observed]), np.array([ERROR]), np.array([discrepancy * observed]), none, np.eye(1),
        none.astype(bool),
    )  # fmt: skip
    found = search(
        SPACE, asked, Fake(lambda x: x.sum(axis=1, keepdims=True), SPACE, 0.02), Settings(32, 3, 50, 1)
    )
    outcome = SimpleNamespace(
        found=found, targets=asked, space=SPACE, scenario=SimpleNamespace(study=SimpleNamespace(seed=1))
    )
    return found, outcome


@pytest.mark.parametrize(("observed", "share"), [(5.0, 0.2), (2.5, 0.066), (20.0, 0.3)])
def test_a_search_with_the_discrepancy_that_is_asked_for_finds_something(
    observed: float, share: float
) -> None:
    """The figure is 2 at most, and may be 3.045 standard deviations off, as far ones count a little less:
    (5 - 2) / 3.045 / 5 is 0.197. No run is at 2 itself, so a little more is asked for."""
    nothing, outcome = sought(observed, 0.02)
    assert nothing.posterior is None
    assert needed(outcome) == pytest.approx(share, rel=0.1)
    found, _ = sought(observed, needed(outcome))
    assert found.posterior is not None

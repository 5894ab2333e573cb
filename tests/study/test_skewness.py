"""Skewness of figures, and how often it is that by chance: the same as SciPy's, which is slow to load."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from portsim.study.skewness import chance_of_skewness, skewness


def samples() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [
        place + scale * rng.gamma(shape, size=size) ** power
        for size in (3, 4, 8, 12, 31, 200)
        for place, scale in ((0.0, 1.0), (-7e4, 0.3), (1e-9, 1e-6))
        for shape, power in ((0.4, 1.0), (30.0, 1.0), (2.0, -1.0))
        for _ in range(5)
    ]


def test_it_has_the_bits_of_scipy() -> None:
    for values in samples():
        assert skewness(values) == stats.skew(values, bias=False)


def test_by_hand() -> None:
    """0, 0, 3: moments 2 and 2; the square root of 6 times 2 through 2^1.5. Of what is even there is none."""
    assert skewness(np.array([0.0, 0.0, 3.0])) == pytest.approx(6**0.5 * 2**-0.5)
    assert skewness(np.array([1.0, 2.0, 3.0, 4.0])) == 0.0
    assert chance_of_skewness(np.arange(9.0)) == 1.0


def test_its_chance_is_that_of_scipy() -> None:
    found = [values for values in samples() if len(values) >= 8]
    for values in found:
        assert chance_of_skewness(values) == pytest.approx(stats.skewtest(values).pvalue, rel=1e-9)
    assert len({round(chance_of_skewness(values), 1) for values in found}) > 5


def test_a_comparison_does_not_wait_for_scipy_stats(tiny_folder: None) -> None:
    """In a process of its own, with so many replications that their skewness is tested."""
    code = (
        "import portsim, sys\n"
        "study = portsim.compare('tiny.yaml', replications=8, workers=1)\n"
        "found = study.table('precision')\n"
        "assert found['skewness'].abs().max() > 1 and found['days_needed'].notna().any()\n"
        "study.comparison\n"
        "assert 'scipy.special' in sys.modules and 'scipy.stats' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

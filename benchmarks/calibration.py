"""How often `portsim calibrate` holds the truth: small ports of known inputs, observed once, calibrated
blind.

python benchmarks/calibration.py [ports [first]]

Each port has another travel way, exception rate and number of lanes, drawn from their ranges; what was
observed is one run of it under a seed of its own. Prints how often the true value lies within 5 to 95 % of
the posterior, and how often the figure held out lies within what is foretold.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from calibrated import UNKNOWN, Truth, observe, observed_file, port

from portsim.study.calibration.question import calibrate

PORTS, FIRST, WEEKS = 20, 1000, 24  # ports; seed of the first one; runs that its errors are taken from


def main(ports: int, first: int) -> None:
    inside, held, spreads = [], [], []
    for number in range(first, first + ports):
        rng = np.random.default_rng(number)
        truth = Truth(rng.uniform(3, 10), rng.uniform(0.02, 0.15), int(rng.integers(2, 5)))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            scenario = port(folder)
            figures, errors = observe(scenario, truth, FIRST + number, WEEKS)
            file = observed_file(folder, figures, errors)
            found = calibrate(
                scenario, file, inputs=UNKNOWN, samples=64, keep=100, discrepancy=0.0, seed=number, workers=1
            )
        rows = found.inputs.set_index("input").loc[list(UNKNOWN)]
        own = [
            low <= true <= high
            for low, true, high in zip(rows["at_5"], truth.levels, rows["at_95"], strict=True)
        ]
        out = found.figures[found.figures["sample"] == "held out"]
        inside.append(own)
        held.append(bool((out["verdict"] == "met").all()))
        spreads.append(rows["left"].to_list())
        worlds = found.facts["worlds_run"]
        print(
            number,
            truth,
            own,
            held[-1],
            np.round(rows[["at_5", "at_95"]].to_numpy(), 3).tolist(),
            worlds,
            flush=True,
        )
    share, left = np.mean(inside, axis=0), np.median(spreads, axis=0)
    for key, one, spread in zip(UNKNOWN, share, left, strict=True):
        print(f"{key}: within 5 to 95 % in {one:.0%} of {ports}; {spread:.0%} of the prior is left")
    print(f"all inputs: {np.mean(inside):.0%}; figure held out within what is foretold: {np.mean(held):.0%}")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(given[0] if given else PORTS, given[1] if len(given) > 1 else 0)

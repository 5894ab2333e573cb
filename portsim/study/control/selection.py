"""How well a selection of some rate and quality catches what is to be found: the binormal ROC curve."""

from __future__ import annotations

import math

from portsim.model.risk import BY_CHANCE

FAR = 40.0  # standard deviations: beyond it nothing is left of a normal distribution
PRECISE = 1e-13


def caught(quality: float, prior: float, rate: float) -> float:
    """The share of boxes with something to find that a selection takes, if it takes `rate` of all boxes.

    Each box has a score, normal with variance 1; its mean is 0 for a box with nothing to find and d for one
    with something. Boxes above a threshold are selected, such that prior TPR + (1 - prior) FPR = rate. The
    `quality` is the area under the curve, AUC = Phi(d / sqrt 2): at 0.5 the share is the rate, at 1 it is
    rate / prior, at most 1.

    Source: Green and Swets 1966, Signal Detection Theory and Psychophysics; Fawcett 2006, An introduction to
    ROC analysis, Pattern Recognition Letters 27.
    """
    from scipy import optimize, special

    if rate <= 0 or rate >= 1 or quality <= BY_CHANCE:
        return min(max(rate, 0.0), 1.0)
    if quality >= 1:
        return 1.0 if rate >= prior else rate / prior
    apart = math.sqrt(2) * float(special.ndtri(quality))

    def too_many(threshold: float) -> float:
        hits, clean = float(special.ndtr(apart - threshold)), float(special.ndtr(-threshold))
        return prior * hits + (1 - prior) * clean - rate

    threshold = optimize.brentq(too_many, -FAR, FAR + apart, xtol=PRECISE, rtol=PRECISE)
    return float(special.ndtr(apart - threshold))

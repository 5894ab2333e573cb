"""Texts that are no shape of duration: what each is refused with."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter

from portsim.model.durations import Duration

USER = {"source": "user"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            {"shape": "empirical", "quantiles": ["3 min", "2 min"]},
            "shape empirical needs quantiles in rising order; got 3 min before 2 min",
        ),
        (
            {"shape": "empirical", "quantiles": ["3 min", "3 min"]},
            "shape empirical needs quantiles that differ; for one time take shape constant",
        ),
        (
            {"shape": "empirical", "quantiles": ["1 min", "3 min"], "shares": [0, 0.5, 1]},
            "shape empirical needs a share for each quantile; got 3 shares and 2 quantiles",
        ),
        (
            {"shape": "empirical", "quantiles": ["1 min", "3 min"], "shares": [0.1, 1]},
            "shares of shape empirical begin with 0, rise, and end with 1",
        ),
        (
            {"shape": "beta", "low": "3 min", "high": "3 min", "alpha": 1, "beta": 1},
            "shape beta needs low below high",
        ),
        ({"shape": "loglogistic", "mean": "3 min", "k": 2}, "greater than 2"),
        (
            {
                "shape": "by_hour",
                "parts": [
                    {"hours": hours, "weight": 1, "time": {"shape": "constant", "mean": "2 min", **USER}}
                    for hours in ("06:00-12:00", "12:00-20:00")
                ],
            },
            "hours of shape by_hour make up the whole day; got 14 h of it: add a part for the other hours",
        ),
        (
            {
                "shape": "mixture",
                "parts": [
                    {"weight": 1, "time": {"shape": "mixture", "parts": [], **USER}},
                    {"weight": 1, "time": {"shape": "constant", "mean": "2 min", **USER}},
                ],
            },
            "Input tag 'mixture' found using 'shape' does not match any of the expected tags",
        ),
    ],
)
def test_what_is_no_shape_is_refused(text: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        TypeAdapter(Duration).validate_python({**text, **USER})

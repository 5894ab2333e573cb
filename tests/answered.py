"""A study of handmade tables, as far as the answer on the terminal reads it."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from portsim.study.question import QUESTION

NAN = float("nan")
COMPARED = {"unit": "min", "better": "less", "aim": True, "matters": 0.1, "p": 0.001, "p_holm": 0.001,
            "q": NAN, "variance_reduction": 2.0, "n": 3, "replications_needed": NAN, "unfinished": 0.0,
            "baseline_is": "exact", "value_is": "exact", "verdict": "saves"}  # fmt: skip
AUDITED = {"primary": True, "statement": "It is so", "unit": "min", "sense": "at most", "reported": 15.0,
           "simulated": 14.5, "low": 13.1, "high": 16.0, "n": 3, "verdict": "partly reproduced",
           "deciding_parameters": "", "independent": "yes", "label": "", "unlimited": NAN, "closed_form": NAN,
           "leans_on": ""}  # fmt: skip


def difference(
    alternative: str, kpi: str, baseline: float, value: float, **more: object
) -> dict[str, object]:
    """A row of the comparison; its CI is a hundredth of the baseline wide on either side."""
    change, half = value - baseline, 0.01 * baseline
    given = {"difference": change, "low": change - half, "high": change + half, "relative": change / baseline}
    return {
        "alternative": alternative,
        "kpi": kpi,
        "baseline": baseline,
        "value": value,
        **given,
        **COMPARED,
        **more,
    }


def claim(name: str, **more: object) -> dict[str, object]:
    return {"claim": name, "reading": "mean", **AUDITED, **more}


def study_of(
    saved: dict[str, float],
    comparison: list[dict[str, object]],
    claims: list[dict[str, object]] = [],  # noqa: B006
    *,
    half: float = 1e5,
    verdicts: list[str] = [],  # noqa: B006
    events: dict[str, float] | None = None,
    ledger: list[tuple[object, ...]] = [],  # noqa: B006
    said: list[str] = [],  # noqa: B006
    days: int = 2,
) -> SimpleNamespace:
    """A study whose alternatives save all payers so much [yuan/y], with a CI of `half` on either side.

    `events` have what an event costs once [yuan]; `ledger` rows are (alternative, entry, measured, missing).
    """
    events = events or {}
    payers = [
        (name, who, 1e7, amount, amount - half, amount + half, 0.0, 3, "exact", "saves")
        for name, amount in saved.items()
        if name not in events
        for who in ("haulier", "companies", "all_payers")
    ]
    tables = {
        "payers": pd.DataFrame(
            payers,
            columns=["alternative", "payer", "amount", "saved", "low", "high", "received", "n", "amount_is",
                     "verdict"],
        ),
        "comparison": pd.DataFrame(comparison),
        "audit": pd.DataFrame(claims, columns=["claim", "reading", *AUDITED]),
        "validation": pd.DataFrame({"verdict": verdicts}),
        "ledger": pd.DataFrame(
            ledger, columns=["alternative", "entry", "measured", "missing"]
        ).astype({"measured": bool}),
        "observed": pd.DataFrame({"verdict": []}),
        "observed_quantiles": pd.DataFrame({"figure": []}),
        "volumes": pd.DataFrame({"stream": ["vessel"], "per_day": [0.5]}),
        "events": pd.DataFrame(
            [(name, "cost", "all_payers", cost, cost - half, cost + half) for name, cost in events.items()],
            columns=["alternative", "figure", "of", "mean", "low", "high"],
        ),
    }  # fmt: skip
    question = SimpleNamespace(sentences=lambda _: said)
    scenario = SimpleNamespace(
        name="quay",
        compare=tuple(saved),
        event=lambda name: name if name in events else None,
        study=SimpleNamespace(replications=3, days=days),
        library={QUESTION: {"only": question}},
    )
    return SimpleNamespace(scenario=scenario, table=tables.__getitem__)

"""Example tables for the charts, and the words that a drawn chart shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from portsim.report.charts import style

ALTERNATIVES = ("smart_cloud_routing", "qr_gate_pass", "lcl_direct_pickup", "digital_port")
KPIS = {
    "truck_turn_time": "min",
    "exam_moves": "moves/box",
    "gate_utilisation": "share",
    "lcl_pickup_time": "min",
}


def comparison_of(alternatives: tuple[str, ...] = ALTERNATIVES, kpis: dict[str, str] = KPIS) -> pd.DataFrame:
    rows = []
    for first, alternative in enumerate(alternatives):
        for second, (kpi, unit) in enumerate(kpis.items()):
            baseline = 0.6 if unit == "share" else 40.0 + 50 * second
            difference = baseline * (-0.3 * first + 0.05 * second)
            half = 0.02 * baseline
            verdict = "saves" if difference < -half else "worse" if difference > half else "undecided"
            rows.append(
                {
                    "alternative": alternative,
                    "kpi": kpi,
                    "unit": unit,
                    "better": "less",
                    "aim": second < 2,
                    "baseline": baseline,
                    "value": baseline + difference,
                    "difference": difference,
                    "low": difference - half,
                    "high": difference + half,
                    "relative": difference / baseline,
                    "matters": 0.01 * baseline,
                    "p": 0.0002,
                    "p_holm": 0.0004 if second < 2 else float("nan"),
                    "q": float("nan") if second < 2 else 0.0003,
                    "variance_reduction": 12.4,
                    "n": 20,
                    "replications_needed": 120.0 if verdict == "undecided" else float("nan"),
                    "unfinished": 0.0,
                    "baseline_is": "exact",
                    "value_is": "exact",
                    "verdict": verdict,
                }
            )
    return pd.DataFrame(rows)


def claims_of() -> pd.DataFrame:
    columns = [
        "claim",
        "reading",
        "statement",
        "unit",
        "reported",
        "simulated",
        "low",
        "high",
        "n",
        "verdict",
    ]
    nothing = float("nan")
    to_site = "gate-in to box set down at the exam site, routed export boxes"
    gate = "the gate step with a QR code is 90 % more efficient than with paper"
    rows = [
        ("C1", "mean", to_site, "min", 15.0, 14.31, 13.92, 14.7, 20, "reproduced"),
        ("C1", "P90", to_site, "min", 15.0, 21.8, 21.0, 22.6, 20, "not reproduced"),
        (
            "C2",
            "moves",
            "handling and transport moves per exam box",
            "share",
            -0.5,
            -0.44,
            -0.47,
            -0.41,
            20,
            "partly reproduced",
        ),
        (
            "C4",
            "a year",
            "smart routing saves money",
            "yuan/year",
            1.64e6,
            3.1e7,
            2.9e7,
            3.3e7,
            20,
            "calibrated to",
        ),
        ("C4", "all payers", "smart routing saves money", "M yuan/y", 1.64, 9.2, 8.9, 9.5, 20, "exceeded"),
        ("C5", "P90", "wait for the tally is shorter", "h", 2.0, -0.4, -30.9, 54.5, 20, "undecided"),
        ("C5", "mean", "wait for the tally is shorter", "h", 2.0, -0.4, -0.7, -0.1, 20, "not reproduced"),
        ("C8", "less time", gate, "share", 0.9, 0.62, 0.6, 0.64, 20, "partly reproduced"),
        ("C8", "more throughput", gate, "share", 0.47, 0.62, 0.6, 0.64, 20, "partly reproduced"),
        (
            "C9",
            "",
            "sheets of paper a year",
            "sheets/year",
            3.5e6,
            nothing,
            nothing,
            nothing,
            0,
            "not testable",
        ),
    ]
    table = pd.DataFrame(rows, columns=columns).assign(deciding_parameters="exam_share", independent="yes")
    return table.assign(
        sense=["at most", "at most", "about", *["at least"] * 7],
        primary=~table["claim"].duplicated(),
        label="emergent",
        unlimited=nothing,
        closed_form=nothing,
        leans_on="",
    )


def spread_of(alternatives: tuple[str, ...] = ("baseline", *ALTERNATIVES)) -> pd.DataFrame:
    quantiles = np.arange(1, 100) / 100
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "alternative": alternative,
                    "kpi": kpi,
                    "quantile": quantiles,
                    "value": scale * (1 - 0.15 * place) * -np.log1p(-quantiles) + 5,
                }
            )
            for place, alternative in enumerate(alternatives)
            for kpi, scale in (("truck_turn_time", 35.0), ("exam_lead_time", 14.0))
        ]
    )


def stages_of(alternatives: tuple[str, ...] = ("baseline", *ALTERNATIVES)) -> pd.DataFrame:
    names = (
        "gate_in to lift_off",
        "lift_off to exam_called",
        "exam_called to set_down",
        "set_down to exam_start",
        "exam_start to release",
        "release to ready_to_load",
    )
    return pd.DataFrame(
        [
            {
                "alternative": alternative,
                "stream": "export",
                "channel": "red channel",
                "terminal": "all",
                "stage": stage,
                "order": order,
                "kind": "stage",
                "n": 900,
                "mean": 60.0 * order * (1 - 0.1 * place),
                "median": 50.0 * order,
                "p90": 130.0 * order,
                "low": 2.0,
                "high": 400.0 * order,
            }
            for place, alternative in enumerate(alternatives)
            for order, stage in enumerate(names, start=1)
            if not (alternative == "smart_cloud_routing" and order == 2)
        ]
    )


def hours_of(alternatives: tuple[str, ...] = ("baseline", *ALTERNATIVES)) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "alternative": alternative,
                "place": "gate_in",
                "terminal": terminal,
                "hour": hour,
                "queue": 6 * np.exp(-((hour - 10) ** 2) / 12) * (1 - 0.15 * place),
                "utilisation": 0.3 + (0.6 - 0.1 * place) * np.exp(-((hour - 11) ** 2) / 20),
            }
            for place, alternative in enumerate(alternatives)
            for terminal in ("haicang", "dongdu")
            for hour in range(24)
        ]
    )


def payers_of(
    alternatives: tuple[str, ...] = ("baseline", *ALTERNATIVES, "cloud_document_flow"),
) -> pd.DataFrame:
    payers = ("haulier", "shipper", "airline_and_cargo_terminal", "public_purse", "companies", "all_payers")
    rows = []
    for first, alternative in enumerate(alternatives):
        for second, payer in enumerate(payers):
            missing = payer == "shipper" and alternative == "qr_gate_pass"
            saved = float("nan") if missing else 1e6 * first * (second - 1.5) * 1.37
            half = 4e5 * second
            rows.append(
                {
                    "alternative": alternative,
                    "payer": payer,
                    "amount": float("nan") if missing else 5e7,
                    "saved": saved,
                    "low": saved - half,
                    "high": saved + half,
                    "received": 0.0,
                    "n": 0 if missing else 6,
                    "verdict": "not measured" if missing else "saves" if saved > half else "pays more",
                }
            )
    return pd.DataFrame(rows)


def texts_of(drawn: Axes | Figure) -> list[Text]:
    figure = style.figure_of(drawn)
    figure.draw_without_rendering()
    # Ticks beyond the limits exist but are never drawn.
    beyond = {
        id(tick.label1)
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in found if id(text) not in beyond]


def words_of(drawn: Axes | Figure) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in texts_of(drawn))

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Tuning a port")

with app.setup:
    import marimo as mo
    import pandas as pd

    import portsim
    from portsim import charts, label

    PORT = portsim.load("ocean_gate")
    SHOWN = ("gate_transaction_time", "gate_queue_time", "document_window_visits", "truck_visit_time",
             "exam_set_down_time", "exam_moves", "exam_lead_time")  # fmt: skip


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Tuning a port

    What does a QR gate pass save, and does it still save anything when the gate has more lanes?
    What does smart routing of exam boxes save when customs examines fewer of them?

    Move a slider: the terminal *Ocean Gate* is run again, with and without the measures, on the same
    draws of chance, and the figures follow: the money first, then what each measure aims at. One counted
    day and three replications are quick and give wide intervals; for a figure to build on, run
    `portsim compare ocean_gate`, or move sliders over all its inputs with `portsim serve ocean_gate`.

    Open this notebook with `marimo edit notebooks/tuning.py`, or with `marimo run notebooks/tuning.py`
    to see it without its code.
    """)
    return


@app.cell
def _():
    lanes = mo.ui.slider(10, 16, value=12, label="lanes of the paper gate", show_value=True, debounce=True)
    qr_uptake = mo.ui.slider(
        0, 100, step=10, value=50, label="trucks that show a QR code [%]", show_value=True, debounce=True
    )
    exam_rate = mo.ui.slider(
        0.5, 2.0, step=0.5, value=1.0, label="export boxes examined [%]", show_value=True, debounce=True
    )
    mo.vstack([lanes, qr_uptake, exam_rate])
    return exam_rate, lanes, qr_uptake


@app.function
def tuned(lanes: int, qr_uptake: float, exam_rate: float) -> portsim.Scenario:
    """Ocean Gate with so many gate lanes, QR uptake [%] and exam rate [%] of export boxes."""
    return (
        PORT.set("places.gate_in.lanes", lanes)
        .set("traits.selected_for_exam.share", f"{exam_rate} %")
        .alternative("qr", "qr_gate_pass", uptake=f"{qr_uptake} %")
        .only("qr", "smart_cloud_routing")
    )


@app.function
def money(payers: pd.DataFrame) -> pd.DataFrame:
    """Who saves what in a year [M yuan/y], with the 95 % CI; all payers together first."""
    amounts = ["saved", "low", "high"]
    table = payers.assign(
        alternative=payers["alternative"].map(label),
        payer=payers["payer"].map(label),
        **(payers[amounts] / 1e6).round(2),
    )
    first = table["payer"] == label("all_payers")
    columns = ["alternative", "payer", *amounts, "verdict"]
    return pd.concat([table[first], table[~first]])[columns].reset_index(drop=True)


@app.function
def shown(comparison: pd.DataFrame) -> pd.DataFrame:
    """The comparison in words, one row per alternative and KPI; what a measure aims at comes first."""
    comparison = comparison.sort_values("aim", ascending=False, kind="stable")
    table = comparison.assign(
        alternative=comparison["alternative"].map(label), kpi=comparison["kpi"].map(label)
    )
    columns = ["alternative", "kpi", "unit", "baseline", "value", "difference", "low", "high", "verdict"]
    return table[columns].round(3)


@app.cell
def _():
    answers = portsim.Answers()  # what did not change is not run again
    return (answers,)


@app.cell
def _(answers, exam_rate, lanes, qr_uptake):
    scenario = tuned(lanes.value, qr_uptake.value, exam_rate.value)
    study = portsim.compare(
        scenario,
        days=1,
        warm_up_days=1,
        run_out="2 day",
        replications=3,
        workers=1,
        claims=False,
        tables=("comparison", "payers", "spread", "changes"),
        kpis=SHOWN,
        answers=answers,
    )
    return scenario, study


@app.cell
def _(study):
    saved = money(study.payers)
    mo.vstack([mo.md("Saved in a year [M yuan/y], with the 95 % CI of the runs:"), saved])
    return (saved,)


@app.cell
def _(study):
    comparison = shown(study.comparison)
    mo.vstack([mo.md("What each measure aims at, then other times:"), comparison])
    return (comparison,)


@app.cell
def _(study):
    times = dict.fromkeys(study.spread["kpi"])
    time_shown = mo.ui.dropdown(
        {label(kpi): kpi for kpi in times}, value=label("truck_visit_time"), label="time in the charts"
    )
    mo.vstack(
        [
            time_shown,
            mo.md(
                "The visit time of a truck begins at the queue of the gate, its turn time behind the gate."
            ),
        ]
    )
    return (time_shown,)


@app.cell
def _(study, time_shown):
    savings = charts.figure_of(charts.savings(study.comparison, time_shown.value))
    mo.as_html(savings)
    return (savings,)


@app.cell
def _(study, time_shown):
    distribution = charts.figure_of(charts.distribution_before_after(study.spread, time_shown.value))
    mo.as_html(distribution)
    return (distribution,)


@app.cell
def _(study):
    changes = study.changes
    mo.vstack([mo.md("What was set, and what each measure changed:"), changes])
    return (changes,)


if __name__ == "__main__":
    app.run()

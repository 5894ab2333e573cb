import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Tuning a port")

with app.setup:
    import marimo as mo
    import pandas as pd

    import portsim
    from portsim import charts, label


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Tuning a port

    What does a QR gate pass save, and does it still save anything when the gate has more lanes?
    What does smart routing of exam boxes save when customs examines fewer of them?

    Move a slider: the terminal *Ocean Gate* is run again, with and without the measures, on the same
    draws of chance, and the tables and charts follow. One counted day and three replications take some
    seconds and give wide intervals; for a figure to build on, run `portsim compare ocean_gate`.

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
        portsim.load("ocean_gate")
        .set("places.gate_in.lanes", lanes)
        .set("traits.selected_for_exam.share", f"{exam_rate} %")
        .alternative("qr", "qr_gate_pass", uptake=f"{qr_uptake} %")
        .only("qr", "smart_cloud_routing")
    )


@app.function
def shown(comparison: pd.DataFrame) -> pd.DataFrame:
    """The comparison in words, one row per alternative and KPI."""
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
        tables=("comparison", "spread", "changes"),
        answers=answers,
    )
    return scenario, study


@app.cell
def _(study):
    comparison = shown(study.comparison)
    mo.ui.table(comparison, page_size=20, selection=None)
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

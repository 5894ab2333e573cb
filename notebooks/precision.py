import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="How many replications?")

with app.setup:
    import marimo as mo
    import pandas as pd

    import portsim
    from portsim import charts, label


@app.cell(hide_code=True)
def _():
    mo.md("""
    # How many replications?

    A 95 % interval shrinks with the square root of the number of replications. How many bring the figures
    that a measure aims at to the half-width that you ask for, and which figure decides?

    Choose how precise it is to be: the gate of *Ocean Gate* is run, with and without a QR gate pass, until
    that is so. What was run before is not run again. The same on the command line, for a whole scenario:
    `portsim precision ocean_gate --within "5 %"`.
    """)
    return


@app.cell
def _():
    within = mo.ui.slider(
        1, 20, value=10, label="half-width asked [% of the figure]", show_value=True, debounce=True
    )
    most = mo.ui.slider(
        10, 60, step=10, value=20, label="replications at most", show_value=True, debounce=True
    )
    mo.vstack([within, most])
    return most, within


@app.cell
def _():
    answers = portsim.Answers()  # replications that were run are not run again
    scenario = portsim.load("ocean_gate").only("qr_gate_pass")
    return answers, scenario


@app.cell
def _(answers, most, scenario, within):
    found = portsim.precision(
        scenario,
        within=f"{within.value} %",
        most=most.value,
        days=1,
        warm_up_days=1,
        run_out="2 day",
        workers=1,
        claims=False,
        answers=answers,
    )
    mo.md("\n".join(f"- {sentence}" for sentence in found.sentences))
    return (found,)


@app.function
def shown(half_widths: pd.DataFrame) -> pd.DataFrame:
    """Each figure with its half-width and the one that is asked, and the replications it needs."""
    table = half_widths.assign(kpi=half_widths["kpi"].map(label))
    return table[["kpi", "unit", "estimate", "half_width", "target", "n_needed", "status"]].round(3)


@app.cell
def _(found):
    table = shown(found.half_widths)
    mo.ui.table(table, selection=None)
    return (table,)


@app.cell
def _(found):
    chart = charts.figure_of(charts.half_widths_chart(found.course))
    mo.as_html(chart)
    return (chart,)


if __name__ == "__main__":
    app.run()

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Which measure gives what")

with app.setup:
    import marimo as mo
    import pandas as pd

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Which measure gives what

    Three measures speed up the same boxes and trucks. Each saves something alone; together they save less
    than the sum, because part of it is saved once and counted twice. All combinations are run on the same
    draws, and what they save together is shared out so that the order does not matter (Shapley).

    One counted day and three replications take some seconds and give wide intervals; for a figure to build
    on, run `portsim attribute ocean_gate`.
    """)
    return


@app.cell
def _():
    measures = mo.ui.multiselect(
        ["smart_cloud_routing", "one_time_diversion", "qr_gate_pass", "lcl_direct_pickup"],
        value=["smart_cloud_routing", "one_time_diversion", "qr_gate_pass"],
        label="measures",
    )
    figure = mo.ui.dropdown(
        ["exam_set_down_time", "exam_moves", "truck_visit_time"], value="exam_set_down_time", label="KPI"
    )
    mo.vstack([measures, figure])
    return figure, measures


@app.cell
def _():
    answers = portsim.Answers()  # combinations that were run before are not run again
    return (answers,)


@app.cell
def _(answers, figure, measures):
    found = portsim.attribute(
        "ocean_gate",
        measures.value,
        [figure.value],
        days=1,
        warm_up_days=1,
        run_out="2 day",
        replications=3,
        workers=1,
        answers=answers,
    )
    mo.md("\n".join(f"- {sentence}" for sentence in found.sentences))
    return (found,)


@app.cell
def _(figure, found):
    chart = charts.figure_of(charts.attribute_chart(found.shapley, figure.value))
    mo.as_html(chart)
    return (chart,)


@app.function
def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """A table with numbers to three decimals."""
    return table.round(3)


@app.cell
def _(figure, found):
    overlap = rounded(found.overlap[found.overlap["figure"] == figure.value])
    mo.vstack([mo.md("What is counted twice, by all and by each pair:"), overlap])
    return (overlap,)


if __name__ == "__main__":
    app.run()

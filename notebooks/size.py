import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Sizing a gate")

with app.setup:
    import marimo as mo

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Sizing a gate

    How many lanes does the gate of *Ocean Gate* need, if nine trucks of ten are to be through the terminal
    within a limit? The cheapest number that keeps the limit with the stated chance is found by ranking and
    selection, and then verified on fresh draws.

    One counted day and few replications take some seconds; for a figure to build on, run `portsim size
    ocean_gate` with more of both ([docs/size.md](../docs/size.md)).
    """)
    return


@app.cell
def _():
    limit = mo.ui.slider(
        30, 60, step=5, value=45, label="P90 of the truck visit time, at most [min]", debounce=True
    )
    chance = mo.ui.slider(60, 90, step=10, value=60, label="of 100 days, so many keep it", debounce=True)
    mo.vstack([limit, chance])
    return chance, limit


@app.cell
def _():
    answers = portsim.Answers()  # what was run once is not run again
    return (answers,)


@app.cell
def _(answers, chance, limit):
    found = portsim.size(
        "ocean_gate",
        ["places.gate_in.lanes=8:9"],
        [f"P90 truck_visit_time <= {limit.value} min"],
        chance=chance.value / 100,
        days=1,
        warm_up_days=1,
        run_out="1 day",
        replications=4,
        workers=1,
        answers=answers,
    )
    return (found,)


@app.cell
def _(found):
    mo.md("\n".join(f"- {sentence}" for sentence in found.sentences))
    return


@app.cell
def _(found):
    chart = charts.figure_of(charts.size_chart(found.front))
    mo.as_html(chart)
    return (chart,)


@app.cell
def _(found):
    systems = found.systems
    mo.ui.table(systems.round(3), selection=None)
    return (systems,)


if __name__ == "__main__":
    app.run()

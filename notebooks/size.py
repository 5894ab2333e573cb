import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Sizing a gate")

with app.setup:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Sizing a gate

    How many lanes does a gate need, and how many cranes the yard behind it, if nine trucks of ten are to be
    through within a limit? The cheapest pair that keeps the limit with the stated chance is found by ranking
    and selection, and then verified on fresh draws. `portsim size` asks it of any scenario: docs/size.md.
    """)
    return


@app.cell
def _():
    gate = """
    name: my_gate
    title: My gate, with a yard behind it
    terminals: {main: {title: Main, share: {value: 100 %, source: user}}}
    demand: {truck: {flows: [domestic_truck], per_day: {value: 1200 per day, source: user}}}
    places:
      gate_in: {lanes: {value: 4, source: user}}
      gate_out: {lanes: {value: 3, source: user}}
      yard_crane: {cranes: {value: 6, source: user}}
      trouble_desk: {clerks: {value: 2, source: user}}
    tasks:
      paper_check: {shape: lognormal, mean: 3 min, cv: 0.5, source: user}
      gate_to_yard: {shape: constant, mean: 4 min, source: user}
      lift_domestic: {shape: lognormal, mean: 4 min, cv: 0.5, source: user}
      yard_to_gate: {shape: constant, mean: 4 min, source: user}
      resolve_trouble: {shape: exponential, mean: 20 min, source: user}
      check_out: {shape: constant, mean: 1 min, source: user}
    chances: {trouble: {value: 5 %, source: user}}
    study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 5, seed: 1}
    """
    temporary = TemporaryDirectory(prefix="size_")  # gone with the notebook
    path = Path(temporary.name) / "my_gate.yaml"
    path.write_text(gate)
    scenario = portsim.load(str(path))
    return (scenario,)


@app.cell
def _():
    limit = mo.ui.slider(20, 40, step=5, value=25, label="P90 of the truck visit time, at most [min]")
    chance = mo.ui.slider(60, 90, step=10, value=80, label="of 100 days, so many keep it")
    mo.vstack([limit, chance])
    return chance, limit


@app.cell
def _():
    answers = portsim.Answers()  # what was run once is not run again
    return (answers,)


@app.cell
def _(answers, chance, limit, scenario):
    found = portsim.size(
        scenario,
        ["places.gate_in.lanes=3:5", "places.yard_crane.cranes=4:6"],
        [f"P90 truck_visit_time <= {limit.value} min"],
        cost=["places.gate_in.lanes=900000 yuan/y", "places.yard_crane.cranes=600000 yuan/y"],
        chance=chance.value / 100,
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

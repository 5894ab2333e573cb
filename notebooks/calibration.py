import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="From a gate log to a calibrated port")

with app.setup:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo

    import portsim
    from portsim import charts
    from portsim.report.terminal.log import columns_table
    from portsim.scenario.logs.cells.cells import Asked
    from portsim.scenario.logs.inspection.inspect import inspect_log


@app.cell(hide_code=True)
def _():
    mo.md("""
    # From a gate log to a calibrated port

    A log shows when trucks came and how long a step took. It does not show how long the way to the yard is,
    or how many lanes were staffed. Here both are found from what the log does show: how long trucks stayed
    and queued.

    To see whether the answer is right, the log is one of a port whose way and lanes are known: those that you
    choose below. Two weeks are exported; the second one is held out and judges the result. Small numbers keep
    this page quick; for figures to build on, run `portsim calibrate` with its defaults.
    """)
    return


@app.cell
def _():
    way = mo.ui.slider(3, 9, step=0.5, value=6.5, label="the way to the yard [min]", debounce=True)
    lanes = mo.ui.slider(2, 4, value=2, label="lanes at the gate", debounce=True)
    mo.vstack([way, lanes])
    return lanes, way


@app.cell
def _():
    temporary = TemporaryDirectory(prefix="calibration_")  # gone with the notebook
    folder = Path(temporary.name)
    TEMPLATE = """
    name: gate
    title: A gate
    terminals: {main: {title: Main, share: {value: 100 %, source: user}}}
    demand:
      truck:
        flows: [domestic_truck]
        per_day: {value: 280 per day, source: assumption, range: [200 per day, 400 per day]}LOG
    places:
      gate_in: {lanes: {value: 3, source: assumption, range: [1, 5], distribution: uniform}}
      gate_out: {lanes: {value: 3, source: user}}
      yard_crane: {cranes: {value: 4, source: user}}
      trouble_desk: {clerks: {value: 2, source: user}}
    tasks:
      paper_check: {shape: exponential, mean: 6 min, source: assumption, range: [3 min, 10 min]}
      gate_to_yard: {shape: erlang, mean: 4 min, k: 4, source: assumption, range: [2 min, 10 min],
                     distribution: uniform}
      lift_domestic: {shape: constant, mean: 4 min, source: user}
      yard_to_gate: {shape: constant, mean: 4 min, source: user}
      resolve_trouble: {shape: exponential, mean: 20 min, source: user}
      check_out: {shape: constant, mean: 1 min, source: user}
    chances: {trouble: {value: 0 %, source: user}}
    study: {days: 3, warm_up_days: 0, run_out: 1 day, replications: 4, seed: 1}
    """
    port = folder / "gate.yaml"
    port.write_text(TEMPLATE.replace("LOG", ""))
    return TEMPLATE, folder, port


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The log, and what it is

    The real port has 300 trucks a day and a paper check of 7 min, which the template does not know either.
    `portsim log inspect gate.csv` says the same as this table, and the YAML to paste.
    """)
    return


@app.cell
def _(folder, lanes, port, way):
    log = folder / "gate.csv"
    real = (
        portsim.load(str(port))
        .set("demand.truck.per_day", "300 per day")
        .set("tasks.paper_check.mean", "7 min")
        .set("tasks.gate_to_yard.mean", f"{way.value} min")
        .set("places.gate_in.lanes", lanes.value)
        .with_study(days=14, seed=77)
    )
    portsim.export(real, log, "csv", start="2026-03-02", zone="+08:00", counted=True)
    columns = columns_table(inspect_log(str(log), Asked(guess=True)))
    mo.vstack([columns])
    return columns, log


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What the log shows: fit

    The log goes under its stream, with the step that it has times of. Rate and service times are read from
    it.
    """)
    return


@app.cell
def _(TEMPLATE, folder, log):
    MAP = """
        log:
          file: gate.csv
          events: {case: case, activity: [activity, lifecycle], time: timestamp}
          columns:
            arrival: gate_in schedule
            domestic_truck.gate_in: {from: gate_in start, to: gate_in complete}
            terminal: terminal
          time_zone: Asia/Shanghai"""
    logged = log.with_name("logged.yaml")
    logged.write_text(TEMPLATE.replace("LOG", MAP))
    fit = portsim.fit(str(logged), bootstrap=19)
    fitted = folder / "fitted.yaml"
    fitted.write_text(str(fit.facts["overlay"]))
    durations = fit.durations[fit.durations["chosen"]].round(2)
    fit_said = "\n".join(f"- {sentence}" for sentence in fit.sentences)
    mo.vstack([durations, mo.md(fit_said)])
    return durations, fitted


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What it does not show: calibrate

    P50 and P90 of the time from gate to gate, and of that with the queue, are matched in the first week.
    Worlds are run over the ranges of both inputs; what the figures rule out is left behind. A time whose
    queue moves from day to day stays *undecided* with four replications of three days; more decide it.
    """)
    return


@app.cell
def _(fitted, log):
    found = portsim.calibrate(
        portsim.load(str(fitted)),
        log,
        inputs=["tasks.gate_to_yard", "places.gate_in.lanes"],
        hold_out=["2026-W11"],
        samples=32,
        waves=1,
        keep=50,
        workers=1,
    )
    mo.md("\n".join(f"- {sentence}" for sentence in found.sentences))
    return (found,)


@app.cell
def _(found):
    posterior = charts.figure_of(charts.inputs_chart(found.inputs))
    mo.as_html(posterior)
    return (posterior,)


@app.cell
def _(found):
    figures = charts.figure_of(charts.figures_chart(found.figures))
    mo.as_html(figures)
    return (figures,)


@app.cell
def _(found):
    verdicts = found.observed[["kpi", "weeks", "verdict", "band", "n_observed", "days_observed"]]
    mo.vstack([verdicts])
    return (verdicts,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The calibrated port

    It is a scenario file like any other: `portsim compare calibrated.yaml` runs it. Its inputs are at their
    medians, with 5 to 95 % of the posterior as range, so `portsim uncertainty` knows how sure they are.
    `portsim.write(found, Path("my_port"))` leaves it in a folder, with a page of all this:
    `calibration.html`.
    """)
    return


@app.cell
def _(folder, found):
    calibrated = folder / "calibrated.yaml"
    calibrated.write_text(str(found.facts["overlay"]))
    mo.md(f"```yaml\n{calibrated.read_text()}\n```")
    return (calibrated,)


if __name__ == "__main__":
    app.run()

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Charts of a comparison")

with app.setup:
    import marimo as mo
    from matplotlib.figure import Figure

    import portsim
    from portsim import charts, label


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Charts of a comparison

    Every chart of a study, for reports and slides of your own. Choose what is compared, and which figure is
    shown; each chart is drawn on axes that you can give a size, a title or a place beside others.

    One counted day and three replications take some seconds and give wide intervals; for figures to build
    on, take the study of `portsim.compare("ocean_gate")`, with more days and replications.
    """)
    return


@app.cell
def _():
    names = [name for name in portsim.load("ocean_gate").alternatives if name != "baseline"]
    chosen = mo.ui.multiselect(
        {label(name): name for name in names},
        value=[label("qr_gate_pass"), label("smart_cloud_routing")],
        label="alternatives",
    )
    mo.vstack([chosen])
    return (chosen,)


@app.cell
def _(chosen):
    scenario = portsim.load("ocean_gate").only(*chosen.value)
    study = portsim.compare(
        scenario,
        days=1,
        warm_up_days=1,
        run_out="2 day",
        replications=3,
        workers=1,
        claims=False,
        tables=("comparison", "payers", "spread", "hours", "stages"),
    )
    return (study,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What each measure aims at, and who saves

    Right of 0 is better. The pale band is what does not matter.
    """)
    return


@app.cell
def _(study):
    aims = charts.figure_of(charts.forest(study.comparison))
    mo.as_html(aims)
    return (aims,)


@app.cell
def _(study):
    money = charts.figure_of(charts.payers_chart(study.payers))
    mo.as_html(money)
    return (money,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## One figure
    """)
    return


@app.cell
def _(study):
    times = list(dict.fromkeys(study.spread["kpi"]))
    kpi = mo.ui.dropdown(
        {label(name): name for name in times}, value=label("truck_visit_time"), label="figure"
    )
    mo.vstack([kpi])
    return (kpi,)


@app.cell
def _(kpi, study):
    one = charts.figure_of(charts.savings(study.comparison, kpi.value))
    spread = charts.figure_of(charts.distribution_before_after(study.spread, kpi.value))
    mo.vstack([one, spread])
    return one, spread


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## A place by hour, and stages

    Each chart takes axes of yours, here of a wide sheet for a slide.
    """)
    return


@app.cell
def _(study):
    places = list(dict.fromkeys(study.hours["place"]))
    place = mo.ui.dropdown({label(name): name for name in places}, value=label("gate_in"), label="place")
    mo.vstack([place])
    return (place,)


@app.cell
def _(place, study):
    sheet = Figure(figsize=(11, 6), layout="constrained")
    charts.hours_of_day(study.hours, place.value, sheet.subplots(2, 1, sharex=True))
    stages = charts.figure_of(charts.time_procedure(study.stages, "export", "red channel"))
    mo.vstack([sheet, stages])
    return sheet, stages


if __name__ == "__main__":
    app.run()

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="A measure of one's own")

with app.setup:
    from pathlib import Path
    from tempfile import TemporaryDirectory
    from typing import ClassVar

    import marimo as mo

    import portsim
    from portsim import charts, label


@app.cell(hide_code=True)
def _():
    mo.md("""
    # A measure of one's own

    Some hauliers send their papers the evening before. At the gate a glance then takes the place of the
    paper check. What would that save at *Ocean Gate*, and is it what somebody reported?

    A measure is a small class: its fields are its numbers, and `apply` says what is done differently. Change
    it, and run the cells below it again.
    """)
    return


@app.cell
def _():
    @portsim.measure("papers_ahead")
    class PapersAhead(portsim.Measure):
        """A share of the trucks has sent its papers: a glance at the gate in place of the paper check."""

        title: ClassVar[str] = "Papers sent ahead"
        aims_at: ClassVar[tuple[str, ...]] = ("gate_transaction_time", "gate_queue_time")
        glance: portsim.Duration

        def apply(self, world: portsim.World) -> portsim.World:
            trucks = world.streams_with("gate_in")
            world = world.set("traits.sent_ahead", portsim.Trait(share=self.uptake, of=trucks))
            world = world.set("tasks.glance", self.glance)
            step = portsim.visit("gate_in", "glance", label="gate_in_ahead", at_queue="gate_arrival")
            for flow in world.flows_with("gate_in"):
                world = world.branch(flow, "gate_in", "sent_ahead", step)
            return world

    measure = PapersAhead
    return (measure,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Its numbers, and what was reported

    Every number says where it comes from, and an assumption has a range. The claim is an example: half the
    time at the gate for trucks that have sent their papers.
    """)
    return


@app.cell
def _():
    uptake = mo.ui.slider(0, 100, step=10, value=30, label="trucks that send papers ahead [%]", debounce=True)
    mo.vstack([uptake])
    return (uptake,)


@app.cell
def _(measure, uptake):
    temporary = TemporaryDirectory(prefix="own_measure_")  # gone with the notebook
    folder = Path(temporary.name)
    port, claims = folder / "ahead.yaml", folder / "ahead_claims.yaml"
    port.write_text(f"""
    extends: ocean_gate.yaml
    name: ahead
    title: "Ocean Gate: {measure.title}"
    claims: ahead_claims.yaml
    study: {{days: 1, warm_up_days: 1, run_out: 2 day, replications: 3}}
    measures:
      papers_ahead:
        uptake: {{value: {uptake.value} %, source: assumption, range: [0 %, 100 %]}}
        glance: {{shape: constant, mean: 40 s, source: assumption, range: [20 s, 90 s]}}
    compare:
      papers_ahead: [papers_ahead]
    """)
    claims.write_text("""
    source: an example of a report
    claims:
      A1:
        statement: Papers sent ahead halve the time at the gate
        reported_in: an example
        readings:
          - {name: trucks that sent them, primary: true, kpi: gate_transaction_time,
             alternative: papers_ahead, figure: saved_share, cohort: [sent_ahead],
             reported: 0.5, unit: share, sense: about}
          - {name: all trucks, kpi: gate_transaction_time, alternative: papers_ahead, figure: saved_share,
             reported: 0.5, unit: share, sense: about}
    """)
    scenario = portsim.load(str(port)).only("papers_ahead")
    return (scenario,)


@app.cell
def _(scenario):
    study = portsim.compare(scenario, workers=1)
    aimed = study.comparison[study.comparison["aim"].astype(bool)]
    columns = ["kpi", "unit", "baseline", "value", "difference", "low", "high", "verdict"]
    table = aimed.assign(kpi=aimed["kpi"].map(label))[columns].round(2)
    mo.vstack([mo.md("What it aims at, with the 95 % CI of the difference:"), table])
    return study, table


@app.cell
def _(study):
    portsim.summary(study)  # the answer in short
    return


@app.cell
def _(study):
    verdicts = study.audit[["claim", "reading", "reported", "simulated", "low", "high", "verdict"]].round(2)
    mo.vstack([mo.md("The claim, reading by reading:"), verdicts])
    return (verdicts,)


@app.cell
def _(study):
    chart = charts.figure_of(charts.claims_chart(study.audit))
    mo.as_html(chart)
    return (chart,)


if __name__ == "__main__":
    app.run()

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="What a faster exam misses")

with app.setup:
    import marimo as mo

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # What a faster exam misses

    Customs can examine fewer boxes, select them better, or trust some traders more. What is then missed, and
    what does one more find cost? Nothing public is known of what boxes hide: all numbers under `risk` of the
    scenario are assumptions. One short day keeps this page quick; for figures to build on, run
    `portsim control ocean_gate`.
    """)
    return


@app.cell
def _():
    quality = mo.ui.slider(0.5, 0.95, step=0.05, value=0.8, label="quality of the selection (AUC)")
    prior = mo.ui.slider(0.1, 1.0, step=0.1, value=0.3, label="export boxes with something to find [%]")
    mo.vstack([quality, prior])
    return prior, quality


@app.cell
def _():
    answers = portsim.Answers()  # what was run once is not run again
    return (answers,)


@app.cell
def _(answers, prior, quality):
    port = portsim.load("ocean_gate")
    scenario = port.set("risk.selectivity", quality.value).set(
        "risk.streams.export.prior", f"{prior.value} %"
    )
    found = portsim.control(
        scenario,
        ["traits.selected_for_exam.share=1%,2%"],
        alternatives=[],
        days=1,
        warm_up_days=1,
        run_out="2 day",
        replications=2,
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
    chart = charts.figure_of(charts.control_chart(found.frontier))
    mo.as_html(chart)
    return (chart,)


@app.cell
def _(found):
    traders = found.traders
    mo.ui.table(traders.round(3), selection=None)
    return (traders,)


if __name__ == "__main__":
    app.run()

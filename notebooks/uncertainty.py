import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="How sure, and what decides it")

with app.setup:
    import marimo as mo

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # How sure, and what decides it

    A port model knows most of its numbers only within a range. Here the inputs of *Ocean Gate* are drawn from
    their ranges, all at once, and each world is run with and without the QR gate pass.

    A few short worlds keep this page quick and leave wide intervals, and fewer worlds than inputs cannot tell
    what decides. For figures to build on, run `portsim uncertainty ocean_gate`.
    """)
    return


@app.cell
def _():
    samples = mo.ui.dropdown(["8", "16", "32", "64"], value="8", label="worlds")
    mo.vstack([samples])
    return (samples,)


@app.cell
def _(samples):
    analysis = portsim.uncertainty(
        portsim.load("ocean_gate").only("qr_gate_pass"),
        samples=int(samples.value),
        tried=2,
        days=1,
        warm_up_days=1,
        run_out="1 day",
        replications=2,
        workers=1,
    )
    return (analysis,)


@app.cell
def _(analysis):
    verdicts = charts.verdicts_chart(analysis.claims)
    mo.vstack([verdicts])
    return (verdicts,)


@app.cell
def _(analysis):
    tornado = charts.tornado_chart(analysis.tornado)
    mo.vstack([tornado])
    return (tornado,)


@app.cell
def _(analysis):
    deciding = analysis.deciding.round(2)
    mo.vstack([deciding])
    return (deciding,)


if __name__ == "__main__":
    app.run()

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="When does a measure stop paying?")

with app.setup:
    import marimo as mo

    import portsim
    from portsim import charts


@app.cell(hide_code=True)
def _():
    mo.md("""
    # When does a measure stop paying?

    A QR gate pass costs the terminal readers at its lanes. What may they cost at most, and how many drivers
    must show a code? Costs are assumptions: no public figure was found, so the first question matters.

    One counted day and three replications take some seconds and give wide intervals; for a figure to build
    on, run `portsim breakeven ocean_gate measures.qr_gate_pass.uptake`.
    """)
    return


@app.cell
def _():
    payers = mo.ui.dropdown(["companies", "terminal", "all_payers"], value="terminal", label="for")
    mo.vstack([payers])
    return (payers,)


@app.cell
def _():
    scenario = portsim.load("ocean_gate").only("qr_gate_pass")
    short = {"days": 1, "warm_up_days": 1, "run_out": "2 day", "replications": 3, "workers": 1}
    answers = portsim.Answers()  # what did not change is not run again
    return answers, scenario, short


@app.cell
def _(answers, scenario, short):
    pays = portsim.net_benefit(scenario, **short, answers=answers)
    columns = ["payer", "saved", "costs", "net", "low", "high", "ratio", "payback", "verdict"]
    mo.vstack([mo.md("\n\n".join(pays.sentences)), pays.net_benefit[columns].round(2)])
    return (pays,)


@app.cell
def _(answers, payers, scenario, short):
    of_costs = portsim.breakeven(
        scenario,
        "measures.qr_gate_pass.costs.gate_lanes.once",
        of=f"net_benefit:{payers.value}",
        **short,
        answers=answers,
    )
    mo.vstack(
        [
            mo.md(of_costs.sentences[0]),
            mo.as_html(charts.figure_of(charts.breakeven_chart(of_costs.curve, of_costs.roots))),
        ]
    )
    return (of_costs,)


@app.cell
def _(answers, payers, scenario, short):
    of_uptake = portsim.breakeven(
        scenario,
        "measures.qr_gate_pass.uptake",
        of=f"net_benefit:{payers.value}",
        between=("0 %", "100 %"),
        points=3,
        **short,
        answers=answers,
    )
    mo.vstack(
        [
            mo.md(of_uptake.sentences[0]),
            mo.as_html(charts.figure_of(charts.breakeven_chart(of_uptake.curve, of_uptake.roots))),
        ]
    )
    return (of_uptake,)


if __name__ == "__main__":
    app.run()

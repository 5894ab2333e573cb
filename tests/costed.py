"""The scenario of a gate with prices, and with what its QR gate pass costs."""

from tiny import TINY

COSTS = """\
    costs:
      readers:
        payer: terminal
        once: {value: 10000 yuan, source: assumption, range: [5000 yuan, 20000 yuan]}
        per_year: {value: 2000 yuan per year, source: assumption, range: [1000 yuan/y, 4000 yuan/y]}
        life: {value: 5 years, source: assumption, range: [4 years, 10 years]}
        discount_rate: {value: 8 %, source: assumption, range: [0 %, 12 %]}
      phones: {payer: haulier, per_year: {value: 1000 yuan/y, source: A1}}
"""
COSTED = (
    TINY.replace(
        "    uptake: {value: 90 %, source: A1}",
        f"{COSTS}    uptake: {{value: 90 %, source: assumption, range: [10 %, 100 %]}}",
    )
    .replace("replications: 2", "replications: 3")
    .replace("  lanes: [more_lanes]\n", "  lanes: [more_lanes]\n  both: [qr_gate_pass, more_lanes]\n")
    + """\
tariffs:
  gate_clerk_hour: {cost: {value: 45 yuan/h, source: user}, payer: terminal}
  truck_hour: {cost: {value: 150 yuan/h, source: assumption, range: [60 yuan/h, 380 yuan/h]}, payer: haulier}
"""
)

"""A gate with a yard behind it, of which queueing theory knows the queue."""

GATE = """\
name: gate
title: A gate
terminals: {main: {title: Main, share: {value: 100 %, source: user}}}
demand: {truck: {flows: [domestic_truck], per_day: {value: 1200 per day, source: user}}}
places:
  gate_in: {lanes: {value: 4, source: user}}
  gate_out: {lanes: {value: 3, source: user}}
  yard_crane: {cranes: {value: 7, source: user}}
  trouble_desk: {clerks: {value: 2, source: user}}
tasks:
  paper_check: {shape: exponential, mean: 3 min, source: user}
  gate_to_yard: {shape: constant, mean: 4 min, source: user}
  lift_domestic: {shape: constant, mean: 4 min, source: user}
  yard_to_gate: {shape: constant, mean: 4 min, source: user}
  resolve_trouble: {shape: exponential, mean: 20 min, source: user}
  check_out: {shape: constant, mean: 1 min, source: user}
chances: {trouble: {value: 2 %, source: user}}
study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 6, seed: 1}
measures:
  qr_gate_pass:
    uptake: {value: 50 %, source: user}
    scan_code: {shape: constant, mean: 20 s, source: user}
    exceptions: {value: 3 %, source: user}
compare: {qr: [qr_gate_pass]}
"""

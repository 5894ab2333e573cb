"""A scenario of some thirty lines that loads: a vessel, domestic trucks, one terminal."""

TINY = """\
name: tiny
title: One small terminal
evidence: evidence.yaml
study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 2, seed: 1}
terminals: {north: {title: North, share: {value: 1, source: A1}}}
places:
  berth: {berths: {value: 2, source: A1}}
  gate_in: {lanes: {value: 2, source: A1}}
  gate_out: {lanes: {value: 1, source: A1}, calendar: open_hours}
  trouble_desk: {desks: {value: 1, source: A1}}
  yard_crane: {cranes: {value: 1, source: A1}, blocks: {value: 2, source: A1}}
  boarding_officer: {officers: {value: 1, source: A1}}
tasks:
  paper_check: {shape: erlang, mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]}
  resolve_trouble: {shape: lognormal, mean: 30 min, cv: 0.7, source: A1}
  gate_to_yard: {shape: triangular, low: 2 min, mode: 4 min, high: 8 min, source: A1}
  lift_domestic: {shape: constant, mean: 3 min, source: A1}
  yard_to_gate: {shape: uniform, low: 2 min, high: 8 min, source: A1}
  check_out: {shape: constant, mean: 45 s, source: A1}
  agent_carries_papers: {shape: constant, mean: 1 h, source: A1}
  board_and_check: {shape: constant, mean: 30 min, source: A1}
  discharge_first: {shape: constant, mean: 4 h, source: A1}
chances:
  trouble: {value: 5 %, source: A1}
calendars:
  open_hours: {hours: [["06:00", "12:00"], ["13:00", "24:00"]], source: A1}
profiles:
  day: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], source: A1}
demand:
  vessel: {flows: [vessel_call], per_day: {value: 1 per day, source: A1}}
  domestic: {flows: [domestic_truck], per_day: {value: 100 per day, source: A1}, profile: day}
measures:
  qr_gate_pass:
    uptake: {value: 90 %, source: A1}
    scan_code: {shape: constant, mean: 20 s, source: A1}
    exceptions: {value: 3 %, source: A1}
what_ifs:
  more_lanes: {set: {places.gate_in.lanes: 4}}
  fewer_lanes: {set: {places.gate_in.lanes: 1}}
compare:
  qr: [qr_gate_pass]
  lanes: [more_lanes]
"""

EVIDENCE = """\
evidence:
  A1: {what: A count, figure: "1", reference: a report, confidence: D}
"""

GATE_CLAIMS = """\
source: a paper on gates
claims:
  S1:
    statement: The gate takes 3 min
    reported_in: a paper
    readings:
      - {name: with the queue, primary: true, kpi: gate_total_time, alternative: qr, figure: baseline,
         reported: 3, unit: min, sense: about}
      - {name: at the lane, kpi: gate_transaction_time, alternative: qr, figure: baseline, reported: 3,
         unit: min, sense: about}
      - {name: times, kpi: gate_transaction_time, alternative: qr, figure: saved_share, cohort: [has_code],
         reported: 0.9, unit: share, sense: about}
"""

"""Ocean Gate with boxes that are drayed to a yard off the dock, in parts that other ports can take."""

PLACES = """\
  dray_truck: {trucks: {value: 12, source: user}}
  off_dock_stacker: {stackers: {value: 2, source: user}}
  off_dock_gate: {lanes: {value: 1, source: user}}
"""
TASKS = """\
  road_to_off_dock: {shape: constant, mean: 20 min, source: user}
  road_from_off_dock: {shape: constant, mean: 15 min, source: user}
  set_down_off_dock: {shape: constant, mean: 3 min, source: user}
  off_dock_papers: {shape: constant, mean: 2 min, source: user}
  lift_on_off_dock: {shape: constant, mean: 3 min, source: user}
"""
DEMAND = """\
  off_dock:
    flows: [off_dock_box, off_dock_truck]
    brought_by: vessel
    number: {shape: poisson, mean: 15, source: user}
    planned:
      name: planned_pickup
      dwell: {shape: lognormal, mean: 2 day, cv: 0.6, at_least: 3 h, source: user}
      profile: truck_gate
    declaration: {boxes: {shape: geometric, mean: 3.3, source: user}, spread: {value: 0 min, source: user}}
  off_dock_declaration:
    flows: [import_declaration]
    declares:
      stream: off_dock
      early: lodged_before_arrival
      before: {shape: lognormal, mean: 24 h, cv: 0.7, at_least: 2 h, source: user}
      after: {shape: lognormal, mean: 20 h, cv: 0.8, source: user}
"""
OFF_DOCK = f"""\
extends: ocean_gate.yaml
name: ocean_gate
title: Ocean Gate with a yard off the dock
places:
{PLACES}tasks:
{TASKS}demand:
{DEMAND}traits:
  selected_for_exam: {{of: [export, import, air_import_lot, air_export_lot, off_dock]}}
  lodged_before_arrival: {{of: [export, import, consignment, air_import_lot, air_export_lot, off_dock]}}
  documents_checked: {{of: [export, import, consignment, air_import_lot, air_export_lot, off_dock]}}
"""

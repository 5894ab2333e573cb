"""Ocean Gate with a railway: boxes that come by train and leave by vessel, and the other way round."""

RAIL = """\
extends: ocean_gate.yaml
name: ocean_gate
title: Ocean Gate with a railway
places:
  rail_crane: {cranes: {value: 3, source: user}}
tasks:
  unload_wagon: {shape: constant, mean: 3 min, source: user}
  load_wagon: {shape: constant, mean: 3 min, source: user}
  rail_to_yard: {shape: constant, mean: 5 min, source: user}
  yard_to_rail: {shape: constant, mean: 5 min, source: user}
calendars:
  train_loading: {departures: ["06:00", "18:00"], source: user}
demand:
  rail_export:
    flows: [rail_export_box, export_loading]
    per_day: {value: 60 per day, source: user}
    taken_by: vessel
    dwell: {shape: lognormal, mean: 2 day, cv: 0.6, at_least: 12 h, source: user}
    declaration: {boxes: {shape: geometric, mean: 3.3, source: user}, spread: {value: 4 h, source: user}}
  rail_export_declaration:
    flows: [export_declaration]
    declares:
      stream: rail_export
      early: lodged_before_arrival
      before: {shape: lognormal, mean: 24 h, cv: 0.7, at_least: 2 h, source: user}
      after: {shape: lognormal, mean: 4 h, cv: 1, source: user}
  rail_import:
    flows: [import_box, rail_import_box]
    brought_by: vessel
    number: {shape: poisson, mean: 10, source: user}
    declaration: {boxes: {shape: geometric, mean: 3.3, source: user}, spread: {value: 0 min, source: user}}
  rail_import_declaration:
    flows: [import_declaration]
    declares:
      stream: rail_import
      early: lodged_before_arrival
      before: {shape: lognormal, mean: 24 h, cv: 0.7, at_least: 2 h, source: user}
      after: {shape: lognormal, mean: 20 h, cv: 0.8, source: user}
traits:
  selected_for_exam: {of: [export, import, air_import_lot, air_export_lot, rail_export, rail_import]}
  lodged_before_arrival:
    of: [export, import, consignment, air_import_lot, air_export_lot, rail_export, rail_import]
  documents_checked:
    of: [export, import, consignment, air_import_lot, air_export_lot, rail_export, rail_import]
  needs_certificate: {of: [export_declaration, rail_export_declaration]}
"""

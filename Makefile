# make compare: the reference study, against both baselines. make congested: the same where the port queues. make what-ifs: growth, breakdowns, events. make test, make check: what every change must pass.
# make uncertainty: in how many worlds each claim holds, and what decides it; 256 worlds each.
# make model: the parts of docs/model.md that are made from the code. make reference: docs/kpis.md, from the library. make docs: the documentation as a site, in site/. make schema: the schema of scenario files. make notebooks: the Jupyter notebooks, of those for marimo.
# make test-all: more cases of the same rules. make mutants: which small faults in the code do the tests notice?
# make attack: each command killed sixty times, and four at once fifteen times.
# make fuzz: 2,200 damaged scenarios and logs; each broken one gives one message with its place, and nothing else.
# make coverage: 1,600 small studies with a known answer; do 95 % intervals cover 95 %? Some forty minutes on two cores.
# make parity: ten thousand random ports through both engines. make bench: the engines against SimPy, Cimba, Ciw, salabim and Naga. make year: a year of xiamen. make use: what people wait for.
# make bench-guard: instructions a truck of workload and compiled engine, against benchmarks/instructions.json (Valgrind).
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: compare congested uncertainty what-ifs test test-all attack fuzz mutants coverage parity check notebook notebooks bench bench-guard year use schema model reference docs clean

compare: $(VENV)/installed
	$(RUN) -m portsim compare xiamen --no-play
	$(RUN) -m portsim compare xiamen_2022 --no-play

congested: $(VENV)/installed
	$(RUN) -m portsim compare xiamen_congested --no-play

uncertainty: $(VENV)/installed
	$(RUN) -m portsim uncertainty xiamen --claims-only --tried 6
	$(RUN) -m portsim uncertainty xiamen_2022 --claims-only --tried 6
	$(RUN) -m portsim uncertainty xiamen_congested --claims-only --tried 6

what-ifs: $(VENV)/installed
	$(RUN) -m portsim compare what_ifs

test: $(VENV)/installed
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-all: $(VENV)/installed
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m ""

attack: $(VENV)/installed
	PORTSIM_ATTACK=60 $(RUN) -m pytest -m "" tests/cli/test_interrupted.py

fuzz: $(VENV)/installed
	$(RUN) -m pytest -n 2 -rP -m "" tests/fuzz

mutants: $(VENV)/installed
	$(RUN) tests/mutants.py

coverage: $(VENV)/installed
	$(RUN) benchmarks/intervals.py

parity: $(VENV)/installed
	PORTSIM_PARITY_CASES=10000 $(RUN) -m pytest tests/engine/test_parity.py

check: $(VENV)/installed
	$(RUN) -m ruff check portsim tests benchmarks notebooks
	$(RUN) -m ruff format --check portsim tests benchmarks notebooks
	$(RUN) -m mypy --num-workers 2
	$(VENV)/bin/lint-imports

notebooks: $(VENV)/installed
	$(RUN) notebooks/jupyter/make.py

notebook: $(VENV)/installed
	$(RUN) -m marimo edit notebooks/tuning.py

bench: $(VENV)/installed
	$(RUN) benchmarks/bench.py

bench-guard: $(VENV)/installed
	$(RUN) benchmarks/guard.py

year: $(VENV)/installed
	$(RUN) benchmarks/year.py

use: $(VENV)/installed
	$(RUN) benchmarks/use.py
	$(RUN) benchmarks/redraw.py

schema: $(VENV)/installed
	$(RUN) -m portsim schema --out scenarios/scenario.schema.json

model: $(VENV)/installed
	$(RUN) -m portsim describe xiamen --into docs/model.md

reference: $(VENV)/installed
	$(RUN) -m portsim list --into docs/kpis.md --no-plugins

docs: $(VENV)/installed
	$(RUN) -m mkdocs build --site-dir site

$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --upgrade pip
	$(RUN) -m pip install --quiet --no-compile --constraint constraints.txt --group dev --group docs --editable .
	$(RUN) -m compileall -qq -j 0 -x /tests/ $(VENV)/lib || true  # on all cores, where pip takes one, and nobody imports the tests of others. A file for another Python is no matter
	touch $@

clean:
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis

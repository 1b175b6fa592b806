# `make run` starts the site and `make test` tests it. Each does all of its own set-up.
.DEFAULT_GOAL := help
.PHONY: help run test services stop-services lint messages bench screenshots clean

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
export PYTHON HOST PORT
python := .venv/bin/python
catalogues := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

help: ## List what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: .venv/run-installed $(catalogues) ## Start site and worker (HOST, PORT, DATABASE_URL, REDIS_URL, PYOJEONG_VAR)
	@scripts/run

test: lint $(catalogues) ## Check style and types, run the tests (ARGS="-k sampling -x" goes to pytest; JOBS=0: in one process; REQUIRE_ALL=1: skip nothing)
	@scripts/system-packages test
	@# Processes side by side: threads of each that wait for each other would only take the cores.
	@OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} OMP_WAIT_POLICY=$${OMP_WAIT_POLICY:-passive} \
	  $(python) -m pytest --numprocesses $(JOBS) --dist loadgroup $(ARGS)

services: ## Start throw-away PostgreSQL and Redis for the tests, installing them if need be
	@scripts/services start

stop-services: ## Stop those and delete their data
	@scripts/services stop

lint: .venv/test-installed ## Check style and types
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy .

messages: .venv/run-installed ## Collect the texts to translate into locale/ (needs gettext)
	@scripts/messages $(python)

bench: .venv/test-installed ## Measure start-up, memory and requests per second
	@$(python) -m tests.bench

screenshots: .venv/test-installed $(catalogues) ## Take pictures of every page into var/screenshots/, to look at
	@$(python) -m tests.screenshots

clean: ## Delete what make has built; the data in var/ stays
	rm -rf .venv static-collected .pytest_cache .mypy_cache .ruff_cache locale/*/LC_MESSAGES/*.mo

# Stamps: packages are installed again only when the lists of them change.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Pyojeong needs Python 3.11 \
	or newer; this is " + sys.version.split()[0] + ". Name another: make run PYTHON=python3.12")'
	@scripts/system-packages run
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run-installed: requirements.txt | .venv/python
	@echo "Installing packages (once; several minutes on a slow line)…"
	@$(python) -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test-installed: requirements-dev.txt .venv/run-installed
	@echo "Installing the tests' packages (once)…"
	@$(python) -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@

%.mo: %.po | .venv/run-installed
	@$(python) -m babel.messages.frontend --quiet compile -i $< -o $@

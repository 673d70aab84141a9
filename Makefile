# Everything from a clean checkout with python3, git and make.
#   make run     install, train if needed, load the cities, serve on http://localhost:8080
#   make test    lint, types, import rules, tests with coverage
#   make bench   the numbers, beside Rasa's own starter bot
#   make mutations   flips each condition of the law and lists the flips that no golden row notices
#   make lint    lint, types, import rules and known holes of libraries alone
#   make audit   faro privacy-audit: is anything kept? (a quarter of an hour)
#   make load    50 people at once for five minutes
#   make soak    10 000 conversations over two servers and Redis
#   make fuzz    100 000 requests that nobody would send
#   make sbom    what it is made of: dist/sbom.cdx.json
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run train test lint bench mutations audit load soak fuzz advisories sbom

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
INSTALLED := .venv/.installed

help:
	@sed -n '2,11p' Makefile | sed 's/^# *//'

$(INSTALLED): uv.lock pyproject.toml tools/get_uv.py
	@echo "Installing (the first time takes a few minutes) ..."
	@uv=$$(python3 tools/get_uv.py .tools) && "$$uv" sync --locked --compile-bytecode --quiet
	@touch $@

install: $(INSTALLED)

run: $(INSTALLED)
	@exec .venv/bin/faro up

train: $(INSTALLED)
	@.venv/bin/faro train

lint: $(INSTALLED)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/advisories.py

advisories: $(INSTALLED)
	.venv/bin/python tools/advisories.py

# From the lock alone, without a network.
sbom: $(INSTALLED)
	@mkdir -p dist
	@uv=$$(python3 tools/get_uv.py .tools) && "$$uv" export --locked --offline --no-dev --quiet --format cyclonedx1.5 --output-file dist/sbom.cdx.json
	@echo dist/sbom.cdx.json

test: lint train
	.venv/bin/pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

mutations: $(INSTALLED)
	@.venv/bin/python -m tests.mutations

bench: $(INSTALLED)
	@.venv/bin/python -m tests.bench

audit: train
	FARO_AUDIT=1 .venv/bin/pytest -n 0 tests/promises/test_privacy_audit.py
	@.venv/bin/faro privacy-audit

soak fuzz load: train  # not `load` first: that is a word of make
	@.venv/bin/python -m tests.endurance $@

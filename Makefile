# Everything from a clean checkout with python3, git and make.
#   make run     install, train if needed, load the cities, serve on http://localhost:8080
#   make test    lint, types, import rules, tests with coverage
#   make bench   the numbers, beside Rasa's own starter bot
#   make mutations   flips each condition of the law and lists the flips that no golden row notices
#   make lint    lint, types and import rules alone
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run train test lint bench mutations

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
INSTALLED := .venv/.installed

help:
	@sed -n '2,6p' Makefile | sed 's/^# *//'

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

test: lint train
	.venv/bin/pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

mutations: $(INSTALLED)
	@.venv/bin/python -m tests.mutations

bench: $(INSTALLED)
	@.venv/bin/python -m tests.bench

# `make verify` runs the main job on a shipped example, `make test` the tests. Both set up a virtual environment first.
PYTHON ?= python3
SPEC ?= examples/2_mnist_mlp.modelspec.yaml
BIN = .venv/bin
WITH_NODE = PATH="$(CURDIR)/$(BIN):$$PATH"

.PHONY: verify test unit check fuzz errors golden benchmarks clean

verify: .venv/all
	$(BIN)/modelspec build $(SPEC) -o out
	$(BIN)/modelspec verify $(SPEC)

test: .venv/dev node_modules/.done
	$(BIN)/python -m pytest -n 2 -m "not slow"

unit: .venv/dev
	$(BIN)/python -m pytest -n 2 -m "not frameworks and not robustness and not slow"

check: .venv/dev node_modules/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(WITH_NODE) node_modules/.bin/biome ci --colors=off --error-on-warnings $$(find modelspec tests -name '*.mjs')

fuzz: .venv/dev node_modules/.done
	$(BIN)/python -m tests.differential $(ARGS)

errors: .venv/dev
	$(BIN)/python -m tests.refresh_errors

golden: .venv/dev node_modules/.done
	$(BIN)/python -m tests.generated

benchmarks: .venv/dev
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/all: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[all]'
	touch $@

.venv/dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch .venv/all $@

# TensorFlow.js and what its tests use, by the npm that pip brought.
node_modules/.done: package.json .venv/dev
	$(WITH_NODE) npm install --silent
	touch $@

clean:
	rm -rf .venv node_modules out dist build

# What can be done here. Each target makes the Python environment it needs first.

VENV := $(or $(EARSHOT_VENV),.venv)
PYTHON_OF_VENV := $(VENV)/bin/python
MANAGE := $(PYTHON_OF_VENV) manage.py
SIZE := small
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
UV = $(or $(shell command -v uv),$(VENV)/bin/uv)

.DEFAULT_GOAL := help
.PHONY: help run test chaos check format bench demo shell messages lock clean environment environment-dev

help: ## this list
	@echo "Earshot. Two commands to begin with: make run, make test."
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Settings: PORT=8000 HOST=127.0.0.1 EARSHOT_HOME=var DEMO=1 (0: empty), DATABASE_URL, REDIS_URL (docs/deployment.md)"

run: environment ## start everything and print the address (PORT=..., DEMO=0 for an empty one)
	@exec $(PYTHON_OF_VENV) -m crm.embedded up --leave-with-parent

test: environment-dev ## all tests, in parallel, with servers of their own (ARGS="-k word")
	@$(PYTHON_OF_VENV) -m pytest -n 2 --dist worksteal $(ARGS)

check: environment-dev ## format, lint, layers, types, deployment settings, migrations, rules of the house
	@$(PYTHON_OF_VENV) bin/check.py $(ONLY)

format: environment-dev ## put code and templates into shape
	@$(PYTHON_OF_VENV) -m ruff format .
	@$(PYTHON_OF_VENV) -m ruff check --fix --quiet . || true
	@$(PYTHON_OF_VENV) bin/check.py --fix templates

chaos: environment-dev ## the long form of the tests that kill processes, about a quarter of an hour
	@EARSHOT_CHAOS=long $(PYTHON_OF_VENV) -m pytest -m chaos -s --log-level=ERROR $(ARGS)

bench: environment-dev ## measure; one JSON object per figure (ONLY=startup,import)
	@$(PYTHON_OF_VENV) -m bench $(ONLY)

demo: environment ## load demonstration data (SIZE=small, full or stress)
	@$(MANAGE) load_demo --size $(SIZE)

shell: environment ## a Python shell with the servers up
	@$(MANAGE) shell

messages: environment-dev ## compile the translations
	@$(PYTHON_OF_VENV) -m crm.lib.messages

lock: ## pin the requirements anew (needs uv)
	@cd requirements && for set in app dev uv; do $(UV) pip compile $(LOCK) $$set.in --output-file $$set.txt || exit 1; done

clean: ## remove the environment, caches and all data under var/ (asks first)
	@sh bin/clean

environment: ## only the Python environment
	@bin/environment requirements/app.txt

environment-dev:
	@bin/environment requirements/app.txt requirements/dev.txt

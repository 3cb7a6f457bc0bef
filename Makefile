# Python 3.11 or newer, for example: make run PYTHON=python3.12
PYTHON ?= python3
LAUNCH = @$(PYTHON) -m tools.launch

.PHONY: help run test test-slow check bench messages lock
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo "  Settings: PORT=8000 HOST=127.0.0.1 SAMPLE=en|zh|complete|none BCM_VAR=var (README.md)"

run: ## install what is missing, then start the platform; Ctrl-C ends it
	$(LAUNCH) run

test: ## install what is missing, then run the tests, browser tests included
	$(LAUNCH) test -m "not slow" -n 2 $(ARGS)

test-slow: export BCM_TESTS = everything
test-slow: ## all tests, with the long ones, and all they can try
	$(LAUNCH) test -n 2 $(ARGS)

check: ## lint, types, layers, templates, migrations, translations
	$(LAUNCH) check $(ARGS)

bench: ## measure speed on generated organisations (docs/benchmarks.md)
	$(LAUNCH) tool bench $(ARGS)

messages: ## find the strings to translate and update locale/
	$(LAUNCH) tool tools.messages update

lock: ## write constraints.txt anew from requirements*.txt
	$(LAUNCH) tool tools.lock

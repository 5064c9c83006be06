.PHONY: run test check bench help lock
.DEFAULT_GOAL := help
PYTHON ?= python3
export PORT ARGS SCALE

run:
	@$(PYTHON) -m leadrefinery.local run

test:
	@$(PYTHON) -m leadrefinery.local test

check:
	@$(PYTHON) -m leadrefinery.local check

bench:
	@$(PYTHON) -m leadrefinery.local bench

help:
	@$(PYTHON) -m leadrefinery.local help

lock:
	@$(PYTHON) -m leadrefinery.local lock

# Each verb is thin: the work is in `qorgan` or in a tool. Needs make and Python >= 3.11, nothing else.
PYTHON ?= python3
RUN = $(PYTHON) tools/bootstrap.py
DEV = $(PYTHON) tools/bootstrap.py --dev

.PHONY: run test test-long check fix bench words vendor
.DEFAULT_GOAL := run

run: ## everything in this terminal, on http://127.0.0.1:$$PORT (8000)
	@exec $(RUN) -m qorgan.site.cli run

test: ## the whole suite, headless browser included; minutes per room
	@exec $(DEV) tools/suite.py

test-long: ## the full matrices
	@exec $(DEV) tools/suite.py --long

check: ## everything that can be checked without running the product
	@exec $(DEV) tools/check.py

fix: ## what tools can put right by themselves
	@exec $(DEV) tools/check.py --fix

bench: ## figures, as ratios to a baseline of the same run; ONLY="page live" for some
	@exec $(DEV) tools/bench.py $(ONLY)

words: ## collect the catalogues from the source and every words.toml
	@exec $(DEV) tools/words.py

vendor: ## fetch the pinned browser files again
	@exec $(DEV) tools/vendor.py

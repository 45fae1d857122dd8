# Everything a person types. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# On Linux the registry's torch brings gigabytes for GPUs; this index has the build for processors. Without it, the
# registry's own build is taken.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.DEFAULT_GOAL := help
.PHONY: help setup run test check format eval-manual eval-held-out eval-third eval-fourth clean browser

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: setup ## Install, fetch the models, build the index, open the chat page (http://127.0.0.1:7860)
	@$(BIN)/assistant serve --open

setup: $(VENV)/.installed ## Install and fetch the models, once
	@$(BIN)/assistant fetch || echo "Going on without the language model: answers will be quotations."
	@$(BIN)/assistant index

test: $(VENV)/.installed-dev browser ## Install and run every test
	@$(BIN)/assistant fetch
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev ## Formatter, linter, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Put the code in the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval-manual: $(VENV)/.installed ## Measure on a foreign corpus as well: GIMP's help, from Debian's packages
	@$(BIN)/python -m tests.evaluation.manual build/manual
	@$(BIN)/assistant --root build/manual index
	@$(BIN)/assistant --root build/manual eval --set build/manual/questions.jsonl --mode quoted

eval-held-out: $(VENV)/.installed ## Measure on a second corpus, of other themes
	@$(BIN)/python -m tests.evaluation.held_out build/held-out
	@$(BIN)/assistant --root build/held-out index
	@$(BIN)/assistant --root build/held-out eval --set build/held-out/tests/evaluation/questions.jsonl
	@$(BIN)/assistant --root build/held-out eval --gate

eval-third: $(VENV)/.installed ## Measure on a third corpus, of the same themes, asked from far
	@$(BIN)/python -m tests.evaluation.held_out build/third --texts third
	@$(BIN)/assistant --root build/third index
	@$(BIN)/assistant --root build/third eval --set build/third/tests/evaluation/questions.jsonl
	@$(BIN)/assistant --root build/third eval --gate

eval-fourth: $(VENV)/.installed ## Measure on a fourth corpus, of the same themes
	@$(BIN)/python -m tests.evaluation.held_out build/fourth --texts fourth
	@$(BIN)/assistant --root build/fourth index
	@$(BIN)/assistant --root build/fourth eval --set build/fourth/tests/evaluation/questions.jsonl
	@$(BIN)/assistant --root build/fourth eval --gate

clean: ## Remove what was installed and built (not the models in the cache)
	rm -rf $(VENV) build *.egg-info index/v* index/server-* index/CURRENT

browser:
	@sh tests/install_browser.sh

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (about 2.5 GB; a minute or a few) ..."
	@if [ "$$(uname -s)" = Linux ]; then \
	  torch=$$(grep '^torch==' constraints.txt); \
	  $(BIN)/python -c 'import torch' 2>/dev/null || \
	  $(PIP) install --quiet --no-deps --retries 0 --timeout 5 --extra-index-url $(TORCH_INDEX) "$$torch" 2>/dev/null || true; \
	fi
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

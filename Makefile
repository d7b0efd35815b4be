# Everything here works on a fresh machine with nothing but Python 3.11 to 3.14 and make: the first target that needs
# something makes .venv, puts a pinned uv into it, and lets uv install the versions of uv.lock. Later runs reuse it.
#
#   make demo      solve the real cluster and print its plan
#   make test      run the tests
#
# PYTHON=/path/to/python chooses the Python; ARGS="..." is handed on to pytest, the benchmarks or the solver.

UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
CANDIDATES := python3.13 python3.12 python3.11 python3.14 python3 python
WORKERS ?= auto
ARGS ?=

# A caller's own environment must not leak into this one.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Trust what the machine trusts, as pip does: company networks sign with certificates of their own.
ifneq ($(wildcard /etc/ssl/certs/*),)
export UV_SYSTEM_CERTS ?= 1
endif

SUPPORTED := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTEST := -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal --timeout 900

.PHONY: help demo test golden lint types contracts docs examples long-examples nightly floors bench lock clean

help:
	@echo "make demo       solve the packaged cluster of North West England, with live progress"
	@echo "make test       run the tests"
	@echo "make golden     write the golden LP files anew after a change of mathematics that is meant"
	@echo "make lint       ruff (lint and format) and changelog fragments"
	@echo "make types      mypy --strict on the package"
	@echo "make contracts  which room may import which"
	@echo "make docs       build the documentation and run its examples; warnings are errors"
	@echo "make examples   run the scripts in examples/, but those that take minutes"
	@echo "make nightly    all tests, also the slow ones and those against PyPSA and oemof-solph; examples that take minutes"
	@echo "make floors     all but the slow tests on the oldest versions that pyproject.toml accepts"
	@echo "make bench      benchmarks"
	@echo "make lock       renew uv.lock after a change of pyproject.toml"
	@echo "make clean      remove what make made, the environment included"

# ---------------------------------------------------------------- environment
# One stamp for each set of packages, renewed when the lock changes.

$(VENV)/.uv-$(UV_VERSION):
	@if [ -x $(BIN)/python ] && $(BIN)/python -c '$(SUPPORTED)' 2>/dev/null; then exit 0; fi; \
	for candidate in $(if $(PYTHON),'$(PYTHON)',$(CANDIDATES)); do \
	  if "$$candidate" -c '$(SUPPORTED)' >/dev/null 2>&1; then \
	    echo "making $(VENV) with $$("$$candidate" --version 2>&1) ($$candidate)"; \
	    exec "$$candidate" -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "synergy needs Python 3.11 to 3.14 with the modules venv and ensurepip; tried: $(or $(PYTHON),$(CANDIDATES))." >&2; \
	echo "Install one (on Debian and Ubuntu also the package python3-venv), or name yours: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; \
	exit 1
	@echo "installing uv $(UV_VERSION) into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION)
	@touch $@

define install
	@echo "installing the locked packages: $(1)"
	@$(UV) sync --quiet --locked --inexact $(2)
	@touch $@
endef

$(VENV)/.core: $(VENV)/.uv-$(UV_VERSION) pyproject.toml uv.lock
	$(call install,core)

$(VENV)/.test: $(VENV)/.core
	$(call install,test,--group test)

$(VENV)/.lint: $(VENV)/.core
	$(call install,lint,--group lint)

$(VENV)/.docs: $(VENV)/.core
	$(call install,docs,--group docs)

$(VENV)/.bench: $(VENV)/.core
	$(call install,bench,--group bench)

$(VENV)/.peers: $(VENV)/.core
	$(call install,peers,--group peers)

# ---------------------------------------------------------------- what people do

demo: $(VENV)/.core
	$(BIN)/synergy solve --example hynet --gap 0.01 --out build/demo $(ARGS)

test: $(VENV)/.test
	$(BIN)/python $(PYTEST) $(ARGS)

golden: $(VENV)/.test
	$(BIN)/python -m pytest tests/golden --update-golden

nightly: $(VENV)/.test $(VENV)/.peers long-examples
	SYNERGY_NIGHTLY=1 $(BIN)/python $(PYTEST) -m "slow or not slow" $(ARGS)

floors: $(VENV)/.uv-$(UV_VERSION)
	$(UV) venv --quiet --clear --python $(BIN)/python build/floors
	$(UV) pip install --quiet --python build/floors/bin/python --resolution lowest-direct --only-binary :all: \
	  --editable . --group test
	build/floors/bin/python $(PYTEST) $(ARGS)

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/towncrier build --draft --version "the next version" >/dev/null && echo "changelog fragments are well formed"

types: $(VENV)/.lint
	$(BIN)/mypy

contracts: $(VENV)/.lint
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/.docs
	@rm -rf docs/api/generated
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/docs/html
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b doctest docs build/docs/doctest
	@echo "documentation: build/docs/html/index.html"

# Two at a time; what each prints is kept in build/examples and shown when it ends. Scripts that say that they take
# minutes are left to the night.
LONG := Takes minutes: make nightly runs it.

define run_examples
@mkdir -p build/examples
@cd build/examples && grep $(1) '$(LONG)' "$(CURDIR)"/examples/*.py | xargs -P 2 -I {} sh -c \
  'name=$$(basename "{}"); "$(CURDIR)/$(BIN)/python" "{}" > "$$name.log" 2>&1; code=$$?; \
   echo "== examples/$$name"; cat "$$name.log"; exit $$code'
endef

examples: $(VENV)/.core
	$(call run_examples,-L)

long-examples: $(VENV)/.core
	$(call run_examples,-l)

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(VENV)/.uv-$(UV_VERSION)
	$(UV) lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every target makes its own environment in .venv first and needs no activation; see CONTRIBUTING.md.
# Any Python that runs will do to start: scripts/bootstrap.py looks for 3.12 or newer, and says so when there is none.
PYTHON := $(shell for p in python3.13 python3.12 python3.14 python3 /usr/bin/python3; do "$$p" -c "" >/dev/null 2>&1 && { echo "$$p"; break; }; done)
PORT ?= 8000
ARGS ?=
export PORT

ifeq ($(PYTHON),)
$(error No working Python was found. CitySynergy needs Python 3.12 or newer: apt install python3 python3-venv)
endif

SITE := @$(PYTHON) scripts/bootstrap.py site
DEV := @$(PYTHON) scripts/bootstrap.py dev

.PHONY: help demo test test-heavy lint format bench services services-stop messages screenshots lock environment clean-demo

help:
	@echo "make demo        everything from nothing, then the site on http://127.0.0.1:$(PORT) (PORT=… changes it)"
	@echo "make test        the tests, on SQLite and PostgreSQL (ARGS=\"-k name\" narrows)"
	@echo "make test-heavy  what takes long: migrations on data, a site of its own, a cluster that loses a node, the story on servers, Lighthouse"
	@echo "make lint        format, rules, types, room order, templates, migrations, translations"
	@echo "make bench       benchmarks"
	@echo "make services    PostgreSQL and Elasticsearch for development; make services-stop stops them"
	@echo "make format      format Python and templates"
	@echo "make messages    collect and compile the translations"
	@echo "make screenshots pictures of every kind of page, in docs/screenshots (ARGS=\"front search\" takes some)"
	@echo "make lock        compile requirements/*.txt from pyproject.toml"
	@echo "make clean-demo  forget the demonstration's database and files (in var/)"

demo:
	$(SITE) scripts/demo.py

test:
	$(DEV) scripts/test.py $(ARGS)

test-heavy:
	$(DEV) scripts/test.py --heavy $(ARGS)

lint:
	$(DEV) scripts/lint.py

format:
	$(DEV) scripts/lint.py --fix

bench:
	$(DEV) scripts/bench.py $(ARGS)

services:
	$(DEV) scripts/services.py start

services-stop:
	$(DEV) scripts/services.py stop

messages:
	$(DEV) scripts/messages.py

screenshots:
	$(DEV) scripts/screenshots.py $(ARGS)

lock:
	@$(PYTHON) scripts/lock.py $(ARGS)

environment:
	$(DEV)

clean-demo:
	$(SITE) scripts/demo.py --clean

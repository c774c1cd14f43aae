.DEFAULT_GOAL := help
.PHONY: help run build test fuzz bench bench-grown dist docs format clean

# What `make run` and `make bench` hand on, as in: make run ARGS="--listen 127.0.0.1:9000"
ARGS ?=

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build and start a server to try things on, with demo data
	@scripts/toolchain .build/debug/cardea serve --dev $(ARGS)

build: ## install what is missing, build the executable (for debugging: `make test` goes on from there)
	@scripts/bootstrap build
	@scripts/toolchain swift build --product cardea

test: ## everything that must hold; ends with `N passed, N failed`
	@scripts/test

fuzz: ## look for inputs that crash the parsers (ARGS="--long 3600" for as long as you like)
	@scripts/fuzz $(ARGS)

bench: ## requests per second, latency, start and memory on this machine (ARGS=--save keeps them)
	@scripts/bench $(ARGS)

bench-grown: ## what a request costs on a database with ten million grants, against an empty one (5 GB of disk)
	@scripts/bench --grown 10000000 --rounds 9 --seconds 2 $(ARGS)

dist: ## a stripped executable; it needs no Swift, only the libraries that it names
	@scripts/dist

docs: build ## the documentation as a static site in dist/docs
	@rm -rf dist/docs
	@scripts/toolchain .build/debug/cardea docs dist/docs

format: ## lay out the sources as .swift-format says
	@scripts/format

clean: ## remove what was built
	rm -rf .build .build-dist .build-fuzz .venv dist

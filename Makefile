# The tasks of a developer. Each target installs what it needs and is not there
# (see .ci/setup) and then does its job.

GO      ?= go
TAGS    ?= migrated_fynedo
LDFLAGS  = -X main.version=$(shell .ci/version)
LINTER   = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
BIN      = bin/popmail$(shell $(GO) env GOEXE)

# make test PKG=./pop3/... RUN=TestSession
PKG      ?= ./...
RUN      ?= .
# make bench BENCH=receive, search, store, large, start, window, next, first, newest, write, far, beside, kept, keep, room, order, talks, million or hour (which takes one)
BENCH    ?=
FUZZTIME ?= 30s

# make fidelity FIDELITY="-only postmark -pictures build/fidelity"
FIDELITY ?=

.PHONY: help setup build run demo test lint bench world long order fuzz fidelity dist clean

help:
	@echo "make build   compile PopMail into $(BIN)"
	@echo "make run     compile and open PopMail with your own mail"
	@echo "make demo    PopMail with sample mail, in a folder that is thrown away"
	@echo "make test    all tests"
	@echo "make lint    the linters, and a look with Windows' and macOS' eyes"
	@echo "make bench   PopMail measured beside others (docs/benchmarks.md)"
	@echo "make world   setting up an account in the real window, in a small internet: also what takes long"
	@echo "make long    50 kills in each kind of work and 200 damaged and 50 cut mail files, where make test does a few of each"
	@echo "make order   what keeps mail in order, done by mouse and by keyboard in the real window, with pictures"
	@echo "make fuzz    every fuzzer for $(FUZZTIME)"
	@echo "make fidelity PopMail's drawing of HTML beside Chromium's (FIDELITY=-help)"
	@echo "make dist    packages for Linux and Windows of what is committed, tried, in build/dist (as root, on Debian)"
	@echo "make setup   install what the targets above need"
	@echo "make clean   remove what was built"

setup:
	@.ci/setup test
	@.ci/setup bench

build:
	@.ci/setup build
	$(GO) build -tags '$(TAGS)' -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/popmail

run: build
	$(BIN)

demo:
	@.ci/setup demo
	@$(MAKE) --no-print-directory build
	@.ci/demo

test:
	@.ci/setup test
	$(GO) vet $(PKG)
	@GO='$(GO)' .ci/test '$(PKG)' '$(RUN)'

lint:
	@.ci/setup lint
	@files=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$files" ]; then echo "gofmt: $$files" >&2; exit 1; fi
	$(GO) run $(LINTER) run ./...
	GO='$(GO)' .ci/crossvet

bench: build
	@.ci/setup bench
	$(GO) run ./cmd/popmail/internal/bench -popmail $(BIN) $(BENCH)

world:
	@.ci/setup test
	POPMAIL_TEST_WORLD=all $(GO) test -timeout 30m -v -run '^TestWorld' ./cmd/popmail

long:
	@.ci/setup test
	POPMAIL_TEST_WORLD=all $(GO) test -timeout 90m -v -run '^TestKillIn|^TestImportKilled' ./cmd/popmail
	POPMAIL_TEST_WORLD=all $(GO) test -timeout 90m -v -run '^TestFlips|^TestFirstPageFlips|^TestRecover$$' ./storage ./storage/backup

order:
	@.ci/setup test
	POPMAIL_TEST_WORLD=$${POPMAIL_TEST_WORLD:-order} $(GO) test -timeout 60m -v -run '^TestOrder' ./cmd/popmail

fuzz:
	@.ci/setup build
	@set -e; all=$$($(GO) list $(PKG)); for pkg in $$all; do \
		list=$$($(GO) test -list '^Fuzz' $$pkg); \
		for f in $$(printf '%s\n' "$$list" | grep '^Fuzz' || true); do \
			echo "$$pkg $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg; \
		done; \
	done

fidelity:
	@.ci/setup fidelity
	$(GO) run ./cmd/popmail/internal/fidelity $(FIDELITY)

dist:
	@.ci/setup dist
	@GO='$(GO)' TAGS='$(TAGS)' .ci/dist

clean:
	rm -rf bin build

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
)

// roundTrip is that of a server far away.
const roundTrip = 50 * time.Millisecond

// far measures what a long line costs: receiving, and checks that find nothing.
func far(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, octets, err := serve(dir, o.far)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	way, err := delay(fmt.Sprintf("localhost:%d", server.TLS), roundTrip)
	if err != nil {
		return err
	}
	defer way.close()
	programs := programs(o, server, "tls")
	fmt.Fprintf(out, "## %d messages, %.0f MB, from a server far away\n\nOver TLS, through a proxy of the harness with a round trip of 50 ms and unbounded room. The floor is a drain that sends RETR ahead; it waits for the answers to USER, PASS and STAT.\n\n", o.far, float64(octets)/1e6)
	if err := table(ctx, out, o, dir, way.port(), programs, o.far); err != nil {
		return err
	}
	for _, trip := range []time.Duration{0, roundTrip} {
		port := server.TLS
		if trip > 0 {
			port = way.port()
		}
		fmt.Fprintf(out, "## A check of %d messages with nothing new, at %d ms\n\nWhole processes over TLS, %d rounds. The floor logs in after CAPA with USER, PASS, CAPA, STAT and UIDL in one write.\n\n", o.far, trip.Milliseconds(), 2*o.rounds)
		if err := checks(ctx, out, o, dir, port, o.far, programs, nil); err != nil {
			return err
		}
	}
	return nil
}

// program is one that receives and then checks for more.
type program struct {
	name string
	slow bool // it runs in the last round only
	// needs are the programs that have to be installed for it.
	needs []string
	// prepare sets it up in an empty place, for the server behind a port on localhost.
	prepare func(ctx context.Context, place string, port int) error
	// settle does what it would do later with what it has received; nil: nothing.
	settle func(ctx context.Context, place string) error
	// receive and check are the same for most.
	receive func(ctx context.Context, place string, port int) *exec.Cmd
	check   func(ctx context.Context, place string, port int) *exec.Cmd
	// window runs what does not end by itself, until it has ended a session and want messages are
	// there; nil: it ends by itself, and receive and check say how it is started.
	window func(ctx context.Context, place string, want int) (run, error)
	// got counts what a run has brought: of PopMail what it said, of others what there is.
	got func(place string, said []byte) (int, error)

	failed    bool // it is left out from then on
	runs, cpu []time.Duration
}

// without says why a program of others is left out from now on, and returns what goes wrong with ours.
func (p *program) without(err error) error {
	if err == nil || p.needs == nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "bench: %s is left out: %v\n", p.name, err)
	p.failed = true
	return nil
}

// programs are PopMail, the floors and those of its peers that are installed, by a server that is
// reached as security says ("tls" or "none").
func programs(o options, server *dovecot.Server, security string) []*program {
	self, _ := os.Executable()
	floor := func(what string) func(ctx context.Context, place string, port int) *exec.Cmd {
		return func(ctx context.Context, _ string, port int) *exec.Cmd {
			c := exec.CommandContext(ctx, self, what, "localhost:"+strconv.Itoa(port), "-user", benchUser, "-password", benchPassword)
			if security == "tls" {
				c.Args = append(c.Args, "-ca", server.CAFile)
			}
			return c
		}
	}
	list := []*program{{name: "the floor", receive: floor("-drain"), check: floor("-look")}, ourOwn("popmail receive", o.popmail, o, server, security)}
	for _, path := range o.beside {
		list = append(list, ourOwn(path, path, o, server, security))
	}
	return append(list, installed(o, peers(server, security))...)
}

// installed are those of a list that are asked for and for which all is here.
func installed(o options, list []*program) (here []*program) {
	for _, p := range list {
		if o.only != nil && !slices.ContainsFunc(o.only, func(name string) bool { return strings.HasPrefix(p.name, name) }) {
			continue
		}
		missing := ""
		for _, name := range p.needs {
			if _, err := exec.LookPath(name); err != nil {
				missing = name
			}
		}
		if missing == "" {
			here = append(here, p)
		} else {
			fmt.Fprintf(os.Stderr, "bench: %s is left out, %s is not installed\n", p.name, missing)
		}
	}
	return here
}

// ourOwn is a build of PopMail.
func ourOwn(name, path string, o options, server *dovecot.Server, security string) *program {
	o.popmail = path
	run := func(ctx context.Context, place string, _ int) *exec.Cmd {
		return exec.CommandContext(ctx, path, "receive", "--data", place, "--json")
	}
	return &program{
		name: name,
		prepare: func(ctx context.Context, place string, port int) error {
			return addAccountAt(ctx, o, place, server, security, port)
		},
		receive: run, check: run, settle: catchUp,
		got: func(_ string, said []byte) (int, error) {
			var row struct {
				Received int `json:"received"`
			}
			err := json.Unmarshal(said, &row)
			return row.Received, err
		},
	}
}

// catchUp brings into the index what PopMail would bring there later, so that no check does.
func catchUp(ctx context.Context, place string) error {
	s, err := storage.Open(ctx, place, nil)
	if err != nil {
		return err
	}
	return errors.Join(s.CatchUp(ctx), s.Close())
}

// table measures how long n messages take to arrive, and prints it.
func table(ctx context.Context, out io.Writer, o options, dir string, port int, list []*program, n int) error {
	for round := range o.rounds + 1 { // the first one warms up and is not counted
		for _, p := range list {
			if p.failed || p.slow && round < o.rounds {
				continue
			}
			place, err := os.MkdirTemp(dir, "client-")
			if err != nil {
				return err
			}
			if p.prepare != nil {
				if err := p.prepare(ctx, place, port); err != nil {
					return err
				}
			}
			r, said, err := p.fetch(ctx, place, port, n)
			if err == nil {
				err = p.came(place, said, n)
			}
			if err := p.without(err); err != nil {
				return err
			}
			if round > 0 && !p.failed {
				p.runs, p.cpu = append(p.runs, r.wall), append(p.cpu, r.cpu)
			}
			if err := os.RemoveAll(place); err != nil {
				return err
			}
		}
	}
	return rowsOf(out, list)
}

// fetch receives all n messages.
func (p *program) fetch(ctx context.Context, place string, port, n int) (run, []byte, error) {
	if p.window != nil {
		r, err := p.window(ctx, place, n)
		return r, nil, err
	}
	return told(p.receive(ctx, place, port))
}

// came reports whether a run has brought n messages.
func (p *program) came(place string, said []byte, n int) error {
	if p.got == nil {
		return nil
	}
	got, err := p.got(place, said)
	if err == nil && got != n {
		err = fmt.Errorf("%d of %d messages came", got, n)
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", p.name, err, said)
	}
	return nil
}

// checks receives all the n messages that there are, and then measures checks. Before each round fresh
// brings new messages, and says how many; nil: there is nothing new.
func checks(ctx context.Context, out io.Writer, o options, dir string, port, n int, list []*program, fresh func() (int, error)) error {
	places := make([]string, len(list))
	for i, p := range list {
		places[i] = filepath.Join(dir, fmt.Sprintf("kept-%d-%d", port, i))
		if _, err := os.Stat(places[i]); err == nil || p.failed {
			continue // it was received before
		}
		if err := os.MkdirAll(places[i], 0o700); err != nil {
			return err
		}
		if p.prepare != nil {
			if err := p.prepare(ctx, places[i], port); err != nil {
				return err
			}
			_, _, err := p.fetch(ctx, places[i], port, n)
			if err := p.without(err); err != nil {
				return err
			}
		}
		if p.settle != nil {
			if err := p.settle(ctx, places[i]); err != nil {
				return err
			}
		}
	}
	for round := range 2*o.rounds + 1 {
		new := 0
		if fresh != nil {
			var err error
			if new, err = fresh(); err != nil {
				return err
			}
		}
		for i, p := range list {
			if p.failed || p.slow && round < 2*o.rounds {
				continue
			}
			before := 0
			if p.got != nil {
				before, _ = p.got(places[i], []byte(`{"received":0}`))
			}
			check := func() (run, []byte, error) { return told(p.check(ctx, places[i], port)) }
			if p.window != nil {
				check = func() (run, []byte, error) { return p.fetch(ctx, places[i], port, before+new) }
			}
			r, said, err := check()
			if err == nil {
				err = p.came(places[i], said, before+new)
			}
			if err := p.without(err); err != nil {
				return err
			}
			if round > 0 && !p.failed && (!p.slow || round == 2*o.rounds) {
				p.runs, p.cpu = append(p.runs, r.wall), append(p.cpu, r.cpu)
			}
		}
	}
	return rowsOf(out, list)
}

// rowsOf prints what the programs took, and forgets it. The first one is the floor.
func rowsOf(out io.Writer, list []*program) error {
	fmt.Fprint(out, "| program | seconds | × floor | its CPU seconds |\n| --- | --- | --- | --- |\n")
	for _, p := range list {
		if len(p.runs) > 0 {
			fmt.Fprintf(out, "| %s | %s | %s | %s |\n", p.name, seconds(p.runs), spread(ratios(p.runs, list[0].runs[len(list[0].runs)-len(p.runs):])), seconds(p.cpu))
		}
	}
	for _, p := range list {
		p.runs, p.cpu = nil, nil
	}
	_, err := fmt.Fprintln(out)
	return err
}

// told is timed with what the command printed.
func told(c *exec.Cmd) (run, []byte, error) {
	var r run
	begin := time.Now()
	said, err := c.Output()
	r.wall = time.Since(begin)
	if c.ProcessState != nil {
		r.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("%s: %w\n%s%s", c.Path, err, said, e.Stderr)
	}
	return r, said, err
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

const (
	benchUser     = "bench"
	benchPassword = "secret"
)

// client is one program that empties nothing and fetches everything.
type client struct {
	name string
	// command prepares an empty place in dir and returns what fetches into it.
	command func(ctx context.Context, dir string, tls bool) (*exec.Cmd, error)
	// got counts the messages that came.
	got  func(ctx context.Context, dir string) (int, error)
	runs []time.Duration
	cpu  []time.Duration
}

// serve starts a Dovecot below dir with a mailbox of n messages.
func serve(dir string, n int) (server *dovecot.Server, octets int64, err error) {
	server, err = dovecot.Start(filepath.Join(dir, "server"), dovecot.Options{ReadOnly: true})
	if err != nil {
		return nil, 0, err
	}
	if err := server.AddUser(benchUser, benchPassword); err != nil {
		return nil, 0, errors.Join(err, server.Stop())
	}
	d := newDrop(false)
	for i := range n {
		raw := d.message(i)
		octets += int64(len(raw))
		if _, err := server.Deliver(benchUser, bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))); err != nil {
			return nil, 0, errors.Join(err, server.Stop())
		}
	}
	return server, octets, nil
}

// addAccount sets up an account on the server in a data folder.
func addAccount(ctx context.Context, o options, data string, server *dovecot.Server, security string) error {
	port := server.Plain
	if security == "tls" {
		port = server.TLS
	}
	return addAccountAt(ctx, o, data, server, security, port)
}

// addAccountAt is addAccount where the server is reached at another port.
func addAccountAt(ctx context.Context, o options, data string, server *dovecot.Server, security string, port int) error {
	c := exec.CommandContext(ctx, o.popmail, "account", "add", "--data", data, "--email", "bench@example.org", "--user", benchUser,
		"--server", "localhost", "--port", strconv.Itoa(port), "--security", security, "--ca-file", server.CAFile,
		"--password-stdin", "--keep-password", "file", "--leave", "forever")
	c.Stdin = strings.NewReader(benchPassword + "\n")
	if text, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("popmail account add: %w\n%s", err, text)
	}
	return nil
}

// receive measures how long a mailbox of n messages takes to arrive, program by
// program, each round in turn on the same server.
func receive(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, octets, err := serve(dir, o.messages)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	port := func(tls bool) int {
		if tls {
			return server.TLS
		}
		return server.Plain
	}
	floor := &client{
		name: "plain pipelined drain (the floor)",
		command: func(ctx context.Context, dir string, tls bool) (*exec.Cmd, error) {
			args := []string{"-drain", fmt.Sprintf("localhost:%d", port(tls)), "-user", benchUser, "-password", benchPassword}
			if tls {
				args = append(args, "-ca", server.CAFile)
			}
			return exec.CommandContext(ctx, self, args...), nil
		},
		got: func(context.Context, string) (int, error) { return o.messages, nil },
	}
	popmail := build("popmail receive", server, o)
	mpop := &client{
		name: "mpop",
		command: func(ctx context.Context, dir string, tls bool) (*exec.Cmd, error) {
			for _, sub := range []string{"mail/cur", "mail/new", "mail/tmp"} {
				if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
					return nil, err
				}
			}
			secure := "tls off\n"
			if tls {
				secure = "tls on\ntls_starttls off\ntls_trust_file " + server.CAFile + "\n"
			}
			config := fmt.Sprintf("defaults\naccount bench\nhost localhost\nport %d\nuser %s\npassword %s\nauth user\nkeep on\nonly_new on\npipelining on\nreceived_header off\nuidls_file %s\ndelivery maildir %s\n%s",
				port(tls), benchUser, benchPassword, filepath.Join(dir, "uidls"), filepath.Join(dir, "mail"), secure)
			file := filepath.Join(dir, "mpoprc")
			if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
				return nil, err
			}
			return exec.CommandContext(ctx, "mpop", "-C", file, "-Q", "bench"), nil
		},
		got: func(_ context.Context, dir string) (int, error) {
			files, err := os.ReadDir(filepath.Join(dir, "mail", "new"))
			return len(files), err
		},
	}
	clients := []*client{floor, popmail}
	if _, err := exec.LookPath("mpop"); err == nil {
		clients = append(clients, mpop)
	} else {
		fmt.Fprintln(os.Stderr, "bench: mpop is not installed and is left out")
	}
	for _, path := range o.beside {
		other := o
		other.popmail = path
		clients = append(clients, build(path, server, other))
	}
	fmt.Fprintf(out, "## Receiving %d messages, %.0f MB\n\n", o.messages, float64(octets)/1e6)
	fmt.Fprint(out, "Dovecot on loopback, whole processes, each program once a round, warm server. PopMail has parsed and stored every message when it ends, and finds it by every word; what is not in the index by then comes into it later.\n")
	for _, tls := range []bool{false, true} {
		for _, c := range clients {
			c.runs, c.cpu = nil, nil
		}
		for round := range o.rounds + 1 { // the first one warms up and is not counted
			for _, c := range clients {
				place, err := os.MkdirTemp(dir, "client-")
				if err != nil {
					return err
				}
				command, err := c.command(ctx, place, tls)
				if err != nil {
					return err
				}
				r, err := timed(command)
				if err != nil {
					return err
				}
				if got, err := c.got(ctx, place); err != nil || got != o.messages {
					return errors.Join(fmt.Errorf("%s: %d of %d messages came", c.name, got, o.messages), err)
				}
				if round > 0 {
					c.runs, c.cpu = append(c.runs, r.wall), append(c.cpu, r.cpu)
				}
				if err := os.RemoveAll(place); err != nil {
					return err
				}
			}
		}
		title := "In the clear"
		if tls {
			title = "TLS"
		}
		fmt.Fprintf(out, "\n### %s\n\n| program | seconds | × floor | × mpop | its CPU seconds | × popmail's |\n| --- | --- | --- | --- | --- | --- |\n", title)
		for _, c := range clients {
			peer := "-"
			if len(mpop.runs) > 0 {
				peer = spread(ratios(c.runs, mpop.runs))
			}
			fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s |\n", c.name, seconds(c.runs), spread(ratios(c.runs, floor.runs)), peer, seconds(c.cpu), spread(ratios(c.cpu, popmail.cpu)))
		}
	}
	fmt.Fprintln(out)
	return nil
}

// build is a build of PopMail that receives from the server.
func build(name string, server *dovecot.Server, o options) *client {
	return &client{
		name: name,
		command: func(ctx context.Context, dir string, tls bool) (*exec.Cmd, error) {
			security := "none"
			if tls {
				security = "tls"
			}
			if err := addAccount(ctx, o, dir, server, security); err != nil {
				return nil, err
			}
			return exec.CommandContext(ctx, o.popmail, "receive", "--data", dir, "--json"), nil
		},
		got: func(ctx context.Context, dir string) (int, error) {
			text, err := exec.CommandContext(ctx, o.popmail, "search", "--data", dir, "--count", "after:1990").Output()
			if err != nil {
				return 0, err
			}
			var n int
			_, err = fmt.Sscan(string(text), &n)
			return n, err
		},
	}
}

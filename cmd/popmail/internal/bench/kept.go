package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"popmail/pop3/pop3test/dovecot"
)

// kept measures checks of a mailbox of which all mail stays on the server, once its words are in
// the index.
func kept(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, err := dovecot.Start(filepath.Join(dir, "server"), dovecot.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	if err := server.AddUser(benchUser, benchPassword); err != nil {
		return err
	}
	made := 0
	deliver := func(n int) error {
		for range n {
			made++
			raw := fmt.Sprintf("From: Someone <someone@example.org>\nTo: bench@example.org\nSubject: Note %d\nDate: Sat, 28 Nov 2026 10:%02d:%02d +0000\nMessage-ID: <%[1]d@bench.example.org>\n\nNumber %[1]d of many.\n", made, made/60%60, made%60)
			if _, err := server.Deliver(benchUser, []byte(raw)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := deliver(o.stored); err != nil {
		return err
	}
	var list []*program
	for _, p := range programs(o, server, "tls") {
		if p.name == "the floor" || p.settle != nil {
			list = append(list, p) // the others take many minutes to receive as much
		}
	}
	fmt.Fprintf(out, "## A check with %d messages kept on the server\n\nShort messages, whole processes over TLS on loopback, %d rounds. The floor logs in after CAPA with USER, PASS, CAPA, STAT and UIDL in one write and reads the answers.\n\n### Nothing new\n\n", o.stored, 2*o.rounds)
	if err := checks(ctx, out, o, dir, server.TLS, o.stored, list, nil); err != nil {
		return err
	}
	fmt.Fprint(out, "### 5 new\n\nThe floor does not fetch them.\n\n")
	return checks(ctx, out, o, dir, server.TLS, o.stored, list, func() (int, error) { return 5, deliver(5) })
}

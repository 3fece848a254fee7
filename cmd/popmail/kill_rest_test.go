package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// TestKillAmongBeginnings lets two programs receive at once, with and without a limit for large
// messages, and ends them with kill -9: what is here in part is on the server, nothing is
// here twice, and all that is here is found.
func TestKillAmongBeginnings(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	films := 0
	fill(t, s, letters(1))
	addAccount(t, data, s, "tls", "--leave", "delete")
	killed := 0
	for i := range 10 {
		for range 15 {
			films++
			if _, err := s.Deliver(testUser, filmLetter(films)); err != nil {
				t.Fatal(err)
			}
		}
		var ends []chan bool
		for k := range 1 + i%2 {
			args := []string{"receive"}
			switch (i + k) % 3 {
			case 0:
				args = append(args, "--max-size", "200KB")
			case 1:
				args = append(args, "--max-size", "200KB", "--rest", "all")
			}
			cmd := call(t, data, args...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			end := make(chan bool, 1)
			ends = append(ends, end)
			wait := time.Duration(rand.Int64N(int64(300 * time.Millisecond)))
			go func() {
				kill := time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
				_ = cmd.Wait()
				kill.Stop()
				end <- !cmd.ProcessState.Exited()
			}()
		}
		for _, end := range ends {
			if <-end {
				killed++
			}
		}
		there := map[string]bool{}
		for _, m := range rows[serverRow](t, pop(t, data, "server", "list", "--json").must(t, 0)) {
			there[m.UID] = true
		}
		here := map[string]bool{}
		found := 0
		for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json", "--limit", "1000").must(t, 0)) {
			if here[m.Subject] {
				t.Errorf("%q is here twice", m.Subject)
			}
			here[m.Subject] = true
			film := strings.HasPrefix(m.Subject, "Film")
			if film {
				found++
			}
			if film && m.Size < 1_000_000 && !there[m.UID] {
				t.Errorf("only the beginning of %q is here, and the server has it no more", m.Subject)
			}
		}
		if n := strings.TrimSpace(pop(t, data, "search", "garden", "--count").must(t, 0).stdout); n != fmt.Sprint(found) {
			t.Errorf("%s of %d found", n, found)
		}
		pop(t, data, "verify").must(t, 0)
		if len(here)+len(there) < films+1 {
			t.Errorf("%d here and %d on the server of %d", len(here), len(there), films+1)
		}
		if t.Failed() {
			t.Fatalf("after kill %d", i)
		}
	}
	if killed == 0 {
		t.Error("the program was never killed in the middle")
	}
	t.Logf("killed %d times", killed)
	receive(t, data, 0)
	receive(t, data, 0)
	list := rows[summaryRow](t, pop(t, data, "list", "--json", "--limit", "1000").must(t, 0))
	for _, m := range list {
		if strings.HasPrefix(m.Subject, "Film") && m.Size < 1_000_000 {
			t.Errorf("%q is not whole", m.Subject)
		}
	}
	if left := onServer(t, s); len(list) != films+1 || left != 0 {
		t.Errorf("%d here, %d on the server", len(list), left)
	}
}

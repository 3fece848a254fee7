package main

import (
	"fmt"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// largeServer has two messages over the limit of 1 MB, one of them after a small one and one
// that is big.
func largeServer(t *testing.T, sizes ...int) *pop3test.Server {
	t.Helper()
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for i, n := range sizes {
		s.AddMessage(testUser, filmOf(fmt.Sprintf("Film %d", i), n))
	}
	return s
}

// over1MB runs popmail where messages over 1 MB are large.
func over1MB(t *testing.T, data string, args ...string) result {
	t.Helper()
	cmd := call(t, data, args...)
	cmd.Env = append(cmd.Env, "POPMAIL_MAX_MESSAGE=1")
	return finish(t, cmd)
}

// heldHere are the sizes of what is here, by the numbers of the films, and their IDs.
func heldHere(t *testing.T, data string) (sizes map[string]int64, ids map[string]string) {
	t.Helper()
	sizes, ids = map[string]int64{}, map[string]string{}
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		sizes[m.Subject], ids[m.Subject] = m.Size, fmt.Sprint(m.ID)
	}
	return sizes, ids
}

// Over the limit a beginning waits, whatever size may come whole; all leaves it out and says how it
// is got; it comes by its ID, alone, and by its UID.
func TestLargeByCommand(t *testing.T) {
	s, data := largeServer(t, 300_000, 600_000, 1_500_000, 1_700_000, 1_600_000), dataFolder(t)
	addTo(t, data, s.Port(), "none", "--leave", "delete")
	left := func(n int) {
		t.Helper()
		if got := len(s.Messages(testUser)); got != n {
			t.Errorf("%d on the server, want %d", got, n)
		}
	}
	if got := row[receiveRow](t, over1MB(t, data, "receive", "--json", "--max-size", "1GB").must(t, 0)); got.Received != 5 || got.Bytes < 900_000 || got.Bytes > 1_000_000 {
		t.Fatalf("%+v", got)
	}
	left(3)
	r := over1MB(t, data, "receive", "--rest", "all").must(t, 0)
	_, ids := heldHere(t, data)
	for _, want := range []string{"3 messages over 1 MB", "popmail receive --rest " + ids["Film 2"] + "   (1.5 MB)  Film 2", "popmail receive --rest " + ids["Film 4"]} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("%q is not in %q", want, r.stderr)
		}
	}
	if strings.Contains(r.stderr, "whole") || r.stdout != "" {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	left(3)
	over1MB(t, data, "receive", "--rest", ids["Film 3"]).must(t, 0)
	left(2)
	over1MB(t, data, "receive").must(t, 0)
	sizes, _ := heldHere(t, data)
	if sizes["Film 3"] < 1_600_000 || sizes["Film 2"] > 20_000 || sizes["Film 4"] > 20_000 {
		t.Errorf("%v", sizes)
	}
	over1MB(t, data, "server", "get", serverList(t, data)[0].UID).must(t, 0)
	over1MB(t, data, "receive").must(t, 0)
	left(1)
	// A wish from before, and one that is small: all is both.
	s.AddMessage(testUser, filmOf("Film 5", 500_000))
	over1MB(t, data, "receive", "--max-size", "200KB").must(t, 0)
	if r := over1MB(t, data, "receive", "--rest", "all").must(t, 0); !strings.Contains(r.stderr, "1 message over 1 MB") {
		t.Errorf("%q", r.stderr)
	}
	left(1)
	pop(t, data, "verify").must(t, 0)
}

// What the disk has no room for is refused by command, before and in the session, and comes with
// the others as its beginning only.
func TestLargeWithoutRoom(t *testing.T) {
	data, _, _ := onSmallDisk(t) // 6 MB
	s := largeServer(t, 300_000, 1_500_000)
	addTo(t, data, s.Port(), "none", "--leave", "delete")
	over1MB(t, data, "receive").must(t, 0)
	_, ids := heldHere(t, data)
	commands := func() int { return s.Commands("RETR") }
	before := commands()
	r := over1MB(t, data, "receive", "--rest", ids["Film 1"]).must(t, 1)
	if !strings.Contains(r.stderr, "is not fetched: the disk has not enough room for it: 541 MB are needed") {
		t.Errorf("%q", r.stderr)
	}
	if got := row[receiveRow](t, over1MB(t, data, "receive", "--json", "--rest", ids["Film 1"]).must(t, 1)); !strings.Contains(got.Error, "not enough room") {
		t.Errorf("%+v", got)
	}
	uid := serverList(t, data)[0].UID
	if r := over1MB(t, data, "server", "get", uid).must(t, 1); !strings.Contains(r.stderr, "did not come: the disk has not enough room for it") {
		t.Errorf("%q", r.stderr)
	}
	if got := row[receiveRow](t, over1MB(t, data, "receive", "--json").must(t, 0)); got.OnServer != 1 || len(got.Failed) > 0 {
		t.Errorf("it is asked for again: %+v", got)
	}
	if n := commands() - before; n != 0 || len(s.Messages(testUser)) != 1 {
		t.Errorf("%d RETR", n)
	}
	if sizes, _ := heldHere(t, data); sizes["Film 1"] > 20_000 {
		t.Errorf("%v", sizes)
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if all, err := app.store.Asides(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("set aside: %v %v", all, err)
	}
}

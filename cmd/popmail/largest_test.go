package main

import (
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
)

// TestLargest: what the person asks for may be as large as the disk has room for; all else is
// bounded.
func TestLargest(t *testing.T) {
	app, err := openApp(t.Context(), dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	room, err := spool.Room(app.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, only := range []*fetch.Only{nil, {}, {List: true}, {Drop: []account.Seen{{UID: "a"}}}} {
		if n := app.largest(ctx, only); n != 0 {
			t.Errorf("%+v, nothing is asked for: %d", only, n)
		}
	}
	n := app.largest(ctx, &fetch.Only{Get: []string{"a"}})
	if n < wantedMessage || n > max(wantedMessage, room) {
		t.Errorf("asked for: %d, with room for %d", n, room)
	}
	t.Setenv("POPMAIL_MAX_MESSAGE", "7")
	if n := app.largest(ctx, &fetch.Only{Get: []string{"a"}}); n != 7<<20 {
		t.Errorf("set by hand: %d", n)
	}
}

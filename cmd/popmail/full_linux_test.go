package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// fullDisk is a server, and PopMail with its data on a small disk that fills up when it is
// told to, or when the server gets a command.
type fullDisk struct {
	t          *testing.T
	s          *pop3test.Server
	data       string
	fill, free func()
	mu         sync.Mutex
	at         string // the command at which the disk fills; "": none
}

func newFullDisk(t *testing.T) *fullDisk {
	t.Helper()
	d := &fullDisk{t: t}
	d.data, d.fill, d.free = onSmallDisk(t)
	d.s = pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}, Hook: func(_, line string) string {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.at != "" && strings.HasPrefix(line, d.at) {
			d.at = ""
			d.fill()
		}
		return ""
	}})
	if err := d.s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.s.Close() })
	return d
}

func (d *fullDisk) fillAt(command string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = command
}

// says holds that a command failed, and said why in the words for it.
func (d *fullDisk) says(r result) {
	d.t.Helper()
	if r.code == 0 || !strings.Contains(r.stderr, "the disk of this computer is full") || strings.Contains(strings.ToLower(r.stderr), "sqlite") {
		d.t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
}

// holds compares what is here, of which large messages are whole or not, with what is on the server.
func (d *fullDisk) holds(subjects []string, whole bool, onServer int) {
	d.t.Helper()
	var got []string
	for _, m := range rows[summaryRow](d.t, pop(d.t, d.data, "list", "--json").must(d.t, 0)) {
		got = append(got, m.Subject)
		if strings.HasPrefix(m.Subject, "Film") && (m.Size > 300_000) != whole {
			d.t.Errorf("%d octets of %q are here", m.Size, m.Subject)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, subjects) {
		d.t.Errorf("%q are here, want %q", got, subjects)
	}
	if n := len(d.s.Messages(testUser)); n != onServer {
		d.t.Errorf("%d on the server, want %d", n, onServer)
	}
	if n := strings.TrimSpace(pop(d.t, d.data, "search", "garden", "--count").must(d.t, 0).stdout); n != fmt.Sprint(len(subjects)) {
		d.t.Errorf("%s of %d are found", n, len(subjects))
	}
}

// While rests come the disk is full, from the beginning or in their middle: what is not
// whole stays on the server, and comes when there is room.
func TestFullDiskWhileRestsCome(t *testing.T) {
	for _, when := range []string{"", "RETR 1", "RETR 2", "QUIT"} {
		t.Run(when, func(t *testing.T) {
			d := newFullDisk(t)
			films := []string{"Film 0", "Film 1"}
			for _, f := range films {
				d.s.AddMessage(testUser, filmOf(f, 400_000))
			}
			addTo(t, d.data, d.s.Port(), "none", "--leave", "delete")
			pop(t, d.data, "receive", "--max-size", "200KB").must(t, 0)
			d.holds(films, false, 2)
			if when == "" {
				d.fill()
			} else {
				d.fillAt(when)
			}
			r := pop(t, d.data, "receive", "--rest", "all")
			if when != "QUIT" {
				d.says(r)
			}
			pop(t, d.data, "list").must(t, 0)
			d.free()
			pop(t, d.data, "receive", "--rest", "all").must(t, 0)
			receive(t, d.data, 0)
			d.holds(films, true, 0)
			pop(t, d.data, "verify").must(t, 0)
		})
	}
}

// A wish to remove that cannot be noted is not fulfilled; one that is fulfilled and cannot
// be noted as such is told as what it is after the next check.
func TestFullDiskWhileRemoving(t *testing.T) {
	for _, when := range []string{"", "DELE", "QUIT"} {
		t.Run(when, func(t *testing.T) {
			d := newFullDisk(t)
			letters := []string{"Letter 0", "Letter 1", "Letter 2"}
			for _, l := range letters {
				d.s.AddMessage(testUser, filmOf(l, 1000))
			}
			addTo(t, d.data, d.s.Port(), "none", "--leave", "forever")
			receive(t, d.data, 0)
			uid := serverList(t, d.data)[1].UID
			if when == "" {
				d.fill()
			} else {
				d.fillAt(when)
			}
			r := pop(t, d.data, "server", "remove", uid)
			if when == "" {
				d.says(r)
				if n := len(d.s.Messages(testUser)); n != 3 {
					t.Errorf("%d on the server", n)
				}
			}
			d.holds(letters, true, len(d.s.Messages(testUser)))
			d.free()
			gone := len(d.s.Messages(testUser)) == 2
			got := receive(t, d.data, 0)
			if gone && got.Received != 0 {
				t.Errorf("%+v", got)
			}
			if when == "" {
				d.holds(letters, true, 3)
				pop(t, d.data, "server", "remove", uid).must(t, 0)
			}
			d.holds(letters, true, 2)
			for _, m := range serverList(t, d.data) {
				if m.UID == uid || !m.Here {
					t.Errorf("%+v", m)
				}
			}
		})
	}
}

// A wish that cannot be noted because the disk has filled up since PopMail was started is
// told as not fulfilled, message by message.
func TestFullDiskBeforeTheWish(t *testing.T) {
	d := newFullDisk(t)
	d.s.AddMessage(testUser, filmOf("Letter", 1000))
	addTo(t, d.data, d.s.Port(), "none", "--leave", "forever")
	receive(t, d.data, 0)
	uid := serverList(t, d.data)[0].UID
	app, err := openApp(t.Context(), d.data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	acct, err := app.find(t.Context(), testUser)
	if err != nil {
		t.Fatal(err)
	}
	d.fill()
	g, err := app.removeThese(t.Context(), acct, account.Password(testPassword), 0, []string{uid}, []account.Seen{{UID: "other"}})
	if account.TroubleOf(err) != account.TroubleDiskFull || account.TroubleOf(g.failed[uid]) != account.TroubleDiskFull || g.failed["other"] == nil || g.done[uid] {
		t.Errorf("%+v, %v", g, err)
	}
	if n := len(d.s.Messages(testUser)); n != 1 {
		t.Errorf("%d on the server", n)
	}
}

// What has come and is not in the index yet is found all the same while the disk is full,
// and when there is room again.
func TestFullDiskWhileWordsAreIndexed(t *testing.T) {
	d := newFullDisk(t)
	var letters []string
	for i := range 60 {
		letters = append(letters, fmt.Sprintf("Letter %02d", i))
		d.s.AddMessage(testUser, filmOf(letters[i], 20_000))
	}
	addTo(t, d.data, d.s.Port(), "none", "--leave", "delete")
	d.fillAt("QUIT")
	pop(t, d.data, "receive")
	d.holds(letters, true, 0)
	d.free()
	receive(t, d.data, 0)
	d.holds(letters, true, 0)
	pop(t, d.data, "verify").must(t, 0)
}

// An account that cannot be written down is not half there.
func TestFullDiskWhileAdding(t *testing.T) {
	for _, when := range []string{"", "USER", "QUIT"} {
		t.Run(when, func(t *testing.T) {
			d := newFullDisk(t)
			d.s.AddMessage(testUser, filmOf("Letter", 1000))
			app, err := openApp(t.Context(), d.data) // the mail is there, without an account
			if err != nil {
				t.Fatal(err)
			}
			if err := app.Close(); err != nil {
				t.Fatal(err)
			}
			add := func() result {
				return popIn(t, d.data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(d.s.Port()),
					"--security", "none", "--keep-password", "file", "--password-stdin", "--test")
			}
			if when == "" {
				d.fill()
			} else {
				d.fillAt(when)
			}
			d.says(add())
			if n := len(rows[accountRow](t, pop(t, d.data, "account", "list", "--json").must(t, 0))); n != 0 {
				t.Errorf("%d accounts", n)
			}
			d.free()
			add().must(t, 0)
			receive(t, d.data, 0)
			d.holds([]string{"Letter"}, true, 1)
		})
	}
}

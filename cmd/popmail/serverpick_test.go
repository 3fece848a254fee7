package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
)

// TestServerPick: flags mean the messages that fit all of them, and those of which the server
// tells too little are counted.
func TestServerPick(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.Local)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	list := []account.OnServer{
		{UID: "a", Size: 100, From: "Anna <anna@example.org>", Date: ago(40), ID: 1},
		{UID: "b", Size: 5_000_000, From: "Shop Ltd <news@shop.example>", Date: ago(20), Mark: "m"},
		{UID: "c", Size: 300_000, From: "ÉMILE <e@example.net>", Date: ago(2), ID: 2},
		{UID: "d", Size: 400_000},                        // nothing but its size is told
		{UID: "e", Mark: "m", Date: ago(31)},             // it has no sender
		{UID: "f", Size: 200, From: "Anna <a@a>", ID: 3}, // without a date
	}
	for _, c := range []struct {
		pick   serverPick
		want   string
		untold int
	}{
		{serverPick{from: "anna"}, "a f", 1},
		{serverPick{from: " SHOP.example "}, "b", 1},
		{serverPick{from: "émile"}, "c", 1},
		{serverPick{from: "emile"}, "c", 1},
		{serverPick{older: "30d"}, "a e", 2},
		{serverPick{older: "20d"}, "a e", 2}, // the day itself does not fit
		{serverPick{newer: "30d"}, "b c", 2},
		{serverPick{older: "2026-11-20", newer: "2026-10-25"}, "b e", 2},
		{serverPick{larger: "299KB"}, "b c d", 1},
		{serverPick{larger: "300KB"}, "b d", 1},
		{serverPick{larger: "1MB", from: "shop"}, "b", 0}, // of d the size tells enough
		{serverPick{first: "b", last: "d"}, "b c d", 0},
		{serverPick{first: "e"}, "e f", 0},
		{serverPick{last: "a"}, "a", 0},
		{serverPick{first: "c", last: "c"}, "c", 0},
		{serverPick{first: "c", from: "anna"}, "f", 1},
		{serverPick{older: "40d", last: "c"}, "", 0},
	} {
		got, untold, err := c.pick.of(list, now)
		var uids []string
		for _, o := range got {
			uids = append(uids, o.UID)
		}
		if s := strings.Join(uids, " "); err != nil || s != c.want || untold != c.untold {
			t.Errorf("%+v: %q, %d untold, %v; want %q, %d", c.pick, s, untold, err, c.want, c.untold)
		}
	}
	for want, pick := range map[string]serverPick{"message z is not on the server": {first: "z"}, "message y is not": {last: "y"}, "stands before": {first: "d", last: "b"}} {
		if _, _, err := pick.of(list, now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", pick, err)
		}
	}
	if got, _, err := (&serverPick{from: "x"}).of(nil, now); len(got) != 0 || err != nil {
		t.Errorf("of nothing: %v %v", got, err)
	}
}

// TestServerPicked gets and removes on a real server what flags name, and nothing else.
func TestServerPicked(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(6)
	mail[1] = []byte(strings.Replace(string(mail[1]), "From: Bob", "From: Shop", 1))
	mail[5] = []byte(strings.Replace(string(mail[5]), "From: Bob", "From: Shop", 1) + strings.Repeat("a long letter\n", 1000))
	fill(t, s, mail[:4])
	addAccount(t, data, s, "tls", "--leave", "forever")
	receive(t, data, 0)
	for _, m := range mail[4:] {
		if _, err := s.Deliver(testUser, m); err != nil {
			t.Fatal(err)
		}
	}
	uids := map[string]int{}
	for i, r := range serverList(t, data) {
		uids[r.UID] = i
	}
	var names [6]string
	for uid, i := range uids {
		names[i] = uid
	}
	places := func(args ...string) string {
		t.Helper()
		var out []int
		for _, r := range rows[serverRow](t, pop(t, data, append([]string{"server"}, args...)...).must(t, 0)) {
			out = append(out, uids[r.UID])
		}
		return fmt.Sprint(out)
	}
	if got := places("list", "--json", "--from", "shop"); got != "[1 5]" {
		t.Errorf("from the shop: %s", got)
	}
	if r := pop(t, data, "server", "list", "--larger", "10KB").must(t, 0); !strings.Contains(r.stderr, "1 of 6 messages on the server") || strings.Contains(r.stdout, "number0") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	// What is here is not received again.
	if got := places("get", "--json", "--from", "shop"); got != "[5]" {
		t.Errorf("got %s", got)
	}
	if r := pop(t, data, "server", "get", "--from", "shop").must(t, 0); r.stdout != "" || !strings.Contains(r.stderr, "no such message") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	// What is not here stays on the server.
	day := time.Now().AddDate(0, 2, 0).Format(time.DateOnly)
	if got := places("remove", "--json", "--on", day, "--first", names[3], "--last", names[4]); got != "[3]" || onServer(t, s) != 6 {
		t.Errorf("later %s, %d on the server", got, onServer(t, s))
	}
	if got := places("remove", "--json", "--first", names[2], "--last", names[4], "--older-than", "2026-11-21"); got != "[2 3]" || onServer(t, s) != 4 {
		t.Errorf("removed %s, %d on the server", got, onServer(t, s))
	}
	if got := places("remove", "--json", "--newer-than", "2026-11-21"); got != "[]" || onServer(t, s) != 4 {
		t.Errorf("removed %s, %d on the server", got, onServer(t, s))
	}
	for want, args := range map[string][]string{
		"not by both": {"remove", "--from", "x", names[0]}, "unique-ids only": {"remove", "--from", "x", "--not-here"},
		"--older-than takes": {"list", "--older-than", "soon"}, "--newer-than takes": {"get", "--newer-than", "-3d"}, "--larger must be": {"get", "--larger", "much"},
	} {
		if r := pop(t, data, append([]string{"server"}, args...)...).must(t, 2); !strings.Contains(r.stderr, want) {
			t.Errorf("%v: %s", args, r.stderr)
		}
	}
}

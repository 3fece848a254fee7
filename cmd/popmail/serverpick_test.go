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

// TestServerNumbers: what stands for a range, and what for a unique-id.
func TestServerNumbers(t *testing.T) {
	for text, want := range map[string]numberRange{"1-1": {1, 1}, "100-200": {100, 200}, "5-3": {5, 3}} {
		if n, ok := readNumbers(text); !ok || n != want {
			t.Errorf("%s: %v %v", text, n, ok)
		}
	}
	for _, text := range []string{"", "7", "-", "1-", "-1", "0-4", "01-4", "1-+4", "+1-4", "1-4-5", "1 - 4", "99999999999-4", "a-b", "1–4"} {
		if n, ok := readNumbers(text); ok {
			t.Errorf("%q is %v", text, n)
		}
	}
	list := []account.OnServer{{UID: "a", Place: 1}, {UID: "b", Place: 2}, {UID: "d", Place: 4}}
	if uids, ranges := numbered([]string{"1-2", "b", "7"}, list); fmt.Sprint(uids, ranges) != "[b] [1-2 7]" {
		t.Error(uids, ranges)
	}
	if uids, ranges := numbered([]string{"1-2"}, append(list, account.OnServer{UID: "1126-7"})); fmt.Sprint(uids, ranges) != "[1-2] []" {
		t.Error("unique-ids that look like ranges:", uids, ranges)
	}
	for want, ranges := range map[string][]numberRange{"[a b]": {{1, 2}}, "[b d]": {{4, 4}, {2, 3}}, "[a b d]": {{1, 3}, {2, 4}}, "[]": {{3, 3}}, "[d]": {{4, 9}}} {
		got, err := inRanges(list, ranges)
		uids := []string{}
		for _, o := range got {
			uids = append(uids, o.UID)
		}
		if fmt.Sprint(uids) != want || err != nil {
			t.Errorf("%v: %v %v", ranges, uids, err)
		}
	}
	for _, ranges := range [][]numberRange{{{2, 1}}, {{5, 5}}} {
		if _, err := inRanges(list, ranges); err == nil {
			t.Errorf("%v", ranges)
		}
	}
}

// TestServerRanges gets and removes ranges on a real server. Numbers mean what server list has
// shown, also when messages have come and gone since.
func TestServerRanges(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(12)
	fill(t, s, mail)
	addAccount(t, data, s, "tls", "--leave", "forever")
	subjects := func(args ...string) string {
		t.Helper()
		var out []string
		for _, r := range rows[serverRow](t, pop(t, data, append([]string{"server"}, args...)...).must(t, 0)) {
			out = append(out, strings.TrimPrefix(r.Subject, "Letter number"))
		}
		return strings.Join(out, " ")
	}
	if r := pop(t, data, "server", "get", "1-3").must(t, 1); !strings.Contains(r.stderr, "ask with popmail server list first") {
		t.Error(r.stderr)
	}
	list := serverList(t, data)
	for i, r := range list {
		if r.Number != i+1 {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if got := subjects("list", "--json", "3-4", "11-11"); got != "2 3 10" {
		t.Errorf("listed %s", got)
	}
	if got := subjects("list", "--json", "3", "11"); got != "2 10" {
		t.Errorf("listed %s", got)
	}
	if got := subjects("list", "--known", "--json", "2-2"); got != "1" {
		t.Errorf("known %s", got)
	}
	if r := pop(t, data, "server", "list", "3-4").must(t, 0); !strings.Contains(r.stderr, "2 of 12 messages on the server") || !strings.Contains(r.stdout, " 4 ") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	if got := subjects("get", "--json", "3-6"); got != "2 3 4 5" {
		t.Errorf("got %s", got)
	}
	r := pop(t, data, "server", "get", "--json", "5-8", list[0].UID).must(t, 0)
	if n := len(rows[serverRow](t, r)); n != 3 || !strings.Contains(r.stderr, "on this computer already: 2 messages") {
		t.Errorf("%d, %s", n, r.stderr)
	}

	// What is not here stays, and what another program has removed moves no number.
	if _, err := s.Deliver(testUser, letters(13)[12]); err != nil {
		t.Fatal(err)
	}
	other := dataFolder(t)
	addAccount(t, other, s, "tls", "--leave", "forever")
	pop(t, other, "server", "remove", "--not-here", list[1].UID).must(t, 0)
	day := time.Now().AddDate(0, 2, 0).Format(time.DateOnly)
	if got := subjects("remove", "--json", "--on", day, "1-3"); got != "0 2" || onServer(t, s) != 12 {
		t.Errorf("later %s, %d on the server", got, onServer(t, s))
	}
	r = pop(t, data, "server", "remove", "--json", "4-10").must(t, 0)
	var gone []string
	for _, row := range rows[serverRow](t, r) {
		gone = append(gone, row.Subject)
	}
	if fmt.Sprint(gone) != "[Letter number3 Letter number4 Letter number5 Letter number6 Letter number7]" || !strings.Contains(r.stderr, "not on this computer, or not whole: 2 messages") || onServer(t, s) != 7 {
		t.Errorf("removed %v, %d on the server; %s", gone, onServer(t, s), r.stderr)
	}
	if r := pop(t, data, "server", "remove", "9-10").must(t, 0); !strings.Contains(r.stderr, "no such message") || onServer(t, s) != 7 {
		t.Errorf("%s, %d on the server", r.stderr, onServer(t, s))
	}
	for want, args := range map[string][]string{
		"unique-ids only": {"remove", "--not-here", "9-10"}, "no message has": {"get", "13-13"}, "the lower one": {"remove", "4-3"}, "not by both": {"get", "--from", "x", "1-2"}, "takes numbers such as": {"list", "seven"}, "such as 9\n": {"remove", "--not-here", "9"}, "25: no message": {"list", "25"},
	} {
		if r := pop(t, data, append([]string{"server"}, args...)...).must(t, 2); !strings.Contains(r.stderr, want) {
			t.Errorf("%v: %s", args, r.stderr)
		}
	}
}

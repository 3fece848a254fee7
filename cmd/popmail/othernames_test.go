package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/pop3/pop3test"
)

// TestOtherNames: what the server lists under another unique-id than before is not called absent, and what was done with it is
// told under the one that the person has named.
func TestOtherNames(t *testing.T) {
	of := func(uids ...string) (list []account.OnServer) {
		for i, uid := range uids {
			list = append(list, account.OnServer{UID: uid, Place: i + 1, Size: int64(len(uid)-1) * int64(uid[1]-'0'), Here: uid[len(uid)-1] == 'h'})
		}
		return list
	}
	last := account.Maildrop{Messages: of("a1h", "a2", "a3h")}
	failed := errors.New("no")
	for name, c := range map[string]struct {
		rep    fetch.Report
		rows   []account.OnServer
		gone   []string
		absent []string
		other  []string
	}{
		"as ever":        {fetch.Report{Listed: true, Gone: []string{"a3h"}}, of("a1h", "a2", "a3h"), []string{"a3h"}, nil, nil},
		"one is gone":    {fetch.Report{Listed: true}, of("a1h", "a3h"), nil, []string{"a2"}, nil},
		"others":         {fetch.Report{Listed: true, Renamed: map[string]string{"a1h": "b1h", "a3h": "b3h"}, Gone: []string{"b3h", "x"}}, of("b1h", "b2", "b3h"), []string{"a3h", "x"}, nil, []string{"a2"}},
		"all unknown":    {fetch.Report{Listed: true}, of("b1h", "b2", "b3h"), nil, nil, []string{"a1h", "a2", "a3h"}},
		"of other sizes": {fetch.Report{Listed: true}, of("b7", "b8", "b9h"), nil, []string{"a1h", "a2", "a3h"}, nil},
		"empty":          {fetch.Report{Listed: true}, nil, nil, []string{"a1h", "a2", "a3h"}, nil},
		"not listed":     {fetch.Report{}, nil, nil, nil, nil},
		"one nameless":   {fetch.Report{Listed: true, Gone: []string{"a1h"}}, append(of("a1h"), account.OnServer{Nameless: true, Place: 2, Size: 7}), []string{"a1h"}, []string{"a2", "a3h"}, nil},
		"nameless alone": {fetch.Report{Listed: true}, []account.OnServer{{Nameless: true, Place: 1, Size: 7}}, nil, []string{"a1h", "a2", "a3h"}, nil},
		"of no one new":  {fetch.Report{Listed: true, Renamed: map[string]string{"a1h": "b1h"}}, of("b1h", "a2", "a3h"), nil, nil, nil},
	} {
		c.rep.Failed = []fetch.Failure{{UID: "b1h", Err: failed}}
		g := newGot(c.rep, c.rows, []string{"a1h", "a2", "a3h"}, last)
		var absent, other []string
		for _, uid := range []string{"a1h", "a2", "a3h"} {
			if g.absent[uid] {
				absent = append(absent, uid)
			}
			if errors.Is(g.failed[uid], errOtherNames) {
				other = append(other, uid)
			}
		}
		if !slices.Equal(absent, c.absent) || !slices.Equal(other, c.other) || !slices.Equal(g.gone, c.gone) {
			t.Errorf("%s: absent %v, other %v, gone %v", name, absent, other, g.gone)
		}
		for _, o := range c.rows { // each is told under its own unique-id alone
			if was, ok := g.rows[o.UID]; o.UID != "" && was != o || o.UID == "" && ok {
				t.Errorf("%s: %+v is told as %+v", name, o, was)
			}
		}
		if to := c.rep.Renamed["a1h"]; to != "" && (!g.rows["a1h"].Here || !errors.Is(g.failed["a1h"], failed)) {
			t.Errorf("%s: %s", name, fmt.Sprint(g.rows, g.failed))
		}
	}
}

// TestGetWithoutALook: a last look that cannot be read, which only words why a message is not found, keeps nobody from receiving one.
func TestGetWithoutALook(t *testing.T) {
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	list := []pop3test.Message{{UID: "big", Raw: append(crlf(letters(1)[0]), strings.Repeat("A line of the letter.\r\n", 10_000)...)}}
	for i, raw := range letters(3) {
		list = append(list, pop3test.Message{UID: string(rune('a' + i)), Raw: crlf(raw)})
	}
	s.SetMessages(testUser, list)
	data := dataFolder(t)
	addTo(t, data, s.Port(), "none", "--leave", "forever")
	pop(t, data, "receive", "--max-size", "100KB").must(t, 0)
	pop(t, data, "server", "list").must(t, 0)
	r, err := database(t, data).Exec("UPDATE server_lists SET listing = x'0102'")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.RowsAffected(); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	got := pop(t, data, "server", "get", "--json", "big").must(t, 0)
	if row := row[serverRow](t, got); !row.Here {
		t.Errorf("%+v", row)
	}
}

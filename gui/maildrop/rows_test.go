package maildrop

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/gui/words"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// sample is a mailbox with a message of each kind, the oldest first.
func sample() account.Maildrop {
	day := 24 * time.Hour
	return account.Maildrop{At: noon, Octets: 1000, Messages: []account.OnServer{
		{UID: "kept", Size: 10, From: "Bank <bank@bank.example>", Subject: "Statement", Date: noon.Add(-9 * day), Here: true, Goes: account.Goes{Chosen: true}},
		{UID: "due", Size: 20, From: "Harbor <h@h.example>", Subject: "Gale", Date: noon.Add(-8 * day), Here: true, Goes: account.Goes{At: noon.Add(-day)}},
		{UID: "soon", Size: 30, From: "anna@example.org", Subject: "Zoo", Date: noon.Add(-7 * day), Here: true, Goes: account.Goes{At: noon.Add(3 * day)}},
		{UID: "untold", Size: 40},
		{UID: "later", Size: 50, From: "Maria <m@m.example>", Subject: "Ferry", Date: noon.Add(-5 * day), Here: true, Goes: account.Goes{At: noon.Add(20 * day)}},
		{UID: "begun", Size: 600, From: "Dad <d@d.example>", Subject: "Film", Date: noon.Add(-4 * day), Here: true, Beginning: true, Part: true},
		{UID: "part", Size: 70, From: "Jan <j@j.example>", Subject: "Room", Date: noon.Add(-3 * day), Here: true, Part: true},
		{UID: "away", Size: 80, From: "Boat <b@b.example>", Subject: "Brochure", Date: noon.Add(-2 * day)},
		{UID: "deleted", Size: 90, From: "Deals <d@d.example>", Subject: "Chance", Date: noon.Add(-day), Deleted: true, Goes: account.Goes{At: noon.Add(2 * day)}},
		{UID: "twin", Size: 10, Nameless: true, Date: noon},
		{UID: "twin", Size: 10, Nameless: true, Date: noon},
	}}
}

func (r *rows) uids() string {
	var out []string
	for _, i := range r.shown {
		out = append(out, r.drop.Messages[i].UID)
	}
	return strings.Join(out, " ")
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		do   func(r *rows)
		want string
	}{
		{func(*rows) {}, "twin twin deleted away part begun later untold soon due kept"},
		{func(r *rows) { r.sort(ByDate) }, "kept due soon untold later begun part away deleted twin twin"},
		{func(r *rows) { r.sort(BySize) }, "begun deleted away part later untold soon due twin twin kept"},
		{func(r *rows) { r.sort(BySender) }, "twin twin untold soon kept away begun deleted due part later"},
		{func(r *rows) { r.sort(BySubject); r.sort(BySubject) }, "soon kept part due begun later deleted away twin twin untold"},
		{func(r *rows) { r.sort(ByPlace) }, "later soon due kept begun part twin twin away untold deleted"},
		{func(r *rows) { r.choose(Soon) }, "due deleted soon"},
		{func(r *rows) { r.choose(NotHere) }, "twin twin deleted away part begun untold"},
		{func(r *rows) { r.choose(Biggest) }, "begun deleted away part later untold soon due twin twin kept"},
		{func(r *rows) { r.find = " FILM "; r.list() }, "begun"},
		{func(r *rows) { r.find = "m.example"; r.list() }, "later"},
		{func(r *rows) { r.find = "film"; r.choose(Soon) }, ""},
	} {
		var r rows
		r.set(sample(), noon)
		if c.do(&r); r.uids() != c.want {
			t.Errorf("%s, want %s", r.uids(), c.want)
		}
		for at, i := range r.shown {
			if r.at[r.keys[i]] != at {
				t.Errorf("%s is not found by its key", r.drop.Messages[i].UID)
			}
		}
	}
}

// TestSums counts, and says so.
func TestSums(t *testing.T) {
	words.Use("en-US")
	var r rows
	r.set(sample(), noon)
	if got := fmt.Sprintf("%+v", r.sums); got != "{octets:1000 messages:11 here:4 soon:3 frees:140 notHere:7}" {
		t.Error(got)
	}
	for i, want := range []string{"Kept by you", "Goes at the next check", "Goes on November 24", "Stays", "Goes on December 11"} {
		if got, _ := goesWords(r.drop.Messages[i].Goes, noon); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestPick: what can be done with messages follows from where they are. What is not whole here
// is never removed.
func TestPick(t *testing.T) {
	var r rows
	r.set(sample(), noon)
	p := r.pick(r.keys)
	got := fmt.Sprint(p.get, p.wish, p.here, p.deleted, p.away, p.parts, p.nameless, p.octets)
	if want := "[untold begun part away deleted] [kept due soon later begun part deleted] [kept due soon later] [deleted] [untold away] 2 2 880"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	// A key stays its message's own when the server is asked again.
	key := r.keys[7]
	d := sample()
	d.Messages = d.Messages[5:]
	r.set(d, noon)
	if p := r.pick([]int64{key}); fmt.Sprint(p.away) != "[away]" {
		t.Errorf("%+v", p)
	}
	r.known(map[string]account.OnServer{"away": {UID: "away", Here: true, ID: 4, Subject: "Brochure"}}, map[string]bool{"begun": true, "twin": true})
	if p := r.pick([]int64{key}); fmt.Sprint(p.here, p.all[0].Size) != "[away] 80" || r.uids() != "twin twin deleted away part" {
		t.Errorf("%+v %s", p, r.uids())
	}
}

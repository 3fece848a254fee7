package storage_test

import (
	"fmt"
	"maps"
	"reflect"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage/storagetest"
)

// The last look at a server is kept for each account, and goes with it.
func TestServerLook(t *testing.T) {
	s := storagetest.Open(t, nil)
	ann, bob := storagetest.AddAccount(t, s, "ann@example.org"), storagetest.AddAccount(t, s, "bob@example.org")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	holds := func(id account.ID, want ...account.OnServer) {
		t.Helper()
		got, err := s.ServerLook(ctx, id)
		all := map[string]account.OnServer{}
		for _, o := range want {
			all[o.UID] = o
		}
		if err != nil || !maps.Equal(got, all) {
			t.Errorf("%+v, %v, want %+v", got, err, all)
		}
	}
	day := time.UnixMilli(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).UnixMilli())
	one := account.OnServer{UID: "a\xff", Size: 7, Mark: "m1", From: "Ann <a@example.org>", Subject: "Grüße", Date: day}
	two := account.OnServer{UID: "b", Size: 8, Mark: "h2", Subject: "two"}
	bare := account.OnServer{UID: "c", Size: 9}
	twin := account.OnServer{UID: "a\xff", Size: 5, Nameless: true}
	if m, err := s.LastMaildrop(ctx, ann); err != nil || !m.At.IsZero() {
		t.Errorf("nobody has looked: %+v %v", m, err)
	}
	look := account.Maildrop{At: day.Add(time.Hour), Octets: 29, Untold: 1, Expires: account.Expiry{Said: true, Days: 30}, Messages: []account.OnServer{bare, one, two, twin}}
	must(s.SetServerLook(ctx, ann, look))
	must(s.SetServerLook(ctx, bob, account.Maildrop{At: day, Messages: []account.OnServer{two}}))
	holds(ann, one, two)
	last := func(id account.ID, want account.Maildrop) {
		t.Helper()
		for i := range want.Messages {
			want.Messages[i].Place = i + 1
		}
		if m, err := s.LastMaildrop(ctx, id); err != nil || !reflect.DeepEqual(m, want) {
			t.Errorf("%+v %v\nwant %+v", m, err, want)
		}
	}
	last(ann, look)

	// The next look leaves out what is gone, and takes what is new.
	two.Subject = "two, changed"
	look = account.Maildrop{At: day.Add(2 * time.Hour), Octets: 17, Messages: []account.OnServer{two, bare}}
	must(s.SetServerLook(ctx, ann, look))
	holds(ann, two)
	last(ann, look)
	must(s.SetServerLook(ctx, ann, account.Maildrop{At: day.Add(3 * time.Hour)}))
	holds(ann)
	last(ann, account.Maildrop{At: day.Add(3 * time.Hour)})
	last(bob, account.Maildrop{At: day, Messages: []account.OnServer{{UID: "b", Size: 8, Mark: "h2", Subject: "two"}}})
	must(s.RemoveAccount(ctx, bob, false))
	last(bob, account.Maildrop{})
}

// What has come or gone since the last look is known as such.
func TestLastMaildropKnowsWhatIsHereNow(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "ann@example.org")
	look := account.Maildrop{At: time.UnixMilli(5000), Octets: 100}
	for i := range 4 {
		look.Messages = append(look.Messages, account.OnServer{UID: fmt.Sprint("u", i), Size: 25, Mark: "m", From: "Ann", Subject: fmt.Sprint("told ", i)})
	}
	if err := s.SetServerLook(ctx, id, look); err != nil {
		t.Fatal(err)
	}
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "one"}.Incoming("u1"), storagetest.Mail{Subject: "two"}.Incoming("u2"))
	if err := s.Removed(ctx, id, []string{"u2"}); err != nil {
		t.Fatal(err)
	}
	m, err := s.LastMaildrop(ctx, id)
	if err != nil || len(m.Messages) != 3 || m.Octets != 75 {
		t.Fatalf("%+v %v", m, err)
	}
	for i, here := range []bool{false, true, false} {
		place := []int{1, 2, 4}[i] // as it was listed
		if o := m.Messages[i]; o.Here != here || (o.Subject == "told 0" || o.Subject == "told 3") == here || o.Size != 25 || o.Place != place {
			t.Errorf("%d: %+v", i, o)
		}
	}
}

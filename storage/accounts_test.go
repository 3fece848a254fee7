package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

var offline = account.FailureOf(&account.Problem{Trouble: account.TroubleOffline, Answer: "none"})

func folder(t testing.TB, s *storage.Store, id account.ID, name string) mailbox.Folder {
	t.Helper()
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if f.Account == id && f.Name == name {
			return f
		}
	}
	return mailbox.Folder{}
}

func accountOf(t testing.TB, s *storage.Store, id account.ID) account.Account {
	t.Helper()
	list, err := s.Accounts(ctx)
	i := slices.IndexFunc(list, func(a account.Account) bool { return a.ID == id })
	if err != nil || i < 0 {
		t.Fatalf("account %d: %+v %v", id, list, err)
	}
	return list[i]
}

// An address in the letters of a language and in ASCII is one account, there and removed.
func TestAccountsInOtherScripts(t *testing.T) {
	s, ctx := storagetest.Open(t, nil), t.Context()
	a := storagetest.Account("ann@bücher.example")
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddAccount(ctx, storagetest.Account("Ann@xn--bcher-kva.example"), nil); !errors.Is(err, mailbox.ErrExists) {
		t.Errorf("in ASCII: %v", err)
	}
	other := storagetest.Account("ann@example.org")
	if other.ID, err = s.AddAccount(ctx, other, nil); err != nil {
		t.Fatal(err)
	}
	other.Email = "ann@xn--bcher-kva.example"
	if err := s.UpdateAccount(ctx, other, nil); !errors.Is(err, mailbox.ErrExists) {
		t.Errorf("changed to it: %v", err)
	}
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	if again, err := s.AddAccount(ctx, storagetest.Account("ann@xn--bcher-kva.example"), nil); err != nil || again != id {
		t.Errorf("back as %d, want %d: %v", again, id, err)
	}
}

func TestAccounts(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := account.Account{
		Email: " Ann@Example.org ", Name: "Ann", User: "ann", Auth: account.AuthPlain, Leave: account.Retention{Mode: account.LeaveDays, Days: 14},
		Keep: account.KeepFile, Interval: 7 * time.Minute,
		Incoming:  account.Server{Host: "pop.example.org", Port: 1110, Security: account.STARTTLS, CAFile: "/ca.pem"},
		Signature: "Ann\n\nPier 4", PlainOnly: true,
	}
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.ID, a.Email = id, "Ann@Example.org"
	got := accountOf(t, s, id)
	if diff := cmp.Diff(a, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.AddAccount(ctx, storagetest.Account("ann@example.ORG"), nil); !errors.Is(err, mailbox.ErrExists) {
		t.Errorf("the same address: %v", err)
	}
	if _, err := s.AddAccount(ctx, storagetest.Account("nobody"), nil); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("no address: %v", err)
	}
	other := storagetest.AddAccount(t, s, "bob@example.org")
	got.Signature, got.PlainOnly = "Анна", false
	got.Email, got.Leave, got.Interval = "bob@EXAMPLE.org", account.Retention{Mode: account.LeaveNone}, -1*time.Millisecond
	if err := s.UpdateAccount(ctx, got, nil); !errors.Is(err, mailbox.ErrExists) {
		t.Errorf("another's address: %v", err)
	}
	got.Email = "anna@example.org"
	if err := s.UpdateAccount(ctx, got, nil); err != nil {
		t.Fatal(err)
	}
	list, err := s.Accounts(ctx)
	if err != nil || len(list) != 2 || list[0].ID != id || list[1].ID != other {
		t.Fatalf("%+v %v", list, err)
	}
	if diff := cmp.Diff(got, list[0]); diff != "" {
		t.Error(diff)
	}
	got.Interval = -1 // the shortest of all
	if err := s.UpdateAccount(ctx, got, nil); err != nil || accountOf(t, s, id).Interval != account.ByHand {
		t.Errorf("checked only by hand: %v, and then %v", err, accountOf(t, s, id).Interval)
	}
	got.ID = 99
	got.Email = "x@example.org"
	for what, err := range map[string]error{
		"update": s.UpdateAccount(ctx, got, nil), "remove": s.RemoveAccount(ctx, 99, true), "status": s.SetStatus(ctx, 99, account.Status{}),
	} {
		if !errors.Is(err, mailbox.ErrNotFound) {
			t.Errorf("%s of an account that is not there: %v", what, err)
		}
	}
}

// TestCheckedByHand: an earlier PopMail stored nothing for "Only when I ask".
func TestCheckedByHand(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("UPDATE accounts SET interval_ms = 0")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if got := accountOf(t, s, id).Interval; got != account.ByHand {
		t.Errorf("it is checked every %v", got)
	}
}

// TestOrder: accounts stand as the person has put them, also after the file was closed,
// whatever else happens to them.
func TestOrder(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	ids := map[string]account.ID{}
	for _, name := range []string{"a", "b", "c"} {
		ids[name] = storagetest.AddAccount(t, s, name+"@example.org")
	}
	order := func(names string) {
		t.Helper()
		var all []account.ID
		for _, n := range names {
			all = append(all, ids[string(n)])
		}
		if err := s.OrderAccounts(ctx, all); err != nil {
			t.Fatal(err)
		}
	}
	want := func(names string) {
		t.Helper()
		list, err := s.Accounts(ctx)
		got := ""
		for _, a := range list {
			got += a.Email[:1]
		}
		if err != nil || got != names {
			t.Errorf("the order is %q, want %q: %v", got, names, err)
		}
	}
	want("abc")
	order("cab")
	want("cab")
	order("b") // the others were not known to who asked
	want("bca")
	ids["x"] = 99
	order("xaac") // one that is gone, and one twice
	want("acb")
	ids["d"] = storagetest.AddAccount(t, s, "d@example.org")
	want("acbd")
	c := accountOf(t, s, ids["c"])
	c.Label = "Changed"
	if err := errors.Join(s.UpdateAccount(ctx, c, nil), s.PauseAccount(ctx, ids["a"], true), s.RemoveAccount(ctx, ids["a"], true)); err != nil {
		t.Fatal(err)
	}
	want("cbd")
	storagetest.AddAccount(t, s, "a@example.org") // as new ones, last
	want("cbda")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	want("cbda")
}

func TestStatus(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	st, err := s.Status(ctx)
	if err != nil || len(st) != 1 || st[id] != (account.Status{}) {
		t.Errorf("%v %v", st, err)
	}
	at := time.UnixMilli(1_700_000_000_123)
	for _, set := range []account.Status{{LastCheck: at}, {Failure: offline}} {
		if err := s.SetStatus(ctx, id, set); err != nil {
			t.Fatal(err)
		}
	}
	st, err = s.Status(ctx)
	if err != nil || !st[id].LastCheck.Equal(at) || st[id].Failure != offline {
		t.Errorf("%v %v", st, err)
	}
}

// TestAFailureOfAnotherLine: how the last check ended stays known over other changes, and
// is forgotten when the way to the server, or what proves who it is, changes.
func TestAFailureOfAnotherLine(t *testing.T) {
	bad := account.FailureOf(&account.Problem{Trouble: account.TroubleCertExpired})
	for name, c := range map[string]struct {
		change func(a *account.Account)
		stays  bool
	}{
		"nothing":    {func(*account.Account) {}, true},
		"color":      {func(a *account.Account) { a.Color, a.Label, a.Interval = 3, "x", time.Hour }, true},
		"host":       {func(a *account.Account) { a.Incoming.Host = "pop2.example.org" }, false},
		"port":       {func(a *account.Account) { a.Incoming.Port = 1995 }, false},
		"authority":  {func(a *account.Account) { a.Authorities = "x" }, false},
		"old file":   {func(a *account.Account) { a.Incoming.CAFile = "/x.pem" }, false},
		"exceptions": {func(a *account.Account) { a.Trust(a.Incoming.Host, [32]byte{1}, time.Now()) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			if err := s.SetStatus(ctx, id, account.Status{Failure: bad}); err != nil {
				t.Fatal(err)
			}
			all, err := s.Accounts(ctx)
			if err != nil {
				t.Fatal(err)
			}
			c.change(&all[0])
			if err := s.UpdateAccount(ctx, all[0], func() error { return nil }); err != nil {
				t.Fatal(err)
			}
			if st, err := s.Status(ctx); err != nil || st[id].Failure.Happened() != c.stays {
				t.Errorf("%+v %v", st[id], err)
			}
		})
	}
}

func TestRemoveAccount(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	other := storagetest.AddAccount(t, s, "other@example.org")
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"))
	storagetest.Deliver(t, s, other, mail("1", "three"))
	if err := s.RemoveAccount(ctx, id, false); err != nil {
		t.Fatal(err)
	}
	if got := subjects(t, s, mailbox.View{}); !cmp.Equal(got, []string{"three"}) {
		t.Errorf("left: %v", got)
	}
	if got := find(t, s, "one"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	list, err := s.Folders(ctx)
	if err != nil || len(list) != 4 || list[0].Account != other {
		t.Errorf("%+v %v", list, err)
	}
	// Added again it is new, and everything arrives again.
	again := storagetest.AddAccount(t, s, "me@example.org")
	if again == id {
		t.Error("an ID was used again")
	}
	storagetest.Deliver(t, s, again, mail("1", "one"), mail("2", "two"))
	if n := len(rows(t, s, mailbox.View{Account: again})); n != 2 {
		t.Errorf("%d messages", n)
	}
}

func TestRemoveAccountKeepMail(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("1", "inbox"), mail("2", "archive"), mail("3", "junk"), mail("4", "trash"), mail("5", "gone"), mail("6", "own"))
	own, err := s.CreateFolder(ctx, "Mine")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		ids := []mailbox.ID{m.ID}
		switch m.Subject {
		case "archive", "junk", "trash":
			_, err = s.MoveTo(ctx, ids, mailbox.Role(m.Subject))
		case "gone":
			err = s.Purge(ctx, ids)
		case "own":
			_, err = s.Move(ctx, ids, own)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Accounts(ctx); err != nil || len(list) != 0 {
		t.Errorf("accounts: %v %v", list, err)
	}
	var got []string
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if f.Account != 0 {
			t.Errorf("%+v", f)
		}
		got = append(got, f.Name+": "+strings.Join(subjects(t, s, mailbox.View{Folder: f.ID}), " "))
	}
	if want := []string{"Mail of me@example.org: archive inbox", "Mine: own", "Junk: junk", "Trash: trash"}; !cmp.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(find(t, s, "archive")) != 1 {
		t.Error("kept mail is not found")
	}
	// Kept mail can be deleted and brought back.
	kept := find(t, s, "archive")
	moved, err := s.MoveTo(ctx, kept, mailbox.Trash)
	if err != nil || len(find(t, s, "archive")) != 0 || folder(t, s, 0, "Trash").Total != 2 {
		t.Errorf("%v %v", moved, err)
	}
	if err := s.Undo(ctx, moved); err != nil || len(find(t, s, "archive")) != 1 {
		t.Error(err)
	}
	// The account comes back: nothing arrives twice, not even under other numbers.
	again := storagetest.AddAccount(t, s, "ME@example.org")
	if again != id {
		t.Errorf("account %d, was %d", again, id)
	}
	present := []string{"1", "2", "3", "4", "5", "66", "7"}
	out := storagetest.DeliverPresent(t, s, again, present, mail("5", "gone"), mail("66", "own"), mail("7", "new"))
	if got := outcomes(out); got != "5 already;66 already;7 new;" {
		t.Error(got)
	}
	if f := folder(t, s, again, "Inbox"); f.Total != 1 {
		t.Errorf("%+v", f)
	}
}

// Another server's unique-ids may be the same as those that are known: its mail is
// new all the same, and what was brought along there does not come twice.
func TestAnotherServer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(a *account.Account)
		aside  bool
	}{
		{"another host", func(a *account.Account) { a.Incoming.Host = "new.example.org" }, true},
		{"another user", func(a *account.Account) { a.User = "somebody" }, true},
		{"another port", func(a *account.Account) { a.Incoming.Port = 1110 }, false},
		{"the same host", func(a *account.Account) { a.Incoming.Host = strings.ToUpper(a.Incoming.Host) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "ann@example.org")
			old, odd := "Subject: old\r\n\r\nold\r\n", "Subject: odd\r\n\r\nodd\r\n"
			storagetest.Deliver(t, s, id, fetch.Incoming{UID: "1", Raw: []byte(old)}, fetch.Incoming{UID: "\xff\x00 2", Raw: []byte(odd)})
			if err := s.SetNotes(ctx, id, []byte("3")); err != nil {
				t.Fatal(err)
			}
			a := accountOf(t, s, id)
			c.change(&a)
			if err := s.UpdateAccount(ctx, a, nil); err != nil {
				t.Fatal(err)
			}
			known, err := s.Known(ctx, id)
			if err != nil || len(known) != 2 {
				t.Fatalf("%v %v", known, err)
			}
			_, one := known["1"]
			_, two := known["\xff\x00 2"]
			notes, err := s.Notes(ctx, id)
			if one == c.aside || two == c.aside || (len(notes) == 0) != c.aside || err != nil {
				t.Fatalf("known %v, notes %q, %v", known, notes, err)
			}
			if !c.aside {
				return
			}
			out := storagetest.DeliverPresent(t, s, id, []string{"1", "2", "3"},
				fetch.Incoming{UID: "1", Raw: []byte("Subject: new\r\n\r\nnew\r\n")},
				fetch.Incoming{UID: "2", Raw: []byte(old)}, fetch.Incoming{UID: "3", Raw: []byte(odd)})
			for _, o := range out {
				if o.Err != nil || o.Already != (o.UID != "1") {
					t.Errorf("%+v", o)
				}
			}
			if n := len(rows(t, s, mailbox.View{})); n != 3 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

// TestHeld: what the server holds is remembered until it says something else, and
// what has come since is no longer missing.
func TestHeld(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	at := time.UnixMilli(1_700_000_000_123)
	held := account.Held{At: at, Messages: 10, Missing: 4}
	for _, set := range []account.Status{{Stopped: true, Held: held}, {Failure: offline}} {
		if err := s.SetStatus(ctx, id, set); err != nil {
			t.Fatal(err)
		}
	}
	st, err := s.Status(ctx)
	if err != nil || st[id].Stopped || st[id].Held != held {
		t.Errorf("%+v %v, want %+v", st[id], err, held)
	}
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"), mail("3", "three"))
	if st, err = s.Status(ctx); err != nil || st[id].Held.Missing != 1 || st[id].Held.Messages != 10 {
		t.Errorf("after three have come: %+v %v", st[id].Held, err)
	}
	// What was here before the server said it is not counted a second time.
	later := account.Held{At: time.UnixMilli(time.Now().Add(time.Minute).UnixMilli()), Messages: 9, Missing: 6}
	if err := s.SetStatus(ctx, id, account.Status{Held: later}); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Status(ctx); err != nil || st[id].Held != later {
		t.Errorf("%+v %v, want %+v", st[id].Held, err, later)
	}
	if err := s.SetStatus(ctx, id, account.Status{Held: account.Held{At: time.Now().Add(time.Hour), Messages: 5}}); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Status(ctx); err != nil || st[id].Held.Missing != 0 || st[id].Held.Messages != 5 {
		t.Errorf("%+v %v", st[id].Held, err)
	}
	a := accountOf(t, s, id)
	a.Label, a.Color = "Home", 3
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS, CAFile: "/ca.pem"}
	a.OutgoingUser = "out"
	if err := s.UpdateAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	if got := accountOf(t, s, id); got != a {
		t.Errorf("%+v, want %+v", got, a)
	}
	a.Incoming.Host = "another.example.org" // which holds other mail
	if err := s.UpdateAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Status(ctx); err != nil || st[id].Held.Known() {
		t.Errorf("another server: %+v %v", st[id].Held, err)
	}
}

// TestPauseAccount: only the pause changes, and it goes with the account.
func TestPauseAccount(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id, _ := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "club@example.org")
	before, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sub := s.Changes().Subscribe(10)
	if err := s.PauseAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	if told := storagetest.Told(sub); len(told) != 1 || told[0] != (mailbox.AccountsChanged{}) {
		t.Errorf("told %v", told)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	before[0].Paused = true
	if got, err := s.Accounts(ctx); err != nil || !cmp.Equal(got, before) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.PauseAccount(ctx, 99, true); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	if err := s.PauseAccount(ctx, id, false); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if again := storagetest.AddAccount(t, s, "me@example.org"); again != id {
		t.Errorf("account %d", again)
	}
	for _, a := range mustAccounts(t, s) {
		if a.Paused {
			t.Errorf("%s is paused", a.Email)
		}
	}
}

func mustAccounts(t *testing.T, s *storage.Store) []account.Account {
	t.Helper()
	list, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What a server has asked for stays until it is over, beside what sessions have noted.
func TestPause(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "ann@example.org")
	now := time.Now()
	want := account.Pause{Delay: 5 * time.Minute, Until: time.Unix(now.Add(time.Hour).Unix(), 0)}
	notes := []byte(`{"Way":true}`)
	for i, step := range []struct {
		set  account.Pause
		want account.Pause
	}{{want, want}, {account.Pause{}, want}, {account.Pause{Until: now}, account.Pause{}}, {account.Pause{Delay: time.Minute, Until: now.Add(-time.Second)}, account.Pause{}}, {want, want}, {account.Pause{Delay: time.Hour, Learned: time.Minute, Until: now}, account.Pause{Learned: time.Minute}}} {
		if err := errors.Join(s.SetNotes(ctx, id, notes), s.SetStatus(ctx, id, account.Status{Pause: step.set})); err != nil {
			t.Fatal(err)
		}
		st, err := s.Status(ctx)
		if got := st[id].Pause; err != nil || got.Delay != step.want.Delay || got.Learned != step.want.Learned || !got.Until.Equal(step.want.Until) {
			t.Errorf("%d: %v, %v, want %v", i, err, got, step.want)
		}
		if notes, err = s.Notes(ctx, id); err != nil || !bytes.Contains(notes, []byte(`"Way":true`)) {
			t.Errorf("%d: %v, the notes are %s", i, err, notes)
		}
	}
}

// What the person says of the size of a mailbox stays beside what sessions and checks note, and goes with the mailbox.
func TestQuota(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "ann@example.org")
	held := func(octets int64, messages int) account.Status {
		return account.Status{Held: account.Held{At: time.Now(), Messages: messages, Octets: octets}}
	}
	is := func(quota, octets int64) {
		t.Helper()
		st, err := s.Status(ctx)
		if err != nil || st[id].Quota != quota || st[id].Held.Octets != octets {
			t.Errorf("%d of %d, %v, want %d of %d", st[id].Held.Octets, st[id].Quota, err, octets, quota)
		}
	}
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	must(s.SetNotes(ctx, id, []byte(`{"Way":true}`)), s.SetStatus(ctx, id, held(1e9, 40)))
	is(0, 1e9)
	must(s.SetQuota(ctx, id, 2e9))
	is(2e9, 1e9)
	must(s.SetStatus(ctx, id, held(0, 50))) // not told
	is(2e9, 1e9)
	must(s.SetStatus(ctx, id, held(0, 0))) // empty
	is(2e9, 0)
	if notes, err := s.Notes(ctx, id); err != nil || string(notes) != `{"Way":true,"Quota":2000000000}` {
		t.Errorf("%s %v", notes, err)
	}
	for _, octets := range []int64{-1, 1000, 1e18} {
		if err := s.SetQuota(ctx, id, octets); err == nil {
			t.Errorf("%d was taken", octets)
		}
	}
	if err := s.SetQuota(ctx, 99, 2e9); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	must(s.SetQuota(ctx, id, 0))
	is(0, 0)
	must(s.SetQuota(ctx, id, 3e9))
	a := accountOf(t, s, id)
	a.Incoming.Host = "another.example.org"
	must(s.UpdateAccount(ctx, a, nil))
	is(0, 0)
}

// TestCheckedWellElsewhere: that a server was asked with success says nothing of another one, or
// of another user; a change of anything else leaves what is known.
func TestCheckedWellElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		change func(a *account.Account)
		gone   bool
	}{
		"another host": {func(a *account.Account) { a.Incoming.Host = "other.example.org" }, true},
		"another user": {func(a *account.Account) { a.User = "other" }, true},
		"its case":     {func(a *account.Account) { a.Incoming.Host = strings.ToUpper(a.Incoming.Host) }, false},
		"a port":       {func(a *account.Account) { a.Incoming.Port = 1995 }, false},
		"a name":       {func(a *account.Account) { a.Name = "Ann" }, false},
	} {
		s := storagetest.Open(t, nil)
		id := storagetest.AddAccount(t, s, "a@example.org")
		if err := s.SetStatus(ctx, id, account.Status{LastCheck: time.UnixMilli(1e12)}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Accounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		c.change(&all[0])
		if err := s.UpdateAccount(ctx, all[0], nil); err != nil {
			t.Fatal(err)
		}
		st, err := s.Status(ctx)
		if err != nil || st[id].LastCheck.IsZero() != c.gone {
			t.Errorf("%s: %v, %v", name, st[id].LastCheck, err)
		}
	}
}

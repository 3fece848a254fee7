package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
)

var testAccount = account.Account{
	ID: 1, Email: "anna@example.org", User: "anna",
	Incoming: account.Server{Host: "pop.example.org", Port: 110, Security: account.None},
}

func leaving(r account.Retention) account.Account {
	a := testAccount
	a.Leave = r
	return a
}

var (
	deleteAll = account.Retention{Mode: account.LeaveNone}
	sevenDays = account.Retention{Mode: account.LeaveDays, Days: 7}
)

// office is a server with mail and a store for it.
type office struct {
	*maildrop
	*memStore
	clock time.Time
	mail  []string
	wait  time.Duration // Session.Timeout; 0: 2 s
	whole int64         // Session.WholeUpTo
	most  int64         // Session.MaxMessage
	room  func() (int64, error)

	servers Servers
	only    *Only
	alone   bool // Session.Alone
}

func newOffice(t *testing.T, messages int, traced bool) *office {
	o := &office{maildrop: &maildrop{t: t}, memStore: newStore(t), clock: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	o.memStore.now = func() time.Time { return o.clock }
	for i := range messages {
		o.post(fmt.Sprintf("u%d", i+1), letter(i+1, traced, fmt.Sprintf("body of %d", i+1)))
	}
	return o
}

func (o *office) post(uid, raw string) {
	o.maildrop.add(uid, raw)
	o.mail = append(o.mail, raw)
}

func (o *office) run(ctx context.Context, a account.Account) (Report, error) {
	s := o.memStore.into(&Session{Store: o.memStore, Dial: o.dial, Timeout: cmp.Or(o.wait, 2*time.Second), Now: func() time.Time { return o.clock }, Servers: &o.servers, Only: o.only, Alone: o.alone, WholeUpTo: o.whole, MaxMessage: o.most, Room: o.room})
	rep, err := s.Run(ctx, a, account.Password("secret"))
	o.running.Wait()
	return rep, err
}

// runTCP is run over a real line, which holds what the server has sent ahead.
func (o *office) runTCP(ctx context.Context, a account.Account) (Report, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = l.Close() }()
	dial := func(context.Context, string, string) (net.Conn, error) {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return nil, err
		}
		server, err := l.Accept()
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		if o.wrap != nil {
			server = o.wrap(server)
		}
		o.running.Go(func() { o.serve(server) })
		return c, nil
	}
	s := o.memStore.into(&Session{Store: o.memStore, Dial: dial, Timeout: cmp.Or(o.wait, 2*time.Second), Now: func() time.Time { return o.clock }, Servers: &o.servers, Only: o.only, WholeUpTo: o.whole})
	rep, err := s.Run(ctx, a, account.Password("secret"))
	o.running.Wait()
	return rep, err
}

// must runs a session that has to succeed, and compares what it says.
func (o *office) must(t *testing.T, a account.Account, onServer, received, here, removed int) Report {
	t.Helper()
	rep, err := o.run(t.Context(), a)
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	if rep.OnServer != onServer || rep.Received != received || rep.AlreadyHere != here || rep.Removed != removed || len(rep.Failed) != 0 {
		t.Errorf("report is %+v, want %d on the server, %d received, %d here, %d removed", rep, onServer, received, here, removed)
	}
	return rep
}

func wantTrouble(t *testing.T, err error, want account.Trouble) {
	t.Helper()
	if !as[*account.Problem](err) || account.TroubleOf(err) != want {
		t.Fatalf("error is %T %v (trouble %d), want trouble %d", err, err, account.TroubleOf(err), want)
	}
}

func TestReceiveAndReceiveAgain(t *testing.T) {
	for _, capa := range [][]string{nil, {"UIDL", "TOP", "PIPELINING", "LOGIN-DELAY 120"}} {
		o := newOffice(t, 300, false)
		o.capa, o.statOctets = capa, true
		rep := o.must(t, testAccount, 300, 300, 0, 0)
		octets := 0
		for _, m := range o.mail {
			octets += len(m)
		}
		if rep.Bytes != int64(octets) {
			t.Errorf("%d octets, want %d", rep.Bytes, octets)
		}
		if capa != nil && rep.LoginDelay != 2*time.Minute {
			t.Errorf("LoginDelay is %v", rep.LoginDelay)
		}
		o.mustHold(t, o.mail...)
		o.commands()
		o.must(t, testAccount, 300, 0, 300, 0)
		if c := o.commands(); c["RETR"] != 0 || c["LIST"] != 0 || c["DELE"] != 0 || c["QUIT"] != 1 {
			t.Errorf("a session without news asked %v", c)
		}
		o.post("new", letter(1000, false, "new"))
		o.must(t, testAccount, 301, 1, 300, 0)
		o.mustHold(t, o.mail...)
		if o.count() != 301 {
			t.Errorf("%d messages on the server, want all", o.count())
		}
	}
}

func TestEmptyMailbox(t *testing.T) {
	o := newOffice(t, 0, false)
	o.must(t, testAccount, 0, 0, 0, 0)
}

func TestDelete(t *testing.T) {
	o := newOffice(t, 20, false)
	o.must(t, leaving(deleteAll), 20, 20, 0, 20)
	o.mustHold(t, o.mail...)
	if o.count() != 0 {
		t.Errorf("%d messages are left", o.count())
	}
	for uid, k := range o.known {
		if !k.Gone {
			t.Errorf("%s is not noted as removed", uid)
		}
	}
	// What was left before goes when the person chooses so later.
	o = newOffice(t, 5, false)
	o.must(t, testAccount, 5, 5, 0, 0)
	o.must(t, leaving(deleteAll), 5, 0, 5, 5)
}

func TestDays(t *testing.T) {
	o := newOffice(t, 3, false)
	o.must(t, leaving(sevenDays), 3, 3, 0, 0)
	o.clock = o.clock.Add(4 * 24 * time.Hour)
	o.post("late", letter(9, false, "late"))
	o.must(t, leaving(sevenDays), 4, 1, 3, 0)
	o.clock = o.clock.Add(3*24*time.Hour - time.Second)
	o.must(t, leaving(sevenDays), 4, 0, 4, 0)
	o.clock = o.clock.Add(-365 * 24 * time.Hour) // a clock that was set back
	o.must(t, leaving(sevenDays), 4, 0, 4, 0)
	o.clock = o.clock.Add(365*24*time.Hour + time.Second)
	o.must(t, leaving(sevenDays), 4, 0, 4, 3)
	if o.count() != 1 {
		t.Errorf("%d messages on the server, want the late one", o.count())
	}
	// Without a date of arrival nothing is due.
	for uid, k := range o.known {
		o.known[uid] = Known{Gone: k.Gone}
	}
	o.must(t, leaving(sevenDays), 1, 0, 1, 0)
}

func TestAllUniqueIDsChange(t *testing.T) {
	o := newOffice(t, 30, false)
	o.must(t, testAccount, 30, 30, 0, 0)
	o.uid = func(_ int, p *post) (string, bool) { return "other" + p.uid, true }
	o.must(t, testAccount, 30, 0, 30, 0)
	o.mustHold(t, o.mail...)
	o.commands()
	o.must(t, testAccount, 30, 0, 30, 0)
	if c := o.commands(); c["RETR"] != 0 {
		t.Errorf("fetched again: %v", c)
	}
	// The server loses UIDL altogether, and finds it again. At first that is taken
	// for a fault that will pass.
	o.noUIDL = true
	for range 3 {
		if _, err := o.run(t.Context(), testAccount); account.TroubleOf(err) != account.TroubleServer {
			t.Fatalf("without UIDL: %v", err)
		}
		if c := o.commands(); c["RETR"]+c["TOP"] != 0 {
			t.Fatalf("asked for %v", c)
		}
	}
	o.must(t, testAccount, 30, 0, 30, 0)
	o.noUIDL = false
	o.must(t, leaving(deleteAll), 30, 0, 30, 30)
	o.mustHold(t, o.mail...)
}

func TestCutAndGoOn(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING"}} {
		o := newOffice(t, 50, false)
		o.capa = capa
		o.cutAfter = func(session int) int {
			if session == 1 {
				return 2500
			}
			return -1
		}
		rep, err := o.run(t.Context(), leaving(deleteAll))
		wantTrouble(t, err, account.TroubleCut)
		if rep.Received == 0 || rep.Received >= 50 || rep.OnServer != 50 || rep.Removed != 0 {
			t.Errorf("report of the cut session: %+v", rep)
		}
		if c := o.commands(); c["DELE"]+c["QUIT"] != 0 {
			t.Errorf("after the cut: %v", c)
		}
		o.must(t, leaving(deleteAll), 50, 50-rep.Received, rep.Received, 50)
		o.mustHold(t, o.mail...)
	}
}

func TestStop(t *testing.T) {
	o := newOffice(t, 50, false)
	o.batch = 100 // nothing is committed before Flush
	ctx, cancel := context.WithCancel(t.Context())
	o.deny = func(_ int, p *post) string {
		if p.uid == "u31" {
			cancel()
		}
		return ""
	}
	o.answer = func(int, string) string {
		if ctx.Err() != nil {
			return "silence" // so that nothing else ends the session
		}
		return ""
	}
	rep, err := o.run(ctx, leaving(deleteAll))
	wantTrouble(t, err, account.TroubleStopped)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error does not tell that it was stopped: %v", err)
	}
	if rep.Received < 19 || rep.Received != len(o.copies()) || rep.Removed != 0 || o.count() != 50 {
		t.Errorf("%+v, %d stored, %d on the server", rep, len(o.copies()), o.count())
	}
	o.deny, o.answer = nil, nil
	o.must(t, leaving(deleteAll), 50, 50-rep.Received, rep.Received, 50)
	o.mustHold(t, o.mail...)
}

// noRoom is what the store says of a full disk.
type noRoom struct{ error }

func (noRoom) DiskFull() bool { return true }

func TestStoreFails(t *testing.T) {
	full := fmt.Errorf("write: %w", noRoom{errors.New("4711")})
	other := errors.New("the file is damaged")
	for name, c := range map[string]struct {
		set  func(*memStore)
		want account.Trouble
	}{
		"full at once": {func(s *memStore) { s.budget, s.fault = 0, full }, account.TroubleDiskFull},
		"full midway":  {func(s *memStore) { s.budget, s.fault = 2, full }, account.TroubleDiskFull},
		"full for one": {func(s *memStore) {
			s.refuse = func(m Incoming) error {
				if m.UID == "u5" {
					return full
				}
				return nil
			}
		}, account.TroubleDiskFull},
		"damaged":     {func(s *memStore) { s.budget, s.fault = 1, other }, account.TroubleStore},
		"Known fails": {func(s *memStore) { s.known1 = other }, account.TroubleStore},
		"no delivery": {func(s *memStore) { s.opening = other }, account.TroubleStore},
		"its own words": {func(s *memStore) {
			s.opening = &account.Problem{Trouble: account.TroubleDiskFull, Err: other}
		}, account.TroubleDiskFull},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 12, false)
			c.set(o.memStore)
			rep, err := o.run(t.Context(), leaving(deleteAll))
			wantTrouble(t, err, c.want)
			if len(rep.Failed) != 0 {
				t.Errorf("told for every message: %+v", rep.Failed)
			}
			if c := o.commands(); c["DELE"]+c["QUIT"] != 0 {
				t.Errorf("the server was asked for %v", c)
			}
			if o.count() != 12 {
				t.Errorf("%d messages on the server", o.count())
			}
			o.budget, o.memStore.refuse, o.known1, o.opening = -1, nil, nil, nil
			if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 12 {
				t.Errorf("once there is room: %+v, %v", rep, err)
			}
			o.mustHold(t, o.mail...)
		})
	}
}

func TestOneMessageTheStoreRefuses(t *testing.T) {
	o := newOffice(t, 12, false)
	o.memStore.refuse = func(m Incoming) error {
		if m.UID == "u5" {
			return errors.New("larger than a row may be")
		}
		return nil
	}
	rep, err := o.run(t.Context(), leaving(deleteAll))
	if err != nil || len(rep.Failed) != 1 || rep.Failed[0].UID != "u5" || rep.Removed != 11 || o.count() != 1 {
		t.Errorf("%+v, %v, %d on the server", rep, err, o.count())
	}
}

func TestQuit(t *testing.T) {
	for _, c := range []struct {
		name  string
		how   quitting
		leave account.Retention
		want  account.Trouble // TroubleOther: no error
	}{
		{"nothing to confirm, silent", quitSilent, account.Retention{}, account.TroubleOther},
		{"nothing to confirm, refused", quitRefused, account.Retention{}, account.TroubleOther},
		{"silent", quitSilent, deleteAll, account.TroubleCut},
		{"forgotten", quitForgotten, deleteAll, account.TroubleCut},
		{"refused", quitRefused, deleteAll, account.TroubleServer},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 5, false)
			o.onQuit = func(session int) quitting {
				if session == 1 {
					return c.how
				}
				return quitDone
			}
			rep, err := o.run(t.Context(), leaving(c.leave))
			if c.want == account.TroubleOther {
				if err != nil {
					t.Fatal(err)
				}
			} else {
				wantTrouble(t, err, c.want)
			}
			if rep.Received != 5 || rep.Removed != 0 {
				t.Errorf("%+v", rep)
			}
			for uid, k := range o.known {
				if k.Gone {
					t.Errorf("%s is noted as removed without the server's word", uid)
				}
			}
			if rep, err := o.run(t.Context(), leaving(c.leave)); err != nil || rep.Received != 0 {
				t.Errorf("the next session: %+v, %v", rep, err)
			}
			if c.leave == deleteAll && o.count() != 0 {
				t.Errorf("%d messages are left", o.count())
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// The answer to QUIT is lost, and the unique-ids are used again for mail of the same size.
func TestUsedAgainAfterALostAnswer(t *testing.T) {
	for _, traced := range []bool{true, false} {
		for _, cuts := range []int{1, 2} {
			o := newOffice(t, 0, traced)
			o.onQuit = func(session int) quitting {
				if session <= cuts {
					return quitSilent
				}
				return quitDone
			}
			for round := range 3 {
				for i := range 3 {
					o.post(fmt.Sprintf("id%d", i), letter(10*round+i, traced, fmt.Sprintf("round %d message %d", round, i+10)))
				}
				if _, err := o.run(t.Context(), leaving(deleteAll)); (err == nil) != (round >= cuts) {
					t.Fatal(err)
				}
			}
			o.mustHold(t, o.mail...)
			if o.count() != 0 {
				t.Errorf("%d messages are left", o.count())
			}
		}
	}
}

// A server that has removed nothing, and did not say so or refused, is not asked for
// everything again; after a refusal it is asked for nothing at all.
func TestNothingWasRemoved(t *testing.T) {
	for _, how := range []quitting{quitForgotten, quitRefused} {
		for _, noTOP := range []bool{false, true} {
			o := newOffice(t, 6, true)
			o.noTOP, o.statOctets = noTOP, true
			o.uid = func(_ int, p *post) (string, bool) { return fmt.Sprint(p.uid, "-", p.serial*7), true } // no places
			o.onQuit = func(int) quitting { return how }
			for range 3 {
				if _, err := o.run(t.Context(), leaving(deleteAll)); err == nil {
					t.Fatal("no error")
				}
			}
			o.onQuit = nil
			o.commands()
			o.must(t, leaving(deleteAll), 6, 0, 6, 6)
			c := o.commands()
			if how == quitRefused && c["RETR"]+c["TOP"] > 0 || !noTOP && c["RETR"] > 0 {
				t.Errorf("%d: asked for %v", how, c)
			}
			o.mustHold(t, o.mail...)
			if string(o.memStore.notes) != "" {
				t.Errorf("noted %s", o.memStore.notes)
			}
		}
	}
}

func TestServerThatRemovesNothing(t *testing.T) {
	o := newOffice(t, 6, true)
	o.ignoreDele = true
	o.must(t, leaving(deleteAll), 6, 6, 0, 6)
	o.must(t, leaving(deleteAll), 6, 0, 6, 6) // looked at again
	o.commands()
	o.must(t, leaving(deleteAll), 6, 0, 6, 0) // not asked for again so soon, see TestListedAfterRemoval
	if c := o.commands(); c["RETR"] != 0 || c["TOP"] != 6 || c["DELE"] != 0 {
		t.Errorf("once known, the header is enough: %v", c)
	}
	o.ignoreDele = false
	o.must(t, testAccount, 6, 0, 6, 0) // the person now wants to keep it there
	o.clock = o.clock.Add(backPause)
	o.must(t, leaving(deleteAll), 6, 0, 6, 6)
	o.mustHold(t, o.mail...)
	if o.count() != 0 {
		t.Errorf("%d messages are left", o.count())
	}
}

func TestUniqueIDsUsedAgain(t *testing.T) {
	o := newOffice(t, 0, false)
	o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
	for round := range 4 {
		for i := range 3 {
			o.post("", letter(0, false, fmt.Sprintf("round %d message %d", round, i)))
		}
		o.must(t, leaving(deleteAll), 3, 3, 0, 3)
	}
	o.mustHold(t, o.mail...)
}

// Unique-ids that are only the places in the listing: when an earlier message
// goes, new mail has a unique-id that is known.
func TestUniqueIDsByPlace(t *testing.T) {
	for _, traced := range []bool{true, false} {
		for _, leave := range []account.Retention{{}, sevenDays} {
			o := newOffice(t, 0, traced)
			o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
			for i := range 6 {
				o.post("", letter(i, traced, strings.Repeat("line\r\n", i)))
			}
			a := leaving(leave)
			o.must(t, a, 6, 6, 0, 0)
			o.commands()
			o.must(t, a, 6, 0, 6, 0)
			if n := o.commands(); n["RETR"]+n["TOP"] != 0 {
				t.Errorf("nothing has moved, and yet: %v", n)
			}
			o.remove(map[*post]bool{o.maildrop.mail[1]: true}) // by another program
			o.post("", letter(6, traced, "new, in the place of the last"))
			o.must(t, a, 6, 1, 5, 0)
			o.must(t, a, 6, 0, 6, 0)
			o.mustHold(t, o.mail...)
			o.clock = o.clock.Add(8 * 24 * time.Hour)
			o.post("", letter(7, traced, "not yet stored when the others are removed"))
			if leave == sevenDays {
				o.must(t, a, 7, 1, 6, 6)
			} else {
				o.must(t, a, 7, 1, 6, 0)
			}
			o.mustHold(t, o.mail...)
		}
	}
}

// The same, with all messages of one size.
func TestUniqueIDsByPlaceOfOneSize(t *testing.T) {
	for _, traced := range []bool{true, false} {
		for _, noTOP := range []bool{false, true} {
			o := newOffice(t, 0, traced)
			o.noTOP = noTOP
			o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
			for i := range 6 {
				o.post("", letter(i+10, traced, fmt.Sprintf("line %d", i+10)))
			}
			o.must(t, testAccount, 6, 6, 0, 0)
			for i := range 3 {
				o.remove(map[*post]bool{o.maildrop.mail[i]: true}) // by another program
				o.post("", letter(i+20, traced, fmt.Sprintf("line %d", i+20)))
				o.must(t, testAccount, 6, 1, 5, 0)
			}
			o.commands()
			o.must(t, testAccount, 6, 0, 6, 0)
			if n := o.commands()["RETR"]; traced && !noTOP && n > 0 {
				t.Errorf("%d are transferred although nothing is new", n)
			}
			o.must(t, leaving(deleteAll), 6, 0, 6, 6)
			o.mustHold(t, o.mail...)
		}
	}
}

// An earlier message goes, and new mail of the size of the last one, or of no known size,
// comes in its place.
func TestUniqueIDsByPlaceMoveUnseen(t *testing.T) {
	for name, size := range map[string]func(*post) int{"exact": nil, "unknown": func(*post) int { return 0 }, "estimated": estimated} {
		for _, leave := range []account.Retention{deleteAll, sevenDays} {
			o := newOffice(t, 0, true)
			o.size = size
			o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
			for i := range 4 {
				o.post("", letter(i+10, true, strings.Repeat("line\r\n", i+1)))
			}
			o.must(t, testAccount, 4, 4, 0, 0)
			o.clock = o.clock.Add(6 * 24 * time.Hour)
			o.post("", letter(20, true, "of another day"))
			o.must(t, testAccount, 5, 1, 4, 0)
			o.clock = o.clock.Add(2 * 24 * time.Hour)
			for range 3 {
				if _, err := o.run(t.Context(), leaving(leave)); err != nil {
					t.Fatal(err)
				}
				for i := range 4 {
					o.post("", letter(30+len(o.mail), true, strings.Repeat("line\r\n", i+1)))
				}
			}
			o.clock = o.clock.Add(8 * 24 * time.Hour)
			for range 2 {
				if _, err := o.run(t.Context(), leaving(leave)); err != nil {
					t.Fatal(err)
				}
				o.clock = o.clock.Add(8 * 24 * time.Hour)
			}
			if o.mustHold(t, o.mail...); o.count() > 0 || t.Failed() {
				t.Errorf("%s, %v: %d are left", name, leave, o.count())
			}
		}
	}
}

// The message behind those that came before the line was cut moves up, and has the size of
// the last of them.
func TestUniqueIDsByPlaceMoveWhileMailComes(t *testing.T) {
	o := newOffice(t, 0, true)
	o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
	for i := range 6 {
		o.post("", letter(i+10, true, strings.Repeat("line\r\n", 10*(i/2))))
	}
	o.deny = func(session int, p *post) string {
		if session == 1 && p.serial > 2 {
			return "not now"
		}
		return ""
	}
	_, _ = o.run(t.Context(), testAccount)
	o.remove(map[*post]bool{o.maildrop.mail[2]: true}) // by another program
	for range 3 {
		_, _ = o.run(t.Context(), leaving(deleteAll))
	}
	o.mustHold(t, o.mail...)
}

// Unique-ids that count from 1 look like places until a message goes. Nothing is asked for
// twice on that account.
func TestUniqueIDsThatCount(t *testing.T) {
	for name, size := range map[string]func(*post) int{"exact": nil, "estimated": estimated} {
		o := newOffice(t, 0, true)
		o.size = size
		o.uid = func(_ int, p *post) (string, bool) { return fmt.Sprint(p.serial + 1), true }
		for i := range 20 {
			o.post("", letter(i+10, true, strings.Repeat("line\r\n", i%7)))
		}
		o.must(t, testAccount, 20, 20, 0, 0)
		o.commands()
		o.must(t, testAccount, 20, 0, 20, 0)
		if c := o.commands(); c["RETR"]+c["TOP"] > 0 {
			t.Errorf("%s: asked for %v", name, c)
		}
		o.remove(map[*post]bool{o.maildrop.mail[19]: true}) // the last, by another program
		o.must(t, testAccount, 19, 0, 19, 0)
		if c := o.commands(); c["RETR"] > 0 {
			t.Errorf("%s: asked for %v", name, c)
		}
		o.mustHold(t, o.mail...)
	}
}

func TestSharedUniqueIDs(t *testing.T) {
	for _, traced := range []bool{true, false} {
		o := newOffice(t, 9, traced)
		copied := o.mail[0]
		o.post("u1", copied) // RFC 1939, section 7: identical copies may share a unique-id
		o.uid = func(_ int, p *post) (string, bool) {
			if p.serial < 4 {
				return "shared", true
			}
			return p.uid, true
		}
		o.must(t, testAccount, 10, 10, 0, 0)
		o.mustHold(t, o.mail...)
		o.must(t, testAccount, 10, 0, 10, 0)
		o.must(t, leaving(deleteAll), 10, 0, 10, 10)
		o.mustHold(t, o.mail...)
	}
}

func TestWithoutUIDL(t *testing.T) {
	for _, c := range []struct {
		name           string
		traced, noTOP  bool
		retrievedAgain int
	}{
		{"header is enough", true, false, 0},
		{"no TOP", true, true, 8},
		{"header is not enough", false, false, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 8, c.traced)
			o.noUIDL, o.noTOP = true, c.noTOP
			o.must(t, testAccount, 8, 8, 0, 0)
			o.commands()
			o.must(t, testAccount, 8, 0, 8, 0)
			if n := o.commands()["RETR"]; n != c.retrievedAgain {
				t.Errorf("%d messages were transferred again, want %d", n, c.retrievedAgain)
			}
			o.post("", letter(100, c.traced, "new"))
			o.must(t, leaving(deleteAll), 9, 1, 8, 9)
			o.mustHold(t, o.mail...)
		})
	}
}

// Two messages with the same header and size must both arrive, whatever the
// header looks like.
func TestSameHeaderAndSize(t *testing.T) {
	o := newOffice(t, 0, true)
	o.noUIDL = true
	o.post("", letter(1, true, "AAAA"))
	o.must(t, testAccount, 1, 1, 0, 0)
	o.post("", letter(1, true, "BBBB"))
	o.must(t, testAccount, 2, 1, 1, 0)
	o.post("", letter(1, true, "CCCC"))
	o.must(t, leaving(deleteAll), 3, 1, 2, 3)
	o.mustHold(t, o.mail...)
}

func TestServerThatCannotPipeline(t *testing.T) {
	o := newOffice(t, 30, false)
	o.capa = []string{"PIPELINING"}
	o.loseAhead = true
	o.wait = 300 * time.Millisecond
	o.must(t, testAccount, 30, 30, 0, 0)
	o.must(t, testAccount, 30, 0, 30, 0)
	o.mustHold(t, o.mail...)
	if o.sessions != 3 {
		t.Errorf("%d sessions, want one that fails and two that do not", o.sessions)
	}
	for i := range 30 {
		o.post(fmt.Sprintf("v%d", i), letter(31+i, false, "more"))
	}
	o.servers = Servers{} // PopMail was started again
	o.must(t, testAccount, 60, 30, 30, 0)
	if o.sessions != 4 {
		t.Errorf("%d sessions, want no other that fails", o.sessions)
	}
	// After a while it is tried again.
	o.servers, o.clock = Servers{}, o.clock.Add(habitsFor)
	for i := range 30 {
		o.post(fmt.Sprintf("w%d", i), letter(71+i, false, "more"))
	}
	o.must(t, testAccount, 90, 30, 60, 0)
	if o.sessions != 6 {
		t.Errorf("%d sessions, want another that fails", o.sessions)
	}
}

func TestPresentTellsWhatTheServerLists(t *testing.T) {
	o := newOffice(t, 4, false)
	o.must(t, testAccount, 4, 4, 0, 0)
	if want := [][]string{{"u1", "u2", "u3", "u4"}}; !slices.EqualFunc(o.presents, want, slices.Equal) {
		t.Errorf("present: %q", o.presents)
	}
}

func TestProgress(t *testing.T) {
	o := newOffice(t, 0, false)
	var octets int64
	for i := range 60 {
		raw := letter(i, true, strings.Repeat("0123456789abcde\r\n", 4000))
		o.post(fmt.Sprint(i), raw)
		octets += int64(len(raw))
	}
	slow := 0
	o.deny = func(int, *post) string {
		if slow++; slow%3 == 0 {
			time.Sleep(30 * time.Millisecond)
		}
		return ""
	}
	var got []event.Progress
	s := o.memStore.into(&Session{Store: o.memStore, Dial: o.dial, Timeout: 2 * time.Second, Progress: func(p event.Progress) { got = append(got, p) }})
	start := time.Now()
	rep, err := s.Run(t.Context(), testAccount, account.Password("secret"))
	if err != nil {
		t.Fatal(err)
	}
	most := int(time.Since(start)/tick) + 3
	if len(got) < 2 || len(got) > most {
		t.Errorf("%d reports, want at least 2 and at most %d", len(got), most)
	}
	if got[0].Messages != 0 || got[0].TotalMessages != 60 || got[0].TotalBytes != octets || got[0].Account != 1 {
		t.Errorf("the first is %+v", got[0])
	}
	last := event.Progress{}
	for _, p := range got {
		if p.Messages < last.Messages || p.Bytes < last.Bytes || p.TotalMessages != 60 || p.TotalBytes < p.Bytes || p.Left < 0 {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}
	if want := (event.Progress{Account: 1, Messages: 60, TotalMessages: 60, Bytes: octets, TotalBytes: octets}); last != want || rep.Bytes != octets {
		t.Errorf("the last is %+v, want %+v", last, want)
	}
	got = nil
	o.running.Wait() // until the server has given the maildrop back
	if _, err := s.Run(t.Context(), testAccount, account.Password("secret")); err != nil || len(got) != 0 {
		t.Errorf("nothing new: %v %v", got, err)
	}
}

// Identical messages are as many as the server lists, however they are named.
func TestIdenticalCopies(t *testing.T) {
	copied := letter(1, false, "a copy")
	for name, uid := range map[string]func(place int, p *post) (string, bool){
		"without unique-ids":          func(int, *post) (string, bool) { return "", false },
		"the first has none":          func(place int, p *post) (string, bool) { return p.uid, place > 1 },
		"only the first has one":      func(place int, p *post) (string, bool) { return p.uid, place == 1 },
		"all have the same":           func(int, *post) (string, bool) { return "same", true },
		"each has its own":            nil,
		"each has another every time": func(_ int, p *post) (string, bool) { return fmt.Sprint(time.Now().UnixNano(), p.serial), true },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0, false)
			o.uid = uid
			for n := 1; n <= 3; n++ {
				o.post(fmt.Sprint("u", n), copied)
				o.must(t, testAccount, n, 1, n-1, 0)
				o.mustHold(t, o.mail...)
			}
			o.must(t, testAccount, 3, 0, 3, 0)
			o.must(t, leaving(deleteAll), 3, 0, 3, 3)
			o.mustHold(t, o.mail...)
		})
	}
}

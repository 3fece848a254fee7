package fetch

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

// keeping is an office whose server does not remove what keeps says.
func keeping(t *testing.T, capa []string, keeps func(n string) bool) *office {
	o := newOffice(t, 4, true)
	o.uid = func(_ int, p *post) (string, bool) { return fmt.Sprintf("x%d", p.serial*7), true } // no places
	o.capa = capa
	o.maildrop.answer = func(_ int, command string) string {
		if n, ok := strings.CutPrefix(command, "DELE "); ok && keeps(n) {
			return "-ERR read-only mailbox"
		}
		return ""
	}
	return o
}

func staysIn(t *testing.T, o *office) account.Stays {
	t.Helper()
	text, err := o.Notes(t.Context(), testAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	return StaysOf(text)
}

// What a server refuses to remove is told, with its words: each message, and for as long as it is so
// that it removes nothing at all. The mail has come, so no check fails for it.
func TestKeptByTheServer(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		none := true
		o := keeping(t, capa, func(string) bool { return none })
		for i := range 3 {
			rep, err := o.run(t.Context(), leaving(deleteAll))
			if want := (account.Stays{Messages: 4, Answer: "read-only mailbox"}); err != nil || !rep.Stays || staysIn(t, o) != want {
				t.Errorf("session %d: %+v %v, %+v", i+1, rep, err, staysIn(t, o))
			}
			if len(rep.Kept) != 4 || rep.Removed != 0 || len(rep.Failed) != 0 || account.ProblemOf(rep.Kept[0].Err).Answer != "read-only mailbox" {
				t.Errorf("%+v", rep)
			}
		}
		none = false
		if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 4 || len(rep.Kept) != 0 || rep.Stays || staysIn(t, o).Messages != 0 {
			t.Errorf("%+v %v", rep, err)
		}
		o.mustHold(t, o.mail...)

		o = keeping(t, capa, func(n string) bool { return n == "2" })
		if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 3 || len(rep.Kept) != 1 || rep.Kept[0].UID != "x7" {
			t.Errorf("%+v %v", rep, err)
		}
		// What is removed unseen, by hand.
		o = keeping(t, capa, func(n string) bool { return n != "1" })
		o.memStore.dropping = true
		o.only = &Only{Drop: []account.Seen{{UID: "x0"}, {UID: "x7"}}}
		if rep, err := o.run(t.Context(), testAccount); err != nil || len(rep.Gone) != 1 || len(rep.Kept) != 1 || rep.Kept[0].UID != "x7" {
			t.Errorf("%+v %v", rep, err)
		}
	}
}

// A message that a server never removes while it removes others fails no check, and neither does a
// refusal that passes, nor what was said to who has removed by hand.
func TestKeptWhileOthersGo(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		runs := func(o *office, removed, kept int) {
			t.Helper()
			rep, err := o.run(t.Context(), leaving(deleteAll))
			if err != nil || rep.Removed != removed || len(rep.Kept) != kept || rep.Stays != (staysIn(t, o).Messages > 0) {
				t.Errorf("%v: %+v, %v", capa, rep, err)
			}
		}
		stays := func(o *office, want int) {
			t.Helper()
			if got := staysIn(t, o).Messages; got != want {
				t.Errorf("%v: %d stay, want %d", capa, got, want)
			}
		}
		o := keeping(t, capa, func(n string) bool { return n == "1" })
		runs(o, 3, 1)
		runs(o, 0, 1)
		for i := range 2 {
			o.post(fmt.Sprintf("new%d", i), letter(10+i, true, "new"))
			runs(o, 1, 1)
			runs(o, 0, 1)
			stays(o, 0)
		}

		// What the person has stopped, or a quota ends, is not taken for said.
		o = keeping(t, capa, func(string) bool { return true })
		ctx, cancel := context.WithCancel(t.Context())
		answer := o.maildrop.answer
		o.maildrop.answer = func(session int, command string) string {
			if strings.HasPrefix(command, "DELE 1") {
				cancel()
			}
			return answer(session, command)
		}
		if _, err := o.run(ctx, leaving(deleteAll)); err == nil {
			t.Errorf("%v: %v", capa, err)
		}
		stays(o, 0)
		runs(o, 0, 4)
		stays(o, 4)

		for _, says := range []string{"-ERR [IN-USE] locked", "-ERR [SYS/TEMP] not now"} {
			o = keeping(t, capa, func(string) bool { return true })
			kept := o.maildrop.answer
			o.maildrop.answer = func(session int, command string) string {
				if kept(session, command) != "" {
					return says
				}
				return ""
			}
			runs(o, 0, 4)
			stays(o, 0)
			o.maildrop.answer = kept
			runs(o, 0, 4)
			stays(o, 4)
			// What is not to be removed any more is no matter, and is said anew later.
			for range 2 {
				o.must(t, testAccount, 4, 0, 4, 0)
				stays(o, 0)
			}
			runs(o, 0, 4)
			stays(o, 4)
		}

		o = keeping(t, capa, func(string) bool { return true })
		o.must(t, testAccount, 4, 4, 0, 0)
		o.only = &Only{}
		runs(o, 0, 4)
		o.only = nil
		runs(o, 0, 4)
		stays(o, 4)
	}
}

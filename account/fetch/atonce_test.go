package fetch

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
)

// notesOf reads what the store of o keeps for the next session.
func notesOf(t *testing.T, o *office) *notes {
	t.Helper()
	n, err := readNotes(t.Context(), o.memStore, testAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// pipelined is an office whose server takes commands ahead, with four messages that are here
// already, of which u1, u2 and u4 are to go.
func pipelined(t *testing.T) *office {
	o := newOffice(t, 4, true)
	o.capa = []string{"PIPELINING", "UIDL", "TOP"}
	o.must(t, leaving(account.Retention{}), 4, 4, 0, 0)
	remove := account.Wish{Kind: account.WishRemove}
	o.wishes(map[string]account.Wish{"u1": remove, "u2": remove, "u4": remove})
	o.commands()
	return o
}

// writes counts those of a client that hold DELE or QUIT.
type writes struct {
	net.Conn
	of *[]string
}

func (w writes) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if text := string(p[:n]); strings.Contains(text, "DELE") || strings.Contains(text, "QUIT") {
		*w.of = append(*w.of, text)
	}
	return n, err
}

// TestRemovedAtOnce: DELE and QUIT go out in one write, and a message that the server keeps is
// not called removed.
func TestRemovedAtOnce(t *testing.T) {
	o := pipelined(t)
	var sent []string
	o.wrap = func(c net.Conn) net.Conn { return writes{c, &sent} }
	keeps := true
	o.answer = func(_ int, command string) string {
		if keeps && command == "DELE 2" {
			return "-ERR locked by another"
		}
		return ""
	}
	rep, err := o.run(t.Context(), leaving(account.Retention{}))
	if err != nil || !slices.Equal(rep.Gone, []string{"u4", "u1"}) || rep.Removed != 2 || !slices.Equal(o.left(), []string{"u2", "u3"}) {
		t.Errorf("%+v, %v, left %v", rep, err, o.left())
	}
	if want := []string{"DELE 4\r\nDELE 2\r\nDELE 1\r\nQUIT\r\n"}; !slices.Equal(sent, want) {
		t.Errorf("written: %q, want %q", sent, want)
	}
	if o.known["u2"].Gone || !o.known["u1"].Gone || !o.known["u4"].Gone || len(notesOf(t, o).Asked) > 0 {
		t.Errorf("noted: %v, asked %q", o.known, notesOf(t, o).Asked)
	}
	keeps = false
	if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || !slices.Equal(rep.Gone, []string{"u2"}) {
		t.Errorf("then %+v, %v", rep, err)
	}
	o.mustHold(t, o.mail...)
}

// TestNotAtOnce: QUIT waits for the answer to DELE where nothing was answered since the last
// message came: its rest may come in the place of the answer, and then all stays.
func TestNotAtOnce(t *testing.T) {
	o := newOffice(t, 1, true)
	o.capa = []string{"PIPELINING", "UIDL", "TOP"}
	o.answer = func(_ int, command string) string {
		if strings.HasPrefix(command, "DELE") {
			return "and so the letter ends"
		}
		return ""
	}
	rep, err := o.run(t.Context(), leaving(deleteAll))
	if n := o.commands(); err == nil || rep.Removed != 0 || n["DELE"] == 0 || n["QUIT"] != 0 || len(o.left()) != 1 {
		t.Errorf("%+v, %v, %v, left %v", rep, err, n, o.left())
	}
}

// TestRemovalRefusedAtOnce: what is not removed at QUIT is not called so.
func TestRemovalRefusedAtOnce(t *testing.T) {
	o := pipelined(t)
	o.onQuit = func(session int) quitting { return map[bool]quitting{true: quitRefused}[session == 2] }
	rep, err := o.run(t.Context(), leaving(account.Retention{}))
	if err == nil || rep.Removed != 0 || len(o.left()) != 4 || o.known["u1"].Gone || len(notesOf(t, o).Asked) > 0 {
		t.Errorf("%+v, %v, left %v", rep, err, o.left())
	}
	if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || rep.Removed != 3 || !slices.Equal(o.left(), []string{"u3"}) {
		t.Errorf("then %+v, %v, left %v", rep, err, o.left())
	}
}

// TestCutAtOnce cuts the line after each octet of the answers, with a server that has then
// removed the messages and with one that has not.
func TestCutAtOnce(t *testing.T) {
	for _, how := range []quitting{quitSilent, quitForgotten} {
		answers := "-ERR no\r\n+OK\r\n+OK\r\n"
		for cut := range len(answers) + 1 {
			o := pipelined(t)
			o.wrap = func(c net.Conn) net.Conn { return &cutAnswers{Conn: c, left: cut} }
			o.onQuit = func(session int) quitting { return map[bool]quitting{true: how}[session == 2] }
			o.answer = func(session int, command string) string {
				if session == 2 && command == "DELE 4" {
					return "-ERR no"
				}
				return ""
			}
			rep, err := o.run(t.Context(), leaving(account.Retention{}))
			o.running.Wait()
			name := fmt.Sprintf("%d, cut after %d", how, cut)
			if o.sessions == 2 && (err == nil || rep.Removed != 0) {
				t.Errorf("%s: %+v, %v, and QUIT was not answered", name, rep, err)
			}
			for uid, k := range o.known {
				if k.Gone && slices.Contains(o.left(), uid) {
					t.Errorf("%s: %s is on the server and called gone", name, uid)
				}
			}
			if cut >= len("-ERR no\r\n") && o.sessions == 2 {
				if asked := fmt.Sprintf("%s", notesOf(t, o).Asked); asked != "[u2 u1]" {
					t.Errorf("%s: asked for %s", name, asked)
				}
			}
			o.wrap = nil
			for range 2 {
				if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
					t.Errorf("%s, the next session: %v", name, err)
				}
			}
			if !slices.Equal(o.left(), []string{"u3"}) || !o.known["u1"].Gone || !o.known["u2"].Gone || !o.known["u4"].Gone || o.known["u3"].Gone {
				t.Errorf("%s: left %v, known %v", name, o.left(), o.known)
			}
			o.mustHold(t, o.mail...)
		}
	}
}

// cutAnswers is the server's end of a line over which, from the first DELE on, some octets of
// answers still come. The server is not told.
type cutAnswers struct {
	net.Conn
	left int
	on   bool
}

func (c *cutAnswers) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.on = c.on || strings.Contains(string(p[:n]), "DELE")
	return n, err
}

func (c *cutAnswers) Write(p []byte) (int, error) {
	if !c.on {
		return c.Conn.Write(p)
	}
	if n := min(len(p), c.left); n > 0 {
		c.left -= n
		if _, err := c.Conn.Write(p[:n]); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// TestRemovedAtOnceFromDovecot: with a real server, in one write.
func TestRemovedAtOnceFromDovecot(t *testing.T) {
	s := startDovecot(t, dovecot.Options{})
	for i := range 20 {
		if _, err := s.Deliver("anna", []byte(letter(i, true, "of Dovecot"))); err != nil {
			t.Fatal(err)
		}
	}
	store := newStore(t)
	a := dovecotAccount(s, account.None)
	if rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword)); err != nil || rep.Received != 20 {
		t.Fatal(rep, err)
	}
	goes := make(map[string]account.Kept)
	for _, uid := range slices.Sorted(maps.Keys(store.known))[:12] {
		goes[uid] = account.Kept{Wish: account.Wish{Kind: account.WishRemove}}
	}
	store.chosen = func() map[string]account.Kept { return goes }
	var sent []string
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return written{c, &sent}, err
	}
	rep, err := (&Session{Store: store, Dial: dial}).Run(t.Context(), a, account.Password(testPassword))
	left, err2 := s.Messages("anna")
	if err != nil || err2 != nil || rep.Removed != 12 || len(left) != 8 {
		t.Errorf("%+v, %v, %d left, %v", rep, err, len(left), err2)
	}
	if len(sent) != 1 || strings.Count(sent[0], "DELE ") != 12 || !strings.HasSuffix(sent[0], "QUIT\r\n") {
		t.Errorf("written: %q", sent)
	}
}

// written is the client's end of a line.
type written struct {
	net.Conn
	of *[]string
}

func (w written) Write(p []byte) (int, error) {
	if text := string(p); strings.Contains(text, "DELE") || strings.Contains(text, "QUIT") {
		*w.of = append(*w.of, text)
	}
	return w.Conn.Write(p)
}

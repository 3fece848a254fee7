package fetch

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"popmail/account"
	"popmail/pop3"
)

// double is two offices to which the same happens. The second always looks at all that is
// known; what the first one does must be the same.
type double struct {
	t *testing.T
	a account.Account
	o [2]*office
}

func newDouble(t *testing.T, capa ...string) *double {
	w := &double{t: t, a: leaving(sevenDays)}
	for i := range w.o {
		w.o[i] = newOffice(t, 30, true)
		w.o[i].capa, w.o[i].statOctets, w.o[i].blind = append(capa, "UIDL", "TOP", "PIPELINING"), true, i == 1
		m := w.o[i].maildrop.mail
		m[0], m[1] = m[1], m[0] // else the names look like places
	}
	return w
}

func (w *double) both(do func(o *office)) {
	for _, o := range w.o {
		do(o)
	}
}

// check has both check, and says whether the first one has read what is known.
func (w *double) check() (looked bool, rep Report) {
	w.t.Helper()
	before := w.o[0].looks
	var said [2]string
	var reps [2]Report
	for i, o := range w.o {
		var err error
		reps[i], err = o.run(w.t.Context(), w.a)
		said[i] = fmt.Sprint(reps[i].Held(o.clock), err == nil, account.TroubleOf(err)) // how a line breaks is left to chance
		for _, f := range reps[i].Failed {
			said[i] += " " + f.UID
		}
	}
	d := cmp.Diff(reps[1], reps[0], cmpopts.IgnoreFields(Report{}, "Took", "Failed"), cmpopts.IgnoreUnexported(Report{})) + cmp.Diff(said[1], said[0]) +
		cmp.Diff(w.o[1].left(), w.o[0].left()) + cmp.Diff(w.o[1].memStore.known, w.o[0].memStore.known, cmpopts.IgnoreUnexported(Known{})) + cmp.Diff(w.o[1].copies(), w.o[0].copies())
	if d != "" {
		w.t.Errorf("who trusts what was seen comes to another end than who looks:\n%s", d)
	}
	return w.o[0].looks > before, reps[0]
}

// checks has both check a few times; quick says whether the last check reads nothing of what
// is known.
func (w *double) checks(quick bool) {
	w.t.Helper()
	var looked bool
	for range 4 {
		looked, _ = w.check()
	}
	if looked == quick {
		w.t.Errorf("what is known was read: %v", looked)
	}
}

// TestNothingKnownIsRead: where the server lists what it listed last, and nothing has changed
// here, what is known is not read. What has changed is seen by the next check, whatever it is.
func TestNothingKnownIsRead(t *testing.T) {
	const all = 30
	swap := func(o *office, i, j int) {
		o.maildrop.mail[i], o.maildrop.mail[j] = o.maildrop.mail[j], o.maildrop.mail[i]
	}
	only := func(w *double, only Only) {
		w.both(func(o *office) {
			o.only = &only
			if _, err := o.run(t.Context(), w.a); err != nil {
				t.Error(err)
			}
			o.only = nil
		})
	}
	for name, c := range map[string]struct {
		change            func(w *double)
		quick             bool // nothing has to be looked at
		received, removed int
	}{
		"nothing":           {change: func(*double) {}, quick: true},
		"a look":            {change: func(w *double) { only(w, Only{List: true}) }, quick: true},
		"a QUIT is lost":    {change: func(w *double) { w.both(func(o *office) { o.onQuit = func(int) quitting { return quitForgotten } }) }, quick: true},
		"an hour passes":    {change: func(w *double) { w.both(func(o *office) { o.clock = o.clock.Add(time.Hour) }) }, quick: true},
		"the clock is back": {change: func(w *double) { w.both(func(o *office) { o.clock = o.clock.Add(-time.Hour) }) }},
		"one comes":         {change: func(w *double) { w.both(func(o *office) { o.post("new", letter(99, true, "new")) }) }, received: 1, quick: true},
		"one goes":          {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail = o.maildrop.mail[1:] }) }},
		"one goes, and one of its size comes": {change: func(w *double) {
			w.both(func(o *office) {
				o.maildrop.mail = o.maildrop.mail[:all-1]
				o.post("u41", letter(41, true, "body of 41"))
			})
		}, received: 1},
		"one of the same octets": {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[3].uid = "other" }) }},
		"another order":          {change: func(w *double) { w.both(func(o *office) { swap(o, 3, 17) }) }},
		"unique-ids change places": {change: func(w *double) {
			w.both(func(o *office) { m := o.maildrop.mail; m[3].uid, m[4].uid = m[4].uid, m[3].uid })
		}},
		"unique-ids run together": {change: func(w *double) {
			w.both(func(o *office) { m := o.maildrop.mail; m[3].uid, m[4].uid = m[3].uid+m[4].uid[:1], m[4].uid[1:] })
		}},
		"other octets in all": {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[5].raw += "more\r\n" }) }},
		"days pass":           {change: func(w *double) { w.both(func(o *office) { o.clock = o.clock.AddDate(0, 0, 7) }) }, removed: all},
		"other settings":      {change: func(w *double) { w.a.Leave = deleteAll }, removed: all},
		"another user":        {change: func(w *double) { w.a.User = "bertha" }},
		"another server":      {change: func(w *double) { w.a.Incoming.Host = "mail.example.org" }},
		"one is asked for":    {change: func(w *double) { only(w, Only{Get: []string{"u7"}}) }, quick: true},
		"a wish": {change: func(w *double) {
			w.both(func(o *office) { o.wishes(map[string]account.Wish{"u7": {Kind: account.WishRemove}}) })
		}, removed: 1},
		"one is forgotten": {change: func(w *double) {
			w.both(func(o *office) {
				delete(o.memStore.known, "u7")
				o.memStore.mails = append(o.memStore.mails[:all-7], o.memStore.mails[all-7+1:]...)
			})
		}, received: 1},
		"another process has received": {change: func(w *double) {
			w.both(func(o *office) {
				o.post("new", letter(99, true, "new"))
				o.memStore.known["new"] = Known{Stored: o.clock, Size: int64(len(letter(99, true, "new"))), Listed: int64(len(letter(99, true, "new")))}
			})
		}},
		"another process has removed": {change: func(w *double) {
			w.both(func(o *office) {
				k := o.memStore.known["u7"]
				k.Gone = true
				o.memStore.known["u7"] = k
			})
		}},
		"one is doubted": {change: func(w *double) {
			w.both(func(o *office) {
				k := o.memStore.known["u7"]
				k.Short = true
				o.memStore.known["u7"] = k
			})
		}},
		"one was asked to be removed": {change: func(w *double) {
			w.both(func(o *office) {
				n := &notes{Asked: [][]byte{[]byte("u7")}}
				o.memStore.notes, _ = n.text()
			})
		}},
		"nonsense was kept":    {change: func(w *double) { w.both(func(o *office) { o.seen = []byte("{nonsense") }) }},
		"something empty was":  {change: func(w *double) { w.both(func(o *office) { o.seen = []byte("{}") }) }},
		"UIDL is refused":      {change: func(w *double) { w.both(func(o *office) { o.noUIDL = true }) }},
		"STAT says more":       {change: func(w *double) { w.both(func(o *office) { o.stat = 1 }) }},
		"STAT says no octets":  {change: func(w *double) { w.both(func(o *office) { o.statOctets = false }) }},
		"STAT is refused":      {change: func(w *double) { w.both(func(o *office) { o.noSTAT = true }) }},
		"one has two names":    {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[4].uid = "u6" }) }},
		"one has no name":      {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[4].uid = "" }) }},
		"the mailbox is empty": {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail = nil }) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newDouble(t)
			w.checks(true)
			c.change(w)
			w.t = t
			looked, rep := w.check()
			if looked == c.quick || rep.Received != c.received || rep.Removed != c.removed {
				t.Errorf("looked: %v, %d received and %d removed, want %v, %d and %d", looked, rep.Received, rep.Removed, !c.quick, c.received, c.removed)
			}
			w.check()
			w.check()
		})
	}
}

// TestWhoLooksEachTime: where a server’s names or numbers say too little, or something waits to
// be tried again, each check looks at what is known.
func TestWhoLooksEachTime(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *double)
		capa   string
		quick  bool
	}{
		"usual": {before: func(*double) {}, quick: true},
		"places": {before: func(w *double) {
			w.both(func(o *office) { o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true } })
		}},
		"shared":       {before: func(w *double) { w.both(func(o *office) { o.maildrop.mail[4].uid = "u6" }) }},
		"empty":        {before: func(w *double) { w.both(func(o *office) { o.maildrop.mail[4].uid = "" }) }},
		"like content": {before: func(w *double) { w.both(func(o *office) { o.maildrop.mail[4].uid = contentPrefix + "ab" }) }},
		"one left out": {before: func(w *double) {
			w.both(func(o *office) { o.uid = func(place int, p *post) (string, bool) { return p.uid, place != 4 } })
		}},
		"no octets":      {before: func(w *double) { w.both(func(o *office) { o.statOctets = false }) }},
		"STAT is wrong":  {before: func(w *double) { w.both(func(o *office) { o.stat = 2 }) }},
		"no STAT":        {before: func(w *double) { w.both(func(o *office) { o.noSTAT = true }) }},
		"no UIDL":        {before: func(w *double) { w.both(func(o *office) { o.noUIDL, o.capa = true, []string{"TOP"} }) }},
		"a part of all":  {before: func(*double) {}, capa: "X-GOOGLE-RICO"},
		"one is refused": {before: func(w *double) { w.both(func(o *office) { o.deny = refuses("u9") }) }},
		"one comes short": {before: func(w *double) {
			w.both(func(o *office) {
				o.wait = 100 * time.Millisecond
				o.short = func(_ int, p *post) int {
					if p.uid == "u9" {
						return 100
					}
					return -1
				}
			})
		}},
		"one loses the line": {before: func(w *double) { w.both(func(o *office) { o.hangUp = func(p *post) bool { return p.uid == "u9" } }) }},
		"QUIT is lost":       {before: func(w *double) { w.both(func(o *office) { o.onQuit = func(int) quitting { return quitForgotten } }) }},
		"a beginning":        {before: func(w *double) { w.both(func(o *office) { o.whole = wholeUpTo; o.post("big", bigLetter(99)) }) }, quick: true},
		"nothing at all":     {before: func(w *double) { w.both(func(o *office) { o.maildrop.mail = nil }) }, quick: true},
		"one is too large": {before: func(w *double) {
			w.both(func(o *office) {
				n := &notes{Large: []large{{Name: []byte("u9"), Limit: account.AskAbove, At: o.clock.Unix()}}}
				o.memStore.notes, _ = n.text()
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newDouble(t)
			if c.capa != "" {
				w = newDouble(t, c.capa)
			}
			c.before(w)
			w.checks(c.quick)
		})
	}
}

func refuses(uid string) func(int, *post) string {
	return func(_ int, p *post) string {
		if p.uid == uid {
			return "no"
		}
		return ""
	}
}

// TestRefusedComesLater: what was refused is asked for until it comes, also while the server
// lists the same.
func TestRefusedComesLater(t *testing.T) {
	w := newDouble(t)
	w.both(func(o *office) { o.deny = refuses("u9") })
	w.checks(false)
	w.both(func(o *office) { o.deny = nil })
	if _, rep := w.check(); rep.Received != 1 {
		t.Errorf("%+v", rep)
	}
	w.checks(true)
}

// TestRestIsSeen: a higher limit, and a wish, bring the rest of a message although the server
// lists the same.
func TestRestIsSeen(t *testing.T) {
	for _, way := range []string{"wanted", "limit"} {
		w := newDouble(t)
		w.both(func(o *office) { o.whole = wholeUpTo; o.post("big", bigLetter(99)) })
		w.checks(true)
		w.both(func(o *office) {
			if way == "limit" {
				o.whole = 1 << 20
				return
			}
			k := o.memStore.known["big"]
			k.Rest = Wanted
			o.memStore.known["big"] = k
		})
		if looked, _ := w.check(); !looked || w.o[0].memStore.known["big"].Rest != Whole {
			t.Errorf("%s: %v, %+v", way, looked, w.o[0].memStore.known["big"])
		}
		w.checks(true)
	}
}

// TestSeenAfterReceiving: the check after one that has received something reads nothing of what is
// known, unless something else has happened as well.
func TestSeenAfterReceiving(t *testing.T) {
	for name, c := range map[string]struct {
		change func(w *double)
		during func(s *memStore) // while messages are stored
		quick  bool
	}{
		"new ones":               {change: func(*double) {}, quick: true},
		"a large one as well":    {change: func(w *double) { w.both(func(o *office) { o.whole = wholeUpTo; o.post("big", bigLetter(99)) }) }},
		"one of the same octets": {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[3].uid = "other" }) }},
		"one goes":               {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail = o.maildrop.mail[1:] }) }},
		"one is refused":         {change: func(w *double) { w.both(func(o *office) { o.deny = refuses("n2") }) }},
		"one is removed": {change: func(w *double) {
			w.both(func(o *office) { o.wishes(map[string]account.Wish{"u7": {Kind: account.WishRemove}}) })
		}},
		"QUIT is lost":    {change: func(w *double) { w.both(func(o *office) { o.onQuit = func(int) quitting { return quitForgotten } }) }},
		"another octet":   {change: func(w *double) { w.both(func(o *office) { o.maildrop.mail[3].raw += "more\r\n" }) }},
		"sizes are wrong": {change: func(w *double) { w.both(func(o *office) { o.size = func(p *post) int { return len(p.raw) + 700 } }) }},
		"another process removes one": {change: func(*double) {}, during: func(s *memStore) {
			k := s.known["u7"]
			k.Gone = true
			s.known["u7"] = k
			s.changes++
		}},
		"another process receives one": {change: func(*double) {}, during: func(s *memStore) {
			s.known["u77"] = Known{Stored: s.now()}
			s.changes++
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newDouble(t)
			w.checks(true)
			w.both(func(o *office) {
				for i := range 3 {
					o.post(fmt.Sprint("n", i+1), letter(100+i, true, fmt.Sprint("new ", i)))
				}
				done := c.during == nil
				o.refuse = func(Incoming) error {
					if !done {
						c.during(o.memStore)
					}
					done = true
					return nil
				}
			})
			c.change(w)
			w.t = t
			w.check()
			w.both(func(o *office) { o.onQuit = nil })
			if looked, _ := w.check(); looked == c.quick {
				t.Errorf("what is known was read: %v", looked)
			}
			w.both(func(o *office) { o.clock = o.clock.AddDate(0, 0, 8) })
			if _, rep := w.check(); rep.Removed == 0 {
				t.Errorf("%+v", rep)
			}
		})
	}
}

// TestDigestTellsApart: another order, other names and other places of where a name ends are
// other digests.
func TestDigestTellsApart(t *testing.T) {
	var all [][]byte
	for _, names := range []string{"a b c", "a c b", "ab c", "a bc", "abc", "a b c d", "", "a b", "b a"} {
		var a told
		for i, uid := range strings.Fields(names) {
			a.ids = append(a.ids, pop3.UniqueID{Number: i + 1, UID: uid})
		}
		a.count = len(a.ids)
		d := a.digest(testAccount, 1, len(a.ids), 0)
		for _, other := range all {
			if bytes.Equal(d, other) {
				t.Errorf("%q has the digest of another listing", names)
			}
		}
		all = append(all, d)
	}
}

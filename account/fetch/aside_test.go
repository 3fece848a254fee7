package fetch

import (
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// A message that the server does not give out is asked for at the first checks, then less
// and less often, once a day at last; what a person wishes comes first. It is remembered,
// and forgotten once it has come.
func TestRefusedMessageRests(t *testing.T) {
	o := newOffice(t, 6, false)
	asked := func() bool {
		t.Helper()
		before := strings.Count(strings.Join(o.log, "\n"), "RETR")
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || rep.OnServer != 6 {
			t.Fatalf("%+v, %v", rep, err)
		}
		return strings.Count(strings.Join(o.log, "\n"), "RETR") > before
	}
	text := func() []byte {
		n, err := o.memStore.Notes(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	change := func(uid string, left bool) {
		n, err := WithAside(text(), uid, left)
		if err == nil {
			err = o.memStore.SetNotes(t.Context(), 1, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	o.deny = func(_ int, p *post) string {
		if p.uid == "u3" {
			return "a virus is in it"
		}
		return ""
	}
	for i := range eagerTries {
		if !asked() {
			t.Fatalf("%d: it is not asked for", i)
		}
	}
	if list := AsidesOf(text()); len(list) != 1 || list[0].UID != "u3" || list[0].Why != account.AsideRefused || list[0].Answer != "a virus is in it" || list[0].Times != eagerTries || !list[0].Next.Equal(o.clock.Add(time.Hour)) {
		t.Fatalf("%+v", list)
	}
	// The hours between tries from then on.
	var rests []int
	last := o.clock
	for range 120 {
		o.clock = o.clock.Add(time.Hour)
		if asked() {
			rests = append(rests, int(o.clock.Sub(last)/time.Hour))
			last = o.clock
		}
	}
	if want := []int{1, 2, 4, 8, 16, 24, 24, 24}; len(rests) < len(want) || !slices.Equal(rests[:len(want)], want) {
		t.Errorf("it rests for %v hours, want %v", rests, want)
	}
	o.clock = o.clock.Add(time.Minute)
	if asked() {
		t.Error("it is asked for before its time")
	}
	change("u3", false)
	if !asked() {
		t.Error("the person wants it, and it is not asked for")
	}
	change("u3", true)
	o.clock = o.clock.Add(48 * time.Hour)
	if asked() || len(AsidesOf(text())) != 1 || !AsidesOf(text())[0].Left {
		t.Errorf("it was to be left: %+v", AsidesOf(text()))
	}
	change("u3", false)
	o.deny = nil
	if !asked() || len(AsidesOf(text())) != 0 || len(o.copies()) != 6 {
		t.Errorf("%+v, %d here", AsidesOf(text()), len(o.copies()))
	}
}

// Without a unique-id of its own such a message rests as well, as long as it stays where it
// is; what has come into its place is asked for.
func TestNamelessMessageRests(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"no UIDL":  func(o *office) { o.noUIDL = true },
		"all same": func(o *office) { o.uid = func(int, *post) (string, bool) { return "x", true } },
		"left out": func(o *office) { o.uid = func(_ int, p *post) (string, bool) { return p.uid, p.uid != "u3" } },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 6, true)
			set(o)
			o.deny = func(_ int, p *post) string {
				if p.uid == "u3" {
					return "a virus is in it"
				}
				return ""
			}
			asked := 0
			deny := o.deny
			o.deny = func(session int, p *post) string {
				if p.uid == "u3" {
					asked++
				}
				return deny(session, p)
			}
			run := func() {
				t.Helper()
				if rep, err := o.run(t.Context(), testAccount); err != nil || rep.OnServer != o.count() {
					t.Fatalf("%+v, %v", rep, err)
				}
			}
			asides := func() []account.Aside {
				text, err := o.memStore.Notes(t.Context(), 1)
				if err != nil {
					t.Fatal(err)
				}
				return AsidesOf(text)
			}
			for range eagerTries {
				run()
			}
			if list := asides(); asked != eagerTries || len(list) != 1 || !list[0].Nameless || list[0].Why != account.AsideRefused || list[0].Times != eagerTries {
				t.Fatalf("asked %d times, %+v", asked, asides())
			}
			for range 5 {
				o.clock = o.clock.Add(10 * time.Minute)
				run()
			}
			if asked != eagerTries {
				t.Errorf("asked %d times", asked)
			}
			o.clock = o.clock.Add(20 * time.Minute)
			run()
			if asked != eagerTries+1 {
				t.Errorf("after the pause asked %d times", asked)
			}
			// Nobody leaves for good what may be another message tomorrow.
			text, err := o.memStore.Notes(t.Context(), 1)
			if err == nil {
				text, err = WithAside(text, asides()[0].UID, true)
			}
			if err == nil {
				err = o.memStore.SetNotes(t.Context(), 1, text)
			}
			if err != nil || asides()[0].Left {
				t.Errorf("%+v %v", asides(), err)
			}
			// Another message comes into its place.
			o.remove(map[*post]bool{o.maildrop.mail[1]: true})
			o.post("u7", letter(7, true, "new"))
			o.deny = nil
			run()
			if len(asides()) != 0 || len(o.copies()) != 7 {
				t.Errorf("%+v, %d here", asides(), len(o.copies()))
			}
		})
	}
}

// What a person decides while a session is under way outlives it.
func TestAsideDecidedMeanwhile(t *testing.T) {
	o := newOffice(t, 3, false)
	decided := false
	o.deny = func(_ int, p *post) string {
		if p.uid != "u2" {
			return ""
		}
		if n, _ := o.memStore.Notes(t.Context(), 1); len(AsidesOf(n)) == 1 && !decided {
			decided = true
			n, err := WithAside(n, "u2", true)
			if err == nil {
				err = o.memStore.SetNotes(t.Context(), 1, n)
			}
			if err != nil {
				t.Error(err)
			}
		}
		return "no"
	}
	for range 3 {
		if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
			t.Fatal(err)
		}
	}
	n, err := o.memStore.Notes(t.Context(), 1)
	if list := AsidesOf(n); err != nil || len(list) != 1 || !list[0].Left || list[0].Times != 2 {
		t.Errorf("%v %+v", err, list)
	}
}

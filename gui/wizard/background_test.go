package wizard

import (
	"context"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
)

// A search that was given up says nothing on the page of the next.
func TestBackgroundLastWords(t *testing.T) {
	tasks := make(chan func(), 1000)
	run := loop.NewOn(t.Context(), func(f func()) { tasks <- f })
	defer run.Stop(time.Minute)
	begun := make(chan func(discover.Event), 10)
	s := newStage(t, func(o *Options) {
		o.Run = run
		o.Find = func(ctx context.Context, _, _ string, tell func(discover.Event)) (discover.Result, error) {
			begun <- tell
			<-ctx.Done()
			return discover.Result{}, ctx.Err()
		}
	})
	s.fillPerson()
	s.w.person.submit()
	first := <-begun
	s.w.stopLooking()
	s.w.person.submit()
	second := <-begun
	first(discover.Event{Source: discover.FromDomain, State: discover.Found})
	second(discover.Event{Source: discover.FromExchanger, State: discover.Failed})
	failed := s.w.search.lines[discover.FromExchanger].state
	for late := time.After(20 * time.Second); failed.Text() != "no answer"; {
		select {
		case f := <-tasks:
			f()
		case <-late:
			t.Fatal("never: the state of the second search")
		}
	}
	if got := s.w.search.lines[discover.FromDomain].state.Text(); got != "" {
		t.Errorf("the first search speaks on the second one's page: %q", got)
	}
	s.w.stopLooking()
}

// A search that takes its time says what is being tried; it can be stopped, left for typing
// by hand, and what comes of it afterwards changes nothing.
func TestBackgroundSearch(t *testing.T) {
	tasks := make(chan func(), 1000)
	run := loop.NewOn(t.Context(), func(f func()) { tasks <- f })
	defer run.Stop(time.Minute)
	begun, ended := make(chan func(discover.Event), 10), make(chan struct{}, 10)
	s := newStage(t, func(o *Options) {
		o.Run = run
		o.Find = func(ctx context.Context, email, _ string, tell func(discover.Event)) (discover.Result, error) {
			begun <- tell
			<-ctx.Done()
			ended <- struct{}{}
			a, _ := discover.ParseAddress(email)
			return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: discover.Server{Server: account.Server{Host: "late.example.org", Security: account.TLS}}}}}, ctx.Err()
		}
	})
	until := func(what string, so func() bool) {
		t.Helper()
		for late := time.After(20 * time.Second); !so(); {
			select {
			case f := <-tasks:
				f()
			case <-late:
				t.Fatal("never: ", what)
			}
		}
	}
	s.fillPerson()
	s.w.person.submit()
	s.w.person.submit() // pressed twice
	tell := <-begun
	until("the page", func() bool { return s.w.at == stepFinding })
	for _, e := range []discover.Event{{Source: discover.FromTable, State: discover.Nothing}, {Source: discover.FromDomain, State: discover.Asking}, {Source: discover.FromDomain, State: discover.Failed}, {Source: discover.FromSRV, State: discover.Nothing}, {Source: discover.FromExchanger, State: discover.Asking}, {Source: discover.FromPublic, State: discover.Found}} {
		tell(e)
	}
	until("the states", func() bool { return strings.Contains(s.text(), "found") })
	s.sees("Looking for your provider…", "ann@example.org", "not listed", "no answer", "asking…", "found", "if nothing else helps", "isn’t sent anywhere until you’ve seen the server’s name", "[Stop]", "[Set up by hand…]")
	guitest.Picture(t, s.win, "wizard_finding")
	s.tap("Stop")
	<-ended
	if s.w.at != stepPerson {
		t.Fatalf("Stop leads to step %d", s.w.at)
	}
	s.w.person.submit()
	<-begun
	until("the page again", func() bool { return s.w.at == stepFinding })
	s.tap("Set up by hand…")
	<-ended
	if s.w.at != stepServer || s.w.server.host.Text != "pop.example.org" {
		t.Errorf("by hand: step %d, %q", s.w.at, s.w.server.host.Text)
	}
	run.Stop(time.Minute)
	for len(tasks) > 0 {
		(<-tasks)()
	}
	if s.w.at != stepServer || s.w.server.host.Text != "pop.example.org" || len(begun) > 0 {
		t.Errorf("what came late is shown: step %d, %q; %d more searches", s.w.at, s.w.server.host.Text, len(begun))
	}
}

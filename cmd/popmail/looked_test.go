package main

import (
	"testing"
	"time"
)

// A folder of programs that does not answer, as one in a network that is away, does not keep the
// window from coming.
func TestWindowDoesNotWaitForFoldersOfPrograms(t *testing.T) {
	usual, may := lookAround, make(chan struct{})
	looked := make(chan struct{})
	lookAround = func(s *session) *asProgram {
		defer close(looked)
		<-may
		return &asProgram{}
	}
	t.Cleanup(func() {
		close(may)
		<-looked
		lookAround = usual
	})
	done := make(chan *session, 1)
	go func() { done <- early(t, dataFolder(t), firstCheck{offline: true}) }()
	select {
	case s := <-done:
		if p := s.asProgram(); p.mail != nil || p.start != nil {
			t.Errorf("%+v", p)
		}
	case <-time.After(time.Minute):
		t.Error("it waits")
	}
}

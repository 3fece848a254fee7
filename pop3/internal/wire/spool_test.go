package wire

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// inMemory is a Body.SpoolFrom with which there is no Spool.
const inMemory = -1

// memSpool is a Spool that has room for so many octets.
type memSpool struct {
	data   []byte
	room   int
	closed bool
}

var errFull = errors.New("full")

func (s *memSpool) Write(p []byte) (int, error) {
	if len(s.data)+len(p) > s.room {
		return 0, errFull
	}
	s.data = append(s.data, p...)
	return len(p), nil
}

func (s *memSpool) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(s.data).ReadAt(p, off)
}
func (s *memSpool) Octets() ([]byte, error) { return s.data, nil }
func (s *memSpool) Close() error            { s.closed = true; return nil }

// spools are those that one Body has asked for.
type spools struct {
	list []*memSpool
	from int64
}

// spooling lets a Body spool what has more octets than from.
func spooling(o Body, from int64) (Body, *spools) {
	made := &spools{from: from}
	if from >= 0 {
		o.SpoolFrom = from
		o.Spool = func() (Spool, error) {
			s := &memSpool{room: 1 << 20}
			made.list = append(made.list, s)
			return s, nil
		}
	}
	return o, made
}

// check sees whether the octets lie where they should, and all else is closed.
func (m *spools) check(t *testing.T, r *Reader, want string, err error) {
	t.Helper()
	s := r.Spooled()
	if r.Spooled() != nil {
		t.Error("a spool was handed over twice")
	}
	if err != nil && s != nil || m.from < 0 && s != nil || s != nil && string(s.(*memSpool).data) != want {
		t.Fatalf("%q is spooled as %+v, %v", want, s, err)
	}
	// A message may grow by dots that are given back to it at its end.
	if m.from >= 0 && err == nil && int64(len(want)-strings.Count(want, ".")) > m.from && s == nil {
		t.Fatalf("%q is in memory", want)
	}
	for _, other := range m.list {
		if Spool(other) != s && !other.closed {
			t.Fatal("a spool was left open")
		}
	}
}

// TestSpoolFails: what cannot be kept is not taken for the fault of the other side, and what
// is begun is closed.
func TestSpoolFails(t *testing.T) {
	text := strings.Repeat("a line\r\n", 1000) + ".\r\n"
	for _, room := range []int{0, 5000, 7999} {
		var made []*memSpool
		r := NewReader(strings.NewReader(text), 0)
		_, err := r.Body(Body{SpoolFrom: 100, Spool: func() (Spool, error) {
			made = append(made, &memSpool{room: room})
			return made[len(made)-1], nil
		}})
		e, ok := errors.AsType[*SpoolError](err)
		if !ok || !errors.Is(e, errFull) || len(made) != 1 || !made[0].closed || r.Spooled() != nil {
			t.Errorf("room for %d: %v, %+v", room, err, made)
		}
	}
	_, err := NewReader(strings.NewReader(text), 0).Body(Body{SpoolFrom: 100, Spool: func() (Spool, error) { return nil, errFull }})
	if !errors.Is(err, errFull) {
		t.Errorf("no spool: %v", err)
	}
	// What ends early or is too large leaves nothing open.
	for _, c := range []struct {
		o    Body
		text string
	}{{Body{}, strings.Repeat("a line\r\n", 10000)}, {Body{Max: 40_000}, strings.Repeat("a line\r\n", 10000) + ".\r\n"}, {Body{Max: 40_000, GiveUp: true}, strings.Repeat("a line\r\n", 10000)}} {
		o, made := spooling(c.o, 100)
		_, err := NewReader(strings.NewReader(c.text), 0).Body(o)
		if err == nil || len(made.list) != 1 || !made.list[0].closed {
			t.Errorf("%v, %+v", err, made.list)
		}
	}
}

// TestKeep: wherever a message breaks off, what came before lies in the Spool, whatever its
// size, and is not closed.
func TestKeep(t *testing.T) {
	var text, want string
	for _, line := range []string{"Subject: x", "", "a line", "..", "..x", "and more", "...", "the last"} {
		text += line + "\r\n"
		want += strings.TrimPrefix(line, ".") + "\r\n"
	}
	for _, from := range []int64{0, 10, 1 << 10} {
		for n := 0; n <= len(text); n++ {
			var made []*memSpool
			r := NewReader(strings.NewReader(text[:n]), 4096)
			_, err := r.Body(Body{Keep: true, SpoolFrom: from, Spool: func() (Spool, error) {
				made = append(made, &memSpool{room: 1 << 20})
				return made[len(made)-1], nil
			}})
			if !errors.Is(err, io.ErrUnexpectedEOF) || len(made) > 1 || r.Spooled() != nil {
				t.Fatalf("%d octets: %v, %d spools", n, err, len(made))
			}
			got := ""
			if len(made) == 1 {
				if got = string(made[0].data); made[0].closed {
					t.Errorf("%d octets: closed", n)
				}
			}
			// A dot whose meaning is open is kept back.
			if least := len(want) * max(n-12, 0) / len(text); !strings.HasPrefix(want, got) || len(got) < least {
				t.Errorf("%d octets: %q", n, got)
			}
		}
		s := &memSpool{room: 1 << 20}
		r := NewReader(strings.NewReader(text+".\r\n"), 4096)
		if _, err := r.Body(Body{Keep: true, SpoolFrom: from, Spool: func() (Spool, error) { return s, nil }}); err != nil || string(s.data) != want || s.closed {
			t.Errorf("whole: %q, %v", s.data, err)
		}
		s = &memSpool{room: 1 << 20}
		r = NewReader(strings.NewReader(text+".\r\n"), 4096)
		if _, err := r.Body(Body{Keep: true, SpoolFrom: from, Max: 20, GiveUp: true, Spool: func() (Spool, error) { return s, nil }}); !errors.Is(err, ErrEndless) || !strings.HasPrefix(want, string(s.data)) || len(s.data) > 20 || s.closed {
			t.Errorf("beyond the limit: %q, %v", s.data, err)
		}
		s = &memSpool{room: 5}
		r = NewReader(strings.NewReader(text), 4096)
		if _, err := r.Body(Body{Keep: true, SpoolFrom: from, Spool: func() (Spool, error) { return s, nil }}); !errors.Is(err, errFull) {
			t.Errorf("without room: %v", err)
		}
	}
}

package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
)

// Contract is what account/fetch relies on. open returns an empty store with an
// account, and a function that reads the octets stored under a unique-id (nil:
// there are none).
func Contract(t *testing.T, open func(t testing.TB) (s fetch.Store, id account.ID, raw func(uid string) []byte)) {
	ctx := context.Background()
	t.Run("nothing is known at first", func(t *testing.T) {
		s, id, _ := open(t)
		known, err := s.Known(ctx, id)
		if err != nil || len(known) != 0 {
			t.Errorf("%v %v", known, err)
		}
	})
	t.Run("what sessions note", func(t *testing.T) {
		s, id, _ := open(t)
		for _, want := range []string{"", "a", "b\xff \x01", ""} {
			if err := s.SetNotes(ctx, id, []byte(want)); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Notes(ctx, id); err != nil || string(got) != want {
				t.Errorf("%q %v, want %q", got, err, want)
			}
		}
	})
	t.Run("what came before with the same octets", func(t *testing.T) {
		s, id, _ := open(t)
		holds := func(uid string, raw []byte, want bool) {
			t.Helper()
			if same, err := s.Holds(ctx, id, uid, raw); err != nil || same != want {
				t.Errorf("%s, %d octets: %v %v", uid, len(raw), same, err)
			}
		}
		in := Mail{Subject: "short", Text: "text\r\n"}.Incoming("a")
		in.Listed, in.Short = int64(len(in.Raw))+9, true
		raw := bytes.Clone(in.Raw)
		begun := Mail{Subject: "begun", Text: "text\r\n"}.Incoming("b")
		begun.Listed, begun.Short, begun.Beginning = int64(len(begun.Raw))+900, true, true
		beginning := bytes.Clone(begun.Raw)
		DeliverPresent(t, s, id, []string{"a", "b"}, in, begun)
		holds("a", raw, true)
		holds("a", raw[:len(raw)-1], false)
		holds("a", append(bytes.Clone(raw[:len(raw)-1]), 'x'), false)
		holds("b", beginning, false)
		holds("c", raw, false)
		more := append(bytes.Clone(raw), "more\r\n"...)
		DeliverPresent(t, s, id, []string{"a", "b"}, fetch.Incoming{UID: "a", Raw: bytes.Clone(more), Listed: in.Listed, Short: true, Replace: true})
		holds("a", more, true)
		holds("a", raw, false)
	})
	t.Run("what is stored is known, byte for byte", func(t *testing.T) {
		s, id, raw := open(t)
		var in []fetch.Incoming
		want := map[string][]byte{}
		for i := range 50 {
			m := Mail{Subject: fmt.Sprint("number ", i), Text: fmt.Sprint("text ", i, "\r\n.\r\n..\r\n\xff")}.Incoming(fmt.Sprint("uid-", i))
			want[m.UID] = bytes.Clone(m.Raw)
			in = append(in, m)
		}
		present := make([]string, 0, len(in))
		for uid := range want {
			present = append(present, uid)
		}
		out := DeliverPresent(t, s, id, present, in...)
		if len(out) != len(in) {
			t.Fatalf("%d outcomes", len(out))
		}
		for _, o := range out {
			if o.Err != nil || o.Already || o.Size != int64(len(want[o.UID])) {
				t.Errorf("%+v", o)
			}
			if !bytes.Equal(raw(o.UID), want[o.UID]) {
				t.Errorf("%s: octets differ", o.UID)
			}
		}
		known, err := s.Known(ctx, id)
		if err != nil || len(known) != len(in) {
			t.Fatalf("%d known: %v", len(known), err)
		}
		for uid, k := range known {
			if k.Gone || k.Stored.IsZero() || time.Since(k.Stored) > time.Hour {
				t.Errorf("%s: %+v", uid, k)
			}
		}
	})
	t.Run("whether one of a few is known", func(t *testing.T) {
		s, id, _ := open(t)
		DeliverPresent(t, s, id, []string{"u", "\xff\x00v"}, Mail{Subject: "u"}.Incoming("u"), Mail{Subject: "v"}.Incoming("\xff\x00v"))
		if err := s.Removed(ctx, id, []string{"u"}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			uids []string
			want bool
		}{{nil, false}, {[]string{"w", "U", "u ", ""}, false}, {[]string{"w", "u"}, true}, {[]string{"\xff\x00v"}, true}, {[]string{"\xff", "\x00v"}, false}} {
			if got, err := s.AnyKnown(ctx, id, c.uids); err != nil || got != c.want {
				t.Errorf("%q: %v %v", c.uids, got, err)
			}
			if got, err := s.AnyKnown(ctx, id+1, c.uids); err != nil || got {
				t.Errorf("%q of another account: %v %v", c.uids, got, err)
			}
		}
	})
	t.Run("stored twice is there once", func(t *testing.T) {
		s, id, _ := open(t)
		m := Mail{Subject: "once"}
		DeliverPresent(t, s, id, []string{"u"}, m.Incoming("u"))
		out := DeliverPresent(t, s, id, []string{"u"}, m.Incoming("u"))
		if len(out) != 1 || !out[0].Already || out[0].Err != nil {
			t.Errorf("%+v", out)
		}
	})
	t.Run("removal is noted", func(t *testing.T) {
		s, id, _ := open(t)
		DeliverPresent(t, s, id, []string{"u", "v"}, Mail{Subject: "u"}.Incoming("u"), Mail{Subject: "v"}.Incoming("v"))
		if err := s.Removed(ctx, id, []string{"u"}); err != nil {
			t.Fatal(err)
		}
		known, err := s.Known(ctx, id)
		if err != nil || !known["u"].Gone || known["v"].Gone {
			t.Errorf("%+v %v", known, err)
		}
	})
	t.Run("what the server announced is known, and so are heads", func(t *testing.T) {
		s, id, _ := open(t)
		m := Mail{Subject: "u"}.Incoming("u")
		m.Listed, m.Head = 123, "\x00\xff\n head"
		DeliverPresent(t, s, id, []string{"u", "v"}, m, Mail{Subject: "v"}.Incoming("v"))
		known, err := s.Known(ctx, id)
		heads, err2 := s.Heads(ctx, id)
		if err != nil || err2 != nil || known["u"].Listed != 123 || known["v"].Listed != 0 || len(heads) != 1 || heads["u"] != m.Head {
			t.Errorf("%+v %v %q %v", known, err, heads, err2)
		}
	})
	t.Run("a unique-id gets another name", func(t *testing.T) {
		s, id, raw := open(t)
		one, two := Mail{Subject: "one"}.Incoming("1"), Mail{Subject: "two"}.Incoming("2")
		rawOne, rawTwo := bytes.Clone(one.Raw), bytes.Clone(two.Raw)
		DeliverPresent(t, s, id, []string{"1", "2"}, one, two)
		// The server has numbered anew: what was 2 is 1, and 1 comes again as 2.
		if err := s.Rename(ctx, id, []fetch.Renaming{{From: "1", To: "was 1"}, {From: "2", To: "1", Listed: 77}, {From: "not there", To: "3"}}); err != nil {
			t.Fatal(err)
		}
		known, err := s.Known(ctx, id)
		if err != nil || len(known) != 2 || known["1"].Listed != 77 || known["was 1"].Stored.IsZero() || !bytes.Equal(raw("1"), rawTwo) {
			t.Errorf("%+v %v", known, err)
		}
		out := DeliverPresent(t, s, id, []string{"1", "2"}, fetch.Incoming{UID: "2", Raw: rawOne, Listed: 5})
		if len(out) != 1 || !out[0].Already {
			t.Errorf("stored twice: %+v", out)
		}
		if known, err = s.Known(ctx, id); err != nil || known["2"].Listed != 5 {
			t.Errorf("%+v %v", known, err)
		}
	})
	t.Run("a whole copy takes the place of another", func(t *testing.T) {
		s, id, raw := open(t)
		part := Mail{Subject: "letter"}.Incoming("1")
		whole := part
		part.Raw, whole.Raw = bytes.Clone(part.Raw[:len(part.Raw)-1]), append(bytes.Clone(part.Raw), "the rest\r\n"...)
		want := bytes.Clone(whole.Raw)
		whole.Replace = true
		DeliverPresent(t, s, id, []string{"1"}, part)
		out := DeliverPresent(t, s, id, []string{"1"}, whole)
		if len(out) != 1 || out[0].Err != nil || !bytes.Equal(raw("1"), want) {
			t.Errorf("%+v, %q", out, raw("1"))
		}
		known, err := s.Known(ctx, id)
		if err != nil || len(known) != 1 || known["1"].Size != int64(len(want)) {
			t.Errorf("%+v %v", known, err)
		}
		// Where there is nothing to replace it is a message like any other.
		other := Mail{Subject: "other"}.Incoming("2")
		other.Replace, want = true, bytes.Clone(other.Raw)
		out = DeliverPresent(t, s, id, []string{"1", "2"}, other)
		if len(out) != 1 || out[0].Already || out[0].Err != nil || !bytes.Equal(raw("2"), want) {
			t.Errorf("%+v", out)
		}
	})
	t.Run("what is closed without flush is not half there", func(t *testing.T) {
		s, id, raw := open(t)
		d, err := s.Deliver(ctx, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			if err := d.Add(ctx, Mail{Subject: fmt.Sprint(i)}.Incoming(fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		known, err := s.Known(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			uid := fmt.Sprint(i)
			if _, ok := known[uid]; ok != (raw(uid) != nil) {
				t.Errorf("%s: known %v, stored %v", uid, ok, raw(uid) != nil)
			}
		}
	})
	t.Run("an account that is not there", func(t *testing.T) {
		s, id, _ := open(t)
		if d, err := s.Deliver(ctx, id+1000, nil); err == nil {
			t.Error("a delivery for nobody", d.Close())
		}
	})
}

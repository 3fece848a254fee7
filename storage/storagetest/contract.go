package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
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
	t.Run("where sessions stumble", func(t *testing.T) {
		s, id, _ := open(t)
		for _, want := range [][]string{nil, {"a", "b\xff \x01", "#3/120"}, {"b\xff \x01"}, {}} {
			if want != nil {
				if err := s.SetStumbles(ctx, id, want); err != nil {
					t.Fatal(err)
				}
			}
			got, err := s.Stumbles(ctx, id)
			slices.Sort(got)
			slices.Sort(want)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q %v, want %q", got, err, want)
			}
		}
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

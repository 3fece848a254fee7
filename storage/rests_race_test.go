package storage_test

import (
	"testing"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// Two processes are at one mailbox: one brings the beginning of a message, the other, which
// does not know of it, the whole. The whole is what is here then, in whatever order they come:
// a session that has brought in the whole removes it from the server.
func TestWholeBesideBeginning(t *testing.T) {
	for name, short := range map[string]bool{"beginning": true, "cut": false} {
		for _, wholeFirst := range []bool{false, true} {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			part, whole := film("f", false), film("f", true)
			part.Beginning, whole.Replace = short, false
			if wholeFirst {
				part, whole = whole, part
			}
			storagetest.Deliver(t, s, id, part)
			storagetest.Deliver(t, s, id, whole)
			list := rows(t, s, mailbox.View{})
			known, err := s.Known(ctx, id)
			if k := known["f"]; err != nil || k.Short || k.Rest != fetch.Whole || len(list) != 1 {
				t.Errorf("%s, the whole first: %t: %+v %v, %d messages", name, wholeFirst, k, err, len(list))
			}
			if raw, err := s.Raw(ctx, list[0].ID); err != nil || string(raw) != filmWhole {
				t.Errorf("%s, the whole first: %t: %d octets, %v", name, wholeFirst, len(raw), err)
			}
		}
	}
}

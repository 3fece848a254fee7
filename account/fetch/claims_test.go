package fetch

import (
	"fmt"
	"slices"
	"testing"
)

// TestClaims: what another program has brought here is not fetched where the server lists it
// with just the size that it has; without another command, but where a unique-id may be a place.
func TestClaims(t *testing.T) {
	for name, place := range map[string]string{"unique-ids": "", "places": "%d", "places in a disguise": "msg-%d"} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0, true)
			for i := range 6 {
				uid := fmt.Sprintf("u%c", 'a'+i)
				if place != "" {
					uid = fmt.Sprintf(place, i+1)
				}
				raw := letter(i+1, true, fmt.Sprintf("body of %d", i+1))
				o.post(uid, raw)
				have, size := raw, int64(len(raw))
				switch i {
				case 2: // not all of it came
					size--
				case 3: // another one of the same size
					have = letter(9, true, "body of 4")
				case 4: // nothing is claimed
					continue
				}
				o.memStore.known[ClaimPrefix+uid] = Known{Stored: o.clock, Size: size, Listed: size}
				o.memStore.heads[ClaimPrefix+uid] = HeadOf([]byte(have))
			}
			here, tops := 4, 0 // a unique-id is what tells messages apart
			if place != "" {
				here, tops = 3, 4
			}
			o.must(t, testAccount, 6, 6-here, here, 0)
			if c := o.commands(); c["RETR"] != 6-here || c["TOP"] != tops {
				t.Errorf("%v", c)
			}
			o.must(t, testAccount, 6, 0, 6, 0)
			if c := o.commands(); c["RETR"]+c["TOP"] != 0 && place == "" {
				t.Errorf("again: %v", c)
			}
		})
	}
	// A claim says nothing of messages under other unique-ids, nor of the mailbox.
	o := newOffice(t, 4, true)
	size := int64(len(o.mail[0]))
	for _, uid := range []string{"x1", "x2"} {
		o.memStore.known[ClaimPrefix+uid] = Known{Stored: o.clock, Size: size, Listed: size}
		o.memStore.heads[ClaimPrefix+uid] = HeadOf([]byte(o.mail[0]))
	}
	o.must(t, testAccount, 4, 4, 0, 0)
	if c := o.commands(); c["TOP"] != 0 || c["UIDL"] != 1 {
		t.Errorf("%v", c)
	}
	o.mustHold(t, slices.Clone(o.mail)...)
}

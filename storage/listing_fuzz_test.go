package storage

import (
	"slices"
	"testing"

	"popmail/account"
)

// FuzzListing: what was kept of a listing and is damaged is refused or read, and what was packed
// comes back as it was.
func FuzzListing(f *testing.F) {
	list := []account.OnServer{{UID: "a\xff", Size: 7}, {UID: "", Nameless: true}, {UID: "b", Size: 1 << 40, Part: true}}
	f.Add(packListing(list))
	f.Add(packListing(nil))
	f.Add([]byte{codecLoose, 3, 255, 1, 1})
	for i := range 400 {
		list = append(list, account.OnServer{UID: string(rune('a' + i%26)), Size: int64(i)})
	}
	f.Add(packListing(list))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1 && data[0] == codecZstd {
			t.Skip("the library that unpacks has tests of its own")
		}
		got, err := unpackListing(data)
		if err != nil {
			return
		}
		again, err := unpackListing(packListing(got))
		if err != nil || !slices.Equal(again, got) {
			t.Errorf("%+v, then %+v %v", got, again, err)
		}
	})
}

// TestListing: what is packed comes back, and what is cut is refused.
func TestListing(t *testing.T) {
	var list []account.OnServer
	for i := range 1000 {
		list = append(list, account.OnServer{UID: string(rune('a'+i%26)) + "\xff", Size: int64(i) << 20, Nameless: i%3 == 0, Part: i%5 == 0})
	}
	for n := range []int{0, 1, 3, 1000} {
		data := packListing(list[:n])
		got, err := unpackListing(data)
		if err != nil || !slices.Equal(got, list[:n]) {
			t.Errorf("%d: %v", n, err)
		}
		for i := range data {
			if got, err := unpackListing(data[:i]); err == nil {
				t.Errorf("%d, cut at %d: %+v", n, i, got)
			}
		}
	}
}

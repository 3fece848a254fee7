package archive

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"

	"popmail/account/spool"
)

// TestSmallAsLarge: what is made of a message in memory is what is made of it piece by piece,
// whatever its line ends and its header are.
func TestSmallAsLarge(t *testing.T) {
	pieces := []string{
		"\n", "\r\n", "\r", "\r\r\n", "\n\n", "x", "From a@b\n", ">From a\n", ">>From a\r\n", "From ", ">", "Subject: x\n", "Status: RO\n", "X-UID: 1\r\n",
		"X-Mozilla-Status: 0001\n", "Content-Length: 3\n", "text text text", "X-PopMail: crlf\n", "X-PopMail: asis open\n", "X-Status: F\n",
	}
	r := rand.New(rand.NewPCG(7, 7))
	seen, summed := map[int]int{}, 0
	for n := range 20_000 {
		var b []byte
		for range r.IntN(12) {
			b = append(b, pieces[r.IntN(len(pieces))]...)
		}
		m := Message{Format: MBox, Size: int64(len(b)), octets: bytes.NewReader(b), box: r.IntN(4) > 0, noted: r.IntN(2) == 0, length: r.IntN(4) == 0, asIs: r.IntN(6) == 0, own: r.IntN(8) == 0}
		if n%2 == 0 {
			m.mem = b
		}
		take := func(make func(c *content, m *Message) error) (c *content, sums [][sha256.Size]byte) {
			m := m
			c = &content{head: &head{}}
			if m.box {
				var err error
				if c.head, err = readHead(&m); err != nil {
					t.Fatal(err)
				}
			}
			if err := make(c, &m); err != nil {
				t.Fatal(err)
			}
			sums = unlike(c.alike)
			slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
			return c, sums
		}
		small, sums := take(func(c *content, m *Message) error { return c.takeSmall(m, m.box) })
		large, want := take(func(c *content, m *Message) error {
			return c.takeLarge(m, m.box, func() (*spool.File, error) { t.Fatal("it is small"); return nil, nil })
		})
		if !bytes.Equal(small.raw, large.raw) {
			t.Fatalf("%d: %q: %q instead of %q", n, b, small.raw, large.raw)
		}
		if sum := sha256.Sum256(small.raw); small.sum != [sha256.Size]byte{} && small.sum != sum {
			t.Fatalf("%d: %q: the sum is that of other octets than %q", n, b, small.raw)
		} else if small.sum == sum {
			summed++
		}
		if !slices.Equal(sums, want) {
			t.Fatalf("%d: %q: %d sums, %d in pieces, or others", n, b, len(sums), len(want))
		}
		seen[len(want)]++
	}
	if summed < 5000 {
		t.Errorf("the sum of %d is known", summed)
	}
	if len(seen) < 5 {
		t.Errorf("messages have so many forms: %v", seen)
	}
}

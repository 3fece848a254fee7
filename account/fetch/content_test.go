package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

func TestHeadKey(t *testing.T) {
	full := "Received: from a by b\r\nMessage-ID: <1@example.org>\r\nSubject: x\r\n"
	want := headKey([]byte(full+"\r\nbody"), 100)
	if want == "" {
		t.Fatal("a header with everything does not identify its message")
	}
	for _, same := range []string{full + "\r\n", full, full + "\r\nanother body", strings.ReplaceAll(full, "\r\n", "\n") + "\nbody"} {
		if got := headKey([]byte(same), 100); got != want {
			t.Errorf("%q: %s, want %s", same, got, want)
		}
	}
	for _, other := range []string{strings.Replace(full, "x", "y", 1), "X: y\r\n" + full} {
		if got := headKey([]byte(other), 100); got == want || got == "" {
			t.Errorf("%q: %q", other, got)
		}
	}
	if headKey([]byte(full), 101) == want {
		t.Error("the size counts as well")
	}
	for _, weak := range []string{"", "\r\n" + full, "Subject: x\r\n\r\n" + full, "Received: a\r\n\r\n", "message-id: <1@x>\n\n"} {
		if got := headKey([]byte(weak), 100); got != "" {
			t.Errorf("%q identifies nothing: %q", weak, got)
		}
	}
	if headKey([]byte(full), 0) != "" {
		t.Error("without a size a header is not enough")
	}
}

func TestContentKeys(t *testing.T) {
	raw := []byte(letter(1, true, "x"))
	c := newContents(nil, nil)
	var keys []string
	known := map[string]Known{"other": {}}
	for range 12 {
		key, here := c.name(raw, int64(len(raw)))
		if here || has(known, key) {
			t.Fatalf("%s is not new", key)
		}
		keys = append(keys, key)
		known[key] = Known{Stored: time.Unix(1, 0)}
	}
	c = newContents(known, nil)
	if n := len(c.keys()); n != 12 {
		t.Errorf("%d keys by content", n)
	}
	for _, want := range keys { // #10 comes after #9
		if key, here := c.name(raw, 0); !here || key != want {
			t.Errorf("%s, %v, want %s", key, here, want)
		}
	}
	if key, here := c.name(raw, 0); here || has(known, key) {
		t.Errorf("the thirteenth: %s, %v", key, here)
	}
}

// FuzzHeadKey: only the header counts, whatever it looks like.
func FuzzHeadKey(f *testing.F) {
	f.Add([]byte("Received: a\r\nMessage-ID: <1@x>\r\n\r\nbody"), []byte("more"))
	f.Add([]byte("Received: a\nMessage-ID: <1@x>\n\nbody"), []byte("\r\n\r\n"))
	f.Add([]byte("\x00:\r\r\n:\n received:\nmessage-id"), []byte{})
	f.Fuzz(func(t *testing.T, raw, more []byte) {
		key := headKey(raw, 7)
		if key != "" && headKey(raw, 8) == key {
			t.Error("the size does not count")
		}
		if i := bytes.Index(raw, []byte("\n\r\n")); i >= 0 {
			if got := headKey(append(bytes.Clone(raw[:i+3]), more...), 7); got != key {
				t.Errorf("%q with another body: %s, want %s", raw, got, key)
			}
		}
	})
}

// A copy whose first one was forgotten keeps its key, and no other gets it.
func TestContentKeyOfAForgottenCopy(t *testing.T) {
	raw := []byte(letter(1, true, "x"))
	c := newContents(nil, nil)
	_, _ = c.name(raw, 0)
	second, _ := c.name(raw, 0)
	c = newContents(map[string]Known{second: {}}, nil)
	if key, here := c.name(raw, 0); !here || key != second {
		t.Errorf("%s, %v, want %s", key, here, second)
	}
	third, here := c.name(raw, 0)
	if fourth, here4 := c.name(raw, 0); here || here4 || third == second || third == fourth || fourth == second {
		t.Errorf("%s, %v and %s, %v beside %s", third, here, fourth, here4, second)
	}
}

// FuzzContentKeys: by content each message is told from the others, whatever keys are in
// the store, and keeps its key in the next session.
func FuzzContentKeys(f *testing.F) {
	full := []byte("Received: a\r\nMessage-ID: <1@x>\r\n\r\nbody")
	f.Add(full, []byte("x"), "", int64(9))
	f.Add(full, full, contentPrefix+"00/11-22#3\n"+contentPrefix+"\nu1", int64(0))
	f.Add([]byte{}, []byte("\n"), contentPrefix+"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855#9999999999999999999", int64(-1))
	f.Add([]byte{}, []byte("\n"), contentPrefix+"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855#2", int64(7))
	f.Add([]byte("Message-ID: <1@x>\nReceived:\n\nx"), []byte("Message-ID: <1@x>\r\nReceived:\r\n\r\nx"), contentPrefix+"#\n"+contentPrefix+"/#\n"+contentPrefix+"a/b/c#-1", int64(1)<<62)
	f.Fuzz(func(t *testing.T, one, other []byte, stored string, size int64) {
		pop3test.Within(t, len(one)+len(other)+len(stored), func() {
			known := map[string]Known{}
			for i, key := range strings.Split(stored, "\n") {
				known[key] = Known{Listed: size, Short: i%3 == 1}
			}
			heads := map[string]string{"u1": HeadOf(one)}
			first := map[string]string{} // what was met under a key
			for range 3 {
				c := newContents(known, heads)
				for _, key := range c.keys() {
					if sum, head, ok := splitContentKey(key); !ok || len(sum)+len(head) > len(key) {
						t.Fatalf("%q is %q and %q, %v", key, sum, head, ok)
					}
				}
				met := map[string]bool{}
				for _, raw := range [][]byte{one, other, one, one, other} {
					key, here := c.name(raw, size)
					sum, head, ok := splitContentKey(key)
					if h := sha256.Sum256(raw); !ok || sum != hex.EncodeToString(h[:]) {
						t.Fatalf("%q is the key of %q", key, raw)
					}
					if before, again := first[key]; again && before != string(raw) || met[key] {
						t.Fatalf("%q stands for two messages", key)
					}
					if here != has(known, key) {
						t.Fatalf("%q is known: %v", key, here)
					}
					if !here && (head != headKey(raw, size) || len(key) > 150) {
						t.Fatalf("%q has the head %q", key, head)
					}
					met[key], first[key] = true, string(raw)
					known[key] = Known{Listed: size}
				}
			}
			c := newContents(known, heads)
			for _, raw := range [][]byte{one, other} {
				if key, ok := c.instead(raw, size); ok && !has(known, key) {
					t.Fatalf("%q is to stand for a beginning, and nobody knows it", key)
				}
			}
		})
	})
}

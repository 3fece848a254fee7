package fetch

import (
	"bytes"
	"strings"
	"testing"
	"time"
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

package eml_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"popmail/storage/eml"
)

// seeds adds the fixtures.
func seeds(f *testing.F, add func(raw []byte)) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.eml"))
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, p := range files {
		raw, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		add(raw)
	}
	// Small ones, for the fuzzer to make larger.
	for _, c := range hostileInputs {
		add([]byte(c.make(2 << 10)))
	}
}

// FuzzLimits reads messages that repeat a piece of themselves up to 1 MB: what is
// slow or large only a little in a small message is so a thousand times then.
func FuzzLimits(f *testing.F) {
	n := 0
	seeds(f, func(raw []byte) {
		if n++; slower > 1 && n%8 != 0 {
			return // enough of them where each takes seconds
		}
		f.Add(raw, len(raw)*3/4)
	})
	f.Fuzz(func(t *testing.T, raw []byte, at int) { bounded(t, "1 MB of it", swollen(raw, at)) })
}

// swollen is a message of about 1 MB: raw, of which what stands behind a place is
// repeated.
func swollen(raw []byte, at int) []byte {
	const size = 1 << 20
	if len(raw) == 0 || len(raw) >= size {
		return raw[:min(len(raw), size)]
	}
	at = ((at % len(raw)) + len(raw)) % len(raw)
	out := append(make([]byte, 0, size+len(raw)), raw[:at]...)
	return append(out, bytes.Repeat(raw[at:], size/(len(raw)-at)+1)...)[:size]
}

// FuzzRead holds what checkMessage holds of every message, for Read, Digest and
// PartData together.
func FuzzRead(f *testing.F) {
	seeds(f, func(raw []byte) { f.Add(raw) })
	f.Fuzz(func(t *testing.T, raw []byte) {
		bounded(t, "fuzz", raw)
		checkMessage(t, "fuzz", raw)
	})
}

func FuzzDigest(f *testing.F) {
	seeds(f, func(raw []byte) { f.Add(raw) })
	f.Fuzz(func(t *testing.T, raw []byte) {
		var d *eml.Digested
		within(t, "Digest", len(raw), func() { d = eml.Digest(raw) })
		checkText(t, "fuzz", "text", d.Text)
		if len(d.Text) > eml.MaxText {
			t.Errorf("text of %d octets", len(d.Text))
		}
	})
}

func FuzzPartData(f *testing.F) {
	seeds(f, func(raw []byte) { f.Add(raw, 0); f.Add(raw, 1) })
	f.Fuzz(func(t *testing.T, raw []byte, index int) {
		var data []byte
		var a eml.Attachment
		var err error
		within(t, "PartData", len(raw), func() { data, a, err = eml.PartData(raw, index) })
		if err == nil && (a.Index != index || a.Size != int64(len(data)) || a.Name == "") {
			t.Errorf("%+v with %d octets", a, len(data))
		}
	})
}

func FuzzHTMLText(f *testing.F) {
	for _, s := range []string{"<p>a<blockquote>b<table><tr><td>c<td><p>d</table><ul><li>e", `<a href="http://x">y<div style=display:none>z`, "<pre>\n x", "<style>", "<title>a<select>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var out string
		within(t, "HTMLText", len(s), func() { out = eml.HTMLText(s) })
		checkText(t, "fuzz", "text", out)
		checkText(t, "fuzz", "snippet", eml.Snippet(out, 50))
	})
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a/b", "con.", "..", "\u202ex", "-x", "aux .txt"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var out string
		within(t, "SafeName", len(s), func() { out = eml.SafeName(s, 0) })
		if out == "" || len(out) > 200 || filepath.Base(out) != out || out[0] == '.' || out[0] == '-' || out[len(out)-1] == '.' || out[len(out)-1] == ' ' {
			t.Errorf("SafeName(%q) = %q", s, out)
		}
		checkText(t, "fuzz", "name", out)
		if again := eml.SafeName(out, 0); again != out {
			t.Errorf("SafeName(%q) = %q", out, again)
		}
	})
}

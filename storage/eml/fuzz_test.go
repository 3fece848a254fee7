package eml_test

import (
	"bytes"
	"encoding/base64"
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

// envelopes put octets where a reader of one kind finds them: a mutation of a whole
// message seldom reaches into what is packed.
var envelopes = []struct {
	name string
	seed string
	put  func(octets []byte) string
}{
	{"date", "Tue, 4 Nov 2025 10:00:00 +0100 (CET)", field("Date")},
	{"received", "from a (b [1.2.3.4]) by c; 4 Nov 2025 10:00:00 +0100", field("Received")},
	{"addresses", `"A, B" <a@b.example>, group: c@d (x) , e@f;, =?utf-8?q?=C3=A9?= <g@h>`, field("From")},
	{"words", "=?utf-8?b?4oKs?= =?iso-2022-jp?B?GyRCJTEbKEI=?= x", field("Subject")},
	{"references", "<a@b> <c d@e> <<f>", field("References")},
	{"type", `multipart/mixed; boundary="x"; charset*0*=utf-8'en'%41; charset*1=b; name=a b`, field("Content-Type")},
	{"disposition", `attachment; filename*=utf-8''%e2%82%ac; filename="a\"b"; size=3`, field("Content-Disposition")},
	{"tnef", "\x78\x9f\x3e\x22\x01\x00\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00\x02\x03\x90\x06\x00\x14\x00\x00\x00\x01\x00\x00\x00\x0b\x10\x03\x00\x01\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08", part("application/ms-tnef; name=winmail.dat")},
	{"calendar", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:A\\, b\r\nDTSTART;TZID=Europe/Paris:20260101T100000\r\nATTENDEE;CN=\"x:y\":mailto:a@b\r\nEND:VEVENT\r\nEND:VCALENDAR", part("text/calendar; charset=utf-8")},
	{"card", "BEGIN:VCARD\r\nFN:A;B\r\nTEL;TYPE=cell:+1\r\nEND:VCARD", part("text/vcard")},
	{"rtf", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 A;}}\u8364?\'e9\par{\*\htmltag64 <p>}b\bin3 abc}`, part("text/rtf")},
	{"enriched", "<bold>a</bold><nl><<b>", part("text/enriched")},
	{"richtext", "<bold>a</bold><nl><lt>b", part("text/richtext")},
	{"html", "<p>a<table><tr><td>b<img alt=c src=cid:d>", part("text/html; charset=windows-1252")},
	{"utf-16", "\xff\xfea\x00b\x00", part("text/plain; charset=utf-16")},
	{"iso-2022-jp", "\x1b$B%1\x1b(B", part("text/plain; charset=iso-2022-jp")},
	{"message", "Subject: inner\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--", part("message/rfc822")},
	{"plain", "begin 644 a.txt\n#86)C\n`\nend\n=ybegin line=128 size=3 name=b\nabc\n=yend size=3\n> q \n-- \n", func(b []byte) string { return "Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n" + string(b) }},
	{"quoted-printable", "a=20=\r\nb=C3=A9=", func(b []byte) string {
		return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + string(b)
	}},
	{"base64", "aGFs bG8\r\n=dA==x", func(b []byte) string {
		return "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + string(b)
	}},
}

func field(name string) func([]byte) string {
	return func(b []byte) string { return name + ": " + string(b) + "\r\nX: y\r\n\r\n--x\r\n\r\ntext\r\n" }
}

func part(media string) func([]byte) string {
	return func(b []byte) string {
		return "Content-Type: " + media + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(b) + "\r\n"
	}
}

// FuzzReaders gives each reader octets of its own, and the same swollen to 256 KB.
func FuzzReaders(f *testing.F) {
	for i, e := range envelopes {
		f.Add(i, []byte(e.seed), false)
		f.Add(i, []byte(e.seed), true)
	}
	f.Fuzz(func(t *testing.T, kind int, octets []byte, large bool) {
		e := envelopes[((kind%len(envelopes))+len(envelopes))%len(envelopes)]
		if large && len(octets) > 0 {
			octets = bytes.Repeat(octets, 1+(256<<10)/len(octets))[:256<<10]
		}
		raw := []byte(e.put(octets))
		bounded(t, e.name, raw)
		checkMessage(t, e.name, raw)
	})
}

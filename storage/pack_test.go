package storage

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestPack(t *testing.T) {
	r := rand.NewChaCha8([32]byte{7})
	noise := make([]byte, 100_000)
	if _, err := r.Read(noise); err != nil {
		t.Fatal(err)
	}
	var base strings.Builder
	base.WriteString("Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for line := range strings.SplitSeq(wrap(base64.StdEncoding.EncodeToString(noise), 76), "\n") {
		base.WriteString(line + "\r\n")
	}
	tests := []struct {
		name  string
		raw   []byte
		codec int
	}{
		{"empty", []byte{}, codecLoose},
		{"small", []byte("Subject: x\r\n\r\nx\r\n"), codecLoose},
		{"text", []byte(strings.Repeat("Dear Ann, how are you?\r\n", 100)), codecZstd},
		{"noise", noise, codecLoose},
		{"base64", []byte(base.String()), codecPlain},
		{"text with a little base64", []byte(strings.Repeat("Dear Ann, how are you?\r\n", 1000) + base.String()[:5000]), codecZstd},
		{"html without spaces", []byte(strings.Repeat("<p>x</p>", 1000)), codecZstd},
		{"one letter", bytes.Repeat([]byte("a"), 1<<20), codecZstd},
	}
	for _, tt := range tests {
		codec, data := pack(tt.raw)
		if codec != tt.codec || len(data) > len(tt.raw) {
			t.Errorf("%s: codec %d, %d octets of %d", tt.name, codec, len(data), len(tt.raw))
		}
		back, err := unpack(codec, int64(len(tt.raw)), data)
		if err != nil || !bytes.Equal(back, tt.raw) || back == nil {
			t.Errorf("%s: differs: %v", tt.name, err)
		}
	}
	for _, bad := range []struct {
		codec int
		size  int64
		data  []byte
	}{{codecZstd, 10, []byte("xx")}, {codecZstd, -1, nil}, {codecZstd, 1 << 60, nil}, {codecPlain, 3, []byte("xx")}, {9, 0, nil}} {
		if _, err := unpack(bad.codec, bad.size, bad.data); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

func wrap(s string, n int) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return b.String() + s
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string][]int64{"": nil, "0": {0}, "1 22 333": {1, 22, 333}, "-5 7 -1600000000000": {-5, 7, -1600000000000}} {
		got := numbers[int64]([]byte(text))
		if len(got) != len(want) {
			t.Errorf("%q: %v", text, got)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
}

package eml_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"popmail/storage/eml"
)

// sameRow checks that a row that is read by itself is that of the message which is read whole.
func sameRow(t testing.TB, name string, raw []byte) bool {
	t.Helper()
	got, err := eml.ReadRow(context.Background(), raw)
	if err != nil {
		t.Fatal(name, err)
	}
	if want := eml.Digest(raw).Row(); !reflect.DeepEqual(*got, want) {
		t.Logf("%s: the row is\n%+v\nand that of the whole\n%+v", name, *got, want)
		return false
	}
	only, err := eml.ReadRowOnly(context.Background(), raw)
	if err != nil {
		t.Fatal(name, err)
	}
	if only.Snippet == "" {
		only.Snippet = got.Snippet
	}
	if !reflect.DeepEqual(only, got) {
		t.Logf("%s: the row without words is\n%+v\nand with them\n%+v", name, *only, *got)
		return false
	}
	return true
}

func TestRowOfFixtures(t *testing.T) {
	n, differ := 0, 0
	for _, dir := range []string{"valid", "malformed"} {
		n += eachFile(t, filepath.Join("testdata", dir), func(path string, raw []byte) {
			if filepath.Ext(path) == ".eml" && !sameRow(t, path, raw) {
				differ++
			}
		})
	}
	if n < 100 || differ > 0 {
		t.Errorf("%d of %d rows differ", differ, n)
	}
}

// Texts whose first octets do not tell the first words, or which form of them is shown.
func TestRowOfLongTexts(t *testing.T) {
	long := func(word string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%s%d ", word, i)
			if i%12 == 11 {
				b.WriteString("\r\n")
			}
		}
		return b.String()
	}
	head := func(kind, more string) string {
		return "From: a@example.org\r\nSubject: s\r\nContent-Type: " + kind + "\r\n" + more + "\r\n"
	}
	two := func(plain, html string) string {
		return head(`multipart/alternative; boundary="b"`, "") + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + plain +
			"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n--b--\r\n"
	}
	page := func(text string) string {
		return "<html><head><style>p { color: red }</style></head><body><p>" + text + "</p></body></html>"
	}
	for name, raw := range map[string]string{
		"one line":             head("text/plain; charset=utf-8", "") + strings.Repeat("word ", 5000),
		"empty lines":          head("text/plain; charset=utf-8", "") + strings.Repeat("\r\n", 9000) + "at last\r\n" + long("w", 900),
		"quotations first":     head("text/plain; charset=utf-8", "") + strings.Repeat("> what was written\r\n", 900) + "the answer\r\n",
		"attribution":          head("text/plain; charset=utf-8", "") + "On Monday Ann of the office, and of all the others,\r\n" + strings.Repeat(" ", 4100) + "\r\nwrote:\r\n" + long("w", 900),
		"signed":               head("text/plain; charset=utf-8", "") + "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\n" + long("w", 900),
		"flowed":               head("text/plain; charset=utf-8; format=flowed", "") + strings.ReplaceAll(long("w", 2000), "\r\n", " \r\n") + "\r\n",
		"latin-1":              head("text/plain; charset=iso-8859-1", "") + "Gr\xfc\xdfe an alle\r\n" + long("w", 900),
		"latin-1 further down": head("text/plain; charset=iso-8859-1", "") + long("w", 900) + "Gr\xfc\xdfe\r\n",
		"Japanese":             head("text/plain; charset=iso-2022-jp", "") + "\x1b$B$3$s$K$A$O\x1b(B\r\n" + long("w", 900),
		"UTF-16":               head("text/plain; charset=utf-16le", "") + strings.ReplaceAll(long("w", 900), "", "\x00")[1:],
		"a file in it":         head("text/plain; charset=utf-8", "") + long("w", 900) + "\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n",
		"quoted-printable":     head("text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable\r\n") + strings.Repeat("caf=C3=A9 au lait =\r\nand more\r\n", 900),
		"alike":                two(long("w", 3000), page(long("w", 3000))),
		"HTML says more":       two(long("w", 1200), page(long("w", 1200)+long("other", 3000))),
		"HTML says other":      two(long("w", 1200), page(long("other", 3000))),
		"only the first lines": two("The first lines of it.\r\n"+long("w", 40), page("The first lines of it. "+long("w", 3000))),
		"stub":                 two("Your browser shows this letter.\r\n"+strings.Repeat(" \r\n", 3000), page(long("w", 3000))),
		"text says more":       two(long("w", 3000), page(long("w", 400))),
		"HTML alone":           head("text/html; charset=utf-8", "") + page(strings.ReplaceAll(long("w", 3000), "\r\n", "<br>\r\n")),
		"long style":           head("text/html; charset=utf-8", "") + "<html><head><style>" + strings.Repeat("p { color: red }\r\n", 2000) + "</style></head><body>" + strings.ReplaceAll(long("w", 900), "\r\n", "<br>\r\n"),
		"long hidden":          head("text/html; charset=utf-8", "") + "<body><div style='display:none'>" + strings.ReplaceAll(long("hidden", 3000), "\r\n", "<br>\r\n") + "</div>" + strings.ReplaceAll(long("w", 900), "\r\n", "<br>\r\n"),
		"hidden to the end":    head("text/html; charset=utf-8", "") + "<body><div style='display:none'>" + strings.ReplaceAll(long("hidden", 3000), "\r\n", "<br>\r\n"),
	} {
		if !sameRow(t, name, []byte(raw)) {
			t.Errorf("%s: the row is not that of the whole", name)
		}
	}
}

// Whatever has happened to a message, its row is that of the whole; but the first words may
// be other ones, once in a thousand times.
func TestRowOfDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 21))
	n, differ := 0, 0
	for _, dir := range []string{"valid", "malformed"} {
		eachFile(t, filepath.Join("testdata", dir), func(path string, raw []byte) {
			if filepath.Ext(path) != ".eml" || len(raw) > 50_000 {
				return
			}
			for range 30 {
				m := damage(r, raw)
				got, err := eml.ReadRow(context.Background(), m)
				if err != nil {
					t.Fatal(err)
				}
				want := eml.Digest(m).Row()
				n++
				if got.Snippet != want.Snippet {
					differ++
					got.Snippet = want.Snippet
				}
				if !reflect.DeepEqual(*got, want) {
					t.Errorf("%s: %q:\n%+v\n%+v", path, m, *got, want)
				}
			}
		})
	}
	if n < 1000 || differ > n/1000+1 {
		t.Errorf("%d of %d have other first words", differ, n)
	}
}

// The first words of usual messages are not read where they are not wanted.
func TestRowOnly(t *testing.T) {
	for raw, words := range map[string]bool{
		"Subject: s\r\n\r\nsome words\r\n":                                             false,
		"Content-Type: text/html\r\n\r\n<p>some words\r\n":                             false,
		"Content-Transfer-Encoding: quoted-printable\r\n\r\nsome words=\r\n\r\n":       false,
		"Content-Transfer-Encoding: base64\r\n\r\nc29tZSB3b3Jkcwo=\r\n":                true,
		"Subject: s\r\n\r\nsome words\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n": true,
	} {
		row, err := eml.ReadRowOnly(t.Context(), []byte(raw))
		if err != nil || (row.Snippet != "") != words {
			t.Errorf("%q: %q, %v", raw, row.Snippet, err)
		}
	}
}

// damage changes, leaves out and doubles octets, or cuts the end off.
func damage(r *rand.Rand, raw []byte) []byte {
	m := bytes.Clone(raw)
	for range 1 + r.IntN(6) {
		if len(m) < 50 {
			break
		}
		i := r.IntN(len(m))
		j := i + r.IntN(min(1000, len(m)-i))
		switch r.IntN(4) {
		case 0:
			m[i] = byte(r.IntN(256))
		case 1:
			m = append(m[:i], m[j:]...)
		case 2:
			m = append(bytes.Clone(m[:j]), m[i:]...)
		case 3:
			m = m[:max(50, i)]
		}
	}
	return m
}

func TestRowOfCorpora(t *testing.T) {
	dir := corpora(t, "")
	n, differ := 0, 0
	dirs, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		n += eachFile(t, filepath.Join(dir, d.Name()), func(path string, raw []byte) {
			if len(raw) < 4<<20 && !sameRow(t, path, raw) {
				differ++
			}
		})
	}
	t.Logf("%d of %d rows differ", differ, n)
	if differ > n/500 {
		t.Errorf("%d of %d rows differ", differ, n)
	}
}

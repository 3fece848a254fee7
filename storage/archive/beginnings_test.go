package archive_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"popmail/storage/archive"
	"popmail/storage/storagetest"
)

const (
	fromLine = "From a@example.org Mon Jan  2 15:04:05 2006\n"
	letterA  = "From: a@example.org\nSubject: a\n\none\n"
	letterB  = "From: b@example.org\nSubject: b\n\ntwo\n"
)

// TestBeginnings: what stands before the first message of a file with mail keeps none of it out, and
// what holds mail but cannot be read is named.
func TestBeginnings(t *testing.T) {
	box := fromLine + letterA + "\n" + fromLine + letterB + "\n"
	parted := "From: c@example.org\nSubject: c\nContent-Type: multipart/mixed; boundary=\"xx\"\n\n--xx\n\nhere is it\n\n--xx\nContent-Type: application/mbox\n\n\n" + box + "--xx--\n"
	for _, c := range []struct {
		name, file string
		want       string            // imported, known, failed
		more       map[string]string // beside it
	}{
		{"mark of UTF-8", "\xEF\xBB\xBF" + box, "2 0 0", nil},
		{"mark of UTF-8 and empty lines", "\xEF\xBB\xBF\r\n\n" + box, "2 0 0", nil},
		{"zeros", strings.Repeat("\x00", 3000) + box, "2 0 0", nil},
		{"many zeros", strings.Repeat("\x00", 200_000) + box, "2 0 0", nil},
		{"zeros between", fromLine + letterA + "\n" + strings.Repeat("\x00", 4096) + fromLine + letterB, "2 0 0", nil},
		{"zeros right behind text", fromLine + letterA + "\x00\x00" + fromLine + letterB, "2 0 0", nil},
		{"no first From_ line", letterA + "\n" + fromLine + letterB, "2 0 0", nil},
		{"no first From_ line, a mark of UTF-8", "\xEF\xBB\xBF" + letterA + "\n" + fromLine + letterB, "2 0 0", nil},
		{"no first From_ line, parts", parted + "\n" + fromLine + letterB, "4 0 0", nil},
		{"a mark of UTF-8, alone", "\xEF\xBB\xBF" + letterA, "1 0 0", nil},
		{"an mbox attached", parted, "1 0 0", nil},
		{"a From_ line in the text", letterA + "\n" + fromLine + "is how it begins\n", "1 0 0", nil},
		{"a likely one in the text", letterA + "\nFrom -\n" + letterB, "1 0 0", nil},
		{"letter.eml", letterA + "\n" + fromLine + letterB, "1 0 0", nil},
		{"letter.msg", letterA + "\n" + fromLine + letterB, "1 0 0", nil},
		{"line ends of old Macs", strings.ReplaceAll(box, "\n", "\r"), "0 0 1", nil},
		{"a From_ line of one word", "From bob\n" + letterA, "1 0 0", nil},
		{"odd From_ lines", "From bob at the pier\n" + letterA, "0 0 1", nil},
		{"a sentence", "Dear diary\nFrom me\n", "0 0 0", nil},
		{"listed", "\x01\x02\x03", "0 0 1", map[string]string{"listed.msf": "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n"}},
		{"listed and empty", "", "0 0 0", map[string]string{"listed and empty.msf": "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{c.name: c.file, "other.eml": "From: x@example.org\nSubject: x\n\nx\n"}
			for name, text := range c.more {
				files[name] = text
			}
			s := storagetest.Open(t, nil)
			var i, k, f int
			if _, err := fmt.Sscan(c.want, &i, &k, &f); err != nil {
				t.Fatal(err)
			}
			dir := write(t, files)
			if got, want := bring(t, s, dir), fmt.Sprint(i+1, k, f); got != want {
				t.Errorf("%s in a folder, want %s\n%s", got, want, strings.Join(stored(t, s), "\n"))
			}
			if f > 0 && c.file != "" {
				i := archive.Import{Store: s, Failed: func(where string, err error) {
					if filepath.Base(where) != c.name || !errors.Is(err, archive.ErrNoMail) {
						t.Errorf("named: %s: %v", where, err)
					}
				}}
				if p, err := i.Run(ctx, filepath.Join(dir, c.name)); err != nil || p.Failed != 1 {
					t.Error(p, err)
				}
			}
		})
	}
	s := storagetest.Open(t, nil)
	bring(t, s, filepath.Join(write(t, map[string]string{"box": "\xEF\xBB\xBF" + letterA + "\n\n" + strings.Repeat("\x00", 100) + fromLine + letterB}), "box"))
	same(t, stored(t, s), `box 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n\r\n"`, `box 0 "From: b@example.org\r\nSubject: b\r\n\r\ntwo\r\n"`)
}

// TestOneMessageWithFromLine: an .eml file lies in the folder that it lies in, whatever it begins with.
func TestOneMessageWithFromLine(t *testing.T) {
	s := storagetest.Open(t, nil)
	dir := write(t, map[string]string{"Work/a.eml": fromLine + letterA, "Work/b.EML": letterB})
	if got := bring(t, s, dir); got != "2 0 0" {
		t.Error(got)
	}
	same(t, stored(t, s), `Work 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n"`, `Work 0 "From: b@example.org\r\nSubject: b\r\n\r\ntwo\r\n"`)
	s = storagetest.Open(t, nil)
	bring(t, s, write(t, map[string]string{"Work/a.eml": "\xEF\xBB\xBF" + letterA, "Work/b.eml": strings.Repeat("\x00", 9) + letterB}))
	same(t, stored(t, s), `Work 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n"`, `Work 0 "From: b@example.org\r\nSubject: b\r\n\r\ntwo\r\n"`)
	s = storagetest.Open(t, nil)
	bring(t, s, filepath.Join(dir, "Work", "a.eml"))
	same(t, stored(t, s), `Imported 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n"`)
}

// TestLengthAtTheEnd: the length of a message that ends where its file ends is believed.
func TestLengthAtTheEnd(t *testing.T) {
	text := "one\n\n" + fromLine + letterB
	for _, c := range []struct {
		end    string
		length int
		want   int
	}{
		{"", len(text), 1}, {"\n", len(text), 1}, {"\r\n", len(text), 1}, {"\n\n", len(text), 2}, {"", len(text) - 1, 1}, {"", len(text) - 2, 2}, {"", len(text) + 1, 2}, {"\n", 3, 2},
	} {
		s := storagetest.Open(t, nil)
		file := fromLine + fmt.Sprintf("Subject: a\nContent-Length: %d\n\n", c.length) + text + c.end
		if got, want := bring(t, s, filepath.Join(write(t, map[string]string{"box": file}), "box")), fmt.Sprint(c.want, 0, 0); got != want {
			t.Errorf("%d of %d, then %q: %s, want %s", c.length, len(text), c.end, got, want)
		}
	}
}

package eml_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// corpora finds ../shared/corpora from the root of the module, or skips.
func corpora(t testing.TB, sub string) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(filepath.Dir(dir), "shared", "corpora", sub)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpora are not here: ", dir)
	}
	return dir
}

// eachFile hands over every file below dir.
func eachFile(t testing.TB, dir string, do func(path string, raw []byte)) int {
	n := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		do(path, raw)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// checkMessage holds what is true of every message, whatever its octets.
func checkMessage(t testing.TB, name string, raw []byte) {
	m := eml.Read(raw)
	d := eml.Digest(raw)
	line := func(what, s string) {
		checkText(t, name, what, s)
		if strings.ContainsAny(s, "\n\t\u202E\u202D\u2066") {
			t.Errorf("%s: %s: %q is not a clean line", name, what, s)
		}
	}
	people := func(what string, as []mailbox.Address) {
		for _, a := range as {
			line(what, a.Name)
			line(what, a.Email)
			if a.Name == "" && a.Email == "" {
				t.Errorf("%s: %s: an empty address", name, what)
			}
		}
	}
	people("from", m.From)
	people("to", m.To)
	people("cc", m.Cc)
	people("reply-to", m.ReplyTo)
	line("subject", m.Subject)
	line("message-id", m.MessageID)
	line("in-reply-to", m.InReplyTo)
	checkText(t, name, "text", m.Text)
	checkText(t, name, "html", m.HTML())
	readable := m.Readable()
	checkText(t, name, "readable", readable)
	checkText(t, name, "digest text", d.Text)
	line("snippet", d.Snippet)
	if n := utf8.RuneCountInString(d.Snippet); n > 200 {
		t.Errorf("%s: snippet of %d characters", name, n)
	}
	if !m.Date.IsZero() && (m.Date.Year() < 1899 || m.Date.Year() > 2101) {
		t.Errorf("%s: date %v", name, m.Date)
	}
	// Read and Digest agree.
	if m.Subject != d.Subject || !m.Date.Equal(d.Date) || m.MessageID != d.MessageID || !slices.Equal(m.From, d.From) || !slices.Equal(m.To, d.To) || !slices.Equal(m.Cc, d.Cc) {
		t.Errorf("%s: Read and Digest differ in the header", name)
	}
	if len(m.Attachments) != len(d.Attachments) {
		t.Fatalf("%s: %d attachments read, %d digested", name, len(m.Attachments), len(d.Attachments))
	}
	names := map[string]bool{}
	for i, a := range m.Attachments {
		if a != d.Attachments[i] {
			t.Errorf("%s: attachment read %+v, digested %+v", name, a, d.Attachments[i])
		}
		line("attachment name", a.Name)
		line("attachment type", a.Type)
		if a.Index != i || a.Name == "" || a.Type == "" {
			t.Errorf("%s: attachment %+v", name, a)
		}
		if len(m.Attachments) <= 50 {
			data, b, err := eml.PartData(raw, i)
			if err != nil || a != b || int64(len(data)) != a.Size {
				t.Errorf("%s: PartData(%d): %d octets, %+v, %v; want %+v", name, i, len(data), b, err, a)
			}
		}
		safe := eml.SafeName(a.Name, i)
		if safe == "" || strings.ContainsAny(safe, `/\:*?"<>|`+"\x00") || len(safe) > 255 || safe == "." || safe == ".." {
			t.Errorf("%s: SafeName(%q) = %q", name, a.Name, safe)
		}
		names[a.Name] = true
	}
	checkFacts(t, name, m)
	// What is read can be found.
	if len(d.Text) < eml.MaxText {
		index := map[string]bool{}
		for _, w := range query.Words(d.Text) {
			index[w] = true
		}
		for _, w := range query.Words(readable) {
			if !index[w] {
				t.Errorf("%s: %q is read and not in the text for the index", name, w)
				break
			}
		}
	}
}

func checkText(t testing.TB, name, what, s string) {
	if !utf8.ValidString(s) {
		t.Errorf("%s: %s is not UTF-8", name, what)
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r == 0xFEFF || r == 0x202E {
			t.Errorf("%s: %s holds %U: %q", name, what, r, nearby(s, r))
			return
		}
	}
}

func nearby(s string, r rune) string {
	i := strings.IndexRune(s, r)
	return strings.ToValidUTF8(s[max(0, i-20):min(len(s), i+20)], "?")
}

func TestCorpora(t *testing.T) {
	for _, sub := range []string{"list", "torture"} {
		t.Run(sub, func(t *testing.T) {
			slow := time.Duration(0)
			slowest := ""
			n := eachFile(t, corpora(t, sub), func(path string, raw []byte) {
				start := time.Now()
				checkMessage(t, path, raw)
				if d := time.Since(start); d > slow {
					slow, slowest = d, path
				}
			})
			t.Logf("%d messages; longest %v: %s", n, slow, slowest)
			if n < 700 {
				t.Errorf("only %d messages", n)
			}
		})
	}
}

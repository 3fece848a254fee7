package archive_test

import (
	"path/filepath"
	"testing"

	"popmail/storage/storagetest"
)

// TestNotesBelieved: what looks like PopMail's notes counts only where the first message of the file
// begins with one.
func TestNotesBelieved(t *testing.T) {
	const note = "Status: RO\nX-PopMail-Folder: Trash\nX-PopMail: asis\n"
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"both", fromLine + note + letterA + "\n" + fromLine + note + letterB + "\n", []string{`Trash 1 "From: a@example.org\nSubject: a\n\none\n"`, `Trash 1 "From: b@example.org\nSubject: b\n\ntwo\n"`}},
		{"the second alone", fromLine + letterA + "\n" + fromLine + note + letterB + "\n", []string{`box 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n"`, `box 1 "From: b@example.org\r\nSubject: b\r\n\r\ntwo\r\n"`}},
		// As mutt writes: its own marks below.
		{"the first with marks of another program", fromLine + "X-PopMail: crlf\n" + letterA[:len(letterA)-5] + "Status: O\n\none\n\n" + fromLine + note + letterB + "\n",
			[]string{`box 0 "From: a@example.org\r\nSubject: a\r\n\r\none\r\n"`, `Trash 1 "From: b@example.org\nSubject: b\n\ntwo\n"`}},
		{"the first below another field", fromLine + "Received: by x\n" + note + letterA + "\n" + fromLine + note + letterB + "\n",
			[]string{`box 1 "Received: by x\r\nFrom: a@example.org\r\nSubject: a\r\n\r\none\r\n"`, `box 1 "From: b@example.org\r\nSubject: b\r\n\r\ntwo\r\n"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			bring(t, s, filepath.Join(write(t, map[string]string{"box": c.file}), "box"))
			same(t, stored(t, s), c.want...)
		})
	}
}

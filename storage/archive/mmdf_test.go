package archive_test

import (
	"strings"
	"testing"

	"popmail/storage/storagetest"
)

// TestMMDF: files of MMDF are read as mboxes are, with and without From_ lines, and with an end that is missing.
func TestMMDF(t *testing.T) {
	const line = "\x01\x01\x01\x01\n"
	one := func(from, subject string) string {
		return from + "From: a@example.org\nSubject: " + subject + "\nDate: Tue, 01 Mar 2022 10:00:00 +0000\nStatus: RO\n\n>From here on\n\x01\x01\x01\n"
	}
	const of = "From MAILER-DAEMON Mon Nov 30 20:11:48 2026\n"
	for name, text := range map[string]string{
		"of Python":   line + one(of, "a") + line + line + one(of, "b") + line + line + one(of, "c") + line,
		"bare":        line + one("", "a") + line + line + one("", "b") + line + line + one("", "c") + line,
		"cut":         line + one(of, "a") + line + line + one(of, "b") + line + line + one(of, "c"),
		"empty lines": line + one(of, "a") + line + "\n" + line + one(of, "b") + line + "\n\n" + line + one(of, "c") + line,
		"of Windows":  strings.ReplaceAll(line+one(of, "a")+line+line+one("", "b")+line+line+one(of, "c")+line, "\n", "\r\n"),
	} {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, write(t, map[string]string{"mail/box": text})); got != "3 0 0" {
			t.Errorf("%s: %s", name, got)
		}
		got := stored(t, s)
		for i, subject := range []string{"a", "b", "c"} {
			if len(got) != 3 || !strings.Contains(strings.Join(got, "\n"), `Subject: `+subject+`\r\n`) || !strings.HasSuffix(got[i], `\r\n\r\nFrom here on\r\n`+"\\x01\\x01\\x01"+`\r\n"`) || strings.Contains(got[i], "Status") {
				t.Errorf("%s: %q", name, got)
				break
			}
		}
	}
}

// TestOtherMailIsNamed: files in which other programs keep mail that cannot be read are named beside mail that is
// brought in, and what is none is not.
func TestOtherMailIsNamed(t *testing.T) {
	letter := "From: a@example.org\nSubject: a\nDate: x\n\nx\n"
	for name, text := range map[string]string{
		"RMAIL": "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\n\x1f\n", "x.babyl": "BABYL OPTIONS:\n", "x.TBB": "\x21\x09\x70\x19\x30", "y.olm": zipped(t, map[string]string{"a/b.xml": "<a/>"}), "z.pmm": "\x00Folder", "o.mbs": "\x00\x01",
	} {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, write(t, map[string]string{"mail/" + name: text, "mail/a.eml": letter})); got != "1 0 1" {
			t.Errorf("%s: %s", name, got)
		}
	}
	s := storagetest.Open(t, nil)
	if got := bring(t, s, write(t, map[string]string{"mail/o.mbs": "From a@b Mon Jan  2 10:00:00 2023\n" + letter, "mail/notes.txt": "BABYL is a format\n", "mail/e.tbb": "", "mail/x.zip": zipped(t, map[string]string{"a/b.xml": "<a/>"})})); got != "1 0 0" {
		t.Errorf("what is read or no mail: %s", got)
	}
}

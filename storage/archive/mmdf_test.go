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
		"of Python":            line + one(of, "a") + line + line + one(of, "b") + line + line + one(of, "c") + line,
		"bare":                 line + one("", "a") + line + line + one("", "b") + line + line + one("", "c") + line,
		"cut":                  line + one(of, "a") + line + line + one(of, "b") + line + line + one(of, "c"),
		"empty lines":          line + one(of, "a") + line + "\n" + line + one(of, "b") + line + "\n\n" + line + one(of, "c") + line,
		"broken off":           line + one(of, "a") + line + one(of, "b") + line + line + one(of, "c") + line,
		"broken off, bare":     line + one("", "a") + line + one("", "b") + line + line + one("", "c") + line,
		"one line between":     line + one(of, "a") + line + one(of, "b") + line + one(of, "c") + line,
		"one line, bare":       line + one("", "a") + line + one("", "b") + line + one("", "c") + line,
		"with mboxes behind":   line + one(of, "a") + line + one(of, "b") + "\n" + one(of, "c") + "\n",
		"behind an empty line": line + one(of, "a") + line + "\n" + one("From b@example.org Tue Mar  1 10:00:00 2022\n", "b") + "\n" + one(of, "c"),
		"in between":           line + one(of, "a") + line + one(of, "b") + line + one(of, "c") + line + line + line,
		"zeros":                line + one(of, "a") + line + line + one(of, "b") + line + one(of, "c") + line + "\x00\x00\x00\n\n",
		"of Windows":           strings.ReplaceAll(line+one(of, "a")+line+line+one("", "b")+line+line+one(of, "c")+line, "\n", "\r\n"),
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

// TestMMDFBrokenOff: a message that was broken off in a line of its text does not take the next one in.
func TestMMDFBrokenOff(t *testing.T) {
	const line = "\x01\x01\x01\x01\n"
	one := func(subject, text string) string {
		return "From: a@example.org\nSubject: " + subject + "\nDate: Tue, 01 Mar 2022 10:00:00 +0000\n\n" + text
	}
	for name, text := range map[string]string{
		"pairs":  line + one("a", "broken o") + line + one("b", "text\n") + line,
		"From_":  line + one("a", "broken o") + line + "From b@example.org Tue Mar  1 10:00:00 2022\n" + one("b", "text\n") + line,
		"behind": line + one("a", "broken o\n") + line + one("b", "text"),
		"a text": line + one("a", "ends with "+line+"and goes on\n") + line + line + one("b", "text\n") + line,
	} {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, write(t, map[string]string{"mail/box": text})); got != "2 0 0" {
			t.Errorf("%s: %s", name, got)
		}
		if got := strings.Join(stored(t, s), "\n"); !strings.Contains(got, `Subject: a\r\n`) || !strings.Contains(got, `Subject: b\r\n`) || !strings.Contains(got, `broken o\r\n"`) && !strings.Contains(got, `broken o"`) && !strings.Contains(got, `and goes on\r\n"`) {
			t.Errorf("%s: %s", name, got)
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

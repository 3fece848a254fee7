package eml

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLongTextIsTold: the page about commands says how much of a text is shown.
func TestLongTextIsTold(t *testing.T) {
	page, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("the first %d MB are shown", maxText>>20); !strings.Contains(string(page), want) {
		t.Errorf("it does not say %q", want)
	}
}

// TestLongText: of a text without end the beginning is read, in whole lines, and
// that is told. A file that stands behind it is still found.
func TestLongText(t *testing.T) {
	line := "a line of a log that goes on and on\r\n"
	long := strings.Repeat(line, maxText/len(line)+1000)
	for name, raw := range map[string]string{
		"text": "Subject: x\r\n\r\n" + long,
		"html": "Subject: x\r\nContent-Type: text/html\r\n\r\n<pre>" + long,
		"two":  "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + long + "\r\n--b\r\n\r\n" + long + "--b--\r\n",
		"file": "Subject: x\r\n\r\n" + long + "begin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n",
	} {
		m := Read([]byte(raw))
		text := cmp.Or(m.Text, m.HTML())
		if n := len(text); n > maxText+maxText/2 || n < maxText/2 {
			t.Errorf("%s: %d octets of text", name, n)
		}
		if last := text[strings.LastIndexByte(strings.TrimRight(text, "\n"), '\n')+1:]; !strings.Contains(last, "on and on") {
			t.Errorf("%s: the last line is %q", name, last)
		}
		if !m.LeftOut || len(m.Problems) != 2 || m.Problems[1] != "This message is so long that only its beginning is shown." {
			t.Errorf("%s: %v, %v", name, m.LeftOut, m.Problems)
		}
		if name == "file" && len(m.Attachments) != 1 {
			t.Errorf("%d files", len(m.Attachments))
		}
	}
}

// What is long, but not too long, is read to its end.
func TestFiveMegabytes(t *testing.T) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog.\r\n", 5<<20/46) + "This is the end.\r\n"
	m := Read([]byte("From: a@example.org\r\nSubject: x\r\n\r\n" + text))
	if len(m.Problems) > 0 || m.LeftOut || !strings.HasSuffix(strings.TrimSpace(m.Text), "This is the end.") {
		t.Errorf("%v, %d octets", m.Problems, len(m.Text))
	}
}

package eml

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// mailOf puts a message together; lines end in CR LF.
func mailOf(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

// TestInlineNamedText: a text part that is inline is displayed, file name or not
// (RFC 2183, sections 2.1 and 2.3), and can be saved under its name.
func TestInlineNamedText(t *testing.T) {
	for _, c := range []struct{ name, part, want string }{
		{"plain", "Content-Type: text/plain; name=list.txt\r\nContent-Disposition: inline; filename=list.txt\r\n\r\ntwo quinces", "two quinces"},
		{"a patch", "Content-Type: text/x-patch\r\nContent-Disposition: inline; filename=\"0001.patch\"\r\n\r\n+two quinces", "two quinces"},
		{"HTML", "Content-Type: text/html\r\nContent-Disposition: inline; filename=page.html\r\n\r\n<p>two <b>quinces</b></p>", "two quinces"},
	} {
		for _, before := range []string{"", "Content-Type: text/plain\r\n\r\nHello there,"} {
			lines := []string{"From: a@example.org", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", ""}
			if before != "" {
				lines = append(lines, "--b", before)
			}
			raw := mailOf(append(lines, "--b", c.part, "--b--")...)
			d := Digest(raw)
			if !strings.Contains(d.Text, c.want) || before != "" && !strings.Contains(d.Text, "Hello there") {
				t.Errorf("%s after %q: the index has %q", c.name, before, d.Text)
			}
			m := Read(raw)
			if !strings.Contains(m.Readable(), c.want) {
				t.Errorf("%s after %q: shown is %q", c.name, before, m.Readable())
			}
			if len(m.Attachments) != 1 || m.Attachments[0].Name == "" {
				t.Fatalf("%s after %q: listed are %+v", c.name, before, m.Attachments)
			}
			if data, _, err := PartData(raw, 0); err != nil || !strings.Contains(string(data), "quinces") {
				t.Errorf("%s after %q: saved is %q, %v", c.name, before, data, err)
			}
		}
	}
	// What is marked as an attachment stays one.
	m := Read(mailOf("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "Hello", "--b",
		"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\ntwo quinces", "--b--"))
	if strings.Contains(m.Text, "quinces") || len(m.Attachments) != 1 {
		t.Errorf("%q, %+v", m.Text, m.Attachments)
	}
}

func TestRichtextAlone(t *testing.T) {
	for _, media := range []string{"text/richtext", "text/enriched", "text/x-unheard-of"} {
		m := Read(mailOf("Content-Type: "+media, "", "Meeting moved to noon"))
		if !strings.Contains(m.Readable(), "moved to noon") {
			t.Errorf("%s: %q", media, m.Readable())
		}
	}
}

func TestSafeTitle(t *testing.T) {
	for title, want := range map[string]string{
		"AC/DC tickets": "AC_DC tickets.eml", `a\b: c?`: "a_b_ c_.eml", "24/12/2026": "24_12_2026.eml", "CON": "_CON.eml",
		"../../etc/passwd": "_.._etc_passwd.eml", ".": "message.eml", "\u200b": "message.eml", "": "message.eml", "...": "message.eml", "Re: 1.5": "Re_ 1.5.eml",
		strings.Repeat("x", 300): strings.Repeat("x", maxName-4) + ".eml", "ends.": "ends.eml",
	} {
		if got := SafeTitle(title, ".eml"); got != want {
			t.Errorf("%q gives %q, want %q", title, got, want)
		}
	}
}

// TestBrokenHeaderLines: lines that are no fields do not end a header in which
// fields follow (RFC 5322, section 2.1: the empty line does).
func TestBrokenHeaderLines(t *testing.T) {
	for _, broken := range [][]string{
		{"lost its blank"}, {"lost its blank", "and so did this"}, {"a note of the gateway", "in three", "lines"}, {strings.Repeat("x", 200), "y", "z", "w"},
	} {
		lines := append([]string{"Received: by a.example; Mon, 3 Mar 2025 09:00:01 +0000", "Subject: Unfolded"}, broken...)
		m := Read(mailOf(append(lines, "From: Ann <ann@example.org>", "Date: Mon, 3 Mar 2025 09:00:00 +0000", "", "hello there")...))
		if !strings.Contains(m.Subject, "Unfolded") || len(m.From) != 1 || m.From[0].Email != "ann@example.org" || m.Date.IsZero() || strings.TrimSpace(m.Text) != "hello there" {
			t.Errorf("%q: %+v", broken, m)
		}
	}
	// Repeated fields and fields of programs between them say nothing else.
	for name, lines := range map[string][]string{
		"between Received": {"Received: by a.example; Mon, 3 Mar 2025 09:00:01 +0000", "bad line one", "bad line two", "Received: by b.example; Mon, 3 Mar 2025 09:00:00 +0000", "bad again", "and again",
			"From: Ann <ann@example.org>", "Subject: Unfolded", "Date: Mon, 3 Mar 2025 09:00:00 +0000"},
		"a second To":     {"From: Ann <ann@example.org>", "To: b@example.org", "Subject: Unfolded", "bad one", "bad two", "To: c@example.org", "bad one", "and two", "Date: Mon, 3 Mar 2025 09:00:00 +0000"},
		"before X-Mailer": {"From: Ann <ann@example.org>", "Subject: Unfolded", "Date: Mon, 3 Mar 2025 09:00:00 +0000", "bad one", "bad two", "X-Mailer: foo"},
		"very many": append(append([]string{"Received: by a.example; Mon, 3 Mar 2025 09:00:01 +0000"}, slices.Repeat([]string{"no field at all"}, 100)...),
			"From: Ann <ann@example.org>", "Subject: Unfolded", "Date: Mon, 3 Mar 2025 09:00:00 +0000"),
	} {
		m := Read(mailOf(append(lines, "", "hello there")...))
		if m.Subject != "Unfolded" || len(m.From) != 1 || m.Date.IsZero() || strings.TrimSpace(m.Text) != "hello there" {
			t.Errorf("%s: %q %v %v %q", name, m.Subject, m.From, m.Date, m.Text)
		}
	}
	// The empty line is missing, and the text quotes a header.
	m := Read(mailOf("From: ann@example.org", "Subject: Real", "Date: Mon, 3 Mar 2025 09:00:00 +0000", "Hello Bob,", "you wrote", "Subject: Quoted", "and more"))
	if m.Subject != "Real" || !strings.Contains(m.Text, "Quoted") {
		t.Errorf("%q, %q", m.Subject, m.Text)
	}
}

// What stands before the first field does not hide it.
func TestSignsBeforeTheHeader(t *testing.T) {
	for _, before := range []string{">", "\x1b[0m", "\x1b[1;31m", strings.Repeat("\x00", 200), "* ", "\ufeff", "[", "\x1b[0m> "} {
		m := Read([]byte(before + string(mailOf("From: Ann <ann@example.org>", "Subject: Here", "Date: Mon, 3 Mar 2025 09:00:00 +0000", "", "hello there"))))
		if m.Subject != "Here" || len(m.From) != 1 || m.From[0].Email != "ann@example.org" || strings.TrimSpace(m.Text) != "hello there" {
			t.Errorf("%q: %q %v %q", before, m.Subject, m.From, m.Text)
		}
	}
	// A quotation without a header is text.
	if m := Read(mailOf("> From: Ann", "> Subject: x", "", "yes")); !strings.Contains(m.Text, "Subject: x") {
		t.Errorf("%q", m.Text)
	}
}

// The time of arrival is found behind comments, and taken for the first day of 1970.
func TestTimeOfArrival(t *testing.T) {
	for _, lines := range [][]string{
		{"Received: from a by b; Tue, 4 Mar 2025 02:00:00 -0800 (PST; foo)"},
		{"Received: from a (x; y) by b; Tue, 4 Mar 2025 10:00:00 +0000"},
		{"Received: from a by b; Tue, 4 Mar 2025 10:00:00 +0000", "Date: Thu, 1 Jan 1970"},
		{"Received: from a by b; Tue, 4 Mar 2025 10:00:00 +0000", "Date: Thu, 01 Jan 1970 00:00:00 +0000"},
		{"Received: from a by b; Tue, 4 Mar 2025 10:00:00 +0000", "Date: Wed, 31 Dec 1969 16:00:00 -0800"},
	} {
		m := Read(mailOf(append(lines, "From: ann@example.org", "", "x")...))
		if want := time.Date(2025, 3, 4, 10, 0, 0, 0, time.UTC); !m.Date.Equal(want) {
			t.Errorf("%q: %v", lines, m.Date)
		}
	}
	m := Read(mailOf("Date: Thu, 1 Jan 1970 12:00:00 +0000", "From: ann@example.org", "", "x")) // nothing says otherwise
	if m.Date.Year() != 1970 {
		t.Errorf("%v", m.Date)
	}
	m = Read(mailOf("Received: from a by b; Tue, 4 Mar 2025 10:00:00 +0000", "Date: Sun, 4 Jan 1970 12:00:00 +0000", "From: ann@example.org", "", "x"))
	if m.Date.Year() != 1970 {
		t.Errorf("%v", m.Date)
	}
}

// A name in brackets is not another person.
func TestNameInBrackets(t *testing.T) {
	for in, want := range map[string]string{
		"<Ann> <ann@example.org>": "Ann <ann@example.org>", "Ann <Smith> <ann@example.org>": "Ann Smith <ann@example.org>",
		"<ann@example.org> <bob@example.org>": "ann@example.org, bob@example.org",
	} {
		var got []string
		for _, a := range Read(mailOf("From: "+in, "", "x")).From {
			got = append(got, a.String())
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s is read as %q", in, got)
		}
	}
}

// Commands of text/richtext part words and lines, and comments are not shown.
func TestRichtextCommands(t *testing.T) {
	for in, want := range map[string]string{
		"<bold>one</bold> two\nthree<nl>four":                                 "one two three\nfour\n",
		"<paragraph>five</paragraph>six<np>seven<heading>eight</heading>nine": "five\nsix\nseven\neight\nnine\n",
		"a<comment>secret <bold>b</bold></comment>c<nl><nl>1 <lt> 2":          "ac\n\n1 < 2\n",
		"one\n\ntwo <italic>three</italic>":                                   "one\ntwo three",
		"open <comment>for ever<nl>x":                                         "open \n",
	} {
		m := Read([]byte("Content-Type: text/richtext\r\n\r\n" + in))
		if strings.TrimSpace(m.Text) != strings.TrimSpace(want) {
			t.Errorf("%q is read as %q, want %q", in, m.Text, want)
		}
	}
}

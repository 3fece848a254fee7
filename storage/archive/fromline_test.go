package archive

import (
	"strings"
	"testing"
	"time"
)

// TestFromLine: which lines begin a message of an mbox behind an empty line, and which behind text.
func TestFromLine(t *testing.T) {
	const head, prose = "Subject: a\nDate: x\n\ntext\n", "Note: all of it\nmore\n"
	const never, odd, sure = 0, 1, 2 // begins one never; behind an empty line before a known header; sure
	day := time.Date(2023, 1, 2, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		line string
		is   int
		date time.Time
	}{
		{"From a@b Mon Jan  2 10:00:00 2023", sure, day},
		{"From a@b Mon, 2 Jan 2023 11:00:00 +0100", sure, day},
		// A program that knew no time, east and west of Greenwich.
		{"From - Thu Jan  1 00:00:00 1970", sure, time.Time{}},
		{"From - Thu Jan  1 10:00:00 1970", sure, time.Time{}},
		{"From - Wed Dec 31 19:00:00 1969", sure, time.Time{}},
		{"From - Wed Dec 31 16:00:00 1969", sure, time.Time{}},
		{"From bob@x.example Sun Sep 14 12:30:00 1969", sure, time.Time{}},
		{"From bob@x.example Mon Jan  1 00:00:00 1900", sure, time.Time{}},
		{"From bob@x.example Thu Feb  7 06:28:16 2106", sure, time.Date(2106, 2, 7, 6, 28, 16, 0, time.UTC)},
		{"From bob@x.example Mon Jan  1 00:00:00 1899", never, time.Time{}},
		{"From bob@x.example Mon Jan  2 10:00:00 23", odd, time.Time{}},
		{"From bob Thu Jan 1 00:00:00 98", odd, time.Time{}},
		{"From MAILER-DAEMON Mon Jan 2 10:00:00 EST 23", odd, time.Time{}},
		{"From bob@x.example Mon Jan 2 00", odd, time.Time{}},
		{"From bob@x.example Mon Jan  2 10.00.00 2023", odd, time.Time{}},
		{"From bob@x.example Mon Jan  2 10.00 2023", odd, time.Time{}},
		{"From bob@x.example 1/2/99 10:00", odd, time.Time{}},
		{"From bob@x.example 01/02/1999 10:00:30", odd, time.Time{}},
		{"From bob@x.example 2.1.2023 10:00", odd, time.Time{}},
		{"From bob@x.example 2-Jan-99 10:00", odd, time.Time{}},
		{"From bob@x Lun 2 Fév 10:00 2023", odd, time.Time{}},
		{"From -", odd, time.Time{}},
		{"From a@b 2023-01-02T10:00:00Z", sure, day},
		{"From a@b 2023-01-02T11:00:00.5+01:00", sure, day.Add(500 * time.Millisecond)},
		{"From a@b 2023-01-02T10:00:00", odd, time.Time{}},
		{"From a@b 2023-01-02T10:00", odd, time.Time{}},
		{"From a@b Mon Jan  2 10:00:00.123 2023", sure, day},
		{"From a@b Mon Jan  2 10:00.5 2023", never, time.Time{}},
		{"From here on 2023-01-02Tuesday it goes", never, time.Time{}},
		{"From MAILER-DAEMON", odd, time.Time{}},
		{"From bob@x.example", odd, time.Time{}},
		{"From 2010", never, time.Time{}},
		{"From 東京", never, time.Time{}},
		{"From NASA", never, time.Time{}},
		{"From me", never, time.Time{}},
		{"From Monday to Friday 10:00 I work", never, time.Time{}},
		{"From 3 to 5 at 10:00", never, time.Time{}},
		{"From version 1.2.3 on, 10:00", never, time.Time{}},
		{"From 10.0.0.1 at 10:00", never, time.Time{}},
		{"From here Mon Jan 2", never, time.Time{}},
	} {
		date, text := parts([]byte(c.line), []byte(head), false, false)
		if text != (c.is == sure) || text && !date.Equal(c.date) {
			t.Errorf("%s behind text: %v %v", c.line, text, date)
		}
		if date, blank := parts([]byte(c.line), []byte(head), true, false); blank != (c.is != never) || blank && !date.Equal(c.date) {
			t.Errorf("%s behind an empty line: %v %v", c.line, blank, date)
		}
		if _, is := parts([]byte(c.line), []byte(prose), true, false); is != (c.is == sure) {
			t.Errorf("%s before a sentence with a colon: %v", c.line, is)
		}
	}
	for next, want := range map[string]bool{
		"X-Mozilla-Status: 0001\nSubject: a\n": true, ">From a@b\nReceived: by x\n": true, "DKIM-Signature: v=1;\n b=x\nFrom: a\n": true, "Foo: x\nBar: y\nTo: b\n": true, "Subject : a\n": true,
		"https://example.org/\nmore\n": false, "Foo: x\n\nSubject: a\n": false, "Foo: x\nand text\nSubject: a\n": false, "": false, "\nSubject: a\n": false,
	} {
		if _, is := parts([]byte("From -"), []byte(next), true, false); is != want {
			t.Errorf("before %q: %v", next, is)
		}
	}
}

// TestBareFromLine: a line of which nothing but "From ", or one word, is left begins a message behind an empty
// line, before what can be nothing but a header.
func TestBareFromLine(t *testing.T) {
	for _, line := range []string{"From ", "From  ", "From \t", "From nobody", "From me", "From 2010"} {
		for next, want := range map[string]bool{
			"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nFrom: a\nTo: b\n\ntext\n": true,
			"Received: by x\n\tfor y\nDate: x\nSubject: a\n\n":                              true,
			"From: a\r\nDate: x\r\n\r\n":                                                    true,
			"Return-Path: <a@b>\nMessage-ID: <1@b>\nFrom: a\n":                              true,
			"Subject: a\nDate: x\n\n":                                                       false,
			"MIME-Version: 1.0\nDate: x\nFrom: a\nTo: b\n\ntext\n":                          true,
			"To: b\r\nSubject: a\r\nMessage-ID: <1@b>\r\n\r\n":                              true,
			"ARC-Seal: i=1;\n\tb=x\nSubject: a\nFrom: b\nDate: x\n\n":                       true,
			"User-Agent: x\nReferences: <1@b>\nSubject: a\nTo: b\nDate: x\n\n":              true,
			"List-Id: x\n" + strings.Repeat("X-Long: x\nSubject: a\nTo: b\nDate: x\n", 300): true,
			"Subject: a\nTo: b\nDate: x\nand what they wrote\n\n":                           false,
			"Subject: a\nTo: b\nDate: x\n":                                                  false,
			"Content-Type: text/plain\n\nFrom: a\nDate: x\nSubject: y\n\n":                  false,
			"From: my point of view\nthis is text\n":                                        false,
			"From: a\n\nDate: x\nSubject: y\n":                                              false,
			"https://example.org/\nFrom: a\nDate: x\n":                                      false,
			"Note: x\nFrom: a\nDate: b\n":                                                   false,
			"":                                                                              false, "\n": false, " From: a\nDate: x\n": false,
		} {
			if _, is := parts([]byte(line), []byte(next), true, false); is != want {
				t.Errorf("%q before %q: %v", line, next, is)
			}
			if _, is := parts([]byte(line), []byte(next), false, false); is {
				t.Errorf("%q behind text, before %q", line, next)
			}
		}
	}
}

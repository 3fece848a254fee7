package letter_test

import (
	"bytes"
	"io"
	"testing"

	gomail "github.com/emersion/go-message/mail"

	"popmail/account/letter"
)

// TestNoBccInside: who got a letter without the others knowing is not told either by a copy
// of it that is attached to another one.
func TestNoBccInside(t *testing.T) {
	const body = "\r\nBcc: of the text\r\n"
	for _, c := range []struct{ name, head, want string }{
		{"one line", "From: a@example.org\r\nBcc: Hidden <hidden@example.org>\r\nSubject: x\r\n", "From: a@example.org\r\nSubject: x\r\n"},
		{"folded", "Subject: x\r\nBCC : hidden@example.org,\r\n\thidden2@example.org\r\nTo: b@example.org\r\n", "Subject: x\r\nTo: b@example.org\r\n"},
		{"redirected", "Resent-Bcc: hidden@example.org\r\nbcc:hidden@example.org\r\nX-Bcc: kept\r\n", "X-Bcc: kept\r\n"},
		{"none", "Subject: Bcc: x\r\n Bcc: folded\r\n", "Subject: Bcc: x\r\n Bcc: folded\r\n"},
		{"a file, as it has eight bits", "Subject: Grüße\r\nBcc: hidden@example.org\r\n", "Subject: Grüße\r\n"},
		{"nothing but that", "Bcc: hidden@example.org\r\n", ""},
	} {
		data := []byte(c.head + body)
		raw, err := letter.Compose(&letter.Letter{From: letter.Person{Email: "a@example.org"}, Attachments: []letter.Attachment{{Name: "m.eml", Type: "message/rfc822", Data: data}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := attached(t, raw); got != c.want+body {
			t.Errorf("%s: %q\nwant %q", c.name, got, c.want+body)
		}
		if string(data) != c.head+body {
			t.Errorf("%s: the message itself was changed to %q", c.name, data)
		}
	}
	const file = "Bcc: a text that looks like it\r\n\r\n"
	raw, err := letter.Compose(&letter.Letter{From: letter.Person{Email: "a@example.org"}, Attachments: []letter.Attachment{{Name: "m.txt", Type: "text/plain", Data: []byte(file)}}})
	if got := attached(t, raw); err != nil || got != file {
		t.Errorf("another file became %q, %v", got, err)
	}
}

// attached is the file of a message that has one.
func attached(t *testing.T, raw []byte) string {
	t.Helper()
	r, err := gomail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, err := r.NextPart()
		if err != nil {
			t.Fatalf("no file: %v", err)
		}
		if _, ok := p.Header.(*gomail.AttachmentHeader); ok {
			b, err := io.ReadAll(p.Body)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
	}
}

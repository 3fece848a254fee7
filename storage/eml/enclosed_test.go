package eml

import (
	"strings"
	"testing"
)

func message(subject, rest string) string {
	return "From: Jan <jan@example.net>\r\nSubject: " + subject + "\r\n" + rest
}

// What a message encloses is told where it is all that there is, and where it is a digest.
func TestEnclosed(t *testing.T) {
	inner := "Content-Type: message/rfc822\r\n\r\n"
	a, b := message("A", "\r\nRed"), message("B", inHTML("<p>Green")+"\r\n")
	for name, c := range map[string]struct {
		mail   string
		want   string // subjects and texts
		carded bool
	}{
		"alone":              {inner + a, "A=Red", true},
		"global":             {"Content-Type: message/global\r\n\r\n" + message("Grüße", "\r\nRed"), "Grüße=Red", true},
		"packed":             {"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogQQ0KDQpSZWQ=", "A=Red", true},
		"in a multipart":     {many("mixed", 0, inner+a, inner+b), "A=Red B=Green", true},
		"beside a file":      {many("mixed", 0, inner+a, picture("1.png")), "A=Red", true},
		"digest":             {many("digest", 0, "\r\n"+a, "\r\n"+b), "A=Red B=Green", true},
		"digest with a text": {many("mixed", 0, inText+"today", many("digest", 1, "\r\n"+a)), "A=Red", false},
		"attached":           {many("mixed", 0, inText+"see", inner+a), "", false},
		"within one":         {inner + message("A", inner+b), "A=", true},
		"nothing in it":      {inner, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := Read([]byte("From: ann@example.org\r\nMIME-Version: 1.0\r\n" + c.mail + "\r\n"))
			var got []string
			for _, e := range m.Enclosed {
				text := e.Text
				if name == "within one" {
					if !strings.Contains(text, "Subject: B") || !strings.Contains(text, "Green") {
						t.Errorf("it says %q", text)
					}
					text = ""
				}
				got = append(got, e.Subject+"="+text)
				if at := m.Attachments[e.Attachment]; !at.Letter() {
					t.Errorf("it stands for %+v", at)
				}
			}
			if got := strings.Join(got, " "); got != c.want || m.Carded != c.carded {
				t.Errorf("%q, carded %v", got, m.Carded)
			}
		})
	}
	m := Read([]byte(many("digest", 0, strings.Split(strings.Repeat("\r\n"+a+"|", maxEnclosed+7), "|")[:maxEnclosed+7]...)))
	if len(m.Enclosed) != maxEnclosed || m.EnclosedLeft != 7 {
		t.Errorf("%d and %d more", len(m.Enclosed), m.EnclosedLeft)
	}
}

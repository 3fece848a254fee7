package eml

import (
	"strings"
	"testing"
)

func message(subject, rest string) string {
	return "From: Jan <jan@example.net>\r\nSubject: " + subject + "\r\n" + rest
}

// polish is the beginning of the header of a message with octets that do not say their charset.
const polish = "From: W\xb3adek <w@example.pl>\r\nSubject: Spotkanie zarz\xb1du w \xb6rod\xea wieczorem\r\n"

// What a message encloses is told where it is all that there is, and where it is a digest.
func TestEnclosed(t *testing.T) {
	inner := "Content-Type: message/rfc822\r\n\r\n"
	a, b := message("A", "\r\nRed"), message("B", inHTML("<p>Green")+"\r\n")
	for name, c := range map[string]struct {
		mail   string
		want   string // subjects and texts
		carded bool
	}{
		"charset of its own":   {many("mixed", 0, inner+polish+"Content-Type: text/plain; charset=iso-8859-2\r\n\r\n\xb6roda"), "Spotkanie zarządu w środę wieczorem=środa", true},
		"charset of its text":  {many("digest", 0, "\r\n"+polish+many("alternative", 1, "Content-Type: text/plain; charset=iso-8859-2\r\n\r\n\xb6roda")), "Spotkanie zarządu w środę wieczorem=środa", true},
		"charset of the outer": {"Content-Type: multipart/digest; charset=iso-8859-2; boundary=b0\r\n\r\n--b0\r\n\r\n" + polish + "\r\nx\r\n--b0--", "Spotkanie zarządu w środę wieczorem=x", true},
		"no charset":           {many("digest", 0, "\r\nSubject: \xcf\xf0\xe8\xe2\xe5\xf2\r\n\r\n\xc2\xf1\xf2\xf0\xe5\xf7\xe0 \xef\xe5\xf0\xe5\xed\xee\xf1\xe8\xf2\xf1\xff \xed\xe0 \xf7\xe5\xf2\xe2\xe5\xf0\xe3"), "Привет=Встреча переносится на четверг", true},
		"alone":                {inner + a, "A=Red", true},
		"global":               {"Content-Type: message/global\r\n\r\n" + message("Grüße", "\r\nRed"), "Grüße=Red", true},
		"packed":               {"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogQQ0KDQpSZWQ=", "A=Red", true},
		"in a multipart":       {many("mixed", 0, inner+a, inner+b), "A=Red B=Green", true},
		"beside a file":        {many("mixed", 0, inner+a, picture("1.png")), "A=Red", true},
		"digest":               {many("digest", 0, "\r\n"+a, "\r\n"+b), "A=Red B=Green", true},
		"digest with a text":   {many("mixed", 0, inText+"today", many("digest", 1, "\r\n"+a)), "A=Red", false},
		"attached":             {many("mixed", 0, inText+"see", inner+a), "", false},
		"within one":           {inner + message("A", inner+b), "A=", true},
		"nothing in it":        {inner, "", false},
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

// TestCharsetOfWhatCameBack: the header of a message that came back is read in its own charset, and so is the name of
// one that is attached.
func TestCharsetOfWhatCameBack(t *testing.T) {
	const head = "From: ann@example.org\r\nMIME-Version: 1.0\r\n"
	const want = "Spotkanie zarządu w środę wieczorem"
	own := polish + "Content-Type: text/plain; charset=iso-8859-2\r\n\r\nx"
	status := "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
	for name, mail := range map[string]string{
		"message": many("report", 0, inText+"sorry", status, "Content-Type: message/rfc822\r\n\r\n"+own),
		"header":  many("report", 0, inText+"sorry", status, "Content-Type: text/rfc822-headers\r\n\r\n"+own),
	} {
		m := Read([]byte(head + mail + "\r\n"))
		if m.Report == nil || m.Report.Subject != want {
			t.Errorf("%s: %+v", name, m.Report)
		}
	}
	m := Read([]byte(head + many("mixed", 0, inText+"see", "Content-Type: message/rfc822\r\n\r\n"+own) + "\r\n"))
	if len(m.Attachments) != 1 || m.Attachments[0].Name != want+".eml" {
		t.Errorf("%+v", m.Attachments)
	}
	if d := Digest([]byte(head + many("mixed", 0, inText+"see", "Content-Type: message/rfc822\r\n\r\n"+own) + "\r\n")); !strings.Contains(d.Text, want) || !strings.Contains(d.Text, "Władek") {
		t.Errorf("%q", d.Text)
	}
}

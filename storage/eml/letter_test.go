package eml

import "testing"

func TestIsMessage(t *testing.T) {
	const whole = "Received: by x\r\nFrom: a@b.example\r\nTo: c@d.example\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nSubject: x\r\n\r\ntext"
	for _, c := range []struct {
		media, name, data string
		want              bool
	}{
		{"message/rfc822", "x", "anything", true},
		{"message/global", "", "", true},
		{"message/news", "", "", true},
		{"message/delivery-status", "x.txt", whole, false},
		{"application/octet-stream", "Offer.EML", "From: a@b.example\nSubject: x\n\ntext", true},
		{"application/octet-stream", "Offer.eml", "\xef\xbb\xbfFrom: a@b.example\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n\ntext", true},
		{"text/plain", "Offer.eml", whole, true},
		{"application/octet-stream", "Offer.eml", "PK\x03\x04 a packed file", false},
		{"application/octet-stream", "Offer.eml", "Subject: notes\n\nto me", false},
		{"application/octet-stream", "Offer", whole, true},
		{"application/octet-stream", "Offer", "From: a\nSubject: b\n\ntext", false},
		{"application/octet-stream", "Offer.pdf", whole, false},
		{"text/plain", "Offer.txt", whole, false},
		{"application/octet-stream", "", "", false},
	} {
		if got := IsMessage(Attachment{Type: c.media, Name: c.name}, []byte(c.data)); got != c.want {
			t.Errorf("%s %q %.20q: %v", c.media, c.name, c.data, got)
		}
	}
}

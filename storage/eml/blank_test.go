package eml

import (
	"strings"
	"testing"
)

// TestBlankForms: where the page of a letter shows nothing and its plain form has words, these are what is shown.
func TestBlankForms(t *testing.T) {
	for page, plainShown := range map[string]bool{
		"<html><head></head><body></body></html>": true,
		"<html><head><title>Alarm</title><style>p{color:red}</style></head><body>&nbsp;<p>\u200b</body></html>": true,
		`<body><img src="http://t.example/o.gif" width=1 height="1px"></body>`:                                  true,
		`<body><img src="http://t.example/o.gif" style="display:none"><input type=hidden name=a></body>`:        true,
		`<body><div style="display:none">Your code</div></body>`:                                                true,
		"<body>.</body>": false,
		`<body><img src="cid:a" width=300></body>`:                              false,
		`<body><img src="cid:a"></body>`:                                        false,
		`<table background="cid:a"><tr><td></table>`:                            false,
		`<div style="background: url(cid:a); height: 90px"></div>`:              false,
		"<body><form><input name=a></form></body>":                              false,
		"<body><svg><circle r=9 /></svg></body>":                                false,
		"<style>" + strings.Repeat("p{color:red} ", 3000) + "</style>":          false, // too long to look at
		"<body>" + strings.Repeat("<p>&nbsp;</p>", 100) + "<p>Words</p></body>": false,
	} {
		mail := "From: a@example.org\r\nMIME-Version: 1.0\r\n" + many("alternative", 0, inText+"Your code is 4711.", strings.Replace(inHTML(page), "iso-8859-1", "utf-8", 1)) + "\r\n"
		m := Read([]byte(mail))
		if got := len(m.Pages) == 0; got != plainShown {
			t.Errorf("%.60s: plain form %v", page, got)
		}
		if plainShown && !strings.Contains(m.Readable(), "4711") {
			t.Errorf("%.60s: %q", page, m.Readable())
		}
		// Among other texts it is a page of its own.
		m = Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\n" + many("mixed", 1, many("alternative", 0, inText+"Your code is 4711.", strings.Replace(inHTML(page), "iso-8859-1", "utf-8", 1)), inHTML("<p>Footer")) + "\r\n"))
		if len(m.Pages) != 2 || (m.Pages[0].Text == "Your code is 4711.") != plainShown {
			t.Errorf("%.60s beside another text: %+v", page, m.Pages)
		}
		for _, a := range m.Attachments {
			t.Errorf("%.60s: %s is listed", page, a.Name)
		}
	}
	m := Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\n" + many("alternative", 0, inText+" ", inHTML("<body></body>")) + "\r\n"))
	if len(m.Pages) != 1 {
		t.Errorf("without words: %+v", m.Pages)
	}
}

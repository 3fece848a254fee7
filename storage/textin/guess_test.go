package textin

import (
	"errors"
	"strings"
	"testing"
)

// TestGuessed: RTF and pages that are called .doc or .xls are read by what they are; files of the old programs
// themselves are not read.
func TestGuessed(t *testing.T) {
	r := &Reader{}
	wide := []byte{0xFF, 0xFE}
	for _, c := range []byte("<html><body>kumquat</body></html>") {
		wide = append(wide, c, 0)
	}
	for name, data := range map[string]string{
		"bank.doc": `{\rtf1\ansi kumquat}`, "a.DOC": " \r\n{\\rtf1 kumquat}", "page.doc": "<html><body>kumquat</body></html>", "b.dot": "<!DOCTYPE HTML><p>kumquat",
		"table.xls": "\xEF\xBB\xBF<table><tr><td>kumquat</td></tr></table>", "x.xlt": "<?xml version=\"1.0\"?><Workbook><Data>kumquat</Data></Workbook>", "wide.xls": string(wide),
	} {
		for _, typ := range []string{"application/octet-stream", "application/msword", "application/vnd.ms-excel"} {
			if text, err := r.Text([]byte(data), typ, name); err != nil || !strings.Contains(text, "kumquat") {
				t.Errorf("%s, %s: %q %v", name, typ, text, err)
			}
		}
	}
	if text, err := r.Text([]byte(`{\rtf1 kumquat}`), "application/msword", "letter"); err != nil || !strings.Contains(text, "kumquat") {
		t.Errorf("by its type: %q %v", text, err)
	}
	for _, data := range []string{"", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1kumquat", "kumquat", "\x00\x00"} {
		if text, err := r.Text([]byte(data), "application/msword", "x.doc"); !errors.Is(err, ErrUnreadable) || text != "" {
			t.Errorf("%q: %q %v", data, text, err)
		}
	}
}

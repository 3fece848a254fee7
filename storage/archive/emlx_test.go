package archive_test

import (
	"fmt"
	"strings"
	"testing"

	"popmail/storage/storagetest"
)

// TestEMLXLengths: a message of Apple Mail is whole whatever the length above it says.
func TestEMLXLengths(t *testing.T) {
	const mail = "From: a@example.org\nSubject: a\n\none\n<?xml version=\"1.0\"?>\n<plist></plist>\ntwo\n"
	const list = "<?xml version=\"1.0\"?>\n<!DOCTYPE plist>\n<plist><dict><key>flags</key>\n<integer>1</integer></dict></plist>\n"
	n := len(mail)
	for _, c := range []struct {
		length     string
		mail, list string
		want       string // marks and how the message ends; "": that it cannot be read
	}{
		{fmt.Sprint(n), mail, list, `1 two\r\n`},
		{fmt.Sprint(n - 1), mail, list, `1 two\r\n`},
		{fmt.Sprint(n), mail, "\n" + list, `1 two\r\n`},
		{fmt.Sprint(n - 1), mail[:n-1], list, `1 two`},
		{fmt.Sprint(n - 3), mail, list, `1 two\r\n`},
		{fmt.Sprint(n + 3), mail, list, `1 two\r\n`},
		{"99999", mail, list, `1 two\r\n`},
		{"0", mail, list, `1 two\r\n`},
		{"-5", mail, list, `1 two\r\n`},
		{fmt.Sprint(n), mail, "", `0 two\r\n`},
		{"99999", mail, "", `0 two\r\n`},
		{"3", mail, "", `0 two\r\n`},
		{"0", mail, "", `0 two\r\n`},
		{"3", "", "", ""},
	} {
		t.Run(c.length, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			dir := write(t, map[string]string{"Box.mbox/Messages/1.emlx": c.length + "   \n" + c.mail + c.list})
			if c.want == "" {
				dir = write(t, map[string]string{"Box.mbox/Messages/1.emlx": c.length + "\n", "a.eml": mail})
				if got := bring(t, s, dir); got != "1 0 0" { // no message, so it is no mail
					t.Error(got)
				}
				return
			}
			want := "1 0 0"
			if c.length == "99999" && c.list == "" {
				want = "1 0 1" // its end may be missing: that is told
			}
			if got := bring(t, s, dir); got != want {
				t.Error(got)
			}
			flags, end, _ := strings.Cut(c.want, " ")
			got := stored(t, s)
			if len(got) != 1 || !strings.HasPrefix(got[0], "Box "+flags+` "From: a`) || !strings.HasSuffix(got[0], `</plist>\r\n`+end+`"`) {
				t.Errorf("%q", got)
			}
		})
	}
	s := storagetest.Open(t, nil)
	dir := write(t, map[string]string{"Box.mbox/Messages/1.partial.emlx": fmt.Sprintf("%d\n%s%s", n, mail, list)})
	if got := bring(t, s, dir); got != "1 0 1" {
		t.Errorf("one without its attachments: %s", got)
	}
}

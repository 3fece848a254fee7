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

// TestEMLXParts: the attachments of a message of Apple Mail that lie beside it come back into it, whatever their
// encoding is and however deep they lie; one that is not there is told.
func TestEMLXParts(t *testing.T) {
	const head = "From: a@example.org\nSubject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=\"b1\"\n\nfor old programs\n--b1\nContent-Type: text/plain\n\ntext\n"
	part := func(encoding string) string {
		return "--b1\nContent-Type: text/plain; name=\"n.txt\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: " + encoding + "\nX-Apple-Content-Length: 20\n\n"
	}
	const want = "From: a@example.org\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b1\"\r\n\r\nfor old programs\r\n--b1\r\nContent-Type: text/plain\r\n\r\ntext\r\n"
	filled := func(encoding, body string) string {
		return "--b1\r\nContent-Type: text/plain; name=\"n.txt\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body
	}
	hundred := strings.Repeat("0123456789", 10)
	for name, c := range map[string]struct {
		mail, counts, want string
		files              map[string]string
	}{
		"base64":    {head + part("base64") + "--b1--\n", "1 0 0", want + filled("base64", "emVicmFmaXNo\r\n") + "--b1--\r\n", map[string]string{"2/n.txt": "zebrafish", "2/.DS_Store": "x"}},
		"two lines": {head + part("base64") + "\n--b1--\n", "1 0 0", want + filled("base64", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2\r\nNzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OQ==\r\n") + "--b1--\r\n", map[string]string{"2/n.txt": hundred}},
		"plain":     {head + part("7bit") + "--b1--\n", "1 0 0", want + filled("7bit", "zebrafish\r\n") + "--b1--\r\n", map[string]string{"2/n.txt": "zebrafish"}},
		"quoted":    {head + part("quoted-printable") + "--b1--\n", "1 0 0", want + filled("quoted-printable", "a=3Db=C3=A4\r\n") + "--b1--\r\n", map[string]string{"2/n.txt": "a=bä"}},
		"two":       {head + part("base64") + part("base64") + "--b1--\n", "1 0 0", want + filled("base64", "b25l\r\n") + filled("base64", "dHdv\r\n") + "--b1--\r\n", map[string]string{"2/n.txt": "one", "3/n.txt": "two"}},
		"missing":   {head + part("base64") + part("base64") + "--b1--\n", "1 0 1", "", map[string]string{"3/n.txt": "two"}},
		"deep": {head + "--b1\nContent-Type: multipart/related; boundary=b2\n\n--b2\nContent-Type: text/html\n\n<p>x\n" + strings.ReplaceAll(part("base64"), "--b1", "--b2") + "--b2--\n--b1--\n", "1 0 0",
			want + "--b1\r\nContent-Type: multipart/related; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>x\r\n" + strings.ReplaceAll(filled("base64", "b25l\r\n"), "--b1", "--b2") + "--b2--\r\n--b1--\r\n", map[string]string{"2.2/n.txt": "one"}},
		"alone":       {"From: a@example.org\nSubject: a\nContent-Transfer-Encoding: base64\nX-Apple-Content-Length: 9\n\n", "1 0 0", "From: a@example.org\r\nSubject: a\r\nContent-Transfer-Encoding: base64\r\n\r\nb25l\r\n", map[string]string{"1/n.txt": "one"}},
		"cut":         {head + part("base64"), "1 0 0", want + filled("base64", "b25l\r\n"), map[string]string{"2/n.txt": "one"}},
		"nothing out": {head + "--b1--\n", "1 0 1", want + "--b1--\r\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, data := range []string{"Box.mbox/ID/Data/", "Box.mbox/ID/Data/1/2/"} {
				files := map[string]string{data + "Messages/6.partial.emlx": fmt.Sprintf("%d\n%s<?xml version=\"1.0\"?>\n<plist></plist>\n", len(c.mail), c.mail)}
				for name, text := range c.files {
					files[data+"Attachments/6/"+name] = text
				}
				s := storagetest.Open(t, nil)
				if got := bring(t, s, write(t, files)); got != c.counts {
					t.Errorf("%s: %s", data, got)
				}
				if got := stored(t, s); c.want != "" && (len(got) != 1 || !strings.HasSuffix(got[0], " "+fmt.Sprintf("%q", c.want))) {
					t.Errorf("%s: %q\nnot %q", data, got, c.want)
				}
			}
		})
	}
}

// TestEMLXPartFiles: attachments that lie in files beside the message, as Apple Mail kept them once, come back as
// they are encoded there.
func TestEMLXPartFiles(t *testing.T) {
	const head = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\ntext\n"
	const inner = "From: inner@example.org\nSubject: inner\nDate: Fri, 3 Mar 2000 10:00:00 +0000\nMessage-ID: <inner@example.org>\n\nin it\n"
	part := func(encoding string) string {
		return "--b1\nContent-Type: image/png\nContent-Transfer-Encoding: " + encoding + "\nX-Apple-Content-Length: 20\n\n"
	}
	mail := head + part("base64") + part("quoted-printable") + part("base64") + "--b1--\n"
	files := map[string]string{
		"V2/IMAP-u@h/INBOX.imapmbox/Messages/12.partial.emlx": fmt.Sprintf("%d\n%s<?xml version=\"1.0\"?>\n<plist></plist>\n", len(mail), mail),
		"V2/IMAP-u@h/INBOX.imapmbox/Messages/12.2.emlxpart":   "b25l\r\nb25l\r\n",
		"V2/IMAP-u@h/INBOX.imapmbox/Messages/12.3.emlxpart":   "a=3Db",
		"V2/IMAP-u@h/INBOX.imapmbox/Messages/12.4.emlxpart":   "\x00one",
		"V2/IMAP-u@h/INBOX.imapmbox/Messages/12.5.emlxpart":   inner, // of a part that the message has no more
	}
	want := strings.ReplaceAll(head+strings.ReplaceAll(part("base64")+"b25l\nb25l\n"+part("quoted-printable")+"a=3Db\n"+part("base64")+"AG9uZQ==\n", "X-Apple-Content-Length: 20\n", "")+"--b1--\n", "\n", "\r\n")
	s := storagetest.Open(t, nil)
	if got := bring(t, s, write(t, files)); got != "1 0 0" {
		t.Error(got)
	}
	same(t, stored(t, s), fmt.Sprintf("Inbox 0 %q", want))
}

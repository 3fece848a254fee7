package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account/letter"
	"popmail/pop3/pop3test/postfix"
)

// TestCircle follows letters from popmail send over a real Postfix, with TLS and a log-in,
// and a real Dovecot to popmail receive: what was written is what is read.
func TestCircle(t *testing.T) {
	s := postfix.Run(t, "plain", testPassword, testUser, "bob@example.org")
	ann, bob := dataFolder(t), dataFolder(t)
	circleAccount(t, s, ann, testUser, "tls", s.TLS)
	circleAccount(t, s, bob, "bob@example.org", "starttls", s.STARTTLS)
	subjects := map[string]string{
		"greeting 😀 über": "Grüße aus Köln\n.\n..\nFrom me\n", "お知らせ": "日本語の本文\n" + strings.Repeat("長い行", 400) + "\n",
		"Привет": "Текст письма\n", "مرحبا": "نص الرسالة\n", "plain": "just text\n", "hello again": "",
	}
	file := filepath.Join(t.TempDir(), "letter")
	raws := map[string][]byte{}
	for subject, text := range subjects {
		l := &letter.Letter{
			From: letter.Person{Name: "Ann Ødegård", Email: testUser}, To: []letter.Person{{Name: "Bob, der Große", Email: "bob@example.org"}}, Bcc: []letter.Person{{Email: testUser}},
			Subject: subject, Text: text, Date: time.Now(), MessageID: letter.NewMessageID(testUser), Plain: true,
			Attachments: []letter.Attachment{{Name: "Übersicht " + subject + ".bin", Type: "application/octet-stream", Data: bytes.Repeat([]byte{0, 1, 2, '\r', '\n', '.', 255}, 9000)}},
		}
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		raws[l.MessageID] = raw
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if r := row[letterRow](t, pop(t, ann, "send", file).must(t, 0)); r.State != "sent" {
			t.Fatalf("%+v", r)
		}
	}
	// Who is not there is told by the server, and nobody gets it.
	refused := popIn(t, ann, "From: "+testUser+"\nTo: nobody@example.org, bob@example.org\nSubject: x\n\nx\n", "send").must(t, 1)
	if !strings.Contains(refused.stderr, "nobody@example.org") {
		t.Errorf("%s", refused.stderr)
	}
	for name, data := range map[string]string{"bob": bob, "Ann's own copy": ann} {
		var list []summaryRow
		for range 100 {
			pop(t, data, "receive").must(t, 0)
			if list = rows[summaryRow](t, pop(t, data, "list", "--folder", "Inbox", "--json").must(t, 0)); len(list) >= len(subjects) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if len(list) != len(subjects) {
			t.Fatalf("%s: %d of %d letters\n%s", name, len(list), len(subjects), s.Log())
		}
		for _, m := range list {
			want, ok := raws[m.MessageID]
			if !ok || subjects[m.Subject] == "" && m.Subject != "hello again" || m.From != "Ann Ødegård <"+testUser+">" || m.Attachments != 1 || m.To[0] != "Bob, der Große <bob@example.org>" {
				t.Errorf("%s: %+v", name, m)
			}
			_, wantBody, _ := bytes.Cut(want, []byte("\r\n\r\n"))
			head, body, _ := strings.Cut(pop(t, data, "show", fmt.Sprint(m.ID), "--raw").must(t, 0).stdout, "\r\n\r\n")
			if body != string(wantBody) || strings.Contains(head, "Bcc") {
				t.Errorf("%s: %s is not what was sent\n%.3000s", name, m.Subject, head)
			}
			var shown struct{ Text string }
			if err := json.Unmarshal([]byte(pop(t, data, "show", fmt.Sprint(m.ID), "--json").must(t, 0).stdout), &shown); err != nil || strings.TrimSpace(shown.Text) != strings.TrimSpace(subjects[m.Subject]) {
				t.Errorf("%s: %v %.300q", name, err, shown.Text)
			}
		}
	}
}

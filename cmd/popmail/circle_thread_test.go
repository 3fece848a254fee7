package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/letter"
	"popmail/pop3/pop3test/postfix"
	"popmail/storage"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// side is one of the two who write to each other.
type side struct {
	me   letter.Person
	data string
}

// circleAccount adds an account that sends over Postfix and receives from Dovecot.
func circleAccount(t *testing.T, s *postfix.Server, data, email, security string, port int) {
	t.Helper()
	popIn(t, data, testPassword+"\n", "account", "add", "--email", email, "--server", s.Dovecot.Host, "--port", fmt.Sprint(s.Dovecot.TLS), "--security", "tls",
		"--ca-file", s.Dovecot.CAFile, "--keep-password", "file", "--password-stdin",
		"--smtp-server", "localhost", "--smtp-port", fmt.Sprint(port), "--smtp-security", security).must(t, 0)
}

// send hands letters over.
func (p side) send(t *testing.T, letters ...*letter.Letter) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "letter")
	for _, l := range letters {
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if r := row[letterRow](t, pop(t, p.data, "send", file).must(t, 0)); r.State != "sent" {
			t.Fatalf("%+v", r)
		}
	}
}

// receive fetches mail until there is so much of it in the Inbox.
func (p side) receive(t *testing.T, n int, log func() string) {
	t.Helper()
	for range 200 {
		pop(t, p.data, "receive").must(t, 0)
		if len(rows[summaryRow](t, pop(t, p.data, "list", "--folder", "Inbox", "--json").must(t, 0))) >= n {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("not all of %d letters have come\n%s", n, log())
}

// stored is a message as the store has it.
type stored struct {
	mailbox.Summary
	message *eml.Message
	file    []byte // its first attachment
}

// mail is all that is stored, by message-id.
func (p side) mail(t *testing.T) map[string]stored {
	t.Helper()
	s, err := storage.Open(t.Context(), p.data, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	entries, err := s.Index(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]stored{}
	for _, e := range entries {
		m, sum, err := s.Message(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if other, twice := out[sum.MessageID]; twice {
			t.Errorf("%q is stored twice, in %s and in %s", sum.Subject, other.FolderRole, sum.FolderRole)
		}
		x := stored{Summary: sum, message: m}
		if len(m.Attachments) > 0 {
			if x.file, _, err = s.Attachment(t.Context(), e.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		out[sum.MessageID] = x
	}
	return out
}

// answer is a reply to what was received, with its file sent back.
func (p side) answer(m stored, text string) *letter.Letter {
	people := func(list []mailbox.Address) (out []letter.Person) {
		for _, a := range list {
			out = append(out, letter.Person(a))
		}
		return out
	}
	o := letter.Original{From: people(m.message.From), To: people(m.message.To), Subject: m.message.Subject, MessageID: m.message.MessageID, InReplyTo: m.message.InReplyTo, References: m.message.References}
	l := &letter.Letter{From: p.me, Subject: letter.Re(o.Subject), Text: text, Quote: &letter.Quote{Line: o.From[0].Name + ":", Text: m.message.Readable(), HTML: "<p>" + text + "</p>"},
		Date: time.Now(), MessageID: letter.NewMessageID(p.me.Email), Attachments: []letter.Attachment{{Name: m.message.Attachments[0].Name, Type: "application/octet-stream", Data: m.file}}}
	l.To, l.Cc = o.Reply(letter.Sender, func(email string) bool { return letter.Same(email, p.me.Email) })
	l.InReplyTo, l.References = o.Thread()
	return l
}

// TestCircleThreads: a letter, the reply to it and the reply to that are one conversation for
// both who write them, in every script, and a file that went with all three is what it was.
func TestCircleThreads(t *testing.T) {
	s := postfix.Run(t, "plain", testPassword, testUser, "bob@example.org")
	ann := side{letter.Person{Name: "Ann Ødegård", Email: testUser}, dataFolder(t)}
	bob := side{letter.Person{Name: "Пётр, der Große", Email: "bob@example.org"}, dataFolder(t)}
	circleAccount(t, s, ann.data, ann.me.Email, "starttls", s.STARTTLS)
	circleAccount(t, s, bob.data, bob.me.Email, "tls", s.TLS)
	file := bytes.Repeat([]byte{0, 1, 2, '\r', '\n', '.', '\n', '\r', 255}, 5000)
	threads := map[string][]string{} // message-ids of a conversation in their order, by subject
	var first []*letter.Letter
	for _, subject := range []string{"We take the ferry", "Grüße aus Köln", "お知らせ", "公告和新闻", "공지 사항", "Привет из Москвы", "Καλημέρα", "مرحبا بكم", "שלום לכולם", "नमस्ते दुनिया", "สวัสดีชาวโลก", "👩‍👩‍👧 😀 über"} {
		l := &letter.Letter{From: ann.me, To: []letter.Person{bob.me}, Subject: subject, Text: subject + "\n.\nFrom me\n", Date: time.Now(), MessageID: letter.NewMessageID(ann.me.Email),
			Attachments: []letter.Attachment{{Name: subject + ".bin", Type: "application/octet-stream", Data: file}}}
		first = append(first, l)
		threads[subject] = []string{l.MessageID}
	}
	ann.send(t, first...)
	bob.receive(t, len(first), s.Log)
	reply := func(p side, turn int) {
		t.Helper()
		mail := p.mail(t)
		var out []*letter.Letter
		for subject, ids := range threads {
			l := p.answer(mail[ids[turn]], subject)
			out = append(out, l)
			threads[subject] = append(ids, l.MessageID)
		}
		p.send(t, out...)
	}
	reply(bob, 0)
	ann.receive(t, len(first), s.Log)
	reply(ann, 1)
	bob.receive(t, 2*len(first), s.Log)
	for name, p := range map[string]side{"Ann": ann, "Bob": bob} {
		mail := p.mail(t)
		if len(mail) != 3*len(threads) {
			t.Errorf("%s has %d messages, want %d", name, len(mail), 3*len(threads))
		}
		for subject, ids := range threads {
			for i, id := range ids {
				m, ok := mail[id]
				want := subject
				if i > 0 {
					want = "Re: " + subject
				}
				if !ok || m.Subject != want || !strings.HasPrefix(m.message.Readable(), subject) {
					t.Errorf("%s: letter %d of %q is %q, %.200q", name, i, subject, m.Subject, m.message.Readable())
					continue
				}
				parent := ""
				if i > 0 {
					parent = ids[i-1]
				}
				if m.InReplyTo != parent || !slices.Equal(m.References, ids[:i]) && i > 0 {
					t.Errorf("%s: letter %d of %q answers %q and is below %q, want %q", name, i, subject, m.InReplyTo, m.References, ids[:i])
				}
				if !bytes.Equal(m.file, file) || m.message.Attachments[0].Name != subject+".bin" {
					t.Errorf("%s: %d octets in %q", name, len(m.file), m.message.Attachments[0].Name)
				}
			}
		}
	}
}

// TestCircleUTF8: an address that is not in ASCII before its @ is written in the header as it
// is where the servers have SMTPUTF8, and its letter arrives.
func TestCircleUTF8(t *testing.T) {
	s := postfix.Run(t, "plain", testPassword, testUser, "bob@example.org")
	s.Alias(t, "jürgen@example.org", "bob@example.org")
	s.Alias(t, "用户@example.org", "bob@example.org")
	ann := side{letter.Person{Name: "Ann Ødegård", Email: testUser}, dataFolder(t)}
	bob := side{letter.Person{}, dataFolder(t)}
	circleAccount(t, s, ann.data, testUser, "tls", s.TLS)
	circleAccount(t, s, bob.data, "bob@example.org", "starttls", s.STARTTLS)
	to := []letter.Person{{Name: "Jürgen", Email: "jürgen@example.org"}, {Name: "", Email: "用户@example.org"}}
	l := &letter.Letter{From: ann.me, To: to[:1], Cc: to[1:], Subject: "Grüße", Text: "hello\n", Date: time.Now(), MessageID: letter.NewMessageID(testUser)}
	ann.send(t, l)
	bob.receive(t, 2, s.Log)
	for _, m := range rows[summaryRow](t, pop(t, bob.data, "list", "--folder", "Inbox", "--json").must(t, 0)) {
		if m.Subject != "Grüße" || fmt.Sprint(m.To) != "[Jürgen <jürgen@example.org>]" {
			t.Errorf("%+v", m)
		}
		raw := pop(t, bob.data, "show", fmt.Sprint(m.ID), "--raw").must(t, 0).stdout
		if !strings.Contains(raw, "<jürgen@example.org>\r\nCc: 用户@example.org\r\nSubject: =?utf-8?") || !strings.Contains(raw, "with UTF8SMTPSA") && !strings.Contains(raw, "with UTF8SMTP") {
			t.Errorf("%s", raw)
		}
	}
}

package eml_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	gomail "github.com/emersion/go-message/mail"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// TestWrittenByLibrary reads messages that go-message has written.
func TestWrittenByLibrary(t *testing.T) {
	people := []*gomail.Address{
		{Name: "Zoë Ünal", Address: "zoe@example.org"}, {Name: `Quote "Q" Mark, Jr.`, Address: "q@example.org"},
		{Name: "田中さくら", Address: "tanaka@example.jp"}, {Address: "bare@example.org"},
		{Name: strings.Repeat("Långt namn ", 20) + "slut", Address: "long@example.org"},
	}
	date := time.Date(2026, 11, 2, 10, 30, 0, 0, time.FixedZone("", 5*3600+1800))
	for i, c := range []struct{ subject, text, html, file string }{
		{"plain", "hello\n", "", ""},
		{"Ünïcödé " + strings.Repeat("ä", 200), "Grüße\n.\n..dots\nFrom the start\n" + strings.Repeat("lång rad ", 300) + "\n", "", "Büro & Co; \"x\".pdf"},
		{"日本語の件名 and =?utf-8?q?not_a_word?= ", "本文です。\n", "<p>本文<b>です</b></p>", "資料 (最終).xlsx"},
		{"emoji 👩‍👩‍👧 ✓", "👍\n", "<p>👍</p>", strings.Repeat("n", 200) + ".txt"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			var h gomail.Header
			h.SetDate(date)
			h.SetSubject(c.subject)
			h.SetAddressList("From", people[:1])
			h.SetAddressList("To", people)
			h.SetAddressList("Cc", people[2:])
			h.SetAddressList("Reply-To", people[1:2])
			h.SetMessageID("id@example.org")
			var b bytes.Buffer
			w, err := gomail.CreateWriter(&b, h)
			check(t, err)
			in, err := w.CreateInline()
			check(t, err)
			for _, part := range []struct{ kind, text string }{{"text/plain", c.text}, {"text/html", c.html}} {
				if part.text == "" {
					continue
				}
				var ph gomail.InlineHeader
				ph.SetContentType(part.kind, map[string]string{"charset": "utf-8"})
				pw, err := in.CreatePart(ph)
				check(t, err)
				_, err = io.WriteString(pw, part.text)
				check(t, errors.Join(err, pw.Close()))
			}
			check(t, in.Close())
			data := bytes.Repeat([]byte("\x00\xff\r\n.\n"), 5000)
			if c.file != "" {
				var ah gomail.AttachmentHeader
				ah.SetContentType("application/octet-stream", nil)
				ah.SetFilename(c.file)
				aw, err := w.CreateAttachment(ah)
				check(t, err)
				_, err = aw.Write(data)
				check(t, errors.Join(err, aw.Close()))
			}
			check(t, w.Close())
			raw := b.Bytes()

			m, d := eml.Read(raw), eml.Digest(raw)
			if want := strings.TrimSpace(c.subject); m.Subject != want || d.Subject != want {
				t.Errorf("subject %q and %q, want %q", m.Subject, d.Subject, want)
			}
			for what, p := range map[string]struct {
				got  []mailbox.Address
				want []*gomail.Address
			}{"from": {m.From, people[:1]}, "to": {m.To, people}, "cc": {m.Cc, people[2:]}, "reply to": {m.ReplyTo, people[1:2]}, "digest": {d.To, people}} {
				if !slices.EqualFunc(p.got, p.want, func(x mailbox.Address, y *gomail.Address) bool {
					return x.Name == strings.TrimSpace(y.Name) && x.Email == y.Address
				}) {
					t.Errorf("%s: %q, want %q", what, p.got, p.want)
				}
			}
			if !m.Date.Equal(date) || m.MessageID != "id@example.org" || len(m.Problems) != 0 {
				t.Errorf("date %v, id %q, problems %q", m.Date, m.MessageID, m.Problems)
			}
			if strings.ReplaceAll(m.Text, "\r\n", "\n") != c.text && strings.TrimRight(m.Text, "\r\n")+"\n" != c.text {
				t.Errorf("text %q, want %q", m.Text, c.text)
			}
			if m.HTML() != c.html {
				t.Errorf("HTML %q, want %q", m.HTML(), c.html)
			}
			if c.file == "" {
				return
			}
			if len(m.Attachments) != 1 || m.Attachments[0].Name != c.file || m.Attachments[0].Size != int64(len(data)) {
				t.Fatalf("attachments %+v", m.Attachments)
			}
			if got, _, err := eml.PartData(raw, 0); err != nil || !bytes.Equal(got, data) {
				t.Errorf("the attachment's octets differ: %v", err)
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestAgainstLibrary compares the parts of the list corpus that are no text with
// what go-message makes of them, where it reads the whole message without
// complaint. Outlook's winmail.dat is another matter: ours shows what is in it.
func TestAgainstLibrary(t *testing.T) {
	messages, files := 0, 0
	eachFile(t, corpora(t, "list"), func(path string, raw []byte) {
		want, ok := attached(raw)
		if !ok {
			return
		}
		messages++
		m := eml.Read(raw)
		for name, data := range want {
			files++
			found := false
			for _, a := range m.Attachments {
				got, _, err := eml.PartData(raw, a.Index)
				found = found || err == nil && bytes.Equal(got, data)
			}
			if !found {
				t.Errorf("%s: go-message has an attachment %q of %d octets, ours are %+v", path, name, len(data), m.Attachments)
			}
		}
	})
	t.Logf("%d messages, %d attachments", messages, files)
	if messages < 4000 || files < 100 {
		t.Errorf("only %d messages and %d attachments were compared", messages, files)
	}
}

// attached returns the attachments that go-message finds, by name and place.
func attached(raw []byte) (map[string][]byte, bool) {
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return nil, false
	}
	out := map[string][]byte{}
	err = e.Walk(func(at []int, p *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, _, err := p.Header.ContentType()
		if err != nil || slices.ContainsFunc([]string{"multipart/", "text/", "message/", "application/ms-tnef"}, func(p string) bool { return strings.HasPrefix(kind, p) }) {
			return err
		}
		h := gomail.AttachmentHeader{Header: p.Header}
		name, err := h.Filename()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(p.Body)
		out[fmt.Sprint(name, at)] = data
		return err
	})
	return out, err == nil
}

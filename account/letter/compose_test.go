package letter_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	gomail "github.com/emersion/go-message/mail"

	"popmail/account/letter"
	"popmail/account/letter/lettertest"
)

// wanted is what a reader has to find in a letter.
type wanted struct {
	Subject string
	To      []string // "name|email"
	Text    string
	Files   []string
	Data    [][]byte `json:"-"`
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\u202e' {
			return -1
		}
		return r
	}, s), "")), " ")
}

func (w *wanted) from(t *testing.T, l *letter.Letter) {
	w.Subject = oneLine(l.Subject)
	for _, p := range l.To {
		email, err := letter.Wire(p.Email)
		if err != nil {
			t.Fatal(err)
		}
		name := oneLine(p.Name)
		if name == p.Email {
			name = ""
		}
		w.To = append(w.To, name+"|"+email)
	}
	for _, a := range l.Attachments {
		name := letter.FileName(a.Name)
		if strings.HasPrefix(a.Type, "message/") && filepath.Ext(name) == "" && !bytes.HasPrefix(a.Data, []byte("From:")) {
			name += ".eml"
		}
		w.Files, w.Data = append(w.Files, name), append(w.Data, a.Data)
	}
	if q := l.Quote; q != nil && q.Forward && l.Plain {
		for i := range q.Pictures {
			a := q.Pictures[i].Attachment(i + 1)
			w.Files, w.Data = append(w.Files, a.Name), append(w.Data, a.Data)
		}
	}
}

// TestMadeLetters: what is made breaks no rule, and the library reads of it what was written.
func TestMadeLetters(t *testing.T) {
	for i, l := range lettertest.Made(200) {
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		for _, b := range lettertest.Lint(raw) {
			t.Errorf("%d: %s", i, b)
		}
		var want wanted
		want.from(t, l)
		m, err := gomail.CreateReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		if s, err := m.Header.Subject(); err != nil || s != want.Subject {
			t.Errorf("%d: subject %q, want %q (%v)", i, s, want.Subject, err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != len(want.To) {
			t.Fatalf("%d: to %v, %v", i, to, err)
		}
		for k, a := range to {
			if got := a.Name + "|" + a.Address; got != want.To[k] {
				t.Errorf("%d: to %q, want %q", i, got, want.To[k])
			}
		}
		if at, err := m.Header.Date(); err != nil || !at.Equal(l.Date) {
			t.Errorf("%d: date %v, %v", i, at, err)
		}
		files := 0
		for {
			p, err := m.NextPart()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%d: %v", i, err)
			}
			h, ok := p.Header.(*gomail.AttachmentHeader)
			if !ok {
				continue
			}
			data, _ := io.ReadAll(p.Body)
			if name, err := h.Filename(); err != nil || name != want.Files[files] {
				t.Errorf("%d: file %q, want %q (%v)", i, name, want.Files[files], err)
			}
			if !bytes.Equal(data, want.Data[files]) {
				t.Errorf("%d: %d octets in place of %d", i, len(data), len(want.Data[files]))
			}
			files++
		}
		if files != len(want.Files) {
			t.Errorf("%d: %d files, want %d", i, files, len(want.Files))
		}
	}
}

// TestLintFinds: the linter sees what it is there to see.
func TestLintFinds(t *testing.T) {
	good := "Date: Sat, 28 Nov 2026 14:00:00 +0000\r\nFrom: a@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\n\r\nHi\r\n"
	if bad := lettertest.Lint([]byte(good)); len(bad) > 0 {
		t.Fatal(bad)
	}
	for _, c := range [][2]string{
		{"Hi\r\n", "Hi\n"}, {"Hi", strings.Repeat("x", 999)}, {"Hi", "Hé"}, {"7bit", "8bit"}, {"<1@example.org>", "1@example.org"}, {"MIME-Version: 1.0\r\n", ""},
		{"From: a@example.org", "From: a@example.org\r\nFrom: b@example.org"}, {"From: ", "Fr om: "}, {"From: a", "Subject: =?utf-8?q?" + strings.Repeat("x", 70) + "?=\r\nFrom: a"},
		{"From: a", "X-Mailer: y\r\nFrom: a"}, {"From: a", "From: =?utf-8?q?a,b?= <a"}, {"7bit\r\n\r\nHi", "quoted-printable\r\n\r\nHi "}, {"7bit\r\n\r\nHi", "base64\r\n\r\n====="},
		{"text/plain", "multipart/mixed; boundary=b"}, {"From: a", "From:\r\n \r\n a"},
	} {
		if broken := strings.Replace(good, c[0], c[1], 1); broken == good || len(lettertest.Lint([]byte(broken))) == 0 {
			t.Errorf("%q is not found", c[1])
		}
	}
}

// TestPython: Python's email package reads of 200 letters what was written.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	dir := t.TempDir()
	var want []wanted
	for i, l := range lettertest.Made(200) {
		raw, err := letter.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.eml", i)), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		w := wanted{}
		w.from(t, l)
		want = append(want, w)
	}
	out, err := exec.Command(python, "testdata/read.py", dir).Output()
	if err != nil {
		t.Fatal(err, string(out))
	}
	var got []wanted
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(want) {
		t.Fatalf("%d letters, %v", len(got), err)
	}
	for i, g := range got {
		if g.Subject != want[i].Subject {
			t.Errorf("%d: subject %q, want %q", i, g.Subject, want[i].Subject)
		}
		if fmt.Sprint(g.To) != fmt.Sprint(want[i].To) {
			t.Errorf("%d: to %q, want %q", i, g.To, want[i].To)
		}
		if fmt.Sprint(g.Files) != fmt.Sprint(want[i].Files) {
			t.Errorf("%d: files %q, want %q", i, g.Files, want[i].Files)
		}
	}
}

// TestBody: the whole of a reply, as text and as HTML.
func TestBody(t *testing.T) {
	l := &letter.Letter{From: letter.Person{Email: "ann@example.org"}, Text: "Thank you.\n<b> & a  gap\n", Quote: &letter.Quote{Line: "On Thursday, Jörg wrote:", Text: "Dear Ann,\n> old\n\nbye", HTML: "<p>Dear</p>"}}
	raw, err := letter.Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	_ = m.Walk(func(_ []int, e *message.Entity, err error) error {
		if e.MultipartReader() == nil {
			b, _ := io.ReadAll(e.Body)
			texts = append(texts, strings.ReplaceAll(string(b), "\r\n", "\n"))
		}
		return err
	})
	if len(texts) != 2 || texts[0] != "Thank you.\n<b> & a  gap\n\nOn Thursday, Jörg wrote:\n> Dear Ann,\n>> old\n>\n> bye\n" {
		t.Errorf("%q", texts)
	}
	for _, want := range []string{"Thank you.<br>\n&lt;b&gt; &amp; a&nbsp; gap", "<blockquote", "<p>Dear</p></blockquote>"} {
		if !strings.Contains(texts[1], want) {
			t.Errorf("%q is not in %s", want, texts[1])
		}
	}
	l.Plain = true
	if raw, err = letter.Compose(l); err != nil || bytes.Contains(raw, []byte("html")) || bytes.Contains(raw, []byte("multipart")) {
		t.Errorf("%v: %s", err, raw)
	}
}

// TestSevenBit: an attached message that cannot stand as it is goes as a file, with all its
// octets.
func TestSevenBit(t *testing.T) {
	for _, c := range []struct{ data, kind string }{{"Subject: x\r\n\r\nplain\r\n", "message/rfc822"}, {"Subject: x\r\n\r\nGrüße\r\n", "application/octet-stream"}, {"Subject: " + strings.Repeat("x", 2000) + "\r\n\r\n", "application/octet-stream"}, {"Subject: x\n\nbare\n", "application/octet-stream"}} {
		raw, err := letter.Compose(&letter.Letter{From: letter.Person{Email: "a@example.org"}, Attachments: []letter.Attachment{{Name: "m.eml", Type: "message/rfc822", Data: []byte(c.data)}}})
		if err != nil || !bytes.Contains(raw, []byte("Content-Type: "+c.kind)) {
			t.Errorf("%q: %v\n%s", c.data, err, raw)
		}
	}
}

func TestNoLetter(t *testing.T) {
	for _, l := range []*letter.Letter{{}, {From: letter.Person{Email: "no address"}}, {From: letter.Person{Email: "a@example.org"}, To: []letter.Person{{Email: "b"}}}, {From: letter.Person{Email: "a@example.org"}, Bcc: []letter.Person{{Email: "b@x\r\nEvil: y"}}}} {
		if raw, err := letter.Compose(l); err == nil {
			t.Errorf("%+v: %s", l, raw)
		}
	}
}

// TestKeep: what is kept of a letter that is being written brings all of it back.
func TestKeep(t *testing.T) {
	for i, l := range lettertest.Made(60) {
		l.To = append(l.To, letter.Person{Name: "half", Email: "half@"})
		raw, writing, err := letter.Keep(l)
		if err != nil {
			t.Fatal(err)
		}
		got, err := letter.Reopen(raw, writing)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		// The text is kept as JSON has it, dates to the same point in time.
		want := *l
		want.Text = strings.ToValidUTF8(l.Text, "�")
		if got.Text != want.Text || got.Subject != l.Subject || fmt.Sprint(got.To, got.Cc, got.Bcc, got.References) != fmt.Sprint(l.To, l.Cc, l.Bcc, l.References) || !got.Date.Equal(l.Date) {
			t.Errorf("%d: %+v\nwant %+v", i, got, l)
		}
		if len(got.Attachments) != len(l.Attachments) {
			t.Fatalf("%d: %d files, want %d", i, len(got.Attachments), len(l.Attachments))
		}
		for k, a := range got.Attachments {
			if !bytes.Equal(a.Data, l.Attachments[k].Data) {
				t.Errorf("%d: file %d differs", i, k)
			}
		}
		if q := l.Quote; q != nil && !l.Plain && (len(got.Quote.Pictures) != len(q.Pictures) || got.Quote.HTML != q.HTML) {
			t.Errorf("%d: quote %+v", i, got.Quote)
		}
	}
}

// TestPlainPictures: the pictures of a message that is passed on as plain text go along as files; those of one that is
// answered do not. All of them are there again where the letter is opened again, also to go as HTML.
func TestPlainPictures(t *testing.T) {
	for name, c := range map[string]struct {
		forward bool
		picture letter.Picture
		file    string // that goes; empty: none
	}{
		"passed on":       {true, letter.Picture{CID: "x@quoted", Type: "image/png", Data: []byte("pixels")}, "picture-1.png"},
		"drawing":         {true, letter.Picture{CID: "x@quoted", Type: "image/svg+xml", Data: []byte("<svg>")}, "picture-1.svg"},
		"with a name":     {true, letter.Picture{CID: "x@quoted", Name: "Plän 1.png", Type: "image/png", Data: []byte("pixels")}, "Plän 1.png"},
		"named so":        {true, letter.Picture{CID: "x@quoted", Name: "picture-of-Anna.jpg", Type: "image/jpeg", Data: []byte("pixels")}, "picture-of-Anna.jpg"},
		"of another kind": {true, letter.Picture{CID: "x@quoted", Name: "picture-1.jpg", Type: "image/png", Data: []byte("pixels")}, "picture-1.jpg"},
		"without a kind":  {true, letter.Picture{CID: "x@quoted", Type: "application/octet-stream", Data: []byte("pixels")}, "picture-1.octet-stream"},
		"answered":        {false, letter.Picture{CID: "x@quoted", Name: "a.png", Type: "image/png", Data: []byte("pixels")}, ""},
		"answered, large": {false, letter.Picture{CID: "x@quoted", Type: "image/png", Data: bytes.Repeat([]byte("pixels"), 40000)}, ""},
	} {
		l := &letter.Letter{From: letter.Person{Email: "ann@example.org"}, Plain: true, Attachments: []letter.Attachment{{Name: "a.txt", Type: "text/plain", Data: []byte("a")}},
			Quote: &letter.Quote{Forward: c.forward, Text: "Look\n", HTML: `<p>Look <img src="cid:x@quoted"></p>`, Pictures: []letter.Picture{c.picture}}}
		for range 2 { // and when it is opened again
			raw, writing, err := letter.Keep(l)
			if err != nil {
				t.Fatal(err)
			}
			m, err := gomail.CreateReader(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			var files []string
			for p, err := m.NextPart(); err == nil; p, err = m.NextPart() {
				if h, ok := p.Header.(*gomail.AttachmentHeader); ok {
					name, _ := h.Filename()
					files = append(files, name)
				}
			}
			want := []string{"a.txt"}
			if c.file != "" {
				want = append(want, c.file)
			}
			if !slices.Equal(files, want) || bytes.Contains(raw, []byte("text/html")) {
				t.Errorf("%s: %q go", name, files)
			}
			again, err := letter.Reopen(raw, writing)
			if err != nil || len(again.Attachments) != 1 || len(again.Quote.Pictures) != 1 || !reflect.DeepEqual(again.Quote.Pictures[0], c.picture) {
				t.Fatalf("%s: %v, %+v", name, err, again.Quote)
			}
			l = again
		}
		l.Plain = false
		if raw, err := letter.Compose(l); err != nil || !bytes.Contains(raw, []byte("Content-ID: <x@quoted>")) || c.picture.Name == "" && bytes.Contains(raw, []byte("picture-1")) {
			t.Errorf("%s, as HTML: %v", name, err)
		}
	}
}

// TestWritingStaysSmall: what is saved all the time while an answer as plain text is written does not hold large
// pictures, which do not go along; what is written is there when it is opened again.
func TestWritingStaysSmall(t *testing.T) {
	for name, c := range map[string]struct {
		sizes []int
		plain bool
	}{
		"one":     {[]int{2 << 20}, true},
		"several": {[]int{100 << 10, 100 << 10, 100 << 10}, true},
		"as HTML": {[]int{2 << 20}, false},
	} {
		l := &letter.Letter{From: letter.Person{Email: "ann@example.org"}, Text: "I like them", Plain: c.plain, Quote: &letter.Quote{Text: "Look\n", HTML: `<p>Look <img src="cid:0@quoted"></p>`}}
		for i, n := range c.sizes {
			l.Quote.Pictures = append(l.Quote.Pictures, letter.Picture{CID: fmt.Sprintf("%d@quoted", i), Type: "image/png", Data: bytes.Repeat([]byte{1}, n)})
		}
		raw, writing, err := letter.Keep(l)
		if err != nil || len(writing) > 64<<10 {
			t.Errorf("%s: %d octets, %v", name, len(writing), err)
		}
		if light, err := letter.Writing(l); err != nil || !bytes.Equal(light, writing) {
			t.Errorf("%s: %d octets, %v", name, len(light), err)
		}
		if again, err := letter.Reopen(raw, writing); err != nil || again.Text != l.Text || again.Quote.HTML != l.Quote.HTML {
			t.Errorf("%s: %v, %+v", name, err, again)
		}
	}
}

// TestKeepWhole: what goes in the place of another file is in the octets, and the person gets the file back.
func TestKeepWhole(t *testing.T) {
	whole := letter.Attachment{Name: "pier.png", Type: "image/png", Data: []byte("all the pixels")}
	l := &letter.Letter{From: letter.Person{Email: "ann@example.org"}, Photos: letter.PhotosSmaller, Attachments: []letter.Attachment{
		{Name: "a.txt", Type: "text/plain", Data: []byte("a")}, {Name: "pier.jpg", Type: "image/jpeg", Data: []byte("few"), Whole: &whole}, {Name: "b.txt", Type: "text/plain", Data: []byte("b")}}}
	raw, writing, err := letter.Keep(l)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := letter.Reopen(raw, []byte("{}"))
	if err != nil || len(sent.Attachments) != 3 || sent.Attachments[1].Name != "pier.jpg" || string(sent.Attachments[1].Data) != "few" {
		t.Errorf("%v %+v", err, sent)
	}
	again, err := letter.Reopen(raw, writing)
	if err != nil || again.Photos != letter.PhotosSmaller || len(again.Attachments) != 3 || again.Attachments[1].Name != "pier.png" || string(again.Attachments[1].Data) != "all the pixels" ||
		again.Attachments[1].Type != "image/png" || again.Attachments[1].Whole != nil || again.Attachments[2].Name != "b.txt" {
		t.Errorf("%v %+v", err, again)
	}
	if _, err := letter.Reopen(raw, []byte(`{"Whole":{"-1":{},"7":{},"1":null}}`)); err != nil {
		t.Error(err)
	}
}

func TestRedirect(t *testing.T) {
	const raw = "From: boss@example.org\r\nTo: ann@example.org\r\nSubject: Gr=\xfc\xdfe\r\n\r\nText.\r\n"
	ann, at := letter.Person{Name: "Ann", Email: "ann@example.org"}, time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC)
	l := &letter.Letter{From: ann, To: []letter.Person{{Email: "jörg x@x.example"}}, Date: at, MessageID: "i@example.org", Resent: []byte(raw)}
	if out, err := letter.Compose(l); !errors.Is(err, letter.ErrAddress) {
		t.Errorf("%s, %v", out, err)
	}
	l.To[0].Email = "joerg@müller.example"
	const before = "Resent-Date: Sat, 28 Nov 2026 14:00:00 +0000\r\nResent-From: Ann <ann@example.org>\r\nResent-To: joerg@xn--mller-kva.example\r\nResent-Message-ID: <i@example.org>\r\n"
	var many []letter.Person
	for i := range 40 {
		many = append(many, letter.Person{Name: fmt.Sprint("Person ", i), Email: fmt.Sprintf("p%d@example.org", i)})
	}
	for _, c := range []struct {
		l         letter.Letter
		want, was string // octets; empty: not looked at
	}{
		{*l, before + raw, raw},
		{letter.Letter{From: ann, To: l.To, Date: at, MessageID: l.MessageID, Resent: []byte("From boss Sat Nov 28\n" + raw)}, before + raw, raw},
		{letter.Letter{From: ann, MessageID: l.MessageID, Resent: []byte(raw)}, "Resent-From: Ann <ann@example.org>\r\nResent-Message-ID: <i@example.org>\r\n" + raw, raw}, // a draft
		{letter.Letter{From: ann, To: many, Date: at, MessageID: strings.Repeat("i", 300) + "@example.org", Resent: []byte(raw)}, "", raw},
		{letter.Letter{From: ann, To: l.To, Date: at, MessageID: l.MessageID, Resent: []byte(before + raw)}, before + before + raw, before + raw}, // once more
		{letter.Letter{From: ann, To: l.To, Date: at, MessageID: l.MessageID, Resent: []byte("Subject: a\n b\n\nx\n")}, "", "Subject: a\n b\n\nx\n"},
	} {
		out, writing, err := letter.Keep(&c.l)
		if err != nil || c.want != "" && string(out) != c.want {
			t.Errorf("%v\n%s", err, out)
		}
		back, err := letter.Reopen(out, writing)
		if err != nil || string(back.Resent) != c.was || fmt.Sprint(back.To) != fmt.Sprint(c.l.To) || back.From != ann || back.MessageID != c.l.MessageID {
			t.Errorf("%v, %q: %+v", err, back.Resent, back)
		}
	}
	for _, bad := range []string{"", "\r\nText", "no header"} {
		if out, err := letter.Compose(&letter.Letter{From: ann, Resent: []byte(bad)}); !errors.Is(err, letter.ErrHeader) {
			t.Errorf("%q: %q, %v", bad, out, err)
		}
	}
	if d := (&letter.Letter{To: l.To, Text: "attached", Resent: []byte(raw)}).Doubts(); len(d) != 0 {
		t.Errorf("%+v", d)
	}
}

// FuzzRedirect: whatever a message is, and whoever gets it, it goes on as it was, and is had
// back from the octets; nobody else gets it.
func FuzzRedirect(f *testing.F) {
	f.Add([]byte("From: a@b.c\r\nSubject: x\r\n\r\nText"), "Bob", "bob@example.net")
	f.Add([]byte("From a Sat\nResent-Message-ID: <x@y>\n z\n\n"), "B\r\nResent-Bcc: x@y.z", "b@c.d\r\nResent-To: e@f.g")
	f.Fuzz(func(t *testing.T, raw []byte, name, email string) {
		l := &letter.Letter{From: letter.Person{Name: name, Email: "me@example.org"}, To: []letter.Person{{Name: name, Email: email}}, Date: time.Unix(1e9, 0).UTC(), MessageID: "m@example.org", Resent: raw}
		out, writing, err := letter.Keep(l)
		if err != nil {
			if letter.Resendable(raw) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		want := raw
		if bytes.HasPrefix(raw, []byte("From ")) {
			_, want, _ = bytes.Cut(raw, []byte("\n"))
		}
		head, ok := bytes.CutSuffix(out, want)
		if !ok {
			t.Fatalf("%q is not the end of %q", want, out)
		}
		fields := 0
		for line := range bytes.Lines(head) {
			if line[0] != ' ' && line[0] != '\t' {
				fields++
			}
		}
		if most := 4; fields > most || bytes.Contains(bytes.ToLower(head), []byte("\nresent-bcc")) {
			t.Fatalf("%d fields: %q", fields, head)
		}
		back, err := letter.Reopen(out, writing)
		if err != nil || !bytes.Equal(back.Resent, want) {
			t.Fatalf("%v: %q came back for %q", err, back.Resent, want)
		}
	})
}

// FuzzCompose: whatever stands in names, addresses, subjects and names of files, the header
// has the fields that a letter has and no other, nobody else gets it, and no rule is broken.
func FuzzCompose(f *testing.F) {
	for _, l := range lettertest.Made(40) {
		file, kind := "x", "a/b"
		if len(l.Attachments) > 0 {
			file, kind = l.Attachments[0].Name, l.Attachments[0].Type
		}
		f.Add(l.To[0].Name, l.To[0].Email, l.Subject, file, kind, l.InReplyTo, l.Text)
	}
	f.Add("a\r\nBcc: x@y.z", "a@b\r\nBcc: x@y.z", "s\r\nBcc: x@y.z\r\n\r\nbody", "f\"\r\nX: y", "a/b\r\nX: y", "id>\r\nX: <y", "\r\n.\r\nMAIL FROM:<x@y.z>")
	f.Fuzz(func(t *testing.T, name, email, subject, file, kind, id, text string) {
		l := &letter.Letter{From: letter.Person{Name: name, Email: "me@example.org"}, To: []letter.Person{{Name: name, Email: email}, {Name: name, Email: "you@example.org"}}, Subject: subject, Text: text,
			MessageID: "m@example.org", InReplyTo: id, References: []string{id}, Date: time.Unix(1e9, 0).UTC(), Quote: &letter.Quote{Line: name, Text: text},
			Attachments: []letter.Attachment{{Name: file, Type: kind, Data: []byte(text)}}}
		raw, err := letter.Compose(l)
		if err != nil {
			if letter.Check(email) == nil {
				t.Fatalf("%q: %v", email, err)
			}
			return
		}
		if bad := lettertest.Lint(raw); len(bad) > 0 {
			t.Fatalf("%q\n%s", bad, raw)
		}
		m, err := gomail.CreateReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for fields := m.Header.Fields(); fields.Next(); {
			switch strings.ToLower(fields.Key()) {
			case "date", "from", "to", "subject", "message-id", "in-reply-to", "references", "mime-version", "content-type":
			default:
				t.Fatalf("field %s\n%s", fields.Key(), raw)
			}
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 2 || to[1].Address != "you@example.org" {
			t.Fatalf("%v %v\n%s", to, err, raw)
		}
		parts := 0
		for {
			if _, err := m.NextPart(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			parts++
		}
		if parts != 2 {
			t.Fatalf("%d parts\n%s", parts, raw)
		}
	})
}

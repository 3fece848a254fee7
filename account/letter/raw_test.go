package letter

import (
	"bytes"
	"errors"
	"io"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
)

var someday = time.Date(2026, 11, 28, 10, 0, 0, 0, time.FixedZone("", 3600))

func TestEnvelope(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		from string
		to   []string
		bad  bool
	}{
		"all":          {"From: Ann <ann@example.org>\nTo: b@example.net, \"C, D\" <c@example.net>\nCc: B@example.net\nBcc: e@example.net\n\nx", "ann@example.org", []string{"b@example.net", "c@example.net", "e@example.net"}, false},
		"two fields":   {"From: a@example.org\nTo: b@example.net\nTo: c@example.net\n\n", "a@example.org", []string{"b@example.net", "c@example.net"}, false},
		"group":        {"From: a@example.org\nTo: friends: b@example.net, c@example.net;\n\n", "a@example.org", []string{"b@example.net", "c@example.net"}, false},
		"nobody":       {"From: a@example.org\nTo: undisclosed-recipients:;\nBcc: e@example.net\n\n", "a@example.org", []string{"e@example.net"}, false},
		"folded":       {"From: a@example.org\r\nTo: b@example.net,\r\n\tc@example.net\r\n\r\n", "a@example.org", []string{"b@example.net", "c@example.net"}, false},
		"mbox":         {"From a@example.org Sat Nov 28\nFrom: a@example.org\nTo: b@example.net\n\n", "a@example.org", []string{"b@example.net"}, false},
		"no From":      {"To: b@example.net\n\n", "", []string{"b@example.net"}, false},
		"sender":       {"Sender: s@example.org\nFrom: a@example.org\n\n", "a@example.org", nil, false},
		"redirected":   {"Resent-Date: Sat, 28 Nov 2026 10:00:00 +0000\nResent-From: Ann <a@example.org>\nResent-To: bob@example.net\nResent-Bcc: e@example.net\nFrom: c@example.net\nTo: d@example.net\nCc: f@example.net\n\n", "a@example.org", []string{"bob@example.net", "e@example.net"}, false},
		"twice":        {"Resent-From: a@example.org\nResent-To: bob@example.net\nResent-Message-ID: <2@x>\nResent-From: z@example.org\nResent-To: y@example.net\nFrom: c@example.net\nTo: d@example.net\n\n", "a@example.org", []string{"bob@example.net"}, false},
		"twice, apart": {"Resent-From: a@example.org\nResent-Cc: bob@example.net\nReceived: by x\nResent-To: y@example.net\nTo: d@example.net\n\n", "a@example.org", []string{"bob@example.net"}, false},
		"below":        {"Received: by x\nResent-To: bob@example.net\nRESENT-SENDER: s@example.org\nFrom: c@example.net\nTo: d@example.net\n\n", "s@example.org", []string{"bob@example.net"}, false},
		"nobody new":   {"Resent-From: a@example.org\nFrom: c@example.net\nTo: d@example.net\n\n", "c@example.net", []string{"d@example.net"}, false},
		"no header":    {"hello there\n", "", nil, true},
		"nothing":      {"", "", nil, true},
		"bad address":  {"From: a@example.org\nTo: <b@example.net\n\n", "", nil, true},
	} {
		from, to, err := Envelope([]byte(c.raw))
		if (err != nil) != c.bad || !c.bad && (from != c.from || !slices.Equal(to, c.to)) {
			t.Errorf("%s: %q %q %v", name, from, to, err)
		}
	}
}

func TestComplete(t *testing.T) {
	me := Person{Name: "Änn", Email: "ann@bücher.example"}
	out, err := Complete([]byte("To: Jörg <jörg@example.net>\nSubject: x\n\n"), me, someday)
	if err != nil || !bytes.Contains(out, []byte("To: =?utf-8?b?SsO2cmc=?= <jörg@example.net>\r\n")) {
		t.Errorf("letters before the @: %v %s", err, out)
	}
	out, err = Complete([]byte("To: Jörg <j@bücher.example>\nSubject: Grüße\x00 an\rBcc: eve@example.net\nX-Long: a\n b\n\nbody\nline"), me, someday)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if high(out) || m.Header.Get("Bcc") != "" || m.Header.Get("Date") != "Sat, 28 Nov 2026 10:00:00 +0100" || !strings.HasSuffix(m.Header.Get("Message-ID"), "@xn--bcher-kva.example>") {
		t.Errorf("%s", out)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "Änn" || from[0].Address != "ann@xn--bcher-kva.example" {
		t.Errorf("%v %v", from, err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || to[0].Name != "Jörg" || to[0].Address != "j@xn--bcher-kva.example" {
		t.Errorf("%v %v", to, err)
	}
	body, _ := io.ReadAll(m.Body)
	if string(body) != "body\r\nline" {
		t.Errorf("%q", body)
	}
	// What is complete stays as it is.
	whole := "From: a@example.org\r\nTo: b@example.net\r\nDate: Sat, 28 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nX-Odd:   spaces  \r\n\r\nx\r\n"
	if out, err = Complete([]byte(whole), me, someday); err != nil || string(out) != whole {
		t.Errorf("%q %v", out, err)
	}
	// An empty field is none.
	out, err = Complete([]byte("From:\nMessage-ID:\nTo: b@example.net\n\n"), me, someday)
	if err != nil || bytes.Count(out, []byte("From:")) != 1 || bytes.Count(out, []byte("Message-ID:")) != 1 {
		t.Errorf("%s %v", out, err)
	}
	// Who has sent it for somebody else does not stand for that one, nor who has sent it on.
	for _, head := range []string{"Sender: cron@example.org\n", "Sender: cron@example.org\nFrom: \n", "Resent-From: cron@example.org\nResent-To: c@example.net\n"} {
		out, err = Complete([]byte(head+"To: b@example.net\nSubject: x\n\nx\n"), me, someday)
		m, e := mail.ReadMessage(bytes.NewReader(out))
		if err != nil || e != nil {
			t.Fatal(err, e)
		}
		if from, err := m.Header.AddressList("From"); err != nil || len(m.Header["From"]) != 1 || from[0].Address != "ann@xn--bcher-kva.example" || !bytes.Contains(out, []byte("cron@example.org")) {
			t.Errorf("%v %s", err, out)
		}
	}
}

// leafText is the text of the n-th leaf of a message.
func leafText(t *testing.T, raw []byte, n int) string {
	t.Helper()
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	text := ""
	err = e.Walk(func(_ []int, e *message.Entity, err error) error {
		if kind, _, _ := e.Header.ContentType(); err != nil || strings.HasPrefix(kind, "multipart/") {
			return err
		}
		b, err := io.ReadAll(e.Body)
		if n == 0 {
			text = string(b)
		}
		n--
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestOutgoing(t *testing.T) {
	const head = "From: a@example.org\r\nTo: b@example.net\r\n"
	long := strings.Repeat("word ", 400)
	for name, c := range map[string]struct {
		raw      string
		eightBit bool
		same     bool   // nothing changes
		leaf     int    // whose text is
		text     string //
		err      error
	}{
		"plain":             {head + "Subject: x\r\n\r\nhello\r\n", false, true, 0, "", nil},
		"eight bits":        {head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngrüße\r\n", false, false, 0, "grüße\r\n", nil},
		"8BITMIME":          {head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngrüße\r\n", true, true, 0, "", nil},
		"no encoding told":  {head + "Content-Type: text/plain; charset=utf-8\r\n\r\ngrüße\r\n", false, false, 0, "grüße\r\n", nil},
		"long lines":        {head + "\r\n" + long + "\r\nend\r\n", true, false, 0, long + "\r\nend\r\n", nil},
		"long base64":       {head + "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("AAAA", 400) + "\r\n", true, false, 0, strings.Repeat("\x00\x00\x00", 400), nil},
		"broken base64":     {head + "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("AAAA", 400) + "!!==AAA\r\n", true, false, 0, strings.Repeat("\x00\x00\x00", 400) + "\x00\x00", nil},
		"base64, cut":       {head + "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("AAAA", 400) + "A", true, false, 0, strings.Repeat("\x00\x00\x00", 400), nil},
		"broken quoting":    {head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + long + "=\r\n=C3=BC =ZZ = ü=\x01\r\nend\r\n", true, false, 0, long + "ü =ZZ = ü=\x01\r\nend\r\n", nil},
		"zero octets":       {head + "Content-Type: application/octet-stream\r\n\r\na\x00b", true, false, 0, "a\x00b", nil},
		"line ends":         {head + "\r\na\nb\rc\r\n", true, false, 0, "a\r\nb\r\nc\r\n", nil},
		"a part":            {head + "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\n\r\nfirst\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nzweitens ü\r\n--b--\r\n", false, false, 1, "zweitens ü", nil},
		"parts within":      {head + "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>ü\r\n--c--\r\n--b--\r\n", false, false, 0, "<p>ü", nil},
		"enclosed":          {head + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nFrom: c@example.net\r\nSubject: ü\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nü\r\n", false, false, -1, "", nil},
		"names and subject": {"From: a@example.org\r\nTo: Jörg <b@bücher.example>\r\nResent-To: Käthe <c@example.net>\r\nSubject: grüße\r\nX-Odd: ü\r\n\r\nhello\r\n", true, false, 0, "hello\r\n", nil},
		"passed on":         {"From: a@example.org\r\nTo: <Jörg, nobody\r\nSubject: gr\xfc\xdfe\r\n\r\nhello\r\n", true, false, 0, "hello\r\n", nil},
		"signed":            {head + "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nü\r\n--b--\r\n", false, false, 0, "", ErrSealed},
		"signed, 8BITMIME":  {head + "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nü\r\n--b--\r\n", true, true, 0, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			out, utf8, err := Outgoing([]byte(c.raw), c.eightBit)
			if !errors.Is(err, c.err) {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			if same := string(out) == c.raw; same != c.same {
				t.Errorf("changed: %v\n%q", !same, out)
			}
			if head, _, _ := bytes.Cut(out, []byte("\r\n\r\n")); !fits(out, c.eightBit) || utf8 || high(head) {
				t.Errorf("does not fit: %q", out)
			}
			if !c.same && c.leaf >= 0 {
				if got := leafText(t, out, c.leaf); got != c.text {
					t.Errorf("%q instead of %q", got, c.text)
				}
			}
			if again, _, err := Outgoing(out, c.eightBit); err != nil || !bytes.Equal(again, out) {
				t.Errorf("a second time: %v\n%q", err, again)
			}
		})
	}
	foreign := "From: a@example.org\r\nTo: =?utf-8?b?SsO2cmc=?= <jörg@xn--bcher-kva.example>\r\nSubject: x\r\n\r\nhello\r\n"
	if out, utf8, err := Outgoing([]byte(strings.NewReplacer("=?utf-8?b?SsO2cmc=?=", "Jörg", "xn--bcher-kva", "bücher").Replace(foreign)), false); err != nil || !utf8 || string(out) != foreign {
		t.Errorf("letters before the @: %v %v\n%s", utf8, err, out)
	}
	out, _, err := Outgoing([]byte(head+"Bcc: eve@example.net,\r\n frank@example.net\r\nResent-Bcc: gil@example.net\r\nbcc : h@example.net\r\nSubject: x\r\n\r\nBcc: stays\r\n"), true)
	if err != nil || string(out) != head+"Subject: x\r\n\r\nBcc: stays\r\n" {
		t.Errorf("%q %v", out, err)
	}
}

// FuzzOutgoing: whatever comes from outside, what leaves is a message with lines that
// servers take, without Bcc, and complete.
func FuzzOutgoing(f *testing.F) {
	for _, s := range []string{
		"From: a@example.org\nTo: b@example.net\nSubject: x\n\nhello\n", "From: a@example.org\nSubject: a\rBcc: x@example.net\n\n\r.\r\n",
		"From: ä <a@example.org>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nü\n--b--\n", "Bcc: x\nBCC : y\n\n", "From a\nTo: b\n\n", "Content-Type: message/rfc822\n\nSubject: ü\n\nü",
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, eightBit bool) {
		whole, err := Complete(raw, Person{Name: "Ann", Email: "ann@example.org"}, someday)
		if err != nil {
			return
		}
		out, utf8, err := Outgoing(whole, eightBit)
		if err != nil {
			return
		}
		h, body, err := readHeader(out)
		if head := out[:len(out)-len(body)]; !fits(out, true) || !eightBit && high(body) || !utf8 && high(head) {
			t.Fatalf("does not fit: %q", out)
		}
		if err != nil || h.Has("Bcc") || !h.Has("From") || !h.Has("Date") || !h.Has("Message-Id") {
			t.Fatalf("%v %q", err, out)
		}
		if n := bytes.Count(out, []byte("\n")); n != bytes.Count(out, []byte("\r\n")) || n != bytes.Count(out, []byte("\r")) {
			t.Fatalf("line ends: %q", out)
		}
	})
}

// TestRedirectedWithoutDeliveredTo: a message that is redirected goes without the word of those who had delivered it, which
// servers bounce as a circle; any other keeps its fields.
func TestRedirectedWithoutDeliveredTo(t *testing.T) {
	came := "Return-Path: <x@y.example>\r\nDelivered-To: info@club.example\r\nReceived: by x\r\ndelivered-TO: me@example.org\r\nFrom: c@example.net\r\nTo: info@club.example\r\nSubject: x\r\n\r\nDelivered-To: of the text\r\n"
	raw, err := Compose(&Letter{From: Person{Email: "me@example.org"}, To: []Person{{Email: "info@club.example"}}, MessageID: "1@example.org", Date: someday, Resent: []byte(came)})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(raw, []byte(came)) {
		t.Errorf("what is kept is another one: %q", raw)
	}
	out, _, err := Outgoing(raw, true)
	head, body, _ := bytes.Cut(out, []byte("\r\n\r\n"))
	if err != nil || bytes.Contains(bytes.ToLower(head), []byte("delivered-to")) || !bytes.Contains(head, []byte("Received: by x\r\nFrom: c@")) || !bytes.HasPrefix(body, []byte("Delivered-To: of")) {
		t.Errorf("%q %v", out, err)
	}
	if out, _, err = Outgoing([]byte(came), true); err != nil || bytes.Count(bytes.ToLower(out), []byte("delivered-to")) != 3 {
		t.Errorf("%q %v", out, err)
	}
}

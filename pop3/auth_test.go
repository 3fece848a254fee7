package pop3_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// fakeMechanism answers challenges from a list.
type fakeMechanism struct {
	name    string
	first   []byte
	answers []string // "!" gives an error
	got     []string
	proved  error
}

func (m *fakeMechanism) Start() (string, []byte, error) { return m.name, m.first, nil }

func (m *fakeMechanism) Next(challenge []byte) ([]byte, error) {
	m.got = append(m.got, string(challenge))
	if len(m.answers) == 0 || m.answers[0] == "!" {
		return nil, errors.New("not with me")
	}
	a := m.answers[0]
	m.answers = m.answers[1:]
	return []byte(a), nil
}

type provingMechanism struct{ *fakeMechanism }

func (m provingMechanism) Proved() error { return m.proved }

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestAuthExchange(t *testing.T) {
	long := strings.Repeat("t", 3000)
	plain := func() sasl.Client { return sasl.NewPlainClient("", "bob", "secret#17") }
	ok := pop3test.Send("+OK in\r\n")
	for _, c := range []struct {
		name      string
		mechanism sasl.Client
		twoLines  bool
		steps     []pop3test.Step
		sent      []string // by the client
		err       string   // part of the error; "": none
		given     bool
		canceled  bool
		alive     bool // the line can still be used
	}{
		{name: "initial response", mechanism: plain(), steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN "), ok}, sent: []string{"AUTH PLAIN " + b64("\x00bob\x00secret#17")}, alive: true},
		{name: "two lines", mechanism: plain(), twoLines: true, steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ \r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH PLAIN", b64("\x00bob\x00secret#17")}, alive: true},
		{name: "two lines, a lone plus", mechanism: plain(), twoLines: true, steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+\r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH PLAIN", b64("\x00bob\x00secret#17")}, alive: true},
		{name: "two lines, words", mechanism: plain(), twoLines: true, steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ go ahead\r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH PLAIN", b64("\x00bob\x00secret#17")}, alive: true},
		{name: "too long for the command", mechanism: sasl.NewPlainClient("", "bob", long), steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ \r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH PLAIN", b64("\x00bob\x00" + long)}, alive: true},
		{name: "longest command", mechanism: sasl.NewPlainClient("", "bob", strings.Repeat("p", 175)), steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN "), ok}, sent: []string{"AUTH PLAIN " + b64("\x00bob\x00"+strings.Repeat("p", 175))}, alive: true},
		{name: "one octet more", mechanism: sasl.NewPlainClient("", "bob", strings.Repeat("p", 176)), steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ \r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH PLAIN", b64("\x00bob\x00" + strings.Repeat("p", 176))}, alive: true},
		{name: "empty initial response", mechanism: sasl.NewExternalClient(""), steps: []pop3test.Step{pop3test.Expect("AUTH EXTERNAL ="), ok}, sent: []string{"AUTH EXTERNAL ="}, alive: true},
		{name: "empty response", mechanism: &fakeMechanism{name: "X", answers: []string{"a", ""}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ \r\n"), pop3test.Answer(b64("a"), "+ "+b64("bye")+"\r\n"), pop3test.Expect(""), ok}, sent: []string{"AUTH X", b64("a")}, alive: true},
		{name: "no padding", mechanism: &fakeMechanism{name: "X", answers: []string{"a"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ "+strings.TrimRight(b64("wxyz"), "=")+"\r\n"), pop3test.Expect(b64("a")), ok}, sent: []string{"AUTH X", b64("a")}, alive: true},
		{name: "no space after the plus", mechanism: &fakeMechanism{name: "X", answers: []string{"a"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+"+b64("wxyz")+"\r\n"), pop3test.Expect(b64("a")), ok}, sent: []string{"AUTH X", b64("a")}, alive: true},
		{name: "refused at once", mechanism: &fakeMechanism{name: "X", answers: []string{"a"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "-ERR no such mechanism\r\n")}, sent: []string{"AUTH X"}, err: "no such mechanism", alive: true},
		{name: "refused at the end", mechanism: plain(), steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "-ERR [AUTH] no\r\n")}, err: "no", given: true, alive: true},
		{name: "password repeated", mechanism: plain(), steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "-ERR bad: "+b64("\x00bob\x00secret#17")+"\r\n")}, err: "not shown", given: true, alive: true},
		{name: "canceled", mechanism: &fakeMechanism{name: "X", answers: []string{"!"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ eA==\r\n"), pop3test.Answer("*", "-ERR canceled\r\n")}, sent: []string{"AUTH X", "*"}, err: "not with me", canceled: true, alive: true},
		{name: "canceled and let in", mechanism: &fakeMechanism{name: "X", answers: []string{"!"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ eA==\r\n"), pop3test.Answer("*", "+OK\r\n")}, err: "canceled for done", canceled: true},
		{name: "endless", mechanism: &fakeMechanism{name: "X", answers: slices.Repeat([]string{"a"}, 50)}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ \r\n"), pop3test.Repeat(10, pop3test.Answer(b64("a"), "+ \r\n")), pop3test.Answer("*", "-ERR\r\n")}, err: "without end", given: true, canceled: true, alive: true},
		{name: "let in before anything was said", mechanism: &fakeMechanism{name: "X", answers: []string{"a"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+OK welcome\r\n")}, err: "before it began"},
		{name: "not proved", mechanism: provingMechanism{&fakeMechanism{name: "X", first: []byte("a"), proved: errors.New("no signature")}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+OK\r\n")}, err: "no signature", given: true},
		{name: "proved", mechanism: provingMechanism{&fakeMechanism{name: "X", first: []byte("a")}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+OK\r\n")}, alive: true},
		{name: "challenge too long", mechanism: &fakeMechanism{name: "X", answers: []string{"a"}}, steps: []pop3test.Step{pop3test.Answer("AUTH X", "+ "+strings.Repeat("A", 9000)+"\r\n")}, err: "limit"},
		{name: "not POP3", mechanism: plain(), steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "what?\r\n")}, err: "not an answer", given: true},
		{name: "closed", mechanism: plain(), steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN"), pop3test.Cut()}, err: "closed the connection", given: true},
		{name: "bad name", mechanism: &fakeMechanism{name: "X\r\nDELE 1"}, err: "name of a mechanism", alive: true},
		{name: "no name", mechanism: &fakeMechanism{}, err: "name of a mechanism", alive: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := append([]pop3test.Step{pop3test.Send("+OK ready\r\n")}, c.steps...)
			if c.alive {
				steps = append(steps, pop3test.Answer("NOOP", "+OK\r\n"))
			}
			s := script(t, steps...)
			cl := dial(t, s.Addr(), short)
			err := cl.Auth(t.Context(), pop3.Exchange{Mechanism: c.mechanism, TwoLines: c.twoLines, User: "bob", Secret: "secret#17"})
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Fatalf("error %v, want %q", err, c.err)
			}
			if err != nil {
				e, ok := errors.AsType[*pop3.AuthError](err)
				if !ok || e.Given != c.given || e.Canceled != c.canceled {
					t.Errorf("%T %+v, want given %v, canceled %v", err, e, c.given, c.canceled)
				}
				for e := err; e != nil; e = errors.Unwrap(e) {
					if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, "secret#17") || strings.Contains(text, b64("\x00bob\x00secret#17")) {
						t.Errorf("%T holds the password", e)
					}
				}
			}
			if noop := cl.Noop(t.Context()); (noop == nil) != c.alive {
				t.Errorf("afterwards the line gives %v, want alive %v", noop, c.alive)
			}
			got := s.Got()
			for _, line := range got {
				if line == "AUTH" {
					t.Error("a bare AUTH was sent")
				}
				if strings.HasPrefix(line, "AUTH ") && len(line)+2 > 255 {
					t.Errorf("a command of %d octets", len(line)+2)
				}
			}
			if c.sent != nil && !slices.Equal(got[:min(len(c.sent), len(got))], c.sent) {
				t.Errorf("sent %q, want %q", got, c.sent)
			}
		})
	}
}

// What comes in base64 that is not quite right, as the mechanism gets it.
func TestChallenges(t *testing.T) {
	for text, want := range map[string]string{
		"":             "",
		b64("hello"):   "hello",
		"aGVsbG8":      "hello",
		"aGVs bG8=":    "hello",
		" aGVsbG8= ":   "hello",
		"Username:":    "Username:",
		"<1.2@host>":   "<1.2@host>",
		`{"status":1}`: `{"status":1}`,
	} {
		m := &fakeMechanism{name: "X", answers: []string{"a"}}
		s := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("AUTH X", "+ "+text+"\r\n"), pop3test.Answer("YQ==", "+OK\r\n"))
		if err := dial(t, s.Addr(), short).Auth(t.Context(), pop3.Exchange{Mechanism: m}); err != nil || len(m.got) != 1 || m.got[0] != want {
			t.Errorf("%q: %q, %v, want %q", text, m.got, err, want)
		}
	}
}

func TestAPOP(t *testing.T) {
	for banner, want := range map[string]string{
		"POP3 server ready <1896.697170952@dbc.mtview.ca.us>": "c4c9334bac560ecc979e58001b3e22fb", // RFC 1939, section 7
		"ready":                      "",
		"<not a stamp@host> ready":   "",
		"<two@at@host>":              "",
		"<@host>":                    "",
		"<1.2@>":                     "",
		"<1\x812@host>":              "",
		">1.2@host<":                 "",
		"a <b> <1@h>":                "6ba1e7a8d30a3d7a76d1ab1ec86d08ba",
		"<" + "1.2" + "@\u00e4.org>": "",
	} {
		steps := []pop3test.Step{pop3test.Send("+OK " + banner + "\r\n")}
		if want != "" {
			steps = append(steps, pop3test.Answer("APOP mrose ", "+OK in\r\n"))
		}
		s := script(t, steps...)
		err := dial(t, s.Addr(), short).APOP(t.Context(), "mrose", "tanstaaf")
		switch {
		case want == "" && !errors.Is(err, pop3.ErrNoTimestamp):
			t.Errorf("%q: %v", banner, err)
		case want != "" && (err != nil || !strings.HasPrefix(banner, "a ") && s.Got()[0] != "APOP mrose "+want):
			t.Errorf("%q: %v, sent %q", banner, err, s.Got())
		}
	}
}

func TestUTF8AndLang(t *testing.T) {
	s := script(t, pop3test.Send("+OK\r\n"), pop3test.CAPA("UTF8 USER", "LANG"), pop3test.Answer("UTF8", "+OK\r\n"),
		pop3test.Answer("LANG", "+OK languages\r\nen English\r\nde Deutsch (für alle)\r\ni-default\r\n.\r\n"), pop3test.Answer("LANG de", "+OK de jetzt Deutsch\r\n"),
		pop3test.Answer("LANG xx", "-ERR no such language\r\n"))
	c := dial(t, s.Addr(), short)
	caps, err := c.Capabilities(t.Context())
	if err != nil || !caps.UTF8User() || !caps.Has("LANG") {
		t.Fatalf("%v, %v", caps, err)
	}
	if err := c.UTF8(t.Context()); err != nil {
		t.Error(err)
	}
	list, err := c.Languages(t.Context())
	if err != nil || !slices.Equal(list, []pop3.Language{{"en", "English"}, {"de", "Deutsch (für alle)"}, {"i-default", ""}}) {
		t.Errorf("%q, %v", list, err)
	}
	if err := c.Lang(t.Context(), "de"); err != nil {
		t.Error(err)
	}
	if err := c.Lang(t.Context(), "xx"); err == nil {
		t.Error("a language that is refused")
	}
	for _, tag := range []string{"", "d e", "de\r\nDELE 1"} {
		if err := c.Lang(t.Context(), tag); err == nil {
			t.Errorf("%q is sent", tag)
		}
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// submitted is a server for outgoing mail that keeps what it has taken.
type submitted struct {
	port  int
	pause func()                      // before answers; nil: none
	deny  func(from, to string) error // nil: nobody is refused
	say   func(raw string) error      // to a letter; nil: it is taken

	mu   sync.Mutex
	mail []taken
}

// taken is one message that the server has said yes to, or was about to.
type taken struct {
	from string
	to   []string
	raw  string
}

func newSubmitted(t testing.TB, pause func()) *submitted {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &submitted{port: l.Addr().(*net.TCPAddr).Port, pause: pause}
	srv := smtp.NewServer(s)
	srv.Domain, srv.AllowInsecureAuth, srv.MaxMessageBytes = "mx.test", true, 8<<20
	srv.ErrorLog = quietly{}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return s
}

func (s *submitted) NewSession(*smtp.Conn) (smtp.Session, error) { return &submitting{s: s}, nil }

func (s *submitted) all() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.mail...)
}

// saying has the server ask say about every letter.
func (s *submitted) saying(say func(raw string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say = say
}

// denying has the server ask deny about every recipient; nil: nobody.
func (s *submitted) denying(deny func(from, to string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deny = deny
}

func (s *submitted) wait() {
	if s.pause != nil {
		s.pause()
	}
}

type submitting struct {
	s *submitted
	m taken
}

func (c *submitting) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *submitting) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pw string) error {
		if !strings.HasPrefix(user, "ann@") || pw != testPassword { // either account of the stories
			return errors.New("authentication failed")
		}
		return nil
	}), nil
}

func (c *submitting) Reset()        { c.m = taken{} }
func (c *submitting) Logout() error { return nil }
func (c *submitting) Mail(from string, _ *smtp.MailOptions) error {
	c.s.wait()
	c.m.from = from
	return nil
}

func (c *submitting) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.s.wait()
	c.s.mu.Lock()
	deny := c.s.deny
	c.s.mu.Unlock()
	if deny != nil {
		if err := deny(c.m.from, to); err != nil {
			return err
		}
	}
	c.m.to = append(c.m.to, to)
	return nil
}

func (c *submitting) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.s.wait()
	c.m.raw = string(raw)
	c.s.mu.Lock()
	if c.s.say != nil {
		if err := c.s.say(c.m.raw); err != nil {
			c.s.mu.Unlock()
			return err
		}
	}
	c.s.mail = append(c.s.mail, c.m)
	c.s.mu.Unlock()
	c.s.wait()
	return nil
}

// addSender adds testUser, whose mail goes out over s. Nothing is fetched.
func addSender(t testing.TB, data string, s *submitted) {
	t.Helper()
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", "1", "--security", "none", "--keep-password", "file", "--password-stdin",
		"--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(s.port), "--smtp-security", "none").must(t, 0)
}

func written(n int) string {
	return fmt.Sprintf("From: Ann <%s>\nTo: Bob <bob@example.net>\nBcc: eve@example.net\nSubject: letter %d\nMessage-ID: <letter-%d@example.org>\n\nText %d\n.\nend\n", testUser, n, n, n)
}

// TestSend follows letters from a file to a server, and what becomes of those that do not
// arrive there.
func TestSend(t *testing.T) {
	s, data := newSubmitted(t, nil), dataFolder(t)
	s.denying(func(_, to string) error {
		switch {
		case strings.HasPrefix(to, "nobody@"):
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
		case strings.HasPrefix(to, "later@"):
			return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Greylisted"}
		}
		return nil
	})
	addSender(t, data, s)
	r := row[letterRow](t, popIn(t, data, written(1), "send").must(t, 0))
	if r.State != "sent" || r.MessageID != "letter-1@example.org" {
		t.Errorf("%+v", r)
	}
	got := s.all()
	if len(got) != 1 || got[0].from != testUser || strings.Join(got[0].to, " ") != "bob@example.net eve@example.net" {
		t.Fatalf("%+v", got)
	}
	m, err := mail.ReadMessage(strings.NewReader(got[0].raw))
	if err != nil || m.Header.Get("Bcc") != "" || m.Header.Get("Date") == "" || !strings.HasSuffix(got[0].raw, "Text 1\r\n.\r\nend\r\n") {
		t.Errorf("%v\n%s", err, got[0].raw)
	}
	if host, _ := os.Hostname(); len(host) > 2 && strings.Contains(got[0].raw, host) {
		t.Errorf("the name of this computer is in it:\n%s", got[0].raw)
	}
	list := rows[summaryRow](t, pop(t, data, "list", "--folder", "Sent", "--json").must(t, 0))
	if len(list) != 1 || !list[0].Read || list[0].ID != r.ID {
		t.Errorf("%+v", list)
	}

	// It waits when it is told so, and goes when it is told so.
	r = row[letterRow](t, popIn(t, data, written(2), "send", "--later").must(t, 0))
	out := row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0))
	if r.State != "queued" || out.ID != r.ID || out.State != "queued" || out.Subject != "letter 2" || len(out.To) != 2 || out.Error != "" || out.Account != testUser {
		t.Errorf("%+v %+v", r, out)
	}
	if got := row[letterRow](t, pop(t, data, "outbox", "send", "--json").must(t, 0)); got.State != "sent" || got.ID != r.ID {
		t.Errorf("%+v", got)
	}
	later := popIn(t, data, written(5), "send", "--later").must(t, 0).stdout
	for want, text := range map[string]string{
		"{id:n message_id:s state:s}":                                       later,
		"{id:n account:s to:[s] subject:s state:s not_before:null error:s}": pop(t, data, "outbox", "list", "--json").must(t, 0).stdout,
	} {
		if got := shape(t, text); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
	for _, l := range rows[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0)) {
		pop(t, data, "outbox", "cancel", fmt.Sprint(l.ID)).must(t, 0)
	}
	// One who is refused holds back the whole, and is named.
	res := popIn(t, data, written(3), "send", "nobody@example.net", "bob@example.net").must(t, 1)
	r = row[letterRow](t, res)
	out = row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0))
	if r.State != "refused" || out.State != "refused" || !strings.Contains(out.Error, "nobody@example.net: No such user here") || !strings.Contains(res.stderr, "nobody@example.net") {
		t.Errorf("%+v %+v\n%s", r, out, res.stderr)
	}
	pop(t, data, "outbox", "send").must(t, 0) // which is not for refused ones
	// A number that is none leaves the others as they are.
	pop(t, data, "outbox", "send", fmt.Sprint(r.ID), "999").must(t, 1)
	if got := row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0)); got.State != "refused" {
		t.Errorf("%+v", got)
	}
	pop(t, data, "outbox", "send", fmt.Sprint(r.ID)).must(t, 1)
	pop(t, data, "outbox", "cancel", fmt.Sprint(r.ID)).must(t, 0)
	if list := rows[summaryRow](t, pop(t, data, "list", "--folder", "Drafts", "--json").must(t, 0)); len(list) != 2 || list[0].ID != r.ID && list[1].ID != r.ID {
		t.Errorf("%+v", list)
	}
	// Greylisting waits.
	r = row[letterRow](t, popIn(t, data, written(4), "send", "later@example.net").must(t, 0))
	out = row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0))
	if r.State != "queued" || out.NotBefore == nil || !strings.Contains(out.Error, "Greylisted") {
		t.Errorf("%+v %+v", r, out)
	}
	pop(t, data, "outbox", "cancel", fmt.Sprint(r.ID)).must(t, 0)
	if n := len(s.all()); n != 2 {
		t.Errorf("%d messages on the server", n)
	}
	for _, bad := range [][]string{{"outbox", "send", "x"}, {"outbox", "cancel"}, {"send", "--account"}, {"outbox", "fly"}} {
		pop(t, data, bad...).must(t, 2)
	}
	popIn(t, data, "no header\n", "send").must(t, 1)
	popIn(t, data, "From: ann@example.org\nSubject: nobody\n\nx\n", "send").must(t, 1)
	pop(t, data, "outbox", "cancel", "99999").must(t, 1)
}

// Without a connection a letter waits; the command is done.
func TestSendOffline(t *testing.T) {
	data := dataFolder(t)
	addSender(t, data, &submitted{port: 1})
	r := row[letterRow](t, popIn(t, data, written(1), "send").must(t, 0))
	out := row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0))
	if r.State != "queued" || out.Error == "" {
		t.Errorf("%+v %+v", r, out)
	}
}

// TestSendKilled ends the program with kill -9 at random moments of sending: a letter is
// delivered once, or its fate is shown as unknown.
func TestSendKilled(t *testing.T) {
	// Half of the kills come at a moment that the server names, so that they come in the
	// middle however quick this computer is.
	var steps atomic.Int64
	reached := make(chan struct{}, 1)
	s, data := newSubmitted(t, func() {
		if steps.Add(-1) == 0 {
			reached <- struct{}{}
		}
		time.Sleep(time.Duration(rand.Int64N(int64(30 * time.Millisecond))))
	}), dataFolder(t)
	addSender(t, data, s)
	whole := time.Second
	kills := 50
	if testing.Short() {
		kills = 5
	}
	states := map[string]int{}
	for n := range kills {
		r := row[letterRow](t, popIn(t, data, written(n), "send", "--later").must(t, 0))
		cmd := call(t, data, "outbox", "send", fmt.Sprint(r.ID))
		began := time.Now()
		atStep, after := reached, time.After(time.Hour)
		select {
		case <-reached:
		default:
		}
		if steps.Store(1 + rand.Int64N(5)); n%2 == 1 {
			atStep, after = nil, time.After(whole/3+time.Duration(rand.Int64N(int64(whole)*4/5)))
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		if n > 0 { // the first is left alone, to learn how long it takes
			select {
			case <-done:
			case <-after:
			case <-atStep:
				time.Sleep(time.Duration(rand.Int64N(int64(10 * time.Millisecond))))
			}
			_ = cmd.Process.Kill()
		}
		<-done
		if n == 0 {
			whole = time.Since(began)
		}
	}
	// All that waits goes now; what is unknown stays.
	pop(t, data, "outbox", "send")
	delivered := map[string]int{}
	for _, m := range s.all() {
		h, err := mail.ReadMessage(strings.NewReader(m.raw))
		if err != nil {
			t.Fatal(err)
		}
		delivered[strings.Trim(h.Header.Get("Message-ID"), "<>")]++
	}
	unknown := map[string]bool{}
	for _, r := range rows[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0)) {
		if r.State != "unknown" || !strings.Contains(r.Error, "may have been sent") {
			t.Errorf("%+v", r)
		}
		unknown[strings.Replace(r.Subject, "letter ", "letter-", 1)+"@example.org"] = true
	}
	for n := range kills {
		id := fmt.Sprintf("letter-%d@example.org", n)
		switch {
		case delivered[id] > 1:
			t.Errorf("%s was delivered %d times", id, delivered[id])
		case delivered[id] == 0 && !unknown[id]:
			t.Errorf("%s is lost", id)
		case unknown[id] && delivered[id] == 1:
			states["unknown, delivered"]++
		case unknown[id]:
			states["unknown, not delivered"]++
		default:
			states["sent"]++
		}
	}
	if sent := len(rows[summaryRow](t, pop(t, data, "list", "--folder", "Sent", "--json").must(t, 0))); sent+len(unknown) != kills {
		t.Errorf("%d in Sent, %d unknown", sent, len(unknown))
	}
	if len(unknown) == 0 && kills == 50 {
		t.Error("no kill came after the last dot")
	}
	t.Logf("undisturbed %v; %v", whole, states)
}

// TestSendTogether lets several programs send the same outbox.
func TestSendTogether(t *testing.T) {
	s, data := newSubmitted(t, func() { time.Sleep(3 * time.Millisecond) }), dataFolder(t)
	addSender(t, data, s)
	const letters = 12
	for n := range letters {
		popIn(t, data, written(n), "send", "--later").must(t, 0)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() { _ = call(t, data, "outbox", "send").Run() })
	}
	all.Wait()
	pop(t, data, "outbox", "send").must(t, 0)
	seen := map[string]int{}
	for _, m := range s.all() {
		h, _ := mail.ReadMessage(strings.NewReader(m.raw))
		seen[h.Header.Get("Message-ID")]++
	}
	if len(seen) != letters || len(s.all()) != letters {
		t.Errorf("%v", seen)
	}
}

// TestSendmail lets git send a series of patches by popmail.
func TestSendmail(t *testing.T) {
	if out, _ := exec.Command("git", "send-email", "-h").CombinedOutput(); !strings.Contains(string(out), "format-patch") {
		t.Skip("git send-email is not installed (Debian: apt-get install git-email libmailtools-perl)")
	}
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s, data := newSubmitted(t, nil), dataFolder(t)
	addSender(t, data, s)
	repo := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = repo
		cmd.Env = append(os.Environ(), "POPMAIL_DATA="+data, "HOME="+filepath.Join(data, "..", "home"), "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("config", "user.name", "Ann Ödland")
	git("config", "user.email", testUser)
	for _, text := range []string{"one", "zwei äöü", "three"} {
		if err := os.WriteFile(filepath.Join(repo, "file"), bytes.Repeat([]byte(text+"\n"), 5), 0o600); err != nil {
			t.Fatal(err)
		}
		git("add", "file")
		git("commit", "-qm", "change to "+text)
	}
	for _, command := range []string{bin + " send", bin + " send -t"} {
		before := len(s.all())
		git("send-email", "--quiet", "--confirm=never", "--suppress-cc=all", "--sendmail-cmd="+command, "--to=list@example.net", "--cc=bob@example.net", "--bcc=eve@example.net", "-2")
		got := s.all()[before:]
		if len(got) != 2 {
			t.Fatalf("%d messages", len(got))
		}
		for _, m := range got {
			if len(m.to) != 3 || m.from != testUser || strings.Contains(m.raw, "eve@") || !strings.Contains(m.raw, "+three") && !strings.Contains(m.raw, "+zwei äöü") {
				t.Errorf("%s %v\n%s", m.from, m.to, m.raw)
			}
		}
	}
	list := rows[summaryRow](t, pop(t, data, "list", "--folder", "Sent", "--json").must(t, 0))
	if len(list) != 4 || !strings.Contains(list[3].Subject, "äöü") || !strings.Contains(list[0].From, "Ödland") {
		t.Errorf("%+v", list)
	}
	// What else programs give to sendmail.
	popIn(t, data, "To: bob@example.net\nSubject: cron\n\nhello\n", "send", "-i", "-oi", "-oem", "-bm", "-B8BITMIME", "-t", "-F", "Cron", "-f", testUser).must(t, 0)
	if m := s.all()[4]; !strings.Contains(m.raw, "From: Cron <"+testUser+">") && !strings.Contains(m.raw, "From: \"Cron\" <"+testUser+">") {
		t.Errorf("%s", m.raw)
	}
}

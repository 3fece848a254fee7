package main

import (
	"bytes"
	"fmt"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// humanKey is how long a person takes for a key.
const humanKey = 200 * time.Millisecond

// slowly types as a person does.
func (v *sighted) slowly(text string) {
	v.t.Helper()
	tick := time.NewTicker(humanKey)
	defer tick.Stop()
	for _, r := range text {
		<-tick.C
		v.run("xdotool", "type", "--clearmodifiers", "--delay", "0", string(r))
	}
}

// TestWorldFirstMail sets up an account at the speed of a person, from the first key to
// the first row of mail from a real Dovecot, and reads that mail.
func TestWorldFirstMail(t *testing.T) {
	w := enterTown(t, true)
	if w == nil {
		return
	}
	w.court()
	v := openSighted(newScreen(t, "world-first-mail"), dataFolder(t))
	v.until("Welcome!")
	key := func(name string) {
		v.keys(name)
		time.Sleep(humanKey)
	}
	start := time.Now()
	for _, field := range []string{"Ann Example", townCourt} {
		v.slowly(field)
		key("Tab")
	}
	v.slowly(townPassword)
	key("Return")
	typed := time.Now()
	v.until("Test and continue")
	found := time.Now()
	v.shot("found")
	key("Return")
	v.until("What should happen to mail on the server?", "Connected to pop.dovecot.example")
	key("Return")
	v.until("All set")
	key("Return")
	subjects := w.subjects()
	v.wait("a row of mail", func() bool {
		text := v.text()
		return slices.ContainsFunc(subjects, func(s string) bool { return strings.Contains(text, "\n"+s+"\n") })
	})
	rowSeen := time.Now()
	took := rowSeen.Sub(start)
	t.Logf("from the first key to the first row: %.1f s; of that typing %.1f s and looking for the servers %.1f s", took.Seconds(), typed.Sub(start).Seconds(), found.Sub(typed).Seconds())
	if took > time.Minute {
		t.Errorf("it took %v", took)
	}
	v.shot("mail")
	v.wait("all mail arrives", func() bool {
		return len(rows[summaryRow](t, pop(t, v.data, "list", "--json").must(t, 0))) == len(w.mail)
	})
	w.noneKnows(v)
	v.leave()
}

// subjects are those of the mail in the town, as they are read.
func (w *town) subjects() (all []string) {
	for _, raw := range w.mail {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			w.t.Fatal(err)
		}
		if s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err == nil && s != "" {
			all = append(all, s)
		}
	}
	return all
}

// townPath is a way to the server of an address.
type townPath struct {
	email string
	at    func(w *town)
	says  []string // what is found
	then  []string // after the test
}

var townPaths = []townPath{
	{"ann@dns.example", func(w *town) {
		w.box("dns.example", "ann@dns.example", nil)
		w.SRV("_pop3s._tcp.dns.example", "0 0 995 pop.dns.example")
		w.SRV("_submissions._tcp.dns.example", "0 0 465 smtp.dns.example")
		w.SMTP("smtp.dns.example:465")
	}, []string{"PopMail found your mail servers", "smtp.dns.example", "pop.dns.example"}, []string{"Connected to pop.dns.example"}},
	{"ann@elsewhere.example", func(w *town) { // the name is another's, and its certificate says so: it is asked about
		w.box("hoster.example", "ann@elsewhere.example", nil)
		w.SRV("_pop3s._tcp.elsewhere.example", "0 0 995 pop.hoster.example")
	}, []string{"pop.hoster.example", "Before you continue, check that pop.hoster.example belongs to your provider."}, []string{"Connected to pop.hoster.example"}},
	{"ann@firm.example", func(w *town) {
		w.MX("firm.example", "10 aspmx.l.google.com")
		s := pop3test.New(w.options("pop.gmail.com", "ann@firm.example", nil))
		w.Mailboxes("pop.gmail.com:995", s, w.Cert("pop.gmail.com"))
		w.SMTP("smtp.gmail.com:465")
	}, []string{"PopMail found your mail servers", "smtp.gmail.com", "pop.gmail.com", "handles mail for firm.example"}, []string{"Connected to pop.gmail.com"}},
	{"ann@guess.example", func(w *town) {
		w.box("guess.example", "ann@guess.example", nil)
		w.SMTP("smtp.guess.example:465")
	},
		[]string{"PopMail tried usual names, and this server answered.", "pop.guess.example"}, []string{"Connected to pop.guess.example"}},
	{"ann@local.example", func(w *town) {
		w.publish("local.example", "pop.local.example", 995, "SSL")
		w.box("local.example", "ann", nil)
	}, []string{"pop.local.example"}, []string{"Connected to pop.local.example", "Your user name there is “ann”"}},
	{"ann@proton.me", func(*town) {}, []string{"PopMail can’t get mail from", "doesn’t offer that", "It isn’t your address or your password"}, nil},
}

// TestWorldPaths goes each way to a server, by keyboard alone and then by mouse alone.
func TestWorldPaths(t *testing.T) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	v := openSighted(newScreen(t, "world-paths"), dataFolder(t))
	v.until("Welcome!")
	v.typ("Ann Example")
	for _, p := range townPaths {
		p.at(w)
		name := strings.TrimPrefix(p.email, "ann@")
		v.fill(p.email, townPassword)
		w.Forget()
		v.keys("Return")
		v.until(p.says...)
		v.shot(name)
		for _, line := range w.Told() {
			if strings.Contains(line, ": PASS") || strings.Contains(line, ": USER") {
				t.Errorf("%s: before the name was seen: %s", name, line)
			}
		}
		if p.then != nil {
			v.keys("Return")
			v.until(p.then...)
			v.shot(name + "-connected")
		}
		v.start()
		// The same with the mouse.
		v.tap("Continue")
		v.until(p.says...)
		if p.then != nil {
			v.tap("Test and continue")
			v.until(p.then[0]) // that another user name was taken is known by now
			v.tap("Back")
			v.until("Test and continue")
		}
		v.tap("Back")
		v.until("E-mail address")
	}
	w.box("hand.example", "ann@nowhere.example", nil)
	w.byHand(v, keyboard{v})
	v.start()
	for _, h := range []hands{keyboard{v}, mouse{v}} { // the outgoing server, which was left for later
		v.fill("ann@nowhere.example", townPassword)
		h.press("Set up by hand…")
		v.until("Not set up for now.")
		h.press("Set up")
		v.until("Set up later")
		if _, first := h.(keyboard); first {
			h.press("Set up later")
			v.until("Not set up for now.")
		}
		h.start()
	}
	w.byHand(v, mouse{v})
	w.noneKnows(v)
	v.leave()
}

// byHand types the name of a server that nobody has and then the right one.
func (w *town) byHand(v *sighted, h hands) {
	w.t.Helper()
	h.fill("ann@nowhere.example", townPassword)
	h.press("Set up by hand…")
	v.until("Test and continue")
	h.write("Server", "pop.no-such.example")
	h.goOn("Test and continue")
	v.until("PopMail can’t find the server “pop.no-such.example”.", "Your password was not sent")
	v.shot("no-such-name")
	h.goOn("Change the server name")
	v.until("Test and continue")
	h.write("Server", "pop.hand.example")
	h.goOn("Test and continue")
	// The usual name for sending is nobody's either; mail can be read without it.
	v.until("PopMail can’t find the outgoing server", "Your mail arrives all the same")
	v.shot("no-such-outgoing")
	h.press("Go on without sending")
	v.until("Connected to pop.hand.example")
	v.shot("by-hand")
}

// TestWorldKeepsNoSecret ends the program in every way while an account is set up: what was
// typed is there the next time, and the password is nowhere.
func TestWorldKeepsNoSecret(t *testing.T) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	const password = "Geheim#17-und-lang"
	w.publish("wrong.example", "pop.wrong.example", 995, "SSL")
	refuses("bad password "+password)(w, "wrong.example")
	s := newScreen(t, "world-secret")
	data := dataFolder(t)
	for _, end := range []struct {
		name string
		do   func(v *sighted)
	}{
		{"SIGTERM", func(v *sighted) { _ = v.cmd.Process.Signal(syscall.SIGTERM) }},
		{"kill", func(v *sighted) { _ = v.cmd.Process.Kill() }},
		{"panic", func(v *sighted) { _, _ = v.ask("panic") }},
	} {
		t.Run(end.name, func(t *testing.T) {
			s.t = t
			if err := os.RemoveAll(filepath.Dir(data)); err != nil {
				t.Fatal(err)
			}
			v := openSighted(s, data)
			v.until("Welcome!")
			v.typ("Ann Example")
			v.fill("ann@wrong.example", password)
			v.keys("Return")
			v.until("Test and continue")
			v.keys("Return")
			v.until("Details")
			v.tabTo("Details")
			v.keys("Return")
			v.until("Copy")
			v.shot(end.name)
			texts := map[string][]byte{"the window": []byte(v.text())}
			for _, name := range []string{"cmdline", "environ", "comm"} {
				texts[name], _ = os.ReadFile(fmt.Sprintf("/proc/%d/%s", v.cmd.Process.Pid, name))
			}
			v.wait("what was typed is kept", func() bool {
				text, _ := os.ReadFile(filepath.Join(data, "window.json"))
				return strings.Contains(string(text), "wrong.example")
			})
			hunt(t, "ann", password, folder(t, filepath.Dir(data)))
			end.do(v)
			_ = v.cmd.Wait()
			texts["stderr"] = v.errs.Bytes()
			if end.name == "panic" && !strings.Contains(v.errs.String(), "provoked by a test") {
				t.Errorf("it did not crash: %q", v.errs.String())
			}
			if end.name == "SIGTERM" && v.cmd.ProcessState.ExitCode() != 0 {
				t.Errorf("it ended with %v: %s", v.cmd.ProcessState, v.errs.String())
			}
			hunt(t, "ann", password, texts)
			hunt(t, "ann", password, folder(t, filepath.Dir(data)))
			again := openSighted(s, data)
			again.until("Ann Example", "ann@wrong.example")
			if strings.Contains(again.text(), "•••") {
				t.Error("a password is there again")
			}
			again.leave()
			hunt(t, "ann", password, folder(t, filepath.Dir(data)))
		})
	}
	s.t = t
}

package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/gui/kit/guitest"
	"popmail/pop3/pop3test/postfix"
)

// passage is the way to a server that can be closed, as on a train.
type passage struct {
	t    *testing.T
	port int // the same every time
	to   string

	mu     sync.Mutex
	listen net.Listener // nil: it is closed
	live   map[net.Conn]bool
}

func newPassage(t *testing.T, to string) *passage {
	t.Helper()
	p := &passage{t: t, to: to, live: map[net.Conn]bool{}}
	p.set(true)
	t.Cleanup(func() { p.set(false) })
	return p
}

func (p *passage) pass(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		s, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = c.Close()
			continue
		}
		p.mu.Lock()
		p.live[c], p.live[s] = true, true
		p.mu.Unlock()
		for _, way := range [][2]net.Conn{{c, s}, {s, c}} {
			go func() {
				_, _ = io.Copy(way[0], way[1])
				_ = way[0].Close()
			}()
		}
	}
}

// set opens or closes the way; who is on it is cut off.
func (p *passage) set(open bool) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if open == (p.listen != nil) {
		return
	}
	if !open {
		_ = p.listen.Close()
		p.listen = nil
		for c := range p.live {
			_ = c.Close()
		}
		clear(p.live)
		return
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p.port))
	if err != nil {
		p.t.Fatal(err)
	}
	p.listen, p.port = l, l.Addr().(*net.TCPAddr).Port
	go p.pass(l)
}

// traveler is a person before the real window, whose mail goes by a real Postfix to a real
// Dovecot, by way of passages.
type traveler struct {
	*writer
	post    *postfix.Server
	in, way *passage
}

func newTraveler(t *testing.T, name string, mail ...string) *traveler {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	p := postfix.Run(t, "plain", testPassword, testUser, "bob@example.org")
	v := &traveler{post: p, in: newPassage(t, fmt.Sprintf("127.0.0.1:%d", p.Dovecot.TLS)), way: newPassage(t, fmt.Sprintf("127.0.0.1:%d", p.STARTTLS)), writer: &writer{data: dataFolder(t)}}
	for _, m := range mail {
		if _, err := p.Dovecot.Deliver(testUser, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	popIn(t, v.data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "localhost", "--port", fmt.Sprint(v.in.port), "--security", "tls",
		"--ca-file", p.Dovecot.CAFile, "--keep-password", "file", "--password-stdin", "--smtp-server", "localhost", "--smtp-port", fmt.Sprint(v.way.port), "--smtp-security", "starttls").must(t, 0)
	v.sighted = openEyes(newScreen(t, name), v.data)
	v.until("Inbox")
	v.wait("the mail arrives", func() bool { return len(v.listed("Inbox")) == len(mail) })
	return v
}

// travel takes the way to the servers away, or gives it back.
func (v *traveler) travel(online bool) {
	v.t.Helper()
	v.in.set(online)
	v.way.set(online)
	v.wait(fmt.Sprintf("online is %v", online), func() bool {
		v.keys("ctrl+r")
		time.Sleep(300 * time.Millisecond)
		return strings.Contains(v.title(), "Offline") != online
	})
}

// arrived waits until Bob has n messages, and returns the last one.
func (v *traveler) arrived(n int) string {
	v.t.Helper()
	var list []string
	v.wait(fmt.Sprintf("Bob has %d letters", n), func() bool {
		list, _ = v.post.Dovecot.Messages("bob@example.org")
		return len(list) >= n
	})
	if len(list) > n {
		v.t.Errorf("Bob has %d letters, want %d", len(list), n)
	}
	raw, err := os.ReadFile(list[len(list)-1])
	if err != nil {
		v.t.Fatal(err)
	}
	return string(raw)
}

func (v *traveler) again() {
	v.t.Helper()
	v.sighted = openEyes(v.screen, v.data)
	v.until("Inbox")
}

// TestStoryOffline: a letter is written and sent without a connection, PopMail is closed and
// started, the connection is back: the letter has come, once, and is in Sent.
func TestStoryOffline(t *testing.T) {
	v := newTraveler(t, "story-offline")
	v.travel(false)
	v.begin("From the train")
	v.typ("We are late.")
	v.keys("ctrl+Return")
	v.until("Your letter will be sent when you are online again.")
	v.wait("it waits", func() bool { return len(v.listed("Outbox")) == 1 })
	v.shot("waits")
	v.leave()
	v.again()
	v.wait("it still waits", func() bool { return len(v.listed("Outbox")) == 1 && len(v.listed("Sent")) == 0 })
	v.travel(true)
	if raw := v.arrived(1); !strings.Contains(raw, "Subject: From the train") || !strings.Contains(raw, "We are late.") {
		t.Errorf("%s", raw)
	}
	v.wait("it is in Sent", func() bool {
		return len(v.listed("Sent")) == 1 && len(v.listed("Outbox")) == 0 && len(v.listed("Drafts")) == 0
	})
	v.shot("sent")
	v.leave()
	v.arrived(1)
}

// TestStoryReply: a letter with looks and a picture of its own is answered with a file that is
// dragged onto the answer; what comes has them, and nothing from the internet.
func TestStoryReply(t *testing.T) {
	photo := guitest.Photo(t, 60, 40)
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Bob <bob@example.org>\r\nTo: %s\r\nSubject: The cabin\r\nDate: %s\r\nMessage-ID: <cabin@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Your <b>cabin</b>: <img src=\"cid:cabin1\"><img src=\"http://track.example/p.png\"></p>\r\n"+
		"--b\r\nContent-Type: image/jpeg\r\nContent-ID: <cabin1>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n", testUser, time.Now().Format(time.RFC1123Z))
	inline := base64.StdEncoding.EncodeToString(photo)
	for at := 0; at < len(inline); at += 76 {
		b.WriteString(inline[at:min(at+76, len(inline))] + "\r\n")
	}
	b.WriteString("\r\n--b--\r\n")
	v := newTraveler(t, "story-reply", b.String())
	v.until("The cabin")
	v.tap("The cabin")
	v.wait("it is read", func() bool { return strings.Contains(v.text(), "cabin") })
	time.Sleep(time.Second)
	v.keys("r")
	v.wait("an answer opens", func() bool { return v.title() == "Re: The cabin" })
	v.typ("Lovely, here is the ticket.")
	path := filepath.Join(t.TempDir(), "ticket.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.4 ticket"), 0o600); err != nil {
		t.Fatal(err)
	}
	newDragger(v.screen).drop("Re: The cabin", path)
	v.until("ticket.pdf")
	v.shot("answer")
	v.keys("ctrl+Return")
	raw := strings.ReplaceAll(strings.ReplaceAll(v.arrived(1), "\r\n", "\n"), "=\n", "")
	for _, want := range []string{"Subject: Re: The cabin", "In-Reply-To: <cabin@example.org>", "Lovely, here is the ticket.", "<b>cabin</b>", "cid:", "ticket.pdf", "JVBERi0xLjQgdGlja2V0", "image/jpeg", inline[:76]} {
		if !strings.Contains(raw, want) {
			t.Errorf("%q is not in\n%.4000s", want, raw)
		}
	}
	if strings.Contains(raw, "track.example") {
		t.Error("the picture of the internet went along")
	}
	v.wait("it is in Sent", func() bool { return len(v.listed("Sent")) == 1 })
	v.leave()
}

// tapToast presses the word at the end of the bar over the window.
func (v *traveler) tapToast() {
	v.t.Helper()
	for _, s := range v.see() {
		if strings.HasSuffix(s.Kind, "Toast") {
			v.run("xdotool", "mousemove", "--window", v.run("xdotool", "getactivewindow"), fmt.Sprint(s.X+s.W-36), fmt.Sprint(s.Y+s.H/2), "sleep", "0.06", "click", "1")
			return
		}
	}
	v.t.Fatalf("there is no bar in\n%s", v.text())
}

// TestStoryUndo: Send is taken back within its time; nothing goes until it is sent again.
func TestStoryUndo(t *testing.T) {
	v := newTraveler(t, "story-undo")
	v.begin("Too early")
	v.typ("Dear Bob")
	v.keys("ctrl+Return")
	v.until("Your letter goes out in 10 seconds.")
	v.tapToast()
	v.wait("the letter is back", func() bool { return v.title() == "Too early" })
	v.keys("ctrl+End")
	v.typ(", and Eve")
	time.Sleep(11 * time.Second) // the time after which it would have gone
	if list, _ := v.post.Dovecot.Messages("bob@example.org"); len(list) != 0 || len(v.listed("Sent")) != 0 {
		t.Fatal("it went although it was taken back")
	}
	v.keys("ctrl+Return")
	if raw := v.arrived(1); !strings.Contains(raw, "and Eve") {
		t.Errorf("%s", raw)
	}
	v.wait("it is in Sent", func() bool { return len(v.listed("Sent")) == 1 && len(v.listed("Drafts")) == 0 })
	v.leave()
}

// TestStoryKilled: PopMail is killed while a letter is written; what was saved is there.
func TestStoryKilled(t *testing.T) {
	v := newTraveler(t, "story-killed")
	v.begin("Long letter")
	v.typ("The first page.")
	v.draft("Long letter", 0)
	v.typ(" The second")
	if err := v.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = v.cmd.Wait()
	v.again()
	v.tap("Drafts")
	v.wait("the drafts are shown", func() bool { return strings.Contains(v.title(), "Drafts") })
	v.until("Long letter")
	v.tap("Long letter")
	v.wait("the draft opens", func() bool { return v.title() == "Long letter" })
	v.until("The first page.", "bob@example.org")
	v.keys("ctrl+Return")
	if raw := v.arrived(1); !strings.Contains(raw, "The first page.") {
		t.Errorf("%s", raw)
	}
	v.leave()
}

// TestStoryDoubts: what is doubtful is asked once, by mouse and by keyboard.
func TestStoryDoubts(t *testing.T) {
	v := newTraveler(t, "story-doubts")
	for n, hand := range []string{"keyboard", "mouse"} {
		choose := v.tap
		if hand == "keyboard" {
			choose = func(word string) {
				t.Helper()
				v.tabTo(word)
				v.keys("Return")
			}
		}
		v.keys("ctrl+n")
		v.wait("a letter opens", func() bool { return v.title() == "New letter" })
		v.typ("bob@example.org,")
		for i := range 20 {
			v.typ(fmt.Sprintf("bob+%d@example.org,", i))
		}
		v.keys("Tab", "Tab")
		v.typ("See the attached plan.")
		v.keys("ctrl+Return")
		v.until("Send without a subject?")
		v.shot(hand + " subject")
		choose("Send anyway")
		v.until("Did you want to attach something?", "You wrote “attached”")
		v.shot(hand + " attachment")
		v.keys("Escape") // to look at it
		v.keys("ctrl+Return")
		v.until("Did you want to attach something?")
		if strings.Contains(v.text(), "Send without a subject?") {
			t.Error("it asks about the subject again")
		}
		choose("Send anyway")
		v.until("Send to 21 people?", "All of them will see each other’s addresses.")
		v.shot(hand + " people")
		choose("Send anyway")
		v.wait("the letter is handed over", func() bool { return strings.Contains(v.title(), "PopMail") })
		v.wait("it is gone", func() bool { return len(v.listed("Outbox"))+len(v.listed("Sent")) == n+1 })
	}
	v.leave()
}

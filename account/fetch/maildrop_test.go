package fetch

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// maildrop is a POP3 server over net.Pipe whose faults can be chosen one by one.
type maildrop struct {
	t *testing.T

	mu       sync.Mutex
	mail     []*post
	log      []string // commands of all sessions, without arguments of PASS
	sessions int
	ahead    int // TOPs that had another command behind them
	inUse    bool
	gone     []*post // removed by QUIT
	running  sync.WaitGroup

	uid         func(place int, p *post) (uid string, listed bool) // nil: p.uid
	noUIDL      bool
	noTOP       bool
	topWhole    bool // TOP with lines gives all of them
	topAll      bool // TOP gives all in any case
	noLIST      bool
	noSTAT      bool
	capa        []string                                 // nil: CAPA is refused
	size        func(p *post) int                        // as listed; nil: true
	statOctets  bool                                     // STAT says how many octets all have
	stat        int                                      // added to the count of STAT
	deny        func(session int, p *post) string        // text of -ERR for RETR; "": none
	hangUp      func(p *post) bool                       // at RETR, after a part of the message
	answer      func(session int, command string) string // instead of the usual answer; "": the usual one
	cutAfter    func(session int) int                    // octets sent before the line is cut; < 0: never
	short       func(session int, p *post) int           // octets of the message that RETR sends; < 0: all
	again       func(session int, p *post) bool          // RETR is answered twice
	endAgain    string                                   // what follows the end of a message, without its line end
	told        bool                                     // RETR says how many octets are listed
	part        int                                      // messages that a session lists, of those that none has fetched; 0: all
	ignoreDele  bool                                     // QUIT says +OK and removes nothing
	onQuit      func(session int) quitting
	loseAhead   bool // commands that arrive before the answer to the one before are lost
	hangUpAhead bool // at such commands
	wrap        func(net.Conn) net.Conn
}

type quitting uint8

const (
	quitDone      quitting = iota // removes and says so
	quitSilent                    // removes and hangs up
	quitForgotten                 // hangs up and removes nothing
	quitRefused                   // -ERR, removes nothing
)

// post is one message on the server.
type post struct {
	serial        int
	sent, fetched bool // by RETR, and a QUIT after it: see maildrop.part
	uid           string
	raw           string
}

func (m *maildrop) add(uid, raw string) *post {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := &post{serial: len(m.mail) + len(m.gone), uid: uid, raw: raw}
	m.mail = append(m.mail, p)
	return p
}

func (m *maildrop) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.mail)
}

// commands returns and forgets what clients have asked, counted by verb.
func (m *maildrop) commands() map[string]int {
	m.running.Wait()
	m.mu.Lock()
	defer m.mu.Unlock()
	n := make(map[string]int)
	for _, c := range m.log {
		n[c]++
	}
	m.log = nil
	return n
}

func (m *maildrop) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	if m.wrap != nil {
		server = m.wrap(server)
	}
	m.running.Go(func() { m.serve(server) })
	return client, nil
}

type cutLine struct {
	net.Conn
	left int // < 0: no limit
}

func (c *cutLine) Write(p []byte) (int, error) {
	if c.left < 0 {
		return c.Conn.Write(p)
	}
	n := min(len(p), c.left)
	c.left -= n
	if n > 0 {
		if _, err := c.Conn.Write(p[:n]); err != nil {
			return 0, err
		}
	}
	if n < len(p) {
		_ = c.Close()
		return n, net.ErrClosed
	}
	return n, nil
}

func (m *maildrop) serve(conn net.Conn) {
	m.mu.Lock()
	m.sessions++
	session := m.sessions
	line := &cutLine{Conn: conn, left: -1}
	if m.cutAfter != nil {
		line.left = m.cutAfter(session)
	}
	m.mu.Unlock()
	defer func() { _ = conn.Close() }()
	var locked bool
	var snapshot []*post
	marked := map[int]bool{}
	defer func() {
		if locked {
			m.mu.Lock()
			m.inUse = false
			m.mu.Unlock()
		}
	}()
	say := func(format string, a ...any) bool {
		_, err := fmt.Fprintf(line, format+"\r\n", a...)
		return err == nil
	}
	if !say("+OK ready") {
		return
	}
	in := bufio.NewReader(conn)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		text = strings.TrimRight(text, "\r\n")
		if in.Buffered() > 0 && strings.HasPrefix(text, "TOP ") {
			m.mu.Lock()
			m.ahead++
			m.mu.Unlock()
		}
		if m.loseAhead {
			_, _ = in.Discard(in.Buffered())
		}
		if m.hangUpAhead && in.Buffered() > 0 {
			return
		}
		verb, arg, _ := strings.Cut(text, " ")
		m.mu.Lock()
		m.log = append(m.log, verb)
		m.mu.Unlock()
		if m.answer != nil {
			if a := m.answer(session, text); a == "cut" {
				return
			} else if a == "silence" {
				continue
			} else if a != "" {
				if !say("%s", a) {
					return
				}
				continue
			}
		}
		n, _ := strconv.Atoi(strings.Fields(arg + " x")[0])
		var p *post
		if n > 0 && n <= len(snapshot) && !marked[n] {
			p = snapshot[n-1]
		}
		var ok bool
		switch verb {
		case "CAPA":
			if m.capa == nil {
				ok = say("-ERR what?")
				break
			}
			ok = say("+OK\r\n%s\r\n.", strings.Join(m.capa, "\r\n"))
		case "USER":
			ok = say("+OK")
		case "PASS":
			m.mu.Lock()
			if m.inUse {
				m.mu.Unlock()
				ok = say("-ERR [IN-USE] another session has it")
				break
			}
			m.inUse, locked = true, true
			snapshot = append([]*post(nil), m.mail...)
			if m.part > 0 {
				snapshot = slices.DeleteFunc(snapshot, func(p *post) bool { return p.fetched })
				snapshot = snapshot[:min(m.part, len(snapshot))]
			}
			m.mu.Unlock()
			ok = say("+OK")
		case "STAT":
			if m.noSTAT {
				ok = say("-ERR no")
				break
			}
			octets := 0
			if m.statOctets {
				for _, p := range snapshot {
					octets += len(p.raw)
				}
			}
			ok = say("+OK %d %d", len(snapshot)+m.stat, octets)
		case "LIST":
			if m.noLIST {
				ok = say("-ERR no")
				break
			}
			var b strings.Builder
			for i, p := range snapshot {
				size := len(p.raw)
				if m.size != nil {
					size = m.size(p)
				}
				fmt.Fprintf(&b, "%d %d\r\n", i+1, size)
			}
			ok = say("+OK\r\n%s.", b.String())
		case "UIDL":
			if m.noUIDL {
				ok = say("-ERR unknown command")
				break
			}
			var b strings.Builder
			for i, p := range snapshot {
				uid, listed := p.uid, true
				if m.uid != nil {
					uid, listed = m.uid(i+1, p)
				}
				if listed {
					fmt.Fprintf(&b, "%d %s\r\n", i+1, uid)
				}
			}
			ok = say("+OK\r\n%s.", b.String())
		case "TOP":
			if m.noTOP || p == nil {
				ok = say("-ERR no")
				break
			}
			head, body, _ := strings.Cut(p.raw, "\r\n\r\n")
			lines := strings.SplitAfter(body, "\r\n")
			most, _ := strconv.Atoi(arg[strings.LastIndexByte(arg, ' ')+1:])
			if m.topWhole && most > 0 || m.topAll {
				most = len(lines)
			}
			ok = say("+OK\r\n%s\r\n\r\n%s.", head, strings.Join(lines[:min(most, len(lines))], ""))
		case "RETR":
			if p == nil {
				ok = say("-ERR no such message")
				break
			}
			if m.deny != nil {
				if why := m.deny(session, p); why != "" {
					ok = say("-ERR %s", why)
					break
				}
			}
			if m.hangUp != nil && m.hangUp(p) {
				say("+OK\r\n%s", p.raw[:len(p.raw)/2])
				return
			}
			raw := p.raw
			if m.short != nil {
				if n := m.short(session, p); n >= 0 {
					raw = raw[:n]
				}
			}
			end := "."
			if m.endAgain != "" {
				end += "\r\n" + m.endAgain
			}
			m.mu.Lock()
			p.sent = true
			m.mu.Unlock()
			first := ""
			if m.told && m.size != nil {
				first = fmt.Sprintf(" %d octets", m.size(p))
			}
			ok = say("+OK%s\r\n%s%s", first, raw, end)
			if m.again != nil && m.again(session, p) {
				ok = ok && say("+OK\r\n%s%s", raw, end)
			}
		case "DELE":
			if p == nil {
				ok = say("-ERR no such message")
				break
			}
			marked[n] = true
			ok = say("+OK")
		case "RSET":
			marked = map[int]bool{}
			ok = say("+OK")
		case "NOOP":
			ok = say("+OK")
		case "QUIT":
			how := quitDone
			if m.onQuit != nil {
				how = m.onQuit(session)
			}
			m.mu.Lock()
			for _, p := range snapshot {
				p.fetched = p.fetched || p.sent
			}
			m.mu.Unlock()
			done := how == quitSilent || how == quitDone && say("+OK bye")
			if locked && done && !m.ignoreDele {
				m.update(snapshot, marked)
			}
			m.mu.Lock()
			m.inUse, locked = false, false
			m.mu.Unlock()
			if how == quitRefused {
				say("-ERR some messages not removed")
			}
			return
		default:
			ok = say("-ERR unknown command")
		}
		if !ok {
			return
		}
	}
}

// update is the UPDATE state of RFC 1939, section 6.
func (m *maildrop) update(snapshot []*post, marked map[int]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dead := map[*post]bool{}
	for n := range marked {
		dead[snapshot[n-1]] = true
		m.gone = append(m.gone, snapshot[n-1])
	}
	m.remove(dead)
}

func (m *maildrop) remove(dead map[*post]bool) {
	kept := m.mail[:0:0]
	for _, p := range m.mail {
		if !dead[p] {
			kept = append(kept, p)
		}
	}
	m.mail = kept
}

// letter makes a message; traced ones have the header that identifies a delivery.
func letter(serial int, traced bool, body string) string {
	head := ""
	if traced {
		head = fmt.Sprintf("Received: from a by b id %d; Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%d@example.org>\r\n", serial, serial)
	}
	return head + "From: a@example.org\r\nSubject: hello\r\n\r\n" + body + "\r\n"
}

func hashOf(raw []byte) string {
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

package pop3test

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Turn is what a server does about one command.
type Turn struct {
	Command string // what the line begins with, in whole words; "": nothing, as before the greeting
	Answer  Step
	Again   Step // to the same command another time; nil: Answer
}

// Say is the Turn that answers command with text.
func Say(command, text string) Turn { return Turn{Command: command, Answer: Send(text)} }

// Dialogue is one session: the greeting, and what the server does about each command.
type Dialogue []Turn

// InOrder wants the commands one after the other, as they stand, and none besides.
func (d Dialogue) InOrder() []Step {
	var steps []Step
	for _, t := range d {
		if t.Command == "" {
			steps = append(steps, t.Answer)
		} else {
			steps = append(steps, Do(Expect(t.Command), t.Answer))
		}
	}
	return steps
}

// InAnyOrder greets by the first Turn and answers each command as it comes. It ends once QUIT
// is answered, or when the client goes.
func (d Dialogue) InAnyOrder() []Step {
	return []Step{func(p *play) error {
		if err := d[0].Answer(p); err != nil {
			return err
		}
		used := make([]bool, len(d))
		for {
			line, err := p.line()
			if err != nil {
				return errCut // as it likes
			}
			step := Send("-ERR unknown command\r\n")
			for i, t := range d {
				if !begins(line, t.Command) {
					continue
				}
				step = t.Answer
				if used[i] && t.Again != nil {
					step = t.Again
				}
				used[i] = true
				break
			}
			if err := step(p); errors.Is(err, io.ErrClosedPipe) {
				return errCut
			} else if err != nil {
				return fmt.Errorf("after %q: %w", line, err)
			}
			if begins(line, "QUIT") {
				return nil
			}
		}
	}}
}

// begins tells whether line is command, or command with arguments.
func begins(line, command string) bool {
	n := len(command)
	return n > 0 && len(line) >= n && strings.EqualFold(line[:n], command) && (len(line) == n || line[n] == ' ')
}

// With returns the Dialogue with other answers to some commands.
func (d Dialogue) With(turns ...Turn) Dialogue {
	out := append(Dialogue(nil), d...)
	for _, t := range turns {
		found := false
		for i := range out {
			if out[i].Command == t.Command {
				out[i], found = t, true
			}
		}
		if !found {
			out = append(out, t)
		}
	}
	return out
}

// Mailbox is the session of a server that does all as it should. Its messages have the
// numbers from 1 on; capa is what it says of itself, nil: it does not know CAPA, but
// TOP. Else there is none unless capa has it.
func Mailbox(capa []string, messages ...Letter) Dialogue {
	d := Dialogue{Say("", "+OK ready\r\n"), Say("USER", "+OK\r\n"), Say("PASS", "+OK welcome\r\n"), Say("CAPA", "-ERR unknown command\r\n")}
	top := capa == nil
	if capa != nil {
		d[3] = Say("CAPA", "+OK\r\n"+strings.Join(append(append([]string(nil), capa...), "."), "\r\n")+"\r\n")
		for _, c := range capa {
			top = top || c == "TOP"
		}
	}
	octets := 0
	var list, uidl strings.Builder
	var each []Turn
	for i, m := range messages {
		n := i + 1
		octets += len(m.Raw)
		fmt.Fprintf(&list, "%d %d\r\n", n, len(m.Raw))
		fmt.Fprintf(&uidl, "%d %s\r\n", n, m.UID)
		each = append(each, Say(fmt.Sprintf("RETR %d", n), fmt.Sprintf("+OK %d octets\r\n%s.\r\n", len(m.Raw), m.Raw)), Say(fmt.Sprintf("DELE %d", n), "+OK\r\n"))
		if top {
			head, _, _ := strings.Cut(m.Raw, "\r\n\r\n")
			each = append(each, Say(fmt.Sprintf("TOP %d", n), "+OK\r\n"+head+"\r\n\r\n.\r\n"))
		}
	}
	d = append(d, Say("STAT", fmt.Sprintf("+OK %d %d\r\n", len(messages), octets)), Say("UIDL", "+OK\r\n"+uidl.String()+".\r\n"), Say("LIST", "+OK\r\n"+list.String()+".\r\n"))
	return append(append(d, each...), Say("NOOP", "+OK\r\n"), Say("QUIT", "+OK bye\r\n"))
}

// Letter is a message of a Dialogue.
type Letter struct{ UID, Raw string }

// Letters makes messages first to last of so many octets each, with the unique-ids
// uid-0001 and so on, and with the header that tells one delivery from all others.
func Letters(first, last, octets int) []Letter {
	return letters(first, last, octets, func(n int) string {
		return fmt.Sprintf("Received: from a by b id %d; Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%d@example.org>\r\n", n, n)
	})
}

// Plain makes Letters without that header.
func Plain(first, last, octets int) []Letter {
	return letters(first, last, octets, func(int) string { return "" })
}

func letters(first, last, octets int, trace func(n int) string) []Letter {
	var out []Letter
	for n := first; n <= last; n++ {
		raw := trace(n) + "From: a@example.org\r\nSubject: hello\r\n\r\n"
		line := fmt.Sprintf("A line of the letter %d.\r\n", n)
		for len(raw)+2*len(line) < octets {
			raw += line
		}
		raw += line
		raw += strings.Repeat("x", max(octets-len(raw)-2, 0)) + "\r\n"
		out = append(out, Letter{fmt.Sprintf("uid-%04d", n), raw})
	}
	return out
}

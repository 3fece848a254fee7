package send

import (
	"bytes"
	"context"
	"log/slog"
	"strconv"
	"strings"

	"popmail/account/journal"
	"popmail/pop3"
)

// maxTraced bounds what is told of one line, in octets.
const maxTraced = 200

// tracer tells the log what both sides say: commands, and answers without the words that
// may repeat a secret or something of the letter. The letter itself is never told. The nil
// tracer tells nothing.
type tracer struct {
	s     *session
	ctx   context.Context
	out   []byte // an unfinished line of this side
	in    []byte // and of the server
	login bool   // what this side says is a part of a log-in
	mail  bool   // the server knows of a letter: its answers may repeat whom it is for and what it says
}

// newTracer returns a tracer for a session, nil unless the log takes it.
func newTracer(ctx context.Context, s *session) *tracer {
	if !slog.Default().Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	return &tracer{s: s, ctx: ctx}
}

func (t *tracer) tell(by, text string) {
	slog.DebugContext(t.ctx, "smtp", "account", t.s.of.ID, by, journal.Safe(text, t.s.user, t.s.of.Email))
}

// sent takes what this side has written, but for letters.
func (t *tracer) sent(p []byte) {
	if t == nil {
		return
	}
	t.out = eachLine(append(t.out, p...), t.command)
}

// eachLine hands on the whole lines of b, without their ends, and returns what is left of
// it, maxAnswer octets at most.
func eachLine(b []byte, each func(line string)) []byte {
	for {
		line, rest, whole := bytes.Cut(b, []byte{'\n'})
		if !whole {
			return b[:min(len(b), maxAnswer)]
		}
		each(strings.TrimRight(string(line), "\r"))
		b = rest
	}
}

func (t *tracer) command(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb = strings.ToUpper(verb); {
	case t.login:
		t.tell("client", "("+strconv.Itoa(len(line))+" octets)")
	case verb == "AUTH":
		t.login = true
		mechanism, blob, _ := strings.Cut(rest, " ")
		if blob != "" {
			mechanism += " (" + strconv.Itoa(len(blob)) + " octets)"
		}
		t.tell("client", "AUTH "+mechanism)
	case verb == "MAIL", verb == "RCPT", verb == "EHLO", verb == "HELO", verb == "STARTTLS", verb == "DATA", verb == "RSET", verb == "QUIT", verb == "NOOP":
		t.mail = t.mail || verb == "RCPT" || verb == "DATA"
		t.tell("client", line[:min(len(line), maxTraced)])
	default:
		t.tell("client", "("+strconv.Itoa(len(line))+" octets)")
	}
}

// came takes what the server has said.
func (t *tracer) came(p []byte) {
	if t == nil {
		return
	}
	t.in = eachLine(append(t.in, p...), t.answer)
}

// first takes the first line of an answer that was read elsewhere.
func (t *tracer) first(code int, text string) {
	if text, _, _ = strings.Cut(text, "\n"); t != nil && code > 0 {
		t.answer(strconv.Itoa(code) + " " + text)
	}
}

func (t *tracer) answer(line string) {
	code, text := line[:min(len(line), 3)], ""
	if len(line) > 4 {
		text = line[4:]
	}
	if _, err := strconv.Atoi(code); err != nil {
		code, text = "?", line
	}
	t.login = t.login && code == "334"
	if enhanced := strings.TrimSpace(enhancedCode().FindString(text)); enhanced != "" {
		code, text = code+" "+enhanced, strings.TrimSpace(text[len(enhanced):])
	}
	switch {
	case text == "":
	case code == "334", code == "?" && t.s.stage > greeting, t.mail, pop3.Reveals(text, t.s.user, t.s.cred.Secret()):
		code += " (" + strconv.Itoa(len(text)) + " octets)"
	default:
		code += " " + text[:min(len(text), maxTraced)]
	}
	t.tell("server", code)
}

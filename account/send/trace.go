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
	data  bool   // …of a letter
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

// sent takes what this side has written.
func (t *tracer) sent(p []byte) {
	if t == nil || t.data {
		return
	}
	t.out = append(t.out, p...)
	for {
		i := bytes.IndexByte(t.out, '\n')
		if i < 0 {
			t.out = t.out[:min(len(t.out), maxAnswer)]
			return
		}
		line := strings.TrimRight(string(t.out[:i]), "\r\n")
		t.out = t.out[i+1:]
		t.command(line)
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
	t.in = append(t.in, p...)
	for {
		i := bytes.IndexByte(t.in, '\n')
		if i < 0 {
			t.in = t.in[:min(len(t.in), maxAnswer)]
			return
		}
		line := strings.TrimRight(string(t.in[:i]), "\r\n")
		t.in = t.in[i+1:]
		t.answer(line)
	}
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
	t.data = code == "354"
	if enhanced := strings.TrimSpace(enhancedCode.FindString(text)); enhanced != "" {
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

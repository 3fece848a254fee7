package pop3

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"popmail/pop3/internal/wire"
)

// maxTraced bounds what is told of one answer, in octets.
const maxTraced = 200

// tracer tells what both sides say, see Options.Trace.
type tracer struct {
	tell         func(sent bool, line string)
	user, secret string // of the log-in, once it has begun
	mail         bool   // a message was asked for: any later answer may be a part of one
}

// sent tells a command. Of a user name the first letter and the domain are told, of what
// else logs in nothing.
func (t *tracer) sent(command, arg string) {
	if t.tell == nil {
		return
	}
	switch command {
	case "USER", "APOP":
		user, proof, _ := strings.Cut(arg, " ")
		arg = maskUser(user)
		if proof != "" {
			arg += " …"
		}
	case "PASS":
		arg = "…"
	}
	t.tell(true, strings.TrimSpace(command+" "+arg))
}

// secretly tells that a line of a log-in was sent, and how long it was.
func (t *tracer) secretly(octets int) {
	if t.tell != nil {
		t.tell(true, "("+strconv.Itoa(octets)+" octets)")
	}
}

// came tells an answer. Its words are left out where they may hold a secret or a part of a
// message.
func (t *tracer) came(command string, st wire.Status, sasl bool) {
	if t.tell == nil {
		return
	}
	t.mail = t.mail || strings.HasPrefix(command, "RETR") || strings.HasPrefix(command, "TOP")
	line := map[wire.Kind]string{wire.OK: "+OK", wire.Err: "-ERR", wire.Continue: "+", wire.Other: "?"}[st.Kind]
	if known := KnownCode(st.Code); known != "" || st.Code != "" && !t.mail && (t.secret == "" || !codeReveals(st.Code, t.user, t.secret)) {
		line += " [" + wire.Clean(st.Code, 60) + "]"
	}
	switch {
	case st.Text == "":
	case t.mail, st.Kind == wire.Continue, sasl && st.Kind != wire.Err, st.Kind == wire.Other && command != "greeting", t.reveals(st.Text):
		line += " (" + strconv.Itoa(len(st.Text)) + " octets)"
	default:
		line += " " + wire.Clean(t.masked(st.Text), maxTraced)
	}
	t.tell(false, command+": "+line)
}

func (t *tracer) reveals(text string) bool {
	return t.secret != "" && Reveals(text, t.user, t.secret)
}

// masked is text with the user name shortened.
func (t *tracer) masked(text string) string {
	local, _, _ := strings.Cut(t.user, "@")
	if len(local) > 2 {
		text = strings.ReplaceAll(text, local, maskUser(local))
	}
	return text
}

func maskUser(user string) string {
	local, domain, whole := strings.Cut(user, "@")
	r, _ := utf8.DecodeRuneInString(local)
	if !whole {
		return string(r) + "…"
	}
	return string(r) + "…@" + domain
}

// AboutMail reports whether the answer may repeat something of a message: Text is then not
// for a log, which takes code in its place.
func (e *ServerError) AboutMail() (code string, yes bool) {
	code = e.Command + ": -ERR"
	if known := KnownCode(e.Code); known != "" {
		code += " [" + known + "]"
	}
	switch command, _, _ := strings.Cut(e.Command, " "); command {
	case "RETR", "TOP", "DELE", "NOOP", "QUIT":
		return code, true
	}
	return code, false
}

// AboutMail reports whether Got may be a part of a message, see ServerError.
func (e *ProtocolError) AboutMail() (code string, yes bool) {
	switch command, _, _ := strings.Cut(e.Command, " "); command {
	case "greeting", "TLS", "STLS", "CAPA", "USER", "PASS", "APOP", "AUTH":
		return "", false
	}
	return "pop3: " + e.Command + ": " + e.Reason, e.Got != ""
}

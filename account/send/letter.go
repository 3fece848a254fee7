package send

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/letter"
)

// Letter is a message that is to be sent.
type Letter struct {
	ID    int64
	From  string   // of the envelope
	To    []string // all who get it
	Raw   []byte   // with its Bcc
	Tries int      // this one included; those by hand before their time are not counted
}

// State is what became of a letter.
type State string

// The states. Unknown: the server may have taken it, and did not say so.
const (
	Sent    State = "sent"
	Waits   State = "waits" // for another try
	Refused State = "refused"
	Unknown State = "unknown"
)

// Outcome is what became of a letter, and why.
type Outcome struct {
	State    State
	Problem  error // an *account.Problem; nil with Sent
	Refusals []account.Refusal
	NextTry  time.Time // with Waits; zero: as soon as there is a connection
}

// The time that a server has for its answers (RFC 5321, section 4.5.3.2).
const (
	commandTime = 2 * time.Minute
	finalTime   = 10 * time.Minute // after the last dot
	graceTime   = 15 * time.Second // for the answer to the last dot when the program is about to end
)

// handOver gives one letter to the server, or learns why not. dot is called when all but
// the last dot of the message has been written; where it fails, that is not sent, and the
// server forgets the letter. An error is about the server or the line and not about the
// letter: the session is of no more use then. The outcome is good in any case.
func (s *session) handOver(ctx context.Context, l Letter, dot func() error, progress func(sent, total int64)) (Outcome, error) {
	s.stage = handing
	s.conn.time, s.smtp.CommandTimeout = s.time, s.time
	raw, utf8, err := letter.Outgoing(l.Raw, s.extras.has("8BITMIME"))
	if err != nil {
		return s.refused(account.TroubleUnfit, err, nil), nil
	}
	foreign, refusals := s.addresses(&l)
	switch utf8 = utf8 || foreign; {
	case len(refusals) > 0:
		return s.refused(account.TroubleAddress, errors.New("such addresses cannot be used"), refusals), nil
	case utf8 && !s.extras.has("SMTPUTF8"):
		return s.refused(account.TroubleAddress, errForeign, nil), nil
	}
	// RFC 1870, section 6.1: nothing is to be sent that the server will not take.
	if limit, ok := s.smtp.MaxMessageSize(); ok && limit > 0 && len(raw) > limit {
		return s.refused(account.TroubleTooBig, fmt.Errorf("the letter has %d octets, the server takes %d", len(raw), limit), nil), nil
	}
	if err := s.smtp.Mail(l.From, &smtp.MailOptions{Size: int64(len(raw)), UTF8: utf8}); err != nil {
		if e, ok := errors.AsType[*smtp.SMTPError](err); ok && e.Code/100 == 5 && saysLogin(e) {
			return s.wantsLogin(err, l)
		}
		return s.answered(err, l)
	}
	if o, ok, err := s.recipients(l); !ok {
		return o, err
	}
	w, err := s.smtp.Data()
	if err != nil {
		return s.answered(err, l)
	}
	s.handed.letter = true
	for sent := 0; sent < len(raw); {
		n := min(len(raw)-sent, 32<<10)
		if _, err := w.Write(raw[sent : sent+n]); err != nil {
			return s.cutShort(err, l)
		}
		sent += n
		progress(int64(sent), int64(len(raw)))
	}
	if ctx.Err() != nil {
		return s.waits(ctx.Err(), l), ctx.Err()
	}
	if err := dot(); err != nil {
		return s.waits(err, l), err
	}
	return s.last(ctx, w, l)
}

// errForeign says why an address has no place in the letters that a server takes.
var errForeign = errors.New("before the @ this server takes only letters without accents")

// addresses makes the envelope fit for the server, and says who has no place in it. utf8:
// the server has to be told that there are other letters than those of ASCII in it (RFC
// 6531).
func (s *session) addresses(l *Letter) (utf8 bool, refusals []account.Refusal) {
	var to []string
	for i, a := range append([]string{l.From}, l.To...) {
		w, err := letter.Wire(a)
		if err == nil && letter.Foreign(w) {
			utf8 = true
			if !s.extras.has("SMTPUTF8") {
				err = errForeign
			}
		}
		switch {
		case err != nil:
			refusals = append(refusals, account.Refusal{Email: answer.Printable(a), Text: err.Error()})
		case i == 0:
			l.From = w
		default:
			to = append(to, w)
		}
	}
	l.To = to
	return utf8, refusals
}

// recipients names all who get the letter. Where one of them is refused nobody gets it;
// ok says that all were taken.
func (s *session) recipients(l Letter) (o Outcome, ok bool, err error) {
	var refusals, put []account.Refusal // for good, and off
	var never, later, crowd, us error
	taken := 0
	for _, to := range l.To {
		err := s.smtp.Rcpt(to, nil)
		if err == nil {
			taken++
			continue
		}
		e, isAnswer := errors.AsType[*smtp.SMTPError](err)
		if !isAnswer || e.Code == 421 || e.Code/100 != 4 && e.Code/100 != 5 || aboutLogin(e) {
			o, err := s.answered(err, l)
			return o, false, err
		}
		if s.user == "" && e.Code/100 == 5 && answer.Fold(e.Message).Has(loginWanted...) {
			o, err := s.wantsLogin(err, l)
			return o, false, err
		}
		if e.Code/100 == 5 && aboutUs(e, l.From) {
			us = err
		}
		if taken > 0 && tooMany(e) {
			crowd = err
			break // what is said of the rest is about their number
		}
		refusal := account.Refusal{Email: to, Code: e.Code, Enhanced: codeText(e.EnhancedCode), Text: s.shown(e.Message)}
		if e.Code/100 == 4 && (l.Tries < patientTries || !addressWrong(e)) {
			later, put = err, append(put, refusal)
			continue
		}
		never = err
		refusals = append(refusals, refusal)
	}
	switch {
	case crowd != nil && never == nil:
		o = s.refused(account.TroubleCrowd, crowd, nil)
	case us != nil && len(refusals) == len(l.To): // of nobody because of the address
		o = s.refused(account.TroubleLetter, us, nil)
	case never != nil:
		o = s.refused(account.TroubleRecipient, never, refusals)
	case later != nil:
		o = s.waits(later, l)
		o.Refusals = put
	default:
		return o, true, nil
	}
	return o, false, s.smtp.Reset()
}

// patientTries is how often an address is tried of which a server says only for now that there is none
// such: its own look may have failed.
const patientTries = 3

// addressWrong reports whether an answer says that there is no such address (RFC 3463, section 3.2).
// QUIRK: Postfix says it of a domain that does not exist, with 450.
func addressWrong(e *smtp.SMTPError) bool {
	return e.EnhancedCode[1] == 1 && e.EnhancedCode[2] != 7 && e.EnhancedCode[2] != 8 || e.EnhancedCode[0] <= 0 && answer.Fold(e.Message).Has("domain not found", "no such domain", "unknown domain", "host not found")
}

// aboutLogin reports whether a refusal is about the log-in, whatever was asked (RFC 4954, section 6).
func aboutLogin(e *smtp.SMTPError) bool {
	return e.Code == 530 || e.Code == 534 || e.Code == 535 || e.Code == 538
}

// saysLogin reports whether the second code of a refusal is about the log-in. QUIRK: of a letter that was handed over,
// and of those who get it, it says something else: Yahoo has 554 5.7.9 for what it takes for spam.
func saysLogin(e *smtp.SMTPError) bool {
	return e.EnhancedCode == smtp.EnhancedCode{5, 7, 8} || e.EnhancedCode == smtp.EnhancedCode{5, 7, 9}
}

// loginWanted are words for a server that takes mail only from who has logged in.
var loginWanted = []string{"authentication required", "authentication is required", "not logged in", "must authenticate", "not authenticated", "smtp auth"}

// wantsLogin is what becomes of a letter where the server says that of the log-in, whenever it does. Where there was
// none, as the account has it, one is wanted.
func (s *session) wantsLogin(err error, l Letter) (Outcome, error) {
	s.stage = loggingIn
	o := s.waits(err, l)
	if p := account.ProblemOf(o.Problem); s.user == "" && (p.Trouble.Typed() || p.Trouble.MayBeTheWay()) {
		p.Trouble = account.TroubleWantsLogin
		o.Problem, err = p, p
	}
	return o, err
}

// aboutUs reports whether the refusal of a recipient is about who sends. QUIRK: Postfix says then only
// what is wrong with the sender, the network or the log-in (smtpd_delay_reject).
func aboutUs(e *smtp.SMTPError, from string) bool {
	said := strings.ToLower(e.Message)
	return strings.Contains(said, "<"+strings.ToLower(from)+">") && strings.Contains(said, "sender") ||
		answer.Fold(e.Message).Has("sender address rejected", "relay access denied", "relaying denied", "not permitted to relay", "unable to relay", "relay not permitted", "client host", "helo command rejected", "not owned by user", "not logged in", "authentication required", "sender verify failed")
}

// tooMany reports whether a server takes no further people for a letter. Waiting will not
// help.
func tooMany(e *smtp.SMTPError) bool {
	if e.EnhancedCode[1] == 5 && e.EnhancedCode[2] == 3 {
		return true
	}
	// RFC 5321, section 4.5.3.1.10, has 452 for it, which is also that of a full disk.
	// QUIRK: and 552 before, in RFC 821.
	said := answer.Fold(e.Message)
	return e.EnhancedCode[0] <= 0 && (e.Code == 552 && said.Has("too many") || e.Code == 452 && !said.Has("storage", "space", "quota", "full", "memory", "disk", "resource"))
}

// last sends the last dot and waits for the answer to it.
func (s *session) last(ctx context.Context, w *smtp.DataCommand, l Letter) (Outcome, error) {
	// From here on giving up would leave the fate of the letter unknown: the server has
	// a while to answer, also when the program is about to end.
	s.unhook()
	s.conn.time, s.smtp.SubmissionTimeout = s.final, s.final
	end := context.AfterFunc(ctx, func() { _ = s.conn.SetReadDeadline(time.Now().Add(graceTime)) })
	defer end()
	s.handed.failed = nil
	_, err := w.CloseWithResponse()
	s.handed.letter = false
	s.conn.time = s.time
	e, isAnswer := errors.AsType[*smtp.SMTPError](err)
	switch {
	case err == nil, isAnswer && e.Code/100 == 2:
		return Outcome{State: Sent}, nil
	case isAnswer && (e.Code/100 == 4 || e.Code/100 == 5):
		return s.answered(err, l)
	case s.handed.failed != nil:
		// What is written last ends with the dot; not all of it was written.
		return s.cutShort(err, l)
	}
	p := s.explain(err)
	p.Trouble = account.TroubleFate
	return Outcome{State: Unknown, Problem: p}, err
}

// answered says what the server's refusal means for a letter that it has not got.
func (s *session) answered(err error, l Letter) (Outcome, error) {
	e, ok := errors.AsType[*smtp.SMTPError](err)
	if !ok {
		return s.waits(err, l), err
	}
	wants := answer.Fold(e.Message)
	switch {
	case e.Code == 421: // RFC 5321, section 3.8: the server ends the session
		return s.waits(err, l), err
	case aboutLogin(e):
		return s.wantsLogin(err, l)
	case tooBig(e):
		return s.refused(account.TroubleTooBig, err, nil), s.reset()
	case e.Code/100 == 5 && wants.Busy() && e.EnhancedCode[0] == 4:
		return s.waits(err, l), s.reset() // QUIRK: 550 4.7.1, which one of the two is meant is in the second
	case e.Code/100 == 5:
		return s.refused(account.TroubleLetter, err, nil), s.reset()
	case e.Code/100 == 4:
		return s.waits(err, l), s.reset()
	}
	return s.waits(err, l), err // no answer that RFC 5321 has
}

// tooBig reports whether a server takes no letter of that size. QUIRK: 552 is said as well of a full
// mailbox, and by Gmail of a file that it holds for dangerous (5.7.0): the code of RFC 3463 tells,
// and without one its words.
func tooBig(e *smtp.SMTPError) bool {
	switch e.EnhancedCode {
	case smtp.EnhancedCode{5, 3, 4}, smtp.EnhancedCode{5, 2, 3}:
		return true
	}
	said := answer.Fold(e.Message)
	switch {
	case e.Code == 523:
		return true
	case e.Code != 552:
		return false
	case said.Has("size", "too big", "too large", "exceeds"):
		return e.EnhancedCode != smtp.EnhancedCode{5, 2, 2}
	}
	return e.EnhancedCode[0] <= 0 && !said.Has("security", "block", "virus", "spam", "content", "attachment", "policy", "mailbox", "quota")
}

// reset lets the server forget what it has heard of a letter.
func (s *session) reset() error { return s.smtp.Reset() }

// cutShort is a line that was cut before the last dot. The server may have said why.
func (s *session) cutShort(err error, l Letter) (Outcome, error) {
	_ = s.conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	r := textproto.NewReader(bufio.NewReader(io.LimitReader(s.handed.r, maxAnswer)))
	code, text, rerr := r.ReadResponse(0)
	if rerr != nil || code/100 != 4 && code/100 != 5 {
		return s.waits(err, l), err
	}
	o, _ := s.answered(&smtp.SMTPError{Code: code, EnhancedCode: enhancedOf(text), Message: enhancedCode().ReplaceAllString(text, "")}, l)
	return o, err
}

// enhancedOf reads the code of RFC 3463 at the beginning of an answer.
func enhancedOf(text string) (c smtp.EnhancedCode) {
	if _, err := fmt.Sscanf(text, "%d.%d.%d", &c[0], &c[1], &c[2]); err != nil {
		return smtp.EnhancedCode{}
	}
	return c
}

func codeText(c smtp.EnhancedCode) string {
	if c[0] < 2 {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", c[0], c[1], c[2])
}

// shown is what a server has said, without the password.
func (s *session) shown(text string) string {
	p := s.explain(&smtp.SMTPError{Code: 550, Message: text})
	return p.Answer
}

func (s *session) refused(t account.Trouble, err error, refusals []account.Refusal) Outcome {
	p := s.explain(err)
	p.Trouble = t
	return Outcome{State: Refused, Problem: p, Refusals: refusals}
}

func (s *session) waits(err error, l Letter) Outcome {
	p := s.explain(err)
	o := Outcome{State: Waits, Problem: p}
	if s.stage == handing && p.Trouble != account.TroubleStore && p.Trouble != account.TroubleDiskFull && p.Trouble != account.TroubleStopped {
		o.NextTry = time.Now().Add(max(pause(l.Tries), p.Wait))
	}
	return o
}

// pause is how long a letter waits that was put off for the n-th time. Greylisting wants a
// few minutes (RFC 6647, section 5).
func pause(n int) time.Duration {
	pauses := []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, time.Hour}
	return pauses[min(max(n, 1), len(pauses))-1]
}

package send

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// memory is a Store of letters in memory.
type memory struct {
	mu       sync.Mutex
	letters  []Letter
	taken    map[int64]bool
	dotted   map[int64]bool
	out      map[int64]Outcome
	hindered error
	noDot    error // of LastDot
}

func outbox(letters ...Letter) *memory {
	m := &memory{taken: map[int64]bool{}, dotted: map[int64]bool{}, out: map[int64]Outcome{}}
	for i, l := range letters {
		l.ID = int64(i + 1)
		m.letters = append(m.letters, l)
	}
	return m
}

func (m *memory) UnfinishedLetters(context.Context, account.ID) error { return nil }

func (m *memory) LettersWaiting(_ context.Context, _ account.ID, w Which) (int, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, l := range m.letters {
		if o, ok := m.out[l.ID]; !slices.Contains(w.Done, l.ID) && (!m.taken[l.ID] || ok && o.State == Waits) {
			n++
		}
	}
	return n, time.Time{}, nil
}

func (m *memory) TakeLetter(_ context.Context, _ account.ID, w Which) (Letter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.letters {
		if !slices.Contains(w.Done, l.ID) && !m.taken[l.ID] {
			m.taken[l.ID] = true
			l.Tries++
			return l, nil
		}
	}
	return Letter{}, ErrNone
}

func (m *memory) LastDot(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dotted[id] = true
	return m.noDot
}

func (m *memory) SettleLetter(_ context.Context, id int64, o Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out[id] = o
	return nil
}

func (m *memory) LettersHindered(_ context.Context, _ account.ID, why error) error {
	m.hindered = why
	return nil
}

const text = "From: anna@example.org\r\nTo: bob@example.net\r\nBcc: eve@example.net\r\nSubject: hello\r\n\r\n.first\r\nsecond\r\n"

func to(people ...string) Letter {
	return Letter{From: "anna@example.org", To: people, Raw: []byte(text)}
}

// taken are the lines of a message until its dot.
func message() pop3test.Step {
	return pop3test.Do(pop3test.Expect("From:"), pop3test.Expect("To:"), pop3test.Expect("Subject:"), pop3test.Expect(""), pop3test.Expect("..first"), pop3test.Expect("second"))
}

func authed(extensions ...string) pop3test.Step {
	return pop3test.Do(pop3test.StartTLS(), greeted(append([]string{"AUTH PLAIN"}, extensions...)...), pop3test.Answer("AUTH PLAIN", "235 ok\r\n"))
}

// authedLater is authed where the line is encrypted on the way.
func authedLater(extensions ...string) pop3test.Step {
	return pop3test.Do(startTLS(), ehlo(append([]string{"AUTH PLAIN"}, extensions...)...), pop3test.Answer("AUTH PLAIN", "235 ok\r\n"))
}

func mailFrom() pop3test.Step { return pop3test.Answer("MAIL FROM:<anna@example.org>", "250 ok\r\n") }
func rcpt(to string) pop3test.Step {
	return pop3test.Answer("RCPT TO:<"+to+">", "250 ok\r\n")
}
func data() pop3test.Step { return pop3test.Answer("DATA", "354 go on\r\n") }
func rset() pop3test.Step { return pop3test.Answer("RSET", "250 ok\r\n") }

// TestFaults is a table of what servers do to a letter, over TLS from the beginning and over
// STARTTLS.
func TestFaults(t *testing.T) {
	t.Run("465", func(t *testing.T) { faults(t, account.TLS, authed) })
	t.Run("587", func(t *testing.T) { faults(t, account.STARTTLS, authedLater) })
}

func faults(t *testing.T, security account.Security, authed func(...string) pop3test.Step) {
	bob := to("bob@example.net")
	till := func(steps ...pop3test.Step) []pop3test.Step {
		return append([]pop3test.Step{authed()}, steps...)
	}
	dot := func(answer pop3test.Step) []pop3test.Step {
		return till(mailFrom(), rcpt("bob@example.net"), data(), message(), pop3test.Expect("."), answer)
	}
	end := pop3test.Do(rset(), quit()) // nobody is greeted again after RSET, which some servers refuse
	for name, c := range map[string]struct {
		letter   Letter
		steps    []pop3test.Step
		state    State
		trouble  account.Trouble
		refusals int
		dotted   bool
		server   bool // the error is about the server, and other letters wait
	}{
		"sent":                     {bob, append(dot(pop3test.Send("250 2.0.0 queued as 17\r\n")), quit()), Sent, 0, 0, true, false},
		"no promise, but yes":      {bob, append(dot(pop3test.Send("251 well\r\n")), quit()), Sent, 0, 0, true, false},
		"forwarded":                {bob, till(mailFrom(), pop3test.Answer("RCPT", "251 will forward\r\n"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"greylisted":               {bob, till(mailFrom(), pop3test.Answer("RCPT", "450 4.2.0 Greylisted, try again in 5 minutes\r\n"), end), Waits, account.TroubleBusy, 1, false, false},
		"sender refused":           {bob, till(pop3test.Answer("MAIL", "550 5.7.60 Client does not have permissions to send as this sender\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"sender not now":           {bob, till(pop3test.Answer("MAIL", "451 4.3.0 Temporary lookup failure\r\n"), end), Waits, account.TroubleBusy, 0, false, false},
		"one is not known":         {to("bob@example.net", "nobody@example.net", "eve@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<nobody", "550 5.1.1 User unknown\r\n"), rcpt("eve@example.net"), end), Refused, account.TroubleRecipient, 1, false, false},
		"one never, one not now":   {to("bob@example.net", "nobody@example.net"), till(mailFrom(), pop3test.Answer("RCPT TO:<bob", "451 4.7.1 later\r\n"), pop3test.Answer("RCPT TO:<nobody", "550 5.1.1 User unknown\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"too many for now":         {bob, till(mailFrom(), pop3test.Answer("RCPT", "452 4.5.3 Too many recipients\r\n"), end), Waits, account.TroubleBusy, 1, false, false},
		"too many":                 {to("bob@example.net", "carl@example.net", "dora@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<carl", "452 4.5.3 Too many recipients\r\n"), end), Refused, account.TroubleCrowd, 0, false, false},
		"too many, in short":       {to("bob@example.net", "carl@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<carl", "452 no more\r\n"), end), Refused, account.TroubleCrowd, 0, false, false},
		"too many, of old":         {to("bob@example.net", "carl@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<carl", "552 Too many recipients\r\n"), end), Refused, account.TroubleCrowd, 0, false, false},
		"too many, one not known":  {to("nobody@example.net", "bob@example.net", "carl@example.net"), till(mailFrom(), pop3test.Answer("RCPT TO:<nobody", "550 5.1.1 no\r\n"), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<carl", "452 no more\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"no room for another":      {to("bob@example.net", "carl@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT TO:<carl", "452 Insufficient system storage\r\n"), end), Waits, account.TroubleBusy, 1, false, false},
		"a long list of words":     {bob, till(pop3test.Answer("MAIL", strings.Repeat("250-this server is glad to serve\r\n", 400)+"250 ok\r\n"), rcpt("bob@example.net"), data(), message(), pop3test.Answer(".", strings.Repeat("250-thank you\r\n", 400)+"250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"an endless line":          {bob, till(mailFrom(), pop3test.Expect("RCPT"), pop3test.Flood("2", 1<<18)), Waits, account.TroubleServer, 0, false, true},
		"endless after the dot":    {bob, dot(pop3test.Flood("250-x\r\n", 1<<15)), Unknown, account.TroubleFate, 0, true, true},
		"closes at MAIL":           {bob, till(pop3test.Answer("MAIL", "421 4.7.0 too fast\r\n")), Waits, account.TroubleBusy, 0, false, true},
		"closes at DATA":           {bob, till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("DATA", "421 4.3.2 shutting down\r\n")), Waits, account.TroubleBusy, 0, false, true},
		"an answer too many":       {bob, till(pop3test.Answer("MAIL", "250 ok\r\n250 ok\r\n"), rcpt("bob@example.net"), pop3test.Expect("DATA"), pop3test.Drain()), Waits, account.TroubleServer, 0, false, true},
		"RSET refused":             {bob, till(pop3test.Answer("MAIL", "550 5.7.1 no\r\n"), pop3test.Answer("RSET", "502 5.5.1 no\r\n"), pop3test.Drain()), Refused, account.TroubleLetter, 0, false, true},
		"QUIT refused":             {bob, append(dot(pop3test.Send("250 ok\r\n")), pop3test.Answer("QUIT", "502 no\r\n")), Sent, 0, 0, true, false},
		"two answers to the dot":   {bob, append(dot(pop3test.Send("250 ok\r\n554 5.7.1 or not\r\n")), pop3test.Drain()), Sent, 0, 0, true, false},
		"eight bits":               {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("From: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ngrüße\r\n")}, till(mailFrom(), rcpt("bob@example.net"), data(), pop3test.Expect("From:"), pop3test.Expect("Content-Type:"), pop3test.Expect("Content-Transfer-Encoding: quoted-printable"), pop3test.Expect(""), pop3test.Expect("gr=C3=BC=C3=9Fe"), pop3test.Answer(".", "250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"8BITMIME":                 {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("From: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ngrüße\r\n")}, []pop3test.Step{authed("8BITMIME"), pop3test.Answer("MAIL FROM:<anna@example.org> BODY=8BITMIME SIZE=", "250 ok\r\n"), rcpt("bob@example.net"), data(), pop3test.Expect("From:"), pop3test.Expect("Content-Type:"), pop3test.Expect(""), pop3test.Expect("grüße"), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"bare line ends and dots":  {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("From: a\nSubject: x\n\n.\r.\n\n..\n.\r\nQUIT\r\n.")}, till(mailFrom(), rcpt("bob@example.net"), data(), pop3test.Expect("From:"), pop3test.Expect("Subject:"), pop3test.Expect(""), pop3test.Expect(".."), pop3test.Expect(".."), pop3test.Expect(""), pop3test.Expect("..."), pop3test.Expect(".."), pop3test.Expect("QUIT"), pop3test.Expect(".."), pop3test.Answer(".", "250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"DATA refused":             {bob, till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("DATA", "554 5.5.1 Error: no valid recipients\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"DATA not now":             {bob, till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("DATA", "452 4.3.1 Insufficient system storage\r\n"), end), Waits, account.TroubleBusy, 0, false, false},
		"refused after the dot":    {bob, append(dot(pop3test.Send("554 5.7.1 Message contains spam\r\n")), end), Refused, account.TroubleLetter, 0, true, false},
		"not now after the dot":    {bob, append(dot(pop3test.Send("451 4.7.0 Temporary server error\r\n")), end), Waits, account.TroubleBusy, 0, true, false},
		"too big after the dot":    {bob, append(dot(pop3test.Send("552 5.3.4 Message too big\r\n")), end), Refused, account.TroubleTooBig, 0, true, false},
		"too big by its size":      {bob, till(pop3test.Answer("MAIL", "552 5.3.4 Message size exceeds fixed limit\r\n"), end), Refused, account.TroubleTooBig, 0, false, false},
		"closes after the dot":     {bob, dot(pop3test.Send("421 4.4.2 closing\r\n")), Waits, account.TroubleBusy, 0, true, true},
		"cut after the dot":        {bob, dot(pop3test.Cut()), Unknown, account.TroubleFate, 0, true, true},
		"reset after the dot":      {bob, dot(pop3test.Reset()), Unknown, account.TroubleFate, 0, true, true},
		"silent after the dot":     {bob, dot(pop3test.Stall()), Unknown, account.TroubleFate, 0, true, true},
		"nonsense after the dot":   {bob, dot(pop3test.Send("what?\r\n")), Unknown, account.TroubleFate, 0, true, true},
		"half an answer":           {bob, dot(pop3test.Do(pop3test.Send("250-queued"), pop3test.Cut())), Unknown, account.TroubleFate, 0, true, true},
		"an odd answer":            {bob, dot(pop3test.Send("354 go on\r\n")), Unknown, account.TroubleFate, 0, true, true},
		"cut at MAIL":              {bob, till(pop3test.Expect("MAIL"), pop3test.Cut()), Waits, account.TroubleCut, 0, false, true},
		"cut at RCPT":              {bob, till(mailFrom(), pop3test.Expect("RCPT"), pop3test.Cut()), Waits, account.TroubleCut, 0, false, true},
		"cut at DATA":              {bob, till(mailFrom(), rcpt("bob@example.net"), pop3test.Expect("DATA"), pop3test.Cut()), Waits, account.TroubleCut, 0, false, true},
		"silent at RCPT":           {bob, till(mailFrom(), pop3test.Expect("RCPT"), pop3test.Stall()), Waits, account.TroubleSilent, 0, false, true},
		"closes at RCPT":           {bob, till(mailFrom(), pop3test.Answer("RCPT", "421 4.3.2 shutting down\r\n")), Waits, account.TroubleBusy, 0, false, true},
		"log-in wanted":            {bob, till(pop3test.Answer("MAIL", "530 5.7.0 Authentication required\r\n"), pop3test.Drain()), Waits, account.TroubleLogin, 0, false, true},
		"endless answer":           {bob, till(mailFrom(), pop3test.Expect("RCPT"), pop3test.Flood("250-x\r\n", 1<<15)), Waits, account.TroubleServer, 0, false, true},
		"slow":                     {bob, append(dot(pop3test.Trickle("250 2.0.0 ok\r\n", 5*time.Millisecond)), quit()), Sent, 0, 0, true, false},
		"letters before the @":     {to("bob@example.net", "jürgen@example.net"), till(quit()), Refused, account.TroubleAddress, 1, false, false},
		"a sender of such letters": {Letter{From: "jürgen@example.net", To: bob.To, Raw: []byte(text)}, till(quit()), Refused, account.TroubleAddress, 1, false, false},
		"such letters to answer":   {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("Reply-To: jürgen@example.net\r\n" + text)}, till(quit()), Refused, account.TroubleAddress, 0, false, false},
		"SMTPUTF8, in the header": {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("Reply-To: Jürgen <jürgen@example.net>\r\n" + text)}, []pop3test.Step{authed("SMTPUTF8"), pop3test.Answer("MAIL FROM:<anna@example.org> SIZE=136 SMTPUTF8", "250 ok\r\n"), rcpt("bob@example.net"), data(),
			pop3test.Expect("Reply-To: =?utf-8?q?J=C3=BCrgen?= <jürgen@example.net>"), message(), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"SMTPUTF8, not needed":     {bob, []pop3test.Step{authed("SMTPUTF8"), pop3test.Answer("MAIL FROM:<anna@example.org> SIZE=79", "250 ok\r\n"), rcpt("bob@example.net"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"an invisible letter":      {to("jürgen\u200b@example.net"), []pop3test.Step{authed("SMTPUTF8"), quit()}, Refused, account.TroubleAddress, 1, false, false},
		"no address":               {to("bob@example.net> SIZE=1"), till(quit()), Refused, account.TroubleAddress, 1, false, false},
		"international domain":     {to("bob@bücher.example"), till(mailFrom(), rcpt("bob@xn--bcher-kva.example"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"SMTPUTF8":                 {to("jürgen@example.net"), []pop3test.Step{authed("SMTPUTF8"), pop3test.Answer("MAIL FROM:<anna@example.org> SIZE=79 SMTPUTF8", "250 ok\r\n"), rcpt("jürgen@example.net"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"larger than it takes":     {Letter{From: "anna@example.org", To: bob.To, Raw: []byte(text + strings.Repeat("more\r\n", 300))}, till(quit()), Refused, account.TroubleTooBig, 0, false, false},
		"not a message":            {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("nothing")}, till(quit()), Refused, account.TroubleUnfit, 0, false, false},
		"sealed":                   {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("From: a\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n" + strings.Repeat("x", 1200) + "\r\n--b--\r\n")}, till(quit()), Refused, account.TroubleUnfit, 0, false, false},
		"policy after the dot":     {bob, append(dot(pop3test.Send("554 5.7.9 Message not accepted for policy reasons\r\n")), end), Refused, account.TroubleLetter, 0, true, false},
		"policy, and 5.7.8":        {bob, append(dot(pop3test.Send("550 5.7.8 not accepted\r\n")), end), Refused, account.TroubleLetter, 0, true, false},
		"policy at DATA":           {bob, till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("DATA", "554 5.7.9 no\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"policy at RCPT":           {bob, till(mailFrom(), pop3test.Answer("RCPT", "554 5.7.9 Message not accepted for policy reasons\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"mechanism too weak":       {bob, till(pop3test.Answer("MAIL", "534 5.7.9 Authentication mechanism is too weak\r\n"), pop3test.Drain()), Waits, account.TroubleMethod, 0, false, true},
		"log-in, by the code":      {bob, till(pop3test.Answer("MAIL", "550 5.7.8 log in first\r\n"), pop3test.Drain()), Waits, account.TroublePassword, 0, false, true},
		"log-in lost at the dot":   {bob, append(dot(pop3test.Send("530 5.7.0 Authentication required\r\n")), pop3test.Drain()), Waits, account.TroubleLogin, 0, true, true},
		"log-in wanted at RCPT":    {bob, till(mailFrom(), pop3test.Answer("RCPT", "530 5.7.0 Authentication required\r\n"), pop3test.Drain()), Waits, account.TroubleLogin, 0, false, true},
		"sender, at RCPT":          {bob, till(mailFrom(), pop3test.Answer("RCPT", "553 5.7.1 <anna@example.org>: Sender address rejected: not owned by user anna\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"no relay, at RCPT":        {to("bob@example.net", "carl@example.net"), till(mailFrom(), pop3test.Answer("RCPT", "554 5.7.1 <bob@example.net>: Relay access denied\r\n"), pop3test.Answer("RCPT", "554 5.7.1 <carl@example.net>: Relay access denied\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"network, at RCPT":         {bob, till(mailFrom(), pop3test.Answer("RCPT", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
		"no relay for one":         {to("bob@example.net", "carl@example.net"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT", "554 5.7.1 <carl@example.net>: Relay access denied\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"policy for one":           {bob, till(mailFrom(), pop3test.Answer("RCPT", "550 5.7.1 <bob@example.net>: Recipient address rejected: not for you\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"a file is blocked":        {bob, append(dot(pop3test.Send("552-5.7.0 This message was blocked because its content presents a potential\r\n552 5.7.0 security issue\r\n")), end), Refused, account.TroubleLetter, 0, true, false},
		"a file, without a code":   {bob, append(dot(pop3test.Send("552 Message contains a virus\r\n")), end), Refused, account.TroubleLetter, 0, true, false},
		"552, without a code":      {bob, append(dot(pop3test.Send("552 Requested action aborted\r\n")), end), Refused, account.TroubleTooBig, 0, true, false},
		"552 5.7.0 of its size":    {bob, append(dot(pop3test.Send("552 5.7.0 Message size exceeds maximum permitted\r\n")), end), Refused, account.TroubleTooBig, 0, true, false},
		"EHLO in small letters":    {to("jürgen@example.net"), []pop3test.Step{authed("size 100000", "smtputf8"), pop3test.Answer("MAIL FROM:<anna@example.org> SIZE=79 SMTPUTF8", "250 ok\r\n"), rcpt("jürgen@example.net"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"8bitmime":                 {Letter{From: "anna@example.org", To: bob.To, Raw: []byte("From: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ngrüße\r\n")}, []pop3test.Step{authed("8bitmime"), pop3test.Answer("MAIL FROM:<anna@example.org> BODY=8BITMIME", "250 ok\r\n"), rcpt("bob@example.net"), data(), pop3test.Expect("From:"), pop3test.Expect("Content-Type:"), pop3test.Expect(""), pop3test.Expect("grüße"), pop3test.Answer(".", "250 ok\r\n"), quit()}, Sent, 0, 0, true, false},
		"dots in pairs":            {Letter{From: "a..b@docomo.ne.jp", To: []string{"foo.@ezweb.ne.jp"}, Raw: []byte(text)}, till(pop3test.Answer(`MAIL FROM:<"a..b"@docomo.ne.jp>`, "250 ok\r\n"), rcpt(`"foo."@ezweb.ne.jp`), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit()), Sent, 0, 0, true, false},
		"no such domain, for now":  {to("bob@example.net", "carl@exmaple.example"), till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT", "450 4.1.2 <carl@exmaple.example>: Recipient address rejected: Domain not found\r\n"), end), Waits, account.TroubleBusy, 1, false, false},
		"no such domain, again":    {Letter{From: "anna@example.org", To: []string{"bob@example.net", "carl@exmaple.example"}, Raw: []byte(text), Tries: patientTries}, till(mailFrom(), rcpt("bob@example.net"), pop3test.Answer("RCPT", "450 4.1.2 <carl@exmaple.example>: Recipient address rejected: Domain not found\r\n"), end), Refused, account.TroubleRecipient, 1, false, false},
		"greylisted again":         {Letter{From: "anna@example.org", To: bob.To, Raw: []byte(text), Tries: 20}, till(mailFrom(), pop3test.Answer("RCPT", "450 4.2.0 Greylisted, try again in 5 minutes\r\n"), end), Waits, account.TroubleBusy, 1, false, false},
		"the password is repeated": {bob, till(pop3test.Answer("MAIL", "550 "+password+"\r\n"), end), Refused, account.TroubleLetter, 0, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, a := script(t, security, c.steps...)
			m := outbox(c.letter)
			p := prober(s.Port())
			p.Timeout = 2 * time.Second
			_, err := (&Outbox{Store: m, Prober: p, Final: 2 * time.Second}).Run(t.Context(), a, account.Password(password), Which{Now: time.Now()})
			o := m.out[1]
			if o.State != c.state || len(o.Refusals) != c.refusals || (err != nil) != c.server {
				t.Errorf("%+v, %v", o, err)
			}
			if c.state != Sent && (account.TroubleOf(o.Problem) != c.trouble || !account.ProblemOf(o.Problem).Sending || strings.Contains(o.Problem.Error(), password)) {
				t.Errorf("%v: trouble %d, want %d", o.Problem, account.TroubleOf(o.Problem), c.trouble)
			}
			if m.dotted[1] != c.dotted {
				t.Errorf("the last dot was noted: %v", m.dotted[1])
			}
			if err := s.Err(); err != nil {
				t.Error(err)
			}
			for _, l := range s.Got() {
				if strings.Contains(l, "eve@") && !strings.HasPrefix(l, "RCPT") {
					t.Errorf("Bcc leaks: %q", l)
				}
				if c.state == Waits && l == "." && !c.dotted {
					t.Error("the dot was sent")
				}
			}
			if c.state == Waits && o.NextTry.IsZero() && !c.trouble.MayBeTheWay() {
				t.Error("it waits for nothing, and keeps the others back")
			}
			if name == "greylisted" && time.Until(o.NextTry) < 4*time.Minute {
				t.Errorf("next try at %v", o.NextTry)
			}
		})
	}
}

// What cannot be noted is not sent.
func TestDotNotNoted(t *testing.T) {
	s, a := script(t, account.TLS, authed(), mailFrom(), rcpt("bob@example.net"), data(), message(), pop3test.Drain())
	m := outbox(to("bob@example.net"), to("eve@example.net"))
	m.noDot = errors.New("the disk is full")
	p := prober(s.Port())
	_, err := (&Outbox{Store: m, Prober: p}).Run(t.Context(), a, account.Password(password), Which{})
	if err == nil || m.out[1].State != Waits || m.taken[2] {
		t.Errorf("%v %+v", err, m.out)
	}
	if slices.Contains(s.Got(), ".") {
		t.Error("the dot was sent")
	}
}

// Several letters go in one session; one that is refused does not keep the others.
func TestSeveral(t *testing.T) {
	one := func(to, answer string) pop3test.Step {
		return pop3test.Do(mailFrom(), rcpt(to), data(), message(), pop3test.Answer(".", answer))
	}
	s, a := script(t, account.TLS, authed(), one("a@example.net", "250 ok\r\n"), one("b@example.net", "554 5.7.1 spam\r\n"), rset(), one("c@example.net", "250 ok\r\n"), quit())
	m := outbox(to("a@example.net"), to("b@example.net"), to("c@example.net"))
	rep, err := (&Outbox{Store: m, Prober: prober(s.Port())}).Run(t.Context(), a, account.Password(password), Which{})
	if err != nil || rep.Sent != 2 || rep.Refused != 1 || m.out[2].State != Refused || m.out[3].State != Sent {
		t.Errorf("%+v %v %+v", rep, err, m.out)
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
}

// A letter at which the line is lost holds the others back by hand as little as by itself: they go in another
// session at once. Where the fate of one is unknown, or the server has said that it wants to hear no
// more, no other session begins.
func TestLineLostByHand(t *testing.T) {
	cut := func(last ...pop3test.Step) []pop3test.Step {
		return append([]pop3test.Step{authed(), mailFrom(), rcpt("a@example.net"), data(), message()}, last...)
	}
	rest := []pop3test.Step{authed(), pop3test.Do(mailFrom(), rcpt("b@example.net"), data(), message(), pop3test.Answer(".", "250 ok\r\n")), quit()}
	for name, c := range map[string]struct {
		first  []pop3test.Step
		byHand bool
		state  State
		sent   int
	}{
		"by hand":                     {[]pop3test.Step{authed(), mailFrom(), pop3test.Reset()}, true, Waits, 1},
		"by itself":                   {[]pop3test.Step{authed(), mailFrom(), pop3test.Reset()}, false, Waits, 0},
		"after the last dot":          {cut(pop3test.Expect("."), pop3test.Cut()), true, Unknown, 0},
		"the server ends the session": {[]pop3test.Step{authed(), pop3test.Answer("MAIL FROM:", "421 4.7.0 too much\r\n"), pop3test.Cut()}, true, Waits, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := scripts(t, account.TLS, c.first, rest)
			m := outbox(to("a@example.net"), to("b@example.net"))
			rep, err := (&Outbox{Store: m, Prober: prober(s.Port())}).Run(t.Context(), a, account.Password(password), Which{Now: time.Now(), Anyway: c.byHand})
			if err == nil || rep.Sent != c.sent || m.out[1].State != c.state || s.Connections() != c.sent+1 {
				t.Errorf("%+v %v %+v, %d sessions", rep, err, m.out, s.Connections())
			}
		})
	}
	// A server that is lost at every letter is not asked for ever.
	lost := []pop3test.Step{authed(), mailFrom(), pop3test.Reset()}
	s, a := scripts(t, account.TLS, lost, lost, lost, lost, lost, lost)
	m := outbox(to("a@example.net"), to("b@example.net"), to("c@example.net"), to("d@example.net"), to("e@example.net"), to("f@example.net"))
	if _, err := (&Outbox{Store: m, Prober: prober(s.Port())}).Run(t.Context(), a, account.Password(password), Which{Now: time.Now(), Anyway: true}); err == nil || s.Connections() != mostSessions {
		t.Errorf("%d sessions, %v", s.Connections(), err)
	}
}

// A server that wants a log-in of an account that has none says so, whenever it does; the letters wait for it.
func TestLoginIsWanted(t *testing.T) {
	for name, steps := range map[string][]pop3test.Step{
		"MAIL":           {pop3test.Answer("MAIL", "530 5.7.0 Authentication required\r\n")},
		"MAIL, 5.7.8":    {pop3test.Answer("MAIL", "550 5.7.8 log in first\r\n")},
		"RCPT":           {mailFrom(), pop3test.Answer("RCPT", "530 5.7.1 Authentication required\r\n")},
		"RCPT, by words": {mailFrom(), pop3test.Answer("RCPT", "550 5.7.1 <bob@example.net>: Authentication is required for relay\r\n")},
		"after the dot":  {mailFrom(), rcpt("bob@example.net"), data(), message(), pop3test.Answer(".", "530 5.7.0 Authentication required\r\n")},
	} {
		s, a := script(t, account.TLS, append(append([]pop3test.Step{pop3test.StartTLS(), greeted("SIZE 100000", "AUTH PLAIN")}, steps...), pop3test.Drain())...)
		a.OutgoingOpen = true
		m := outbox(to("bob@example.net"), to("eve@example.net"))
		_, err := (&Outbox{Store: m, Prober: prober(s.Port())}).Run(t.Context(), a, account.Credential{}, Which{Now: time.Now()})
		if account.TroubleOf(err) != account.TroubleWantsLogin || m.out[1].State != Waits || account.TroubleOf(m.out[1].Problem) != account.TroubleWantsLogin || m.taken[2] {
			t.Errorf("%s: %v, %+v", name, err, m.out)
		}
		if err := s.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Trouble with the server is told once, and the letters wait.
func TestHindered(t *testing.T) {
	for name, c := range map[string]struct {
		steps []pop3test.Step
		want  account.Trouble
	}{
		"password":     {[]pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer("AUTH", "535 5.7.8 authentication failed\r\n"), pop3test.Drain()}, account.TroublePassword},
		"silent":       {[]pop3test.Step{pop3test.StartTLS(), pop3test.Stall()}, account.TroubleSilent},
		"not now":      {[]pop3test.Step{pop3test.StartTLS(), pop3test.Send("421 4.3.2 later\r\n")}, account.TroubleBusy},
		"EHLO refused": {[]pop3test.Step{pop3test.StartTLS(), pop3test.Send("220 mx\r\n"), pop3test.Answer("EHLO", "554 5.7.1 go away\r\n"), pop3test.Drain()}, account.TroubleServer},
		"cut at EHLO":  {[]pop3test.Step{pop3test.StartTLS(), pop3test.Send("220 mx\r\n"), pop3test.Expect("EHLO"), pop3test.Cut()}, account.TroubleCut},
		"app password": {[]pop3test.Step{pop3test.StartTLS(), greeted("AUTH PLAIN"), pop3test.Answer("AUTH", "534 5.7.9 Application-specific password required\r\n"), pop3test.Drain()}, account.TroubleAppPassword},
		"no TLS":       {[]pop3test.Step{pop3test.Send("220 mx\r\n"), pop3test.Drain()}, account.TroubleNotPOP3},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := script(t, account.TLS, c.steps...)
			m := outbox(to("bob@example.net"))
			p := prober(s.Port())
			p.Timeout = 2 * time.Second
			rep, err := (&Outbox{Store: m, Prober: p}).Run(t.Context(), a, account.Password(password), Which{})
			if account.TroubleOf(err) != c.want || len(m.taken) != 0 || m.hindered == nil || rep.Waiting != 1 {
				t.Errorf("%v %+v %+v", err, rep, m)
			}
		})
	}
	// The same where the line is encrypted on the way, and what can go wrong with that alone.
	for name, c := range map[string]struct {
		steps []pop3test.Step
		want  account.Trouble
	}{
		"password":          {[]pop3test.Step{startTLS(), ehlo("AUTH PLAIN"), pop3test.Answer("AUTH", "535 5.7.8 authentication failed\r\n"), pop3test.Drain()}, account.TroublePassword},
		"no STARTTLS":       {[]pop3test.Step{greeted("AUTH PLAIN"), pop3test.Drain()}, account.TroubleNoSTLS},
		"STARTTLS refused":  {[]pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "502 5.5.1 no\r\n"), pop3test.Drain()}, account.TroubleNoSTLS},
		"STARTTLS not now":  {[]pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "454 4.7.0 no\r\n"), pop3test.Drain()}, account.TroublePassing},
		"words put in":      {[]pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "220 go on\r\n250-mx\r\n250 AUTH PLAIN\r\n"), pop3test.StartTLS(), pop3test.Drain()}, account.TroubleInjected},
		"cut at STARTTLS":   {[]pop3test.Step{greeted("STARTTLS"), pop3test.Expect("STARTTLS"), pop3test.Cut()}, account.TroubleCut},
		"cut in handshake":  {[]pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "220 go on\r\n"), pop3test.Cut()}, account.TroubleCut},
		"silent":            {[]pop3test.Step{greeted("STARTTLS"), pop3test.Answer("STARTTLS", "220 go on\r\n"), pop3test.Stall()}, account.TroubleSilent},
		"no AUTH behind it": {[]pop3test.Step{startTLS(), ehlo(), pop3test.Drain()}, account.TroubleMethod},
	} {
		t.Run("587/"+name, func(t *testing.T) {
			s, a := script(t, account.STARTTLS, c.steps...)
			m := outbox(to("bob@example.net"))
			p := prober(s.Port())
			p.Timeout = 2 * time.Second
			rep, err := (&Outbox{Store: m, Prober: p}).Run(t.Context(), a, account.Password(password), Which{Now: time.Now()})
			if account.TroubleOf(err) != c.want || len(m.taken) != 0 || m.hindered == nil || rep.Waiting != 1 {
				t.Errorf("%v (trouble %d) %+v %+v", err, account.TroubleOf(err), rep, m)
			}
			for _, l := range s.Got() {
				if strings.HasPrefix(l, "AUTH") && c.want != account.TroublePassword || strings.HasPrefix(l, "MAIL") {
					t.Errorf("%q was sent", l)
				}
			}
		})
	}
	m := outbox(to("bob@example.net"))
	_, err := (&Outbox{Store: m}).Run(t.Context(), account.Account{}, account.Password(password), Which{})
	if account.TroubleOf(err) != account.TroubleNoOutgoing {
		t.Error(err)
	}
	m = outbox()
	if _, err := (&Outbox{Store: m}).Run(t.Context(), account.Account{}, account.Password(password), Which{}); err != nil {
		t.Errorf("nothing waits: %v", err)
	}
}

// Who ends the program while a letter is being written has it wait; after the last dot the
// answer is waited for.
func TestEnded(t *testing.T) {
	s, a := script(t, account.TLS, authed(), mailFrom(), pop3test.Expect("RCPT"), pop3test.Stall())
	m := outbox(to("bob@example.net"))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	_, err := (&Outbox{Store: m, Prober: prober(s.Port())}).Run(ctx, a, account.Password(password), Which{})
	if o := m.out[1]; err == nil || o.State != Waits || o.Problem != nil {
		t.Errorf("%v %+v", err, o)
	}
	s, a = script(t, account.TLS, authed(), mailFrom(), rcpt("bob@example.net"), data(), message(), pop3test.Expect("."), pop3test.Delay(700*time.Millisecond), pop3test.Send("250 ok\r\n"), pop3test.Drain())
	m = outbox(to("bob@example.net"))
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	_, _ = (&Outbox{Store: &canceling{m, cancel}, Prober: prober(s.Port())}).Run(ctx, a, account.Password(password), Which{})
	if o := m.out[1]; o.State != Sent {
		t.Errorf("%+v", o)
	}
}

// canceling ends the program right before the last dot.
type canceling struct {
	*memory
	cancel func()
}

func (c *canceling) LastDot(ctx context.Context, id int64) error {
	err := c.memory.LastDot(ctx, id)
	time.AfterFunc(100*time.Millisecond, c.cancel)
	return err
}

// A server that hangs up in the middle of a large letter and says why is heard.
func TestCutInTheMiddle(t *testing.T) {
	big := Letter{From: "anna@example.org", To: []string{"bob@example.net"}, Raw: []byte(text + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 60_000))}
	steps := func(last pop3test.Step) []pop3test.Step {
		return []pop3test.Step{pop3test.StartTLS(), pop3test.Send("220 mx\r\n"), pop3test.Answer("EHLO", "250-mx\r\n250 AUTH PLAIN\r\n"), pop3test.Answer("AUTH", "235 ok\r\n"), mailFrom(), rcpt("bob@example.net"), data(), pop3test.Expect("From:"), last}
	}
	for name, c := range map[string]struct {
		last  pop3test.Step
		state []State
	}{
		"cut":     {pop3test.Reset(), []State{Waits}},
		"refused": {pop3test.Do(pop3test.Send("552 5.3.4 too big\r\n"), pop3test.Delay(200*time.Millisecond), pop3test.Cut()), []State{Refused, Waits}},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := script(t, account.TLS, steps(c.last)...)
			m := outbox(big)
			p := prober(s.Port())
			p.Timeout = 2 * time.Second
			_, err := (&Outbox{Store: m, Prober: p}).Run(t.Context(), a, account.Password(password), Which{})
			if o := m.out[1]; err == nil || !slices.Contains(c.state, o.State) || m.dotted[1] {
				t.Errorf("%v %s %v", err, o.State, o.Problem)
			}
		})
	}
}

func TestPauses(t *testing.T) {
	last := time.Duration(0)
	for n := range 20 {
		d := pause(n)
		if d < last || d > time.Hour {
			t.Errorf("%d: %v after %v", n, d, last)
		}
		last = d
	}
}

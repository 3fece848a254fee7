package pop3_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

func TestGreetingFaults(t *testing.T) {
	noLeaks(t)
	for name, c := range map[string]struct {
		steps []pop3test.Step
		is    func(error) bool
	}{
		"in use":         {[]pop3test.Step{pop3test.Send("-ERR [IN-USE] mailbox locked\r\n")}, func(err error) bool { return refused(err, "IN-USE") }},
		"sys/temp":       {[]pop3test.Step{pop3test.Send("-ERR [SYS/TEMP] try later\r\n"), pop3test.Stall()}, func(err error) bool { return refused(err, "SYS/TEMP") }},
		"smtp":           {[]pop3test.Step{pop3test.Send("220 smtp.example ESMTP\r\n"), pop3test.Drain()}, as[*pop3.ProtocolError]},
		"imap":           {[]pop3test.Step{pop3test.Send("* OK IMAP4rev1\r\n"), pop3test.Drain()}, as[*pop3.ProtocolError]},
		"ssh":            {[]pop3test.Step{pop3test.Send("SSH-2.0-OpenSSH_9\r\n"), pop3test.Drain()}, as[*pop3.ProtocolError]},
		"http":           {[]pop3test.Step{pop3test.Send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")}, as[*pop3.ProtocolError]},
		"TLS alert":      {[]pop3test.Step{pop3test.Send("\x15\x03\x01\x00\x02\x02\x0a\n")}, as[*pop3.ProtocolError]},
		"sasl":           {[]pop3test.Step{pop3test.Send("+ \r\n"), pop3test.Drain()}, as[*pop3.ProtocolError]},
		"nothing, cut":   {[]pop3test.Step{pop3test.Cut()}, isCut},
		"half, cut":      {[]pop3test.Step{pop3test.Send("+OK rea"), pop3test.Cut()}, isCut},
		"reset":          {[]pop3test.Step{pop3test.Reset()}, func(err error) bool { return !isTimeout(err) }},
		"silence":        {[]pop3test.Step{pop3test.Stall()}, isTimeout},
		"half":           {[]pop3test.Step{pop3test.Send("+OK rea"), pop3test.Stall()}, isTimeout},
		"trickle":        {[]pop3test.Step{pop3test.Trickle("+OK "+strings.Repeat("x", 2000), 20*time.Millisecond)}, isTimeout},
		"blank lines":    {[]pop3test.Step{pop3test.Flood("\r\n", 1000), pop3test.Drain()}, as[*pop3.ProtocolError]},
		"endless line":   {[]pop3test.Step{pop3test.Flood(strings.Repeat("x", 1000), 1<<30)}, as[*pop3.LimitError]},
		"endless NUL":    {[]pop3test.Step{pop3test.Flood(strings.Repeat("\x00", 1000), 1<<30)}, as[*pop3.LimitError]},
		"long line":      {[]pop3test.Step{pop3test.Send("+OK " + strings.Repeat("x", 10_000) + "\r\n"), pop3test.Drain()}, as[*pop3.LimitError]},
		"8-bit nonsense": {[]pop3test.Step{pop3test.Send("\xff\xfe\xfd\n"), pop3test.Drain()}, as[*pop3.ProtocolError]},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, c.steps...)
			start := time.Now()
			client, err := pop3.Dial(t.Context(), s.Addr(), short)
			if err == nil || client != nil || !c.is(err) {
				t.Error(err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Error("took", took)
			}
		})
	}
}

func isCut(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }

func TestLongGreetingIsFine(t *testing.T) {
	s := script(t, pop3test.Send("+OK "+strings.Repeat("policy ", 1000)+"\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
	if err := dial(t, s.Addr(), nil).Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The password is in no error, also where the server repeats it.
func TestPasswordIsNotRepeated(t *testing.T) {
	const password = "tr0ub4dor&3"
	for _, answer := range []string{
		"-ERR wrong password " + password + "\r\n",
		"-ERR [AUTH] " + password + "\r\n",
		"-ERR [" + strings.ToUpper(password) + "] x\r\n",
		"PASS " + password + "\r\n",
		"what is PASS " + password + "?\r\n",
		strings.Repeat(password, 2000) + "\r\n",
		"-ERR " + strings.Repeat("x", 495) + password + "\r\n",
		"-ERR " + strings.Repeat("x", 490) + password + "\r\n",
		strings.Repeat("x", 110) + " " + password + "\r\n",
		password,
		"",
	} {
		s := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", answer), pop3test.Cut())
		err := dial(t, s.Addr(), short).Login(t.Context(), "bob", password)
		if err == nil || strings.Contains(strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, errors.Unwrap(err))), password[:4]) {
			t.Errorf("%.40q: %v", answer, err)
		}
	}
}

func TestCommandFaults(t *testing.T) {
	noLeaks(t)
	for name, c := range map[string]struct {
		steps []pop3test.Step
		do    func(c *pop3.Client) error
		is    func(error) bool
	}{
		"STAT cut":            {[]pop3test.Step{pop3test.Expect("STAT"), pop3test.Cut()}, stat, isCut},
		"STAT stall":          {[]pop3test.Step{pop3test.Expect("STAT"), pop3test.Stall()}, stat, isTimeout},
		"STAT trickle":        {[]pop3test.Step{pop3test.Expect("STAT"), pop3test.Trickle("+OK 1 "+strings.Repeat(" ", 3000), 20*time.Millisecond)}, stat, isTimeout},
		"STAT challenge":      {[]pop3test.Step{pop3test.Answer("STAT", "+ go on\r\n"), pop3test.Drain()}, stat, as[*pop3.ProtocolError]},
		"LIST nonsense":       {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\nfoo\r\nbar\r\n.\r\n")}, list, as[*pop3.ProtocolError]},
		"LIST cut":            {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\n1 100\r\n2 2"), pop3test.Cut()}, list, isCut},
		"LIST cut at a row":   {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\n1 100\r\n"), pop3test.Cut()}, list, isCut},
		"LIST stall":          {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\n1 100\r\n"), pop3test.Stall()}, list, isTimeout},
		"LIST trickle":        {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\n"), pop3test.Trickle("1 "+strings.Repeat("1", 3000), 20*time.Millisecond)}, list, isTimeout},
		"LIST long row cut":   {[]pop3test.Step{pop3test.Answer("LIST", "+OK\r\n1 "+strings.Repeat("1", 10_000)), pop3test.Cut()}, list, isCut},
		"UIDL nonsense":       {[]pop3test.Step{pop3test.Answer("UIDL", "+OK\r\n\r\n-\r\n.\r\n")}, uidl, as[*pop3.ProtocolError]},
		"UIDL cut":            {[]pop3test.Step{pop3test.Answer("UIDL", "+OK\r\n1 abc\r\n2 d"), pop3test.Cut()}, uidl, isCut},
		"UIDL endless":        {[]pop3test.Step{pop3test.Answer("UIDL", "+OK\r\n"), pop3test.Flood(strings.Repeat("\r\n", 5000), 1<<30)}, uidl, as[*pop3.LimitError]},
		"UIDL unsupported":    {[]pop3test.Step{pop3test.Answer("UIDL", "-ERR unknown command\r\n")}, uidl, func(err error) bool { return refused(err, "") }},
		"UIDL row for answer": {[]pop3test.Step{pop3test.Answer("UIDL", "1 abc\r\n"), pop3test.Drain()}, uidl, as[*pop3.ProtocolError]},
		"TOP refused":         {[]pop3test.Step{pop3test.Answer("TOP 1 0", "-ERR\r\n")}, top, func(err error) bool { return refused(err, "") }},
		"TOP cut":             {[]pop3test.Step{pop3test.Answer("TOP 1 0", "+OK\r\nSubject: x\r\n"), pop3test.Cut()}, top, isCut},
		"RETR cut":            {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nhalf"), pop3test.Cut()}, retr1, isCut},
		"RETR cut at the dot": {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nhalf\r\n."), pop3test.Cut()}, retr1, isCut},
		"RETR cut in dot":     {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nhalf\r\n.\r"), pop3test.Cut()}, retr1, isCut},
		"RETR reset":          {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n"), pop3test.Reset()}, retr1, func(err error) bool { return !isTimeout(err) }},
		"RETR stall":          {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n\r\nhalf"), pop3test.Stall()}, retr1, isTimeout},
		"RETR drip":           {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Trickle(strings.Repeat("x", 3000), 100*time.Millisecond)}, retr1, isTimeout},
		"RETR stall at dot":   {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nSubject: x\r\n."), pop3test.Stall()}, retr1, isTimeout},
		"RETR end inside":     {[]pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\nx\r\n.\r\nmore of it\r\n.\r\n"), pop3test.Drain()}, retr1, as[*pop3.ProtocolError]},
		"DELE cut":            {[]pop3test.Step{pop3test.Expect("DELE 1"), pop3test.Cut()}, dele1, isCut},
		"DELE nonsense":       {[]pop3test.Step{pop3test.Answer("DELE 1", "250 ok\r\n"), pop3test.Drain()}, dele1, as[*pop3.ProtocolError]},
		"unasked":             {[]pop3test.Step{pop3test.Answer("NOOP", "+OK\r\n+OK once more\r\n"), pop3test.Drain()}, noopTwice, as[*pop3.ProtocolError]},
		"unasked refusal":     {[]pop3test.Step{pop3test.Answer("NOOP", "+OK\r\n-ERR [SYS/TEMP] shutting down\r\n"), pop3test.Drain()}, noopTwice, func(err error) bool { return refused(err, "SYS/TEMP") }},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, append([]pop3test.Step{pop3test.Login()}, c.steps...)...)
			client := login(t, s.Addr(), short)
			err := c.do(client)
			if err == nil || !c.is(err) {
				t.Error(err)
			}
			if !as[*pop3.ServerError](err) {
				if next := client.Noop(t.Context()); next == nil {
					t.Error("the session goes on after", err)
				}
			}
		})
	}
}

func stat(c *pop3.Client) error  { _, _, err := c.Stat(bg); return err }
func list(c *pop3.Client) error  { return nothing(c.List(bg)) }
func uidl(c *pop3.Client) error  { return nothing(c.UIDL(bg)) }
func top(c *pop3.Client) error   { return nothing(c.Top(bg, 1, 0)) }
func retr1(c *pop3.Client) error { return nothing(c.Retr(bg, 1)) }
func dele1(c *pop3.Client) error { return c.Dele(bg, 1) }

func noopTwice(c *pop3.Client) error {
	if err := c.Noop(bg); err != nil {
		return errors.New("the first: " + err.Error()) // must not look like the second
	}
	time.Sleep(20 * time.Millisecond)
	return c.Noop(bg)
}

// nothing demands that there is no result beside an error.
func nothing[T any](list []T, err error) error {
	if err != nil && list != nil {
		return errors.New("half a result")
	}
	return err
}

func TestQuitFaults(t *testing.T) {
	for name, c := range map[string]struct {
		step pop3test.Step
		is   func(error) bool
	}{
		"hangs":   {pop3test.Do(pop3test.Expect("QUIT"), pop3test.Stall()), isTimeout},
		"cut":     {pop3test.Do(pop3test.Expect("QUIT"), pop3test.Cut()), isCut},
		"refused": {pop3test.Answer("QUIT", "-ERR some deleted messages not removed\r\n"), func(err error) bool { return refused(err, "") }},
		"fine":    {pop3test.Answer("QUIT", "+ok\n"), func(err error) bool { return err == nil }},
	} {
		s := script(t, pop3test.Login(), c.step)
		client := login(t, s.Addr(), short)
		if err := client.Quit(t.Context()); !c.is(err) {
			t.Errorf("%s: %v", name, err)
		}
		if err := client.Noop(t.Context()); err == nil {
			t.Errorf("%s: goes on", name)
		}
	}
}

// TestDeleQuitFaults: the server has DELE and QUIT before it answers, and the answers end after
// each octet, by a cut and by silence, or come slowly.
func TestDeleQuitFaults(t *testing.T) {
	noLeaks(t)
	answers := "+OK\r\n-ERR no\r\n+OK bye\r\n"
	ask := func(end ...pop3test.Step) (told []int, refusals int, err error) {
		steps := []pop3test.Step{pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Expect("DELE 2"), pop3test.Expect("DELE 1"), pop3test.Expect("QUIT")}
		s := script(t, append(steps, end...)...)
		err = login(t, s.Addr(), short).DeleQuit(t.Context(), []int{2, 1}, func(n int, err error) {
			if told = append(told, n); err != nil {
				refusals++
			}
		})
		return told, refusals, err
	}
	for cut := range len(answers) + 1 {
		end := pop3test.Cut()
		if cut%5 == 0 && cut < len(answers) {
			end = pop3test.Stall()
		}
		told, refusals, err := ask(pop3test.Send(answers[:cut]), end)
		want, no := []int{2, 1}[:min(strings.Count(answers[:cut], "\n"), 2)], 0
		if len(want) == 2 {
			no = 1
		}
		whole := cut == len(answers)
		if !slices.Equal(told, want) || refusals != no || (err == nil) != whole || refused(err, "") {
			t.Errorf("%q: told %v with %d refusals, %v", answers[:cut], told, refusals, err)
		}
	}
	if told, _, err := ask(pop3test.Trickle(answers, 8*time.Millisecond)); err != nil || len(told) != 2 {
		t.Errorf("slowly: %v, %v", told, err)
	}
	if _, _, err := ask(pop3test.Send("+OK\r\n+OK\r\n-ERR some are left\r\n")); !refused(err, "") {
		t.Errorf("refused: %v", err)
	}
}

// Progress renews the time-out: a message may take longer than it as a whole.
func TestSlowMessage(t *testing.T) {
	text := "Subject: slow\r\n\r\n" + strings.Repeat("x", 60) + "\r\n"
	s := script(t, pop3test.Login(), pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Trickle(text+".\r\n", 15*time.Millisecond))
	raw, err := login(t, s.Addr(), short).Retr(t.Context(), 1)
	if err != nil || string(raw) != text {
		t.Fatalf("%q %v", raw, err)
	}
}

// A cut line delivers what was whole before it and nothing else.
func TestPipelineCut(t *testing.T) {
	noLeaks(t)
	whole := "+OK\r\nSubject: x\r\n\r\nbody\r\n.\r\n"
	for _, cut := range []string{"", "+", "+OK\r\n", "+OK\r\nSubject: x\r\n\r\nbo", "+OK\r\nSubject: x\r\n\r\nbody\r\n.", "+OK\r\nSubject: x\r\n\r\nbody\r\n.\r"} {
		for _, end := range []pop3test.Step{pop3test.Cut(), pop3test.Stall()} {
			s := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Expect("RETR 1"), pop3test.Expect("RETR 2"), pop3test.Send(whole), pop3test.Send(whole+cut), end)
			c := login(t, s.Addr(), short)
			var got []int
			err := c.RetrEach(t.Context(), items(20), func(n int, raw []byte, err error) error {
				if err != nil || string(raw) != "Subject: x\r\n\r\nbody\r\n" {
					t.Errorf("%q %v", raw, err)
				}
				got = append(got, n)
				return nil
			})
			if err == nil || !slices.Equal(got, []int{1, 2}) {
				t.Errorf("%q: %v %v", cut, got, err)
			}
		}
	}
}

func items(n int) []pop3.Listing {
	list := make([]pop3.Listing, n)
	for i := range list {
		list[i].Number = i + 1
	}
	return list
}

// A server that advertises PIPELINING and loses commands that come together.
func TestPipeliningLost(t *testing.T) {
	noLeaks(t)
	answer := "+OK\r\nx\r\n.\r\n"
	s := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Answer("RETR 1", answer), pop3test.Stall())
	n := 0
	err := login(t, s.Addr(), short).RetrEach(t.Context(), items(100), func(int, []byte, error) error { n++; return nil })
	var p *pop3.PipelineError
	if !errors.As(err, &p) || p.InFlight != 99 || n != 1 || !isTimeout(err) {
		t.Fatal(n, err)
	}
	d := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Answer("DELE 1", "+OK\r\n"), pop3test.Stall())
	err = login(t, d.Addr(), short).DeleEach(t.Context(), []int{1, 2, 3}, func(int, error) error { return nil })
	if !errors.As(err, &p) || p.InFlight != 2 {
		t.Fatal(err)
	}
	// The same server, one by one.
	slow := script(t, pop3test.Login(), pop3test.Repeat(3, pop3test.Answer("RETR", answer)), pop3test.Answer("QUIT", "+OK\r\n"))
	c := login(t, slow.Addr(), &pop3.Options{NoPipelining: true})
	if err := c.RetrEach(t.Context(), items(3), func(int, []byte, error) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := c.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A server that loses one command in the middle: what it then sends is not the
// message that was asked for, and must not be taken for it.
func TestPipelineShift(t *testing.T) {
	var answers []string
	var asked []pop3.Listing
	for n := range 40 {
		body := strings.Repeat("x", n) + "\r\n"
		asked = append(asked, pop3.Listing{Number: n + 1, Size: int64(len(body))})
		if n != 20 {
			answers = append(answers, "+OK\r\n"+body+".\r\n")
		}
	}
	s := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Expect("RETR 1"), pop3test.Send(strings.Join(answers, "")), pop3test.Drain())
	n := 0
	err := login(t, s.Addr(), short).RetrEach(t.Context(), asked, func(i int, raw []byte, err error) error {
		if len(raw) != i+1 {
			t.Errorf("message %d has %d octets", i, len(raw))
		}
		n++
		return err
	})
	if !as[*pop3.PipelineError](err) || n != 20 {
		t.Fatal(n, err)
	}
}

// A refusal without any announcement in the middle of the pipeline: -ERR and close.
func TestPipelineRefusedAndClosed(t *testing.T) {
	s := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Expect("RETR 1"), pop3test.Send("+OK\r\nx\r\n.\r\n-ERR [SYS/TEMP] out of memory\r\n"), pop3test.Cut())
	var codes []string
	err := login(t, s.Addr(), short).RetrEach(t.Context(), items(5), func(n int, _ []byte, err error) error {
		if e, ok := errors.AsType[*pop3.ServerError](err); ok {
			codes = append(codes, e.Code)
		}
		return nil
	})
	if err == nil || !slices.Equal(codes, []string{"SYS/TEMP"}) {
		t.Fatal(codes, err)
	}
}

// A message far beyond the limit ends the session, it is not read for ever.
func TestEndlessMessage(t *testing.T) {
	s := script(t, pop3test.Login(), pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Flood(strings.Repeat("0123456789abcdef\r\n", 1000), 1<<30))
	_, err := login(t, s.Addr(), &pop3.Options{MaxMessage: 1 << 20}).Retr(t.Context(), 1)
	if !as[*pop3.LimitError](err) {
		t.Fatal(err)
	}
}

// What a server announces takes no memory before it is there.
func TestAnnouncedSizeIsNotBelieved(t *testing.T) {
	raw := []byte("x\r\n")
	s := script(t, pop3test.Login(), pop3test.Repeat(50, pop3test.Answer("RETR", "+OK 536870912 octets\r\nx\r\n.\r\n")))
	c := login(t, s.Addr(), nil)
	for n := range 50 {
		got, err := c.Retr(t.Context(), n+1)
		if err != nil || !bytes.Equal(got, raw) || cap(got) > 8<<20 {
			t.Fatal(cap(got), err)
		}
	}
}

// The caller's own reason to stop counts more than what happens after it.
func TestEachStopsAndLineIsCut(t *testing.T) {
	s := script(t, pop3test.Login(), pop3test.CAPA("PIPELINING"), pop3test.Expect("RETR 1"), pop3test.Send("+OK\r\nx\r\n.\r\n+OK\r\nhalf"), pop3test.Cut())
	full := errors.New("disk full")
	err := login(t, s.Addr(), short).RetrEach(t.Context(), items(5), func(int, []byte, error) error { return full })
	if !errors.Is(err, full) {
		t.Fatal(err)
	}
}

package send

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// A letter may hold what is said to servers, such as a log that somebody asks about: it is handed over whole, however its
// octets fall into the pieces in which they are written, and what the server says of it counts.
func TestLetterHoldsCommands(t *testing.T) {
	const piece = 4096 // in which net/textproto writes
	head := "From: anna@example.org\r\nTo: bob@example.net\r\nSubject: log\r\n\r\n"
	filled := func(line string) string {
		const row = "an ordinary line of a letter, as there are many\r\n"
		left := piece - len(head)
		body := strings.Repeat(row, left/len(row)-1)
		body += strings.Repeat("x", left-len(body)-2) + "\r\n"
		return head + body + line + "\r\n" + strings.Repeat(row, 200)
	}
	for _, line := range []string{"EHLO [127.0.0.1]", "EHLO client.example.org", "EHLO ", "HELO x", "RSET", "QUIT", "*", "AUTH PLAIN AGFubmE="} {
		for answer, want := range map[string]State{"250 Ok queued\r\n": Sent, "554 5.7.1 Not wanted\r\n": Refused} {
			t.Run(fmt.Sprintf("%q %s", line, want), func(t *testing.T) {
				t.Parallel()
				raw := filled(line)
				var read []pop3test.Step
				for l := range strings.Lines(raw) {
					read = append(read, pop3test.Expect(strings.TrimSuffix(l, "\r\n")))
				}
				steps := []pop3test.Step{
					pop3test.StartTLS(), pop3test.Send("220 mx ESMTP\r\n"), pop3test.Answer("EHLO [127.0.0.1]", "250-mx\r\n250 AUTH PLAIN\r\n"), pop3test.Answer("AUTH PLAIN", "235 ok\r\n"),
					mailFrom(), rcpt("bob@example.net"), data(), pop3test.Do(read...), pop3test.Answer(".", answer),
				}
				if want == Refused {
					steps = append(steps, rset())
				}
				// What the server has said of the first letter is not heard as an answer to the second.
				steps = append(steps, mailFrom(), rcpt("eve@example.net"), data(), message(), pop3test.Answer(".", "250 ok\r\n"), quit())
				s, a := script(t, account.TLS, steps...)
				m := outbox(Letter{From: "anna@example.org", To: []string{"bob@example.net"}, Raw: []byte(raw)}, to("eve@example.net"))
				p := prober(s.Port())
				p.Timeout = 20 * time.Second // the machine may be busy
				_, err := (&Outbox{Store: m, Prober: p, Final: 20 * time.Second}).Run(t.Context(), a, account.Password(password), Which{Now: time.Now()})
				if err != nil || m.out[1].State != want || m.out[2].State != Sent {
					t.Errorf("%v, %+v", err, m.out)
				}
				if want == Refused && !strings.Contains(account.ProblemOf(m.out[1].Problem).Answer, "Not wanted") {
					t.Errorf("the server’s words are %q", account.ProblemOf(m.out[1].Problem).Answer)
				}
				if err := s.Err(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

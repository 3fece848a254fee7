package pop3test

import (
	"fmt"
	"strings"
	"time"
)

// InTheWild are servers with habits of their own and two short messages, whose commands
// stand in the order of a client that asks for everything.
func InTheWild() []Odd {
	const one, two, stuffed = "Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\n.two\r\n", "Subject: 2\r\n\r\n..two\r\n"
	usual := Dialogue{
		Say("", "+OK\r\n"), Say("USER", "+OK\r\n"), Say("PASS", "+OK\r\n"), Say("CAPA", "-ERR unknown command\r\n"),
		Say("STAT", "+OK 2 39\r\n"), Say("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), Say("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
		Say("RETR 1", "+OK\r\n"+one+".\r\n"), Say("RETR 2", "+OK\r\n"+stuffed+".\r\n"),
		Say("DELE 1", "+OK\r\n"), Say("DELE 2", "+OK\r\n"), Say("QUIT", "+OK\r\n"),
	}
	all := Right{OnServer: 2, Received: 2, Removed: 2}
	doubtful := Right{OnServer: 2, Received: 2, Asked: 4, Sessions: 4} // two messages do not show what sizes are worth: they may have been cut
	var odd []Odd
	for _, c := range []struct {
		name, source string
		right        Right
		says         Dialogue
	}{
		{"textbook", "RFC 1939, section 10", all, Dialogue{
			Say("", "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n"), Say("USER bob", "+OK bob is a real hoopy frood\r\n"),
			Say("PASS secret", "+OK bob's maildrop has 2 messages (39 octets)\r\n"), Say("CAPA", "+OK\r\nTOP\r\nUIDL\r\n.\r\n"),
			Say("STAT", "+OK 2 39\r\n"), Say("LIST", "+OK 2 messages (39 octets)\r\n1 19\r\n2 20\r\n.\r\n"), Say("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			Say("RETR 1", "+OK 19 octets\r\n"+one+".\r\n"), Say("RETR 2", "+OK 20 octets\r\n"+stuffed+".\r\n"),
			Say("DELE 1", "+OK message 1 deleted\r\n"), Say("DELE 2", "+OK message 2 deleted\r\n"), Say("QUIT", "+OK dewey POP3 server signing off\r\n"),
		}},
		{"LF alone, lower case, no texts", "home-made servers", all, Dialogue{
			Say("", "+ok\n"), Say("USER", "+ok\n"), Say("PASS", "+ok\n"), Say("CAPA", "-err\n"),
			Say("STAT", "+ok 2 39\n"), Say("LIST", "+ok\n1 19\n2 20\n.\n"), Say("UIDL", "+ok\n1 a\n2 b\n.\n"),
			Say("RETR 1", "+ok\n"+one+".\n"), Say("RETR 2", "+ok\n"+stuffed+".\n"),
			Say("DELE 1", "+ok\n"), Say("DELE 2", "+ok\n"), Say("QUIT", "+ok\n"),
		}},
		{"words and spaces everywhere", "home-made servers", all, usual.With(
			Say("", "+OK\tready\r\n"), Say("USER", "+OK  \r\n"), Say("PASS", "+OKready\r\n"), Say("CAPA", "+OK\r\n TOP \r\n\r\nUIDL\t\r\nsasl  LOGIN\r\n.\r\n"),
			Say("STAT", "+OK   2   39 messages and more\r\n"), Say("LIST", "+OK\r\n 1  19 unread\r\n2\t20\r\n. \r\n"), Say("UIDL", "+OK\r\n1   a  \r\n 2\tb\r\n.\r\n"),
			Say("RETR 1", "+OK\r\n"+one+".\r\n\r\n"))},
		{"banner of several lines", "servers of companies", all, usual.With(Say("", "+OK Welcome\r\nAll access is logged.\r\nGo away.\r\n"))},
		{"banner of several lines, one by one", "servers of companies, over TLS", all, usual.With(
			Turn{Command: "", Answer: Do(Send("+OK Welcome\r\n"), Delay(10*time.Millisecond), Send("All access is logged.\r\n"), Delay(10*time.Millisecond), Send("Go away.\r\n"))})},
		{"two greetings, and a unique-id without end", "proxies", all, usual.With(
			Say("", "+OK proxy\r\n+OK Welcome\r\n"), Say("LIST", "+OK\r\n1 19 "+strings.Repeat("x", 9000)+"\r\n2 20\r\n.\r\n"),
			Say("UIDL", "+OK\r\n1 a\r\n2 b"+strings.Repeat(" ", 100_000)+"\r\n.\r\n"))},
		{"CAPA answered without a list", "old servers", all, usual.With(Say("CAPA", "+OK\r\n"))},
		{"CAPA's list comes late", "proxies", all, usual.With(Say("CAPA", "+OK\r\n"),
			Turn{"STAT", Do(Send("TOP\r\nPIPELINING\r\n.\r\n"), Delay(10*time.Millisecond), Send("+OK 2 39\r\n")), Send("+OK 2 39\r\n")})},
		{"PIPELINING", "RFC 2449, section 6.6", all, usual.With(Say("CAPA", "+OK\r\nPIPELINING\r\nUIDL\r\n.\r\n"),
			Say("RETR 1", ""), Say("RETR 2", "+OK\r\n"+one+".\r\n+OK\r\n"+stuffed+".\r\n"))},
		{"octet by octet", "slow lines", all, usual.With(
			Turn{Command: "RETR 1", Answer: Trickle("+OK\r\n"+one+".\r\n", time.Millisecond)}, Turn{Command: "RETR 2", Answer: Trickle("+OK\r\n"+stuffed+".\r\n", time.Millisecond)})},
		{"sizes of another world", "home-made servers", doubtful, usual.With(
			Say("STAT", "+OK 2\r\n"), Say("LIST", "+OK\r\n1 4711 octets\r\n2\r\n.\r\n"), Say("RETR 1", "+OK 1 octets\r\n"+one+".\r\n"))},
		{"does not stuff dots", "home-made servers", all, usual.With(Say("RETR 2", "+OK\r\n"+two+".\r\n"))},
	} {
		odd = append(odd, Odd{
			Name: c.name, Source: c.source, Remove: true, Ahead: c.name == "PIPELINING",
			Sessions: []Sitting{{[]Letter{{"a", one}, {"b", two}}, c.says}},
			Right:    []Right{c.right},
		})
	}
	return odd
}

// AsFiles are servers that hand out a message as it lies on their disk, and a usual one
// after it.
func AsFiles() []Odd {
	const raw, next = "Subject: x\n\n.dot\n\nbye\n", "next\r\n"
	all := []Right{{OnServer: 2, Received: 2, Removed: 2}}
	headOnly := []Right{{OnServer: 2, Received: 1, Failed: 1, Removed: 1}} // it may be all that came of it
	var odd []Odd
	for _, c := range []struct {
		name, sent string
		size       int // as listed
		truth      string
		right      []Right
	}{
		{"LF, stuffed", "Subject: x\n\n..dot\n\nbye\n.\r\n", len(raw), raw, all},
		{"LF, stuffed, as CRLF", "Subject: x\n\n..dot\n\nbye\n.\r\n", len(raw) + 5, raw, nil},
		{"LF, stuffed, unsized", "Subject: x\n\n..dot\n\nbye\n.\r\n", 0, raw, all},
		{"LF, not stuffed", raw + ".\r\n", len(raw), raw, all},
		{"no last line end", "Subject: x\r\n\r\nbye.\r\n", 17, "Subject: x\r\n\r\nbye", all},
		{"NUL and 8 bit", "Subject: \x00\xe9\r\n\r\n\r\n.\r\n", 0, "Subject: \x00\xe9\r\n\r\n\r\n", headOnly},
		{"nothing at all", ".\r\n", 0, "", headOnly},
		{"long line", strings.Repeat("y", 700_000) + "\r\n.\r\n", 0, strings.Repeat("y", 700_000) + "\r\n", headOnly},
	} {
		s := Sitting{[]Letter{{"a", c.truth}, {"b", next}}, Dialogue{
			Say("", "+OK\r\n"), Say("USER", "+OK\r\n"), Say("PASS", "+OK\r\n"), Say("CAPA", "-ERR unknown command\r\n"),
			Say("STAT", fmt.Sprintf("+OK 2 %d\r\n", c.size+len(next))), Say("LIST", fmt.Sprintf("+OK\r\n1 %s\r\n2 %d\r\n.\r\n", strings.TrimSuffix(fmt.Sprint(c.size), "0"), len(next))),
			Say("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"), Say("RETR 1", "+OK\r\n"+c.sent), Say("RETR 2", "+OK\r\n"+next+".\r\n"),
			Say("DELE 1", "+OK\r\n"), Say("DELE 2", "+OK\r\n"), Say("QUIT", "+OK\r\n"),
		}}
		odd = append(odd, Odd{Name: "as it lies on the disk: " + c.name, Source: "home-made servers", Remove: true, Sessions: []Sitting{s}, Right: c.right})
	}
	return odd
}

// SentTwice are servers that send the end of a message again, with it or later.
func SentTwice() []Odd {
	mail := Letters(1, 6, 782)
	var odd []Odd
	for _, again := range []string{".\r\n", "\r\n\r\n", "\r\n.\r\n", "\r\n.\r\n\r\n.\r\n"} {
		for _, capa := range [][]string{nil, {"UIDL", "PIPELINING"}} {
			for _, later := range []time.Duration{0, 50 * time.Millisecond} {
				if later > 0 && (capa != nil || again != "\r\n.\r\n") {
					continue
				}
				s := sitting(capa, mail)
				for n, m := range mail {
					s.Says = s.Says.With(Turn{Command: fmt.Sprintf("RETR %d", n+1), Answer: endsAgain(m, again, later)})
				}
				odd = append(odd, Odd{
					Name: fmt.Sprintf("the end is sent again, %q, %s, after %v", again, capa, later), Source: "aenetmail#174, #178 (hMailServer, SmarterMail)",
					Remove: true, Sessions: []Sitting{s}, Right: []Right{{OnServer: 6, Received: 6, Removed: 6}},
				})
			}
		}
	}
	return odd
}

// endsAgain answers RETR with m, whose end comes once more.
func endsAgain(m Letter, again string, later time.Duration) Step {
	whole := fmt.Sprintf("+OK %d octets\r\n%s.\r\n", len(m.Raw), m.Raw)
	if later == 0 {
		return Send(whole + again) // in one packet
	}
	return Do(Send(whole), Delay(later), Send(again))
}

package pop3test

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Reported are servers from public reports about other programs, with faults that cost mail
// or time.
func Reported() []Odd {
	odd := []Odd{bodyMissing(), sizesNeverRight(), slowPass()}
	odd = append(odd, uidlRefused()...)
	odd = append(odd, emptied()...)
	odd = append(odd, inParts()...)
	odd = append(odd, statAlone()...)
	return append(odd, quotas()...)
}

// bodyMissing: a message comes empty once. Sent DELE for it, the mail would be lost.
func bodyMissing() Odd {
	capa, mail := []string{"TOP", "UIDL", "USER", "RESP-CODES"}, Letters(1, 6, 3246)
	return Odd{
		Name: "a message comes empty once", Source: "OTRS#694", Remove: true,
		Sessions: []Sitting{sitting(capa, mail, Say("RETR 3", "+OK 3246 octets\r\n.\r\n")), sitting(capa, mail[2:3])},
		Right:    []Right{{OnServer: 6, Received: 5, Failed: 1, Removed: 5}, {OnServer: 1, Received: 1, Removed: 1}},
	}
}

// sizesNeverRight: where no size is right, none says that a message is not whole. What comes
// as before when it is asked for again, three at a time, is whole.
func sizesNeverRight() Odd {
	mail := Letters(1, 6, 3246)
	sizes := func(mail []Letter) Sitting {
		var list strings.Builder
		for n := range mail {
			fmt.Fprintf(&list, "%d 5000\r\n", n+1)
		}
		return sitting([]string{"TOP", "UIDL"}, mail, Say("LIST", "+OK\r\n"+list.String()+".\r\n"), Say("STAT", fmt.Sprintf("+OK %d %d\r\n", len(mail), 5000*len(mail))))
	}
	return Odd{
		Name: "all sizes are wrong", Source: "home-made servers", Remove: true,
		Sessions: []Sitting{sizes(mail), sizes(mail), sizes(mail[3:])},
		Right: []Right{
			{OnServer: 6, Received: 6}, {OnServer: 6, Here: 6, Removed: 3, Asked: 3}, {OnServer: 3, Here: 3, Removed: 3, Asked: 3},
		},
	}
}

// slowPass: the server reads a mailbox of gigabytes before it answers.
func slowPass() Odd {
	return Odd{
		Name: "PASS takes 65 seconds", Source: "qpopper, popa3d", Remove: true,
		Sessions: []Sitting{sitting([]string{"UIDL"}, Letters(1, 2, 782), Turn{Command: "PASS", Answer: Do(Delay(65*time.Second), Send("+OK\r\n"))})},
		Right:    []Right{{OnServer: 2, Received: 2, Removed: 2}},
	}
}

// uidlRefused: a server with UIDL refuses it in one session. Taken for one without, it would
// be asked for the whole mailbox again.
func uidlRefused() []Odd {
	var odd []Odd
	mail := Plain(1, 41, 300)
	for _, c := range []struct {
		name, source string
		capa         []string
		answer       string
		trouble      string
	}{
		{"of jpop", "ubikom#28, neomutt#1427 (AOL, Verizon)", []string{"IMPLEMENTATION jpop-0.1", "TOP", "USER", "SASL LOGIN PLAIN"}, "-ERR command not supported", "server"},
		{"for now", "servers under load", nil, "-ERR [SYS/TEMP] try again", "passing"},
		{"that was announced", "servers under load", []string{"UIDL"}, "-ERR failed", "server"},
		{"without CAPA", "proxies", nil, "-ERR command not supported", "server"},
	} {
		odd = append(odd, Odd{
			Name: "UIDL is refused once, " + c.name, Source: c.source,
			Sessions: []Sitting{sitting(c.capa, mail[:40]), sitting(c.capa, mail[:40], Say("UIDL", c.answer+"\r\n")), sitting(c.capa, mail)},
			Right: []Right{
				{OnServer: 40, Received: 40}, {Trouble: c.trouble, Remove: true}, {OnServer: 41, Received: 1, Here: 40},
			},
		})
	}
	// UIDL that is answered, and wrongly.
	three := fmt.Sprintf("+OK\r\n1 %s\r\n2 %s\r\n3 %s\r\n", mail[0].UID, mail[1].UID, mail[2].UID)
	for _, c := range []struct {
		name  string
		capa  []string
		turns []Turn
	}{
		{"rows without unique-ids", nil, []Turn{Say("UIDL", "+OK\r\n1 \r\n2 \r\n.\r\n")}},
		{"rows without unique-ids, of a server with TOP", []string{"UIDL", "TOP"}, []Turn{Say("UIDL", "+OK\r\n1 \r\n2 \r\n.\r\n")}},
		{"no answer", nil, []Turn{Say("UIDL", "what?\r\n")}},
		{"no row", nil, []Turn{Say("UIDL", "+OK\r\n.\r\n")}},
		{"no row, and STAT is refused", nil, []Turn{Say("UIDL", "+OK\r\n.\r\n"), Say("STAT", "-ERR no\r\n")}},
		{"three rows", nil, []Turn{Say("UIDL", three+".\r\n")}},
		{"three rows, ahead", []string{"UIDL", "PIPELINING"}, []Turn{Say("UIDL", three+".\r\n")}},
		{"three rows, and STAT is refused", nil, []Turn{Say("UIDL", three+".\r\n"), Say("STAT", "-ERR no\r\n")}},
		{"all rows, and most without unique-ids", nil, []Turn{Say("UIDL", three+"4 \r\n5 \r\n.\r\n")}},
		{"behind one line too many", nil, []Turn{Say("STAT", fmt.Sprintf("+OK %d 0\r\nand more\r\n", 40))}},
	} {
		odd = append(odd, Odd{
			Name: "UIDL is wrong once, " + c.name, Source: "servers whose index is out of order",
			Sessions: []Sitting{sitting(c.capa, mail[:40]), sitting(c.capa, mail[:40], c.turns...), sitting(c.capa, mail)},
			Right: []Right{
				{OnServer: 40, Received: 40}, {Trouble: "server", Remove: true}, {OnServer: 41, Received: 1, Here: 40},
			},
		})
	}
	return odd
}

// emptied: the mailbox holds nothing, and is asked for nothing more.
func emptied() []Odd {
	mail := Plain(1, 3, 300)
	var odd []Odd
	for _, answer := range []string{"-ERR no messages\r\n", "-ERR [SYS/PERM] no messages\r\n", "+OK 0 messages\r\n", "+OK\r\n.\r\n"} {
		none := sitting([]string{"UIDL", "TOP"}, nil, Say("UIDL", answer), Say("LIST", answer))
		nothing := Right{}
		odd = append(odd, Odd{
			Name: fmt.Sprintf("an empty mailbox says %q", answer), Source: "CUT_POP3Server of Ultimate TCP/IP", Remove: true,
			Sessions: []Sitting{none, sitting([]string{"UIDL", "TOP"}, mail), none, none, none, sitting([]string{"UIDL", "TOP"}, mail[:1])},
			Right:    []Right{nothing, {OnServer: 3, Received: 3, Removed: 3}, nothing, nothing, nothing, {OnServer: 1, Here: 1, Asked: 1, Removed: 1}},
		})
	}
	return odd
}

// inParts: each session lists only the oldest four that none has fetched.
func inParts() []Odd {
	mail := Letters(1, 14, 500)
	parts := func(capa ...string) []Sitting {
		var s []Sitting
		for from := 0; from < len(mail); from += 4 {
			s = append(s, sitting(capa, mail[from:min(from+4, len(mail))]))
		}
		return append(s, sitting(capa, nil))
	}
	const source = "Google's help, limilabs.com"
	return []Odd{
		{
			Name: "Gmail lists a part", Source: source,
			Sessions: parts("USER", "RESP-CODES", "EXPIRE 0", "LOGIN-DELAY 300", "TOP", "UIDL", "X-GOOGLE-RICO", "SASL PLAIN XOAUTH2 OAUTHBEARER"),
			Right:    []Right{{OnServer: 14, Received: 14, Sessions: 5}},
		},
		{
			Name: "Gmail lists a part, removing", Source: source, Remove: true,
			Sessions: parts("LOGIN-DELAY 300", "UIDL", "X-GOOGLE-RICO"),
			Right:    []Right{{OnServer: 14, Received: 14, Removed: 14, Sessions: 5}},
		},
		{
			Name: "another lists a part and wants a pause", Source: "RFC 2449, section 6.5",
			Sessions: parts("LOGIN-DELAY 300", "UIDL"),
			Right:    []Right{{OnServer: 4, Received: 4}},
		},
		{
			Name: "another lists a part, as is seen the second time", Source: source,
			Sessions: parts("UIDL"),
			Right:    []Right{{OnServer: 4, Received: 4}, {OnServer: 10, Received: 10, Sessions: 4}},
		},
	}
}

// statAlone: LIST and UIDL say all that is needed.
func statAlone() []Odd {
	var odd []Odd
	for _, answer := range []string{"+OK", "+OK ", "+OK many", "+OK -1 5", "+OK 5 -1932735283", "+OK 5 messages (3000 octets)", "+OK 99999999999999999999999999 5", "-ERR no"} {
		odd = append(odd, Odd{
			Name: fmt.Sprintf("STAT says %q", answer), Source: "MailKit#872", Remove: true,
			Sessions: []Sitting{sitting(nil, Plain(1, 5, 782), Say("STAT", answer+"\r\n"))},
			Right:    []Right{{OnServer: 5, Received: 5, Removed: 5}},
		})
	}
	return odd
}

// quotas: only ten messages a session are given, and each further RETR is refused. They are
// asked for from the newest on.
func quotas() []Odd {
	var odd []Odd
	for _, c := range []struct {
		name    string
		letters int
		capa    []string
		words   func(n int, m Letter) string
	}{
		{"163.com", 60, nil, func(int, Letter) string { return "Download exceed. msg=10" }},
		{"14 letters", 14, nil, func(int, Letter) string { return "Download exceed. msg=10" }},
		{"16 letters", 16, nil, func(int, Letter) string { return "Download exceed. msg=10" }},
		{"19 letters, ahead", 19, []string{"PIPELINING"}, func(int, Letter) string { return "Download exceed. msg=10" }},
		{"with the number", 60, nil, func(n int, _ Letter) string { return fmt.Sprintf("[SYS/TEMP] message %d of 60: too many today", n) }},
		{"with the unique-id", 60, nil, func(n int, m Letter) string {
			return "quota: " + m.UID + " not sent (" + strings.Repeat("x", n%3) + "7e)"
		}},
		{"ahead", 60, []string{"PIPELINING"}, func(int, Letter) string { return "Download exceed. msg=10" }},
	} {
		o := Odd{Name: "ten messages a session, " + c.name, Source: "MailKit#1320, zmail#115", Remove: true}
		mail := Letters(1, c.letters, 300)
		for left := len(mail); left > 0; left -= 10 {
			s := sitting(c.capa, mail[:left])
			for i, t := range s.Says {
				if arg, ok := strings.CutPrefix(t.Command, "RETR "); ok {
					n, _ := strconv.Atoi(arg)
					s.Says[i].Answer = UpTo(10, "RETR", t.Answer, Send("-ERR "+c.words(n, mail[n-1])+"\r\n"))
				}
			}
			r := Right{OnServer: len(s.Mail), Received: min(left, 10), Removed: min(left, 10), Asked: 14, Trouble: "quota"}
			if c.capa != nil {
				r.Asked = len(s.Mail) + 1
			}
			if left <= 10 {
				r.Trouble = ""
			}
			o.Sessions, o.Right = append(o.Sessions, s), append(o.Right, r)
		}
		odd = append(odd, o)
	}
	return odd
}

package pop3test

import (
	"fmt"
	"strings"
)

// Listings are servers whose listings are wrong or not there. They give all the same.
func Listings() []Odd {
	mail := Letters(1, 7, 150)
	rows := func(f func(n int, m Letter) string) string {
		var b strings.Builder
		for i, m := range mail {
			b.WriteString(f(i+1, m))
		}
		return "+OK\r\n" + b.String() + ".\r\n"
	}
	sizes := func(f func(size int) int) Turn {
		return Say("LIST", rows(func(n int, m Letter) string { return fmt.Sprintf("%d %d\r\n", n, f(len(m.Raw))) }))
	}
	names := func(f func(n int, m Letter) string) Turn {
		return Say("UIDL", rows(func(n int, m Letter) string { return fmt.Sprintf("%d %s\r\n", n, f(n, m)) }))
	}
	none := func(command string) Turn { return Say(command, "-ERR no\r\n") }
	var odd []Odd
	for _, c := range []struct {
		name  string
		turns []Turn
	}{
		{"STAT says less", []Turn{Say("STAT", "+OK 4 0\r\n")}},
		{"STAT says more", []Turn{Say("STAT", "+OK 10 0\r\n")}},
		{"STAT is refused", []Turn{none("STAT")}},
		{"LIST is refused", []Turn{none("LIST")}},
		{"sizes are 0", []Turn{sizes(func(int) int { return 0 })}},
		{"sizes are too large", []Turn{sizes(func(size int) int { return 3 * size })}},
		{"sizes are too small", []Turn{sizes(func(size int) int { return size/2 + 1 })}},
		{"UIDL leaves some out", []Turn{Say("UIDL", rows(func(n int, m Letter) string {
			if n%3 == 0 {
				return ""
			}
			return fmt.Sprintf("%d %s\r\n", n, m.UID)
		}))}},
		{"UIDL leaves all out", []Turn{Say("UIDL", "+OK\r\n.\r\n")}},
		{"some are empty", []Turn{names(func(n int, m Letter) string { return strings.Repeat(m.UID, n%2) })}},
		{"all are empty", []Turn{names(func(int, Letter) string { return "" })}},
		{"they look like ours", []Turn{names(func(_ int, m Letter) string { return "sha256:" + m.UID })}},
		{"neither UIDL nor LIST", []Turn{none("UIDL"), none("LIST")}},
	} {
		odd = append(odd, Odd{
			Name: "listings: " + c.name, Source: "home-made servers",
			Sessions: []Sitting{sitting(nil, mail, c.turns...)},
			Right:    []Right{{OnServer: 7, Received: 7, Asked: 14, Sessions: AnyNumber}, {OnServer: 7, Here: 7, Asked: 7, Sessions: AnyNumber}, {OnServer: 7, Here: 7, Removed: 7, Remove: true, Asked: 7, Sessions: AnyNumber}},
		})
	}
	return odd
}

// Faults are servers with a message that does not come, and such that cannot keep what they say.
func Faults() []Odd {
	bad := Plain(1, 10, 100)
	refuses := func(n int) Turn { return Say(fmt.Sprintf("RETR %d", n), "-ERR cannot read it\r\n") }
	lf := Letters(1, 4, 3200)
	inLF := func(mail []Letter, turns ...Turn) Sitting {
		var list strings.Builder
		for i, m := range mail {
			fmt.Fprintf(&list, "%d %d\r\n", i+1, len(m.Raw)-strings.Count(m.Raw, "\n"))
		}
		return sitting(nil, mail, append(turns, Say("LIST", "+OK\r\n"+list.String()+".\r\n"), Say("STAT", fmt.Sprintf("+OK %d 0\r\n", len(mail))))...)
	}
	head, _, _ := strings.Cut(lf[1].Raw, "\r\n\r\n")
	return append([]Odd{
		{
			Name: "a message cannot be read, twice", Source: "damaged mailboxes", Remove: true,
			Sessions: []Sitting{sitting(nil, bad, refuses(4)), sitting(nil, bad[3:4], refuses(1)), sitting(nil, bad[3:4])},
			Right: []Right{
				{OnServer: 10, Received: 9, Failed: 1, Removed: 9}, {OnServer: 1, Failed: 1}, {OnServer: 1, Received: 1, Removed: 1},
			},
		},
		{
			Name: "sizes count a line's end as one octet, and of a message comes the head", Source: "servers with mbox files", Remove: true,
			Sessions: []Sitting{inLF(lf, Say("RETR 2", "+OK\r\n"+head+"\r\n\r\n.\r\n")), inLF(lf[1:2])},
			Right:    []Right{{OnServer: 4, Received: 3, Failed: 1, Removed: 3}, {OnServer: 1, Received: 1, Removed: 1}},
		},
	}, forgets()...)
}

// forgets: the server says that it takes commands ahead of its answers, and forgets or answers
// amiss what came with the password.
func forgets() []Odd {
	mail := []Letter{{"a", "Subject: x\r\n\r\nab\r\n"}}
	capa := []string{"PIPELINING", "UIDL", "USER"}
	begin := Do(Send("+OK ready\r\n"), CAPA(capa...), Answer("USER", "+OK\r\n"))
	all := Do(Expect("PASS"), Expect("CAPA"), Expect("STAT"), Expect("UIDL"))
	var odd []Odd
	for _, c := range []struct {
		name  string
		amiss Step
	}{
		{"cut", Do(all, Send("+OK\r\n"), Cut())},
		{"cut before", Do(all, Cut())},
		{"amiss", Do(all, Send("+OK\r\n+OK\r\nUIDL\r\n.\r\nwhat?\r\n"), Drain())},
		{"half", Do(all, Send("+OK\r\n+OK\r\nUIDL\r\n.\r\n+OK 1 9\r\n"), Cut())},
	} {
		odd = append(odd, Odd{
			Name: "forgets what follows the password: " + c.name, Source: "RFC 2449, section 6.6, not kept",
			Sessions: []Sitting{{mail, Dialogue{{Command: "", Answer: Do(begin, c.amiss, Cut())}}}, sitting(capa, mail)},
			Right:    []Right{{OnServer: 1, Received: 1, Sessions: 2}},
		})
	}
	return odd
}

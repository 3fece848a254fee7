package eml_test

import (
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
)

// The messages of RFC 5322, appendix A, whose header is not plain.
func TestAppendixOf5322(t *testing.T) {
	for name, c := range map[string]struct{ header, from, to, cc, subject, date, id string }{
		"A.1.2": {"From: \"Joe Q. Public\" <john.q.public@example.com>\nTo: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>\n" +
			"Cc: <boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>\nDate: Tue, 1 Jul 2003 10:52:37 +0200\nMessage-ID: <5678.21-Nov-1997@example.com>\n",
			"Joe Q. Public <john.q.public@example.com>", "Mary Smith <mary@x.test>|jdoe@example.org|Who? <one@y.test>",
			`boss@nil.test|Giant; "Big" Box <sysservices@example.net>`, "", "2003-07-01T08:52:37Z", "5678.21-Nov-1997@example.com"},
		"A.1.3": {"From: Pete <pete@silly.example>\nTo: A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;\nCc: Undisclosed recipients:;\nDate: Thu, 13 Feb 1969 23:32:54 -0330\n",
			"Pete <pete@silly.example>", "Ed Jones <c@a.test>|joe@where.test|John <jdoe@one.test>", "Undisclosed recipients", "", "1969-02-14T03:02:54Z", ""},
		"A.5": {"From: Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>\nTo:A Group(Some people)\n     :Chris Jones <c@(Chris's host.)public.example>,\n         joe@example.org,\n" +
			"  John <jdoe@one.test> (my dear friend); (the end of the group)\nCc:(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;\n" +
			"Date: Thu,\n      13\n        Feb\n          1969\n      23:32\n               -0330 (Newfoundland Time)\nMessage-ID:              <testabcd.1234@silly.test>\n",
			"Pete <pete@silly.test>", "Chris Jones <c@public.example>|joe@example.org|John <jdoe@one.test>", "Hidden recipients", "", "1969-02-14T03:02:00Z", "testabcd.1234@silly.test"},
		"A.6.1": {"From: Joe Q. Public <john.q.public@example.com>\nTo: Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example\nDate: Tue, 1 Jul 2003 10:52:37 +0200\n",
			"Joe Q. Public <john.q.public@example.com>", "Mary Smith <mary@example.net>|jdoe@test.example", "", "", "2003-07-01T08:52:37Z", ""},
		"A.6.2": {"From: John Doe <jdoe@machine.example>\nTo: Mary Smith <mary@example.net>\nSubject: Saying Hello\nDate: 21 Nov 97 09:55:06 GMT\n",
			"John Doe <jdoe@machine.example>", "Mary Smith <mary@example.net>", "", "Saying Hello", "1997-11-21T09:55:06Z", ""},
		"A.6.3": {"From  : John Doe <jdoe@machine(comment).  example>\nTo    : Mary Smith\n  \n          <mary@example.net>\nSubject     : Saying Hello\n" +
			"Date  : Fri, 21 Nov 1997 09(comment):   55  :  06 -0600\nMessage-ID  : <1234   @   local(blah)  .machine .example>\n",
			"John Doe <jdoe@machine.example>", "Mary Smith <mary@example.net>", "", "Saying Hello", "1997-11-21T15:55:06Z", "1234@local.machine.example"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			m := eml.Read([]byte(strings.ReplaceAll(c.header+"\nHello.\n", "\n", end)))
			list := func(as ...string) string { return strings.Join(as, "|") }
			var from, to, cc []string
			for _, a := range m.From {
				from = append(from, a.String())
			}
			for _, a := range m.To {
				to = append(to, a.String())
			}
			for _, a := range m.Cc {
				cc = append(cc, a.String())
			}
			if list(from...) != c.from || list(to...) != c.to || list(cc...) != c.cc {
				t.Errorf("%s: from %q, to %q, cc %q", name, from, to, cc)
			}
			if d := m.Date.UTC().Format(time.RFC3339); m.Subject != c.subject || d != c.date || m.MessageID != c.id {
				t.Errorf("%s: %q, %s, %q", name, m.Subject, d, m.MessageID)
			}
			if strings.TrimSpace(m.Text) != "Hello." || len(m.Problems) != 0 {
				t.Errorf("%s: %q, %q", name, m.Text, m.Problems)
			}
		}
	}
}

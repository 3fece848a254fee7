package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"popmail/pop3/pop3test"
	"popmail/storage/query"
)

// now is a Saturday.
var now = time.Date(2026, 11, 21, 15, 4, 5, 0, time.FixedZone("", 3600))

var fieldNames = map[query.Field]string{query.Any: "", query.From: "from=", query.To: "to=", query.Subject: "subject=",
	query.Attachment: "file=", query.Body: "body="}

// show writes a tree on one line: * marks a prefix, quotation marks a phrase.
func show(n query.Node) string {
	list := func(nodes []query.Node, sep string) string {
		var s []string
		for _, n := range nodes {
			s = append(s, show(n))
		}
		return "(" + strings.Join(s, sep) + ")"
	}
	switch n := n.(type) {
	case *query.And:
		return list(n.Nodes, " ")
	case *query.Or:
		return list(n.Nodes, " | ")
	case *query.Not:
		return "-" + show(n.Node)
	case *query.Term:
		s := n.Text
		if n.Phrase {
			s = "“" + s + "”"
		}
		if n.Prefix {
			s += "*"
		}
		return fieldNames[n.Field] + s
	case *query.Address:
		s := "<" + fieldNames[n.Field] + n.Text + ">"
		if n.Prefix {
			s += "*"
		}
		return s
	case *query.HasAttachment:
		return "HAS" + [...]string{"", " PDF", " PICTURE", " CALENDAR", " DOCUMENT"}[n.Kind]
	case *query.Account:
		return "ACCOUNT " + n.Name
	case *query.List:
		if n.Prefix {
			return "LIST " + n.Text + "*"
		}
		return "LIST " + n.Text
	case *query.Is:
		return [...]string{"UNREAD", "READ", "STARRED"}[n.State]
	case *query.Before:
		return "<" + stamp(n.T)
	case *query.After:
		return ">=" + stamp(n.T)
	case *query.Larger:
		return fmt.Sprintf(">%dB", n.Octets)
	case *query.Smaller:
		return fmt.Sprintf("<%dB", n.Octets)
	case *query.In:
		if n.Prefix {
			return "IN " + n.Folder + "*"
		}
		return "IN " + n.Folder
	}
	return fmt.Sprintf("%T", n)
}

func stamp(t time.Time) string {
	if t.Location() != now.Location() || t.Hour()+t.Minute()+t.Second() != 0 {
		return t.String()
	}
	return t.Format("2006-01-02")
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, want string
		notes    int
		filters  string // key=value@span
	}{
		{"", "()", 0, ""},
		{"   ", "()", 0, ""},
		{"ferry maria", "(ferry maria*)", 0, ""},
		{"ferry maria ", "(ferry maria)", 0, ""},
		{`"spare room"`, "(“spare room”)", 0, ""},
		{`"spare ro`, "(“spare ro”*)", 0, ""},
		{`"spare `, "(“spare”)", 0, ""},
		{`“spare room” «a b» „c d“ x `, "(“spare room” “a b” “c d” x)", 0, ""},
		{"from:maria to:ann ", "(from=maria to=ann)", 0, "from=maria@0-10 to=ann@11-17"},
		{"from:mar", "(from=mar*)", 0, "from=mar@0-8"},
		{"FROM: maria ferry ", "(from=maria ferry)", 0, "from=maria@0-11"},
		{"cc:ann ", "(to=ann)", 0, "to=ann@0-6"},
		{`subject:"spare room" x `, "(subject=“spare room” x)", 0, "subject=spare room@0-20"},
		{`from:maria@example.org `, "((from=maria@example.org <from=maria@example.org>))", 0, "from=maria@example.org@0-22"},
		{"to:@example.or", "((to=@example.or* <to=@example.or>*))", 0, "to=@example.or@0-14"},
		{"from:(@a.example OR bob) ", "(((from=@a.example <from=@a.example>) | from=bob))", 0, "from=@a.example OR bob@0-24"},
		{`from:"Ann <ann@a.example>"`, "((from=“Ann <ann@a.example>” <from=ann@a.example>))", 0, "from=Ann <ann@a.example>@0-26"},
		{`from:"ann@a.example or so" `, "(from=“ann@a.example or so”)", 0, "from=ann@a.example or so@0-26"},
		{"from:@bücher.example ", "(((from=@bücher.example | from=@xn--bcher-kva.example) <from=@bücher.example>))", 0, "from=@bücher.example@0-21"},
		{"from:x@xn--bcher-kva.example ", "(((from=x@xn--bcher-kva.example | from=x@bücher.example) <from=x@xn--bcher-kva.example>))", 0, "from=x@xn--bcher-kva.example@0-28"},
		{"from:ann＠a.example ", "((from=ann＠a.example <from=ann@a.example>))", 0, "from=ann＠a.example@0-20"},
		{"from:@ x ", "(x)", 1, ""},
		{"subject:a@b ann@b ", "(subject=a@b ann@b)", 0, "subject=a@b@0-11"},
		{"has:attachment", "(HAS)", 0, "has=attachment@0-14"},
		{"has:att", "()", 0, ""},
		{"has:pdf -has:Photos has:invitation has:docs ", "(HAS PDF -HAS PICTURE HAS CALENDAR HAS DOCUMENT)", 0, "has=pdf@0-7 has=Photos@8-19 has=invitation@20-34 has=docs@35-43"},
		{"has:(pdf OR picture) ", "((HAS PDF | HAS PICTURE))", 0, "has=pdf OR picture@0-20"},
		{"has:pd", "()", 0, ""},
		{"account:ann@example.org ferry ", "(ACCOUNT ann@example.org ferry)", 0, "account=ann@example.org@0-23"},
		{`account:"My work" `, "(ACCOUNT My work)", 0, "account=My work@0-17"},
		{"account: ", "()", 0, ""},
		{"has:", "()", 0, ""},
		{"ferry has:", "(ferry)", 0, ""},
		{"has:wings ", "(has wings)", 1, ""},
		{"has:wings", "()", 0, ""},
		{"is:unread is:read is:starred ", "(UNREAD READ STARRED)", 0, "is=unread@0-9 is=read@10-17 is=starred@18-28"},
		{"is:un", "()", 0, ""},
		{"from:", "()", 0, ""},
		{"from: ", "()", 0, ""},
		{"from: has:attachment", "(HAS)", 1, "has=attachment@6-20"},
		{"from: -bob ", "(-bob)", 1, ""},
		{"before:20", "()", 0, ""},
		{"ferry before:20", "(ferry)", 0, ""},
		{"before:20 ferry ", "(before 20 ferry)", 1, ""},
		{"before:2025", "(<2025-01-01)", 0, "before=2025@0-11"},
		{"before:2025-", "(<2025-01-01)", 0, "before=2025-@0-12"},
		{"after:2025-11-01", "(>=2025-11-01)", 0, "after=2025-11-01@0-16"},
		{"after:2025-11", "(>=2025-11-01)", 0, "after=2025-11@0-13"},
		{"after:11/2025", "(>=2025-11-01)", 0, "after=11/2025@0-13"},
		{"after:1.11.2025", "(>=2025-11-01)", 0, "after=1.11.2025@0-15"},
		{"after:12/31/2025", "(>=2025-12-31)", 0, "after=12/31/2025@0-16"},
		{"after:2025-02-30 ", "(after 2025-02-30)", 1, ""},
		{"after:today", "(>=2026-11-21)", 0, "after=today@0-11"},
		{"after:tod", "()", 0, ""},
		{"before:yesterday x ", "(<2026-11-20 x)", 0, "before=yesterday@0-16"},
		{"after:last week ferry ", "(>=2026-11-09 ferry)", 0, "after=last week@0-15"},
		{`after:"last week" ferry `, "(>=2026-11-09 ferry)", 0, "after=last week@0-17"},
		{"after:last we", "()", 0, ""},
		{"after:last", "()", 0, ""},
		{"on:yesterday ", "((>=2026-11-20 <2026-11-21))", 0, "on=yesterday@0-12"},
		{"on:2025-11 ", "((>=2025-11-01 <2025-12-01))", 0, "on=2025-11@0-10"},
		{"after:1 november 2025 x ", "(>=2025-11-01 x)", 0, "after=1 november 2025@0-21"},
		{"after:december ", "(>=2025-12-01)", 0, "after=december@0-14"},
		{"on:monday ", "((>=2026-11-16 <2026-11-17))", 0, "on=monday@0-9"},
		{"after:7d ", "(>=2026-11-14)", 0, "after=7d@0-8"},
		{"in:trash ", "(IN trash)", 0, "in=trash@0-8"},
		{"in:tra", "(IN tra*)", 0, "in=tra@0-6"},
		{`in:"Old letters" `, "(IN Old letters)", 0, "in=Old letters@0-16"},
		{"-word ", "(-word)", 0, ""},
		{"-from:maria ferry ", "(-from=maria ferry)", 0, "from=maria@0-11"},
		{`-"a b" `, "(-“a b”)", 0, ""},
		{"-", "()", 0, ""},
		{"a - b ", "(a b)", 0, ""},
		{"spare-room ", "(spare-room)", 0, ""},
		{"maria OR ann ", "((maria | ann))", 0, ""},
		{"maria OR", "(maria)", 0, ""},
		{"ferry maria OR ann OR bob x ", "(ferry (maria | ann | bob) x)", 0, ""},
		{"or and ", "(or and)", 0, ""},
		{"OR ann ", "(or ann)", 0, ""},
		{"(a b) OR c ", "(((a b) | c))", 0, ""},
		{"(a b", "((a b*))", 0, ""},
		{"a) b ", "(a b)", 0, ""},
		{"-(a OR b) c ", "(-(a | b) c)", 0, ""},
		{"from:(maria OR ann) x ", "((from=maria | from=ann) x)", 0, "from=maria OR ann@0-19"},
		{"http://example.org/a?b=c ", "(http://example.org/a?b=c)", 0, ""},
		{"12:30 re:x ", "(12:30 re:x)", 0, ""},
		{"& ! *** ", "()", 0, ""},
		{"東京　大阪 ", "(東京 大阪)", 0, ""},
		{"from：maria ", "(from=maria)", 0, "from=maria@0-12"},
		{"filename:invoice body:thanks ", "(file=invoice body=thanks)", 0, "filename=invoice@0-16 body=thanks@17-28"},
	} {
		q := query.Parse(c.in, now)
		got := show(q.Root)
		if got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.in, got, c.want)
		}
		if len(q.Notes) != c.notes {
			t.Errorf("Parse(%q): notes %q, want %d", c.in, q.Notes, c.notes)
		}
		var fs []string
		for _, f := range q.Filters {
			fs = append(fs, fmt.Sprintf("%s=%s@%d-%d", f.Key, f.Value, f.Span.Start, f.Span.End))
		}
		if s := strings.Join(fs, " "); s != c.filters {
			t.Errorf("Parse(%q): filters %q, want %q", c.in, s, c.filters)
		}
		if q.Empty() != (c.want == "()") {
			t.Errorf("Parse(%q).Empty() = %v", c.in, q.Empty())
		}
	}
}

// TestWhole: where nobody goes on typing the last word is whole.
func TestWhole(t *testing.T) {
	for in, want := range map[string]string{
		"win": "(win)", "ferry win": "(ferry win)", `"spare ro`: "(“spare ro”)", "from:mar": "(from=mar)", "-subject:win": "(-subject=win)", "a OR win": "((a | win))", "(a win": "((a win))",
		"from:(a OR win": "((from=a | from=win))", "to:@example.or": "((to=@example.or <to=@example.or>))", "in:tra": "(IN tra)", "list:go": "(LIST go)", "filename:inv": "(file=inv)", "京": "(京)",
		"from:ann@a": "((from=ann@a <from=ann@a>))", "a OR": "(a)", "OR": "()",
	} {
		if got := show(query.ParseWhole(in, now).Root); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// TestAndNot: AND and NOT in capital letters mean what they say.
func TestAndNot(t *testing.T) {
	for in, want := range map[string]string{
		"ferry AND maria ": "(ferry maria)", "ferry && maria ": "(ferry maria)", "a AND b OR c AND d ": "(a (b | c) d)", "AND a ": "(a)", "a AND ": "(a)", "a AND": "(a)", "a AND AND b ": "(a b)",
		"a NOT b ": "(a -b)", "a AND NOT b ": "(a -b)", "NOT (a b) ": "(-(a b))", "NOT NOT a ": "(a)", "NOT -a ": "(a)", "a NOT ": "(a)", "a OR NOT b ": "((a | -b))",
		"NOT from:maria ": "(-from=maria)", "from:(a AND b) ": "((from=a from=b))", "from:(a NOT b) ": "((from=a -from=b))", `NOT "spare room" `: "(-“spare room”)",
		"salt and pepper ": "(salt and pepper)", "do not reply ": "(do not reply)", `"SALT AND PEPPER" `: "(“SALT AND PEPPER”)", "And Not ": "(And Not)", "ANDREW NOTE ": "(ANDREW NOTE)",
	} {
		if got := show(query.Parse(in, now).Root); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
	q := query.Parse("ferry AND NOT from:maria ", now)
	if f := q.Filters; len(f) != 1 || !f[0].Not || q.Text[f[0].Span.Start:f[0].Span.End] != "NOT from:maria" {
		t.Errorf("%+v", f)
	}
}

// TestNotes: what is no operator is told, by the name that was typed.
func TestNotes(t *testing.T) {
	for in, want := range map[string]string{
		"form:maria ": "form:maria", "Subjekt:Fähre x ": "Subjekt:Fähre", "has_a:b ": "has_a:b", "-form:maria ": "form:maria", "(form:maria) ": "form:maria",
		"newer_than:soon ": "newer_than:soon", "Older_Than:soon ": "Older_Than:soon", "cc: OR x ": "cc:", "folder:x size:big ": "size:big", "until:(soon) ": "until:soon", "larger_than:(from:a) ": "larger_than:a",
		"http://a.example ": "", "https://a.example:80/x ": "", "mailto:a@b.example ": "", "a:b ": "", `C:\x `: "", "12:30 ": "", "10:30pm ": "", "room:12 ": "", "localhost:8080 ": "", "fe80::1 ": "", "std::sort ": "",
		"Re:ferry ": "", "urn:isbn:x ": "", `"form:maria" `: "", "form:": "", "form: maria ": "", "who:ann@b.example ": "", "cc:ann ": "", "subject:form:maria ": "", "form:mar": "",
	} {
		got := ""
		for _, n := range query.Parse(in, now).Notes {
			got += n.Key + ":" + n.Value
		}
		if got != want {
			t.Errorf("%q: %q is told, want %q", in, got, want)
		}
	}
	if n := query.ParseWhole("form:maria", now).Notes; len(n) != 1 || n[0] != (query.Note{Kind: query.NotKnown, Key: "form", Value: "maria"}) {
		t.Error(n)
	}
}

// TestTyping types searches letter by letter: on the way there are never notes,
// and an operator that is not complete never takes the other words away.
func TestTyping(t *testing.T) {
	for _, s := range []string{
		`ferry from:maria`, `ferry before:2025-11-01`, `ferry has:attachment`, `ferry is:unread`,
		`ferry after:"last week"`, `ferry subject:"spare room"`, `ferry in:trash`, `ferry -from:bob`,
		`ferry after:last week`, `ferry before:yesterday`, `ferry maria OR ann`, `ferry (a OR b)`,
	} {
		for i := len("ferry "); i <= len(s); i++ {
			q := query.Parse(s[:i], now)
			if len(q.Notes) > 0 {
				t.Errorf("Parse(%q): note %q", s[:i], q.Notes)
			}
			if got := show(q.Root); !strings.HasPrefix(got, "(ferry") && !strings.HasPrefix(got, "((ferry") {
				t.Errorf("Parse(%q) = %s", s[:i], got)
			}
		}
	}
}

func TestParseLong(t *testing.T) {
	for _, s := range []string{strings.Repeat("(", 5000), strings.Repeat("-", 5000) + "a", strings.Repeat("a ", 5000),
		strings.Repeat("(a OR ", 800), strings.Repeat("é", 9000), strings.Repeat("from:", 2000)} {
		q := query.Parse(s, now)
		if n := strings.Count(show(q.Root), " "); n > 450 {
			t.Errorf("%.20q…: %d nodes", s, n)
		}
	}
	if q := query.Parse(strings.Repeat("a ", 5000), now); len(q.Notes) == 0 {
		t.Error("nothing said about the words that were left out")
	}
}

func TestTerms(t *testing.T) {
	q := query.Parse(`from:María "spare room" -bob (x OR Größe) has:attachment `, now)
	if got := strings.Join(q.Terms(), "|"); got != "spare room |grosse |maria |x " {
		t.Error(got)
	}
	for text, want := range map[string]string{"car hire": "car |hire", "car hire ": "hire |car ", `"spare roo`: "spare roo", "win OR win": "win |win", "subject:car": "car"} {
		if got := strings.Join(query.Parse(text, now).Terms(), "|"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := query.ParseWhole("win", now).Terms(); !slices.Equal(got, []string{"win "}) {
		t.Errorf("%q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a -from:"b c" OR (d before:last week) is:x "`, "from:(a OR b) after:1.11.2025", "：from：(（", "\xff\"\xfe-(", "before:99999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pop3test.Within(t, len(s), func() {
			q := query.Parse(s, now)
			if q.Root == nil || q.Text != s {
				t.Fatal("no root, or another text")
			}
			_ = q.Terms()
			_ = show(q.Root)
			at := 0
			for _, fl := range q.Filters {
				if fl.Span.Start < at || fl.Span.End <= fl.Span.Start || fl.Span.End > len(s) {
					t.Fatalf("filter %+v", fl)
				}
				if fl.Key == "" || !utf8.ValidString(fl.Value) {
					t.Fatalf("filter %+v", fl)
				}
			}
		})
	})
}

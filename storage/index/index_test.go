package index

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

func TestShort(t *testing.T) {
	var s shortener
	s.add(shortSubject, []byte("a abc abd b über ñ 東 東京 привет x1"))
	s.add(shortFrom, []byte("abc"))
	got := strings.ReplaceAll(s.text(), shortMark, "")
	want := "aa sa aab sab ab sb aü aüb sü süb añ sñ aп aпр sп sпр ax ax1 sx sx1 fa fab"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What is asked of the index for what is typed.
func TestMatch(t *testing.T) {
	for typed, want := range map[string]string{
		"boat ":         `{sender people subject body files} : "boat"`,
		"boat":          `{sender people subject body files} : "boat" *`,
		`"a boat"`:      `{sender people subject body files} : "a boat"`,
		"from:ann ":     `{sender} : "ann"`,
		"subject:ferry": `{subject} : "ferry" *`,
		"bo":            `({short} : "` + shortMark + `abo" OR {body} : "bo")`,
		"to:b":          `{short} : "` + shortMark + `tb"`,
		"-boat ":        "",
		"a1 OR b2 ":     `({sender people subject body files} : "a1" OR {sender people subject body files} : "b2")`,
		"is:unread":     "",
		"ကခ":            `{sender people subject body files} : "က ခ"`,
		"ក":             `{sender people subject body files} : "ក"`,
		"ꦲꦗ":            `{sender people subject body files} : "ꦲꦗ"`, // Javanese has words of several letters
		"ꦲꦗꦤ":           `{sender people subject body files} : "ꦲꦗꦤ" *`,
		"東京":            `{sender people subject body files} : "東 京"`,
	} {
		q := query.Parse(typed, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
		if got, _ := Cover(q.Root); got != want {
			t.Errorf("%q asks for %s, want %s", typed, got, want)
		}
	}
	if got := All([]string{"a", "b"}); got != "(a AND b)" || All([]string{"a"}) != "a" {
		t.Error(got)
	}
}

// Words go where they belong, and an error of who writes is handed on.
func TestWrite(t *testing.T) {
	m := &eml.Digested{Header: eml.Header{
		From: []mailbox.Address{{Name: "Ann Other", Email: "ann@example.org"}}, To: []mailbox.Address{{Email: "me@example.org"}}, Subject: "Über the ferry",
	}, Text: "Come along.", Attachments: []eml.Attachment{{Name: "ticket.pdf"}}}
	w := Of(m)
	var got []any
	exec := func(_ string, args ...any) (sql.Result, error) { got = args; return nil, nil }
	if err := Write(exec, 7, w); err != nil {
		t.Fatal(err)
	}
	want := []string{"ann other ann example org", "me example org", "uber the ferry", "come along", "ticket pdf"}
	if got[0] != mailbox.ID(7) || len(got) != 7 {
		t.Fatalf("%v", got)
	}
	for i, words := range want {
		if strings.TrimSpace(got[i+1].(string)) != words {
			t.Errorf("column %d holds %q, want %q", i, got[i+1], words)
		}
	}
	if got[6] == "" {
		t.Error("no beginnings are written")
	}
	if err := Remove(exec, 7); err != nil || len(got) != 1 {
		t.Errorf("%v %v", got, err)
	}
	full := errors.New("the disk is full")
	if err := Write(func(string, ...any) (sql.Result, error) { return nil, full }, 7, w); !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestSnippet(t *testing.T) {
	m := &eml.Digested{Header: eml.Header{From: []mailbox.Address{{Name: "Ann"}}, To: []mailbox.Address{{Name: "Bob Harbour", Email: "bob@example.org"}}, Subject: "ferry"},
		Text: strings.Repeat("many words before ", 10) + "the lighthouse\n> stands\n" + strings.Repeat(" and after", 50), Attachments: []eml.Attachment{{Name: "tide table.pdf"}}}
	searched := SearchedOf(m)
	for term, want := range map[string]string{"lighthouse": "lighthouse stands and after", "ferry": "", "ann": "", "harbour": "Bob Harbour", "tide": "tide table.pdf", "nowhere": ""} {
		got := Snippet(&searched, []string{term})
		if want == "" && got != "" || !strings.Contains(got, want) || len([]rune(got)) > 200 {
			t.Errorf("%s: %q", term, got)
		}
	}
}

// A word that is asked for as it stands is not in a message that only has a longer one, nor are the words around one.
func TestWholeTerms(t *testing.T) {
	searched := SearchedOf(&eml.Digested{Text: "Our catalogue is enclosed, with cards and " + strings.Repeat("more ", 60) + "a car for hiring"})
	for _, c := range []struct {
		term  string
		lacks bool
		words string
	}{{"cat ", true, ""}, {"cat", false, "Our catalogue"}, {"car ", false, "a car for"}, {"car", false, "with cards"}, {"car hire ", true, "a car for"}, {"car hir", false, "a car for"}, {"hire ", true, ""}, {"cards with ", false, "with cards"}} {
		if got := Lacks(searched.Words, []string{c.term}); (len(got) > 0) != c.lacks {
			t.Errorf("%q: lacks %q", c.term, got)
		}
		if got := Snippet(&searched, []string{c.term}); !strings.Contains(got, c.words) || c.words == "" && got != "" {
			t.Errorf("%q: %q, want %q", c.term, got, c.words)
		}
		if got := Passages("Our catalogue, with cards and a car for hiring", []string{c.term}, 9); c.words == "" && len(got) > 0 {
			t.Errorf("%q: %v", c.term, got)
		}
	}
}

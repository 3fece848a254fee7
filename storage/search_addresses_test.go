package storage

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// addressMail are letters by the name that tells them, and their people.
var addressMail = []struct{ name, from, rest string }{
	{"bank", "Bank <info@bank.example>", "To: Ann <ann@me.example>"},
	{"phish", `"info@bank.example" <x@evil.example>`, "To: Ann <ann@me.example>"},
	{"phish2", `"Bank info@bank.example (info@bank.example)" <x@evil.example>`, `To: "ann@me.example" <other@evil.example>`},
	{"reply", "Bank <x@evil.example>", "Reply-To: info@bank.example\r\nTo: x@you.example"},
	{"upper", "INFO@BANK.EXAMPLE", "To: ANN@ME.EXAMPLE"},
	{"glued", "info@evilbank.example", "To: joann@me.example"},
	{"longer", "info@bank.example.evil.example", "To: ann@me.example.evil.example"},
	{"below", "news@a.bank.example", "To: x@you.example\r\nCc: Ann <ann@me.example>"},
	{"dashed", "mary-info@bank.example", "To: x@you.example"},
	{"unicode", "Shop <shop@bücher.example>", "To: x@you.example"},
	{"puny", "Shop <shop@xn--bcher-kva.example>", "To: x@you.example"},
	{"alike", "Shop <shop@bucher.example>", "To: x@you.example"},
	{"two", "x@evil.example, info@bank.example", "To: x@you.example"},
	{"nobody", "bank.example", "To: ann"},
}

var addressTable = map[string][]string{
	"from:info@bank.example":                      {"bank", "upper"},
	"from:Info@Bank.Example":                      {"bank", "upper"},
	`from:"Bank <info@bank.example>"`:             {"bank"},
	"from:@bank.example":                          {"bank", "upper", "below", "dashed"},
	"from:@a.bank.example":                        {"below"},
	"from:info@":                                  {"bank", "upper", "glued", "longer"},
	"from:@evil.example":                          {"phish", "phish2", "reply", "longer", "two"},
	"from:@bücher.example":                        {"unicode", "puny"},
	"from:shop@xn--bcher-kva.example":             {"unicode", "puny"},
	"from:@bucher.example":                        {"alike"},
	"-from:@bank.example -from:@evil.example":     {"glued", "unicode", "puny", "alike", "nobody"},
	"from:@bank.example OR from:@bucher.example":  {"bank", "upper", "below", "dashed", "alike"},
	"from:(info@bank.example OR @bucher.example)": {"bank", "upper", "alike"},
	"from:@bank.example to:@me.example":           {"bank", "upper", "below"},
	"to:ann@me.example":                           {"bank", "phish", "upper", "below"},
	"cc:@me.example":                              {"bank", "phish", "upper", "below", "glued"},
	"from:@bank.example (letter OR nothing)":      {"bank", "upper", "below", "dashed"},
	"from:@bank.example nothing":                  nil,
	"from:@nobody.example":                        nil,
	"from:bank.example":                           {"bank", "phish", "phish2", "reply", "upper", "longer", "below", "dashed", "two", "nobody"}, // words
}

// TestAddressesAgree: whoever evaluates a condition about addresses finds the same, and nobody who
// only puts the address of somebody else into a name, a Reply-To or a longer host.
func TestAddressesAgree(t *testing.T) {
	ctx := t.Context()
	var mail []fetch.Incoming
	for i, m := range addressMail {
		raw := fmt.Sprintf("From: %s\r\n%s\r\nSubject: %s\r\nDate: Tue, 4 Mar 2025 05:06:%02d +0000\r\n\r\nletter\r\n", m.from, m.rest, m.name, i)
		mail = append(mail, fetch.Incoming{UID: fmt.Sprint("u", i), Raw: []byte(raw), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	}
	s, ids := ruleStore(t, mail)
	names := map[mailbox.ID]string{}
	summaries, err := s.Summaries(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range summaries {
		names[m.ID] = m.Subject
	}
	for text := range addressTable {
		if _, err := s.SaveRule(ctx, mailbox.Rule{Query: text, Do: mailbox.RuleNotify}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(how, text string, found []mailbox.ID) {
		t.Helper()
		var got []string
		for _, id := range found {
			got = append(got, names[id])
		}
		slices.Sort(got)
		want := slices.Sorted(slices.Values(addressTable[text]))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %s finds %q, want %q", text, how, got, want)
		}
	}
	idsOf := func(entries []mailbox.Entry) (out []mailbox.ID) {
		for _, e := range entries {
			out = append(out, e.ID)
		}
		return out
	}
	for _, indexed := range []string{" before the index", ""} {
		set, err := s.ruleset(ctx)
		if err != nil {
			t.Fatal(err)
		}
		read, err := s.readWaiting(ctx, math.MaxInt64, 1, "")
		if err != nil {
			t.Fatal(err)
		}
		caught, err := s.askRules(ctx, set, ids, nil, read)
		if err != nil {
			t.Fatal(err)
		}
		byRule := map[string][]mailbox.ID{}
		for id, rules := range caught {
			for _, r := range rules {
				byRule[r.Query] = append(byRule[r.Query], id)
			}
		}
		for text := range addressTable {
			check("the rule"+indexed, text, byRule[text])
			q := query.ParseWhole(text, s.now())
			for how, by := range map[string]order{"the search": allHits, "the trial": lettersOnly, "what fits best": bestHits, "the newest": firstHits} {
				r, err := s.search(ctx, q, len(ids), by)
				if err != nil {
					t.Fatal(err)
				}
				check(how+indexed, text, idsOf(r.Entries))
			}
			words := soughtBy(q)
			err := s.snapshot(ctx, func(c *sql.Conn) error {
				e := &search{ctx: ctx, conn: c, s: s}
				if err := e.prepare(q, &mailbox.Result{}); err != nil {
					return err
				}
				var err error
				if e.unindexed, err = s.seekUnindexed(ctx, c, words, true); err != nil {
					return err
				}
				if e.cat, err = s.newest(ctx, c); err != nil {
					return err
				}
				looked, err := s.lookAt(e, q, words, e.cat.rows)
				if err != nil {
					return err
				}
				check("the look at messages"+indexed, text, idsOf(looked))
				among, err := e.among(q, e.cat.rows, len(ids))
				if err != nil {
					return err
				}
				check("the index among some"+indexed, text, idsOf(among))
				if bound, exact := index.Cover(q.Root); indexed == "" && bound != "" {
					in, err := column[mailbox.ID](c.QueryContext(ctx, "SELECT rowid FROM words WHERE words MATCH ?", bound))
					if err != nil {
						return err
					}
					for _, id := range idsOf(among) {
						if !slices.Contains(in, id) {
							t.Errorf("%s: the index does not cover %s", text, names[id])
						}
					}
					if exact && len(in) != len(among) {
						t.Errorf("%s: the index is not exact", text)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAddressesOfTheSender: who is blocked, trusted, known or may have pictures is told by the address
// of the sender alone, whatever its case and however its host is written.
func TestAddressesOfTheSender(t *testing.T) {
	ctx := t.Context()
	s, _ := ruleStore(t, []fetch.Incoming{{UID: "u", Raw: []byte("From: a@b.example\r\n\r\nx\r\n")}})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ask := func(email string) mailbox.Exempt {
		t.Helper()
		ex, err := s.exempt(ctx, newcomer{sender: email})
		must(err)
		return ex
	}
	must(s.DecideSender(ctx, mailbox.Sender{Address: "Pest@Bücher.example"}, true))
	must(s.DecideSender(ctx, mailbox.Sender{Address: "friend@bank.example", Trusted: true}, true))
	must(s.SetPictureSender(ctx, "shop@xn--bcher-kva.example", true))
	_, _, err := s.SaveContact(ctx, mailbox.Contact{Name: "Maria Bauer", Emails: []string{"maria@bücher.example"}})
	must(err)
	for email, want := range map[string]mailbox.Exempt{
		"pest@bücher.example": mailbox.Blocked, "PEST@XN--BCHER-KVA.example": mailbox.Blocked, "pest@bucher.example": mailbox.NotExempt,
		"friend@bank.example": mailbox.Trusted, "x.friend@bank.example": mailbox.NotExempt, "friend@evilbank.example": mailbox.NotExempt, "friend@a.bank.example": mailbox.NotExempt,
		"maria@xn--bcher-kva.example": mailbox.Known, "Maria@BÜCHER.example": mailbox.Known, "maria@bucher.example": mailbox.NotExempt,
	} {
		if got := ask(email); got != want {
			t.Errorf("%s is %q, want %q", email, got, want)
		}
	}
	for email, want := range map[string]bool{"Shop@bücher.example": true, "shop@bucher.example": false} {
		if got, err := s.PictureSender(ctx, email); got != want || err != nil {
			t.Errorf("pictures of %s: %v %v", email, got, err)
		}
	}
	must(s.DecideSender(ctx, mailbox.Sender{Address: "pest@xn--bcher-kva.example"}, false))
	must(s.SetPictureSender(ctx, "shop@bücher.example", false))
	if got := ask("pest@bücher.example"); got != mailbox.NotExempt {
		t.Errorf("who is no longer blocked is %q", got)
	}
	if got, err := s.PictureSender(ctx, "shop@xn--bcher-kva.example"); got || err != nil {
		t.Error("pictures of whom they were taken back:", got, err)
	}
	rows := map[mailbox.ID]mailbox.Summary{
		1: {From: mailbox.Address{Name: "Maria Bauer", Email: "maria@xn--bcher-kva.example"}},
		2: {From: mailbox.Address{Name: "info@bücher.example", Email: "x@xn--bcher-kva.example"}},
		3: {From: mailbox.Address{Name: "info@bücher.example", Email: "x@bucher.example"}},
		4: {From: mailbox.Address{Name: "Bauer, Maria", Email: "maria@bucher.example"}},
	}
	must(s.sayPoses(ctx, rows))
	for id, want := range map[mailbox.ID]mailbox.Pose{1: mailbox.NoPose, 2: mailbox.NoPose, 3: mailbox.PoseAddress, 4: mailbox.PoseKnown} {
		if got := rows[id].Pose; got != want {
			t.Errorf("%v: pose %v, want %v", rows[id].From, got, want)
		}
	}
}

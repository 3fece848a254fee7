package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// bookOf is all that the address book says, and who is offered.
func bookOf(t *testing.T, s *storage.Store) string {
	t.Helper()
	all, err := s.Contacts(ctx, mailbox.ContactView{})
	if err != nil {
		t.Fatal(err)
	}
	cards, err := s.Cards(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := s.Groups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, c := range all {
		fmt.Fprintf(&b, "%d %q %v %q %q %v\n", c.ID, c.Name, c.Emails, c.Note, cards[i].Rest, cards[i].Groups)
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "group %d %q %v\n", g.ID, g.Name, g.Members)
	}
	return b.String()
}

// offered are those who complete what is typed.
func offered(t *testing.T, s *storage.Store, typed string) string {
	t.Helper()
	list, err := s.People(ctx, typed, 5)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range list {
		text := p.String()
		if p.Group {
			text = fmt.Sprintf("%s: %v without %v", p.Name, p.Members, p.Without)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// newBook is a store with mail of Maria, often, of Mark, once, and of a robot.
func newBook(t *testing.T) *storage.Store {
	t.Helper()
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "ann@example.org")
	for i, from := range []string{"Maria Bauer <maria@ferry.example>", "Maria Bauer <maria@ferry.example>", "Maria Bauer <Maria@ferry.example>", "Mark <mark@harbor.example>", "Marine News <noreply@marine.example>"} {
		storagetest.Deliver(t, s, id, storagetest.Mail{From: from, To: "ann@example.org", Subject: fmt.Sprint(i), Date: now.AddDate(0, 0, -i)}.Incoming(fmt.Sprint(i)))
	}
	return s
}

func saved(t *testing.T, s *storage.Store, c mailbox.Contact) mailbox.Contact {
	t.Helper()
	id, _, err := s.SaveContact(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	c.ID = id
	return c
}

func TestContacts(t *testing.T) {
	s := newBook(t)
	if got, want := offered(t, s, "ma"), "Maria Bauer <maria@ferry.example>; Mark <mark@harbor.example>; Marine News <noreply@marine.example>; ann@example.org"; !strings.HasPrefix(want, got) || got == "" {
		t.Errorf("%s", got)
	}
	// Who is written down ranks high, under each address and by the given name.
	mark := saved(t, s, mailbox.Contact{Name: "  Mark\n Olsen ", Emails: []string{"mark@harbor.example", "MARK@harbor.example", "mo@home.example", "nonsense"}, Note: "Pier 4"})
	if got, want := offered(t, s, "ma"), "Mark Olsen <mark@harbor.example>; Mark Olsen <mo@home.example>; Maria Bauer <maria@ferry.example>; Marine News <noreply@marine.example>"; got != want {
		t.Errorf("%s", got)
	}
	if got, err := s.ContactOf(ctx, "MO@home.example"); err != nil || got.ID != mark.ID || got.Note != "Pier 4" {
		t.Errorf("%v %v", got, err)
	}
	if got, err := s.ContactOf(ctx, "maria@ferry.example"); err != nil || got.ID != 0 || got.Name != "Maria Bauer" {
		t.Errorf("%v %v", got, err)
	}
	// The list has no robots until they are looked for.
	want := fmt.Sprintf("0 \"\" [ann@example.org] \"\" \"\" []\n0 \"Maria Bauer\" [maria@ferry.example] \"\" \"\" []\n%d \"Mark Olsen\" [mark@harbor.example mo@home.example] \"Pier 4\" \"\" []\n", mark.ID)
	if got := bookOf(t, s); got != want {
		t.Errorf("%s", cmp.Diff(want, got))
	}
	for v, want := range map[mailbox.ContactView]int{{Typed: "marine"}: 1, {Own: true}: 1, {Typed: "olsen pier"}: 0, {Typed: "home mark"}: 1, {Typed: ","}: 0, {Typed: " "}: 3, {Group: 77}: 0} {
		if got, err := s.Contacts(ctx, v); err != nil || len(got) != want {
			t.Errorf("%+v: %v %v", v, got, err)
		}
	}
	// An address belongs to one entry.
	var taken *mailbox.AddressTakenError
	if _, _, err := s.SaveContact(ctx, mailbox.Contact{Name: "Other", Emails: []string{"MO@home.example"}}); !errors.As(err, &taken) || taken.By.Name != "Mark Olsen" {
		t.Errorf("%v", err)
	}
	if _, _, err := s.SaveContact(ctx, mailbox.Contact{Name: " \t", Emails: []string{"x", "@", "a@", "@b"}}); !errors.Is(err, mailbox.ErrName) {
		t.Errorf("%v", err)
	}
	if _, _, err := s.SaveContact(ctx, mailbox.Contact{ID: 999, Name: "x"}); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("%v", err)
	}
	// An address that is taken away is offered no more, although it stands in mail.
	mark.Name, mark.Emails = "Mark Olsen", []string{"mo@home.example"}
	saved(t, s, mark)
	if got := offered(t, s, "mark"); got != "Mark Olsen <mo@home.example>" {
		t.Errorf("%s", got)
	}
}

func TestForget(t *testing.T) {
	s := newBook(t)
	maria, err := s.ContactOf(ctx, "maria@ferry.example")
	if err != nil {
		t.Fatal(err)
	}
	mark := saved(t, s, mailbox.Contact{Name: "Mark", Emails: []string{"mark@harbor.example", "mo@home.example"}})
	choir, _, err := s.SaveGroup(ctx, 0, "Choir")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddToGroup(ctx, choir, []mailbox.Contact{mark}); err != nil {
		t.Fatal(err)
	}
	before := bookOf(t, s)
	was, err := s.ForgetContacts(ctx, []mailbox.Contact{maria, mark})
	if err != nil {
		t.Fatal(err)
	}
	if got := offered(t, s, "ma"); got != "Marine News <noreply@marine.example>" {
		t.Errorf("%s", got)
	}
	if got := offered(t, s, "choir"); got != "Choir: [] without []" {
		t.Errorf("%s", got)
	}
	// New mail does not bring them back.
	id := mustAccounts(t, s)[0].ID
	storagetest.Deliver(t, s, id, storagetest.Mail{From: "Maria Bauer <MARIA@ferry.example>", To: "ann@example.org", Subject: "x"}.Incoming("again"))
	if got := offered(t, s, "maria"); got != "" {
		t.Errorf("%s", got)
	}
	if err := s.UndoContacts(ctx, was); err != nil {
		t.Fatal(err)
	}
	if got := bookOf(t, s); got != before {
		t.Errorf("undone: %s", cmp.Diff(before, got))
	}
	// To add somebody anew does, and a restart changes nothing.
	if _, err := s.ForgetContacts(ctx, []mailbox.Contact{maria}); err != nil {
		t.Fatal(err)
	}
	saved(t, s, mailbox.Contact{Name: "Mia", Emails: []string{"maria@ferry.example"}})
	if got := offered(t, s, "maria"); got != "Mia <maria@ferry.example>" {
		t.Errorf("%s", got)
	}
}

func TestMerge(t *testing.T) {
	s := newBook(t)
	a := saved(t, s, mailbox.Contact{Name: "Mark Olsen", Emails: []string{"mo@home.example"}, Note: "Pier 4"})
	b := saved(t, s, mailbox.Contact{Name: "M. O.", Emails: []string{"mo@work.example"}, Note: "Pier 4\nCabin 2"})
	c, err := s.ContactOf(ctx, "mark@harbor.example")
	if err != nil {
		t.Fatal(err)
	}
	g, _, err := s.SaveGroup(ctx, 0, "Harbor")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddToGroup(ctx, g, []mailbox.Contact{b}); err != nil {
		t.Fatal(err)
	}
	before := bookOf(t, s)
	id, was, err := s.MergeContacts(ctx, []mailbox.Contact{a, b, c})
	if err != nil || id != a.ID {
		t.Fatalf("%d %v", id, err)
	}
	if got, want := bookOf(t, s), fmt.Sprintf("%d \"Mark Olsen\" [mo@home.example mo@work.example mark@harbor.example] \"Pier 4\\nCabin 2\" \"\" [Harbor]\ngroup %d \"Harbor\" [%d]\n", id, g, id); !strings.HasSuffix(got, want) {
		t.Errorf("%s", got)
	}
	if got := offered(t, s, "olsen"); strings.Count(got, "Mark Olsen <") != 3 {
		t.Errorf("%s", got)
	}
	if err := s.UndoContacts(ctx, was); err != nil {
		t.Fatal(err)
	}
	if got := bookOf(t, s); got != before {
		t.Errorf("undone: %s", cmp.Diff(before, got))
	}
	// Two who were only met make an entry.
	d, _ := s.ContactOf(ctx, "maria@ferry.example")
	if _, _, err := s.MergeContacts(ctx, []mailbox.Contact{d, c}); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.ContactOf(ctx, "mark@harbor.example"); got.Name != "Maria Bauer" || len(got.Emails) != 2 || got.ID == 0 {
		t.Errorf("%v", got)
	}
}

func TestGroups(t *testing.T) {
	s := newBook(t)
	g, was, err := s.SaveGroup(ctx, 0, " Marathon  friends ")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"MARATHON FRIENDS": mailbox.ErrExists, "  ": mailbox.ErrName, "Maráthon friends": mailbox.ErrExists} {
		if _, _, err := s.SaveGroup(ctx, 0, name); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, _, err := s.SaveGroup(ctx, g, "Marathon Friends"); err != nil {
		t.Error(err)
	}
	maria, _ := s.ContactOf(ctx, "maria@ferry.example")
	jan := saved(t, s, mailbox.Contact{Name: "Jan without mail"})
	added, err := s.AddToGroup(ctx, g, []mailbox.Contact{maria, jan, maria})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := offered(t, s, "mara"), "Marathon Friends: [Maria Bauer <maria@ferry.example>] without [Jan without mail]"; got != want {
		t.Errorf("%s", got)
	}
	maria, _ = s.ContactOf(ctx, "maria@ferry.example")
	if maria.ID == 0 {
		t.Error("who is in a group is in the address book")
	}
	if got, _ := s.Contacts(ctx, mailbox.ContactView{Group: g, Typed: "jan"}); len(got) != 1 {
		t.Errorf("%v", got)
	}
	before := bookOf(t, s)
	for i, change := range []func() (mailbox.ContactEdit, error){
		func() (mailbox.ContactEdit, error) { return s.RemoveFromGroup(ctx, g, []mailbox.ContactID{jan.ID}) },
		func() (mailbox.ContactEdit, error) { return s.RemoveGroup(ctx, g) },
	} {
		was, err := change()
		if got := bookOf(t, s); err != nil || got == before {
			t.Errorf("%d: %v", i, err)
		}
		if err := s.UndoContacts(ctx, was); err != nil || bookOf(t, s) != before {
			t.Errorf("%d: %v\n%s", i, err, cmp.Diff(before, bookOf(t, s)))
		}
	}
	if err := s.UndoContacts(ctx, added); err != nil {
		t.Fatal(err)
	}
	if err := s.UndoContacts(ctx, was); err != nil {
		t.Fatal(err)
	}
	if got := bookOf(t, s); strings.Contains(got, "group") || strings.Contains(got, `"Maria Bauer" [maria@ferry.example] "" "" [M`) || !strings.Contains(got, "0 \"Maria") {
		t.Errorf("%s", got)
	}
	if _, err := s.AddToGroup(ctx, g, []mailbox.Contact{jan}); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestCards(t *testing.T) {
	s := newBook(t)
	saved(t, s, mailbox.Contact{Name: "Mark Olsen", Emails: []string{"mark@harbor.example"}})
	saved(t, s, mailbox.Contact{Name: "Jan"})
	if _, err := s.ForgetContacts(ctx, []mailbox.Contact{{Emails: []string{"maria@ferry.example"}}}); err != nil {
		t.Fatal(err)
	}
	before := bookOf(t, s)
	cards := []mailbox.Card{
		{Name: "Olsen, Mark", Emails: []string{"MARK@harbor.example", "mark@new.example"}, Groups: []string{"Harbor"}},    // joined
		{Name: "Zoe", Emails: []string{"zoe@x.example"}, Note: "a", Rest: "TEL:1\r\n", Groups: []string{"harbor", "New"}}, // new
		{Name: "Zoë again", Emails: []string{"z@y.example", "zoe@x.example"}, Rest: "TEL:1\r\nTEL:2\r\n"},                 // doubled in the file
		{Name: "jan"}, // there already, by the name alone
		{Name: "Maria", Emails: []string{"maria@ferry.example"}}, // who was forgotten is added anew
		{}, // nobody
	}
	want := mailbox.Imported{Added: 2, Joined: 1, Same: 1, Groups: 2}
	if n, err := s.PreviewCards(ctx, cards); err != nil || n != want {
		t.Errorf("%+v %v", n, err)
	}
	if got := bookOf(t, s); got != before {
		t.Error("to look changes nothing")
	}
	n, was, err := s.AddCards(ctx, cards)
	if err != nil || n != want {
		t.Fatalf("%+v %v", n, err)
	}
	got := bookOf(t, s)
	for _, line := range []string{
		`"Mark Olsen" [mark@harbor.example mark@new.example] "" "" [Harbor]`,
		`"Zoe" [zoe@x.example z@y.example] "a" "TEL:1\r\nTEL:2\r\n" [Harbor New]`,
		`"Jan" [] "" "" []`,
		`"Maria" [maria@ferry.example] "" "" []`,
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%s is missing:\n%s", line, got)
		}
	}
	if n, err := s.PreviewCards(ctx, cards); err != nil || n != (mailbox.Imported{Same: 4}) {
		t.Errorf("a second time: %+v %v", n, err)
	}
	if err := s.UndoContacts(ctx, was); err != nil {
		t.Fatal(err)
	}
	if got := bookOf(t, s); got != before {
		t.Errorf("undone: %s", cmp.Diff(before, got))
	}
}

// TestManyCardsOfOne: very many cards of one person become one within the limits.
func TestManyCardsOfOne(t *testing.T) {
	s := storagetest.Open(t, nil)
	cards := make([]mailbox.Card, 8_000)
	for i := range cards {
		cards[i] = mailbox.Card{Name: "One", Emails: []string{"one@x.example", fmt.Sprintf("o%d@x.example", i)}, Note: fmt.Sprint("note ", i), Rest: fmt.Sprintf("BDAY:%d\r\nTEL:%d\r\n", i, i)}
	}
	n, _, err := s.AddCards(ctx, cards)
	if err != nil || n != (mailbox.Imported{Added: 1}) {
		t.Fatalf("%+v %v", n, err)
	}
	all, err := s.Contacts(ctx, mailbox.ContactView{})
	if err != nil || len(all) != 1 || len(all[0].Emails) != 100 || len(all[0].Note) > 64<<10 || !strings.HasPrefix(all[0].Note, "note 0\nnote 1\n") {
		t.Fatalf("%d people %v", len(all), err)
	}
	out, err := s.Cards(ctx, all)
	if err != nil || strings.Count(out[0].Rest, "BDAY:") != 1 || !strings.HasPrefix(out[0].Rest, "BDAY:0\r\nTEL:0\r\nTEL:1\r\n") || len(out[0].Rest) > 64<<10 {
		t.Errorf("%.100q %v", out[0].Rest, err)
	}
}

// TestManyContacts brings in very many people and takes them back.
func TestManyContacts(t *testing.T) {
	s := storagetest.Open(t, nil)
	cards := make([]mailbox.Card, 8_000)
	for i := range cards {
		cards[i] = mailbox.Card{Name: fmt.Sprintf("Person %d", i), Emails: []string{fmt.Sprintf("p%d@x.example", i)}, Groups: []string{"All"}}
	}
	n, was, err := s.AddCards(ctx, cards)
	if err != nil || n.Added != len(cards) {
		t.Fatalf("%+v %v", n, err)
	}
	all, err := s.Contacts(ctx, mailbox.ContactView{})
	if err != nil || len(all) != len(cards) || !slices.IsSortedFunc(all, func(a, b mailbox.Contact) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%d %v", len(all), err)
	}
	if got := offered(t, s, "person 7999"); got != "Person 7999 <p7999@x.example>" {
		t.Errorf("%s", got)
	}
	if err := s.UndoContacts(ctx, was); err != nil {
		t.Fatal(err)
	}
	if got := bookOf(t, s); got != "" {
		t.Errorf("%.200s", got)
	}
}

// TestCardsWithOneAddress: two people of a file who have an address together both come in, with all that is known of
// them, and only once; one person with two names is one.
func TestCardsWithOneAddress(t *testing.T) {
	home := []string{"meier@home.example"}
	couple := []mailbox.Card{{Name: "Anna Meier", Emails: home, Note: "mobile 1"}, {Name: "Bert Meier", Emails: home, Note: "mobile 2"}}
	office := []mailbox.Card{{Name: "Bert Meier", Emails: []string{"bert@home.example", "meier@home.example"}, Note: "mobile 2"}, {Name: "Anna Meier", Emails: []string{"meier@home.example", "anna@home.example"}, Note: "mobile 1"}}
	mom := []mailbox.Card{{Name: "Maria Bauer", Emails: home, Note: "mobile 1"}}
	for name, c := range map[string]struct {
		before, cards []mailbox.Card
		people, added int
		want          map[string]string // notes by names
	}{
		"a couple":              {nil, couple, 2, 2, map[string]string{"Anna Meier": "mobile 1", "Bert Meier": "mobile 2\nmeier@home.example"}},
		"of whom one is there":  {couple[:1], couple, 2, 1, map[string]string{"Anna Meier": "mobile 1", "Bert Meier": "mobile 2\nmeier@home.example"}},
		"who are there":         {couple, couple, 2, 0, map[string]string{"Anna Meier": "mobile 1", "Bert Meier": "mobile 2\nmeier@home.example"}},
		"with others":           {nil, office, 2, 2, map[string]string{"Bert Meier": "mobile 2", "Anna Meier": "mobile 1\nmeier@home.example"}},
		"with others, there":    {office, office, 2, 0, map[string]string{"Bert Meier": "mobile 2", "Anna Meier": "mobile 1\nmeier@home.example"}},
		"called in another way": {[]mailbox.Card{{Name: "Mom", Emails: home}}, mom, 1, 0, map[string]string{"Mom": "mobile 1\nMaria Bauer"}},
		"short and long":        {nil, []mailbox.Card{{Name: "A. Meier", Emails: home}, {Name: "Anna Meier", Emails: home, Note: "x"}, {Emails: home, Note: "y"}}, 1, 1, map[string]string{"A. Meier": "x\ny"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			if c.before != nil {
				_, _, err := s.AddCards(ctx, c.before)
				check(t, err)
			}
			before, err := s.PreviewCards(ctx, c.cards)
			check(t, err)
			n, _, err := s.AddCards(ctx, c.cards)
			check(t, err)
			if n.Added != c.added || n != before {
				t.Errorf("%+v, foreseen %+v", n, before)
			}
			again, _, err := s.AddCards(ctx, c.cards)
			if err != nil || again.Added+again.Joined != 0 {
				t.Errorf("again: %+v, %v", again, err)
			}
			list, err := s.Contacts(ctx, mailbox.ContactView{})
			check(t, err)
			if len(list) != c.people {
				t.Errorf("%+v", list)
			}
			for _, p := range list {
				if want, ok := c.want[p.Name]; !ok || p.Note != want {
					t.Errorf("%s: %q, want %q", p.Name, p.Note, want)
				}
			}
		})
	}
}

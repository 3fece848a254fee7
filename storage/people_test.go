package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestPeopleAreCalledAsTheyCallThemselves: a name that somebody else has used in a letter goes to nobody, whenever
// that was; what the person has written does where nothing else is known.
func TestPeopleAreCalledAsTheyCallThemselves(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "ann@example.org")
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	n := 0
	deliver := func(from, to string, at time.Time) {
		n++
		storagetest.Deliver(t, s, id, storagetest.Mail{From: from, To: to, Subject: fmt.Sprint(n), Date: at}.Incoming(fmt.Sprint(n)))
	}
	called := func(want string) {
		t.Helper()
		if list, err := s.People(t.Context(), "chef@firm.example", 5); err != nil || len(list) != 1 || list[0].Name != want {
			t.Errorf("%+v, %v; want %s", list, err, want)
		}
	}
	deliver("bob@firm.example", "Big Boss <chef@firm.example>", day(1))
	called("Big Boss")
	deliver("bob@firm.example", "Bigger Boss <chef@firm.example>", day(2))
	called("Bigger Boss")
	d := mailbox.Draft{Account: id, From: "ann@example.org", Recipients: []string{"chef@firm.example"}, Raw: []byte("From: ann@example.org\r\nTo: Mr Karl <chef@firm.example>\r\nDate: Sun, 1 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n")}
	letter, err := s.SaveDraft(t.Context(), d)
	check(t, err)
	check(t, s.Send(t.Context(), letter, time.Time{}))
	l, err := s.TakeLetter(t.Context(), id, whenever())
	check(t, err)
	check(t, s.SettleLetter(t.Context(), l.ID, send.Outcome{State: send.Sent}))
	deliver("bob@firm.example", "Dragon <chef@firm.example>", day(3))
	called("Mr Karl")
	deliver("Karl Chef <chef@firm.example>", "ann@example.org", day(2))
	called("Karl Chef")
	deliver("bob@firm.example", "Dragon <chef@firm.example>", day(20))
	called("Karl Chef")
	deliver("Dr. Karl Chef <chef@firm.example>", "ann@example.org", day(21))
	called("Dr. Karl Chef")
	deliver("chef@firm.example", "ann@example.org", day(22)) // without a name
	called("Dr. Karl Chef")
}

// TestPeopleByTheirAddress: who has the very address that is typed is the first, whoever else is written to.
func TestPeopleByTheirAddress(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "ann@example.org")
	var in []fetch.Incoming
	for i := range 12 {
		from := fmt.Sprintf("ana%d@firm.com.br", i%6)
		if i == 0 {
			from = "Ana@firm.com"
		}
		in = append(in, storagetest.Mail{From: from, Subject: fmt.Sprint(i), Date: time.Now().AddDate(0, i-24, 0)}.Incoming(fmt.Sprint(i)))
		in = append(in, storagetest.Mail{From: "ana@firm.com.br", Subject: fmt.Sprint(i, "b")}.Incoming(fmt.Sprint(i, "b")))
	}
	storagetest.Deliver(t, s, id, in...)
	for _, typed := range []string{"ana@firm.com", " ANA@firm.com "} {
		for _, limit := range []int{1, 2, 5, 0} {
			if list, err := s.People(t.Context(), typed, limit); err != nil || list[0].Email != "Ana@firm.com" || len(list) != min(2, max(limit, 2-limit)) {
				t.Errorf("%q, %d: %+v, %v", typed, limit, list, err)
			}
		}
	}
}

func TestPeople(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id, err := s.AddAccount(t.Context(), storagetest.Account("ann@example.org"), nil)
	if err != nil {
		t.Fatal(err)
	}
	old, lately := now.AddDate(-4, 0, 0), now.AddDate(0, 0, -3)
	n := 0
	deliver := func(from, to string, at time.Time, times int) {
		var in []fetch.Incoming
		for range times {
			n++
			in = append(in, storagetest.Mail{From: from, To: to, Subject: fmt.Sprint(n), Date: at}.Incoming(fmt.Sprint(n)))
		}
		storagetest.Deliver(t, s, id, in...)
	}
	deliver("Maria Bauer <maria@ferry.example>", "ann@example.org", lately, 3)
	deliver("Mark Olsen <mark.olsen@harbor.example>", "ann@example.org", old, 10)
	deliver("Ferry News <noreply@marine.example>", "ann@example.org", lately, 50)
	deliver("Lena <lena@kitchen.example>", "ann@example.org, Márta Ő <marta@kitchen.example>", lately, 1)
	ask := func(typed string) string {
		t.Helper()
		list, err := s.People(t.Context(), typed, 5)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, a := range list {
			out = append(out, a.Email)
		}
		return strings.Join(out, " ")
	}
	for typed, want := range map[string]string{
		"ma":           "maria@ferry.example marta@kitchen.example mark.olsen@harbor.example noreply@marine.example",
		"MARIA b":      "maria@ferry.example",
		"marta":        "marta@kitchen.example",
		"olsen":        "mark.olsen@harbor.example",
		"harbor":       "mark.olsen@harbor.example",
		"mark.olsen@h": "mark.olsen@harbor.example",
		"aria":         "",
		"":             "",
		" , ":          "",
	} {
		if got := ask(typed); got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
	// Who is written to comes first, and is known by the name of their own letters.
	sent, err := s.RoleFolder(t.Context(), id, mailbox.Sent)
	if err != nil {
		t.Fatal(err)
	}
	raw := storagetest.Mail{From: "ann@example.org", To: "Mark O. <mark.olsen@harbor.example>, new@marble.example", Subject: "sent", Date: lately}.Raw()
	if _, err := s.Add(t.Context(), mailbox.New{Folder: sent, Raw: raw}); err != nil {
		t.Fatal(err)
	}
	if got := ask("ma"); !strings.HasPrefix(got, "mark.olsen@harbor.example new@marble.example maria@") {
		t.Error(got)
	}
	if list, _ := s.People(t.Context(), "mark", 1); len(list) != 1 || list[0].Name != "Mark Olsen" {
		t.Errorf("%v", list)
	}
	// Junk does not count.
	deliver("Mailbox Winner <win@malta.example>", "ann@example.org", lately, 1)
	junk, err := s.Index(t.Context(), mailbox.View{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{junk[0].ID}, mailbox.Junk); err != nil {
		t.Fatal(err)
	}
	_ = ask("x")
	if got := ask("malta"); strings.Contains(got, "win@") {
		t.Error(got)
	}
}

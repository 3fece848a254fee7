package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

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
	// Who is written to comes first, and is known by the name of the newest message.
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
	if list, _ := s.People(t.Context(), "mark", 1); len(list) != 1 || list[0].Name != "Mark O." {
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

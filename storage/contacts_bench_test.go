package storage

import (
	"fmt"
	"testing"

	"popmail/storage/mailbox"
)

// BenchmarkContacts lists 50,000 people of the address book, whole and as somebody types,
// and completes among them; "anew" is after a change.
func BenchmarkContacts(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	cards := make([]mailbox.Card, 50_000)
	for i := range cards {
		cards[i] = mailbox.Card{Name: fmt.Sprintf("Márk Ølsen %d", i), Emails: []string{fmt.Sprintf("p%d@site%d.example", i, i%997)}, Groups: []string{"All"}}
	}
	if _, _, err := s.AddCards(b.Context(), cards); err != nil {
		b.Fatal(err)
	}
	for _, typed := range []string{"", "m", "mark 4999", "zzz"} {
		b.Run("list/"+typed, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Contacts(b.Context(), mailbox.ContactView{Typed: typed}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("complete/"+typed, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.People(b.Context(), typed, 8); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("complete/anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.people.contacts = -1
			if _, err := s.People(b.Context(), "m", 8); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("anew", func(b *testing.B) {
		for b.Loop() {
			s.people.contacts = -1
			s.people.listed = nil
			if _, err := s.Contacts(b.Context(), mailbox.ContactView{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

package storage

import (
	"errors"
	"testing"

	"popmail/storage/mailbox"
)

// TestBookAnew: after a change of the address book the words of those are made anew whom it
// changed, and of nobody else.
func TestBookAnew(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	cards := []mailbox.Card{
		{Name: "Ann", Emails: []string{"ann@example.org", "a@work.example"}}, {Name: "Bob", Emails: []string{"bob@example.org"}},
		{Name: "Carl", Emails: []string{"carl@example.org"}}, {Emails: []string{"dan@example.org"}},
	}
	if _, _, err := s.AddCards(ctx, cards); err != nil {
		t.Fatal(err)
	}
	if _, err := s.People(ctx, "a", 8); err != nil {
		t.Fatal(err)
	}
	for _, p := range s.people.all {
		p.words = " as they were"
	}
	bob, err := s.ContactOf(ctx, "bob@example.org")
	if err != nil {
		t.Fatal(err)
	}
	carl, err := s.ContactOf(ctx, "carl@example.org")
	if err != nil {
		t.Fatal(err)
	}
	bob.Name = "Robert"
	_, _, err = s.SaveContact(ctx, bob)
	_, err2 := s.ForgetContacts(ctx, []mailbox.Contact{carl})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if got, err := s.People(ctx, "as they", 8); err != nil || len(got) != 3 {
		t.Errorf("the words of %v are as they were, %v", got, err)
	}
	for typed, want := range map[string]int{"robert": 1, "bob@": 1, "ann": 0, "carl": 0} {
		if got, err := s.People(ctx, typed, 8); err != nil || len(got) != want {
			t.Errorf("%s: %v, %v", typed, got, err)
		}
	}
}

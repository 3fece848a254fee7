package storage_test

import (
	"testing"

	"popmail/storage/mailbox"
)

// TestWrittenTo: somebody is known as long as a letter to them is among those that were sent, also
// where it came there later, or from another place; and whoever is in the address book is.
func TestWrittenTo(t *testing.T) {
	b := newJunkbox(t)
	asked := b.arrive(b.letter(true, "friend@example.net", ""))[0]
	known := func(want bool, when string) {
		t.Helper()
		j, err := b.s.WhyJunk(ctx, asked)
		b.do(err)
		if (j.Exempt == mailbox.Known) != want {
			t.Errorf("%s: %q", when, j.Exempt)
		}
	}
	sent := func(to string) mailbox.ID {
		t.Helper()
		m := b.letter(false, "me@example.org", "Cc: "+to)
		id := b.arrive(m)[0]
		_, err := b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Sent)
		b.do(err)
		return id
	}
	known(false, "nobody was written to")
	sent("other@example.net")
	known(false, "another one was written to")
	first := sent("Friend@Example.net")
	known(true, "written to")
	_, err := b.s.MoveTo(ctx, []mailbox.ID{first}, mailbox.Trash)
	b.do(err)
	known(false, "thrown away")
	sent("more@example.net")
	known(false, "thrown away, and another came")
	_, err = b.s.MoveTo(ctx, []mailbox.ID{first}, mailbox.Sent)
	b.do(err)
	known(true, "brought back")
}

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

// TestOwnAddressProvesNothing: who writes to themselves, or has a card of themselves, is not known by that,
// as anybody can put down their address as the sender; who trusts it has said so.
func TestOwnAddressProvesNothing(t *testing.T) {
	b := newJunkbox(t)
	ids := b.arrive(b.letter(false, "Me@example.org", ""), b.letter(true, "Bank <me@example.org>", ""))
	_, err := b.s.MoveTo(ctx, ids[1:], mailbox.Sent)
	b.do(err)
	exempt := func(want mailbox.Exempt) {
		t.Helper()
		j, err := b.s.WhyJunk(ctx, ids[0])
		b.do(err)
		if j.Exempt != want {
			t.Errorf("%q, want %q", j.Exempt, want)
		}
	}
	exempt(mailbox.NotExempt)
	_, _, err = b.s.SaveContact(ctx, mailbox.Contact{Name: "Me", Emails: []string{"me@example.org"}})
	b.do(err)
	exempt(mailbox.NotExempt)
	b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "me@example.org", Trusted: true}, true))
	exempt(mailbox.Trusted)
}

// TestAnswerToBroughtIn: an answer to a letter that another program has sent, and that lies among
// the sent ones, is one.
func TestAnswerToBroughtIn(t *testing.T) {
	b := newJunkbox(t)
	b.arrive(b.letter(false, "me@example.org", ""))
	answer := b.arrive(b.letter(true, "stranger@example.net", "In-Reply-To: <1@x.example>"))[0]
	exempt := func(want mailbox.Exempt) {
		t.Helper()
		j, err := b.s.WhyJunk(ctx, answer)
		b.do(err)
		if j.Exempt != want {
			t.Errorf("%q, want %q", j.Exempt, want)
		}
	}
	exempt(mailbox.NotExempt)
	_, err := b.s.MoveTo(ctx, []mailbox.ID{answer - 1}, mailbox.Sent)
	b.do(err)
	exempt(mailbox.Answer)
}

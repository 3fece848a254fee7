package compose

import (
	"strings"
	"testing"

	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// BenchmarkKeyBesideLongQuote is one key in a letter that quotes 200 KB, until the letter is
// laid out anew.
func BenchmarkKeyBesideLongQuote(b *testing.B) {
	guitest.App(theme.Light, 1)
	e := New(&loop.Inline{}, nil)
	page := "<p>" + strings.Repeat("A line of the letter that is answered, with some <b>bold</b> words. ", 2900) + "</p>"
	e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}, To: []letter.Person{{Email: "bob@example.org"}}, Subject: "Re: x",
		Text: strings.Repeat("Dear Bob,\n\nthank you for your letter, which I have read with joy.\n", 12), Quote: &letter.Quote{Line: "Bob wrote:", HTML: page, Text: page}})
	w := guitest.Window(b, e, 900, 700)
	e.Start()
	for b.Loop() {
		w.Canvas().Focused().TypedRune('x')
	}
}

// BenchmarkOpen is a new letter until it is laid out.
func BenchmarkOpen(b *testing.B) {
	guitest.App(theme.Light, 1)
	for b.Loop() {
		e := New(&loop.Inline{}, nil)
		e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}})
		guitest.Window(b, e, 900, 700)
	}
}

package maildrop

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Large is what there is to know about messages that are so large that each is asked for.
type Large struct {
	Above int64 // octets over which they are; 0: account.AskAbove
	// Room looks whether the disk has room for messages of these sizes. It may take long; nil:
	// nobody asks.
	Room func(ctx context.Context, sizes ...int64) (account.Room, error)
}

// Is reports whether a message of a size is asked for.
func (l Large) Is(octets int64) bool {
	if l.Above <= 0 {
		l.Above = account.AskAbove
	}
	return octets > l.Above
}

// Ask asks before messages of these sizes are received, where some are large, and calls then
// when they are to come. Where the disk has no room for them it says so.
func (l Large) Ask(run loop.Runner, c fyne.Canvas, sizes []int64, failed func(error), then func()) {
	var large []int64
	var sum int64
	for _, n := range sizes {
		if l.Is(n) {
			large = append(large, n)
			sum += n
		}
	}
	if len(large) == 0 || l.Room == nil || c == nil {
		then()
		return
	}
	over := c.Overlays().Top()
	var room account.Room
	var err error
	run.Go(func(ctx context.Context) { room, err = l.Room(ctx, large...) }, func() {
		switch {
		case err != nil:
			failed(err)
		case c.Overlays().Top() == over: // else it is asked already
			question(len(large), sum, room, then).Show(c)
		}
	})
}

func question(n int, sum int64, room account.Room, then func()) *ask.Question {
	data := map[string]any{"Count": words.Count(n), "Size": words.Size(sum), "Free": words.Size(room.Free), "Needs": words.Size(room.Needs)}
	if !room.Enough() {
		return &ask.Question{
			Title: lang.L("There is not enough room on the disk"),
			Text: lang.N("{{.Count}} large messages have {{.Size}} together. To get them, {{.Needs}} have to be free on this computer; {{.Free}} are.", n, data) + "\n\n" +
				lang.L("Nothing was fetched. It all stays on the server."),
			Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil)},
		}
	}
	return &ask.Question{
		Title: lang.N("Get {{.Count}} large messages?", n, data),
		Text:  lang.N("{{.Count}} large messages have {{.Size}} together. On this computer {{.Free}} are free.", n, data),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, lang.N("Get them", n), "", then),
		},
	}
}

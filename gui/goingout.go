package gui

import (
	"context"
	"time"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	outSoon = time.Minute     // a letter that goes within it is still going out
	outTime = 5 * time.Second // for the store to tell which there are
)

// goingOut are the letters that would be on their way soon if the program went on: held for a moment,
// so that they can be called back, waiting for their turn, or being sent.
func (wr *writing) goingOut(all []mailbox.Letter) (out []mailbox.Letter) {
	if !wr.online() {
		return nil
	}
	for _, l := range all {
		a, known := wr.account(l.Account)
		switch {
		case l.State == mailbox.LetterSending,
			l.State == mailbox.LetterQueued && known && a.Sends() && l.NextTry.IsZero() && !l.Problem.Happened() && l.NotBefore.Before(wr.now().Add(outSoon)):
			out = append(out, l)
		}
	}
	return out
}

// outFirst does something, such as to end the program, once the letters that are going out are gone,
// or the person says that these can wait. Who asks for it once more waits for nothing.
func (wr *writing) outFirst(then func()) {
	if wr.store == nil || wr.out.then != nil || !wr.online() {
		wr.out.over()
		then()
		return
	}
	var all []mailbox.Letter
	var err error
	wr.run.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, outTime)
		defer cancel()
		all, err = wr.store.Letters(ctx)
	}, func() {
		letters := wr.goingOut(all)
		if err != nil || len(letters) == 0 {
			then()
			return
		}
		wr.askOut(letters, then)
	})
}

// askOut asks whether to wait for letters, unless they are gone before there is an answer.
func (wr *writing) askOut(letters []mailbox.Letter, then func()) {
	wr.out.forward()
	wr.out.waits(letters, then)
	n := len(letters)
	q := &ask.Question{
		Title: lang.N("{{.Count}} letters are still going out", n, map[string]any{"Count": words.Count(n)}),
		Text:  lang.N("If you quit now, they go out the next time you start PopMail.", n, nil),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Quit"), "", func() {
				wr.out.over()
				then()
			}),
			widgets.NewButton(widgets.Primary, lang.L("Send, then quit"), "", func() { wr.sendOut(letters, then) }),
		},
		OnEscape: wr.out.over,
	}
	wr.out.said = q.Show(wr.window.Canvas())
	wr.out.asks = true
}

// sendOut sends letters without holding them any longer, and then does what was asked for.
func (wr *writing) sendOut(letters []mailbox.Letter, then func()) {
	wr.out.over()
	wr.out.waits(letters, then)
	wr.out.said = wr.toasts.during(lang.L("Sending your letters…"))
	wr.do(func(ctx context.Context) error {
		for _, l := range letters {
			// It may have gone, or failed, since: only what is still held is let go.
			if err := wr.store.Release(ctx, l.ID); err != nil {
				return err
			}
		}
		return nil
	}, wr.loadLetters)
}

// outChanged looks whether the letters that are waited for are gone. Where one of them cannot go now,
// and it was to be waited for, the program goes on, so that this is seen.
func (wr *writing) outChanged() {
	then := wr.out.then
	if then == nil {
		return
	}
	left, all := false, []mailbox.Letter{}
	for _, id := range wr.out.ids {
		if l, ok := wr.letters[id]; ok && l.State != mailbox.LetterSent && l.State != mailbox.LetterDraft {
			left, all = true, append(all, l)
		}
	}
	if len(wr.goingOut(all)) > 0 {
		return
	}
	asks := wr.out.asks
	wr.out.over()
	if left && !asks {
		wr.toasts.show(lang.L("Not everything has gone out. What waits is in the Outbox."), nil)
		return
	}
	then()
}

// out is what is done once letters are gone.
type out struct {
	forward func()       // brings the window to the front
	then    func()       // nil: nothing is waited for
	ids     []mailbox.ID // that are waited for
	said    func()       // takes away what is said meanwhile; nil: nothing is
	asks    bool         // it is asked whether to wait
}

// waits begins to wait for letters.
func (o *out) waits(letters []mailbox.Letter, then func()) {
	o.then, o.ids = then, nil
	for _, l := range letters {
		o.ids = append(o.ids, l.ID)
	}
}

// over ends the waiting.
func (o *out) over() {
	if o.said != nil {
		o.said()
	}
	o.then, o.ids, o.said, o.asks = nil, nil, nil, false
}

package gui

import (
	"context"
	"slices"
	"time"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/wizard"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	outSoon     = time.Minute      // a letter that goes within it is still going out
	outPatience = 30 * time.Second // in which the sending of a letter begins
	outTime     = 5 * time.Second  // for the store to tell which there are
)

// goingOut are the letters that would be on their way soon if the program went on: held for a moment,
// so that they can be called back, waiting for their turn, or being sent. Where the sending of an account
// rests, as after a failure or without a password, what is queued stays where it is.
func (wr *writing) goingOut(all []mailbox.Letter) (out []mailbox.Letter) {
	for _, l := range all {
		a, known := wr.account(l.Account)
		switch {
		case wr.activity.status.Gone(l.Account):
		case l.State == mailbox.LetterSending,
			l.State == mailbox.LetterQueued && wr.online(l.Account) && known && a.Sends() && l.NextTry.IsZero() && !l.Problem.Happened() && l.NotBefore.Before(wr.now().Add(outSoon)) &&
				!wr.activity.post.SendingRests(l.Account, outSoon):
			out = append(out, l)
		}
	}
	return out
}

// anyOnline reports whether letters of any account may be on their way.
func (wr *writing) anyOnline() bool {
	return slices.ContainsFunc(wr.known.accounts, func(a account.Account) bool { return !wr.activity.status.Gone(a.ID) })
}

// outFirst does something, such as to end the program, once the letters that are going out are gone,
// or the person says that these can wait. Who asks for it once more waits for nothing.
func (wr *writing) outFirst(then func()) {
	if wr.store == nil || wr.out.then != nil || wr.out.looking || !wr.anyOnline() {
		wr.out.over()
		then()
		return
	}
	var all []mailbox.Letter
	var err error
	wr.out.looking = true
	wr.run.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, outTime)
		defer cancel()
		all, err = wr.store.Letters(ctx)
	}, func() {
		if !wr.out.looking {
			return // it was asked for once more
		}
		wr.out.looking = false
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
	wr.waitOut(letters, then)
	n := len(letters)
	q := &ask.Question{
		Title: lang.N("{{.Count}} letters are still going out", n, map[string]any{"Count": words.Count(n)}),
		Text:  lang.N("If you quit now, they go out the next time you start PopMail.", n, nil),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Quit"), "", func() {
				wr.out.over()
				wr.keepAll(then) // letters may have been written on meanwhile
			}),
			widgets.NewButton(widgets.Primary, lang.L("Send, then quit"), "", func() { wr.sendOut(letters, then) }),
		},
		OnEscape: wr.out.over,
	}
	wr.out.said = q.Show(wr.window.Canvas())
	if wr.letters == nil {
		wr.letters = map[mailbox.ID]mailbox.Letter{}
	}
	for _, l := range letters { // as they are now, whatever was read of them earlier
		wr.letters[l.ID] = l
	}
	wr.loadLetters() // in the place of what is still being read
}

// sendOut sends letters without holding them any longer, and then does what was asked for.
func (wr *writing) sendOut(letters []mailbox.Letter, then func()) {
	wr.out.over()
	wr.waitOut(letters, then)
	wr.out.said = wr.toasts.during(lang.L("Sending your letters…"))
	wr.out.tired = wr.run.After(outPatience, wr.outTired)
	wr.doOr(func(ctx context.Context) error {
		for _, l := range letters {
			// It may have gone, or failed, since: only what is still held is let go.
			if err := wr.store.Release(ctx, l.ID); err != nil {
				return err
			}
		}
		return nil
	}, wr.out.over, wr.loadLetters)
}

// outTired ends the waiting where nothing is being sent: its sender rests after a failure, perhaps.
func (wr *writing) outTired() {
	for _, id := range wr.out.ids {
		if wr.letters[id].State == mailbox.LetterSending {
			wr.out.tired = wr.run.After(outPatience, wr.outTired)
			return
		}
	}
	wr.out.over()
	wr.sayLeft()
}

// sayLeft tells that the program goes on, and why.
func (wr *writing) sayLeft() {
	wr.toasts.show(lang.L("Not everything has gone out. What waits is in the Outbox."), nil)
}

// outChanged looks whether the letters that are waited for are gone. Where one of them cannot go now,
// the program goes on, so that this is seen; so it does where the person has gone on with something, or has taken one
// back.
func (wr *writing) outChanged() {
	then := wr.out.then
	if then == nil {
		return
	}
	left, all := false, []mailbox.Letter{}
	for _, id := range wr.out.ids {
		if wr.letters[id].State == mailbox.LetterDraft {
			wr.out.over()
			wr.toasts.show(lang.L("A letter was taken back and is not sent, so PopMail is still open."), nil)
			return
		}
		if l, ok := wr.letters[id]; ok && l.State != mailbox.LetterSent {
			left, all = true, append(all, l)
		}
	}
	if len(wr.goingOut(all)) > 0 {
		return
	}
	busy := wr.out.goesOn(wr.open) || wr.out.page.goesOn(wr.sheet)
	wr.out.over()
	busy = busy || wr.window.Canvas().Overlays().Top() != nil
	switch {
	case left, busy && wr.inOutbox():
		wr.sayLeft()
	case busy:
		wr.toasts.show(lang.L("All letters are sent. PopMail is still open because you kept working."), nil)
	default:
		wr.keepAll(then)
	}
}

// inOutbox reports whether any letter is in the outbox.
func (wr *writing) inOutbox() bool {
	for id := range wr.letters {
		if _, _, waits := wr.waiting(id); waits {
			return true
		}
	}
	return false
}

// page is what lay over the window when the waiting began.
type page struct {
	sheet sheet        // nil: nothing
	typed wizard.Draft // where it is the wizard
}

func pageOf(s sheet) page {
	p := page{sheet: s}
	if z, ok := s.(*wizard.Wizard); ok {
		p.typed = z.Draft()
	}
	return p
}

// goesOn reports whether the person has opened another page since, or gone on with something on it.
func (p page) goesOn(now sheet) bool {
	if now == nil {
		return false
	}
	u, ok := now.(interface{ Unsaved() bool })
	return pageOf(now) != p || ok && u.Unsaved()
}

// out is what is done once letters are gone.
type out struct {
	forward func()         // brings the window to the front
	then    func()         // nil: nothing is waited for
	ids     []mailbox.ID   // that are waited for
	said    func()         // takes away what is said meanwhile; nil: nothing is
	tired   func()         // ends the clock after which it is waited no longer; nil: there is none
	looking bool           // which letters there are is being read
	open    map[*draft]int // the windows of letters when the waiting began, with their turns
	page    page           // and what lay over the main window
}

// waitOut begins to wait for letters.
func (wr *writing) waitOut(letters []mailbox.Letter, then func()) {
	o := &wr.out
	o.then, o.ids, o.open, o.page = then, nil, map[*draft]int{}, pageOf(wr.sheet)
	for _, l := range letters {
		o.ids = append(o.ids, l.ID)
	}
	for _, d := range wr.open {
		o.open[d] = d.turn
	}
}

// goesOn reports whether the person has begun a letter, or gone on with one, since.
func (o *out) goesOn(open []*draft) bool {
	return slices.ContainsFunc(open, func(d *draft) bool {
		turn, known := o.open[d]
		return !known || turn != d.turn || d.dirty || d.attaching > 0
	})
}

// over ends the waiting.
func (o *out) over() {
	for _, end := range []func(){o.said, o.tired} {
		if end != nil {
			end()
		}
	}
	*o = out{forward: o.forward}
}

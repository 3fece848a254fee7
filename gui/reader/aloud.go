package reader

import (
	"context"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// aloud is a message that is being read aloud.
type aloud struct {
	id   mailbox.ID
	stop context.CancelFunc
}

// ReadsAloud reports whether a message of the pane is being read aloud.
func (r *Reader) ReadsAloud() bool {
	for _, l := range r.leaves {
		if l.aloud != nil {
			return true
		}
	}
	return r.aloud != nil
}

// ToggleAloud begins to read the message aloud, or stops that.
func (r *Reader) ToggleAloud() {
	switch {
	case r.ReadsAloud():
		r.StopAloud()
	case r.card != nil && r.Speak != nil:
		r.readAloud()
	}
}

// StopAloud stops what is read aloud.
func (r *Reader) StopAloud() {
	for _, l := range r.leaves {
		l.StopAloud()
	}
	if a := r.aloud; a != nil {
		r.aloud = nil
		a.stop()
		if r.card != nil {
			r.card.sayAloud()
		}
	}
}

func (r *Reader) readAloud() {
	if r.over != nil {
		r.over.StopAloud() // one at a time
	}
	m := r.content.Message
	text := r.card.body.Own() + r.card.rest
	if text == "" { // nothing is shown, or nothing but a quotation
		text = r.readable()
	}
	name, _ := widgets.Sender(r.card.from().Name, r.card.from().Email)
	pieces, language := spoken(name, m.Subject, text), languageOf(m, text)
	own, stop := context.WithCancel(context.Background())
	a := &aloud{id: r.content.Summary.ID, stop: stop}
	r.aloud = a
	r.card.sayAloud()
	var err error
	r.run.Go(func(ctx context.Context) { // which ends with the window
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(own, cancel)()
		err = r.Speak(ctx, pieces, language)
	}, func() {
		stop()
		if r.aloud != a {
			return // it was stopped
		}
		r.aloud = nil
		if r.card != nil {
			r.card.sayAloud()
		}
		if err != nil && r.OnNoVoice != nil {
			r.OnNoVoice(err)
		}
	})
}

// sayAloud shows that the message is being read aloud, with a way to stop that.
func (c *card) sayAloud() {
	c.aloud.Objects = nil
	if c.r.aloud != nil {
		n := widgets.NewNotice(widgets.IconPlay, lang.L("This message is being read aloud."))
		n.AddAction(lang.L("Stop reading"), c.r.StopAloud)
		c.aloud.Objects = append(c.aloud.Objects, n)
	}
	if hidden := len(c.aloud.Objects) == 0; hidden != c.aloud.Hidden || !hidden {
		c.aloud.Hidden = hidden
		c.aloud.Refresh()
		if c.column != nil {
			c.r.resized()
		}
	}
}

func newAloud() *flow.Column {
	c := flow.NewColumn(0)
	c.Hide()
	return c
}

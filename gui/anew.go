package gui

import (
	"errors"
	"slices"
	"time"

	"popmail/account/letter"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// people is an empty letter to those whom the message went to, with its subject. Who got it
// without the others knowing is known of letters of one's own.
func (a *answering) people() *letter.Letter {
	o := &a.original
	l := &letter.Letter{To: o.To, Cc: o.Cc, Subject: o.Subject}
	if len(o.From) > 0 && a.isOwn(o.From[0].Email) {
		l.Bcc = o.Bcc
	}
	return l
}

// anew is a letter that begins with what the message says, and is about no other one. What
// was written here comes as it was written. Of the rest, what had looks of its own stands
// below the text, as it looked, where it can be made text.
func (a *answering) anew() (*letter.Letter, error) {
	d, err := a.letters.Draft(a.ctx, a.id)
	if err != nil && !errors.Is(err, mailbox.ErrNotFound) {
		return nil, err
	}
	if len(d.Writing) > 0 {
		if l, err := letter.Reopen(d.Raw, d.Writing); err == nil && l.Resent == nil {
			l.MessageID, l.InReplyTo, l.References, l.Date = "", "", nil, time.Time{}
			return l, nil
		}
	}
	l := a.people()
	if len(a.message.Pages) == 0 {
		l.Text = a.message.Readable()
	} else {
		l.Quote = a.quote()
		l.Quote.Forward = true
	}
	return l, a.attachAll(l)
}

// whole is a message that is redirected, for the person to see.
func (a *answering) whole() *letter.Quote {
	q := a.quote()
	q.Forward, q.Line = true, a.heading()
	var files []string
	for _, f := range a.message.Attachments {
		if f.File() {
			files = append(files, widgets.OneLine(f.Name))
		}
	}
	if len(files) > 0 {
		q.Line += "\n" + lang.L("Files:") + " " + words.Names(files)
	}
	return q
}

// answersGo says what becomes of a message that is redirected.
func (a *answering) answersGo() string {
	to := a.original.From
	if len(a.original.ReplyTo) > 0 {
		to = a.original.ReplyTo
	}
	mine := slices.ContainsFunc(to, func(p letter.Person) bool { return a.isOwn(p.Email) })
	var names []string
	for _, p := range to {
		if p.Name == "" {
			p.Name = p.Email
		}
		names = append(names, words.InList(widgets.OneLine(p.Name)))
	}
	data := map[string]any{"People": words.Names(names)}
	switch {
	case len(to) == 0:
		return lang.L("The message goes on as it came.")
	case mine && len(to) == 1:
		return lang.L("The message goes on as it came. Answers to it come to you.")
	case mine:
		return lang.L("The message goes on as it came. Answers to it go to {{.People}}.", data)
	}
	return lang.L("The message goes on as it came. Answers to it go to {{.People}}, not to you.", data)
}

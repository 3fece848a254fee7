package gui

import (
	"context"
	"slices"

	"popmail/account"
	"popmail/gui/htmlview"
	"popmail/gui/kit/loop"
	"popmail/storage/mailbox"
)

// ahead gets the pictures of new mail as it has arrived, for the senders of whom the person has
// said that they are always shown, so that they are there without the internet. It does so
// only where that was chosen.
type ahead struct {
	*shell
	listing  Listing
	reading  Reading
	pictures RemotePictures
	saves    func() bool // in travel mode, and offline, nothing comes that nobody has asked for
	queue    []mailbox.ID
	asked    []mailbox.ID // for which the person has asked: they come before the others, and whatever mode it is
	busy     bool
	stop     context.CancelFunc // ends the one of queue that is under way; nil: it is one of asked, or none
}

// mostAhead bounds the messages that wait, of queue and of asked.
const mostAhead = 300

// follow looks at what has arrived.
func (a *ahead) follow(changes loop.Feed[mailbox.Change]) {
	loop.Follow(a.run, changes, changePause, func(batch []mailbox.Change, _ bool) { a.changed(batch) })
}

// changed takes new mail once it is known whether it is junk: not before it was put in order.
func (a *ahead) changed(batch []mailbox.Change) {
	if !a.wanted() {
		return
	}
	for _, c := range batch {
		if c, ok := c.(mailbox.Settled); ok {
			a.queue = append(a.queue, c.IDs[:min(len(c.IDs), mostAhead-len(a.queue))]...)
		}
	}
	a.next()
}

// wanted reports whether pictures are to come by themselves now.
func (a *ahead) wanted() bool { return a.app.Preferences().Bool(prefAhead) && !a.saves() }

// look stops what nobody has asked for where it is no longer to come.
func (a *ahead) look() {
	if a.wanted() {
		return
	}
	a.queue = nil
	if a.stop != nil {
		a.stop()
	}
}

// next takes what waits, one message after the other.
func (a *ahead) next() {
	if a.busy {
		return
	}
	a.look() // it may have been settled otherwise since they came
	var id mailbox.ID
	ctx, cancel := context.WithCancel(context.Background())
	switch {
	case len(a.asked) > 0:
		id, a.asked = a.asked[0], a.asked[1:]
	case len(a.queue) > 0:
		id, a.queue = a.queue[0], a.queue[1:]
		a.stop = cancel
	default:
		cancel()
		return
	}
	a.busy = true
	own := a.own()
	a.run.Go(func(window context.Context) {
		defer context.AfterFunc(window, cancel)()
		a.get(ctx, id, own)
	}, func() {
		cancel()
		a.busy, a.stop = false, nil
		a.next()
	})
}

// fetch gets the pictures of messages because the person has said so.
func (a *ahead) fetch(ids []mailbox.ID) {
	a.asked = append(a.asked, ids[:min(len(ids), max(mostAhead-len(a.asked), 0))]...)
	a.next()
}

// get fetches the pictures of one message. What does not come is asked for when the message
// is opened.
func (a *ahead) get(ctx context.Context, id mailbox.ID, own []string) {
	if refs := a.lacking(ctx, id, own); len(refs) > 0 {
		_, _ = a.pictures.FetchPictures(ctx, id, refs)
	}
}

// own are the addresses of the person's accounts. It is called on the window's thread.
func (a *ahead) own() (list []string) {
	for _, of := range a.known.accounts {
		list = append(list, of.Email)
	}
	return list
}

// lacking are the pictures of one message that are to come by themselves and were never asked for; none
// where its sender is said to be the person, as anybody can say.
func (a *ahead) lacking(ctx context.Context, id mailbox.ID, own []string) []string {
	rows, err := a.listing.Summaries(ctx, []mailbox.ID{id})
	if err != nil || len(rows) == 0 || rows[0].FolderRole == mailbox.Junk || rows[0].FolderRole == mailbox.Trash || rows[0].Is(mailbox.Suspect) {
		return nil
	}
	if slices.ContainsFunc(own, func(o string) bool { return account.SameEmail(o, rows[0].From.Email) }) {
		return nil
	}
	if always, err := a.pictures.PictureSender(ctx, rows[0].From.Email); err != nil || !always {
		return nil
	}
	m, _, err := a.reading.Message(ctx, id)
	if err != nil {
		return nil
	}
	var docs []htmlview.Document
	for _, p := range m.Pages {
		docs = append(docs, htmlview.Document{HTML: p.HTML, Text: p.Text, Base: p.Base})
	}
	known, err := a.pictures.Pictures(ctx, id)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(htmlview.RemoteOf(ctx, docs), func(ref string) bool {
		_, asked := known[ref]
		return asked || a.pictures.PictureHost(ref) == ""
	})
}

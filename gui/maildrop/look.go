package maildrop

import (
	"context"
	"sync"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// looking is how far the page has come in asking the server what it holds. Of a mailbox with
// many messages that are not here, who wrote them comes by and by: first of those in sight,
// then the newest. The list can be used meanwhile.
type looking struct {
	on     bool   // the server is asked what it holds
	going  bool   // that is listed, and more is asked about messages
	old    bool   // what is listed is from before the page was opened
	next   func() // what the person wants of the server, once that has made way for it
	resume bool   // it goes on afterwards
	asked  map[string]bool
	settle func() // cancels the timer after scrolling

	mu    sync.Mutex
	sight []string // what is in sight and not known; read from other goroutines
}

// settles is how long the list stands still before what is in sight is asked about.
const settles = 400 * time.Millisecond

// inSight are the unique-ids of messages in sight of which it is not known who wrote them.
func (l *looking) inSight() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sight
}

func asking() string { return lang.L("Asking the server what it holds…") }

// free reports whether the person may ask something of the server now.
func (p *Page) free() bool { return p.stop == nil || p.look.going && p.look.next == nil }

// Open shows what was known when the person looked last, and asks the server.
func (p *Page) Open() {
	p.loadSize()
	if p.rows.drop.At.IsZero() {
		var d account.Maildrop
		p.o.Run.Go(func(ctx context.Context) {
			d, _ = p.o.Server.LastMaildrop(ctx, p.o.Account.ID) // else the server tells it
		}, func() {
			if p.rows.drop.At.IsZero() && !d.At.IsZero() {
				p.rows.set(d, p.o.Now())
				p.o.OnListed(d)
				p.show()
			}
		})
	}
	p.Load()
}

// Load asks the server what it holds.
func (p *Page) Load() {
	p.look.asked = nil
	p.ask(false)
}

// ask looks at what the server holds. With more it is asked only about what is in sight.
func (p *Page) ask(more bool) {
	if p.stop != nil {
		return
	}
	said := asking()
	if more {
		said = p.goingWords(0)
	}
	var d account.Maildrop
	p.look.on, p.look.going = true, more
	p.job(said, func(ctx context.Context) (err error) {
		d, err = p.o.Server.Maildrop(ctx, p.o.Account.ID, account.Look{Sight: p.look.inSight, SightOnly: more, Tell: func(part account.Maildrop) {
			p.o.Run.Do(func() {
				if p.look.on && ctx.Err() == nil {
					p.told(part, more)
				}
			})
		}})
		return err
	}, func() {
		p.look.on, p.look.going = false, false
		if !d.At.IsZero() {
			p.listed(d)
		}
	})
	if p.stop == nil { // there was no way to it
		p.look.on, p.look.going = false, false
	}
}

// told takes what is known while the server is asked.
func (p *Page) told(d account.Maildrop, more bool) {
	if d.Going || d.Untold > 0 {
		p.look.going = true // the list is there
	}
	if p.look.going {
		n := d.Untold
		if more {
			n = 0
		}
		p.said = p.goingWords(n)
	}
	p.listed(d)
}

// goingWords say what is asked while the list is there already; of 0 messages it is not told
// how many they are.
func (p *Page) goingWords(n int) string {
	if n == 0 {
		return lang.L("Asking the server who wrote these messages…")
	}
	return lang.N("Asking the server who wrote {{.Count}} more messages…", n, map[string]any{"Count": words.Count(n)})
}

// listed takes what the server has told.
func (p *Page) listed(d account.Maildrop) {
	p.look.old = false
	p.rows.set(d, p.o.Now())
	p.o.OnListed(p.rows.drop)
	p.show()
}

// then goes on after something was asked of the server.
func (p *Page) then() {
	switch next := p.look.next; {
	case p.stop != nil:
	case next != nil:
		p.look.next = nil
		next()
	case p.look.resume:
		p.look.resume = false
		if p.rows.drop.Untold > 0 && !p.o.Offline() {
			p.ask(false)
		}
	default:
		p.scrolled()
	}
}

// watch notes what is in sight.
func (p *Page) watch() {
	var uids []string
	first, end := p.list.InView()
	for at := max(first, 0); at < min(end, len(p.rows.shown)); at++ {
		if o := &p.rows.drop.Messages[p.rows.shown[at]]; o.Untold() && !o.Nameless && o.UID != "" {
			uids = append(uids, o.UID)
		}
	}
	p.look.mu.Lock()
	p.look.sight = uids
	p.look.mu.Unlock()
}

// scrolled asks the server about what has come into sight, once the list stands still, where
// nobody does so already.
func (p *Page) scrolled() {
	p.watch()
	if p.look.settle != nil {
		p.look.settle()
		p.look.settle = nil
	}
	if p.stop != nil || p.rows.drop.Untold == 0 || p.look.old || len(p.unasked()) == 0 {
		return
	}
	p.look.settle = p.o.Run.After(settles, func() {
		p.look.settle = nil
		uids := p.unasked()
		if p.stop != nil || len(uids) == 0 || p.o.Offline() || p.canvas() == nil {
			return
		}
		if p.look.asked == nil {
			p.look.asked = map[string]bool{}
		}
		for _, uid := range uids {
			p.look.asked[uid] = true // once only: a server may not tell
		}
		p.ask(true)
	})
}

// unasked is what is in sight and was not asked about for its own sake.
func (p *Page) unasked() (uids []string) {
	for _, uid := range p.look.inSight() {
		if !p.look.asked[uid] {
			uids = append(uids, uid)
		}
	}
	return uids
}

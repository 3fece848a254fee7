package gui

import (
	"context"
	"errors"
	"sync"
	"time"

	"popmail/account"
	"popmail/account/letter"
	"popmail/storage/mailbox"
)

// keepTime bounds the saving of a letter that goes on when its window is closed.
const keepTime = 30 * time.Second

// keeper saves one letter, again and again, from any goroutine: what was written earlier
// never takes the place of what was written later, and there is one draft.
type keeper struct {
	store    Writing
	answers  mailbox.ID
	forwards mailbox.ID

	saving sync.Mutex // one after the other
	seen   int        // the number of what was saved last

	mu sync.Mutex // over id alone: the window never waits for a save
	id mailbox.ID // 0: it was never saved
}

// ID is that of the draft; 0: there is none yet. It does not wait for one that is being saved.
func (k *keeper) ID() mailbox.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

// keep saves what was written, the n-th time. It ends what it has begun also when the
// window is closed meanwhile.
func (k *keeper) keep(ctx context.Context, n int, from account.ID, l *letter.Letter) (mailbox.ID, error) {
	k.saving.Lock()
	defer k.saving.Unlock()
	id := k.ID()
	if n <= k.seen {
		return id, nil
	}
	raw, writing, err := letter.Keep(l)
	if err != nil {
		return id, err
	}
	d := mailbox.Draft{ID: id, Account: from, Raw: raw, Writing: writing, Answers: k.answers, Forwards: k.forwards, From: l.From.Email}
	if w, err := letter.Wire(l.From.Email); err == nil {
		d.From = w
	}
	for _, p := range l.Everyone() {
		if w, err := letter.Wire(p.Email); err == nil {
			d.Recipients = append(d.Recipients, w)
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	saved, err := k.store.SaveDraft(ctx, d)
	if id != 0 && errors.Is(err, mailbox.ErrNotFound) { // it was deleted while its window was open
		d.ID = 0
		saved, err = k.store.SaveDraft(ctx, d)
	}
	if err != nil {
		return id, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.id, k.seen = saved, n
	return saved, nil
}

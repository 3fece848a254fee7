package gui

import (
	"context"
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

	mu   sync.Mutex
	id   mailbox.ID // 0: it was never saved
	seen int        // the number of what was saved last
}

// ID is that of the draft; 0: there is none yet.
func (k *keeper) ID() mailbox.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

// keep saves what was written, the n-th time. It ends what it has begun also when the
// window is closed meanwhile.
func (k *keeper) keep(ctx context.Context, n int, from account.ID, l *letter.Letter) (mailbox.ID, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n <= k.seen {
		return k.id, nil
	}
	raw, writing, err := letter.Keep(l)
	if err != nil {
		return k.id, err
	}
	d := mailbox.Draft{ID: k.id, Account: from, Raw: raw, Writing: writing, Answers: k.answers, Forwards: k.forwards, From: l.From.Email}
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
	id, err := k.store.SaveDraft(ctx, d)
	if err != nil {
		return k.id, err
	}
	k.id, k.seen = id, n
	return id, nil
}

package gui

import (
	"context"
	"errors"
	"slices"
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
	of       mailbox.ID // the message that the letter was begun with, which stays as it is; 0: it is of none
	instead  bool       // it is a draft of the person's own, which is thrown away once the letter is kept; the window's thread alone changes it
	out      string     // the Message-ID under which the letter may have arrived as it was opened; empty: it has not

	saving sync.Mutex     // one after the other
	seen   int            // the number of what was saved last
	whole  *letter.Letter // as it was saved whole the last time; nil: it was not
	from   account.ID     // then

	mu sync.Mutex // over id alone: the window never waits for a save
	id mailbox.ID // 0: it was never saved
}

// has reports whether a message is the letter, or what it was begun with.
func (k *keeper) has(id mailbox.ID) bool { return id == k.of || id == k.ID() }

// ID is that of the draft; 0: there is none yet. It does not wait for one that is being saved.
func (k *keeper) ID() mailbox.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

// keepAsWritten is keep while the person writes: of a letter with large files that are saved
// already only what has changed goes to the disk. Its row and what is found of it stay as they were
// until it is saved whole.
func (k *keeper) keepAsWritten(ctx context.Context, n int, from account.ID, l *letter.Letter) (mailbox.ID, error) {
	if done, err := k.keepWriting(ctx, n, from, l); done || err != nil {
		return k.ID(), err
	}
	return k.keep(ctx, n, from, l)
}

// keepWriting saves a letter but its files; false: they have to be saved, too.
func (k *keeper) keepWriting(ctx context.Context, n int, from account.ID, l *letter.Letter) (bool, error) {
	k.saving.Lock()
	defer k.saving.Unlock()
	id := k.ID()
	if n <= k.seen {
		return true, nil
	}
	if id == 0 || k.whole == nil || k.from != from || l.From != k.whole.From || l.MessageID != k.whole.MessageID || carried(l) < largeFiles || !sameFiles(l, k.whole) {
		return false, nil
	}
	writing, err := letter.Writing(l)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	err = k.store.SaveWriting(ctx, id, from, writing)
	if errors.Is(err, mailbox.ErrNotFound) {
		return false, nil
	}
	if err == nil {
		k.seen = n
	}
	return err == nil, err
}

// largeFiles is how much of files a letter carries that is not saved whole all the time.
const largeFiles = 1 << 20

// carried is how much a letter carries besides its text.
func carried(l *letter.Letter) int {
	n := len(l.Resent)
	for _, a := range l.Attachments {
		n += len(a.Data)
	}
	if l.Quote != nil {
		for _, p := range l.Quote.Pictures {
			n += len(p.Data)
		}
	}
	return n
}

// sameFiles reports whether two states of a letter carry the very same. Plain text has no pictures.
func sameFiles(a, b *letter.Letter) bool {
	same := func(a, b []byte) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }
	return a.Quote == b.Quote && a.Plain == b.Plain && same(a.Resent, b.Resent) && slices.EqualFunc(a.Attachments, b.Attachments, func(a, b letter.Attachment) bool {
		return a.Name == b.Name && a.Type == b.Type && a.Whole == b.Whole && same(a.Data, b.Data)
	})
}

// keep saves what was written, the n-th time, whole. It ends what it has begun also when the
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
	d := mailbox.Draft{ID: id, Account: from, Raw: raw, Writing: writing, Answers: k.answers, Forwards: k.forwards, From: l.From.Email, MayBeOut: k.out != "" && l.MessageID == k.out}
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
	k.id, k.seen, k.whole, k.from = saved, n, l, from
	return saved, nil
}

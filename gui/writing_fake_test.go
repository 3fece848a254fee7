package gui

import (
	"context"
	"strings"
	"sync"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// fakeWriting keeps letters in memory, for tests of windows.
type fakeWriting struct {
	mu     sync.Mutex
	drafts map[mailbox.ID]mailbox.Draft
	sent   map[mailbox.ID]time.Time
	last   mailbox.ID
	saves  int
	light  int // those without files
	err    error
	noSend error // of Send
	people []mailbox.Suggestion
}

func (f *fakeWriting) SaveDraft(_ context.Context, d mailbox.Draft) (mailbox.ID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return d.ID, f.err
	}
	if f.drafts == nil {
		f.drafts, f.sent = map[mailbox.ID]mailbox.Draft{}, map[mailbox.ID]time.Time{}
	}
	if d.ID == 0 {
		f.last++
		d.ID = 1000 + f.last
	}
	f.drafts[d.ID] = d
	f.saves++
	return d.ID, nil
}

func (f *fakeWriting) SaveWriting(_ context.Context, id mailbox.ID, _ account.ID, writing []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	d, ok := f.drafts[id]
	if !ok {
		return mailbox.ErrNotFound
	}
	d.Writing = writing
	f.drafts[id] = d
	f.light++
	return nil
}

func (f *fakeWriting) Draft(_ context.Context, id mailbox.ID) (mailbox.Draft, error) {
	d, ok := f.drafts[id]
	if !ok {
		return d, mailbox.ErrNotFound
	}
	d.State = mailbox.LetterDraft
	return d, nil
}

func (f *fakeWriting) Letter(context.Context, mailbox.ID) (mailbox.Letter, error) {
	return mailbox.Letter{}, mailbox.ErrNotFound
}

func (f *fakeWriting) Letters(context.Context) ([]mailbox.Letter, error) { return nil, nil }

func (f *fakeWriting) Send(_ context.Context, id mailbox.ID, notBefore time.Time) error {
	if f.noSend != nil {
		return f.noSend
	}
	f.sent[id] = notBefore
	return nil
}

func (f *fakeWriting) Recall(_ context.Context, id mailbox.ID) error {
	delete(f.sent, id)
	return nil
}

func (f *fakeWriting) SendAgain(context.Context, mailbox.ID) error { return nil }
func (f *fakeWriting) Release(context.Context, mailbox.ID) error   { return nil }
func (f *fakeWriting) Arrived(context.Context, mailbox.ID) error   { return nil }

func (f *fakeWriting) People(_ context.Context, typed string, limit int) (out []mailbox.Suggestion, _ error) {
	for _, p := range f.people {
		if strings.Contains(strings.ToLower(p.Name+" "+p.Email), strings.ToLower(typed)) && len(out) < limit {
			out = append(out, p)
		}
	}
	return out, nil
}

package gui

import (
	"context"
	"slices"
	"testing"

	"popmail/account"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// aheadStore has letters of a sender whose pictures are always fetched.
type aheadStore struct {
	Listing
	Reading
	RemotePictures
	rows    []mailbox.Summary
	fetched []mailbox.ID
}

func (s *aheadStore) Summaries(_ context.Context, ids []mailbox.ID) (out []mailbox.Summary, err error) {
	for _, row := range s.rows {
		if slices.Contains(ids, row.ID) {
			out = append(out, row)
		}
	}
	return out, nil
}

func (s *aheadStore) Message(context.Context, mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	return &eml.Message{Pages: []eml.Page{{HTML: `<img src="https://shop.example/a.png" width=40 height=40>`}}}, mailbox.Summary{}, nil
}

func (s *aheadStore) PictureSender(context.Context, string) (bool, error) { return true, nil }
func (s *aheadStore) PictureHost(string) string                           { return "shop.example" }
func (s *aheadStore) Pictures(context.Context, mailbox.ID) (map[string][]byte, error) {
	return nil, nil
}
func (s *aheadStore) FetchPictures(_ context.Context, id mailbox.ID, _ []string) (map[string][]byte, error) {
	s.fetched = append(s.fetched, id)
	return nil, nil
}

// Nobody is asked for the pictures of a letter before it is known whether it is junk, nor for those of
// one that may be.
func TestNothingAheadOfJunk(t *testing.T) {
	s, _ := traveling(t)
	from := mailbox.Address{Email: "news@shop.example"}
	store := &aheadStore{rows: []mailbox.Summary{
		{ID: 1, From: from, FolderRole: mailbox.Inbox}, {ID: 2, From: from, FolderRole: mailbox.Junk}, {ID: 3, From: from, FolderRole: mailbox.Inbox, Flags: mailbox.Suspect},
		{ID: 4, From: from, FolderRole: mailbox.Trash}, {ID: 5, From: from, FolderRole: mailbox.Own},
	}}
	a := &ahead{shell: s.shell, listing: store, reading: store, pictures: store, saves: func() bool { return false }}
	s.app.Preferences().SetBool(prefAhead, true)
	a.changed([]mailbox.Change{mailbox.Arrived{Entries: []mailbox.Entry{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}, {ID: 5}}}})
	if len(store.fetched) > 0 {
		t.Errorf("fetched with the arrival: %v", store.fetched)
	}
	a.changed([]mailbox.Change{mailbox.Settled{IDs: []mailbox.ID{1, 2, 3, 4, 5}}})
	store.rows = append(store.rows, mailbox.Summary{ID: 6, From: mailbox.Address{Email: "Ann@Example.org"}, FolderRole: mailbox.Inbox}) // or somebody who says so
	s.known.accounts = append(s.known.accounts, account.Account{Email: "ann@example.org"})
	a.changed([]mailbox.Change{mailbox.Settled{IDs: []mailbox.ID{6}}})
	if !slices.Equal(store.fetched, []mailbox.ID{1, 5}) {
		t.Errorf("fetched %v", store.fetched)
	}
	a.changed([]mailbox.Change{mailbox.Settled{IDs: make([]mailbox.ID, 2*mostAhead)}})
	if len(a.queue) > 0 {
		t.Errorf("%d wait", len(a.queue))
	}
}

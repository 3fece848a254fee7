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
	while   func(ctx context.Context, id mailbox.ID) // they are fetched; nil: nothing happens
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
func (s *aheadStore) FetchPictures(ctx context.Context, id mailbox.ID, _ []string) (map[string][]byte, error) {
	s.fetched = append(s.fetched, id)
	if s.while != nil {
		s.while(ctx, id)
	}
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

// What nobody has asked for ends when travel mode begins, when the person works offline, or wants none ahead any more;
// what was asked for comes.
func TestAheadEndsWithTravelMode(t *testing.T) {
	for name, begin := range map[string]func(s *stage){
		"travel":   func(s *stage) { s.travel.toggle() },
		"metered":  func(s *stage) { s.travel.setMetered(true) },
		"settings": func(s *stage) { s.app.Preferences().SetBool(prefAhead, false) },
		"offline":  func(s *stage) { s.activity.workOffline(true) },
	} {
		s, _ := traveling(t)
		s.app.Preferences().SetBool(prefMetered, true)
		s.app.Preferences().SetBool(prefAhead, true)
		store := &aheadStore{}
		for id := range mailbox.ID(9) {
			store.rows = append(store.rows, mailbox.Summary{ID: id + 1, From: mailbox.Address{Email: "news@shop.example"}, FolderRole: mailbox.Inbox})
		}
		a := &ahead{shell: s.shell, listing: store, reading: store, pictures: store, saves: s.keepsQuiet}
		s.ahead = a
		ended := 0
		store.while = func(ctx context.Context, id mailbox.ID) {
			switch id {
			case 1:
				a.fetch([]mailbox.ID{7, 8}) // as the page for going offline does
			case 2:
				begin(s)
				if ctx.Err() != nil {
					ended++
				}
				a.fetch([]mailbox.ID{9})
			case 9:
				if ctx.Err() != nil {
					t.Errorf("%s: what was asked for is ended", name)
				}
			}
		}
		a.changed([]mailbox.Change{mailbox.Settled{IDs: []mailbox.ID{1, 2, 3, 4, 5, 6}}})
		if want := []mailbox.ID{1, 7, 8, 2, 9}; !slices.Equal(store.fetched, want) {
			t.Errorf("%s: fetched %v, want %v", name, store.fetched, want)
		}
		if at := name == "travel" || name == "metered"; at && ended != 1 {
			t.Errorf("%s: what is under way goes on", name)
		}
	}
}

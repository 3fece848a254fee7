package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/assets/sample"
	"popmail/pop3/pop3test"
	"popmail/storage"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// The second account of the demonstration.
const (
	demoClub      = "treasurer@club.example"
	demoClubUser  = "club"
	demoClubLabel = "Club"
	demoHomeLabel = "Home"
)

// demoMail is the sample mail of one account, and what of it was received before
// the demonstration begins.
type demoMail struct {
	all     []pop3test.Message
	earlier int // of all, from the oldest on
}

// shareDemoMail gives each account its mail. That of today arrives before one's
// eyes, all other mail is here already.
func shareDemoMail(now time.Time) (home, club demoMail) {
	for _, m := range sample.Messages(now) {
		d := header(m.Raw)
		to := &home
		if from := d.From; len(from) > 0 && bytes.HasSuffix([]byte(from[0].Email), []byte("@club.example")) {
			to = &club
		}
		to.all = append(to.all, pop3test.Message{UID: m.UID, Raw: m.Raw})
		y, month, day := now.Date()
		if d.Date.Before(time.Date(y, month, day, 0, 0, 0, 0, now.Location())) {
			to.earlier = len(to.all)
		}
	}
	return home, club
}

// demoPlaces says where mail lies and how it is marked, by words of its subject.
// What is not named lies in the Inbox and was read.
var demoPlaces = []struct {
	folder   string // name of an own folder, or a role
	subjects []string
}{
	{"Receipts", []string{"Your receipt", "Your statement is ready", "Your yearly account: 38,16 € back", "您的茶叶已经发出"}},
	{"Family", []string{"The letters are too small", "Re: The letters are too small", "Fwd: for your book"}},
	{"Travel", []string{"Welcome aboard", "Timetable changes", "Your tickets: Lamps of the Coast", "Stugan är ledig över nyår"}},
	{string(mailbox.Junk), []string{"A quiet seat for 19 €, this week only"}},
	{string(mailbox.Archive), []string{"Thank you from the boathouse", "Bưu thiếp từ Hội An", "Os azulejos chegaram inteiros", "You left your scarf", "Feliz año nuevo desde el sur"}},
}

var (
	demoUnread  = []string{"Two loans are due in three days", "Вітання зі Львова", "Your appointment", "Письмо с дачи", "Νέα από το νησί", "A quiet seat for 19 €, this week only", "Pairings for the winter tournament"}
	demoStarred = []string{"Your appointment", "Spare room in December", "Przepis na pierogi"}
)

// prepareDemo stores the earlier mail of an account and puts it in order.
func prepareDemo(ctx context.Context, s *storage.Store, id account.ID, m demoMail) error {
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		return err
	}
	for _, msg := range m.all[:m.earlier] {
		if err := d.Add(ctx, fetch.Incoming{UID: msg.UID, Raw: bytes.Clone(msg.Raw), At: time.Now(), Listed: int64(len(msg.Raw))}); err != nil {
			return errors.Join(err, d.Close())
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close()); err != nil {
		return err
	}
	rows, err := s.List(ctx, mailbox.View{Account: id}, 0)
	if err != nil {
		return err
	}
	bySubject := func(subjects []string) (ids []mailbox.ID) {
		for _, r := range rows {
			if slices.Contains(subjects, r.Subject) {
				ids = append(ids, r.ID)
			}
		}
		return ids
	}
	var read []mailbox.ID
	for _, r := range rows {
		if !slices.Contains(demoUnread, r.Subject) {
			read = append(read, r.ID)
		}
	}
	err = errors.Join(s.SetFlag(ctx, read, mailbox.Read, true), s.SetFlag(ctx, bySubject(demoStarred), mailbox.Starred, true))
	for _, p := range demoPlaces {
		ids := bySubject(p.subjects)
		if len(ids) == 0 || err != nil {
			continue
		}
		switch role := mailbox.Role(p.folder); role {
		case mailbox.Junk, mailbox.Archive:
			_, err = s.MoveTo(ctx, ids, role)
		default:
			var folder mailbox.FolderID
			if folder, err = s.CreateFolder(ctx, p.folder); err == nil {
				_, err = s.Move(ctx, ids, folder)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("the sample mail could not be put in order: %w", err)
	}
	return nil
}

// header is that of a sample message.
func header(raw []byte) eml.Header {
	ctx := context.Background() // with which there is no error
	h, _ := eml.Open(ctx, raw)
	m, _ := h.Digest(ctx)
	return m.Header
}

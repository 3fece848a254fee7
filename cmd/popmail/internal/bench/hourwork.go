package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jezek/xgb/xproto"

	"popmail/account/fetch"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// What is done beside opening messages.
const (
	hourJunk, hourGood = 60, 300 // letters that the junk filter has learned from at the beginning
	hourRules          = 100     // rules, of which a few catch some of what arrives
	hourArrive         = 6       // letters that arrive each minute
	hourKeep           = 100     // so many messages are opened until one is put off, and as many until one goes to Junk
	hourUndo           = 20      // … until that is done and taken back
)

const keyReturn = 0xff0d // X11/keysymdef.h

// An hourHome is the person of the hour: a mailbox on a real server, rules, a trained junk filter, and conversations
// in the list.
type hourHome struct {
	dir    string // everything lies below it
	data   string
	server *dovecot.Server
	rows   int // of the list at the beginning
	later  [][]byte
	came   int
}

// newHourHome stores mail, and keeps back what arrives later.
func newHourHome(ctx context.Context, o options, mail, later [][]byte, junk []int) (h *hourHome, err error) {
	h = &hourHome{later: later}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.dir, err = os.MkdirTemp("", "popmail-hour-"); err != nil {
		return h, err
	}
	if h.server, _, err = serve(h.dir, 0); err != nil {
		return h, err
	}
	h.data = filepath.Join(h.dir, "data")
	if err := addAccount(ctx, o, h.data, h.server, "tls"); err != nil {
		return h, err
	}
	if err := h.fill(ctx, mail, junk); err != nil {
		return h, err
	}
	// See prefTogether of gui.
	return h, os.WriteFile(filepath.Join(h.data, prefs.FileName), []byte(`{"list.together": true}`), 0o600)
}

func (h *hourHome) fill(ctx context.Context, mail [][]byte, junk []int) (err error) {
	s, err := storage.Open(ctx, h.data, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	d, err := s.Deliver(ctx, accounts[0].ID, nil)
	if err != nil {
		return err
	}
	for i, raw := range mail {
		if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprint("old-", i), Raw: raw, At: time.Now()}); err != nil {
			return err
		}
	}
	if err := errors.Join(d.Flush(ctx), d.Close(), s.Settle(ctx), s.CatchUp(ctx), s.CatchUpThreads(ctx)); err != nil {
		return err
	}
	all, err := s.Index(ctx, mailbox.View{}, 0)
	if err != nil {
		return err
	}
	if len(all) != len(mail) {
		return fmt.Errorf("%d of %d messages are stored", len(all), len(mail))
	}
	ids := make([]mailbox.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	slices.Sort(ids) // they are numbered as they came
	var bad, good []mailbox.ID
	for i, id := range ids {
		switch is := slices.Contains(junk, i); {
		case is && len(bad) < hourJunk:
			bad = append(bad, id)
		case !is && len(good) < hourGood:
			good = append(good, id)
		}
	}
	if _, err := s.MoveTo(ctx, bad, mailbox.Junk); err != nil {
		return err
	}
	if err := errors.Join(s.SetFlag(ctx, good, mailbox.Starred, true), s.Learn(ctx)); err != nil {
		return err
	}
	folder, err := s.CreateFolder(ctx, "Sorted")
	if err != nil {
		return err
	}
	for i := range hourRules {
		r := mailbox.Rule{Folder: folder}
		r.Query, r.Do = catchesNothing(i)
		if i < 4 {
			r.Query = []string{"subject:re", "from:mail", "subject:you", "from:list"}[i]
			r.Do = []mailbox.Act{mailbox.RuleStar, mailbox.RuleRead, mailbox.RuleMove, mailbox.RuleNotify}[i]
		}
		if _, err := s.SaveRule(ctx, r); err != nil {
			return err
		}
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		return err
	}
	list, err := s.Index(ctx, mailbox.View{Folder: folders[0].ID, Conversations: true}, 0)
	h.rows = len(list)
	if err == nil && h.rows == 0 {
		err = errors.New("the Inbox is empty")
	}
	return err
}

// arrive has letters come to the server, and the window fetch them.
func (h *hourHome) arrive(w *opened) error {
	for range hourArrive {
		if len(h.later) == 0 {
			break
		}
		raw := h.later[h.came%len(h.later)]
		h.came++
		if _, err := h.server.Deliver(benchUser, bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))); err != nil {
			return err
		}
	}
	return w.chord(keyControl, 'r')
}

// work does what people do with a letter now and then: the opened-th is put off or taken for junk, for
// good or until it is taken back; rest is waited for between two keys.
func (h *hourHome) work(w *opened, opened int, rest time.Duration) error {
	keys := func(list ...[2]xproto.Keysym) error {
		for _, k := range list {
			if err := w.chord(k[0], k[1]); err != nil {
				return err
			}
			time.Sleep(rest)
		}
		return nil
	}
	snooze := [][2]xproto.Keysym{{0, 'b'}, {0, keyDown}, {0, keyReturn}}
	junk := [2]xproto.Keysym{keyControl, 'j'}
	undo := [2]xproto.Keysym{keyControl, 'z'}
	switch {
	case opened%(2*hourKeep) == 0:
		return keys(snooze...)
	case opened%(2*hourKeep) == hourKeep:
		return keys(junk)
	case opened%(2*hourUndo) == 0:
		return keys(append(snooze, undo)...)
	case opened%(2*hourUndo) == hourUndo:
		return keys(junk, undo)
	}
	return nil
}

// done is what the store knows of all this at the end. What has not happened at all is an error.
func (h *hourHome) done(ctx context.Context) (string, error) {
	s, err := storage.Open(ctx, h.data, nil)
	if err != nil {
		return "", err
	}
	defer s.Close()
	rules, err := s.Rules(ctx)
	if err != nil {
		return "", err
	}
	caught := 0
	for _, r := range rules {
		caught += r.Caught
	}
	filter, err := s.JunkFilter(ctx)
	if err != nil {
		return "", err
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		return "", err
	}
	count := map[mailbox.Role]int{}
	for _, f := range folders {
		list, err := s.Index(ctx, mailbox.View{Folder: f.ID}, 0)
		if err != nil {
			return "", err
		}
		count[f.Role] += len(list)
	}
	says := fmt.Sprintf("%d letters came; rules caught %d; %d are put off, %d lie in Junk, of which %d were there at the beginning, and the filter knows %d junk and %d good ones.",
		h.came, caught, count[mailbox.Snoozed], count[mailbox.Junk], hourJunk, filter.Junk, filter.Good)
	if caught == 0 || count[mailbox.Snoozed] == 0 || count[mailbox.Junk] <= hourJunk || filter.Junk <= hourJunk {
		return "", errors.New("not all was done: " + says)
	}
	return says, nil
}

func (h *hourHome) close() (err error) {
	if h.server != nil {
		err = h.server.Stop()
	}
	return errors.Join(err, os.RemoveAll(h.dir))
}

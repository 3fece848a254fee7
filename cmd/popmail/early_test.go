package main

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/secret"
	"popmail/gui/kit/loop"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// early opens the mail of a data folder as the window does, before there is one: nothing gets
// to the window's thread.
func early(t *testing.T, data string, first firstCheck) *session {
	t.Helper()
	s := &session{options: windowOptions{Data: data}, first: first}
	s.run = loop.NewOn(t.Context(), func(func()) { t.Error("something waits for the window") })
	wait := s.openEarly()
	wait(t.Context())
	if s.err != nil {
		t.Fatal(s.err)
	}
	t.Cleanup(func() {
		s.run.Stop(time.Minute)
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The first check begins and ends before there is a window, which then hears of it, and of
// the mail that has come.
func TestFirstCheckNeedsNoWindow(t *testing.T) {
	srv, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, srv, letters(3))
	addAccount(t, data, srv, "tls")
	s := early(t, data, firstCheck{whole: account.UsualWhole})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	for known, err := s.app.store.Status(ctx); known[1].LastCheck.IsZero(); known, err = s.app.store.Status(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if len(s.before) != 1 || !s.before[1].LastCheck.IsZero() {
		t.Errorf("known before: %+v", s.before)
	}
	activity, changes := s.activity.Subscribe(1024), s.app.store.Changes().Subscribe(1024)
	s.heard()
	for ended := false; !ended; {
		select {
		case a := <-activity.C():
			f, ok := a.(event.Finished)
			if ended = ok; ok && f.Received != 3 {
				t.Errorf("%+v", f)
			}
		case <-ctx.Done():
			t.Fatal("who listens later does not hear of the session")
		}
	}
	var came []mailbox.ID
	for len(came) < 3 && ctx.Err() == nil {
		select {
		case c := <-changes.C():
			if a, ok := c.(mailbox.Arrived); ok {
				for _, e := range a.Entries {
					came = append(came, e.ID)
				}
			}
		case <-ctx.Done():
			t.Fatalf("of the new mail %v is told", came)
		}
	}
	slices.Sort(came)
	if !slices.Equal(came, []mailbox.ID{1, 2, 3}) {
		t.Errorf("told: %v", came)
	}
}

// Who works offline stays so, and where the window has to say whether the connection is
// metered, the first check waits for it.
func TestFirstCheckWaits(t *testing.T) {
	srv, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, srv, letters(1))
	addAccount(t, data, srv, "none")
	for name, first := range map[string]firstCheck{"offline": {offline: true}, "metered": {waits: true}} {
		t.Run(name, func(t *testing.T) {
			s := early(t, data, first)
			receive(t, data, 0) // which takes longer than a check that does not wait
			s.activity.Publish(event.Scheduled{Account: 99})
			activity := s.activity.Subscribe(1024)
			if first.waits {
				s.check()
			} else {
				s.poller.WorkOffline(false)
			}
			for _, want := range []string{"event.Scheduled", "event.Started"} {
				select {
				case a := <-activity.C():
					if got := fmt.Sprintf("%T", a); got != want {
						t.Errorf("%s in the place of %s", got, want)
					}
				case <-time.After(5 * time.Minute):
					t.Fatal("no check begins")
				}
			}
		})
	}
}

// slowKeyring answers late.
type slowKeyring struct {
	lateKeyring
	wait func()
}

func (k *slowKeyring) Get(ctx context.Context, key secret.Key) (account.Credential, error) {
	k.wait()
	return k.lateKeyring.Get(ctx, key)
}

// What comes back while the key of backups is still looked for is told to the window.
func TestBackBeforeTheKey(t *testing.T) {
	data := t.TempDir()
	l, err := backup.NewLock("secret")
	if err == nil {
		err = l.Save(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now().Add(-time.Hour)
	store := storagetest.OpenIn(t, data, &storage.Options{Now: func() time.Time { return begin }})
	storagetest.Deliver(t, store, storagetest.AddAccount(t, store, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	if _, err := store.Snooze(t.Context(), []mailbox.ID{1}, begin.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	s := &session{options: windowOptions{Data: data}, first: firstCheck{waits: true}}
	s.keyPlaces = []secret.Store{&slowKeyring{wait: func() {
		for {
			list, err := s.app.store.Summaries(t.Context(), []mailbox.ID{1})
			if err != nil || list[0].FolderRole == mailbox.Inbox {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}}}
	s.run = loop.NewOn(t.Context(), func(func()) { t.Error("something waits for the window") })
	s.open(t.Context())
	if s.err != nil {
		t.Fatal(s.err)
	}
	defer func() {
		s.run.Stop(time.Minute)
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
	}()
	changes := s.app.store.Changes().Subscribe(1024)
	s.heard()
	for late := time.After(time.Minute); ; {
		select {
		case c := <-changes.C():
			if r, ok := c.(mailbox.Returned); ok && len(r.IDs) == 1 {
				return
			}
		case <-late:
			t.Fatal("the window is not told of it")
		}
	}
}

package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/secret"
	"popmail/gui"
	"popmail/storage/backup"
)

// lockKey names the key of locked backups among the passwords. It is no account's address.
var lockKey = secret.Key{Email: "PopMail backup"}

// loadLock finds out whether backups are locked, and with which key. A lock that cannot be read
// has no key, and nothing is written without it.
func (s *session) loadLock(ctx context.Context) {
	l, err := backup.SavedLock(s.options.Data)
	switch {
	case err != nil:
		l = &backup.Lock{Folder: backup.ChosenFolder}
	case l == nil:
		return
	}
	s.lock.Store(l)
	s.findKey(ctx, 0)
}

// keyPause is how long the key is not looked for again where it was not found by itself: a keyring that
// is locked may ask the person each time.
const keyPause = time.Hour

// findKey looks for the key of locked backups where it is not known, and was not looked for so long:
// just after the start of the computer the keyring may not be there yet.
func (s *session) findKey(ctx context.Context, pause time.Duration) {
	l := s.lock.Load()
	if l == nil || l.Key != "" || len(l.Locked) == 0 || s.keyLooks.Load() > 1 && time.Since(time.Unix(s.keyLooked.Load(), 0)) < pause {
		return
	}
	s.keyLooks.Add(1)
	s.keyLooked.Store(time.Now().Unix())
	for _, place := range s.lockPlaces() {
		if c, err := place.Get(ctx, lockKey); err == nil && l.Is(c.Password) {
			found := *l
			found.Key = c.Password
			s.lock.CompareAndSwap(l, &found)
			return
		}
	}
}

// lockPlaces are where the key may be kept, the better one first. Beside the mail, which is not
// locked either, it is as safe as that is.
func (s *session) lockPlaces() []secret.Store {
	if s.keyPlaces != nil {
		return s.keyPlaces
	}
	return []secret.Store{secret.Keyring(s.options.Data), secret.File(s.options.Data)}
}

// openOwn opens a backup of this data folder, also one that is locked, where its key is here.
func (s *session) openOwn(ctx context.Context, path string) (*backup.Backup, error) {
	if l := s.lock.Load(); l != nil && filepath.Base(filepath.Dir(path)) == l.Folder {
		return backup.OpenLocked(ctx, path, l)
	}
	return backup.Open(ctx, path, "")
}

// findCopies finds the backups that a damaged mail file may come back from: those of this mail first, the
// newest before.
func (s *session) findCopies(ctx context.Context) {
	s.loadLock(ctx)
	made, _ := restorePort{s}.Made(ctx, "") // what cannot be reached is not offered
	s.copies = slices.DeleteFunc(made, func(m gui.BackupMade) bool {
		_, err := s.openOwn(ctx, m.Path)
		return err != nil
	})
	ownFirst(s.copies)
	if len(s.copies) > 0 {
		if b, err := s.openOwn(ctx, s.copies[0].Path); err == nil {
			first := madeOf(s.copies[0].Path, b.Manifest)
			first.Elsewhere = s.copies[0].Elsewhere
			s.copies[0] = first
		}
	}
}

// SetPassword fulfils gui.Backups.
func (p *backupPort) SetPassword(ctx context.Context, password string) error {
	s := p.s
	if password == "" {
		if err := backup.ForgetLock(s.options.Data); err != nil {
			return err
		}
		s.lock.Store(nil)
		for _, place := range s.lockPlaces() {
			_ = place.Delete(ctx, lockKey) // it opens what was locked with it, and no more
		}
		return nil
	}
	s.findKey(ctx, 0)
	var l *backup.Lock
	var err error
	if old := s.lock.Load(); old != nil && old.Key != "" {
		l, err = old.With(password)
	} else {
		l, err = backup.NewLock(password)
	}
	if err != nil {
		return err
	}
	var errs []error
	for _, place := range s.lockPlaces() {
		err := place.Set(ctx, lockKey, account.Password(l.Key))
		if errs = append(errs, err); err == nil {
			errs = nil
			break
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	if err := l.Save(s.options.Data); err != nil {
		return err
	}
	s.lock.Store(l)
	return nil
}

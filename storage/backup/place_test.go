package backup

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage/storagetest"
)

// TestOpenPlace: the place that was chosen in the window will do for the folders that are made in it; a
// password is asked for, and nothing older taken in its stead.
func TestOpenPlace(t *testing.T) {
	ctx := t.Context()
	place := t.TempDir()
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	backUp := func(folder, password string, at time.Time) {
		t.Helper()
		dir := filepath.Join(place, folder)
		o := Options{Now: func() time.Time { return at }, Password: password}
		o.From(s.Dir())
		if password != "" {
			var err error
			if o.Lock, err = LockOf(dir, password); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ToFolder(ctx, s, dir, o); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now().UTC().Truncate(time.Second)
	backUp(ChosenFolder, "", now.Add(-time.Hour))
	b, err := Open(ctx, place, "", s.Dir())
	if err != nil || !b.Manifest.Made.Equal(now.Add(-time.Hour)) {
		t.Fatalf("%+v %v", b, err)
	}
	if v, err := b.Verify(ctx); err != nil || v.Messages != 1 {
		t.Errorf("%+v %v", v, err)
	}
	backUp(ChosenFolder+" (locked ab12cd)", "secret", now)
	if _, err := Open(ctx, place, "", s.Dir()); !errors.Is(err, ErrPassword) {
		t.Error(err)
	}
	if b, err := Open(ctx, place, "secret", s.Dir()); err != nil || !b.Manifest.Made.Equal(now) {
		t.Errorf("%+v %v", b, err)
	}
	// A folder that has backups itself gives its own, as docs/commands.md says.
	backUp("", "", now.Add(-2*time.Hour))
	if b, err := Open(ctx, place, "", s.Dir()); err != nil || !b.Manifest.Made.Equal(now.Add(-2*time.Hour)) {
		t.Errorf("%+v %v", b, err)
	}
	if b, err := Open(ctx, filepath.Join(place, ChosenFolder), "", s.Dir()); err != nil || !b.Manifest.Made.Equal(now.Add(-time.Hour)) {
		t.Errorf("%+v %v", b, err)
	}
}

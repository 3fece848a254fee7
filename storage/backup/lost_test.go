package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestListsLost: where the lists of a backup cannot be read, whoever restores or checks it is told so, and
// how many messages are damaged besides, but for those that are here; a part that was named by what it
// was is not guessed at. Where the index is damaged as well, more may be missing.
func TestListsLost(t *testing.T) {
	s, _, in := noisyStore(t)
	path := filepath.Join(t.TempDir(), "mail.popmail")
	if _, err := ToFile(t.Context(), s, path, Options{Program: "test"}); err != nil {
		t.Fatal(err)
	}
	list := spansOf(t, path, opener{})
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var octets []span
	for _, s := range list {
		if s.kind == kindOctets {
			octets = append(octets, s)
		}
	}
	for name, c := range map[string]struct {
		messages int
		index    bool
	}{"lists": {}, "two messages": {messages: 2}, "index": {1, true}} {
		bad := slices.Clone(sound)
		for _, s := range list {
			if s.kind == kindDatabase || s.kind == kindIndex && c.index {
				bad[s.to-1] ^= 1
			}
		}
		for _, s := range octets[3 : 3+c.messages] {
			bad[s.to-1] ^= 1
		}
		to := filepath.Join(t.TempDir(), "b")
		if err := os.WriteFile(to, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		r := restored(t, name, func() (*Backup, error) { return Open(t.Context(), to, "") })
		if !r.ListsLost || r.Missing != c.messages || r.Unsure != c.index || r.Messages != 30-c.messages {
			t.Errorf("%s: %+v", name, r)
		}
		b, err := Open(t.Context(), to, "")
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(t.Context()); err == nil || !v.ListsLost || v.Lost != c.messages || v.Unsure != c.index || v.Messages != 30-c.messages {
			t.Errorf("%s: %+v %v", name, v, err)
		}
		here := storagetest.OpenIn(t, t.TempDir(), nil)
		storagetest.Deliver(t, here, storagetest.AddAccount(t, here, "me@example.org"), in...)
		if r, err := b.Restore(t.Context(), here, storage.Pick{}); err != nil || !r.ListsLost || r.Missing != 0 || r.Messages != 0 {
			t.Errorf("%s, over what is here: %+v %v", name, r, err)
		}
		b.Asked = true
		for _, p := range []storage.Pick{{Folder: "Inbox"}, {Folder: "Plans"}, {Messages: []mailbox.ID{5}}} {
			if r, err := b.RestoreNew(t.Context(), t.TempDir(), p); err == nil || r.Messages > 0 {
				t.Errorf("%s, %+v: %+v %v", name, p, r, err)
			}
		}
		if err := here.Close(); err != nil {
			t.Error(err)
		}
	}
	if r := restored(t, "sound", func() (*Backup, error) { return Open(t.Context(), path, "") }); r.ListsLost || r.Unsure || r.Missing > 0 {
		t.Errorf("%+v", r)
	}
}

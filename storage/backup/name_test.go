package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"popmail/storage/storagetest"
)

// TestPackNames: the name of a locked pack is not the checksum of what it holds, and depends on
// the key; a pack of before that has that name is taken, and no third one is.
func TestPackNames(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "one"}.Incoming("1"))
	l, err := NewLock("sesame")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "b")
	r, err := ToFolder(t.Context(), s, dir, Options{Lock: l})
	if err != nil || len(r.Packs) != 1 {
		t.Fatal(r, err)
	}
	key, err := l.opener()
	if err != nil {
		t.Fatal(err)
	}
	named := r.Packs[0].Name
	a, err := openAt(packPath(dir, named), key)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := a.index(func(sum, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	plain := hex.EncodeToString(whole[:])
	if named == plain || named != key.packName(whole) {
		t.Errorf("%s of %s", named, plain)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if (opener{key: other}).packName(whole) == named {
		t.Error("the name does not depend on the key")
	}
	if (opener{}).packName(whole) != plain {
		t.Error("what is not locked has another name")
	}
	for name, ok := range map[string]bool{named: true, plain: true, hex.EncodeToString(make([]byte, sha256.Size)): false} {
		if err := os.Rename(packPath(dir, named), packPath(dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := indexOf(packPath(dir, name), name, key); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.Rename(packPath(dir, name), packPath(dir, named)); err != nil {
			t.Fatal(err)
		}
	}
}

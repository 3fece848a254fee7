package eml_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"popmail/storage/eml"
)

// sameRow checks that a row that is read by itself is that of the message which is read whole.
func sameRow(t testing.TB, name string, raw []byte) bool {
	t.Helper()
	got, err := eml.ReadRow(context.Background(), raw)
	if err != nil {
		t.Fatal(name, err)
	}
	if want := eml.Digest(raw).Row(); !reflect.DeepEqual(*got, want) {
		t.Logf("%s: the row is\n%+v\nand that of the whole\n%+v", name, *got, want)
		return false
	}
	return true
}

func TestRowOfFixtures(t *testing.T) {
	n, differ := 0, 0
	for _, dir := range []string{"valid", "malformed"} {
		n += eachFile(t, filepath.Join("testdata", dir), func(path string, raw []byte) {
			if filepath.Ext(path) == ".eml" && !sameRow(t, path, raw) {
				differ++
			}
		})
	}
	if n < 100 || differ > 0 {
		t.Errorf("%d of %d rows differ", differ, n)
	}
}

func TestRowOfCorpora(t *testing.T) {
	dir := corpora(t, "")
	n, differ := 0, 0
	dirs, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		n += eachFile(t, filepath.Join(dir, d.Name()), func(path string, raw []byte) {
			if len(raw) < 4<<20 && !sameRow(t, path, raw) {
				differ++
			}
		})
	}
	t.Logf("%d of %d rows differ", differ, n)
	if differ > n/500 {
		t.Errorf("%d of %d rows differ", differ, n)
	}
}

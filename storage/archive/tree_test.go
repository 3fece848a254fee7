package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestZipNames: of names in a zip file that are there twice, or that are a file and a folder, nothing
// is left out; what lies too deep is named.
func TestZipNames(t *testing.T) {
	mail := func(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }
	deep := func(n int) string { return strings.Repeat("d/", n) }
	for _, c := range []struct {
		name   string
		files  [][2]string
		want   []string // folder and subject
		failed []string
	}{
		{"twice", [][2]string{{"x/m.eml", "a"}, {"x/m.eml", "b"}, {"x/m.eml", "c"}, {"x/m (2).eml", "d"}}, []string{"x a", "x b", "x c", "x d"}, nil},
		{"a file, then a folder", [][2]string{{"z/y", "a"}, {"z/y/m.eml", "b"}}, []string{"z a", "z/y b"}, nil},
		{"a folder, then a file", [][2]string{{"z/y/m.eml", "b"}, {"z/y", "a"}}, []string{"z a", "z/y b"}, nil},
		{"a folder of its own, then a file", [][2]string{{"z/y/", ""}, {"z/y/m.eml", "b"}, {"z/y", "a"}, {"z/y/", ""}}, []string{"z a", "z/y b"}, nil},
		{"by other ways", [][2]string{{"x/./m.eml", "a"}, {`x\m.eml`, "b"}, {"../x/m.eml", "c"}}, []string{"x a", "x b", "x c"}, nil},
		{"deep", [][2]string{{deep(32) + "m.eml", "a"}, {deep(33) + "m.eml", "b"}, {deep(33) + "n.eml", "b"}, {deep(70) + "m.eml", "c"}}, []string{"a"}, []string{strings.TrimSuffix(deep(33), "/")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			for _, f := range c.files {
				w, err := z.Create(f[0])
				if err != nil {
					t.Fatal(err)
				}
				if f[1] != "" {
					_, _ = w.Write([]byte(mail(f[1])))
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(write(t, map[string]string{"all.zip": b.String()}), "all.zip")
			s := storagetest.Open(t, nil)
			var failed []string
			i := archive.Import{Store: s, Failed: func(where string, err error) {
				if !errors.Is(err, archive.ErrTooDeep) {
					t.Errorf("%s: %v", where, err)
				}
				rel, err := filepath.Rel(file, where)
				if err != nil {
					t.Error(err)
				}
				failed = append(failed, filepath.ToSlash(rel))
			}}
			if _, err := i.Run(ctx, file); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(failed, c.failed) {
				t.Errorf("failed: %q, want %q", failed, c.failed)
			}
			rows, err := s.List(ctx, mailbox.View{}, 0)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range rows {
				if c.failed != nil {
					got = append(got, m.Subject)
					continue
				}
				got = append(got, fmt.Sprint(lies(t, s, m), " ", m.Subject))
			}
			slices.Sort(got)
			same(t, got, c.want...)
		})
	}
	// On the disk the same is named.
	s := storagetest.Open(t, nil)
	if got := bring(t, s, write(t, map[string]string{deep(32) + "m.eml": mail("a"), deep(33) + "m.eml": mail("b"), deep(40) + "m.eml": mail("b")})); got != "1 0 1" {
		t.Error(got)
	}
}

// TestNamesOfOldComputers: names that are not UTF-8 are read in the code page that they were written in, in zip
// files and on the disk, so that folders stay apart and marks are found.
func TestNamesOfOldComputers(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"B\x81ro/a.eml", letter("a")}, {"B\x84ro/b.eml", letter("b")}, {"Entw\x81rfe", inBox("c")}, {"Entw\x81rfe.sbd\\Gr\x81\xE1e", inBox("d")},
		{"out/2026 Gr\x81\xE1e (7).eml", letter("e")}, {"out/popmail.jsonl", `{"file":"2026 Grüße (7).eml","folder":"Work","starred":true}` + "\n"}, {"out/größer/f.eml", letter("f")},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f[0], NonUTF8: true})
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	got, failed := came(t, filepath.Join(write(t, map[string]string{"all.zip": b.String()}), "all.zip"))
	same(t, got, "Bäro 0 b", "Büro 0 a", "Drafts 0 c", "Entwürfe/Grüße 0 d", "Work 2 e", "out/größer 0 f")
	if failed != 0 {
		t.Errorf("%d failed", failed)
	}
	if runtime.GOOS != "linux" {
		return // where names are UTF-8, or UTF-16
	}
	got, _ = came(t, write(t, map[string]string{"x/B\xFCro/a.eml": letter("a"), "x/Gr\xFC\xDFe": inBox("b"), "x/B\xFCro.sbd/\xF0\xE0\xE1\xEE\xF2\xE0": inBox("c")}))
	same(t, got, "x/Büro 0 a", "x/Büro/работа 0 c", "x/Grüße 0 b")
}

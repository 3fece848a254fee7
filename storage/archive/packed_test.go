package archive_test

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"popmail/storage/archive"
	"popmail/storage/storagetest"
)

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(s))
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

// bzipped is letter("bz"), as bzip2 has made it.
func bzipped(t testing.TB) string {
	t.Helper()
	b, err := hex.DecodeString("425a68393141592653590f5786030000055f80001040010010410008003a96d650200022234680d0347a851a32068d323404a684baeaa1500384d9b218058b6a3d03162f8bb9229c284807abc30180")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPacked: mail that lies compressed comes in as it was before that, on the disk and in a zip file; what
// is compressed in a way that is not known here, damaged, or grows too much, is named where it must be mail.
func TestPacked(t *testing.T) {
	long := letter("long") + strings.Repeat("a line of text that is not short\n", 300_000) // 10 MB of next to nothing
	bomb := gzipped(t, letter("bomb")+strings.Repeat("\n", 120<<20))
	const far = "\x28\xB5\x2F\xFD\x00\x90\x19\x00\x00abc" // it may look back 256 MB
	gz := gzipped(t, letter("gz"))
	for _, c := range []struct {
		name   string
		files  map[string]string
		want   []string // folder, marks, subject
		failed int
	}{
		{"a Maildir of Dovecot", map[string]string{"M/cur/1700000000.M1P2.host,S=46,W=50:2,S": gz, "M/cur/1700000001.M1P2.host,S=46,W=50:2,F": zstded(t, letter("zst")), "M/cur/1700000002.M1P2.host:2,": bzipped(t), "M/cur/1700000003.M1P2.host:2,": letter("plain"), "M/new/1700000004.M1P2.host": gzipped(t, long), "M/tmp/x": ""},
			[]string{"M 0 bz", "M 0 long", "M 0 plain", "M 1 gz", "M 2 zst"}, 0},
		{"not known or damaged in a Maildir", map[string]string{"M/cur/1:2,": "\xFD7zXZ\x00\x00\x04\xe6\xd6\xb4", "M/cur/2:2,": "Dovecot-LZ4\x0D\x2A\x9B\xC5\x00", "M/cur/3:2,": gz[:len(gz)-20], "M/cur/4:2,": gz[:20] + "xxxxxx" + gz[26:], "M/cur/5:2,": "\x1F\x8B\x08", "M/cur/6:2,": bomb, "M/cur/7:2,": far, "M/cur/8:2,": letter("good"), "M/tmp/x": ""},
			[]string{"M 0 good"}, 7},
		{"mboxes", map[string]string{"mail/Old.gz": gzipped(t, inBox("a", "b")), "mail/Work.mbox.zst": zstded(t, inBox("c")), "mail/2020.gz": gzipped(t, inBox("d", "e"))}, []string{"mail/Work 0 c", "mail/2020 0 d", "mail/2020 0 e", "mail/Old 0 a", "mail/Old 0 b"}, 0},
		{"without its first From_ line", map[string]string{"mail/Old.gz": gzipped(t, long+"\n"+inBox("b"))}, []string{"mail/Old 0 b", "mail/Old 0 long"}, 0},
		{"files and MH", map[string]string{"x/a.eml": gz, "x/b.eml.gz": gzipped(t, letter("b")), "mh/1": gzipped(t, letter("c")), "mh/2": "\xFD7zXZ\x00", "mh/.mh_sequences": "unseen: 1\n"}, []string{"mh 0 c", "x 0 b", "x 0 gz"}, 1},
		{"cut or damaged", map[string]string{"x/a.eml": letter("a"), "x/broken.tar.gz": gzipped(t, "folder/notes.txt\x00\x00"+strings.Repeat("nothing but notes\n", 20))[:40], "x/broken.gz": gz[:12], "x/bad.zst": "\x28\xB5\x2F\xFDxxxxxxxx", "x/bad.bz2": "BZh91AY&SYxxxxxxxx", "x/far.zst": far}, []string{"x 0 a"}, 0},
		{"cut or damaged mail", map[string]string{"x/Old.gz": gzipped(t, inBox("a"))[:len(gzipped(t, inBox("a")))-8], "x/b.eml.gz": gz[:12], "mh/1": gz[:12], "mh/.mh_sequences": "unseen: 1\n", "x/List": gz[:12], "x/List.msf": "x"}, nil, 4},
		{"nothing of mail", map[string]string{"x/a.eml": letter("a"), "x/notes.txt.gz": gzipped(t, "nothing but notes\n"), "x/photos.tar.xz": "\xFD7zXZ\x00\x00", "x/doc.gz": gzipped(t, zipped(t, map[string]string{"b.eml": letter("b")}))}, []string{"x 0 a"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{write(t, c.files), filepath.Join(write(t, map[string]string{"all.zip": zipped(t, c.files)}), "all.zip")} {
				got, failed := came(t, path)
				want := slices.Clone(c.want)
				slices.Sort(want)
				same(t, got, want...)
				if failed != c.failed {
					t.Errorf("%d failed in %s", failed, path)
				}
			}
		})
	}
	// It is the very same mail.
	s := storagetest.Open(t, nil)
	dir := write(t, map[string]string{"M/cur/1:2,": gz, "M/cur/2:2,": letter("gz"), "M/tmp/x": "", "far.gz": far, "odd.xz": "\xFD7zXZ\x00", "one.gz": gz})
	if got := bring(t, s, dir); got != "1 2 0" {
		t.Error(got)
	}
	same(t, stored(t, s), `M 0 "From: a@example.org\r\nSubject: gz\r\n\r\ngz\r\n"`)
	// Files that were chosen themselves.
	for name, want := range map[string]error{"far.gz": archive.ErrPacked, "odd.xz": archive.ErrPacked} {
		if err := archive.Read(ctx, filepath.Join(dir, name), nil, nil); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := bring(t, storagetest.Open(t, nil), filepath.Join(dir, "one.gz")); got != "1 0 0" {
		t.Error(got)
	}
}

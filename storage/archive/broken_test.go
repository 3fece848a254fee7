package archive_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/storage/archive"
)

// noise is text that hardly gets smaller.
func noise(octets, seed int) string {
	r := rand.New(rand.NewPCG(uint64(seed), uint64(octets)))
	var b strings.Builder
	for b.Len() < octets {
		line := make([]byte, 30)
		for i := range line {
			line[i] = byte(r.Uint32())
		}
		b.WriteString(hex.EncodeToString(line) + "\n")
	}
	return b.String()
}

// told tells whether an import has told one error of a kind alone.
func told(errs map[string]error, want error) bool {
	for _, err := range errs {
		if len(errs) != 1 || !errors.Is(err, want) {
			return false
		}
	}
	return len(errs) > 0
}

// TestCutPacked: what lies compressed and is cut, or damaged, gives the messages that were there, and says once that
// something is missing.
func TestCutPacked(t *testing.T) {
	for _, each := range []int{500, 20_000} { // in the first octets that are unpacked, and beyond
		files := map[string]string{}
		var box strings.Builder
		for i := range 10 {
			m := letter(fmt.Sprint(i)) + noise(each, i)
			files[fmt.Sprintf("mail/%d.eml", i)] = m
			box.WriteString("From a@example.org Thu Jan  1 00:00:00 2026\n" + m + "\n")
		}
		for name, text := range map[string]string{"x.tgz": inTar(t, files), "x.tar.gz": inTar(t, files), "box.mbox.gz": box.String()} {
			packed := gzipped(t, text)
			wrong := []byte(packed)
			wrong[len(wrong)-6] ^= 1 // of the sum
			for what, c := range map[string]struct {
				text string
				n    [2]int
				want error
			}{
				"cut":       {packed[:len(packed)*9/10], [2]int{7, 9}, io.ErrUnexpectedEOF},
				"a sum":     {string(wrong), [2]int{10, 10}, archive.ErrDamaged},
				"behind it": {packed + "something else", [2]int{10, 10}, archive.ErrDamaged},
			} {
				dir := write(t, map[string]string{name: c.text})
				for _, at := range []string{dir, filepath.Join(dir, name)} {
					n, errs := errorsOf(t, at)
					if cut := errs[name]; n < c.n[0] || n > c.n[1] || !errors.Is(cut, c.want) || len(errs) > 2 || !strings.Contains(what, "cut") && len(errs) != 1 {
						t.Errorf("%s of %d octets each, %s: %d came, %v", name, each, what, n, errs)
					}
				}
			}
		}
		// In a zip file, where the octets are wrong and the sum is right, as far as it is read.
		z := []byte(zippedPlain(t, map[string]string{"box.mbox": box.String()}))
		z[bytes.LastIndex(z[:len(z)-300], []byte("\n"))-3] ^= 1
		if n, errs := errorsOf(t, write(t, map[string]string{"x.zip": string(z)})); n != 10 || !told(errs, archive.ErrDamaged) {
			t.Errorf("a zip file: %d came, %v", n, errs)
		}
	}
	// What holds one message, and nothing of which anything is here, is none.
	for name, text := range map[string]string{"a.eml.gz": letter("a") + noise(9000, 0), "x.tgz": inTar(t, map[string]string{"a.eml": letter("a") + noise(9000, 0)})} {
		packed := gzipped(t, text)
		n, errs := errorsOf(t, write(t, map[string]string{name: packed[:len(packed)/2]}))
		if n != 0 || len(errs) == 0 {
			t.Errorf("%s: %d came, %v", name, n, errs)
		}
	}
}

// TestLastOfCut: the message in which an mbox is cut is none, so that it is there once when the whole mbox comes later.
func TestLastOfCut(t *testing.T) {
	short, long := letter("short"), letter("long")+noise(3000, 0)
	whole := "From a@example.org Thu Jan  1 00:00:00 2026\n" + short + "\nFrom a@example.org Thu Jan  1 00:00:00 2026\n" + long + "\n"
	mmdf := "\x01\x01\x01\x01\n" + short + "\x01\x01\x01\x01\n\x01\x01\x01\x01\n" + long + "\x01\x01\x01\x01\n"
	for name, text := range map[string]string{"box.mbox": whole, "box": whole, "box.eml": whole, "mmdf": mmdf} {
		all := inTar(t, map[string]string{"x/" + name: text})
		for _, at := range []int{strings.Index(all, "Subject: long") + 10, strings.Index(all, "Subject: long") + 2000} {
			if n, errs := errorsOf(t, write(t, map[string]string{"x.tar": all[:at]})); n != 1 || !errors.Is(errs["x.tar"], io.ErrUnexpectedEOF) {
				t.Errorf("%s: %d came, %v", name, n, errs)
			}
		}
	}
}

// appended is a tar file to which the files of another were added by tar -r.
func appended(first, more string) string { return first[:len(first)-1024] + more }

// TestTarAgain: of a file that a tar file holds twice the later one counts, and what was in the earlier one alone goes to
// the same folder.
func TestTarAgain(t *testing.T) {
	for name, c := range map[string]struct {
		first, later map[string]string
		want         []string
	}{
		"mbox":    {map[string]string{"Mail/Inbox": inBox("a", "b", "gone"), "Mail/Sent": inBox("s")}, map[string]string{"Mail/Inbox": inBox("a", "b", "c")}, []string{"Inbox 0 a", "Inbox 0 b", "Inbox 0 c", "Inbox 0 gone", "Sent 0 s"}},
		"own":     {map[string]string{"Mail/Work.mbox": inBox("a")}, map[string]string{"Mail/Work.mbox": inBox("a", "c")}, []string{"Mail/Work 0 a", "Mail/Work 0 c"}},
		"taken":   {map[string]string{"Mail/Work": inBox("a", "gone")}, map[string]string{"Mail/Work": inBox("a", "c"), "Mail/Work (2)": inBox("z")}, []string{"Mail/Work (2) 0 z", "Mail/Work 0 a", "Mail/Work 0 c", "Mail/Work 0 gone"}},
		"Maildir": {map[string]string{"Maildir/cur/1.host:2,S": letter("a"), "Maildir/new/.keep": ""}, map[string]string{"Maildir/cur/1.host:2,S": letter("a")}, []string{"Inbox 1 a"}},
		"mh":      {map[string]string{"Mail/mh/.mh_sequences": "unseen: 5\n", "Mail/mh/5": letter("a"), "Mail/mh/6": letter("b")}, map[string]string{"Mail/mh/5": letter("c")}, []string{"Mail/mh 0 a", "Mail/mh 0 c", "Mail/mh 1 b"}},
	} {
		for _, ext := range []string{".tar", ".tgz"} {
			text := appended(inTar(t, c.first), inTar(t, c.later))
			if ext == ".tgz" {
				text = gzipped(t, text)
			}
			got, failed := came(t, write(t, map[string]string{"x" + ext: text}))
			if slices.Sort(got); !slices.Equal(got, c.want) || failed > 0 {
				t.Errorf("%s: %q, not %q; %d failed", name, got, c.want, failed)
			}
		}
	}
}

// TestBehindLinks: a tar file of more links than are read gives all files that are none.
func TestBehindLinks(t *testing.T) {
	links := make([][2]string, 200)
	for i := range links {
		links[i] = [2]string{fmt.Sprintf("daily.%d/1.eml", i), "daily/1.eml"}
	}
	first := inTar(t, map[string]string{"daily/1.eml": letter("a") + noise(100_000, 0), "daily/b.eml": letter("b")}, links...)
	if n, errs := errorsOf(t, write(t, map[string]string{"x.tar": appended(first, inTar(t, map[string]string{"daily.201/2.eml": letter("c")}))})); n != 3 || !told(errs, archive.ErrBomb) {
		t.Error(n, errs)
	}
}

// TestTarBegunByOthers: a compressed tar file in a folder is read whatever large files of other kinds come first in it.
func TestTarBegunByOthers(t *testing.T) {
	photo := noise(6<<20, 0)
	for name, files := range map[string]map[string]string{
		"mail":    {"a/photo.jpg": photo, "b/letters.mbox": inBox("a")},
		"Maildir": {"a/photo.jpg": photo[:100_000], "b/photo.jpg": photo[:200_000], "c/cur/1:2,S": letter("a"), "c/new/.keep": ""},
	} {
		dir := write(t, map[string]string{"x.tgz": gzipped(t, inTar(t, files)), "none.tgz": gzipped(t, inTar(t, map[string]string{"a/photo.jpg": photo}))})
		if n, errs := errorsOf(t, dir); n != 1 || len(errs) > 0 {
			t.Error(name, n, errs)
		}
	}
}

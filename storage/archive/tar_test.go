package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/storage/archive"
	"popmail/storage/storagetest"
)

// inTar is a tar file of some files, and links to some of them.
func inTar(t testing.TB, files map[string]string, links ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(h *tar.Header, text string) {
		err := w.WriteHeader(h)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		add(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(files[name])), Typeflag: tar.TypeReg}, files[name])
	}
	for _, l := range links {
		add(&tar.Header{Name: l[0], Linkname: l[1], Typeflag: tar.TypeLink}, "")
	}
	add(&tar.Header{Name: "away", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}, "")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// errorsOf are what an import of a path tells, by the last part of where it is.
func errorsOf(t testing.TB, path string) (imported int, told map[string]error) {
	t.Helper()
	told = map[string]error{}
	i := archive.Import{Store: storagetest.Open(t, nil), Failed: func(where string, err error) { told[filepath.Base(where)] = err }}
	p, err := i.Run(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	return p.Imported, told
}

// TestTar: tar files, compressed or not, are read as the folders that they hold.
func TestTar(t *testing.T) {
	long := strings.Repeat("long ", 40) + "name"
	files := map[string]string{
		"./Takeout/Mail/Work.mbox": inBox("a", "b"), "Takeout/" + long + "/x.eml": letter("c"), "Takeout/Mail/" + "größer.mbox": inBox("d"),
		"Takeout/archive_browser.html": "<html>", "../../outside.eml": letter("e"), "Maildir/cur/1:2,S": letter("f"), "Maildir/.Sent/cur/2:2,S": letter("g"),
	}
	all := inTar(t, files, [2]string{"Maildir/.Work/cur/1:2,S", "Maildir/cur/1:2,S"}, [2]string{"lost.eml", "no such file"})
	want := []string{"Inbox 1 f", "Sent 1 g", "Takeout/Mail/Work 0 a", "Takeout/Mail/Work 0 b", "Takeout/Mail/größer 0 d", "all 0 e", "Takeout/" + long + " 0 c"}
	slices.Sort(want)
	for name, text := range map[string]string{"all.tar": all, "all.tgz": gzipped(t, all), "all.tar.gz": gzipped(t, all)} {
		dir := write(t, map[string]string{name: text})
		for _, path := range []string{filepath.Join(dir, name), dir} {
			got, failed := came(t, path)
			for i := range got { // the end of a long name counts
				if strings.HasSuffix(got[i], "name 0 c") {
					got[i] = "Takeout/" + long + " 0 c"
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) || failed > 0 {
				t.Errorf("%s: %q, not %q; %d failed", name, got, want, failed)
			}
		}
	}
	// One without mail.
	none := inTar(t, map[string]string{"src/main.c": "int main() {}\n"})
	for name, text := range map[string]string{"src.tar": none, "src.tgz": gzipped(t, none)} {
		dir := write(t, map[string]string{name: text, "a.eml": letter("a")})
		if n, told := errorsOf(t, dir); n != 1 || len(told) > 0 {
			t.Error(name, n, told)
		}
		if n, told := errorsOf(t, filepath.Join(dir, name)); n != 0 || !errors.Is(told[name], archive.ErrNoMail) {
			t.Error(name, n, told)
		}
	}
	// Cut and damaged ones bring what they have, and say so.
	two := inTar(t, map[string]string{"a.eml": letter("a"), "b.mbox": inBox("b", strings.Repeat("c", 5000))})
	for name, c := range map[string]struct {
		text string
		n    int
		want error
	}{"cut.tar": {two[:4096], 2, io.ErrUnexpectedEOF}, "damaged.tar": {two[:1024] + strings.Repeat("x", 2048), 1, archive.ErrDamaged}, "cut.tgz": {gzipped(t, two)[:120], 0, io.ErrUnexpectedEOF}} {
		for _, path := range []string{write(t, map[string]string{name: c.text}), filepath.Join(write(t, map[string]string{name: c.text}), name)} {
			if n, told := errorsOf(t, path); n != c.n || !errors.Is(told[name], c.want) {
				t.Error(name, n, told)
			}
		}
	}
	// A message of which the end is missing is none; of an mbox those before the cut come.
	wordy := letter("long") + strings.Repeat("and so on\n", 2000)
	for _, file := range []string{"x/long.eml", "Maildir/cur/1:2,S", "mh/1", "x/1.emlx"} {
		files := map[string]string{file: wordy}
		switch {
		case strings.HasPrefix(file, "Maildir"):
			files["Maildir/new/.keep"], files["Maildir/tmp/.keep"] = "", ""
		case strings.HasPrefix(file, "mh"):
			files["mh/.mh_sequences"] = "unseen: 1\n"
		case path.Ext(file) == ".emlx":
			files[file] = apple("long" + strings.Repeat("and so on\n", 2000))
		}
		cut := inTar(t, files)
		at := strings.Index(cut, "and so on")
		if n, told := errorsOf(t, write(t, map[string]string{"short.tar": cut[:at+3000]})); n != 0 || !errors.Is(told["short.tar"], io.ErrUnexpectedEOF) || len(told) < 2 {
			t.Errorf("%s, cut: %d came, %v", file, n, told)
		}
	}
	// One of links that stand for more and more.
	links := make([][2]string, 5000)
	for i := range links {
		links[i] = [2]string{strings.Repeat("x", i%50+1) + "/" + strings.Repeat("y", i/50+1) + ".eml", "big.txt"}
	}
	if n, told := errorsOf(t, write(t, map[string]string{"grows.tar": inTar(t, map[string]string{"a.eml": letter("a"), "big.txt": strings.Repeat("x", 1<<20)}, links...)})); n == 0 || n > 50 || !errors.Is(told["grows.tar"], archive.ErrBomb) {
		t.Error(n, len(told))
	}
	// One without mail in another is passed over, as anything else is.
	if n, told := errorsOf(t, write(t, map[string]string{"x.zip": zipped(t, map[string]string{"a.eml": letter("a"), "src.tar": inTar(t, map[string]string{"src/main.c": "int"})})})); n != 1 || len(told) > 0 {
		t.Error(n, told)
	}
	// One in another.
	if n, told := errorsOf(t, write(t, map[string]string{"x.zip": zipped(t, map[string]string{"a.eml": letter("a"), "in.tar": all})})); n != 1 || !errors.Is(told["in.tar"], archive.ErrNested) {
		t.Error(n, told)
	}
}

// TestLockedZip: a zip file with a password says so, once where all in it has one; one that is compressed in a way
// that is not known here, or is damaged, says that.
func TestLockedZip(t *testing.T) {
	two := zipped(t, map[string]string{"z/a.eml": letter("a"), "z/b.eml": letter("b")})
	set := func(s string, at func(central bool) int, v uint16, only string) string {
		b := []byte(s)
		for i := 0; i+46 < len(b); i++ {
			central := bytes.HasPrefix(b[i:], []byte("PK\x01\x02"))
			head := map[bool]int{true: 46, false: 30}[central]
			if (central || bytes.HasPrefix(b[i:], []byte("PK\x03\x04"))) && bytes.HasPrefix(b[i+head:], []byte(only)) {
				binary.LittleEndian.PutUint16(b[i+at(central):], v)
			}
		}
		return string(b)
	}
	flags := func(central bool) int { return map[bool]int{true: 8, false: 6}[central] }
	method := func(central bool) int { return map[bool]int{true: 10, false: 8}[central] }
	for what, c := range map[string]struct {
		text  string
		n     int
		where string
		want  error
	}{
		"with a password": {set(two, flags, 1, ""), 0, "x.zip", archive.ErrPassword},
		"by AES":          {set(two, method, 99, ""), 0, "x.zip", archive.ErrPassword},
		"one of them":     {set(two, flags, 1, "z/a"), 1, "a.eml", archive.ErrPassword},
		"unknown method":  {set(two, method, 14, "z/b"), 1, "b.eml", archive.ErrPacked},
		"damaged":         {two[:len(two)-30], 0, "x.zip", archive.ErrDamaged},
		"a wrong sum":     {strings.Replace(zippedPlain(t, map[string]string{"z/b.eml": letter("b")}), "Subject", "subject", 1), 0, "b.eml", archive.ErrDamaged},
	} {
		for _, path := range []string{write(t, map[string]string{"x.zip": c.text}), filepath.Join(write(t, map[string]string{"x.zip": c.text}), "x.zip")} {
			if n, told := errorsOf(t, path); n != c.n || len(told) != 1 || !errors.Is(told[c.where], c.want) {
				t.Error(what, n, told)
			}
		}
	}
}

// zippedPlain is a zip file of files that are not compressed in it.
func zippedPlain(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

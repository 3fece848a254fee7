package storage_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// letterWith is a message with attached texts, by their names.
func letterWith(files ...[2]string) string {
	var b strings.Builder
	b.WriteString("From: me@example.org\r\nTo: ann@x\r\nSubject: With files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThey are attached.\r\n")
	for _, f := range files {
		kind := "text/plain"
		if strings.HasSuffix(f[0], ".jpg") {
			kind = "image/jpeg"
		}
		fmt.Fprintf(&b, "--b\r\nContent-Type: %s; name=%s\r\nContent-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n",
			kind, f[0], f[0], base64.StdEncoding.EncodeToString([]byte(f[1])))
	}
	return b.String() + "--b--\r\n"
}

// textsLeft counts what is kept of the texts of attached files.
func textsLeft(t *testing.T, dir string) (n int) {
	t.Helper()
	counts := ask(t, dir, "SELECT 'texts', count(*) FROM file_texts UNION ALL SELECT 'words', count(*) FROM words_files_docsize")
	if counts["texts"] != counts["words"] {
		t.Errorf("%v", counts)
	}
	return int(counts["texts"])
}

func soundAndOnly(t *testing.T, s *storage.Store, dir string, texts int) {
	t.Helper()
	if c, err := s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
	if n := textsLeft(t, dir); n != texts {
		t.Errorf("%d texts are left, want %d", n, texts)
	}
}

// What was attached to a draft and is no more is found no more, and its text is nowhere.
func TestFilesOfDraftReplaced(t *testing.T) {
	secret, other := [2]string{"secret.txt", "alpha"}, [2]string{"other.txt", "omega"}
	for name, c := range map[string]struct {
		before, after [][2]string
		texts         int
	}{
		"taken out":            {[][2]string{secret}, nil, 0},
		"another in its place": {[][2]string{secret}, [][2]string{other}, 1},
		"the first of two":     {[][2]string{secret, other}, [][2]string{other}, 1},
		"one that has no text": {[][2]string{secret}, [][2]string{{"a.jpg", "omega"}}, 0},
		"only its name":        {[][2]string{{"secret.txt", "omega"}}, [][2]string{{"plan.txt", "omega"}}, 1},
		"a copy of it stays":   {[][2]string{secret, other, other}, [][2]string{other, other}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := storagetest.OpenIn(t, dir, &storage.Options{Files: &inProcess{}})
			d := mailbox.Draft{Account: storagetest.AddAccount(t, s, "me@example.org"), Raw: []byte(letterWith(c.before...))}
			var err error
			if d.ID, err = s.SaveDraft(ctx, d); err != nil {
				t.Fatal(err)
			}
			readFiles(t, s)
			d.Raw = []byte(letterWith(c.after...))
			if _, err := s.SaveDraft(ctx, d); err != nil {
				t.Fatal(err)
			}
			// Before the new ones are read too.
			if got := hits(t, s, "alpha"); len(got) > 0 {
				t.Errorf("found by what is not in it: %v", got)
			}
			if r, err := s.Snippets(ctx, []mailbox.ID{d.ID}, []string{"alpha"}); err != nil || strings.Contains(fmt.Sprint(r), "secret") {
				t.Errorf("%v %v", r, err)
			}
			readFiles(t, s)
			soundAndOnly(t, s, dir, c.texts)
			if want := c.texts > 0; slices.Contains(hits(t, s, "omega"), d.ID) != want {
				t.Errorf("what is in it: %v", hits(t, s, "omega"))
			}
		})
	}
}

// The texts of the attached files of a beginning make room for those of the whole message.
func TestFilesOfBeginningReplaced(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	whole := letterWith([2]string{"a.csv", strings.Repeat("alpha,1\n", 300)}, [2]string{"b.txt", "omega"})
	cut := strings.Index(whole, "\r\n\r\n--b\r\n\r\nThey") + 300
	in := fetch.Incoming{UID: "f", Raw: []byte(whole[:cut]), Listed: int64(len(whole)), Short: true, Beginning: true, Head: "h"}
	storagetest.Deliver(t, s, id, in)
	readFiles(t, s)
	soundAndOnly(t, s, dir, 1)
	in.Raw, in.Short, in.Beginning, in.Replace = []byte(whole), false, false, true
	storagetest.Deliver(t, s, id, in)
	readFiles(t, s)
	soundAndOnly(t, s, dir, 2)
	if got := hits(t, s, "alpha omega"); !slices.Equal(got, []mailbox.ID{1}) {
		t.Errorf("%v", got)
	}
}

// A picture that is there already is not kept a second time for nobody.
func TestPictureTwice(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "one"))
	for _, octets := range []string{"", "first", "second", ""} {
		if err := s.KeepPictures(ctx, 1, map[string][]byte{"https://x/a.png": []byte(octets)}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Pictures(ctx, 1)
	if err != nil || string(got["https://x/a.png"]) != "first" {
		t.Errorf("%q %v", got, err)
	}
	if n := ask(t, dir, "SELECT 'pictures', count(*) FROM pictures")["pictures"]; n != 1 {
		t.Errorf("%d pictures", n)
	}
}

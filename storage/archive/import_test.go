package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

var ctx = context.Background()

// write makes files below a new folder and returns it.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// bring imports paths and returns the counts as "imported duplicates failed".
func bring(t testing.TB, s *storage.Store, paths ...string) string {
	t.Helper()
	i := archive.Import{Store: s, Failed: func(where string, err error) { t.Logf("%s: %v", where, err) }}
	p, err := i.Run(ctx, paths...)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(p.Imported, p.Duplicates, p.Failed)
}

// stored lists what a store holds, oldest first: folder, marks and octets.
func stored(t testing.TB, s *storage.Store) (out []string) {
	t.Helper()
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b mailbox.Summary) int { return int(a.ID - b.ID) })
	for _, m := range rows {
		raw, err := s.Raw(ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %d %q", m.FolderName, m.Flags, raw))
	}
	return out
}

func same(t testing.TB, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestMBox: where messages begin and end, and what of the file is theirs.
func TestMBox(t *testing.T) {
	const strict = "From bob@example.org Mon Jan  2 15:04:05 2006\n"
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"plain", strict + "Subject: a\n\none\n\n" + strict + "Subject: b\n\ntwo\n\n", []string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\n\r\ntwo\r\n"`}},
		{"no empty line between", strict + "Subject: a\n\none\n" + strict + "Subject: b\n\ntwo", []string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\n\r\ntwo"`}},
		{"empty lines before", "\n\n" + strict + "Subject: a\n\none\n", []string{`"Subject: a\r\n\r\none\r\n"`}},
		{"CR LF", strings.ReplaceAll(strict+"Subject: a\n\none\n\n"+strict+"Subject: b\n\n\n", "\n", "\r\n"), []string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\n\r\n"`}},
		{"Thunderbird", "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0005\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: $label1\n  x\nSubject: a\n\none\n\n",
			[]string{`3 "Subject: a\r\n\r\none\r\n"`}},
		{"bare From -", "From - \nSubject: a\n\none\n\nFrom -\nSubject: b\n\ntwo\n\n", []string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\n\r\ntwo\r\n"`}},
		{"bare From", "From \nSubject: a\nTo: x\n\none\n\nFrom \nMIME-Version: 1.0\nSubject: b\n\ntwo\n\nFrom \nARC-Seal: x\nTo: x\n\nthree\n\nFrom \nUser-Agent: x\nSubject: d\n\nFrom \nwhere I stand: nothing\nFrom Bob\nTo: x\n\n",
			[]string{`"Subject: a\r\nTo: x\r\n\r\none\r\n"`, `"MIME-Version: 1.0\r\nSubject: b\r\n\r\ntwo\r\n"`, `"ARC-Seal: x\r\nTo: x\r\n\r\nthree\r\n"`, `"User-Agent: x\r\nSubject: d\r\n\r\nFrom \r\nwhere I stand: nothing\r\nFrom Bob\r\nTo: x\r\n"`}},
		{"bare From among others", strict + "Subject: a\n\none\n\nFrom \nSubject: b\nTo: x\nDate: y\n\ntwo\n\nFrom \nMIME-Version: 1.0\nSubject: c\n\nthree\n\n" + strict + "Subject: d\n\nfour\n\n",
			[]string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\nTo: x\r\nDate: y\r\n\r\ntwo\r\n"`, `"MIME-Version: 1.0\r\nSubject: c\r\n\r\nthree\r\n"`, `"Subject: d\r\n\r\nfour\r\n"`}},
		{"a line of text", strict + "Subject: a\n\nFrom \nSubject: b\nTo: x\n\nFrom me\nSubject: b\nTo: x\n\n",
			[]string{`"Subject: a\r\n\r\nFrom \r\nSubject: b\r\nTo: x\r\n\r\nFrom me\r\nSubject: b\r\nTo: x\r\n"`}},
		{"odd dates", "From a@b Mon, 2 Jan 2006 15:04:05 +0100\nSubject: a\n\n1\n\nFrom a@b 2006-01-02T15:04:05Z 10:11\nSubject: b\n\n2\n\nFrom \"a b\"@c Mon Jan 2 15:04 EST 2006\nSubject: c\n\n3\n\nFrom ???@??? Mon Jan 02 15:04:05 2006 remote from x\nSubject: d\n\n4\n\n",
			[]string{`"Subject: a\r\n\r\n1\r\n"`, `"Subject: b\r\n\r\n2\r\n"`, `"Subject: c\r\n\r\n3\r\n"`, `"Subject: d\r\n\r\n4\r\n"`}},
		{"sentences", strict + "Subject: a\n\n\nFrom here on: nothing\nFrom: me\n\nFrom Monday to Friday 10:00 I work\n\nFrom me\nhello\n\n",
			[]string{`"Subject: a\r\n\r\n\r\nFrom here on: nothing\r\nFrom: me\r\n\r\nFrom Monday to Friday 10:00 I work\r\n\r\nFrom me\r\nhello\r\n"`}},
		{"quoted", strict + "Subject: a\n\n>From me\n>>From you\n > From\n>Fro\n\n", []string{`"Subject: a\r\n\r\nFrom me\r\n>From you\r\n > From\r\n>Fro\r\n"`}},
		{"marks", strict + "Subject: a\nStatus: RO\nX-Status: AF\nX-UID: 4\nX-Keywords: $Forwarded\n\nStatus: x\n\n", []string{`15 "Subject: a\r\n\r\nStatus: x\r\n"`}},
		{"marks of a sender", "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0001\nX-Mozilla-Keys:\nSubject: a\nX-Mozilla-Status: 0009\nStatus: RO\nX-UIDL: 1\n\none\n\n" + strict + "Subject: b\nX-Mozilla-Status: 0009\n\ntwo\n\n",
			[]string{`1 "Subject: a\r\nX-Mozilla-Status: 0009\r\nStatus: RO\r\nX-UIDL: 1\r\n\r\none\r\n"`, `1 "Subject: b\r\n\r\ntwo\r\n"`}},
		{"removed", strict + "X-Mozilla-Status: 0009\nSubject: a\n\none\n\n" + strict + "Subject: b\n\ntwo\n\n", []string{`"Subject: b\r\n\r\ntwo\r\n"`}},
		{"true lengths", strict + "Subject: a\nContent-Length: 55\nLines: 3\n\n" + strict + "Subject:\n" + "\n" + strict + "Subject: b\nContent-Length: 4\n\ntwo\n\n",
			[]string{`"Subject: a\r\n\r\nFrom bob@example.org Mon Jan  2 15:04:05 2006\r\nSubject:\r\n"`, `"Subject: b\r\n\r\ntwo\r\n"`}},
		{"lengths that lie", strict + "Subject: a\nContent-Length: 3\n\none and more\n\n" + strict + "Subject: b\nContent-Length: 999999\n\ntwo\n\n" + strict + "Subject: c\nContent-Length: 6\n\nthree\n\n",
			[]string{`"Subject: a\r\nContent-Length: 3\r\n\r\none and more\r\n"`, `"Subject: b\r\nContent-Length: 999999\r\n\r\ntwo\r\n"`, `"Subject: c\r\n\r\nthree\r\n"`}},
		// It lands at a From_ line, but of a message that announces nothing.
		{"a length that hides others", strict + "Subject: a\nContent-Length: 65\n\none\n\n" + strict + "Subject: b\n\n2\n\n" + strict + "Subject: c\n\nthree\n\n",
			[]string{`"Subject: a\r\nContent-Length: 65\r\n\r\none\r\n"`, `"Subject: b\r\n\r\n2\r\n"`, `"Subject: c\r\n\r\nthree\r\n"`}},
		{"cut", strict + "Subject: a\n\none\n\n" + strict + "Subj", []string{`"Subject: a\r\n\r\none\r\n"`, `"Subj"`}},
		{"lone CR, NUL, 8 bit", strict + "Subject: a\n\nx\ry\x00\xff\n\n", []string{`"Subject: a\r\n\r\nx\ry\x00\xff\r\n"`}},
		{"mixed line ends stay", strict + "Subject: a\r\n\r\nx\ny\r\n\n", []string{`"Subject: a\r\n\r\nx\ny\r\n"`}},
		{"zeros at the end", strict + "Subject: a\n\none\n\n" + strict + "Subject: b\n\ntwo\x00\n\n" + strings.Repeat("\x00", 9000), []string{`"Subject: a\r\n\r\none\r\n"`, `"Subject: b\r\n\r\ntwo\x00\r\n"`}},
		{"zeros behind CR LF", strings.ReplaceAll(strict+"Subject: a\n\none\n\n\x00", "\n", "\r\n"), []string{`"Subject: a\r\n\r\none\r\n"`}},
		{"zeros in the middle of a line", strict + "Subject: a\n\nhalf a li\x00\x00\x00", []string{`"Subject: a\r\n\r\nhalf a li"`}},
		{"a long header", "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000000\nSubject: gone\nReferences:" + strings.Repeat(" <1@example.org>\n", 20_000) + "\none\n\nFrom - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0005\nSubject: a\nReferences:" + strings.Repeat(" <1@example.org>\n", 20_000) + "\ntwo\n\n",
			[]string{`3 "Subject: a\r\nReferences:` + strings.Repeat(` <1@example.org>\r\n`, 20_000) + `\r\ntwo\r\n"`}},
		{"no header", strict + "\nx\n\n", []string{`"\r\nx\r\n"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			dir := write(t, map[string]string{"Inbox": c.file})
			if got, want := bring(t, s, filepath.Join(dir, "Inbox")), fmt.Sprint(len(c.want), 0, 0); got != want {
				t.Errorf("counts %s, want %s", got, want)
			}
			for i, w := range c.want {
				if w[0] == '"' {
					w = "0 " + w
				}
				c.want[i] = "Inbox " + w
			}
			same(t, stored(t, s), c.want...)
			if got, want := bring(t, s, dir), fmt.Sprint(0, len(c.want), 0); got != want {
				t.Errorf("a second time: %s, want %s", got, want)
			}
		})
	}
}

// TestFolders: where mail of each kind goes, and with which marks, from the disk and out of a
// zip file.
// lies is the path of the folder that a message lies in.
func lies(t testing.TB, s *storage.Store, m mailbox.Summary) string {
	t.Helper()
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var path []string
	for _, f := range mailbox.FolderPath(list, m.Folder) {
		path = append(path, f.Name)
	}
	return strings.Join(path, "/")
}

func TestFolders(t *testing.T) {
	mail := func(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }
	box := func(s string) string { return "From a@example.org Mon Jan  2 15:04:05 2006\n" + mail(s) + "\n" }
	apple := func(s, flags string) string {
		return fmt.Sprintf("%d\n%s<?xml version=\"1.0\"?><plist><dict><key>flags</key>\n<integer>%s</integer></dict></plist>", len(mail(s)), mail(s), flags)
	}
	files := map[string]string{
		"Sent Items":                     box("sent"),
		"Work.sbd/Plans":                 box("plans"),
		"old.mbox":                       box("old"),
		"Apple.mbox/mbox":                box("apple"),
		"Old.mbox/1/5.emlx":              apple("emlx", "17"),
		"md/cur/1:2,FRS":                 mail("md1"),
		"md/new/2":                       mail("md2"),
		"md/tmp/3":                       mail("md3"),
		"md/.Work.&AOk-t&AOk-/cur/4:2,P": mail("md4"),
		"md/.Work.&AOk-t&AOk-/new/x.":    mail("md5"),
		"mh/2":                           mail("mh2"),
		"mh/10":                          mail("mh10"),
		"mh/.mh_sequences":               "cur: 2\nunseen: 3 9-11\n",
		"letters/a.eml":                  mail("eml"),
		"letters/b.txt":                  "Dear diary: no mail\n\nSubject: x\n",
		"letters/picture.png":            "\x89PNG\r\n\x1a\n",
		"Sent Items.msf":                 "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n",
		"ann@example.org/Inbox":          box("whose"),
	}
	want := []string{"Apple 0 apple", "Inbox 0 whose", "Old 3 emlx", "Sent 0 sent", "Work/Plans 0 plans", "letters 0 eml", "md 0 md2", "md 7 md1", "md/Work/été 0 md5", "md/Work/été 8 md4", "mh 0 mh10", "mh 1 mh2", "old 0 old"}
	check := func(t *testing.T, path string) {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, path); got != "13 0 0" {
			t.Error(got)
		}
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range rows {
			got = append(got, fmt.Sprintf("%s %d %s", lies(t, s, m), m.Flags, m.Subject))
		}
		slices.Sort(got)
		// The names differ by case alone; it is one folder.
		for i := range got {
			got[i] = strings.Replace(got[i], "old 0", "Old 0", 1)
		}
		w := slices.Clone(want)
		for i := range w {
			w[i] = strings.Replace(w[i], "old 0", "Old 0", 1)
		}
		slices.Sort(got)
		slices.Sort(w)
		same(t, got, w...)
	}
	dir := write(t, files)
	t.Run("disk", func(t *testing.T) { check(t, dir) })
	t.Run("zip", func(t *testing.T) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write([]byte(files[name]))
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		check(t, filepath.Join(write(t, map[string]string{"all.zip": b.String()}), "all.zip"))
	})
	t.Run("all in one", func(t *testing.T) {
		s := storagetest.Open(t, nil)
		i := archive.Import{Store: s, Folder: "Grandma’s"}
		if p, err := i.Run(ctx, dir); err != nil || p.Imported != 13 {
			t.Error(p, err)
		}
		folders, err := s.Folders(ctx)
		if err != nil || len(folders) != 1 || folders[0].Total != 13 || folders[0].Name != "Grandma’s" {
			t.Error(folders, err)
		}
	})
	t.Run("with an account", func(t *testing.T) {
		s := storagetest.Open(t, nil)
		storagetest.AddAccount(t, s, "bob@example.org")
		ann := storagetest.AddAccount(t, s, "ann@example.org")
		bring(t, s, dir)
		rows, err := s.List(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rows {
			if m.Subject == "whose" && m.Account != ann || m.Subject == "plans" && m.Account != 0 {
				t.Errorf("%s belongs to %d", m.Subject, m.Account)
			}
		}
	})
}

// TestKnown: a message is known whatever its line ends are, also when it came from a server.
func TestKnown(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	raw := "From: a@example.org\r\nSubject: x\r\nStatus: RO\r\nContent-Length: 5\r\n\r\nabc\r\n"
	storagetest.Deliver(t, s, id, fetch.Incoming{UID: "1", Raw: []byte(raw), At: time.Now()})
	lf := strings.ReplaceAll(raw, "\r", "")
	dir := write(t, map[string]string{
		"a.eml": raw, "b.eml": lf, "box": "From a@b Mon Jan 2 15:04:05 2006\n" + lf + "\n", "open": "From a@b Mon Jan 2 15:04:05 2006\n" + strings.TrimSuffix(lf, "\n"),
		"mixed.eml": strings.Replace(raw, "\r", "", 1), "md/cur/1:2,S": lf, "md/new/x": raw + "more", "crlf": strings.ReplaceAll("From a@b Mon Jan 2 15:04:05 2006\n"+lf+"\n", "\n", "\r\n"),
	})
	if got := bring(t, s, dir); got != "1 7 0" {
		t.Error(got)
	}
	// What was brought in stays when the account gets its mail.
	if got := bring(t, s, dir); got != "0 8 0" {
		t.Error(got)
	}
}

// TestFailedAlone: what cannot be read is named, and the rest comes.
func TestFailedAlone(t *testing.T) {
	good := "From: a@example.org\nSubject: x\n\nabc\n"
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("big.eml")
	_, _ = w.Write([]byte("Subject: big\n\n"))
	_, _ = w.Write(make([]byte, 40<<20))
	w, _ = z.Create("good.eml")
	_, _ = w.Write([]byte(good + "2"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{"good.eml": good, "cut.emlx": "500\n" + good + "3", "bomb.zip": bomb.String(), "broken.zip": "PK\x03\x04 and no more", "empty": ""})
	if err := os.Symlink("127.0.1.1:+1234", filepath.Join(dir, "lock")); err != nil {
		t.Log(err) // Windows may not let one make them
	}
	s := storagetest.Open(t, nil)
	var named []string
	i := archive.Import{Store: s, Failed: func(where string, err error) {
		rel, _ := filepath.Rel(dir, where)
		named = append(named, rel)
	}}
	p, err := i.Run(ctx, dir, filepath.Join(dir, "missing"), filepath.Join(dir, "empty"))
	if err != nil || p.Imported != 3 || p.Failed != 4 {
		t.Error(p, err)
	}
	slices.Sort(named)
	same(t, named, "bomb.zip/big.eml", "broken.zip", "cut.emlx", "missing")
}

// TestPackedBeside: in a folder a zip file without mail, such as a document, is passed over like
// any other file, and one with mail is mail that was found.
func TestPackedBeside(t *testing.T) {
	mail := "From: a@example.org\nSubject: x\n\n"
	packed := func(head string, names ...string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range names {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(w, head+name+"\n")
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	both := func(files map[string]string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range files {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(w, content)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	document := packed("<p>", "word/document.xml")
	nested := both(map[string]string{"a.eml": mail, "in/more.zip": packed(mail, "b.eml"), "letter.docx": document})
	for _, c := range []struct {
		name             string
		files            map[string]string
		imported, failed int
	}{
		{"document beside mail", map[string]string{"letter.docx": document, "sub/photos.zip": document, "a.eml": mail}, 1, 0},
		{"nothing but documents", map[string]string{"letter.docx": document}, 0, 1},
		{"mail only in a zip file", map[string]string{"mail.zip": packed(mail, "one.eml", "two.eml")}, 2, 0},
		{"removed by nmh", map[string]string{"1": mail, ",2": mail, ".mh_sequences": "unseen: 1\n"}, 1, 0},
		{"a zip file in a zip file", map[string]string{"mail.zip": nested}, 1, 1},
		{"broken", map[string]string{"mail.zip": packed(mail, "one.eml"), "broken.zip": "PK\x03\x04 and no more"}, 1, 1},
	} {
		i := archive.Import{Store: storagetest.Open(t, nil), Failed: func(where string, err error) { t.Log(c.name, where, err) }}
		p, err := i.Run(ctx, write(t, c.files))
		if err != nil || p.Imported != c.imported || p.Failed != c.failed {
			t.Error(c.name, p, err)
		}
	}
}

// TestMarkFiles: the marks that Sylpheed and Claws Mail keep beside the files of MH.
func TestMarkFiles(t *testing.T) {
	mail := func(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }
	little := "\x02\x00\x00\x00" + "\x01\x00\x00\x00\x03\x00\x00\x00" + "\x02\x00\x00\x00\x34\x00\x00\x00" + "\x0a\x00\x00\x00\x00\x00\x00\x00" + "cut"
	big := "\x00\x00\x00\x02" + "\x00\x00\x00\x01\x00\x00\x00\x06"
	dir := write(t, map[string]string{
		"inbox/1": mail("a"), "inbox/2": mail("b"), "inbox/10": mail("c"), "inbox/11": mail("d"), "inbox/.sylpheed_mark": little, "inbox/.sylpheed_cache": "x",
		"sent/1": mail("e"), "sent/.claws_mark": big, "sent/.mh_sequences": "unseen: 1\n", "other/1": mail("f"), "other/.claws_mark": "new kind", "other/.mh_sequences": "unseen: 1\n",
	})
	s := storagetest.Open(t, nil)
	bring(t, s, dir)
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range rows {
		got = append(got, fmt.Sprintf("%s %s %d", m.Subject, m.FolderName, m.Flags))
	}
	slices.Sort(got)
	same(t, got, "a Inbox 0", "b Inbox 15", "c Inbox 1", "d Inbox 0", "e Sent 2", "f other 0")
}

// TestEmpty: where no mail is it is not a failure, but a folder of other things is.
func TestEmpty(t *testing.T) {
	s := storagetest.Open(t, nil)
	dir := write(t, map[string]string{"md/cur/.keep": "", "md/new/.keep": "", "md/tmp/.keep": "", "boxes/Inbox": "", "pictures/a.png": "\x89PNG", "none.eml": ""})
	for name, want := range map[string]string{"md": "0 0 0", "boxes": "0 0 0", "boxes/Inbox": "0 0 0", "pictures": "0 0 1", "pictures/a.png": "0 0 1", "none.eml": "0 0 0"} {
		if got := bring(t, s, filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestStopped: an import that is stopped has stored what it says, and goes on.
func TestStopped(t *testing.T) {
	var box bytes.Buffer
	for n := range 1700 {
		fmt.Fprintf(&box, "From a@b Mon Jan 2 15:04:05 2006\nSubject: %d\n\n%d\n\n", n, n)
	}
	path := filepath.Join(write(t, map[string]string{"box": box.String()}), "box")
	s := storagetest.Open(t, nil)
	stop, cancel := context.WithCancel(ctx)
	i := archive.Import{Store: s, Progress: func(archive.Progress) { cancel() }}
	p, err := i.Run(stop, path)
	if !errors.Is(err, context.Canceled) || p.Imported != 500 {
		t.Error(p, err)
	}
	if got := len(stored(t, s)); got != p.Imported {
		t.Errorf("%d are stored, %d were told", got, p.Imported)
	}
	if got := bring(t, s, path); got != "1200 500 0" {
		t.Error(got)
	}
}

// TestLarge: a large message goes through files, with its line ends.
func TestLarge(t *testing.T) {
	line := strings.Repeat("x", 75) + "\n"
	text := "From: a@example.org\nSubject: large\n\n" + strings.Repeat(line, 200_000) + "From me\n"
	box := "From a@b Mon Jan 2 15:04:05 2006\n" + strings.Replace(text, "\nFrom me", "\n>From me", 1) + "\nFrom a@b Mon Jan 2 15:04:05 2006\nSubject: small\n\nx\n"
	s := storagetest.Open(t, nil)
	path := filepath.Join(write(t, map[string]string{"box": box}), "box")
	if got := bring(t, s, path); got != "2 0 0" {
		t.Fatal(got)
	}
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, m := range rows {
		if m.Subject == "large" {
			if err := s.Stream(ctx, m.ID, h); err != nil {
				t.Fatal(err)
			}
		}
	}
	if want := sha256.Sum256([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); !bytes.Equal(h.Sum(nil), want[:]) {
		t.Error("the octets of the large message are others")
	}
	if got := bring(t, s, path); got != "0 2 0" {
		t.Error(got)
	}
}

// TestOutlook: files of Outlook are named, whether they were asked for or lie among others; what
// only looks like one is not.
func TestOutlook(t *testing.T) {
	mail := "From: a@example.org\nSubject: x\n\nabc\n"
	dir := write(t, map[string]string{
		"a.pst": "!BDN\x00\x00\x00\x00SM", "in/b.mbx": "JMF6\x03\x00\x01\x00", "in/c.MSG": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "in/letter.doc": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "d.msg": mail, "e.ost": "!BDN",
	})
	s := storagetest.Open(t, nil)
	var named []string
	i := archive.Import{Store: s, Failed: func(where string, err error) {
		rel, _ := filepath.Rel(dir, where)
		named = append(named, fmt.Sprint(filepath.ToSlash(rel), " ", errors.Is(err, archive.ErrOutlook)))
	}}
	p, err := i.Run(ctx, dir, filepath.Join(dir, "a.pst"))
	if err != nil || p.Imported != 1 {
		t.Error(p, err)
	}
	slices.Sort(named)
	same(t, named, "a.pst true", "a.pst true", "e.ost true", "in/b.mbx true", "in/c.MSG false") // the last one is cut
}

// TestLinks: a link that leads out of the folder that was chosen is not followed but named,
// whatever it is called; one within it is, and so is one that is chosen itself.
func TestLinks(t *testing.T) {
	mail := func(n string) string { return "From: a@example.org\nSubject: " + n + "\n\nabc\n" }
	outside := write(t, map[string]string{"secret.eml": mail("secret"), "box": "From a@example.org Fri Nov 20 10:00:00 2026\n" + mail("boxed")})
	dir := write(t, map[string]string{"here.eml": mail("here"), "Mail/cur/1:2,S": mail("in a Maildir"), "Mail/new/2": mail("another"), "in/plain.eml": mail("linked")})
	for name, to := range map[string]string{
		"a.eml": filepath.Join(outside, "secret.eml"), "Mail/cur/9:2,S": filepath.Join(outside, "secret.eml"), "box": filepath.Join(outside, "box"),
		"b.eml": filepath.Join("in", "plain.eml"), "up": outside, "Mail/.Archive": outside, "again": "in", "null": os.DevNull, "none.eml": filepath.Join(outside, "missing"),
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	s := storagetest.Open(t, nil)
	var named []string
	i := archive.Import{Store: s, Failed: func(where string, err error) {
		rel, _ := filepath.Rel(dir, where)
		named = append(named, fmt.Sprint(filepath.ToSlash(rel), " ", errors.Is(err, archive.ErrOutside)))
	}}
	p, err := i.Run(ctx, dir)
	if err != nil || p.Imported != 4 || p.Duplicates != 1 {
		t.Error(p, err)
	}
	slices.Sort(named)
	same(t, named, "Mail/.Archive true", "Mail/cur/9:2,S true", "a.eml true", "box true", "up true")
	if got := bring(t, s, filepath.Join(dir, "a.eml")); got != "1 0 0" {
		t.Errorf("chosen itself: %s", got)
	}
}

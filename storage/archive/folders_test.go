package archive_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// boxes, letters and what came of them, in few words.

func letter(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }

func inBox(letters ...string) (out string) {
	for _, s := range letters {
		out += "From a@example.org Mon Jan  2 15:04:05 2006\n" + letter(s) + "\n"
	}
	return out
}

// zipped is a zip file of some files.
func zipped(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
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

// came is what an import of a path brings: folder, marks and subject of each message, and how many failed.
func came(t testing.TB, path string) (out []string, failed int) {
	t.Helper()
	s := storagetest.Open(t, nil)
	i := archive.Import{Store: s, Failed: func(where string, err error) { t.Logf("%s: %v", where, err) }}
	p, err := i.Run(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		out = append(out, fmt.Sprintf("%s %d %s", lies(t, s, m), m.Flags, m.Subject))
	}
	slices.Sort(out)
	return out, p.Failed
}

// TestWhichFolder: which folder mail goes to and which marks it has, by how it lies on the disk and in a zip
// file.
func TestWhichFolder(t *testing.T) {
	const mark = "\x02\x00\x00\x00" + "\x01\x00\x00\x00\x03\x00\x00\x00"
	const internal = "From MAILER-DAEMON Mon Jan  2 15:04:05 2006\nDate: 02 Jan 2006 15:04:05 +0000\nFrom: Mail System Internal Data <MAILER-DAEMON@host>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nMessage-ID: <1136214245@host>\nX-IMAP: 1136214245 0000000002\nStatus: RO\n\nThis text is part of the internal format of your mail folder.\n\n"
	for _, c := range []struct {
		name   string
		files  map[string]string
		want   []string // folder, marks, subject
		failed int
	}{
		{"years of Thunderbird", map[string]string{"prefs.js": "", "Mail/Local Folders/Archives.sbd/2023": inBox("a", "b"), "Mail/Local Folders/Archives.sbd/2023.msf": "// <!-- <mdb:mork", "Mail/Local Folders/Archives.sbd/7": inBox("c"), "Mail/Local Folders/Archives": ""},
			[]string{"Archives/2023 0 a", "Archives/2023 0 b", "Archives/7 0 c"}, 0},
		{"years without lists", map[string]string{"mail/2022": inBox("a"), "mail/2023": inBox("b", "c")}, []string{"mail/2022 0 a", "mail/2023 0 b", "mail/2023 0 c"}, 0},
		{"numbers", map[string]string{"mail/1": inBox("a", "b"), "mail/2": inBox("c")}, []string{"mail 1 c", "mail/1 0 a", "mail/1 0 b"}, 0},
		{"a number with a list", map[string]string{"mail/1": inBox("a"), "mail/1.msf": "// <!-- <mdb:mork"}, []string{"mail/1 0 a"}, 0},
		{"MH with From_ lines", map[string]string{"mh/1": inBox("a"), "mh/2": letter("b"), "mh/2001": inBox("c"), "mh/.mh_sequences": "unseen: 1\n"}, []string{"mh 0 a", "mh 1 b", "mh 1 c"}, 0},
		{"MH with an mbox in a message", map[string]string{"mh/1": letter("a") + "\n" + inBox("b")}, []string{"mh 1 a"}, 0},
		{"new in MH", map[string]string{"mh/1": letter("a"), "mh/2": letter("b"), "mh/.claws_mark": mark}, []string{"mh 0 a", "mh 0 b"}, 0},
		{"to go, in MH", map[string]string{"mh/1": letter("a"), "mh/2": letter("b"), "mh/.claws_mark": "\x02\x00\x00\x00" + "\x01\x00\x00\x00\x08\x00\x00\x00" + "\x02\x00\x00\x00\x04\x00\x00\x00"}, []string{"Trash 1 a", "mh 3 b"}, 0},
		{"to go, in an mbox", map[string]string{"box": strings.ReplaceAll(inBox("a", "b", "c"), "Subject: b\n", "Subject: b\nX-Status: AD\nStatus: RO\nX-UID: 7\n"), "other": "From - Fri Mar 03 10:00:00 2020\nX-Mozilla-Status: 0001\n" + strings.ReplaceAll(letter("of a sender"), "From:", "Status: RO\nX-Status: D\nFrom:") + "\n"},
			[]string{"Trash 5 b", "box 0 a", "box 0 c", "other 1 of a sender"}, 0},
		{"Evolution, then others", map[string]string{"evolution/..maildir++": "maildir++ 1", "evolution/.Plan_2023/cur/1:2,S": letter("a"), "evolution/.Plan_2023/new/2": letter("b"), "md/.Plan_2023/cur/1:2,S": letter("c"), "md/.Plan_2023/new/2": letter("d"), "md/..x/cur/1:2,S": letter("e")},
			[]string{"evolution/Plan 23 0 b", "evolution/Plan 23 1 a", "md/Plan_2023 0 d", "md/Plan_2023 1 c", "md/x 1 e"}, 0},
		{"names of servers", map[string]string{"prefs.js": "", "ImapMail/imap.example.org/Gel&APY-scht": inBox("a"), "ImapMail/imap.example.org/R&-D.sbd/Entw&APw-rfe": inBox("b"), "Mail/Local Folders/R&-D": inBox("c"), "Mail/Local Folders/A &lt-; B": inBox("d")},
			[]string{"A &lt-; B 0 d", "R&-D 0 c", "R&D/Entwürfe 0 b", "Trash 0 a"}, 0},
		{"names of no files", map[string]string{"prefs.js": "", "folderCache.json": `{"/old/pc/Mail/x.default/Mail/Local Folders/Reise6ad38d12.msf": {"folderName": "Reise: A?", "flags": 4}, "C:\\Users\\a\\x.default\\Mail\\Local Folders\\Reise6ad38d12.sbd\\Re0badcafe.msf": {"folderName": "Re: Haus"},
			"/x/ImapMail/imap.example.org/INBOX.msf": {"folderName": "Eingang"}, "/x/ImapMail/imap.example.org/Plans12345678.msf": {"folderName": "Plans*"}, "/x/Mail/Local Folders": {"folderName": "Local Folders"}, "/x/Mail/Local Folders/Lost00000000.msf": {}}`,
			"Mail/Local Folders/Reise6ad38d12": inBox("a"), "Mail/Local Folders/Reise6ad38d12.sbd/Re0badcafe": inBox("b"), "ImapMail/imap.example.org/INBOX": inBox("c"), "ImapMail/imap.example.org/Plans12345678": inBox("d"), "Mail/Local Folders/Lost00000000": inBox("e"), "Mail/pop.example.org/Reise6ad38d12": inBox("f")},
			[]string{"Inbox 0 c", "Lost00000000 0 e", "Plans* 0 d", "Reise6ad38d12 0 f", "Reise: A? 0 a", "Reise: A?/Re: Haus 0 b"}, 0},
		{"names of no list", map[string]string{"prefs.js": "", "folderCache.json": "{", "Mail/Local Folders/Reise6ad38d12": inBox("a")}, []string{"Reise6ad38d12 0 a"}, 0},
		{"names of Dovecot", map[string]string{"mail/Entw&APw-rfe": inBox("a"), "mail/Gel&APY-scht.mbox/mbox": inBox("b"), "mail/&AGE-": inBox("c"), "mail/AT&T-box": inBox("d")}, []string{"mail/&AGE- 0 c", "mail/AT&T-box 0 d", "mail/Entwürfe 0 a", "mail/Gelöscht 0 b"}, 0},
		{"beside letters of a Mac", map[string]string{"x/a.eml": letter("a"), "x/._a.eml": "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \n", "x/._b.eml": letter("b")}, []string{"x 0 a", "x 0 b"}, 0},
		{"numbers of a server", map[string]string{"mail/a": internal + inBox("a"), "mail/b": internal, "mail/c": inBox("c") + internal}, []string{"mail/a 0 a", "mail/c 0 c", "mail/c 1 DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.files)
			for _, path := range []string{dir, filepath.Join(write(t, map[string]string{"all.zip": zipped(t, c.files)}), "all.zip")} {
				got, failed := came(t, path)
				same(t, got, c.want...)
				if failed != c.failed {
					t.Errorf("%d failed", failed)
				}
			}
		})
	}
}

// TestFoldersOfAnExport: a Maildir that PopMail has written keeps its Inbox wherever it is copied to, and names
// stay what they are in every format.
func TestFoldersOfAnExport(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "a"}.Incoming("1"))
	for i, name := range []string{"نامه\u200cها", "👨\u200d👩\u200d👧", "Grüße"} {
		f, err := s.CreateFolder(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Bring(ctx, []storage.Brought{{Folder: f, Raw: storagetest.Mail{Subject: fmt.Sprint(i)}.Raw()}}); err != nil {
			t.Fatal(err)
		}
	}
	want := kept(t, s, true)
	for _, f := range []archive.Format{archive.MBox, archive.EML, archive.Maildir} {
		top := t.TempDir()
		to := filepath.Join(top, "Mail from PopMail 2026-11-30")
		export(t, s, f, to)
		for _, path := range []string{to, top} {
			back := storagetest.Open(t, nil)
			storagetest.AddAccount(t, back, "me@example.org")
			bring(t, back, path)
			same(t, kept(t, back, true), want...)
		}
	}
	// What other programs write into names.
	s = storagetest.Open(t, nil)
	bring(t, s, write(t, map[string]string{"x/Courrier\u00a0reçu": inBox("a"), "x/旅行\u3000写真": inBox("b"), "x/a\u202eb": inBox("c"), "x/ab\u0085": inBox("d")}))
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range list {
		if f.Parent != 0 {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	same(t, names, "Courrier reçu", "a_b", "ab_", "旅行 写真")
}

package archive_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/storagetest"
)

// apple is a message as Apple Mail keeps it.
func apple(s string) string { return fmt.Sprintf("%d\n%s", len(letter(s)), letter(s)) }

// TestRoots: mail that lies some folders below what was chosen, as in a zip file of a folder, goes where it
// goes when its own folder is chosen.
func TestRoots(t *testing.T) {
	const uuid = "8A2B3C4D-1111-2222-3333-444455556666"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"Maildir", map[string]string{"cur/1:2,S": letter("a"), ".Trash/cur/2:2,S": letter("b"), ".Sent/cur/3:2,S": letter("c"), ".Work.Plans/cur/4:2,S": letter("d"), ".INBOX.Drafts/cur/5:2,S": letter("e")},
			[]string{"Drafts 1 e", "Inbox 1 a", "Sent 1 c", "Trash 1 b", "Work/Plans 1 d"}},
		{"V10 of Apple Mail", map[string]string{uuid + "/INBOX.mbox/1.emlx": apple("a"), uuid + "/Work.mbox/" + uuid + "/Data/Messages/2.emlx": apple("b")}, []string{"Inbox 0 a", "Work 0 b"}},
		{"account of Apple Mail", map[string]string{"INBOX.mbox/1.emlx": apple("a"), "Deleted Messages.mbox/2.emlx": apple("b")}, []string{"Inbox 0 a", "Trash 0 b"}},
		{"early Apple Mail", map[string]string{"IMAP-u@h/INBOX.imapmbox/Messages/1.emlx": apple("a"), "IMAP-u@h/Work.imapmbox/Messages/2.emlx": apple("b"), "Mailboxes/Old.mbox/mbox": inBox("c")}, []string{"Inbox 0 a", "Old 0 c", "Work 0 b"}},
		{"Claws Mail", map[string]string{"inbox/1": letter("a"), "trash/1": letter("b"), "sent/1": letter("c"), "draft/1": letter("d"), "queue/1": letter("e"), "Plans/1": letter("f")},
			[]string{"Drafts 1 d", "Drafts 1 e", "Inbox 1 a", "Plans 1 f", "Sent 1 c", "Trash 1 b"}},
		{"Mail", map[string]string{"pop.a.b/Inbox": inBox("a"), "pop.a.b/Work.sbd/Plans": inBox("b"), "Local Folders/Trash": inBox("c"), "Local Folders/Unsent Messages": inBox("d"), "Local Folders/Own": inBox("e")},
			[]string{"Drafts 0 d", "Inbox 0 a", "Own 0 e", "Trash 0 c", "Work/Plans 0 b"}},
		{"Windows Live Mail", map[string]string{"Gmail (a 1f2/Inbox/1.eml": letter("a"), "Gmail (a 1f2/Deleted Items/2.eml": letter("b"), "Gmail (a 1f2/Own/3.eml": letter("c"), "Storage Folders/Sent Items/4.eml": letter("d"), "Storage Folders/Old/5.eml": letter("e")},
			[]string{"Inbox 0 a", "Old 0 e", "Own 0 c", "Sent 0 d", "Trash 0 b"}},
		{"Windows Live Mail", map[string]string{
			"Gmail (a 1f2/Inbox/1.eml": letter("a"), "Gmail (a 1f2/Sent Items/2.eml": letter("b"), "Gmail (a 1f2/Deleted Items/3.eml": letter("c"), "Gmail (a 1f2/Junk E-mail/4.eml": letter("d"),
			"Hotmail (b 3c4/Inbox/1.eml": letter("e"), "Hotmail (b 3c4/Sent Items/2.eml": letter("f"), "Hotmail (b 3c4/Deleted Items/3.eml": letter("g"), "Hotmail (b 3c4/Junk E-mail/4.eml": letter("h"),
			"Third (c 5d6/Inbox/1.eml": letter("i"), "Storage Folders/Old/5.eml": letter("j"), "Storage Folders/Drafts/6.eml": letter("k"),
		}, []string{"Drafts 0 k", "Inbox 0 a", "Inbox 0 e", "Inbox 0 i", "Junk 0 d", "Junk 0 h", "Old 0 j", "Sent 0 b", "Sent 0 f", "Trash 0 c", "Trash 0 g"}},
		{"old mail", map[string]string{"pop.gmx.net/Inbox": inBox("a"), "pop.gmx.net/Sent": inBox("b"), "pop.web.de/Inbox": inBox("c"), "pop.web.de/Trash": inBox("d"), "pop.web-1.de/Inbox": inBox("e"), "pop.web-1.de/Own": inBox("f")},
			[]string{"Inbox 0 a", "Inbox 0 c", "Inbox 0 e", "Own 0 f", "Sent 0 b", "Trash 0 d"}},
		{"old mails", map[string]string{"posteo.de/Inbox": inBox("a"), "posteo.de/Sent": inBox("b"), "gmx.net/Inbox": inBox("c"), "gmx.net/Trash": inBox("d"), "Local Folders/Sent": inBox("e")},
			[]string{"Inbox 0 a", "Inbox 0 c", "Sent 0 b", "Sent 0 e", "Trash 0 d"}},
		{"kmail", map[string]string{"inbox": inBox("a"), "sent-mail": inBox("b"), ".inbox.directory/Friends": inBox("c"), ".inbox.directory/.Friends.directory/Old": inBox("d"), ".Own.directory/x/1": letter("e")},
			[]string{"Inbox 0 a", "Inbox/Friends 0 c", "Inbox/Friends/Old 0 d", "Own/x 1 e", "Sent 0 b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, above := range []string{"", c.name + "/", "x/" + c.name + "/"} {
				files := map[string]string{}
				for name, text := range c.files {
					files[above+name] = text
				}
				if above == "x/"+c.name+"/" && c.name != "V10 of Apple Mail" && c.name != "early Apple Mail" { // others beside it are named as ever
					files["x/Projects/Drafts/1.eml"], files["x/Projects/Archive/1.eml"] = letter("y"), letter("z")
				}
				want := slices.Clone(c.want)
				if files["x/Projects/Drafts/1.eml"] != "" {
					want = append(want, "x/Projects/Archive 0 z", "x/Projects/Drafts 0 y")
				}
				slices.Sort(want)
				inDir := map[string]string{}
				for name, text := range files {
					inDir[c.name+"/"+name] = text
				}
				dir := filepath.Join(write(t, inDir), c.name)
				for _, path := range []string{dir, filepath.Join(write(t, map[string]string{c.name + ".zip": zipped(t, files)}), c.name+".zip")} {
					got, failed := came(t, path)
					if !slices.Equal(got, want) || failed > 0 {
						t.Errorf("below %q, %s: %q, not %q; %d failed", above, filepath.Base(path), got, want, failed)
					}
				}
			}
		})
	}
}

// TestNoRoots: a folder with an Inbox in it that is another one's by its name keeps it, and so does a second person's, or
// year's.
func TestNoRoots(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"imported, of Apple Mail": {map[string]string{"A1/Import.mbox/Inbox.mbox/1.emlx": apple("a"), "A1/Import.mbox/Trash.mbox/2.emlx": apple("b")}, []string{"A1/Import/Inbox 0 a", "A1/Import/Trash 0 b"}},
		"of Thunderbird":          {map[string]string{"Old": inBox("o"), "Old.sbd/Inbox": inBox("a"), "Old.sbd/Sent": inBox("b")}, []string{"Old 0 o", "Old/Inbox 0 a", "Old/Sent 0 b"}},
		"of KMail":                {map[string]string{"Old": inBox("o"), ".Old.directory/inbox": inBox("a"), ".Old.directory/sent-mail": inBox("b")}, []string{"Old 0 o", "Old/inbox 0 a", "Old/sent-mail 0 b"}},
		"two people": {map[string]string{"anna/Maildir/cur/1:2,S": letter("a"), "anna/Maildir/.Sent/cur/2:2,S": letter("b"), "ben/Maildir/cur/3:2,S": letter("c"), "ben/Maildir/.Sent/cur/4:2,S": letter("d")},
			[]string{"Inbox 1 a", "Sent 1 b", "ben/Maildir 1 c", "ben/Maildir/Sent 1 d"}},
		"two parted by dots": {map[string]string{"anna.old/Inbox": inBox("a"), "anna.old/Sent": inBox("b"), "ben.old/Inbox": inBox("c"), "ben.old/Sent": inBox("d")}, []string{"Inbox 0 a", "Sent 0 b", "ben.old/Inbox 0 c", "ben.old/Sent 0 d"}},
		"two years":          {map[string]string{"2015/Inbox": inBox("a"), "2015/Sent": inBox("b"), "2016/Inbox": inBox("c"), "2016/Sent": inBox("d")}, []string{"2016/Inbox 0 c", "2016/Sent 0 d", "Inbox 0 a", "Sent 0 b"}},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the same each time
				got, failed := came(t, filepath.Join(write(t, map[string]string{"x.zip": zipped(t, c.files)}), "x.zip"))
				if slices.Sort(got); !slices.Equal(got, c.want) || failed > 0 {
					t.Errorf("%q, not %q; %d failed", got, c.want, failed)
				}
			}
		})
	}
}

// TestPurposes: folders with a purpose are known by the names that servers and programs of other languages give
// them, at the top, below INBOX and below [Gmail], and own folders are not.
func TestPurposes(t *testing.T) {
	for name, want := range map[string]string{
		"Gesendet": "Sent", "Entwürfe": "Drafts", "PAPIERKORB": "Trash", "Spamverdacht": "Junk", "Éléments envoyés": "Sent", "Gel&APY-scht": "Trash", "Unsent Messages": "Drafts",
		"INBOX.sbd/Sent": "Sent", "INBOX.sbd/Trash": "Trash", "INBOX.sbd/Papierkorb": "Trash", "INBOX.sbd/Work": "INBOX/Work", "Inbox.sbd/Trash": "Inbox/Trash",
		"[Gmail].sbd/Trash": "Trash", "[Gmail].sbd/Spam": "Junk", "[Gmail].sbd/Sent Mail": "Sent", "[Google Mail].sbd/Papierkorb": "Trash", "[Gmail].sbd/Alle Nachrichten": "Archive", "[Gmail].sbd/Starred": "Archive", "[Gmail].sbd/Own": "[Gmail]/Own",
		"Work.sbd/Trash": "Work/Trash", "Work.sbd/Gesendet": "Work/Gesendet", "En attente": "En attente", "All Mail": "All Mail", "Todos": "Todos", "[Gmailer].sbd/Trash": "[Gmailer]/Trash",
		"ann@example.org/Papierkorb": "Trash",
	} {
		got, _ := came(t, write(t, map[string]string{name: inBox("a"), "Other": inBox("b")}))
		same(t, got, slices.Sorted(slices.Values([]string{"Other 0 b", want + " 0 a"}))...)
	}
	// What PopMail has written keeps its name.
	s := storagetest.Open(t, nil)
	for _, name := range []string{"Papierkorb", "queue", "Gesendet"} {
		f, err := s.CreateFolder(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Bring(ctx, []storage.Brought{{Folder: f, Raw: storagetest.Mail{Subject: name}.Raw()}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []archive.Format{archive.MBox, archive.EML, archive.Maildir} {
		to := filepath.Join(t.TempDir(), "Mail")
		export(t, s, f, to)
		got, _ := came(t, to)
		same(t, got, "Gesendet 0 Gesendet", "Papierkorb 0 Papierkorb", "queue 0 queue")
	}
}

// TestGmailByIMAP: of the folders of Gmail a message goes to the one that it lies in, and not to those that show
// it once more.
func TestGmailByIMAP(t *testing.T) {
	in := func(where func(parts ...string) string, all, sent, starred string) map[string]string {
		return map[string]string{
			where("INBOX"): inBox("in"), where("[Gmail]", all): inBox("sent", "lab", "arch", "in"), where("[Gmail]", sent): inBox("sent"), where("[Gmail]", starred): inBox("lab"),
			where("work"): inBox("lab"), where("Alpha"): inBox("in"), where("[Gmail]", "Trash"): inBox("gone"),
		}
	}
	thunderbird := func(parts ...string) string {
		out := "ImapMail/imap.gmail.com"
		for _, p := range parts[:len(parts)-1] {
			out += "/" + p + ".sbd"
		}
		return out + "/" + parts[len(parts)-1]
	}
	mac := func(parts ...string) string {
		out := "V10/8A2B3C4D-1111-2222-3333-444455556666"
		for _, p := range parts {
			out += "/" + p + ".mbox"
		}
		return out + "/mbox"
	}
	maildir := func(parts ...string) string {
		if parts[0] == "INBOX" {
			return "cur/1:2,"
		}
		out := ""
		for _, p := range parts {
			out += "." + p
		}
		return out + "/cur/1:2,"
	}
	for what, files := range map[string]map[string]string{
		"Thunderbird": in(thunderbird, "All Mail", "Sent Mail", "Starred"), "in German": in(thunderbird, "Alle Nachrichten", "Gesendet", "Markiert"), "Apple Mail": in(mac, "All Mail", "Sent Mail", "Important"),
	} {
		if what != "Apple Mail" {
			files["prefs.js"] = ""
		}
		got, _ := came(t, write(t, files))
		if want := []string{"Archive 0 arch", "Inbox 0 in", "Sent 0 sent", "Trash 0 gone", "work 0 lab"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q", what, got)
		}
	}
	files := map[string]string{}
	for name, text := range map[string]string{maildir("INBOX"): "in", maildir("[Gmail]", "All Mail"): "sent", maildir("[Gmail]", "Sent Mail"): "sent", maildir("work"): "lab"} {
		files[name] = letter(text)
	}
	got, _ := came(t, write(t, maps.Clone(files)))
	same(t, got, "Inbox 0 in", "Sent 0 sent", "work 0 lab")
}

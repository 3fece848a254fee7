package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// home makes files below a new folder and returns it; a name that ends in "/" is a folder.
func home(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestThunderbirdElsewhere: profiles, and the mail of accounts, that were put elsewhere are places of Thunderbird's;
// where a profile alone is chosen, the folders that also have mail of it are told.
func TestThunderbirdElsewhere(t *testing.T) {
	files := map[string]string{"roaming/Thunderbird/Profiles/a.default/prefs.js": "", "elsewhere/tb/prefs.js": "", "elsewhere/tb/Mail/pop.c/Inbox": "", "disk/pop.x.y/Inbox": "From a@b Mon Jan  2 15:04:05 2006\nFrom: a\nSubject: x\n\nx\n", "disk/feeds/": ""}
	dir := home(t, files)
	js := func(path string) string { return strconv.Quote(filepath.Join(dir, filepath.FromSlash(path))) }
	profile := filepath.Join(dir, "roaming", "Thunderbird", "Profiles", "a.default")
	for name, text := range map[string]string{
		"roaming/Thunderbird/profiles.ini": "[Profile0]\nIsRelative=1\nPath=Profiles/a.default\n[Profile1]\nIsRelative=0\nPath=" + filepath.Join(dir, "elsewhere", "tb") + "\n[Profile2]\nIsRelative=0\nPath=/not/there\n",
		"roaming/Thunderbird/Profiles/a.default/prefs.js": "user_pref(\"mail.server.server1.directory\", " + js("roaming/Thunderbird/Profiles/a.default/Mail/Local Folders") + ");\n" +
			"user_pref(\"mail.server.server2.type\", \"pop3\");\nuser_pref(\"mail.server.server2.directory\", " + js("disk/pop.x.y") + ");\n" +
			"user_pref(\"mail.server.server3.type\", \"rss\");\nuser_pref(\"mail.server.server3.directory\", " + js("disk/feeds") + ");\n" +
			"user_pref(\"mail.server.server4.directory\", " + js("elsewhere/tb/Mail/pop.c") + ");\nuser_pref(\"mail.server.server4.directory-rel\", \"[ProfD]Mail/pop.c\");\n" +
			"user_pref(\"mail.server.server5.directory\", \"/not/there\");\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, p := range usual(computer{system: "windows", home: dir, roaming: filepath.Join(dir, "roaming")}) {
		rel, err := filepath.Rel(dir, p.Path)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Program+" "+filepath.ToSlash(rel))
	}
	if want := []string{"Thunderbird roaming/Thunderbird/Profiles", "Thunderbird elsewhere/tb", "Thunderbird disk/pop.x.y"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	mail := filepath.Join(dir, "disk", "pop.x.y")
	for _, c := range []struct {
		paths, want []string
	}{
		{[]string{profile}, []string{mail}}, {[]string{filepath.Dir(profile)}, []string{mail}}, {[]string{profile, mail}, nil}, {[]string{dir}, nil}, {[]string{profile, filepath.Join(dir, "disk")}, nil}, {[]string{mail, filepath.Join(dir, "none")}, nil},
	} {
		if got := mailElsewhere(c.paths); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, not %q", c.paths, got, c.want)
		}
	}
	if !errors.Is(ErrElsewhere, ErrOutside) {
		t.Error(ErrElsewhere)
	}
}

// TestUsual: which programs have mail on a computer, and where.
func TestUsual(t *testing.T) {
	list := func(paths ...string) string {
		s := `<?xml version="1.0" encoding="UTF-8"?><folderlist><folder type="imap" name="x" path="x"/>`
		for _, p := range paths {
			s += `<folder type="mh" name="Mailbox" path="` + p + `" collapsed="0"><folderitem type="inbox" name="inbox" path="inbox"/></folder>`
		}
		return s + "</folderlist>"
	}
	for _, c := range []struct {
		system string
		files  map[string]string
		want   []string
	}{
		{"linux", map[string]string{"Mail/inbox/1": "x", ".claws-mail/folderlist.xml": list("Mail", "Mail2", "missing"), "Mail2/": ""}, []string{"Claws Mail Mail", "Claws Mail Mail2"}},
		{"linux", map[string]string{"Mail/inbox/1": "x", ".sylpheed-2.0/folderlist.xml": list("Mail")}, []string{"Sylpheed Mail"}},
		{"linux", map[string]string{"Mail/inbox/1": "x", ".mh_profile": "Editor: vi\npath: Mail\n"}, []string{"MH Mail"}},
		{"linux", map[string]string{"Mail/": "", ".mh_profile": "Path:\n", ".claws-mail/folderlist.xml": "<folderlist>"}, []string{"~/Mail Mail"}},
		{"linux", map[string]string{"data/evolution/mail/local/": "", "data/local-mail/": "", "data/.local-mail.directory/": "", ".thunderbird/": "", "Maildir/": ""},
			[]string{"Thunderbird .thunderbird", "Evolution data/evolution/mail/local", "KMail data/local-mail", "KMail data/.local-mail.directory", "Maildir Maildir"}},
		{"darwin", map[string]string{"Library/Mail/V10/": "", "Library/Thunderbird/Profiles/": "", "Mail/": ""}, []string{"Thunderbird Library/Thunderbird/Profiles", "Apple Mail Library/Mail"}},
		{"windows", map[string]string{"roaming/Thunderbird/Profiles/": "", "roaming/Claws-mail/folderlist.xml": list("Mail"), "Mail/": "", "local/Microsoft/Windows Live Mail/": ""},
			[]string{"Thunderbird roaming/Thunderbird/Profiles", "Claws Mail Mail", "Windows Live Mail local/Microsoft/Windows Live Mail"}},
		{"windows", map[string]string{"local/Identities/{A}/Microsoft/Outlook Express/Inbox.dbx": "x", "local/Identities/{B}/Microsoft/": "", "roaming/Identities/{C}/Microsoft/Outlook Express/": ""},
			[]string{"Outlook Express local/Identities/{A}/Microsoft/Outlook Express", "Outlook Express roaming/Identities/{C}/Microsoft/Outlook Express"}},
		{"linux", map[string]string{"Application Data/Identities/{A}/Microsoft/Outlook Express/": "", ".wine/drive_c/users/me/Local Settings/Application Data/Identities/{B}/Microsoft/Outlook Express/": ""},
			[]string{"Outlook Express Application Data/Identities/{A}/Microsoft/Outlook Express", "Outlook Express .wine/drive_c/users/me/Local Settings/Application Data/Identities/{B}/Microsoft/Outlook Express"}},
		{"linux", nil, nil},
	} {
		dir := home(t, c.files)
		in := computer{system: c.system, home: dir, data: filepath.Join(dir, "data"), roaming: filepath.Join(dir, "roaming"), local: filepath.Join(dir, "local")}
		var got []string
		for _, p := range usual(in) {
			rel, _ := filepath.Rel(dir, p.Path)
			got = append(got, p.Program+" "+filepath.ToSlash(rel))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.system, got, c.want)
		}
	}
	if usual(computer{system: "windows"}) != nil {
		t.Error("places without folders")
	}
}

// TestProgramFolders: mail of other programs goes to folders of the names that it had there.
func TestProgramFolders(t *testing.T) {
	mail := func(s string) string { return "From: a@example.org\nSubject: " + s + "\n\n" + s + "\n" }
	apple := func(s string) string { return fmt.Sprintf("%d\n%s<plist/>", len(mail(s)), mail(s)) }
	const uuid = "0A1B2C3D-0000-4000-8000-0123456789AB"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"Evolution": {map[string]string{
			"..maildir++": "maildir++ 1", "cur/1:2,S": mail("a"), "new/": "", "tmp/": "", ".Sent/cur/2:2,S": mail("b"), ".Sent/new/": "", ".Work.Plans_2E 2026/cur/3:2,": mail("c"), ".Work.Plans_2E 2026/tmp/": "",
			".a_5Fb_/new/4": mail("d"), ".a_5Fb_/cur/": "", ".#evolution/x.cmeta": "x", "Inbox.cmeta": "",
			"..Friends/cur/5:2,S": mail("e"), "..Friends/new/": "",
		}, []string{"Inbox a", "Inbox/Friends e", "Sent b", "Work/Plans. 2026 c", "a_b_ d"}},
		"KMail": {map[string]string{
			"inbox/cur/1:2,S": mail("a"), "inbox/new/": "", "sent-mail/cur/2:2,S": mail("b"), "sent-mail/new/": "", ".inbox.directory/Friends/cur/3:2,": mail("c"), ".inbox.directory/Friends/new/": "",
			".inbox.directory/.Friends.directory/Old/new/4": mail("d"), ".inbox.directory/.Friends.directory/Old/cur/": "",
		}, []string{"Inbox/Friends c", "Inbox/Friends/Old d", "inbox a", "sent-mail b"}},
		"Apple Mail": {map[string]string{
			"V10/" + uuid + "/INBOX.mbox/" + uuid + "/Data/Messages/1.emlx": apple("a"), "V10/" + uuid + "/INBOX.mbox/" + uuid + "/Data/2/3/Messages/32001.emlx": apple("b"),
			"V10/" + uuid + "/INBOX.mbox/" + uuid + "/Data/Attachments/1/2/forwarded.eml": mail("of another message"),
			"V10/" + uuid + "/Work.mbox/Plans.mbox/" + uuid + "/Data/Messages/4.emlx":     apple("c"), "V10/MailData/Envelope Index": "SQLite format 3\x00",
			"V2/POP-ann@pop.example.org/Sent Messages.mbox/Messages/5.emlx": apple("d"), "V2/Mailboxes/Old.mbox/Messages/6.emlx": apple("e"), "Mailboxes/Older.mbox/Messages/7.emlx": apple("f"),
			"V10/" + uuid + "/Drafts.mbox/" + uuid + "/Data/Messages/8.partial.emlx": apple("g"),
		}, []string{"Drafts g", "INBOX a", "INBOX b", "Old e", "Older f", "Sent Messages d", "Work/Plans c"}},
		"Windows Live Mail": {map[string]string{"Example (ann)/Inbox/1A2B-00000001.eml": mail("a"), "Storage Folders/Holidays/1A2B-00000002.eml": mail("b")}, []string{"Inbox a", "Storage Folders/Holidays b"}},
	} {
		var got []string
		partial := 0
		err := Read(t.Context(), home(t, c.files), nil, func(m *Message, err error) error {
			if name == "Apple Mail" && errors.Is(err, io.ErrUnexpectedEOF) {
				partial++ // it came, and what it lacks is told
				return nil
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return nil
			}
			b := make([]byte, m.Size)
			_, _ = m.octets.ReadAt(b, m.start)
			_, subject, _ := strings.Cut(string(b), "Subject: ")
			subject, _, _ = strings.Cut(subject, "\n")
			got = append(got, strings.Join(m.Folder, "/")+" "+subject)
			return nil
		})
		slices.Sort(got)
		if err != nil || !slices.Equal(got, c.want) || (partial == 1) != (name == "Apple Mail") {
			t.Errorf("%s: %q, want %q (%v), %d are told as partial", name, got, c.want, err, partial)
		}
	}
}

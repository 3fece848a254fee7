package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// oddMail are messages of which each is likely to come out of a file as another one.
func oddMail(t testing.TB) (all [][]byte) {
	head := "From: a@example.org\r\nSubject: "
	odd := []string{
		"", "\n", "\r", "\r\n", "x", "From ", "From a@b Mon Jan  2 15:04:05 2006\nSubject: x\n\n", ">From ", "\n\n\n", "Subject: no body\r\n", "Subject: no end",
		head + "plain\r\n\r\ntext\r\n", head + "open\r\n\r\ntext", head + "empty lines\r\n\r\n\r\n\r\n", head + "lone CR\r\n\r\na\rb\r\r\n\rc\r", head + "all CR CR\r\r\n\r\r\n",
		head + "NUL and 8 bit\r\n\r\n\x00\xff\xfe\x80\r\n", head + "lone LF\r\n\r\na\nb\r\n", strings.ReplaceAll(head+"only LF\r\n\r\na\r\nb\r\n", "\r", ""),
		head + "quoted\r\n\r\nFrom me\r\n>From you\r\n>>From all\r\n> From\r\nFrom\r\nFro", head + "a box\r\n\r\nFrom a@b Mon Jan  2 15:04:05 2006\r\nSubject: y\r\n\r\nz\r\n",
		"From a@b Mon Jan  2 15:04:05 2006\r\n" + head + "begins so\r\n\r\nx\r\n", ">From a@b\r\n" + head + "begins so, too\r\n\r\nx\r\n",
		"Status: RO\r\nX-Status: F\r\nX-Mozilla-Status: 0009\r\nX-UID: 4\r\nX-Keywords: a\r\n" + head + "marked\r\n\r\nx\r\n",
		"X-PopMail: crlf open\r\n" + head + "noted\r\n\r\nx\r\n", head + "length\r\nContent-Length: 3\r\n\r\nx\r\n", head + "length 2\r\nContent-Length: 3\r\n\r\ny\r\n", "Content-Length: 1\n\nx\n", "Content-Length: 1\n\ny\n",
		head + "long\r\n\r\n" + strings.Repeat("x", 300_000) + "\r\n", head + "many\r\n\r\n" + strings.Repeat(">", 200_000) + "From \r\n",
		head + "large\r\n\r\n" + strings.Repeat(strings.Repeat("y", 70)+"\r\nFrom x\r\n", 150_000),
	}
	for _, s := range odd {
		all = append(all, []byte(s))
	}
	root := filepath.Join("..", "..", "..", "shared", "corpora")
	n := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "LICENSES") {
			return err
		}
		if n++; n%11 != 0 && !strings.Contains(path, "torture") {
			return nil
		}
		raw, err := os.ReadFile(path)
		all = append(all, raw)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("without the corpora, which are not on this computer")
	} else if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(raw []byte) bool {
		was := seen[string(raw)]
		seen[string(raw)] = true
		return was
	})
}

// oddStore is a store with oddMail in many folders, with many marks.
func oddStore(t testing.TB, mail [][]byte) *storage.Store {
	t.Helper()
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	in := make([]fetch.Incoming, len(mail))
	for i, raw := range mail {
		in[i] = fetch.Incoming{UID: fmt.Sprint(i), Raw: bytes.Clone(raw), At: time.Now()}
	}
	storagetest.Deliver(t, s, id, in...)
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil || len(rows) != len(mail) {
		t.Fatal(len(rows), err)
	}
	var to []mailbox.FolderID
	for _, role := range []mailbox.Role{mailbox.Archive, mailbox.Sent, mailbox.Trash, mailbox.Drafts} {
		f, err := s.RoleFolder(ctx, id, role)
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, f)
	}
	for _, name := range []string{"Work/Plans", "Été & co.: a\\b", "spam", "WORK (2)", strings.Repeat("長", 90)} {
		f, err := s.CreateFolder(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, f)
	}
	var inner mailbox.FolderID
	for _, name := range []string{"Документы", "Счета за коммунальные услуги", "Электричество и вода", "Квартира на Садовой"} {
		f, err := s.CreateFolderIn(ctx, inner, name)
		if err != nil {
			t.Fatal(err)
		}
		inner, to = f, append(to, f)
	}
	for i, m := range rows {
		for bit, flag := range []mailbox.Flag{mailbox.Read, mailbox.Starred, mailbox.Answered, mailbox.Forwarded} {
			if i>>bit&1 == 1 {
				if err := s.SetFlag(ctx, []mailbox.ID{m.ID}, flag, true); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := i % (len(to) + 3); n < len(to) {
			if _, err := s.Move(ctx, []mailbox.ID{m.ID}, to[n]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

// kept are the checksum, the folder and the marks of each message of a store.
func kept(t testing.TB, s *storage.Store, folders bool) (out []string) {
	t.Helper()
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		h := sha256.New()
		if err := s.Stream(ctx, m.ID, h); err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%x %d", h.Sum(nil)[:8], m.Flags)
		if folders {
			var path []string // "Work/Plans" may be one folder, or one in another
			for _, f := range mailbox.FolderPath(list, m.Folder) {
				path = append(path, f.Name)
			}
			line += " " + strings.Join(path, "/")
		}
		out = append(out, line+" "+m.Subject)
	}
	slices.Sort(out)
	return out
}

func all(t testing.TB, s *storage.Store) (ids []mailbox.ID) {
	t.Helper()
	rows, err := s.Index(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rows {
		ids = append(ids, e.ID)
	}
	return ids
}

func export(t testing.TB, s *storage.Store, f archive.Format, to string) archive.Exported {
	t.Helper()
	x := archive.Export{Store: s, Format: f, To: to, Messages: all(t, s)}
	done, err := x.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// TestRoundTrip: what is exported comes back octet for octet, with folders and marks.
func TestRoundTrip(t *testing.T) {
	mail := oddMail(t)
	s := oddStore(t, mail)
	for _, c := range []struct {
		format  archive.Format
		to      string
		folders bool
	}{{archive.MBox, "out", true}, {archive.MBox, "all.mbox", true}, {archive.EML, "out", true}, {archive.Maildir, "out", true}} {
		t.Run(string(c.format)+" "+c.to, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), c.to)
			if done := export(t, s, c.format, to); done.Messages != len(mail) || done.Failed != 0 {
				t.Fatal(done)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(to), "*.part")); len(left) > 0 {
				t.Error(left)
			}
			back := storagetest.Open(t, nil)
			storagetest.AddAccount(t, back, "me@example.org")
			got := bring(t, back, to)
			if want := fmt.Sprint(len(mail), 0, 0); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			a, b := kept(t, s, c.folders), kept(t, back, c.folders)
			if !slices.Equal(a, b) {
				for _, l := range a {
					if !slices.Contains(b, l) {
						t.Errorf("lost: %s", l)
					}
				}
				for _, l := range b {
					if !slices.Contains(a, l) {
						t.Errorf("new: %s", l)
					}
				}
			}
		})
	}
}

// TestPutOffAndWaiting: what was put off and what was to be sent comes back where the person finds it:
// no folder of another one's purpose lies there for good.
func TestPutOffAndWaiting(t *testing.T) {
	for _, accounts := range []int{1, 2} {
		for _, format := range []archive.Format{archive.MBox, archive.EML, archive.Maildir} {
			s, back := storagetest.Open(t, nil), storagetest.Open(t, nil)
			var id account.ID
			for i := range accounts {
				id = storagetest.AddAccount(t, s, fmt.Sprintf("me%d@example.org", i))
				storagetest.AddAccount(t, back, fmt.Sprintf("me%d@example.org", i))
			}
			storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "later"}.Incoming("1"))
			_, err := s.Snooze(ctx, all(t, s), time.Now().Add(24*time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			d, err := s.SaveDraft(ctx, mailbox.Draft{Account: id, Raw: storagetest.Mail{Subject: "waits"}.Raw(), From: "me@example.org", Recipients: []string{"bob@example.net"}})
			if err == nil {
				err = s.Send(ctx, d, time.Now().Add(time.Hour))
			}
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(t.TempDir(), "out")
			export(t, s, format, to)
			bring(t, back, to)
			list, err := back.Folders(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range list {
				if f.Role == mailbox.Own {
					t.Errorf("%s: a folder %q", format, f.Name)
				}
			}
			rows, err := back.List(ctx, mailbox.View{}, 0)
			if err != nil || len(rows) != 2 {
				t.Fatal(rows, err)
			}
			for _, m := range rows {
				if want := map[string]mailbox.Role{"later": mailbox.Inbox, "waits": mailbox.Drafts}[m.Subject]; m.FolderRole != want || m.Account != id {
					t.Errorf("%s: %s lies in %s of %d", format, m.Subject, m.FolderRole, m.Account)
				}
			}
		}
	}
}

// TestNothingOverwritten: an export goes where nothing is, and one that fails leaves nothing.
func TestNothingOverwritten(t *testing.T) {
	s := oddStore(t, [][]byte{[]byte("Subject: x\r\n\r\ny\r\n")})
	dir := write(t, map[string]string{"there/file": "precious", "file.mbox": "precious", "empty/x": ""})
	if err := os.Remove(filepath.Join(dir, "empty", "x")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"there", "file.mbox"} {
		x := archive.Export{Store: s, Format: archive.MBox, To: filepath.Join(dir, name), Messages: all(t, s)}
		if _, err := x.Run(ctx); !errors.Is(err, archive.ErrThere) {
			t.Errorf("%s: %v", name, err)
		}
	}
	export(t, s, archive.EML, filepath.Join(dir, "empty"))
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 3 {
		t.Error(list, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "file.mbox")); string(text) != "precious" {
		t.Error(text, err)
	}
}

// TestWitness: Python's mailbox reads what is exported, and what it writes is read.
func TestWitness(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on this computer")
	}
	var mail [][]byte
	for i := range 60 {
		mail = append(mail, storagetest.Mail{Subject: fmt.Sprint("witness ", i), Text: fmt.Sprintf("From me\r\n%d ü\r\n\r\n", i)}.Raw())
	}
	s := oddStore(t, mail)
	dir := t.TempDir()
	box, md := filepath.Join(dir, "all.mbox"), filepath.Join(dir, "md")
	export(t, s, archive.MBox, box)
	export(t, s, archive.Maildir, md)
	script := `
import mailbox, os, sys
box, md, to = sys.argv[1:]
def lines(kind, m, flags):
    print(kind, m["subject"], "".join(sorted(set(flags) & set("SRF"))), m.get_payload(decode=True).replace(b"\r", b"").replace(b"\n>From", b"\nFrom").lstrip(b">").rstrip())
b = mailbox.mbox(box)
for m in b:
    f = m.get_flags()
    lines("mbox", m, f.replace("R", "S").replace("A", "R"))
root = mailbox.Maildir(md)
for d in [root] + [root.get_folder(n) for n in root.list_folders()]:
    for m in d:
        lines("maildir", m, m.get_flags())
w = mailbox.mbox(os.path.join(to, "again.mbox"))
for m in b: w.add(m)
w.flush()
mh = mailbox.MH(os.path.join(to, "mh"))
for d in [root] + [root.get_folder(n) for n in root.list_folders()]:
    for m in d: mh.add(m)
`
	to := t.TempDir()
	out, err := exec.Command(python, "-c", script, box, md, to).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	count := map[string]int{}
	seen := map[string]string{}
	for line := range strings.Lines(string(out)) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		count[kind]++
		subject, _, _ := strings.Cut(strings.TrimPrefix(rest, "witness "), " ")
		if was, ok := seen[subject]; ok && was != rest {
			t.Errorf("the mbox says %q, the Maildir %q", was, rest)
		}
		seen[subject] = rest
	}
	if count["mbox"] != len(mail) || count["maildir"] != len(mail) {
		t.Errorf("%v\n%.2000s", count, out)
	}
	// What it has written is the same mail.
	for _, name := range []string{"again.mbox", "mh"} {
		if got, want := bring(t, s, filepath.Join(to, name)), fmt.Sprint(0, len(mail), 0); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestBeginningsAreTold: a message of which only the beginning is here is given out as it is, and told.
func TestBeginningsAreTold(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	begun := storagetest.Mail{Subject: "film"}.Incoming("film")
	begun.Listed, begun.Short, begun.Beginning = 24_000_000, true, true
	storagetest.Deliver(t, s, id, begun, storagetest.Mail{Subject: "whole"}.Incoming("whole"))
	for _, f := range []archive.Format{archive.MBox, archive.EML, archive.Maildir} {
		var told []string
		x := archive.Export{Store: s, Format: f, To: filepath.Join(t.TempDir(), "out"), Messages: all(t, s), Begun: func(m *mailbox.Summary) { told = append(told, m.Subject) }}
		if done, err := x.Run(ctx); err != nil || done != (archive.Exported{Messages: 2, Begun: 1}) || !slices.Equal(told, []string{"film"}) {
			t.Errorf("%s: %+v, %q, %v", f, done, told, err)
		}
	}
}

// TestPagesSayWhatIsSearched: where of a text only the beginning is in the index of the pages they say so.
func TestPagesSayWhatIsSearched(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "a"}.Incoming("1"), storagetest.Mail{Subject: "b"}.Incoming("2"))
	for words, want := range map[int]string{10: "const cut = /*CUT*/false;", 2000: "const cut = true;"} {
		to := filepath.Join(t.TempDir(), "pages")
		x := archive.Export{Store: s, Format: archive.HTML, To: to, Messages: all(t, s), Page: func(_ context.Context, id mailbox.ID) (*archive.Page, error) {
			return &archive.Page{HTML: []byte("x"), Text: strings.Repeat("ferry ", words/int(id)) + "needle"}, nil
		}}
		if _, err := x.Run(ctx); err != nil {
			t.Fatal(err)
		}
		index, err := os.ReadFile(filepath.Join(to, "index.html"))
		if err != nil || !strings.Contains(string(index), want) || strings.Contains(string(index), "needle") != (words == 10) {
			t.Errorf("%d words: %v\n%.3000s", words, err, index)
		}
	}
}

// TestPagesLead: from the page of a message links lead to the list, to the octets and to each attached file,
// whatever it is called; nothing of a name is read as HTML.
func TestPagesLead(t *testing.T) {
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "a"}.Incoming("1"))
	to := filepath.Join(t.TempDir(), "pages")
	names := []string{"../../evil<b>#1?.html", "same.txt", "SAME.TXT", "", "100 %.pdf"}
	x := archive.Export{Store: s, Format: archive.HTML, To: to, Messages: all(t, s), Page: func(context.Context, mailbox.ID) (*archive.Page, error) {
		p := &archive.Page{HTML: []byte("<html><head><title>&lt;body></title></head><body>\n<p>x &lt;body></p></body></html>")}
		for _, n := range names {
			p.Files = append(p.Files, archive.PageFile{Name: n, Data: func() ([]byte, error) { return []byte(n), nil }})
		}
		return p, nil
	}}
	if _, err := x.Run(ctx); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(to, "messages", "1.html"))
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`<a href="([^"]*)"><bdi>([^<]*)</bdi>`).FindAllStringSubmatch(string(page), -1)
	if len(links) != 2+len(names) || strings.Contains(string(page), "<b>") || strings.Count(string(page), "<body>") != 1 {
		t.Fatalf("%s", page)
	}
	for i, l := range links {
		at, err := url.PathUnescape(l[1])
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(to, "messages", filepath.FromSlash(at)))
		if err != nil || i >= 2 && string(got) != names[i-2] || i >= 2 && names[i-2] != "" && html.UnescapeString(l[2]) != names[i-2] {
			t.Errorf("%q: %q %v", l, got, err)
		}
	}
}

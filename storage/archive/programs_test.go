package archive_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"popmail/storage"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// program skips the test where a program is not installed.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// said is what a program has said.
func said(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return string(out)
}

// plainMail are messages as any program keeps them: without octets that only a few know how to
// keep, but with what mboxes are known to change. Whether a line ">From" was quoted or is the
// message's own nobody can tell of files of most programs, so there is none.
func plainMail() (all []string) {
	const head = "From: Bob <bob@example.net>\r\nTo: ann@example.org\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
	for i, text := range []string{
		"plain\r\n", "From here on\r\n> From there\r\nFrom \r\n", "\r\n\r\nempty lines\r\n\r\n\r\n", ".\r\n..\r\n", "Grüße €\r\n", strings.Repeat("a long line ", 300) + "\r\n", strings.Repeat("many lines\r\n", 20_000),
		"From bob@example.net Mon Jan  2 15:04:05 2006\r\nSubject: no message of its own\r\n\r\ntext\r\n",
	} {
		all = append(all, fmt.Sprintf("Message-ID: <%d@example.net>\r\nSubject: number %d\r\n%s\r\n%s", i, i, head, text))
	}
	return all
}

// flagsOf are the marks of message i in these tests.
func flagsOf(i int) (f mailbox.Flag) {
	for bit, flag := range []mailbox.Flag{mailbox.Read, mailbox.Starred, mailbox.Answered} {
		if i>>bit&1 == 1 {
			f |= flag
		}
	}
	return f
}

// added are fields that mutt adds to all that it copies, also where nothing needs them, and what
// PopMail has written into an mbox that mutt has copied.
var added = regexp.MustCompile(`(?m)^(Content-Length|Lines|Status|X-Status|X-PopMail(-Folder)?): .*\r\n`)

// sums are the checksum, the folder and the marks of each message of a store.
func sums(t *testing.T, s *storage.Store) (out []string) {
	t.Helper()
	rows, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		raw, err := s.Raw(ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(added.ReplaceAll(raw, nil))
		out = append(out, fmt.Sprintf("%s %s %d %x", m.Subject, m.FolderName, m.Flags, sum[:6]))
	}
	slices.Sort(out)
	return out
}

// wanted is what sums are of plainMail in a folder.
func wanted(folder string) (out []string) {
	for i, raw := range plainMail() {
		sum := sha256.Sum256([]byte(raw))
		out = append(out, fmt.Sprintf("number %d %s %d %x", i, folder, flagsOf(i), sum[:6]))
	}
	return out
}

// mailStore is a store with plainMail in its folder Work.
func mailStore(t *testing.T) *storage.Store {
	s := storagetest.Open(t, nil)
	id, err := s.CreateFolder(ctx, "Work")
	if err != nil {
		t.Fatal(err)
	}
	var list []storage.Brought
	for i, raw := range plainMail() {
		list = append(list, storage.Brought{Folder: id, Raw: []byte(raw), Flags: flagsOf(i)})
	}
	if _, err := s.Bring(ctx, list); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPythonWrites: what Python's module mailbox has written is read with the same count,
// octets and marks.
func TestPythonWrites(t *testing.T) {
	python := program(t, "python3")
	dir := t.TempDir()
	for i, raw := range plainMail() {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.in", i)), []byte(strings.ReplaceAll(raw, "\r\n", "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const script = `
import glob, mailbox, os, sys
where = sys.argv[1]
boxes = {"mbox": (mailbox.mbox(os.path.join(where, "Work.mbox")), mailbox.mboxMessage),
         "maildir": (mailbox.Maildir(os.path.join(where, "md"), factory=None).add_folder("Work"), mailbox.MaildirMessage),
         "mh": (mailbox.MH(os.path.join(where, "mh")).add_folder("Work"), mailbox.MHMessage)}
for n in range(len(glob.glob(os.path.join(where, "*.in")))):
    raw = open(os.path.join(where, "%d.in" % n), "rb").read()
    for name, (box, kind) in boxes.items():
        m = kind(raw)
        marks = [mark for bit, mark in enumerate("RFA" if name == "mbox" else "SFR") if n >> bit & 1]
        if name == "mbox":
            m.set_flags("".join(marks))
        if name == "maildir":
            m.set_flags("".join(marks))
            m.set_subdir("cur")
        if name == "mh":
            for bit, mark in enumerate(["read", "flagged", "replied"]):
                if n >> bit & 1 and mark != "read": m.add_sequence(mark)
            if not n & 1: m.add_sequence("unseen")
        box.add(m)
for box, _ in boxes.values(): box.flush()
`
	said(t, exec.Command(python, "-c", script, dir))
	for name, folder := range map[string]string{"Work.mbox": "Work", "md": "Work", "mh": "Work"} {
		s := storagetest.Open(t, nil)
		if got := bring(t, s, filepath.Join(dir, name)); got != "8 0 0" {
			t.Errorf("%s: %s", name, got)
		}
		t.Log(name)
		same(t, sums(t, s), wanted(folder)...)
	}
}

// TestDovecot: what Dovecot has written is read, and what is given out Dovecot reads, with the
// same count, octets and marks.
func TestDovecot(t *testing.T) {
	doveadm, dovecot := program(t, "doveadm"), program(t, "dovecot")
	if os.Getuid() != 0 {
		t.Skip("doveadm needs to be root")
	}
	// It reads as a user of its own, who can get at nothing below a test's folder.
	dir, err := os.MkdirTemp("", "popmail-dovecot")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // it holds nothing of worth
	config := "base_dir = " + dir + "/run\nstate_dir = " + dir + "/run\nlog_path = /dev/stderr\nssl = no\nprotocols =\nmail_uid = 65534\nmail_gid = 65534\nfirst_valid_uid = 0\nfirst_valid_gid = 0\n"
	old := strings.HasPrefix(said(t, exec.Command(dovecot, "--version")), "2.3")
	if !old {
		config = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" + config
	}
	if err := os.WriteFile(filepath.Join(dir, "conf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	own := func(path string) { said(t, exec.Command("chown", "-R", "65534:65534", path)) }
	ask := func(kind, path string, args ...string) string {
		set := []string{"-c", filepath.Join(dir, "conf"), "-o"}
		switch {
		case old && kind == "mbox":
			set = append(set, "mail_location=mbox:"+path+":INBOX="+path+"/Inbox:INDEX=MEMORY")
		case old:
			set = append(set, "mail_location=maildir:"+path+":INDEX=MEMORY")
		default:
			set = append(set, "mail_driver="+kind, "-o", "mail_path="+path, "-o", "mail_index_path=MEMORY")
		}
		cmd := exec.Command(doveadm, append(set, args...)...)
		cmd.Env = append(os.Environ(), "HOME="+dir, "USER=nobody")
		return said(t, cmd)
	}
	own(dir)
	for _, kind := range []string{"mbox", "maildir"} {
		path := filepath.Join(dir, "of-"+kind)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		own(path)
		ask(kind, path, "mailbox", "create", "Work")
		for i, raw := range plainMail() {
			file := filepath.Join(dir, fmt.Sprint(i))
			if err := os.WriteFile(file, []byte(raw), 0o644); err != nil {
				t.Fatal(err)
			}
			ask(kind, path, "save", "-m", "Work", file)
			for flag, mark := range map[mailbox.Flag]string{mailbox.Read: `\Seen`, mailbox.Starred: `\Flagged`, mailbox.Answered: `\Answered`} {
				if flagsOf(i)&flag != 0 {
					ask(kind, path, "flags", "add", mark, "mailbox", "Work", "header", "Message-ID", fmt.Sprintf("%d@example.net", i))
				}
			}
		}
		s := storagetest.Open(t, nil)
		if got := bring(t, s, path); got != "8 0 0" {
			t.Errorf("%s: %s", kind, got)
		}
		same(t, sums(t, s), wanted("Work")...)

		// The other way.
		out := filepath.Join(dir, "to-"+kind)
		export(t, mailStore(t), archive.Format(kind), out)
		own(out)
		box := "Work"
		if kind == "mbox" {
			box = "Work.mbox"
		}
		flags := ask(kind, out, "-f", "tab", "fetch", "flags hdr.subject", "mailbox", box)
		for i, raw := range plainMail() {
			text := ask(kind, out, "fetch", "text", "mailbox", box, "header", "Message-ID", fmt.Sprintf("%d@example.net", i))
			if _, text, _ = strings.Cut(text, "text:\n"); !sameText(text, raw) {
				t.Errorf("%s: Dovecot reads number %d as %.300q", kind, i, text)
			}
			marks := ""
			for line := range strings.Lines(flags) {
				if strings.HasSuffix(strings.TrimSpace(line), fmt.Sprint("number ", i)) {
					marks = line
				}
			}
			for flag, mark := range map[mailbox.Flag]string{mailbox.Read: `\Seen`, mailbox.Starred: `\Flagged`, mailbox.Answered: `\Answered`} {
				if strings.Contains(marks, mark) != (flagsOf(i)&flag != 0) {
					t.Errorf("%s: Dovecot reads the marks of number %d as %q", kind, i, marks)
				}
			}
		}
	}
}

// sameText reports whether a message that Dovecot shows is the one that is meant: with any line
// ends, those at its end aside, with the fields that PopMail has written above it, and with the
// ">" before "From " that Dovecot leaves in an mbox.
func sameText(text, raw string) bool {
	plain := func(s string) string {
		return strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n>From ", "\nFrom "), "\n")
	}
	text, raw = plain(text), plain(raw)
	at := strings.Index(text, "Message-ID:")
	for line := range strings.Lines(text[:max(at, 0)]) {
		if name, _, _ := strings.Cut(line, ":"); name != "X-PopMail" && name != "X-PopMail-Folder" {
			return false
		}
	}
	return at >= 0 && text[at:] == raw
}

// TestMutt: mutt reads what is given out and writes it anew, and that is read again with the
// same count, octets and marks.
func TestMutt(t *testing.T) {
	mutt, script := program(t, "mutt"), program(t, "script")
	if runtime.GOOS != "linux" {
		t.Skip("script is another program elsewhere")
	}
	for _, from := range []archive.Format{archive.MBox, archive.Maildir} {
		for _, to := range []string{"mbox", "Maildir", "MH"} {
			if from == archive.MBox && to != "mbox" {
				continue // it leaves the ">" of an mbox
			}
			dir := t.TempDir()
			out := filepath.Join(dir, "out")
			if err := os.Mkdir(filepath.Join(dir, "Mail"), 0o700); err != nil { // else it asks whether to make it
				t.Fatal(err)
			}
			export(t, mailStore(t), from, out)
			box := filepath.Join(out, "Work.mbox")
			if from == archive.Maildir {
				box = filepath.Join(out, ".Work")
			}
			made := filepath.Join(dir, "Work")
			push := fmt.Sprintf("<tag-pattern>~A<enter><copy-message>%s<enter><exit>", made)
			command := fmt.Sprintf("%s -n -F /dev/null -R -f %s -e 'set mbox_type=%s copy=yes auto_tag=yes confirmappend=no confirmcreate=no quit=yes wait_key=no sleep_time=0' -e 'push %s'", mutt, box, to, push)
			cmd := exec.Command(script, "-qec", command, "/dev/null")
			cmd.Env = append(os.Environ(), "HOME="+dir, "TERM=xterm", "LC_ALL=C.UTF-8")
			said(t, cmd)
			s := storagetest.Open(t, nil)
			if got := bring(t, s, made); got != "8 0 0" {
				t.Errorf("%s to %s: %s", from, to, got)
			}
			folder := "Work"
			if to == "Maildir" {
				folder = "Inbox" // one at the top
			}
			t.Log(from, to)
			same(t, sums(t, s), wanted(folder)...)
		}
	}
}

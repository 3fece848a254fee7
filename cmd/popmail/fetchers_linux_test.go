package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"popmail/pop3/pop3test/dovecot"
)

// fetcher is a program that fetches mail by POP3 for others.
type fetcher struct {
	name string
	// run fetches what is new into Mail below home.
	run func(t *testing.T, s *dovecot.Server, home string)
}

// fetchers are the programs as Debian has them. Each leaves the mail on the server.
var fetchers = []fetcher{
	{"getmail", func(t *testing.T, s *dovecot.Server, home string) {
		deliver := deliverer(t, home)
		putFile(t, filepath.Join(home, ".config/getmail/getmailrc"), fmt.Sprintf("[retriever]\ntype = SimplePOP3Retriever\nserver = %s\nport = %d\nusername = %s\npassword = %s\n\n[destination]\ntype = MDA_external\npath = %s\nallow_root_commands = true\n\n[options]\nread_all = false\ndelete = false\n", s.Host, s.Plain, testUser, testPassword, deliver))
		runFor(t, home, "getmail")
	}},
	{"fetchmail", func(t *testing.T, s *dovecot.Server, home string) {
		deliver := deliverer(t, home)
		putFile(t, filepath.Join(home, ".fetchmailrc"), fmt.Sprintf("poll %s service %d proto pop3 uidl auth password user %q password %q keep sslproto '' mda %q\n", s.Host, s.Plain, testUser, testPassword, deliver))
		runFor(t, home, "fetchmail", "--nodetach")
	}},
	{"mpop", func(t *testing.T, s *dovecot.Server, home string) {
		for _, sub := range []string{"Mail/cur", "Mail/new", "Mail/tmp", ".mpop_uidls"} {
			makeDir(t, filepath.Join(home, sub))
		}
		putFile(t, filepath.Join(home, ".mpoprc"), fmt.Sprintf("account default\nhost %s\nport %d\ntls off\nauth user\nuser %s\npassword %s\nkeep on\ndelivery maildir %s/Mail\n", s.Host, s.Plain, testUser, testPassword, home))
		runFor(t, home, "mpop")
	}},
	{"mpop into an mbox", func(t *testing.T, s *dovecot.Server, home string) {
		makeDir(t, filepath.Join(home, ".mpop_uidls"))
		putFile(t, filepath.Join(home, ".mpoprc"), fmt.Sprintf("account default\nhost %s\nport %d\ntls off\nauth user\nuser %s\npassword %s\nkeep on\ndelivery mbox %s/Mail\n", s.Host, s.Plain, testUser, testPassword, home))
		runFor(t, home, "mpop")
	}},
}

// deliverer makes a program that does what maildrop, procmail or dovecot-lda do: it puts a
// message into a Maildir, with a field of its own above it.
func deliverer(t *testing.T, home string) string {
	t.Helper()
	for _, sub := range []string{"cur", "new", "tmp"} {
		makeDir(t, filepath.Join(home, "Mail", sub))
	}
	path := filepath.Join(home, "deliver")
	putFile(t, path, fmt.Sprintf("#!/bin/sh\ncd %s/Mail && f=$(mktemp tmp/XXXXXXXXXX) && { printf 'Delivered-To: %%s\\n' ann; cat; } >\"$f\" && mv \"$f\" new/\n", home))
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// runFor runs a program of which all settings are below home.
func runFor(t *testing.T, home, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name + " is not installed")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func makeDir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

// TestFetchedElsewhere: what getmail, fetchmail or mpop have fetched is brought in from where
// they have put it, and does not come over the line again although they have written above it.
// It belongs to its unique-ids then. What is not here any more, or is not the same, comes.
func TestFetchedElsewhere(t *testing.T) {
	const all = 24
	mail := letters(all)
	for i := range mail {
		mail[i] = fmt.Appendf(nil, "Return-Path: <bob@example.net>\nReceived: from a.example.net by mx.example.org with ESMTP id %d; Fri, 20 Nov 2026 10:00:%02d +0000\n%s", i, i, mail[i])
	}
	mail[3] = bytes.Replace(mail[2], []byte("id 2;"), []byte("id 2b;"), 1)          // the same letter, delivered a second time
	mail[5] = bytes.Replace(mail[5], []byte("\n\n"), []byte("\nStatus: RO\n\n"), 1) // as it came to the server
	mail[6] = append(mail[6], "From here on\n>From there\n"...)
	for _, f := range fetchers {
		t.Run(f.name, func(t *testing.T) {
			s, home := dovecot.Run(t, dovecot.Options{}), t.TempDir()
			fill(t, s, mail)
			f.run(t, s, home)
			sent := fetchRaw(t, s.Plain)

			t.Run("all", func(t *testing.T) {
				data := dataFolder(t)
				addAccount(t, data, s, "tls", "--leave", "30d")
				if r := pop(t, data, "import", "--json", filepath.Join(home, "Mail"), home).must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":%d,"failed":0}`+"\n", all, all) {
					t.Fatal(r.stdout)
				}
				before := retrieved(s)
				if got := receive(t, data, 0); got.OnServer != all || got.AlreadyHere != all || got.Received != 0 || got.Bytes != 0 {
					t.Errorf("%+v", got)
				}
				if n := retrieved(s) - before; n != 0 {
					t.Errorf("%d octets were retrieved", n)
				}
				checkWhole(t, data, all)
				for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
					raw, ok := sent[m.UID]
					if !ok {
						t.Errorf("message %d has the unique-id %q", m.ID, m.UID)
						continue
					}
					// Below its header it is what the server has under that name.
					_, want, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
					_, body, _ := strings.Cut(pop(t, data, "show", fmt.Sprint(m.ID), "--raw").stdout, "\r\n\r\n")
					if body != string(want) {
						t.Errorf("%s is not what the server has: %q", m.UID, body)
					}
				}
				// They go from the server in time, as they know one another.
				if left := rows[serverRow](t, pop(t, data, "server", "list", "--json").must(t, 0)); len(left) != all || left[0].RemovedOn == nil || !left[0].Here {
					t.Errorf("%d on the server, the first %+v", len(left), left)
				}
				if got := receive(t, data, 0); got.AlreadyHere != all || got.Bytes != 0 {
					t.Errorf("again: %+v", got)
				}
			})
			t.Run("before the account", func(t *testing.T) {
				data := dataFolder(t)
				// The lists are found by themselves in their places.
				if err := os.CopyFS(filepath.Join(data, "..", "home"), os.DirFS(home)); err != nil {
					t.Fatal(err)
				}
				pop(t, data, "import", filepath.Join(home, "Mail")).must(t, 0)
				addAccount(t, data, s, "tls", "--leave", "delete")
				if got := receive(t, data, 0); got.Received != 0 || got.Bytes != 0 || got.DeletedOnServer != all {
					t.Errorf("%+v", got)
				}
				if left := onServer(t, s); left != 0 {
					t.Errorf("%d are left there", left)
				}
				checkWhole(t, data, all)
			})
		})
	}
}

// retrieved is how many octets a server has given out by RETR.
func retrieved(s *dovecot.Server) (octets int64) {
	for _, m := range retrLine.FindAllStringSubmatch(s.Log(), -1) {
		n, _ := strconv.ParseInt(m[1], 10, 64)
		octets += n
	}
	return octets
}

var retrLine = regexp.MustCompile(`retr=[0-9]+/([0-9]+)`)

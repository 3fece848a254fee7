package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3"
	"popmail/pop3/pop3test/dovecot"
)

func startDovecot(t *testing.T, o dovecot.Options) *dovecot.Server {
	t.Helper()
	s, err := dovecot.Start(filepath.Join(t.TempDir(), "d"), o)
	if errors.Is(err, dovecot.ErrNotInstalled) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(s.Log())
		}
	})
	if err := s.AddUser("anna", testPassword); err != nil {
		t.Fatal(err)
	}
	return s
}

// realMail returns up to n messages of real life, or made-up ones where the
// collection is absent.
func realMail(t *testing.T, n int) [][]byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var files []string
	_ = filepath.WalkDir(filepath.Join(filepath.Dir(dir), "shared", "corpora", "list"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return nil
	})
	var out [][]byte
	slices.Sort(files)
	for i := 0; i < len(files) && len(out) < n; i += max(1, len(files)/n) {
		raw, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if len(raw) > 0 {
			out = append(out, raw)
		}
	}
	for i := len(out); i < n; i++ {
		out = append(out, []byte(letter(i, true, fmt.Sprintf("made up %d\r\n.\r\n..\r\nend", i))))
	}
	return out
}

// withCRLF is how Dovecot sends the lines of a file.
func withCRLF(raw []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

func dovecotAccount(s *dovecot.Server, sec account.Security) account.Account {
	a := at(sec, s.Plain, s.CAFile)
	if sec == account.TLS {
		a.Incoming.Port = s.TLS
	}
	return a
}

func TestDovecot(t *testing.T) {
	s := startDovecot(t, dovecot.Options{})
	mail := realMail(t, 200)
	var want []string
	for _, raw := range mail {
		if _, err := s.Deliver("anna", raw); err != nil {
			t.Fatal(err)
		}
		want = append(want, string(withCRLF(raw)))
	}
	for _, sec := range []account.Security{account.None, account.STARTTLS, account.TLS} {
		t.Run(string(sec), func(t *testing.T) {
			a := dovecotAccount(s, sec)
			n, _, err := Probe(t.Context(), a, account.Password(testPassword), 20*time.Second)
			if err != nil || n != len(mail) {
				t.Fatalf("Probe: %d, %v", n, err)
			}
			store := newStore(t)
			store.batch = 50
			for again := range 2 {
				rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
				if err != nil || rep.OnServer != len(mail) || rep.Received != len(mail)*(1-again) || rep.AlreadyHere != len(mail)*again || len(rep.Failed) != 0 {
					t.Fatalf("%+v, %v", rep, err)
				}
			}
			store.mustHold(t, want...)
			var order []string
			for _, m := range store.mails {
				order = append(order, m.raw)
			}
			slices.Reverse(order)
			if !slices.Equal(order, want) {
				t.Error("the newest do not come first")
			}
		})
	}
	if left, err := s.Messages("anna"); err != nil || len(left) != len(mail) {
		t.Errorf("%d messages are left, %v", len(left), err)
	}

	// The server dies midway and comes back.
	a := dovecotAccount(s, account.TLS)
	a.Leave = account.Retention{Mode: account.LeaveNone}
	store := newStore(t)
	var once sync.Once
	store.refuse = func(Incoming) error {
		if len(store.mails) >= 60 {
			once.Do(func() {
				if err := s.Kill(); err != nil {
					t.Error(err)
				}
			})
		}
		return nil
	}
	rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
	// Where the line was lost between messages, another one is tried at once.
	if got := account.TroubleOf(err); got != account.TroubleCut && got != account.TroubleRefused {
		t.Errorf("%v: %v", got, err)
	}
	if rep.Received < 60 || rep.Removed != 0 {
		t.Errorf("%+v", rep)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if left, _ := s.Messages("anna"); len(left) != len(mail) {
		t.Errorf("%d messages are left", len(left))
	}
	again, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
	removed := again.Removed
	// Where all had come when the line was lost, nothing has shown that it was in step: of what
	// is alike some come again before all are believed.
	for range 3 {
		if err == nil && removed < len(mail) && rep.Received == len(mail) {
			more, err2 := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
			removed, err = removed+more.Removed, err2
		}
	}
	if err != nil || again.Received != len(mail)-rep.Received || removed != len(mail) {
		t.Errorf("%+v, %v, %d removed", again, err, removed)
	}
	store.mustHold(t, want...)
	if left, _ := s.Messages("anna"); len(left) != 0 {
		t.Errorf("%d messages are left", len(left))
	}

	_, err = (&Session{Store: store}).Run(t.Context(), a, account.Password("wrong"))
	wantTrouble(t, err, account.TroublePassword)
	a.Incoming.CAFile = ""
	_, err = (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
	wantTrouble(t, err, account.TroubleCertUnknown)
}

func TestDovecotRefuses(t *testing.T) {
	s := startDovecot(t, dovecot.Options{Lock: true, TLSOnly: true, CertNames: []string{"mail.example.org"}})
	if _, err := s.Deliver("anna", []byte("Subject: x\r\n\r\nx\r\n")); err != nil {
		t.Fatal(err)
	}
	a := dovecotAccount(s, account.TLS)
	_, _, err := Probe(t.Context(), a, account.Password(testPassword), 20*time.Second)
	wantTrouble(t, err, account.TroubleCertName)

	a = dovecotAccount(s, account.None)
	a.Incoming.Host = dovecot.Far
	_, _, err = Probe(t.Context(), a, account.Password(testPassword), 20*time.Second)
	wantTrouble(t, err, account.TroublePlainRefused)

	// Another program has the mailbox open.
	a.Incoming.Host = "127.0.0.1"
	other := &connection{s: &Session{}, a: a, meter: newMeter(nil, 0, Report{})}
	c, err := other.open(t.Context(), account.Password(testPassword))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Stat(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _, err = Probe(t.Context(), a, account.Password(testPassword), 20*time.Second)
	wantTrouble(t, err, account.TroubleInUse)
	if err := c.Quit(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRawFromDovecot: a message comes into its file as a session would store it.
func TestRawFromDovecot(t *testing.T) {
	s := startDovecot(t, dovecot.Options{})
	raw := []byte("Subject: dots\n\n" + strings.Repeat("a line\n.\n..\n.x\n", 50_000))
	if _, err := s.Deliver("anna", raw); err != nil {
		t.Fatal(err)
	}
	a := dovecotAccount(s, account.TLS)
	store := newStore(t)
	if _, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword)); err != nil || len(store.known) != 1 {
		t.Fatal(err, store.known)
	}
	for uid := range store.known {
		file := &rawSpool{keep: true}
		var announced int64
		err := (&Session{}).Raw(t.Context(), a, account.Password(testPassword), uid, func(n int64) (pop3.Spool, error) {
			announced = n
			return file, nil
		})
		if want := string(withCRLF(raw)); err != nil || file.String() != want || announced != int64(len(want)) {
			t.Errorf("%d octets of %d, %v", file.n, announced, err)
		}
	}
	if left, err := s.Messages("anna"); err != nil || len(left) != 1 {
		t.Errorf("%d messages are left, %v", len(left), err)
	}
}

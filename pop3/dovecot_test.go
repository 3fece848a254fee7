package pop3_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/pop3"
	"popmail/pop3/pop3test/dovecot"
)

// corpora is the folder of real mail beside the repository.
func corpora(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	for err == nil && dir != filepath.Dir(dir) {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			c := filepath.Join(dir, "..", "shared", "corpora")
			if _, e := os.Stat(c); e == nil {
				return c
			}
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no ../shared/corpora beside the repository")
	return ""
}

// toCRLF is how Dovecot sends a file: each LF alone as CRLF, and an end.
func toCRLF(raw []byte) []byte {
	var out []byte
	for i, b := range raw {
		if b == '\n' && (i == 0 || raw[i-1] != '\r') {
			out = append(out, '\r')
		}
		out = append(out, b)
	}
	if len(out) == 0 || out[len(out)-1] != '\n' {
		out = append(out, '\r', '\n')
	}
	return out
}

// Mail that breaks parsers, from a real Dovecot, over each kind of line.
func TestDovecot(t *testing.T) {
	dir := corpora(t)
	s := dovecot.Run(t, dovecot.Options{})
	if err := s.AddUser("bob", "sec ret"); err != nil {
		t.Fatal(err)
	}
	sent := map[string]int{} // octets as they must come, and how often
	count := 0
	err := filepath.WalkDir(filepath.Join(dir, "torture"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil || len(raw) == 0 || len(raw) > 4<<20 || count >= 400 {
			return err
		}
		count++
		sent[string(toCRLF(raw))]++
		_, err = s.Deliver("bob", raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	o := &pop3.Options{TLS: &tls.Config{RootCAs: pool}}
	ctx := t.Context()
	plain, secure := fmt.Sprintf("%s:%d", s.Host, s.Plain), fmt.Sprintf("%s:%d", s.Host, s.TLS)
	for name, dial := range map[string]func() (*pop3.Client, error){
		"plain": func() (*pop3.Client, error) { return pop3.Dial(ctx, plain, o) },
		"STLS":  func() (*pop3.Client, error) { return pop3.DialStartTLS(ctx, plain, o) },
		"TLS":   func() (*pop3.Client, error) { return pop3.DialTLS(ctx, secure, o) },
		"one by one": func() (*pop3.Client, error) {
			one := *o
			one.NoPipelining = true
			return pop3.DialTLS(ctx, secure, &one)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := dial()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if err := c.Login(ctx, "bob", "sec ret"); err != nil {
				t.Fatal(err)
			}
			n, octets, err := c.Stat(ctx)
			if err != nil || n != count {
				t.Fatal(n, err)
			}
			list, err := c.List(ctx)
			if err != nil || len(list) != count {
				t.Fatal(len(list), err)
			}
			ids, err := c.UIDL(ctx)
			if err != nil || len(ids) != count {
				t.Fatal(len(ids), err)
			}
			due := map[string]int{}
			for k, v := range sent {
				due[k] = v
			}
			var sum int64
			if err := c.RetrEach(ctx, list, func(n int, raw []byte, err error) error {
				if err != nil {
					return err
				}
				sum += int64(len(raw))
				if due[string(raw)]--; due[string(raw)] < 0 {
					t.Errorf("message %d is not as it was: %.200q", n, raw)
				}
				if n == 1 {
					head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
					if !strings.HasPrefix(string(raw), string(head)) {
						t.Error("no header")
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d messages, %d octets, %d announced", n, sum, octets)
			if err := c.Quit(ctx); err != nil {
				t.Fatal(err)
			}
		})
	}
	// Dovecot lets those wait whom it turns away, so once is enough.
	wrong, err := pop3.DialTLS(ctx, secure, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = wrong.Close() }()
	if err := wrong.Login(ctx, "bob", "wrong"); !refused(err, pop3.CodeAuth) {
		t.Error(err)
	}
	if err := wrong.Login(ctx, "bob", "sec ret"); err != nil {
		t.Error(err)
	}
}

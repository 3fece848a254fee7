package main

import (
	"crypto/sha256"
	"encoding/pem"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/line/linetest"
	"popmail/pop3/pop3test"
)

// TestAccountTrust: what an account trusts is kept in the data folder, listed, and taken
// back; a known account whose certificate gets worse fails, and no log-in is tried.
func TestAccountTrust(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	s := pop3test.New(pop3test.Options{Users: map[string]string{"anna": "secret"}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.SetCertificate(ca.Make(t, linetest.Leaf{}))
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	put := func(name string, octets []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, octets, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	der, pw := put("ca.cer", ca.Cert.Raw), put("pw", []byte("secret\n"))
	add := func(email string, more ...string) result {
		return pop(t, data, append([]string{"account", "add", "--email", email, "--user", "anna", "--server", "localhost", "--port", strconv.Itoa(s.TLSPort()),
			"--keep-password", "file", "--password-file", pw}, more...)...)
	}
	receive := func(email string, code int) string {
		t.Helper()
		return pop(t, data, "receive", "--account", email).must(t, code).stderr
	}
	logins := func() int { return s.Commands("USER") + s.Commands("PASS") + s.Commands("AUTH") + s.Commands("APOP") }

	add("ann@example.org", "--ca-file", der).must(t, 0)
	if err := os.Remove(der); err != nil {
		t.Fatal(err)
	}
	receive("ann@example.org", 0)
	sum := account.Fingerprint(sha256.Sum256(ca.Cert.Raw))
	if out := pop(t, data, "account", "trust", "ann@example.org", "--json").must(t, 0).stdout; !strings.Contains(out, `"authority"`) || !strings.Contains(out, sum) || !strings.Contains(out, "Example Root") {
		t.Errorf("%s", out)
	}

	// It gets worse.
	before := logins()
	s.SetCertificate(ca.Make(t, linetest.Leaf{SelfSigned: true, Names: []string{"mail.example.org"}}))
	if text := receive("ann@example.org", 1); !strings.Contains(text, "the password was not sent") || !strings.Contains(text, "signed it itself; it is for mail.example.org") {
		t.Errorf("%s", text)
	}
	s.SetCertificate(ca.Make(t, linetest.Leaf{}))
	if n := logins() - before; n != 0 {
		t.Errorf("%d log-ins", n)
	}
	receive("ann@example.org", 0)

	// The authority is taken back, and added again.
	pop(t, data, "account", "trust", "ann@example.org", "--remove", strings.ToLower(sum)).must(t, 0)
	receive("ann@example.org", 1)
	pop(t, data, "account", "trust", "ann@example.org", "--remove", sum).must(t, 1)
	pop(t, data, "account", "trust", "ann@example.org", "--remove", "AB:CD").must(t, 2)
	pop(t, data, "account", "trust", "ann@example.org", "--ca-file", put("ca.pem", ca.PEM())).must(t, 0)
	receive("ann@example.org", 0)

	// One certificate, by its fingerprint, for one account.
	crt := ca.Make(t, linetest.Leaf{SelfSigned: true})
	s.SetCertificate(crt)
	leaf := account.Fingerprint(sha256.Sum256(crt.Certificate[0]))
	add("bob@example.org", "--trust-certificate", leaf).must(t, 0)
	receive("bob@example.org", 0)
	receive("ann@example.org", 1)
	if out := pop(t, data, "account", "trust", "bob@example.org").must(t, 0).stdout; !strings.Contains(out, "exception") || !strings.Contains(out, "localhost") || !strings.Contains(out, leaf[:11]) {
		t.Errorf("%s", out)
	}
	s.SetCertificate(ca.Make(t, linetest.Leaf{SelfSigned: true}))
	if text := receive("bob@example.org", 1); !strings.Contains(text, "another certificate than the one you trusted") {
		t.Errorf("%s", text)
	}
	s.SetCertificate(crt)
	receive("bob@example.org", 0)
	pop(t, data, "account", "remove", "bob@example.org").must(t, 0)
	add("bob@example.org").must(t, 0)
	receive("bob@example.org", 1)

	// Nothing is trusted by mistake.
	add("eve@example.org", "--trust-certificate", "AB:CD").must(t, 2)
	add("eve@example.org", "--ca-file", put("leaf.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: crt.Certificate[0]}))).must(t, 1)
	add("eve@example.org", "--ca-file", put("empty", nil)).must(t, 1)
	if r := pop(t, data, "account", "add", "--from", put("from", []byte("trust-certificate = "+leaf+"\n"))).must(t, 1); !strings.Contains(r.stderr, "no setting") {
		t.Errorf("%s", r.stderr)
	}
}

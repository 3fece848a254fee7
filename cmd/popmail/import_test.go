package main

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"popmail/account"
	"popmail/account/discover/profiles"
	"popmail/gui/wizard"
)

// TestFoundAccounts: those that cannot be taken over come last, each with its reason.
func TestFoundAccounts(t *testing.T) {
	a := func(email string) account.Account {
		return account.Account{Email: email, Incoming: account.Server{Host: "pop.example.org"}, Outgoing: account.Server{Host: "smtp.example.org"}}
	}
	found := foundAccounts(profiles.Found{
		Accounts: []profiles.Settings{
			{Program: profiles.Thunderbird, Account: a("Ann@example.org")}, {Program: profiles.Claws, Account: a("new@example.org"), OutgoingUser: "out"},
			{Program: profiles.Evolution, Account: a("signs@example.org"), Browser: true}, {Program: profiles.Sylpheed, Account: a("open@example.org")},
		},
		Others: []profiles.Other{{Program: profiles.Thunderbird, Email: "i@example.org", Server: "imap.example.org", Kind: profiles.IMAP}, {Kind: "ews"}, {Email: "bad"}, {Email: "ANN@example.org", Kind: profiles.IMAP}},
	}, []account.Account{{Email: "ann@EXAMPLE.org"}})
	var got []string
	for _, f := range found {
		got = append(got, f.Program+" "+f.Account.Email+" "+string(rune('0'+f.Left)))
	}
	want := "Claws Mail new@example.org 0|Sylpheed open@example.org 0|Thunderbird Ann@example.org 1|Evolution signs@example.org 4|Thunderbird i@example.org 2|  3| bad 5| ANN@example.org 1"
	if strings.Join(got, "|") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "|"), want)
	}
	if out := found[0].Account; out.OutgoingUser != "out" || out.OutgoingOpen || !found[1].Account.OutgoingOpen {
		t.Errorf("the log-ins of the outgoing servers: %+v, %+v", out, found[1].Account)
	}
	// The same user name at both servers is one log-in.
	for _, user := range []string{"", "ann"} {
		same := a("ann@example.org")
		same.User = user
		f := foundAccounts(profiles.Found{Accounts: []profiles.Settings{{Account: same, OutgoingUser: cmp.Or(user, same.Email)}}}, nil)
		if a := f[0].Account; a.OutgoingUser != "" || a.OutgoingOpen {
			t.Errorf("%q: %+v", user, a)
		}
	}
}

// TestSettingsOf reads the settings files of account add for the window.
func TestSettingsOf(t *testing.T) {
	dir := t.TempDir()
	put := func(text string) string {
		file := filepath.Join(dir, "settings")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const good = "email = ann@example.org\nserver = pop.example.org\n"
	found, err := settingsOf(put(good + "name = Ann\nleave = 14d\nsmtp-server = smtp.example.org\n"))
	a := found.Account
	if err != nil || a.Email != "ann@example.org" || a.Name != "Ann" || a.Leave.Days != 14 || a.Incoming.Port != 995 || a.Outgoing.Port != 465 {
		t.Errorf("%+v, %v", a, err)
	}
	for text, want := range map[string]wizard.FileProblem{
		"email = a@example.org":                           {Kind: wizard.FileMissing, Name: "server"},
		"server = a.example":                              {Kind: wizard.FileMissing, Name: "email"},
		good + "password = x":                             {Kind: wizard.FilePassword, Line: 3},
		good + "smtp-password = x":                        {Kind: wizard.FilePassword, Line: 3},
		"\n# x\ncolour = red\n":                           {Kind: wizard.FileUnknown, Line: 3, Name: "colour"},
		good + "server = b.example":                       {Kind: wizard.FileTwice, Line: 3, Name: "server"},
		good + "port = many":                              {Kind: wizard.FileValue, Line: 3, Name: "port", Value: "many"},
		good + "port = 99999":                             {Kind: wizard.FileValue, Name: "port", Value: "99999"},
		good + "security = ssl":                           {Kind: wizard.FileValue, Name: "security", Value: "ssl"},
		good + "leave = some":                             {Kind: wizard.FileValue, Name: "leave", Value: "some"},
		good + "keep-password = here":                     {Kind: wizard.FileValue, Name: "keep-password", Value: "here"},
		good + "ca-file = none.pem":                       {Kind: wizard.FileValue, Name: "ca-file", Value: filepath.Join(dir, "none.pem")},
		good + "auth = external":                          {Kind: wizard.FileMissing, Name: "client-cert"},
		good + "auth = external\nclient-cert = none.pem":  {Kind: wizard.FileValue, Name: "client-cert", Value: filepath.Join(dir, "none.pem")},
		good + "client-cert = none.pem":                   {Kind: wizard.FileValue, Name: "client-cert", Value: filepath.Join(dir, "none.pem")},
		good + "plain-only = some":                        {Kind: wizard.FileValue, Line: 3, Name: "plain-only", Value: "some"},
		good + "signature = " + strings.Repeat(`x\n`, 30): {Kind: wizard.FileValue, Name: "signature", Value: strings.Repeat(`x\n`, 20) + "…"},
		"email = nobody\nserver = a.example":              {Kind: wizard.FileValue, Name: "email", Value: "nobody"},
		"email = a@example.org\nserver = a b":             {Kind: wizard.FileValue, Name: "server", Value: "a b"},
		good + "what is this":                             {Kind: wizard.FileLine, Line: 3},
		"\x00":                                            {Kind: wizard.FileOther},
		strings.Repeat("x", 1<<20):                        {Kind: wizard.FileOther},
	} {
		_, err := settingsOf(put(text))
		var got *wizard.FileProblem
		if !errors.As(err, &got) {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		got.Err = nil
		if *got != want {
			t.Errorf("%.40q: %+v, want %+v", text, *got, want)
		}
	}
	var got *wizard.FileProblem
	if _, err := settingsOf(dir); !errors.As(err, &got) || got.Kind != wizard.FileUnreadable {
		t.Errorf("a folder: %v", err)
	}
	if _, err := settingsOf(filepath.Join(dir, "none")); !errors.As(err, &got) || got.Kind != wizard.FileUnreadable {
		t.Errorf("no file: %v", err)
	}
}

// The certificate that a settings file names lies beside it, as the file of authorities does, and is what the
// account is logged in to with.
func TestSettingsWithACertificate(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}, &x509.Certificate{SerialNumber: big.NewInt(1)}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM, keyPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	put("ann.pem", certPEM)
	put("ann.key", keyPEM)
	put("both.pem", append(certPEM, keyPEM...))
	const good = "email = ann@example.org\nserver = pop.example.org\nauth = external\n"
	for text, want := range map[string]account.ClientCertificate{
		"client-cert = ann.pem\nclient-key = ann.key\n":                           {File: filepath.Join(dir, "ann.pem"), Key: filepath.Join(dir, "ann.key")},
		"client-cert = both.pem\nkeep-password = ask\n":                           {File: filepath.Join(dir, "both.pem"), Key: filepath.Join(dir, "both.pem")},
		"client-cert = " + filepath.Join(dir, "ann.pem") + "\nclient-key=ann.key": {File: filepath.Join(dir, "ann.pem"), Key: filepath.Join(dir, "ann.key")},
	} {
		found, err := settingsOf(put("settings", []byte(good+text)))
		if err != nil || found.Certificate != want || found.Account.Auth != account.AuthExternal {
			t.Errorf("%q: %+v, %v", text, found, err)
		}
	}
	var f addFlags // as account add --from
	fl := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.register(fl)
	if err := fromFile(fl, filepath.Join(dir, "settings")); err != nil || filepath.Dir(f.clientCert) != dir {
		t.Errorf("%q, %v", f.clientCert, err)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/account"
)

// TestAccountFrom adds accounts from settings files that somebody has prepared.
func TestAccountFrom(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	put := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	put("pw", "secret\n")
	whole := put("whole", "\ufeff# For Ann\r\n\r\nEmail = ann@example.org\r\nname=Ann = Berg\r\nserver = pop.example.org\r\nport = 1995\r\nuser = ann\r\n"+
		"smtp-server = smtp.example.org\r\nsmtp-security = starttls\r\nsmtp-user = out\r\nleave = 14d\r\nkeep-password = file\r\nauth = plain\r\n"+
		"signature = Ann Berg\\n\\nPier 4\r\nplain-only = true\r\n")
	pop(t, data, "account", "add", "--from", whole, "--password-file", filepath.Join(dir, "pw")).must(t, 0)
	// What is typed counts more; a flag may stand anywhere.
	pop(t, data, "account", "add", "--email", "bob@example.org", "--keep-password", "ask", "--from", whole, "--smtp-port", "2525", "--signature", "Bob\nBerg", "--plain-only=false").must(t, 0)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	for email, want := range map[string]account.Account{
		"ann@example.org": {
			Name: "Ann = Berg", User: "ann", Auth: account.AuthPlain, Keep: account.KeepFile,
			Incoming: account.Server{Host: "pop.example.org", Port: 1995, Security: account.TLS}, Outgoing: account.Server{Host: "smtp.example.org", Port: 587, Security: account.STARTTLS},
			Signature: "Ann Berg\n\nPier 4", PlainOnly: true,
		},
		"bob@example.org": {
			Name: "Ann = Berg", User: "ann", Auth: account.AuthPlain, Keep: account.KeepAsk,
			Incoming: account.Server{Host: "pop.example.org", Port: 1995, Security: account.TLS}, Outgoing: account.Server{Host: "smtp.example.org", Port: 2525, Security: account.STARTTLS},
			Signature: "Bob\nBerg",
		},
	} {
		got, err := app.find(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != want.Name || got.User != want.User || got.Auth != want.Auth || got.Keep != want.Keep || got.Incoming != want.Incoming || got.Outgoing != want.Outgoing || got.OutgoingUser != "out" || got.Leave.String() != "14d" ||
			got.Signature != want.Signature || got.PlainOnly != want.PlainOnly {
			t.Errorf("%s: %+v", email, got)
		}
	}
	for text, c := range map[string]struct {
		code int
		err  string
	}{
		"email = c@example.org\npassword = secret": {1, "line 2: a settings file holds no password"},
		"password-file = /etc/passwd":              {1, "holds no password"},
		"smtp-password-file = /etc/passwd":         {1, "holds no password"},
		"data = /tmp":                              {1, `no setting "data"`},
		"from = other":                             {1, `no setting "from"`},
		"colour = red":                             {1, `no setting "colour"`},
		"email c@example.org":                      {1, "line 1"},
		"port = many":                              {1, `"many" is no value for "port"`},
		"server = a.example\nserver = b.example":   {1, "line 2"},
		"email = c@example.org":                    {2, "--server is missing"},
		"email = c@example.org\nserver = a.example\nsecurity = ssl": {2, "--security"},
		"email = c@example.org\nserver = a.example\nsmtp-port = 25": {2, "--smtp-server is missing"},
		"\xff\xfa":                 {1, "no settings file"},
		"\xff\xfe":                 {2, "--email is missing"}, // nothing, in UTF-16
		strings.Repeat("#", 70000): {1, "no settings file"},
	} {
		r := pop(t, data, "account", "add", "--keep-password", "ask", "--from", put("bad", text)).must(t, c.code)
		if !strings.Contains(r.stderr, c.err) || strings.Contains(r.stderr, "secret") {
			t.Errorf("%q: %s", text, r.stderr)
		}
	}
	pop(t, data, "account", "add", "--from", filepath.Join(dir, "none")).must(t, 1)
}

//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account/oauth"
	"popmail/account/oauth/oauthtest"
	"popmail/pop3/pop3test/dovecot"
)

// club is a provider who signs people in with the browser, with a Dovecot that takes its
// tokens, and a data folder that knows both.
type club struct {
	t    *testing.T
	auth *oauthtest.Server
	pop  *dovecot.Server
	data string
	page string // the file that the browser's stand-in leaves the address in
	bin  string // the folder of the stand-in
	seen []string
}

const clubUser = "ann@club.example"

func newClub(t *testing.T) *club {
	t.Helper()
	c := &club{t: t, auth: oauthtest.New(), data: dataFolder(t)}
	t.Cleanup(c.auth.Close)
	c.auth.User, c.auth.Email, c.auth.ClientSecret = clubUser, clubUser, "club-client-s3cret"
	dir := t.TempDir()
	c.bin, c.page = filepath.Join(dir, "bin"), filepath.Join(dir, "page")
	opener := "#!/bin/sh\nprintf %s \"$1\" > \"" + c.page + ".new\" && mv \"" + c.page + ".new\" \"" + c.page + "\"\n"
	if err := errors.Join(os.Mkdir(c.bin, 0o755),
		os.WriteFile(filepath.Join(c.bin, "xdg-open"), []byte(opener), 0o755), os.MkdirAll(c.data, 0o700)); err != nil {
		t.Fatal(err)
	}
	c.pop = dovecot.Run(t, dovecot.Options{Mechanisms: "xoauth2 oauthbearer", TLSOnly: true, Introspection: c.auth.URL + "/introspect"})
	if err := c.pop.AddUser(clubUser, "not used"); err != nil {
		t.Fatal(err)
	}
	c.register(map[string]any{
		"id": c.auth.ClientID, "secret": c.auth.ClientSecret, "name": "The Club", "auth": c.auth.URL + "/authorize", "token": c.auth.URL + "/token",
		"revoke": c.auth.URL + "/revoke", "issuer": c.auth.URL, "scopes": c.auth.Scopes, "hosts": []string{"localhost"},
	})
	return c
}

// register writes the person's file with client IDs.
func (c *club) register(row map[string]any) {
	c.t.Helper()
	text, err := json.Marshal(map[string]any{"club": row})
	if err == nil {
		err = os.WriteFile(filepath.Join(c.data, oauth.ClientsFile), text, 0o600)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *club) deliver(n int) {
	c.t.Helper()
	for range n {
		if _, err := c.pop.Deliver(clubUser, []byte("Subject: hello\n\nx\n")); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *club) addArgs(more ...string) []string {
	return append([]string{"account", "add", "--email", clubUser, "--server", "localhost", "--port", strconv.Itoa(c.pop.TLS), "--ca-file", c.pop.CAFile,
		"--auth", "oauth", "--keep-password", "file"}, more...)
}

// run starts a command, waits until the browser is opened, or without one until the
// address is printed, lets the person answer, and returns what came of it.
func (c *club) run(browser bool, answer func(ctx context.Context, address string) (string, error), args ...string) result {
	c.t.Helper()
	_ = os.Remove(c.page)
	cmd := call(c.t, c.data, args...)
	path := os.Getenv("PATH")
	if browser {
		path = c.bin + ":" + path
	} else {
		path = c.empty()
	}
	cmd.Env = append(cmd.Env, "PATH="+path)
	var out bytes.Buffer
	errs := &overheard{}
	cmd.Stdout, cmd.Stderr = &out, errs
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	address := ""
	end := time.Now().Add(time.Minute)
	for address == "" && time.Now().Before(end) {
		select {
		case err := <-done:
			c.t.Fatalf("it ended before anybody could sign in: %v\n%s", err, errs.String())
		case <-time.After(10 * time.Millisecond):
		}
		if page, err := os.ReadFile(c.page); browser && err == nil {
			address = string(page)
		}
		if at := strings.Index(errs.String(), c.auth.URL); !browser && at >= 0 && strings.HasSuffix(errs.String(), "\n") {
			address, _, _ = strings.Cut(errs.String()[at:], "\n")
		}
	}
	c.lookAtProcesses()
	if _, err := answer(c.t.Context(), address); err != nil {
		c.t.Error(err)
	}
	err := <-done
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || !exit.Exited()) {
		c.t.Fatal(err)
	}
	c.seen = append(c.seen, out.String(), errs.String(), address)
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// empty is a folder without any program.
func (c *club) empty() string {
	dir := filepath.Join(c.bin, "..", "empty")
	_ = os.Mkdir(dir, 0o755)
	return dir
}

func (c *club) cmd(args ...string) result {
	c.t.Helper()
	r := pop(c.t, c.data, args...)
	c.seen = append(c.seen, r.stdout, r.stderr)
	return r
}

// lookAtProcesses notes what everybody on this computer can see of the processes.
func (c *club) lookAtProcesses() {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		if text, err := os.ReadFile(path); err == nil {
			c.seen = append(c.seen, string(text))
		}
	}
}

// mustBeSecret looks for tokens, codes and secrets where they must not be.
func (c *club) mustBeSecret() {
	c.t.Helper()
	c.lookAtProcesses()
	texts := append(c.seen, c.pop.Log())
	err := filepath.WalkDir(c.data, func(path string, d fs.DirEntry, err error) error {
		if name := d.Name(); err == nil && !d.IsDir() && name != "secrets.json" && name != oauth.ClientsFile {
			text, err := os.ReadFile(path)
			texts = append(texts, string(text))
			return err
		}
		return err
	})
	if err != nil {
		c.t.Error(err)
	}
	secrets := c.auth.Secrets()
	for _, s := range secrets {
		for _, text := range texts {
			if at := strings.Index(text, s); at >= 0 {
				c.t.Errorf("a secret (%.4s…) stands in %.200q", s, text[max(0, at-80):at])
			}
		}
	}
	if len(secrets) < 4 || len(texts) < 10 {
		c.t.Errorf("looked for %d secrets in %d texts", len(secrets), len(texts))
	}
	for _, name := range []string{"secrets.json", oauth.ClientsFile} {
		if info, err := os.Stat(filepath.Join(c.data, name)); err == nil && info.Mode().Perm() != 0o600 {
			c.t.Errorf("%s can be read by others: %v", name, info.Mode())
		}
	}
}

// overheard is what a running command has said so far.
type overheard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *overheard) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *overheard) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// From the sign-in to mail, a new token, a withdrawn permission, another sign-in, and the
// permission that is given back at the end, by command.
func TestSignInByCommand(t *testing.T) {
	c := newClub(t)
	c.deliver(2)
	r := c.run(true, c.auth.Login, c.addArgs()...).must(t, 0)
	if !strings.Contains(r.stderr, "Added "+clubUser) || !strings.Contains(r.stderr, c.auth.URL+"/authorize?") {
		t.Errorf("%s", r.stderr)
	}
	if list := c.cmd("account", "list").must(t, 0); !strings.Contains(list.stdout, "oauth") {
		t.Errorf("%s", list.stdout)
	}
	if r := c.cmd("receive").must(t, 0); !strings.Contains(r.stdout, "2 new messages") {
		t.Errorf("%s", r.stdout)
	}
	// A token that the server has forgotten is renewed without a word.
	c.auth.EndAccess()
	c.deliver(1)
	if r := c.cmd("receive").must(t, 0); !strings.Contains(r.stdout, "1 new message") || c.auth.Count("refresh") != 1 {
		t.Errorf("%s%d new tokens", r.stdout, c.auth.Count("refresh"))
	}
	c.auth.EndAccess()
	if r := c.cmd("account", "test", clubUser).must(t, 0); !strings.Contains(r.stdout, "works") || c.auth.Count("refresh") != 2 {
		t.Errorf("%s%d new tokens", r.stdout, c.auth.Count("refresh"))
	}
	// A permission that was taken back is told, with what helps.
	c.auth.RevokeAll()
	c.deliver(1)
	if r := c.cmd("receive").must(t, 1); !strings.Contains(r.stderr, "popmail account signin "+clubUser) || !strings.Contains(r.stderr, "sign in again") {
		t.Errorf("%s", r.stderr)
	}
	c.run(true, c.auth.Login, "account", "signin", clubUser).must(t, 0)
	if r := c.cmd("receive").must(t, 0); !strings.Contains(r.stdout, "1 new message") {
		t.Errorf("%s", r.stdout)
	}
	c.mustBeSecret()
	c.cmd("account", "remove", clubUser).must(t, 0)
	if c.auth.Count("revoke") != 1 {
		t.Errorf("given back %d times", c.auth.Count("revoke"))
	}
	if locks, _ := filepath.Glob(filepath.Join(c.data, "oauth-*.lock")); len(locks) > 0 {
		t.Errorf("%q stay", locks)
	}
	if said := c.auth.Complaints(); len(said) > 0 || c.auth.Count("reuse") > 0 {
		t.Errorf("the provider complains: %q", said)
	}
}

func TestSignInByCommandFails(t *testing.T) {
	c := newClub(t)
	one := func(q url.Values) func(context.Context, string) (string, error) {
		return func(ctx context.Context, address string) (string, error) { return c.auth.Answer(ctx, address, q) }
	}
	none := func(want string, r result) {
		t.Helper()
		if r.must(t, 1); !strings.Contains(r.stderr, want) {
			t.Errorf("%s", r.stderr)
		}
		if list := c.cmd("account", "list", "--json").must(t, 0); list.stdout != "" {
			t.Errorf("there is an account: %s", list.stdout)
		}
	}
	none("not allowed", c.run(true, c.auth.Deny, c.addArgs()...))
	none("another provider", c.run(true, one(url.Values{"code": {"x"}, "iss": {"https://evil.example"}}), c.addArgs()...))
	c.auth.Fail("server_error")
	none("server_error", c.run(true, c.auth.Login, c.addArgs()...))
	c.auth.Fail("invalid_grant")
	none("invalid_grant", c.run(true, c.auth.Login, c.addArgs()...))
	c.auth.Fail("")
	c.auth.Email = "bob@club.example"
	none("bob@club.example has signed in, not "+clubUser, c.run(true, c.auth.Login, c.addArgs()...))
	// One mailbox with two addresses.
	c.run(true, c.auth.Login, c.addArgs("--user", "bob@club.example")...).must(t, 0)
	c.cmd("account", "remove", clubUser).must(t, 0)
	// No browser: the address is there to be copied.
	c.auth.Email = clubUser
	r := c.run(false, c.auth.Login, c.addArgs()...).must(t, 0)
	if !strings.Contains(r.stderr, "No browser could be opened") {
		t.Errorf("%s", r.stderr)
	}
	c.cmd("account", "remove", clubUser).must(t, 0)
	c.mustBeSecret()
	// A password is refused, and who is not registered cannot sign in.
	if r := c.cmd(c.addArgs("--password-stdin")...).must(t, 2); !strings.Contains(r.stderr, "takes no password") {
		t.Errorf("%s", r.stderr)
	}
	c.register(map[string]any{"name": "The Club", "auth": c.auth.URL + "/authorize", "token": c.auth.URL + "/token", "hosts": []string{"localhost"}})
	none(oauth.ClientsFile, c.cmd(c.addArgs()...))
	c.register(map[string]any{"id": "x"})
	none("nothing is known of signing in to this server", c.cmd(c.addArgs()...))
}

// What the Settings keep of client IDs.
func TestClientPort(t *testing.T) {
	data := dataFolder(t)
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	p := signInPort{&app{dir: data}}
	ctx := t.Context()
	const id = "9e5f94bc-e8a4-4e73-b8be-63364c29d753"
	if ok, err := p.SetClient(ctx, "microsoft", "nonsense", ""); ok || err != nil {
		t.Errorf("%t, %v", ok, err)
	}
	if ok, err := p.SetClient(ctx, "nobody", id, ""); ok || err != nil {
		t.Errorf("%t, %v", ok, err)
	}
	for _, secret := range []string{"s3cret", ""} { // the second time it is left as it was
		if ok, err := p.SetClient(ctx, "microsoft", id, secret); !ok || err != nil {
			t.Errorf("%t, %v", ok, err)
		}
		m, _ := oauth.ByID("microsoft")
		if c, ok := p.app.clients().Of(m); !ok || c.Secret != "s3cret" {
			t.Errorf("the secret is gone")
		}
	}
	list, err := p.Clients(ctx)
	if err != nil || len(list) != 3 || list[1].Name != "Microsoft" || list[1].ID != id || list[2].Name != "Yahoo, AOL" || list[0].ID != "" {
		t.Errorf("%+v, %v", list, err)
	}
	if at, ok := p.SignInAt(ctx, "outlook.office365.com", "ann@outlook.com"); !ok || !at.Ready || at.Page != "login.microsoftonline.com" {
		t.Errorf("%+v, %t", at, ok)
	}
	if ok, err := p.SetClient(ctx, "microsoft", "", ""); !ok || err != nil {
		t.Errorf("%t, %v", ok, err)
	}
	if at, ok := p.SignInAt(ctx, "outlook.office365.com", "ann@outlook.com"); !ok || at.Ready {
		t.Errorf("%+v, %t", at, ok)
	}
}

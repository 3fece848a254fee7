package oauth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/assets/oauth"
)

const someGUID = "9e5f94bc-e8a4-4e73-b8be-63364c29d753"

func TestClients(t *testing.T) {
	p, _ := ByID("microsoft365")
	c := Clients{Dir: t.TempDir()}
	if err := c.Set(p, Client{ID: " " + someGUID + "\n", Secret: "s3cret~"}); err != nil {
		t.Fatal(err)
	}
	other, _ := ByID("microsoft")
	if got, own, ok := c.Where(other); !ok || !own || got.ID != someGUID {
		t.Error("the two Microsofts have not the same client")
	}
	path := filepath.Join(c.Dir, ClientsFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the secret: %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte(`{"microsoft": {"secret": "s3cret~", "id": 7`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Of(p); ok {
		t.Error("a client out of a damaged file")
	}
	if _, err := c.own(); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error is %v", err)
	}
	if err := c.Set(p, Client{ID: strings.ToUpper(someGUID)}); err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Of(p); got.ID != strings.ToUpper(someGUID) {
		t.Error("a damaged file stays")
	}
	if err := c.Set(p, Client{}); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Of(p); ok {
		t.Error("what was taken away is there")
	}
	if err := (Clients{}).Set(p, Client{ID: someGUID}); err == nil {
		t.Error("kept nowhere")
	}
	for _, s := range []string{fmt.Sprint(Client{"id", "s3cret"}), fmt.Sprintf("%+v %#v", Client{"id", "s3cret"}, Client{"id", "s3cret"})} {
		if strings.Contains(s, "s3cret") {
			t.Errorf("printed: %q", s)
		}
	}
}

func TestWhatCannotBeAClient(t *testing.T) {
	for _, c := range []struct {
		provider string
		client   Client
		ok       bool
	}{
		{"google", Client{ID: "1234567-abc.apps.googleusercontent.com", Secret: "GOCSPX-x"}, true},
		{"google", Client{ID: "1234567-abc"}, false},
		{"google", Client{ID: "ann@gmail.com"}, false},
		{"google", Client{ID: "GOCSPX-secretinthewrongfield"}, false},
		{"microsoft", Client{ID: someGUID}, true},
		{"microsoft365", Client{ID: someGUID[:30]}, false},
		{"microsoft", Client{ID: "PopMail"}, false},
		{"microsoft", Client{ID: someGUID, Secret: "two words"}, false},
		{"yahoo", Client{ID: "dj0yJmk9abc--"}, true},
		{"yahoo", Client{}, false},
		{"yahoo", Client{ID: "dj0yJmk9\x00"}, false},
		{"yahoo", Client{ID: "schlüssel"}, false},
		{"yahoo", Client{ID: strings.Repeat("x", maxClient+1)}, false},
		{"yahoo", Client{ID: "same", Secret: "same"}, false},
	} {
		p, _ := ByID(c.provider)
		if _, err := p.Check(c.client); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrClient) {
			t.Errorf("%s %+q: %v", c.provider, c.client.ID, err)
		}
		if err := (Clients{Dir: t.TempDir()}).Set(p, c.client); (err == nil) != c.ok && c.client != (Client{}) {
			t.Errorf("%s %+q: kept, %v", c.provider, c.client.ID, err)
		}
	}
}

// A file can bring a provider of its own along, such as that of a company.
func TestProvidersOfAFile(t *testing.T) {
	c := Clients{Dir: t.TempDir()}
	text := `{
		"club": {"id": "popmail", "name": "The Club", "auth": "https://id.club.example/auth", "token": "https://id.club.example/token", "scopes": ["mail"], "hosts": ["Pop.Club.example", ".mail.club.example"]},
		"here": {"id": "x", "auth": "http://127.0.0.1:9/a", "token": "http://127.0.0.1:9/t", "hosts": ["localhost"]},
		"open": {"id": "x", "auth": "http://id.club.example/auth", "token": "https://id.club.example/token", "hosts": ["pop.open.example"]},
		"none": {"id": "x", "auth": "https://id.club.example/auth", "token": "https://id.club.example/token"},
		"google": {"id": "1-x.apps.googleusercontent.com", "auth": "https://evil.example/auth", "token": "https://evil.example/token", "hosts": ["pop.evil.example"]},
		"microsoft365": {"id": "x", "auth": "https://evil.example/auth", "token": "https://evil.example/token", "hosts": ["pop.evil.example"]}
	}`
	if err := os.WriteFile(filepath.Join(c.Dir, ClientsFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]string{
		"pop.club.example": "The Club", "a.mail.club.example": "The Club", "localhost": "here", "pop.open.example": "", "pop.gmail.com": "Google", "pop.evil.example": "",
	} {
		if p, _ := c.For(host, "ann@example.org"); p.Name != want {
			t.Errorf("%s: %q, want %q", host, p.Name, want)
		}
	}
	p, _ := c.For("pop.club.example", "")
	if got, own, ok := c.Where(p); got.ID != "popmail" || !own || !ok {
		t.Errorf("%v, %t, %t", got, own, ok)
	}
	// Another ID for it leaves its addresses.
	if err := c.Set(p, Client{ID: "other"}); err != nil {
		t.Fatal(err)
	}
	if again, ok := c.For("pop.club.example", ""); !ok || again.Auth != p.Auth {
		t.Error("the addresses are gone")
	}
	if err := c.Set(p, Client{}); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Of(p); ok {
		t.Error("its ID is still there")
	}
	if _, ok := c.For("pop.club.example", ""); !ok {
		t.Error("the provider is gone with its ID")
	}
}

// What a packager fills in has the form that is read.
func TestTheFileOfThePackager(t *testing.T) {
	rows, err := parse(oauth.Clients)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Providers {
		if _, ok := rows[p.Client]; !ok {
			t.Errorf("there is no row for %s", p.Client)
		}
	}
}

func TestWhoHasSignedIn(t *testing.T) {
	s, p := start(t)
	if in, err := flowOf(s, p).SignIn(t.Context()); err != nil || in.Email != "" {
		t.Errorf("%q, %v", in.Email, err)
	}
	s.Email = "bob@example.org"
	if in, err := flowOf(s, p).SignIn(t.Context()); err != nil || in.Email != "bob@example.org" {
		t.Errorf("%q, %v", in.Email, err)
	}
	token := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".x"
	}
	for claims, want := range map[string]string{
		`{"aud":"me","email":"a@b.example"}`:                       "a@b.example",
		`{"aud":["x","me"],"preferred_username":"a@b.example"}`:    "a@b.example",
		`{"aud":"other","email":"a@b.example"}`:                    "",
		`{"email":"a@b.example"}`:                                  "",
		`{"aud":"me","email":7}`:                                   "",
		`{"aud":"me","email":"a@b\n.example"}`:                     "",
		`{"aud":"me","email":"nobody","preferred_username":"+49"}`: "",
		`[]`: "", ``: "",
	} {
		if got := who(token(claims), "me"); got != want {
			t.Errorf("%s: %q, want %q", claims, got, want)
		}
	}
	for _, bad := range []string{"", "a.b", "a.!.c", strings.Repeat("x", maxIDToken+1)} {
		if got := who(bad, "me"); got != "" {
			t.Errorf("%.20q: %q", bad, got)
		}
	}
}

func TestAnotherPersonCanBeChosen(t *testing.T) {
	s, p := start(t)
	f := flowOf(s, p)
	login := f.Open
	for _, c := range []struct {
		extra, want string
		other       bool
	}{{"", "", false}, {"", "select_account", true}, {"consent", "select_account consent", true}, {"consent", "consent", false}} {
		f.Provider.Extra, f.Other = map[string]string{}, c.other
		if c.extra != "" {
			f.Provider.Extra["prompt"] = c.extra
		}
		got := "?"
		f.Open = func(ctx context.Context, address string) error {
			u, _ := url.Parse(address)
			got = u.Query().Get("prompt")
			return login(ctx, address)
		}
		if _, err := f.SignIn(t.Context()); err != nil || got != c.want {
			t.Errorf("%+v: prompt %q, %v", c, got, err)
		}
	}
}

// TestOtherLetters: the servers and domains of a provider are known in every form of their
// names.
func TestOtherLetters(t *testing.T) {
	for _, letters := range []string{"bücher.example", "xn--bcher-kva.example", "Bücher.Example"} {
		list := []Provider{{ID: "books", Hosts: []string{"pop." + letters, ".mail." + letters}, Domains: []string{letters}}}
		for _, name := range []string{"bücher.example", "xn--bcher-kva.example", "XN--BCHER-kva.example."} {
			for host, want := range map[string]bool{"pop." + name: true, "a.mail." + name: true, "mail." + name: true, "smtp." + name: false, "evilmail." + name: false} {
				if _, ok := search(list, host, "ann@"+name); ok != want {
					t.Errorf("%s of %s: %t", host, letters, ok)
				}
			}
			if _, ok := search(list, "pop."+name, "ann@bucher.example"); ok {
				t.Errorf("%s: another domain", letters)
			}
		}
	}
}

package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"popmail/account/disk"
	"popmail/assets/oauth"
)

// Client is how this copy of PopMail is registered with a provider. Printed or logged,
// it does not show its secret.
type Client struct {
	ID     string `json:"id"`
	Secret string `json:"secret,omitempty"` // of a native application (RFC 8252, section 8.5); may be empty
}

// String shows the ID alone.
func (c Client) String() string { return "client " + c.ID }

// GoString shows no more.
func (c Client) GoString() string { return c.String() }

// ErrClient says that a client ID or a secret cannot be one.
var ErrClient = errors.New("this is no client ID")

// maxClient bounds an ID and a secret, in octets.
const maxClient = 400

// Check trims c and reports whether the provider can have given it out: what was cut off
// or copied from the wrong place is refused with ErrClient.
func (p Provider) Check(c Client) (Client, error) {
	c.ID, c.Secret = strings.TrimSpace(c.ID), strings.TrimSpace(c.Secret)
	if c.ID == "" || !printable(c.ID) || !printable(c.Secret) || c.ID == c.Secret {
		return c, ErrClient
	}
	fits := true
	switch p.Client {
	case "google":
		fits = strings.HasSuffix(c.ID, ".apps.googleusercontent.com") && c.ID[0] >= '0' && c.ID[0] <= '9'
	case "microsoft":
		fits = guid().MatchString(c.ID)
	}
	if !fits {
		return c, ErrClient
	}
	return c, nil
}

var guid = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
})

// printable reports whether s is of visible ASCII characters and not too long.
func printable(s string) bool {
	return len(s) <= maxClient && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Clients are the registrations: those that whoever packaged this copy has filled in,
// and those that the person has given, which come first.
type Clients struct {
	Dir string // the data folder, where the person's are kept; empty: nowhere
}

// ClientsFile is the file of the data folder with the person's own registrations; it has
// the form of assets/oauth/clients.json. Only its owner can read it.
const ClientsFile = "oauth-clients.json"

const maxFile = 64 << 10 // octets

// row is one registration of a file. With addresses it brings a provider of its own
// along, such as that of a company; those that are known keep theirs.
type row struct {
	Client
	Name    string   `json:"name,omitempty"`
	Auth    string   `json:"auth,omitempty"`
	Token   string   `json:"token,omitempty"`
	Revoke  string   `json:"revoke,omitempty"`
	Issuer  string   `json:"issuer,omitempty"`
	Scopes  []string `json:"scopes,omitempty"`
	Hosts   []string `json:"hosts,omitempty"`
	Domains []string `json:"domains,omitempty"`
}

// provider is the one that a row brings along.
func (r row) provider(id string) (Provider, bool) {
	p := Provider{
		ID: id, Name: r.Name, Client: id, Auth: r.Auth, Token: r.Token, Revoke: r.Revoke, Issuer: r.Issuer,
		Scopes: r.Scopes, Hosts: lower(r.Hosts), Domains: lower(r.Domains),
	}
	if p.Name == "" {
		p.Name = id
	}
	ok := len(p.Hosts) > 0 && !slices.Contains(p.Hosts, "") && safe(p.Auth) && safe(p.Token) && (p.Revoke == "" || safe(p.Revoke))
	return p, ok
}

func lower(list []string) (out []string) {
	for _, s := range list {
		out = append(out, strings.ToLower(strings.TrimSpace(s)))
	}
	return out
}

// safe reports whether secrets can go to an address: it is of https, or does not leave
// this computer.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// Of returns the registration with a provider, if there is one.
func (c Clients) Of(p Provider) (Client, bool) {
	client, _, ok := c.Where(p)
	return client, ok
}

// Where is Of, and says whether the registration is the person's own.
func (c Clients) Where(p Provider) (client Client, own, ok bool) {
	if mine, err := c.own(); err == nil && mine[p.Client].ID != "" {
		return mine[p.Client].Client, true, true
	}
	shipped, err := parse(oauth.Clients)
	client = shipped[p.Client].Client
	return client, false, err == nil && client.ID != ""
}

// Shipped reports whether the packager has filled in a registration with a provider.
func (c Clients) Shipped(p Provider) bool {
	rows, err := parse(oauth.Clients)
	return err == nil && rows[p.Client].ID != ""
}

// Providers are those that are known, and those that the files bring along; the
// person's own come first.
func (c Clients) Providers() []Provider {
	var list []Provider
	mine, _ := c.own()
	shipped, _ := parse(oauth.Clients)
	for _, rows := range []map[string]row{mine, shipped} {
		for _, id := range slices.Sorted(maps.Keys(rows)) {
			if p, ok := rows[id].provider(id); ok && !known(list, id) && !known(Providers, id) {
				list = append(list, p)
			}
		}
	}
	return append(list, Providers...)
}

func known(list []Provider, client string) bool {
	return slices.ContainsFunc(list, func(p Provider) bool { return p.ID == client || p.Client == client })
}

// For finds the provider of a server, as the function of this name does, among all of
// Providers.
func (c Clients) For(host, email string) (Provider, bool) { return search(c.Providers(), host, email) }

// Set keeps a registration of the person's own; without an ID it goes, and what the
// packager has filled in counts again. Its errors are ErrClient and those of the disk.
func (c Clients) Set(p Provider, client Client) error {
	if c.Dir == "" {
		return errors.New("there is no folder for registrations")
	}
	if client != (Client{}) {
		var err error
		if client, err = p.Check(client); err != nil {
			return err
		}
	}
	own, err := c.own()
	if err != nil && !errors.Is(err, errDamaged) {
		return disk.Problem(err)
	}
	if own == nil {
		own = make(map[string]row)
	}
	r := own[p.Client]
	r.Client = client
	if own[p.Client] = r; client.ID == "" && r.Auth == "" {
		delete(own, p.Client)
	}
	data, err := json.MarshalIndent(own, "", "\t")
	if err != nil {
		return err
	}
	return disk.Problem(disk.Replace(filepath.Join(c.Dir, ClientsFile), append(data, '\n')))
}

var errDamaged = errors.New(ClientsFile + " is damaged")

func (c Clients) own() (map[string]row, error) {
	if c.Dir == "" {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(c.Dir, ClientsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, errDamaged
	}
	return parse(data)
}

// parse reads a file. Its error repeats nothing of it.
func parse(data []byte) (map[string]row, error) {
	var m map[string]row
	if json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &m) != nil { // editors of Windows put a mark in front
		return nil, errDamaged
	}
	return m, nil
}

package oauth

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"popmail/account/disk"
	"popmail/assets/oauth"
)

// Client is how this copy of PopMail is registered with a provider.
type Client struct {
	ID     string `json:"id"`
	Secret string `json:"secret,omitempty"` // of a native application: no secret at all (RFC 8252, section 8.5); may be empty
}

// Clients are the registrations: those that whoever packaged this copy has filled in,
// and those that the person has given, which come first.
type Clients struct {
	Dir string // the data folder, where the person's are kept; empty: nowhere
}

// fileName is the file with the person's own registrations; it has the form of
// assets/oauth/clients.json.
const fileName = "oauth-clients.json"

const maxFile = 64 << 10 // octets

// Of returns the registration with a provider, if there is one.
func (c Clients) Of(p Provider) (Client, bool) {
	if own, err := c.own(); err == nil && own[p.Client].ID != "" {
		return own[p.Client], true
	}
	shipped, err := parse(oauth.Clients)
	client := shipped[p.Client]
	return client, err == nil && client.ID != ""
}

// Set keeps a registration of the person's own; without an ID it goes.
func (c Clients) Set(p Provider, client Client) error {
	if c.Dir == "" {
		return errors.New("there is no folder for registrations")
	}
	own, err := c.own()
	if err != nil && !errors.Is(err, errDamaged) {
		return disk.Problem(err)
	}
	if own == nil {
		own = make(map[string]Client)
	}
	if own[p.Client] = client; client.ID == "" {
		delete(own, p.Client)
	}
	data, err := json.MarshalIndent(own, "", "\t")
	if err != nil {
		return err
	}
	return disk.Problem(disk.Replace(filepath.Join(c.Dir, fileName), append(data, '\n')))
}

var errDamaged = errors.New(fileName + " is damaged")

func (c Clients) own() (map[string]Client, error) {
	if c.Dir == "" {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(c.Dir, fileName))
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

func parse(data []byte) (map[string]Client, error) {
	var m map[string]Client
	if json.Unmarshal(data, &m) != nil {
		return nil, errDamaged
	}
	return m, nil
}

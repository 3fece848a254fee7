package servers

import (
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
)

// Client are the fields for how PopMail is registered with a provider that lets people
// sign in with the browser.
type Client struct {
	ID, Secret           *field.Entry
	IDField, SecretField *field.Labelled
}

// NewClient makes empty fields of the entries of a screen.
func NewClient(id, secret *field.Entry) *Client {
	c := &Client{ID: id, Secret: secret}
	c.IDField, c.SecretField = field.Label(lang.L("Client ID"), id), field.Label(lang.L("Client secret, if there is one"), secret)
	id.OnChanged = func(string) { c.IDField.Say("") }
	return c
}

// Refuse says that what was typed is no client ID of a provider.
func (c *Client) Refuse(provider string) {
	c.IDField.Say(lang.L("That isn’t a client ID of {{.Provider}}. Copy it again from the page where PopMail was registered.", map[string]any{"Provider": provider}))
}

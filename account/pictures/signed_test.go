package pictures

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

// signed is a letter of a mailing list with a signature over some fields, behind a header of
// its own, and the DNS that has the key.
func signed(t *testing.T, before string, fields ...string) (letter []byte, key func(context.Context, string) ([]string, error)) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	raw := "From: news@shop.example\r\nTo: ann@example.org\r\nSubject: News\r\nList-Unsubscribe: <https://shop.example/u>\r\n" +
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nDear Ann,\r\nnews\r\n"
	var b bytes.Buffer
	if err := dkim.Sign(&b, bytes.NewReader([]byte(raw)), &dkim.SignOptions{Domain: "shop.example", Selector: "a", Signer: private, HeaderKeys: fields}); err != nil {
		t.Fatal(err)
	}
	return append([]byte(before), b.Bytes()...), func(_ context.Context, name string) ([]string, error) {
		if name != "a._domainkey.shop.example" {
			return nil, &net.DNSError{IsNotFound: true, Name: name}
		}
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}
}

// A mailing list is left only where a signature vouches for how.
func TestConfirm(t *testing.T) {
	all := []string{"From", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post"}
	letter, key := signed(t, "", all...)
	part, partKey := signed(t, "", "From", "Subject", "List-Unsubscribe")
	double, doubleKey := signed(t, "List-Unsubscribe: <https://evil.example/u>\r\n", all...)
	_, otherKey := signed(t, "", all...)
	offline := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{IsTemporary: true, Err: "no way out"}
	}
	for _, c := range []struct {
		name     string
		letter   []byte
		key      func(context.Context, string) ([]string, error)
		fine     bool
		unsigned bool
	}{
		{"signed", letter, key, true, false},
		{"not over one of the fields", part, partKey, false, true},
		{"with a second field", double, doubleKey, false, true},
		{"by another key", letter, otherKey, false, true},
		{"changed on its way", bytes.Replace(letter, []byte("shop.example/u"), []byte("evil.example/u"), 1), key, false, true},
		{"not signed", letter[bytes.Index(letter, []byte("From:")):], key, false, true},
		{"no key", letter, func(context.Context, string) ([]string, error) { return nil, &net.DNSError{IsNotFound: true} }, false, true},
		{"offline", letter, offline, false, false},
		{"empty", nil, key, false, true},
	} {
		f := Fetcher{way{txt: c.key}}
		if err := f.confirm(t.Context(), c.letter); (err == nil) != c.fine || errors.Is(err, ErrUnsigned) != c.unsigned {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

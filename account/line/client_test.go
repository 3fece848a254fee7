package line

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/account"
)

func TestProve(t *testing.T) {
	c := new(tls.Config)
	if err := Prove(c, account.ClientCertificate{}); err != nil || len(c.Certificates) != 0 {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("the secret of the key")})
	if err := os.WriteFile(broken, text, 0o600); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(dir, "none")
	for _, with := range []account.ClientCertificate{{File: none, Key: broken}, {File: broken, Key: broken}, {File: broken, Key: none}, {File: broken}} {
		if err := Prove(c, with); !errors.Is(err, ErrClientCertificate) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v: %v", with, err)
		}
	}
}

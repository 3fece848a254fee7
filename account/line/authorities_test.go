package line_test

import (
	"bytes"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/line"
	"popmail/account/line/linetest"
	"popmail/pop3/pop3test"
)

// TestReadAuthorities takes certificates of authorities, in both forms, and nothing else.
func TestReadAuthorities(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	below := ca.Below(t, "Example Low")
	leaf := ca.Make(t, linetest.Leaf{})
	block := func(kind string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	one, two := ca.PEM(), below.PEM()
	for name, c := range map[string]struct {
		data []byte
		now  time.Time
		want string
		err  error
	}{
		"PEM":               {one, time.Now(), string(one), nil},
		"DER":               {ca.Cert.Raw, time.Now(), string(one), nil},
		"two in DER":        {append(bytes.Clone(ca.Cert.Raw), below.Cert.Raw...), time.Now(), string(one) + string(two), nil},
		"words around":      {append([]byte("Our company\r\nsubject=x\r\n"), bytes.ReplaceAll(one, []byte("\n"), []byte("\r\n"))...), time.Now(), string(one), nil},
		"two, one of twice": {append(append(bytes.Clone(one), two...), one...), time.Now(), string(one) + string(two), nil},
		"a server's":        {block("CERTIFICATE", leaf.Certificate[0]), time.Now(), "", account.ErrNoAuthority},
		"one is a server's": {append(bytes.Clone(one), block("CERTIFICATE", leaf.Certificate[0])...), time.Now(), "", account.ErrNoAuthority},
		"expired":           {one, ca.Cert.NotAfter.Add(time.Hour), "", account.ErrAuthorityEnds},
		"a key":             {append(bytes.Clone(one), block("RSA PRIVATE KEY", []byte("x"))...), time.Now(), "", account.ErrPrivateKey},
		"nothing":           {nil, time.Now(), "", account.ErrNoCertificate},
		"noise":             {[]byte(strings.Repeat("x", 1000)), time.Now(), "", account.ErrNoCertificate},
		"a broken one":      {block("CERTIFICATE", ca.Cert.Raw[:100]), time.Now(), "", account.ErrNoCertificate},
		"too large":         {bytes.Repeat(one, 100), time.Now(), "", account.ErrAuthorityLarge},
	} {
		file := filepath.Join(t.TempDir(), "ca")
		if err := os.WriteFile(file, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := line.ReadAuthorities(file, c.now); got.Text != c.want || c.err == nil && len(got.Certificates) == 0 || !errors.Is(err, c.err) || (c.err == nil) != (err == nil) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := line.ReadAuthorities(t.TempDir(), time.Now()); err == nil {
		t.Error("a folder is taken")
	}
	a := account.Account{Authorities: string(one) + string(two)}
	all := line.Authorities(a.Authorities)
	if len(all) != 2 || all[0].Owner != "Example Root (Example Works)" || all[1].Issuer != "Example Root (Example Works)" || all[0].To.IsZero() {
		t.Errorf("%+v", all)
	}
	if none := line.Authorities(""); none != nil {
		t.Errorf("%+v", none)
	}
}

func FuzzReadAuthorities(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pop3test.Within(t, len(data), func() {
			got, err := line.ParseAuthorities(data, time.Unix(1800000000, 0))
			if (err == nil) != (got != "") {
				t.Errorf("%q, %v", got, err)
			}
			if again, err2 := line.ParseAuthorities([]byte(got), time.Unix(1800000000, 0)); err == nil && (again != got || err2 != nil) {
				t.Errorf("%q, %v", again, err2)
			}
		})
	})
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDiscover asks only about what is known on this computer: nothing goes out.
func TestDiscover(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	isp := filepath.Join(data, "isp")
	if err := os.MkdirAll(isp, 0o700); err != nil {
		t.Fatal(err)
	}
	file := `<clientConfig version="1.1"><emailProvider id="x"><domain>firm.example</domain>
<incomingServer type="pop3"><hostname>mail.%EMAILDOMAIN%</hostname><port>110</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<incomingServer type="imap"><hostname>imap.firm.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer></emailProvider></clientConfig>`
	if err := os.WriteFile(filepath.Join(isp, "firm.xml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		out  string // of stdout, whole for JSON
		err  string
	}{
		{[]string{"Ann@GMail.com", "--json"}, 0, `{"server":"pop.gmail.com","port":995,"security":"tls","user":"Ann@gmail.com","source":"provider","verified":false}` + "\n", ""},
		{[]string{"--json", "Ann <ann@firm.example>"}, 0, `{"server":"mail.firm.example","port":110,"security":"starttls","user":"ann","source":"folder","verified":false}` + "\n", ""},
		{[]string{"ann@gmail.com"}, 0, "pop.gmail.com:995", "Settings → See all settings"},
		{[]string{"ann@outlook.com"}, 0, "smtp-mail.outlook.com:587", "sign in with the browser"},
		{[]string{"ann@proton.me", "--json"}, 1, "", "Proton Mail offers no POP3"},
		{[]string{"ann@icloud.com"}, 1, "", "forward"},
		{[]string{"ann@duck.com"}, 1, "", "another address"},
		{[]string{"ann"}, 2, "", "not an e-mail address"},
		{nil, 2, "", "needs an e-mail address"},
		{[]string{"ann@gmail.com", "x"}, 2, "", "unexpected"},
	} {
		r := pop(t, data, append([]string{"discover"}, c.args...)...).must(t, c.code)
		whole := len(c.out) > 0 && c.out[0] == '{' || c.code != 0
		if whole && r.stdout != c.out || !strings.Contains(r.stdout, c.out) || !strings.Contains(r.stderr, c.err) {
			t.Errorf("%q:\n%s%s", c.args, r.stdout, r.stderr)
		}
		if whole && c.code == 0 && r.stderr != "" {
			t.Errorf("%q: %s", c.args, r.stderr)
		}
	}
	// Nothing was made in the data folder: the command only looks.
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

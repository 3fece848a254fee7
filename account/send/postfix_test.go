package send

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
)

// freePort is a port of 127.0.0.1 that nobody uses.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// postfix starts a Postfix that asks a Dovecot who may send, and returns an account for
// its port with TLS and the port for STARTTLS.
func postfix(t *testing.T, mechanisms string) (a account.Account, starttls int) {
	t.Helper()
	const program = "/usr/sbin/postfix"
	if _, err := os.Stat(program); err != nil || os.Getuid() != 0 {
		t.Skip("Postfix is not installed (Debian: apt-get install postfix), or this is not root")
	}
	dir, err := os.MkdirTemp("", "pmpf")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	in := func(name string) string { return filepath.Join(dir, name) }
	d := dovecot.Run(t, dovecot.Options{Mechanisms: mechanisms, Additional: fmt.Sprintf("service auth {\n unix_listener %s {\n  mode = 0666\n }\n}\n", in("auth"))})
	if err := d.AddUser("anna", password); err != nil {
		t.Fatal(err)
	}
	tls, open := freePort(t), freePort(t)
	mainCF := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.test
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
multi_instance_enable = no
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
smtpd_tls_cert_file = %[2]s/server.pem
smtpd_tls_key_file = %[2]s/server.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = %[1]s/auth
smtpd_error_sleep_time = 0
`, dir, d.Dir)
	masterCF := fmt.Sprintf(`127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
`, open, tls)
	err = errors.Join(os.Chmod(dir, 0o755), os.MkdirAll(in("conf"), 0o755), os.MkdirAll(in("spool"), 0o755), os.MkdirAll(in("data"), 0o755),
		os.WriteFile(in("conf/main.cf"), []byte(mainCF), 0o644), os.WriteFile(in("conf/master.cf"), []byte(masterCF), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("chown", "postfix", in("data")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := exec.Command(program, "-c", in("conf"), "start").CombinedOutput(); err != nil {
		t.Skipf("Postfix does not start here: %v: %s", err, out)
	}
	t.Cleanup(func() {
		_ = exec.Command(program, "-c", in("conf"), "stop").Run()
		if log, err := os.ReadFile(in("log")); err == nil {
			if t.Failed() {
				t.Logf("%s", log)
			}
			if strings.Contains(string(log), password) {
				t.Error("the password is in the log")
			}
		}
	})
	return account.Account{User: "anna", Outgoing: account.Server{Host: "localhost", Port: tls, Security: account.TLS, CAFile: d.CAFile}}, open
}

func TestPostfix(t *testing.T) {
	for _, mechanism := range []string{"plain", "login", "cram-md5", "scram-sha-256", "plain scram-sha-1"} {
		t.Run(mechanism, func(t *testing.T) {
			a, open := postfix(t, mechanism)
			p := prober(a.Outgoing.Port)
			p.Timeout = 20 * time.Second
			for _, security := range []account.Security{account.TLS, account.STARTTLS} {
				if a.Outgoing.Security = security; security == account.STARTTLS {
					a.Outgoing.Port = open
				}
				if err := p.Probe(t.Context(), a, account.Password(password)); err != nil {
					t.Errorf("%s: %v", security, err)
				}
				if err := p.Probe(t.Context(), a, account.Password("wrong")); account.TroubleOf(err) != account.TroublePassword {
					t.Errorf("%s: %v", security, err)
				}
			}
			// Without encryption it takes no password, and gets none.
			a.Outgoing.Security = account.None
			if err := p.Probe(t.Context(), a, account.Password(password)); account.TroubleOf(err) != account.TroublePlainRefused {
				t.Errorf("none: %v", err)
			}
		})
	}
}

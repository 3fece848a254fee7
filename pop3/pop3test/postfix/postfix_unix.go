//go:build unix

// Package postfix starts a real Postfix on loopback for tests: a server for outgoing mail
// with TLS that asks a Dovecot who may send, and puts mail for its users into their maildirs.
// It needs the Postfix programs (Debian: postfix) and root.
package postfix

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"popmail/pop3/pop3test/dovecot"
)

const program = "/usr/sbin/postfix"

// Server is one Postfix.
type Server struct {
	Dovecot       *dovecot.Server
	TLS, STARTTLS int // ports
	dir           string
}

// freePort is a port of 127.0.0.1 that nobody uses.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// Run starts a Dovecot and a Postfix beside it. users have the password. The test is skipped
// where there is no Postfix. Secrets in the log are a failure of the test.
func Run(t testing.TB, mechanisms, password string, users ...string) *Server {
	t.Helper()
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
	var boxes strings.Builder
	owner := uint32(0)
	for _, u := range users {
		if err := d.AddUser(u, password); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&boxes, "%s %s/\n", u, u)
		if info, err := os.Stat(d.Maildir(u)); err == nil {
			owner = info.Sys().(*syscall.Stat_t).Uid
		}
	}
	s := &Server{Dovecot: d, TLS: freePort(t), STARTTLS: freePort(t), dir: dir}
	mainCF := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.test
mydestination =
mynetworks =
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
smtputf8_enable = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = example.org
virtual_mailbox_base = %[2]s/mail
virtual_mailbox_maps = texthash:%[1]s/boxes
virtual_minimum_uid = 1
virtual_uid_maps = static:%[3]d
virtual_gid_maps = static:%[3]d
virtual_transport = virtual
`, dir, d.Dir, owner)
	masterCF := fmt.Sprintf(`127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
`, s.STARTTLS, s.TLS)
	err = errors.Join(os.Chmod(dir, 0o755), os.MkdirAll(in("conf"), 0o755), os.MkdirAll(in("spool"), 0o755), os.MkdirAll(in("data"), 0o755),
		os.WriteFile(in("conf/main.cf"), []byte(mainCF), 0o644), os.WriteFile(in("conf/master.cf"), []byte(masterCF), 0o644),
		os.WriteFile(in("boxes"), []byte(boxes.String()), 0o644))
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
		if t.Failed() {
			t.Logf("%s", s.Log())
		}
		if strings.Contains(s.Log(), password) {
			t.Error("the password is in the log")
		}
	})
	return s
}

// Alias has mail for an address put into the maildir of a user. It has to be called before
// the first letter is sent. Where the address has letters before the @ that ASCII has not,
// SMTPUTF8 is needed.
func (s *Server) Alias(t testing.TB, email, user string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(s.dir, "boxes"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, "%s %s/\n", email, user)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Log is what the server has written down.
func (s *Server) Log() string {
	log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return string(log)
}

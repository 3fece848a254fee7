package dovecot

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type version struct{ major, minor int }

// parseVersion reads what `dovecot --version` prints, such as "2.3.19.1 (9b53102964)".
func parseVersion(s string) (version, error) {
	var v version
	if _, err := fmt.Sscanf(s, "%d.%d", &v.major, &v.minor); err != nil {
		return v, fmt.Errorf("dovecot: cannot read the version %q", strings.TrimSpace(s))
	}
	return v, nil
}

// new reports whether the configuration has the form of Dovecot 2.4.
func (v version) new() bool { return v.major > 2 || v.major == 2 && v.minor >= 4 }

// configuration writes the settings. Settings that both versions know come first.
func (s *Server) configuration() string {
	var b strings.Builder
	p := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	in := func(name string) string { return filepath.Join(s.Dir, name) }
	if s.version.new() {
		p("dovecot_config_version = 2.4.0")
		p("dovecot_storage_version = 2.4.0")
	}
	p("base_dir = %s", s.run)
	p("state_dir = %s", s.run)
	p("instance_name = popmail-%d", s.Plain)
	p("log_path = %s", in("log"))
	p("login_greeting = %s", s.greeting)
	p("protocols = pop3")
	if s.options.TLSOnly {
		p("listen = 127.0.0.1, %s", Far)
	} else {
		p("listen = 127.0.0.1")
	}
	p("ssl = yes")
	p("mail_fsync = never")
	p("mail_uid = %s", s.owner.uid())
	p("mail_gid = %s", s.owner.gid())
	p("first_valid_uid = 1")
	p("first_valid_gid = 1")
	p("auth_failure_delay = 0")
	p("auth_verbose = yes")
	p("mail_max_userip_connections = 100")
	p("pop3_fast_size_lookups = yes")
	if !s.owner.root {
		p("default_internal_user = %s", s.owner.name)
		p("default_internal_group = %s", s.owner.group)
		p("default_login_user = %s", s.owner.name)
	}
	if s.options.Lock {
		p("pop3_lock_session = yes")
	}
	if s.options.ReadOnly {
		p("pop3_no_flag_updates = yes")
	}
	if s.version.new() {
		s.configure24(p, in)
	} else {
		s.configure23(p, in)
	}
	p("service pop3-login {\n inet_listener pop3 {\n  port = %d\n }", s.Plain)
	p(" inet_listener pop3s {\n  port = %d\n  ssl = yes\n }", s.TLS)
	// One log-in process for all sessions.
	if s.version.new() {
		p(" restart_request_count = unlimited")
	} else {
		p(" service_count = 0")
	}
	p(" chroot =\n}")
	p("service anvil {\n chroot =")
	p(" unix_listener anvil-auth-penalty {\n  mode = 0\n }\n}") // a wrong password must not slow down the next test
	p("service stats {\n chroot =\n}")
	if s.options.Introspection != "" {
		s.tokens(p, in("oauth2.conf"))
	}
	p("%s", s.options.Additional)
	return b.String()
}

// tokens lets an authorization server say what tokens are worth, each time anew.
func (s *Server) tokens(p func(string, ...any), file string) {
	p("auth_cache_size = 0")
	if s.version.new() {
		p("oauth2 {\n introspection_mode = post\n introspection_url = %s\n username_attribute = username\n active_attribute = active\n active_value = true\n}", s.options.Introspection)
		p("passdb oauth2 {\n mechanisms_filter = xoauth2 oauthbearer\n}")
		return
	}
	p("passdb {\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = %s\n}", file)
}

// writeTokens writes what Dovecot 2.3 wants to have in a file of its own.
func (s *Server) writeTokens() error {
	text := "introspection_mode = post\nintrospection_url = " + s.options.Introspection + "\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n"
	return os.WriteFile(filepath.Join(s.Dir, "oauth2.conf"), []byte(text), 0o644)
}

func (s *Server) configure23(p func(string, ...any), in func(string) string) {
	p("ssl_cert = <%s", in("server.pem"))
	p("ssl_key = <%s", in("server.key"))
	p("disable_plaintext_auth = %s", yes(s.options.TLSOnly))
	p("auth_mechanisms = %s", s.mechanisms())
	p("auth_username_format = %%u")
	p("mail_location = maildir:%s/%%u:INDEX=%s/%%u", in("mail"), in("index"))
	p("passdb {\n driver = passwd-file\n args = username_format=%%u %s/%%u\n}", in("passwd"))
	p("userdb {\n driver = static\n args = uid=%s gid=%s home=%s/%%u\n}", s.owner.uid(), s.owner.gid(), in("home"))
}

func (s *Server) configure24(p func(string, ...any), in func(string) string) {
	p("ssl_server_cert_file = %s", in("server.pem"))
	p("ssl_server_key_file = %s", in("server.key"))
	p("auth_allow_cleartext = %s", yes(!s.options.TLSOnly))
	p("auth_mechanisms = %s", s.mechanisms())
	p("auth_username_format = %%{user}")
	p("mail_driver = maildir")
	p("mail_path = %s/%%{user}", in("mail"))
	p("mail_index_path = %s/%%{user}", in("index"))
	p("passdb passwd-file {\n passwd_file_path = %s/%%{user}\n}", in("passwd"))
	p("userdb static {\n fields {\n  uid = %s\n  gid = %s\n  home = %s/%%{user}\n }\n}", s.owner.uid(), s.owner.gid(), in("home"))
}

func (s *Server) mechanisms() string {
	if s.options.Mechanisms == "" {
		return "plain login"
	}
	return s.options.Mechanisms
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// writePassword writes the passwd-file of one user. Each has an own file, because
// Dovecot looks for changes in a file that it knows once a second at most. The
// password is in base64, so that a colon in it does no harm.
func (s *Server) writePassword(name, password string) error {
	text := name + ":{PLAIN.b64}" + base64.StdEncoding.EncodeToString([]byte(password)) + "::::::\n"
	file := filepath.Join(s.Dir, "passwd", name)
	if err := os.WriteFile(file+"~", []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(file+"~", file)
}

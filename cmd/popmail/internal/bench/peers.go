package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"popmail/pop3/pop3test/dovecot"
)

// peers are other programs that receive mail, each with what it is told so that it keeps all
// mail on the server, over TLS.
func peers(server *dovecot.Server) []*program {
	mpop := func(ctx context.Context, place string, _ int) *exec.Cmd {
		return exec.CommandContext(ctx, "mpop", "-C", filepath.Join(place, "mpoprc"), "-Q", "bench")
	}
	fetchmail := func(ctx context.Context, place string, _ int) *exec.Cmd {
		c := exec.CommandContext(ctx, "fetchmail", "-f", filepath.Join(place, "fetchmailrc"), "--nosyslog", "--pidfile", filepath.Join(place, "pid"))
		c.Env = append(os.Environ(), "FETCHMAILHOME="+place)
		return c
	}
	getmail := func(ctx context.Context, place string, _ int) *exec.Cmd {
		return exec.CommandContext(ctx, "getmail", "--getmaildir", place, "--rcfile", "getmailrc")
	}
	return []*program{
		{name: "mpop", receive: mpop, check: mpop, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "mpoprc", fmt.Sprintf("defaults\naccount bench\nhost localhost\nport %d\nuser %s\npassword %s\nauth user\nkeep on\nonly_new on\npipelining on\nreceived_header off\nuidls_file %s\ndelivery maildir %s\ntls on\ntls_starttls off\ntls_trust_file %s\n",
				port, benchUser, benchPassword, filepath.Join(place, "uidls"), filepath.Join(place, "mail"), server.CAFile))
		}},
		{name: "fetchmail", slow: true, receive: fetchmail, check: fetchmail, got: bsmtpCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "fetchmailrc", fmt.Sprintf("set idfile %q\npoll localhost protocol pop3 service %d uidl user %q password %q ssl sslcertck sslcertfile %q keep fetchlimit 0 bsmtp %q is %q here\n",
				filepath.Join(place, "ids"), port, benchUser, benchPassword, server.CAFile, filepath.Join(place, "mbox"), "bench"))
		}},
		{name: "getmail", slow: true, receive: getmail, check: getmail, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "getmailrc", fmt.Sprintf("[retriever]\ntype = SimplePOP3SSLRetriever\nserver = localhost\nport = %d\nusername = %s\npassword = %s\nca_certs = %s\n[destination]\ntype = Maildir\npath = %s/\n[options]\nread_all = false\ndelete = false\nverbose = 0\n",
				port, benchUser, benchPassword, server.CAFile, filepath.Join(place, "mail")))
		}},
	}
}

// configure makes a place for mail and writes a file that only its owner reads.
func configure(place, name, text string) error {
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(place, "mail", sub), 0o700); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(place, name), []byte(text), 0o600)
}

func maildirCount(place string, _ []byte) (int, error) {
	files, err := os.ReadDir(filepath.Join(place, "mail", "new"))
	return len(files), err
}

// bsmtpCount counts the messages in a file of SMTP commands.
func bsmtpCount(place string, _ []byte) (int, error) {
	text, err := os.ReadFile(filepath.Join(place, "mbox"))
	if os.IsNotExist(err) {
		return 0, nil
	}
	return strings.Count("\n"+string(text), "\nMAIL FROM:"), err
}

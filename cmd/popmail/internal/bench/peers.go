package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"

	"popmail/cmd/popmail/internal/rival"
	"popmail/pop3/pop3test/dovecot"
)

// peers are other programs that receive mail without a window, each with what it is told so that
// it keeps all mail on the server, which is reached as security says ("tls" or "none").
func peers(server *dovecot.Server, security string) []*program {
	secure := security == "tls"
	mpop := func(ctx context.Context, place string, _ int) *exec.Cmd {
		return exec.CommandContext(ctx, "mpop", "-C", filepath.Join(place, "mpoprc"), "-Q", "bench")
	}
	fetchmail := func(ctx context.Context, place string, _ int) *exec.Cmd {
		// It ends with 1 where there is nothing new.
		return exec.CommandContext(ctx, "sh", "-c", `fetchmail -f "$0/fetchmailrc" --nodetach --silent -i "$0/ids" --pidfile "$0/pid" || [ $? = 1 ]`, place)
	}
	return []*program{
		{name: "mpop", needs: []string{"mpop"}, receive: mpop, check: mpop, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			line := "tls off"
			if secure {
				line = "tls on\ntls_starttls off\ntls_trust_file " + server.CAFile
			}
			return configure(place, "mpoprc", fmt.Sprintf("defaults\naccount bench\nhost localhost\nport %d\nuser %s\npassword %s\nauth user\nkeep on\nonly_new on\npipelining on\nreceived_header off\nuidls_file %s\ndelivery maildir %s\n%s\n",
				port, benchUser, benchPassword, filepath.Join(place, "uidls"), filepath.Join(place, "mail"), line))
		}},
		{name: "fetchmail", needs: []string{"fetchmail"}, slow: true, receive: fetchmail, check: fetchmail, got: batchCount, prepare: func(_ context.Context, place string, port int) error {
			line := "sslproto ''"
			if secure {
				line = "ssl sslcertck sslcertfile " + server.CAFile
			}
			return configure(place, "fetchmailrc", fmt.Sprintf("set no bouncemail\nset no syslog\npoll localhost protocol pop3 port %d uidl auth password\n  user %s there with password %s is me here keep %s bsmtp \"%s\"\n",
				port, benchUser, benchPassword, line, filepath.Join(place, "batch")))
		}},
		{name: "getmail", needs: []string{"getmail", "taskset", "setpriv"}, slow: true, receive: getmail, check: getmail, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			return prepareGetmail(place, port, server, secure)
		}},
	}
}

// getmail starts a process for each message and then waits for a signal of its end, which is lost
// when that end comes first (getmail6 up to 6.19.6, its issue 226): it then stands still for three
// minutes and fails. On one processor its own process goes on first, and mostly waits in time, where
// little else runs. For root it delivers nothing, so that it is nobody's there.
func getmail(ctx context.Context, place string, _ int) *exec.Cmd {
	args := []string{"-c", "0"}
	if os.Geteuid() == 0 {
		args = append(args, "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups")
	}
	c := exec.CommandContext(ctx, "taskset", append(args, "getmail", "--getmaildir", place, "--rcfile", filepath.Join(place, "getmailrc"))...)
	c.Env = append(os.Environ(), "HOME="+place)
	return c
}

func prepareGetmail(place string, port int, server *dovecot.Server, secure bool) error {
	kind, trust := "SimplePOP3Retriever", ""
	if secure {
		ca, err := os.ReadFile(server.CAFile)
		if err != nil {
			return err
		}
		file := filepath.Join(place, "ca.pem") // of a folder that nobody may read
		if err := os.WriteFile(file, ca, 0o600); err != nil {
			return err
		}
		kind, trust = "SimplePOP3SSLRetriever", "ca_certs = "+file+"\n"
	}
	if err := configure(place, "getmailrc", fmt.Sprintf("[retriever]\ntype = %s\nserver = localhost\nport = %d\nusername = %s\npassword = %s\n%s[destination]\ntype = Maildir\npath = %s/\n[options]\nread_all = false\ndelete = false\nverbose = 0\nreceived = false\ndelivered_to = false\n",
		kind, port, benchUser, benchPassword, trust, filepath.Join(place, "mail"))); err != nil {
		return err
	}
	return toNobody(place)
}

// toNobody gives a folder to the user nobody where root runs this, who may pass the folder above.
func toNobody(place string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return err
	}
	uid, err1 := strconv.Atoi(nobody.Uid)
	gid, err2 := strconv.Atoi(nobody.Gid)
	if err := errors.Join(err1, err2, os.Chmod(filepath.Dir(place), 0o711)); err != nil {
		return err
	}
	return filepath.WalkDir(place, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, uid, gid))
	})
}

// batchCount counts the messages in fetchmail's file of SMTP commands (RFC 2442).
func batchCount(place string, _ []byte) (int, error) {
	return rival.Begun(filepath.Join(place, "batch"), "MAIL FROM:"), nil
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

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"popmail/pop3/pop3test/dovecot"
)

// peers are other programs that receive mail, each with what it is told so that it keeps all
// mail on the server, over TLS.
func peers(server *dovecot.Server) []*program {
	mpop := func(ctx context.Context, place string, _ int) *exec.Cmd {
		return exec.CommandContext(ctx, "mpop", "-C", filepath.Join(place, "mpoprc"), "-Q", "bench")
	}
	fetchmail := func(ctx context.Context, place string, _ int) *exec.Cmd {
		// It ends with 1 where there is nothing new.
		return exec.CommandContext(ctx, "sh", "-c", `fetchmail -f "$0/fetchmailrc" --nodetach --silent -i "$0/ids" --pidfile "$0/pid" || [ $? = 1 ]`, place)
	}
	return []*program{
		{name: "mpop", receive: mpop, check: mpop, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "mpoprc", fmt.Sprintf("defaults\naccount bench\nhost localhost\nport %d\nuser %s\npassword %s\nauth user\nkeep on\nonly_new on\npipelining on\nreceived_header off\nuidls_file %s\ndelivery maildir %s\ntls on\ntls_starttls off\ntls_trust_file %s\n",
				port, benchUser, benchPassword, filepath.Join(place, "uidls"), filepath.Join(place, "mail"), server.CAFile))
		}},
		{name: "fetchmail", slow: true, receive: fetchmail, check: fetchmail, got: batchCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "fetchmailrc", fmt.Sprintf("set no bouncemail\nset no syslog\npoll localhost protocol pop3 port %d uidl auth password\n  user %s there with password %s is me here keep ssl sslcertck sslcertfile %s bsmtp \"%s\"\n",
				port, benchUser, benchPassword, server.CAFile, filepath.Join(place, "batch")))
		}},
	}
}

// batchCount counts the messages in fetchmail's file of SMTP commands (RFC 2442).
func batchCount(place string, _ []byte) (n int, err error) {
	f, err := os.Open(filepath.Join(place, "batch"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := lines.ReadSlice('\n')
		if bytes.HasPrefix(line, []byte("MAIL FROM:")) {
			n++
		}
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, err
		}
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

package main

import (
	"context"
	"fmt"
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
	return []*program{
		{name: "mpop", receive: mpop, check: mpop, got: maildirCount, prepare: func(_ context.Context, place string, port int) error {
			return configure(place, "mpoprc", fmt.Sprintf("defaults\naccount bench\nhost localhost\nport %d\nuser %s\npassword %s\nauth user\nkeep on\nonly_new on\npipelining on\nreceived_header off\nuidls_file %s\ndelivery maildir %s\ntls on\ntls_starttls off\ntls_trust_file %s\n",
				port, benchUser, benchPassword, filepath.Join(place, "uidls"), filepath.Join(place, "mail"), server.CAFile))
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

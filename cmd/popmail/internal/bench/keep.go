package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// keep measures bringing mail in beside receiving it, and backups beside the disk: a copy of as
// many octets with a flush at its end, the same from the disk and with the copy read back from it,
// as a backup is, and reading them for their SHA-256. The most memory of each process is told as
// well.
func keep(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-keep-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	box, server, octets, err := boxAndServer(dir, o.stored)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	names := []string{"receive", "import", "copy with a flush", "copy from the disk, read back", "backup", "the same once more, into a folder", "reading and SHA-256", "verify --backup", "verify"}
	took, peaks := map[string][]time.Duration{}, map[string]int64{}
	for round := range o.rounds {
		at := func(name string) string { return filepath.Join(dir, fmt.Sprint(name, round)) }
		command := func(name, data string, args ...string) error {
			begin := time.Now()
			most, err := peak(exec.CommandContext(ctx, o.popmail, append(args, "--data", data)...))
			took[name] = append(took[name], time.Since(begin))
			peaks[name] = max(peaks[name], most)
			return err
		}
		self := func(name string, fn func() error) error {
			begin := time.Now()
			err := fn()
			took[name] = append(took[name], time.Since(begin))
			return err
		}
		data, folder, file := at("imported"), at("folder"), at("backup")
		err := errors.Join(os.Mkdir(folder, 0o700), addAccount(ctx, o, at("received"), server, "tls"))
		for _, step := range []func() error{
			func() error { return command(names[0], at("received"), "receive") },
			func() error { return command(names[1], data, "import", box) },
			func() error { return self(names[2], func() error { return copyAndFlush(box, at("copy")) }) },
			func() error { return self(names[3], func() error { return copyOnDisk(box, at("copy")) }) },
			func() error { return command(names[4], data, "backup", "--to", file) },
			func() error {
				_, err := timed(exec.CommandContext(ctx, o.popmail, "backup", "--to", folder, "--data", data))
				return err
			},
			func() error { return command(names[5], data, "backup", "--to", folder) },
			func() error { return self(names[6], func() error { return hashOf(box) }) },
			func() error { return command(names[7], data, "verify", "--backup", file) },
			func() error { return command(names[8], data, "verify") },
		} {
			if err == nil {
				err = step()
			}
		}
		for _, path := range []string{data, folder, file, at("received"), at("copy")} {
			err = errors.Join(err, os.RemoveAll(path))
		}
		if err != nil {
			return err
		}
	}
	beside := map[string]string{"import": "receive", "backup": "copy with a flush", "verify --backup": "reading and SHA-256", "verify": "reading and SHA-256"}
	fmt.Fprintf(out, "## Keeping %d messages, %d MB\n\n| what | seconds | beside | ratio | most memory, MB |\n| --- | --- | --- | --- | --- |\n", o.stored, octets>>20)
	for _, name := range names {
		fmt.Fprintf(out, "| %s | %s | %s | %s | %d |\n", name, seconds(took[name]), beside[name], spread(ratios(took[name], took[beside[name]])), peaks[name]>>20)
	}
	fmt.Fprintf(out, "| backup, beside the disk | %s | %s | %s | |\n\n", seconds(took[names[4]]), names[3], spread(ratios(took[names[4]], took[names[3]])))
	return nil
}

// boxAndServer has the same messages in an mbox and on a server.
func boxAndServer(dir string, n int) (box string, server *dovecot.Server, octets int64, err error) {
	if server, octets, err = serve(dir, n); err != nil {
		return "", nil, 0, err
	}
	box = filepath.Join(dir, "box")
	f, err := os.Create(box)
	if err != nil {
		return "", nil, 0, errors.Join(err, server.Stop())
	}
	w, d := bufio.NewWriter(f), newDrop(false)
	for i := range n {
		fmt.Fprintf(w, "From bench@example.org Fri Nov 20 10:00:00 2026\n%s\n", d.message(i))
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return "", nil, 0, errors.Join(err, server.Stop())
	}
	return box, server, octets, nil
}

func copyAndFlush(from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(struct{ io.Writer }{w}, struct{ io.Reader }{r}) // octet by octet, not by the file system
	return errors.Join(err, w.Sync(), w.Close())
}

// copyOnDisk is copyAndFlush where nothing comes from memory, on Linux, and the copy is read back
// from the disk.
func copyOnDisk(from, to string) error {
	if err := forget(from); err != nil {
		return err
	}
	if err := errors.Join(copyAndFlush(from, to), forget(to)); err != nil {
		return err
	}
	f, err := os.Open(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}) // all of it is read
	return errors.Join(err, f.Close())
}

// forget has a file read from the disk from now on; it must be there already.
func forget(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	forgetCached(f)
	return f.Close()
}

func hashOf(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(sha256.New(), f)
	return err
}

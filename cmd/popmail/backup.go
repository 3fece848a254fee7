package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// backupRow is the line of backup --json.
type backupRow struct {
	File     string       `json:"file"`
	Made     string       `json:"made"`
	Messages int          `json:"messages"`
	Bytes    int64        `json:"bytes"`   // of the messages
	Written  int64        `json:"written"` // to the disk
	Damaged  []mailbox.ID `json:"damaged"`
}

// backupFlags are the flags of backup.
type backupFlags struct {
	to       string
	json     bool
	password passwordFlags
}

func newBackup(e *env) *cobra.Command {
	var f backupFlags
	cmd := &cobra.Command{
		Use:   "backup --to FILE",
		Short: "Make a copy of all mail",
		Long: `Make a copy of all mail in one file, or in a folder that is there already. It is
read back and checked before it takes the place of an older one. In a folder only
what is new is written. Older copies stay for as long as Settings in the window
say; if nothing was chosen there, those of 7 days, 4 weeks and 12 months. Passwords
are never in the copy. The mail may be in use meanwhile.

With --password-file or --password-stdin nobody can read the file, or what is in
the folder, without that password. Keep it well: without it nobody can, you
neither. A folder wants the same one each time.`,
		Args: exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return e.backup(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.to, "to", "", "the `FILE`, or a folder")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	f.password.register(fl)
	return cmd
}

func (e *env) backup(ctx context.Context, f *backupFlags) error {
	if f.to == "" {
		return usagef("popmail backup needs --to FILE")
	}
	if err := f.password.check(); err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(collectAt)) // a tenth more work, and a seventh less memory
	}
	st, err := os.Stat(f.to)
	folder := err == nil && st.IsDir()
	app, err := e.openToRead(ctx)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	defer e.close(app)
	o := backup.Options{Program: version, Keep: keptIn(app.dir), Unasked: true}
	o.From(app.dir)
	if f.password.given() {
		if o.Password, err = e.readPassword(ctx, f.password, ""); err != nil {
			return err
		}
	}
	if folder && o.Password != "" {
		if o.Lock, err = backup.LockOf(f.to, o.Password); err != nil {
			return fmt.Errorf("no backup was made: %w", placeProblem(backupProblem(err, f.to), f.to))
		}
	}
	write := backup.ToFile
	if folder {
		write = backup.ToFolder
	}
	r, err := write(ctx, app.store, f.to, o)
	if errors.Is(err, backup.ErrRoomHere) {
		return fmt.Errorf("no backup was made: %w", err) // the place is not what is full
	}
	if err != nil {
		return fmt.Errorf("no backup was made: %w", placeProblem(backupProblem(err, f.to), f.to))
	}
	row := backupRow{File: r.Path, Made: stamp(r.Made), Messages: r.Messages, Bytes: r.Octets, Written: r.Written, Damaged: append([]mailbox.ID{}, r.Damaged...)}
	if f.json {
		err = e.json(row)
	} else {
		_, err = fmt.Fprintf(e.out, "%s: %s copied and checked.\n", oneLine(row.File), count(row.Messages-len(row.Damaged), "message"))
	}
	if err == nil && len(row.Damaged) > 0 {
		fmt.Fprintf(e.err, "popmail: %s could not be copied: damaged in your mail file. \"popmail verify\" names what is damaged.\n", count(len(row.Damaged), "message"))
		return errSaid
	}
	return err
}

// backupProblem says what a person can do about an error of a backup.
func backupProblem(err error, path string) error {
	switch {
	case errors.Is(err, backup.ErrNotBackup):
		return fmt.Errorf("%s is not a backup of PopMail's", path)
	case errors.Is(err, backup.ErrPassword):
		return fmt.Errorf("%w; give it with --password-file or --password-stdin", err)
	}
	return err
}

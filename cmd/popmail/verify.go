package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// verifyRow is the line of verify --json.
type verifyRow struct {
	Messages int          `json:"messages"`
	OK       bool         `json:"ok"`
	Damaged  []mailbox.ID `json:"damaged"`
}

// verifyFlags are the flags of verify.
type verifyFlags struct {
	json     bool
	backup   string
	password passwordFlags
}

func newVerify(e *env) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check that all mail can still be read as it came",
		Long:  "Read the whole file that holds your mail, and compare each message with its checksum. Nothing is changed.",
		Args:  exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.backup != "" {
				return e.verifyBackup(cmd.Context(), &f)
			}
			if f.password.given() {
				return usagef("a password goes with --backup")
			}
			return e.verify(cmd.Context(), f.json)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	fl.StringVar(&f.backup, "backup", "", "check the copy `FILE` that \"popmail backup\" made, or the newest one of a folder, instead of your mail")
	f.password.register(fl)
	return cmd
}

// verifyBackup checks a backup.
func (e *env) verifyBackup(ctx context.Context, f *verifyFlags) error {
	b, err := e.openBackup(ctx, f.backup, f.password)
	if err != nil {
		return err
	}
	v, err := b.Verify(ctx)
	if err != nil && !errors.Is(err, backup.ErrDamaged) {
		return err
	}
	row := verifyRow{Messages: v.Messages, OK: err == nil, Damaged: append([]mailbox.ID{}, v.Damaged...)}
	if f.json {
		if err := e.json(row); err != nil {
			return err
		}
	} else if err := e.tellVerified(row, err != nil); err != nil {
		return err
	}
	return err
}

func (e *env) verify(ctx context.Context, asJSON bool) error {
	app, err := e.openToRead(ctx)
	row := verifyRow{Damaged: []mailbox.ID{}}
	if err == nil {
		defer e.close(app)
		var damaged []mailbox.ID
		row.Messages, damaged, err = app.store.Verify(ctx)
		row.Damaged = append(row.Damaged, damaged...)
	}
	if err != nil && !errors.Is(err, mailbox.ErrDamaged) {
		return err
	}
	row.OK = err == nil && len(row.Damaged) == 0
	if asJSON {
		if err := e.json(row); err != nil {
			return err
		}
	} else if err := e.tellVerified(row, err != nil); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	if !row.OK {
		return errSaid
	}
	return nil
}

// tellVerified says in words what verify has found.
func (e *env) tellVerified(row verifyRow, structure bool) error {
	s := fmt.Sprintf("%s: all can be read as they came.", count(row.Messages, "message"))
	switch {
	case len(row.Damaged) > 0:
		ids := make([]string, len(row.Damaged))
		for i, id := range row.Damaged {
			ids[i] = fmt.Sprint(id)
		}
		s = fmt.Sprintf("%s: %d damaged (%s).", count(row.Messages, "message"), len(row.Damaged), strings.Join(ids, ", "))
	case structure && row.Messages == 0:
		return nil // the error says it
	case structure:
		s = fmt.Sprintf("%s: all of them can be read as they came, but the file is damaged elsewhere.", count(row.Messages, "message"))
	case row.Messages == 0:
		s = "There are no messages."
	case row.Messages == 1:
		s = "1 message: it can be read as it came."
	}
	_, err := fmt.Fprintln(e.out, s)
	return err
}

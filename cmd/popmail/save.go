package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"popmail/account/disk"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

func newSave(e *env) *cobra.Command {
	var dir string
	var index int
	cmd := &cobra.Command{
		Use:   "save ID --to DIR [--attachment N]",
		Short: "Save the attachments of a message as files",
		Long: `Save the attachments of a message as files, all of them or one, and print their
paths. A message without attachments is saved itself, as an .eml file. Files that
are there already are never overwritten: the new one gets another name.`,
		Args: exactly(1, "the number of a message, as list prints it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := messageID(args[0])
			if err != nil {
				return err
			}
			if dir == "" {
				return usagef("--to is missing: the folder for the files")
			}
			one := cmd.Flags().Changed("attachment")
			if one && index < 0 {
				return usagef("--attachment must not be negative")
			}
			return e.save(cmd.Context(), id, dir, one, index)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&dir, "to", "", "save in the folder `DIR`, made when missing")
	fl.IntVar(&index, "attachment", 0, "only attachment `N`, counted from 0 as in show")
	return cmd
}

func (e *env) save(ctx context.Context, id mailbox.ID, dir string, one bool, index int) error {
	app, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	put := func(fill func(w io.Writer) (name string, err error)) error {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		path, err := disk.NewNamed(dir, fill)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(e.out, path)
		return err
	}
	attachment := func(index int) error {
		return put(func(w io.Writer) (string, error) {
			a, err := app.store.StreamAttachment(ctx, id, index, w)
			return eml.SafeName(a.Name, a.Index), err
		})
	}
	if one {
		// It needs no more of the message than itself.
		if err := attachment(index); !errors.Is(err, mailbox.ErrNotFound) && !errors.Is(err, mailbox.ErrBeginning) {
			return err
		}
	}
	_, m, err := app.message(ctx, id)
	if err != nil {
		return err
	}
	if rows, err := app.store.Summaries(ctx, []mailbox.ID{id}); err != nil {
		return err
	} else if len(rows) == 1 && rows[0].Rest.Whole > 0 {
		return fmt.Errorf("%w; %s", mailbox.ErrBeginning, missing(&rows[0]))
	}
	if one && index >= len(m.Attachments) {
		return fmt.Errorf("message %d has no attachment %d; it has %s", id, index, count(len(m.Attachments), "attachment"))
	}
	if len(m.Attachments) == 0 {
		fmt.Fprintln(e.err, "The message has no attachments; it is saved itself.")
		name := m.Subject
		if strings.TrimSpace(name) == "" {
			name = fmt.Sprintf("message %d", id)
		}
		return put(func(w io.Writer) (string, error) { return eml.SafeTitle(name, ".eml"), app.store.Stream(ctx, id, w) })
	}
	for _, a := range m.Attachments {
		if one && a.Index != index {
			continue
		}
		if err := attachment(a.Index); err != nil {
			return fmt.Errorf("attachment %d (%s): %w", a.Index, oneLine(a.Name), err)
		}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"popmail/storage/archive"
)

// importRow is the line of import --json.
type importRow struct {
	Imported   int `json:"imported"`
	Duplicates int `json:"duplicates"`
	Failed     int `json:"failed"`
}

func newImport(e *env) *cobra.Command {
	var folder, tags string
	var asJSON, bare, anew bool
	cmd := &cobra.Command{
		Use:   "import PATH…",
		Short: "Bring mail in from files of other programs",
		Long: `Bring mail in from files and folders of other programs: mbox, Maildir, MH, .eml,
Apple Mail's .emlx, Outlook's .msg, Outlook Express' .dbx, folders and zip files
of these. Marks such as read, and the names of folders, come with it.

Messages that are here already are not brought in again, so a command that was
stopped can simply be given once more. What cannot be read is named, and the rest
is brought in. The files stay as they are.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s needs the files or folders with the mail", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if tags != "star" && tags != "folders" {
				return usagef("--tags must be star or folders, not %q", tags)
			}
			return e.bringIn(cmd.Context(), args, &archive.Import{Folder: folder, Tagged: tags == "folders", Bare: bare, Anew: anew}, asJSON)
		},
	}
	cmd.Flags().StringVar(&folder, "folder", "", "put all messages into the folder `NAME`, made when missing")
	cmd.Flags().StringVar(&tags, "tags", "star", "what Thunderbird's tags become: a `star`, or folders of their names")
	cmd.Flags().BoolVar(&bare, "no-marks", false, "leave out marks: all messages come unread and without a star")
	cmd.Flags().BoolVar(&anew, "download-again", false, "let servers hand out once more what the other program has fetched from them")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (e *env) bringIn(ctx context.Context, paths []string, run *archive.Import, asJSON bool) error {
	app, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	told := time.Now()
	run.Store = app.store
	run.Failed = func(where string, err error) {
		fmt.Fprintf(e.err, "Not imported: %s: %s\n", oneLine(where), oneLine(plainReason(err)))
	}
	run.Progress = func(p archive.Progress) {
		if isTerminal(e.term) && time.Since(told) > time.Second {
			told = time.Now()
			fmt.Fprintf(e.err, "%s so far, %s were here already…\n", count(p.Imported, "message"), itoa(int64(p.Duplicates)))
		}
	}
	so, err := run.Run(ctx, paths...)
	row := importRow{so.Imported, so.Duplicates, so.Failed}
	if asJSON {
		err = errors.Join(err, e.json(row))
	} else {
		twice := ""
		if so.Twice > 0 {
			twice = fmt.Sprintf(", %d were there more than once and came once", so.Twice)
		}
		_, werr := fmt.Fprintf(e.out, "%s imported, %d were here already%s, %d could not be read.\n", count(row.Imported, "message"), row.Duplicates-so.Twice, twice, row.Failed)
		err = errors.Join(err, werr)
	}
	err = errors.Join(err, e.catchUp(ctx, app))
	if err == nil && so.Failed > 0 {
		return errSaid
	}
	return err
}

// plainReason is what is wrong with a file, without its name where that is told already.
func plainReason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "it is not there"
		case errors.Is(err, fs.ErrPermission):
			return "it may not be read"
		}
		return p.Err.Error()
	}
	if errors.Is(err, archive.ErrOutlook) {
		return archive.ErrOutlook.Error() + `. Unpack it first, as with "readpst -e -o FOLDER FILE" of pst-utils, and import the folder; or drag its messages from Outlook into a folder`
	}
	for _, known := range []error{archive.ErrNoMail, archive.ErrNested, archive.ErrTooBig, archive.ErrBomb, archive.ErrTooMany, archive.ErrTooDeep, archive.ErrPassword, archive.ErrPacked, archive.ErrDamaged} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "a part of it is missing"
	}
	return err.Error()
}

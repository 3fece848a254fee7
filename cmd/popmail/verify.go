package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// verifyRow is the line of verify --json.
type verifyRow struct {
	Messages  int          `json:"messages"`
	OK        bool         `json:"ok"`
	Damaged   []mailbox.ID `json:"damaged"`
	ListsLost bool         `json:"lists_lost,omitempty"` // of a backup: folders, accounts and marks are lost
	Lost      int          `json:"lost,omitempty"`       // messages that cannot be read then; they have no ids any more
	Unsure    bool         `json:"unsure,omitempty"`     // and there may have been more
}

// verifyFlags are the flags of verify.
type verifyFlags struct {
	json     bool
	repair   bool
	backup   string
	password passwordFlags
}

func newVerify(e *env) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check that all mail can still be read as it came",
		Long:  "Read the whole file that holds your mail, and compare each message with its checksum, and lists, counts, the index and the text of attached files with the messages. Nothing is changed without --repair.",
		Args:  exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.backup != "" && f.repair {
				return usagef("use either --backup or --repair")
			}
			if f.backup != "" {
				return e.verifyBackup(cmd.Context(), &f)
			}
			if f.password.given() {
				return usagef("a password goes with --backup")
			}
			return e.verify(cmd.Context(), f.json, f.repair)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	fl.BoolVar(&f.repair, "repair", false, "make anew what can be: the index for searching, the rows of lists, the counts of folders, the text of attached files")
	fl.StringVar(&f.backup, "backup", "", "check the copy `FILE` that \"popmail backup\" made, or the newest one of your mail in a folder, instead of your mail")
	f.password.register(fl)
	return cmd
}

// verifyBackup checks a backup.
func (e *env) verifyBackup(ctx context.Context, f *verifyFlags) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	b, err := e.openBackup(ctx, f.backup, f.password, dir)
	if err != nil {
		return err
	}
	b.Near = dir
	if !f.json {
		e.tellWhose("Checking", b, dir, f.backup)
	}
	v, err := b.Verify(ctx)
	if err != nil && !errors.Is(err, backup.ErrDamaged) {
		return err
	}
	row := verifyRow{Messages: v.Messages, OK: err == nil, Damaged: append([]mailbox.ID{}, v.Damaged...), ListsLost: v.ListsLost, Lost: v.Lost, Unsure: v.Unsure}
	if f.json {
		if err := e.json(row); err != nil {
			return err
		}
	} else if v.ListsLost {
		e.tellAlone(v)
	} else if err := e.tellVerified(row, err != nil); err != nil {
		return err
	}
	return err
}

// tellAlone tells what is left of a backup whose lists are damaged.
func (e *env) tellAlone(v backup.Verified) {
	s := fmt.Sprintf("%s can be read", count(v.Messages, "message"))
	if v.Lost > 0 {
		s += fmt.Sprintf(", %d cannot", v.Lost)
	}
	if v.Unsure {
		s += ", and perhaps there were more"
	}
	fmt.Fprintln(e.out, s+". Their folders, accounts and marks are lost.")
}

func (e *env) verify(ctx context.Context, asJSON, repair bool) (failed error) {
	open := e.openToRead
	if repair {
		open = e.open
	}
	app, err := open(ctx)
	var c storage.Checked
	if err == nil {
		defer e.close(app)
		if repair {
			c, err = app.store.Mend(ctx)
		} else {
			c, err = app.store.Check(ctx)
		}
	}
	if err != nil && !errors.Is(err, mailbox.ErrDamaged) {
		return err
	}
	if err == nil {
		e.tellFaults(c.Faults, repair)
	}
	if err == nil && repair { // the text of attached files waits to be read
		defer func() { failed = errors.Join(failed, e.catchUp(ctx, app)) }()
	}
	row := verifyRow{Messages: c.Messages, Damaged: append([]mailbox.ID{}, c.Damaged...)}
	row.OK = err == nil && len(c.Damaged) == 0 && (repair || !c.Faults.Any())
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

// tellFaults tells of what does not fit the messages.
func (e *env) tellFaults(f storage.Faults, repair bool) {
	for _, c := range []struct {
		n          int
		what, noun string
	}{
		{f.Folders, "Wrong counts", "folder"}, {f.Rows, "Not shown in lists as they are", "message"}, {f.Lengths, "Slower to read than they should be", "large message"}, {f.Words, "Not found by a search", "message"},
		{f.Ghosts, "Found by a search, and gone", "message"}, {f.Files, "Not found by what they say", "attached file"}, {f.Pictures, "Damaged, and can be fetched again", "picture"},
		{f.Threads, "Not in the conversation that they belong to", "message"},
		{f.Letters, "Damaged in what only the editor keeps of them, so they open as they would be sent", "letter"}, {f.Drafts, "Damaged beyond mending, and taken away by a repair", "earlier draft"},
		{f.Marks, "Changed by the damage, so please look whether they are marked and sorted as they were", "message"},
		{f.Learned, "Changed by the damage in what the junk filter has learned", "entry"},
		{f.Settings, "Changed by the damage, so please look through your accounts, folders and contacts", "entry"},
	} {
		if c.n > 0 {
			fmt.Fprintf(e.err, "%s: %s.\n", c.what, strings.ReplaceAll(count(c.n, c.noun), "entrys", "entries"))
		}
	}
	if f.Index {
		fmt.Fprintln(e.err, "The index for searching does not fit the messages.")
	}
	switch {
	case repair:
		fmt.Fprintln(e.err, "The index, the lists and the counts were made anew.")
	case f.Any():
		fmt.Fprintln(e.err, "\"popmail verify --repair\" mends that.")
	}
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

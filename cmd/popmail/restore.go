package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// restoreRow is the line of restore --json.
type restoreRow struct {
	Restored    int    `json:"restored"`
	AlreadyHere int    `json:"already_here"`
	Repaired    int    `json:"repaired"`
	PutBack     int    `json:"put_back,omitempty"` // that were here already, and lie in their folders again
	Missing     int    `json:"missing"`
	Accounts    int    `json:"accounts"`
	RulesOff    int    `json:"rules_off,omitempty"`  // that came back, switched off
	Rescued     int    `json:"rescued"`              // messages out of a damaged mail file
	DamagedFile string `json:"damaged_file"`         // where that is now
	ListsLost   bool   `json:"lists_lost,omitempty"` // the messages came to the Inbox, without folders and marks
	Unsure      bool   `json:"unsure,omitempty"`     // and more of them may be damaged
}

// restoreFlags are the flags of restore.
type restoreFlags struct {
	folder   string
	message  int64
	json     bool
	password passwordFlags
}

func newRestore(e *env) *cobra.Command {
	var f restoreFlags
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring mail back from a copy",
		Long: `Bring mail back from a copy that "popmail backup" made; FILE may be a folder of
copies, of which the newest of your mail is taken, or one of those in it. What is here already
stays as it is, but for messages in an Inbox whose place was lost: they go back to
their folders. Nothing is there twice. Where your mail file is missing it is made;
where it is damaged, what can still be read of it is kept as well. Letters
that waited to be sent are not sent by themselves. Rules that are not here any
more come back switched off. Passwords are asked for anew.`,
		Args: exactly(1, "the copy to bring back: popmail restore FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("message") && f.message < 1 {
				return usagef("--message must be the number that a message had")
			}
			return e.restore(cmd.Context(), args[0], &f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.folder, "folder", "", "only the mail of the folder `NAME`, such as Inbox")
	fl.Int64Var(&f.message, "message", 0, "only the message that had the number `ID`")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	f.password.register(fl)
	return cmd
}

func (e *env) restore(ctx context.Context, path string, f *restoreFlags) error {
	if f.message != 0 && f.folder != "" {
		return usagef("use either --folder or --message")
	}
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	e.beginLog(dir)
	b, err := e.openBackup(ctx, path, f.password, dir)
	if err != nil {
		return err
	}
	if !f.json {
		e.tellWhose("Taking", b, dir, path)
	}
	b.Asked = true
	var lock *storage.InstanceLock
	defer func() {
		if lock != nil {
			_ = lock.Release()
		}
	}()
	pick := storage.Pick{Folder: f.folder}
	if f.message != 0 {
		pick.Messages = []mailbox.ID{mailbox.ID(f.message)}
	}
	r, err := b.Recover(ctx, dir, pick, func() (err error) {
		if lock, err = storage.Lock(dir); errors.Is(err, mailbox.ErrInUse) {
			err = fmt.Errorf("%w: close the window of PopMail first", err)
		}
		return err
	})
	if r.Rescued != nil && !f.json {
		fmt.Fprintf(e.err, "Your mail file was damaged. %s could still be read and stayed; the damaged file is kept as %s.\n",
			count(r.Rescued.Messages, "message"), oneLine(filepath.Base(r.Rescued.Aside)))
	}
	if err != nil {
		return fmt.Errorf("not all was brought back: %w", err)
	}
	row := restoreRow{Restored: r.Messages, AlreadyHere: r.Here, Repaired: r.Healed, PutBack: r.PutBack, Missing: r.Missing, Accounts: r.Accounts, RulesOff: r.Rules, ListsLost: r.ListsLost, Unsure: r.Unsure}
	r.ListsLost = r.ListsLost && (r.Messages+r.Missing > 0 || r.Unsure) // else all is here as it was
	if r.Rescued != nil {
		row.Rescued, row.DamagedFile = r.Rescued.Messages, r.Rescued.Aside
	}
	if f.message != 0 && row.Restored+row.AlreadyHere+row.Missing == 0 {
		return notThere(fmt.Sprintf("there is no message %d in this backup", f.message))
	}
	if f.json {
		err = e.json(row)
	} else {
		said := fmt.Sprintf("%s brought back, %d here already", count(row.Restored, "message"), row.AlreadyHere)
		if row.Repaired > 0 {
			said += fmt.Sprintf(", %d repaired", row.Repaired)
		}
		if row.PutBack > 0 {
			said += fmt.Sprintf(", %d of these back in their folders", row.PutBack)
		}
		_, err = fmt.Fprintln(e.out, said+".")
		if row.RulesOff > 0 {
			fmt.Fprintf(e.err, "%s came back switched off: they may have been changed or deleted since.\n", count(row.RulesOff, "rule"))
		}
	}
	if err != nil {
		return err
	}
	if r.ListsLost {
		fmt.Fprintln(e.err, "popmail: the lists of this backup are damaged: "+withoutLists(row.Restored))
		err = errSaid
	}
	if row.Missing > 0 {
		fmt.Fprintf(e.err, "popmail: %s could not be brought back: damaged in the backup.\n", count(row.Missing, "message"))
		err = errSaid
	}
	if r.Unsure {
		fmt.Fprintln(e.err, "popmail: more of its messages may be damaged. Keep this backup, and look for another one.")
	}
	if r.Messages == 0 && r.Rescued == nil {
		return err // nothing new is to be indexed
	}
	if lock != nil { // of who has the folder alone
		err, lock = errors.Join(err, lock.Release()), nil
	}
	app, late := openApp(ctx, dir)
	if late != nil {
		return errors.Join(err, late)
	}
	defer e.close(app)
	return errors.Join(err, e.catchUp(ctx, app))
}

// withoutLists says what restoring from a backup that has lost its lists has come to; came is the number of
// messages brought back.
func withoutLists(came int) string {
	if came > 0 {
		return "what was brought back is in the Inbox, without its folders, accounts and marks."
	}
	return "only its messages could be compared."
}

// tellWhose says that the backup which was found in a folder may not be one of this mail.
func (e *env) tellWhose(doing string, b *backup.Backup, dir, path string) {
	if st, err := os.Stat(path); err == nil && st.IsDir() && !b.Manifest.Made.IsZero() && !backup.Mine(dir)(b.Manifest) && !inOwn(dir, path) {
		fmt.Fprintf(e.err, "%s the backup of %s, which may have been made elsewhere.\n", doing, stamp(b.Manifest.Made))
	}
}

// openBackup opens a backup, whose password is asked for where it has one. In a folder those of the
// data folders of come first.
func (e *env) openBackup(ctx context.Context, path string, p passwordFlags, of ...string) (*backup.Backup, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	password := ""
	if p.given() {
		var err error
		if password, err = e.readPassword(ctx, p, ""); err != nil {
			return nil, err
		}
	}
	b, err := backup.Open(ctx, path, password, of...)
	if errors.Is(err, backup.ErrPassword) && isTerminal(e.in) {
		if password, err = e.askPassword(ctx, filepath.Base(path)); err == nil {
			b, err = backup.Open(ctx, path, password, of...)
		}
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		err = notThere(fmt.Sprintf("there is no file %s", path))
	case err != nil:
		err = backupProblem(err, path)
	}
	return b, err
}

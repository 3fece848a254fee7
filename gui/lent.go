package gui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// opened is the folder, below the data folder, of what other programs were lent: attachments that were opened, and what
// was dragged out of the window. Each is in a folder of its own there, whose name says when it was lent, as the time of
// the file does, see lendFile: what has another time was changed since, whichever program was there in between.
const opened = "opened"

const (
	// lentFor is how long another program may have what it was lent, at least, while PopMail runs.
	lentFor = 72 * time.Hour
	// changedFor is how long what was changed stays after the last change, also when PopMail starts anew.
	changedFor = 30 * 24 * time.Hour
	// lentPrefix begins the name of a folder; seconds since 1970 follow, an even number: some disks know no other.
	lentPrefix = "lent-"
	// lentLooked bounds the files that are looked at in one of these folders, in which an archive may have been unpacked.
	lentLooked = 10_000
)

// lend writes a file for another program into a folder of its own. It may be called in the
// background.
func (sv *saving) lend(name string, fill func(w io.Writer) error) (path string, err error) {
	dir, err := sv.lendFolder()
	if err != nil {
		return "", err
	}
	return sv.lendFile(dir, name, fill)
}

// lendFolder makes a folder for files that another program is lent. It may be called in the background.
func (sv *saving) lendFolder() (string, error) {
	dir := filepath.Join(sv.o.DataFolder, opened)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(dir, lentPrefix+strconv.FormatInt(time.Now().Unix()&^1, 10)+"-")
}

// lendFile writes a file into such a folder. It may be called in the background.
func (sv *saving) lendFile(dir, name string, fill func(w io.Writer) error) (path string, err error) {
	path, err = sv.o.Files.New(dir, name, fill)
	if at, ok := lentAt(dir); ok && err == nil {
		_ = os.Chtimes(path, at, at) // else it passes for one that was changed, and stays longer
	}
	return path, err
}

// lentAt reads from the name of a folder when what is in it was lent.
func lentAt(dir string) (time.Time, bool) {
	rest, ok := strings.CutPrefix(filepath.Base(dir), lentPrefix)
	number, _, dash := strings.Cut(rest, "-")
	sec, err := strconv.ParseInt(number, 10, 64)
	return time.Unix(sec, 0), ok && dash && err == nil
}

// lentState reports whether something in a folder is no longer as it was lent, and when something there has changed last.
func lentState(dir string) (changed bool, last time.Time) {
	now := time.Now()
	at, known := lentAt(dir)
	looked := 0
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if looked++; looked > lentLooked {
			return fs.SkipAll
		}
		var is fs.FileInfo
		if err == nil {
			is, err = e.Info()
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it is gone by now
		}
		if err != nil {
			changed = true // nobody knows
			return nil
		}
		mod := is.ModTime()
		half := strings.HasPrefix(e.Name(), "PopMail-") && strings.HasSuffix(e.Name(), ".part") // not written to its end
		if !e.IsDir() && !half && (!known || mod.Sub(at).Abs() > 2*time.Second) {
			changed = true
		}
		if mod.After(now) {
			mod = now // the clock may have been wrong, and it may be as new as that
		}
		if mod.After(last) {
			last = mod
		}
		return nil
	})
	return changed, last
}

// forgetOpened removes what was lent when PopMail ran before, but what was changed since.
func (sv *saving) forgetOpened() { sv.run.Go(func(context.Context) { sv.forget(0) }, nil) }

// forgetLent removes what was lent long ago.
func (sv *saving) forgetLent() { sv.run.Go(func(context.Context) { sv.forget(lentFor) }, nil) }

// forget removes what was lent, and what became of it, if nothing has changed there for some time: least, or changedFor
// where it is no longer as it was lent. It may be called in the background.
func (sv *saving) forget(least time.Duration) {
	dir := filepath.Join(sv.o.DataFolder, opened)
	lent, err := os.ReadDir(dir)
	if err != nil {
		return // nothing is lent
	}
	for _, e := range lent {
		path := filepath.Join(dir, e.Name())
		changed, last := lentState(path)
		stays := least
		if changed {
			stays = changedFor
		}
		if time.Since(last) >= stays {
			_ = os.RemoveAll(path) // what is open elsewhere may stay
		}
	}
	_ = os.Remove(dir) // unless something is in it
}

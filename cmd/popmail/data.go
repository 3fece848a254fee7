package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"popmail/account/journal"
	"popmail/storage"
)

// dataDir is the folder where everything is kept: --data, else POPMAIL_DATA,
// else the operating system's place for a program's data.
func (e *env) dataDir() (string, error) {
	dir := e.data
	if dir == "" {
		dir = os.Getenv("POPMAIL_DATA")
	}
	if dir == "" {
		dir = usualData()
	}
	return filepath.Abs(dir)
}

// errNoMail: the data folder has no mail file. Most often another folder is meant, or the disk that it lies on is not there:
// nothing is made in its place but by what begins with it.
var errNoMail = errors.New("there is no account and no mail")

// addOne says what to do where there is no account.
const addOne = "add an account with: popmail account add"

// hasMail is the data folder. errNoMail: there is no mail in it.
func (e *env) hasMail(ctx context.Context) (string, error) {
	dir, err := e.dataDir()
	if err == nil && !storage.Present(ctx, dir) {
		err = fmt.Errorf("%w in %s; %s, or say with --data where your mail is", errNoMail, oneLine(dir), addOne)
	}
	return dir, err
}

// open opens the store in the data folder.
func (e *env) open(ctx context.Context) (*app, error) {
	dir, err := e.hasMail(ctx)
	if err != nil {
		return nil, err
	}
	e.beginLog(dir)
	return openApp(ctx, dir)
}

// begin opens the store in the data folder, both made where they are missing.
func (e *env) begin(ctx context.Context) (*app, error) {
	dir, err := e.hasMail(ctx)
	if err != nil && !errors.Is(err, errNoMail) {
		return nil, err
	}
	e.beginLog(dir)
	return openApp(ctx, dir)
}

// openToRead opens the store for a command that changes nothing, also where nothing can be
// written: on a full disk the mail can still be read.
func (e *env) openToRead(ctx context.Context) (*app, error) {
	dir, err := e.hasMail(ctx)
	if err != nil {
		return nil, err
	}
	collectLater()
	e.beginLog(dir)
	return openWith(ctx, dir, &storage.Options{ReadAnyway: true})
}

// nothingThere is err, but nil for a list of what is in a folder without mail: it is empty, and a person is told why.
func (e *env) nothingThere(err error) error {
	if errors.Is(err, errNoMail) {
		_, err = fmt.Fprintf(e.err, "T%s.\n", strings.TrimPrefix(err.Error(), "t"))
	}
	return err
}

const (
	quickPercent = 300                    // how much garbage may lie about, in percent of what is used
	quickTime    = 300 * time.Millisecond // so long
)

// collectLater spares commands that end at once the work of collecting garbage, which is a fifth of
// theirs: it begins at 12 MB, not at 4. Those that go on collect it as before.
func collectLater() {
	before := debug.SetGCPercent(quickPercent)
	time.AfterFunc(quickTime, func() {
		if is := debug.SetGCPercent(before); is != quickPercent { // somebody else has decided about it
			debug.SetGCPercent(is)
		}
	})
}

// beginLog makes the log of the data folder, which is made when missing, what the program
// writes to. Without a folder there is no log.
func (e *env) beginLog(dir string) {
	if e.unlog != nil || os.MkdirAll(dir, 0o700) != nil {
		return
	}
	e.unlog = journal.Start(dir, e.name, version+revision())
}

// endLog writes what is left of the log.
func (e *env) endLog() {
	if e.unlog != nil {
		e.unlog()
		e.unlog = nil
	}
}

// within reports whether a path, of which the last parts may not be there yet, is a folder or lies in
// it, links followed.
func within(dir, path string) bool {
	rel, err := filepath.Rel(linked(dir), linked(path))
	return err == nil && filepath.IsLocal(rel)
}

// linked is a path without links, as far as it is there.
func linked(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rest := ""
	for at := path; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if at == filepath.Dir(at) {
			return path
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

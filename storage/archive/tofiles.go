package archive

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// letterShelf writes .eml files, and beside them what they do not say: marksFile.
type letterShelf struct {
	x      *Export
	list   *os.File
	w      *bufio.Writer
	dir    string
	folder string
}

func (x *Export) letters() (*letterShelf, error) {
	f, w, err := x.out(marksFile)
	x.names[marksFile] = true
	return &letterShelf{x: x, list: f, w: w}, err
}

func (l *letterShelf) close() error { return end(l.list, l.w) }

func (l *letterShelf) put(_ context.Context, m *mailbox.Summary, o *octets) error {
	title := strings.TrimSpace(m.Subject)
	if r := []rune(title); len(r) > 60 {
		title = string(r[:60])
	}
	name := filepath.Join(l.dir, eml.SafeTitle(fmt.Sprintf("%s %s (%d)", m.Date.UTC().Format(time.DateOnly), title, m.ID), ".eml"))
	if err := l.x.file(name, m.Date, func(w io.Writer) error {
		_, err := io.Copy(w, o.read())
		return err
	}); err != nil {
		return err
	}
	return json.NewEncoder(l.w).Encode(marksOf(filepath.ToSlash(name), l.folder, m.Flags, o.allLF()))
}

func marksOf(name, folder string, f mailbox.Flag, asIs bool) marks {
	has := func(flag mailbox.Flag) bool { return f&flag != 0 }
	return marks{name, folder, has(mailbox.Read), has(mailbox.Starred), has(mailbox.Answered), has(mailbox.Forwarded), asIs}
}

// file writes one file of a date.
func (x *Export) file(name string, date time.Time, fill func(w io.Writer) error) error {
	f, w, err := x.out(name)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(w), end(f, w)); err != nil {
		return err
	}
	if date.Year() < 1970 || date.Year() > 2199 {
		return nil
	}
	return os.Chtimes(f.Name(), date, date)
}

// maildirShelf writes a folder of a Maildir.
type maildirShelf struct {
	x   *Export
	dir string
}

// makeMaildir makes the folders of a Maildir.
func makeMaildir(dir string, top bool) error {
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return err
		}
	}
	if top {
		return nil
	}
	// By it programs know a folder of Maildir++.
	return os.WriteFile(filepath.Join(dir, "maildirfolder"), nil, 0o600)
}

// mostEncoded is how long the name of a folder may be in a Maildir, in octets.
const mostEncoded = 200

// folderFile lies in a folder of a Maildir that PopMail has written, and holds what the folder is called
// (see titleOf), which its name may not tell: it may be too long for that, and the one at the top, the Inbox,
// has that of the place it was copied to.
const folderFile = "popmail-folder"

func (x *Export) maildir(f mailbox.Folder) (shelf, error) {
	if f.Role == mailbox.Inbox && !x.prefix {
		return &maildirShelf{x, ""}, x.told("", f)
	}
	name := maildirPath(x.pathOf(f))
	if len(name) > mostEncoded {
		name = fmt.Sprintf("%s~%d", shortened(x.pathOf(f), mostEncoded-20), f.ID)
	}
	dir := name
	for n := 2; x.names[strings.ToLower(dir)]; n++ {
		dir = fmt.Sprintf("%s~%d", name, n)
	}
	x.names[strings.ToLower(dir)] = true
	if err := makeMaildir(filepath.Join(x.dir, dir), false); err != nil {
		return nil, err
	}
	return &maildirShelf{x, dir}, x.told(dir, f)
}

// told writes the folderFile of a folder.
func (x *Export) told(dir string, f mailbox.Folder) error {
	return os.WriteFile(filepath.Join(x.dir, dir, folderFile), []byte(x.titleOf(f)+"\n"), 0o600)
}

// maildirPath is the name of a folder of Maildir++.
func maildirPath(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("." + encodeUTF7(p))
	}
	return b.String()
}

// shortened is the maildirPath of names of which the longest ones are cut until it has so many octets at
// most.
func shortened(parts []string, most int) string {
	cut := make([][]rune, len(parts))
	for i, p := range parts {
		cut[i] = []rune(p)
	}
	for {
		longest := 0
		for i := range cut {
			if parts[i] = string(cut[i]); len(cut[i]) > len(cut[longest]) {
				longest = i
			}
		}
		if path := maildirPath(parts); len(path) <= most || len(cut[longest]) <= 1 {
			return path
		}
		cut[longest] = cut[longest][:len(cut[longest])-1]
	}
}

func (d *maildirShelf) close() error { return nil }

func (d *maildirShelf) put(_ context.Context, m *mailbox.Summary, o *octets) error {
	size := o.size
	if o.bare() {
		size -= o.crlf
	}
	mark := ""
	if o.allLF() {
		mark = asIsMark
	}
	info := d.x.info
	for _, f := range []struct { // in the order of the alphabet
		flag mailbox.Flag
		sign string
	}{{mailbox.Starred, "F"}, {mailbox.Forwarded, "P"}, {mailbox.Answered, "R"}, {mailbox.Read, "S"}} {
		if m.Flags&f.flag != 0 {
			info += f.sign
		}
	}
	name := fmt.Sprintf("%d.M%d%sS=%d%s%s", max(m.Date.Unix(), 0), m.ID, ownMark, size, mark, info)
	return d.x.file(filepath.Join(d.dir, "cur", name), m.Date, o.plainly)
}

// infoSign is what stands before the marks in the names of files of a Maildir.
//
// QUIRK: a colon may not stand in a name on Windows, nor on a USB stick as it is sold (FAT, exFAT).
func (x *Export) infoSign() (string, error) {
	const usual, elsewhere = ":2,", ";2,"
	if runtime.GOOS == "windows" { // where it would name a part of a file
		return elsewhere, nil
	}
	path := filepath.Join(x.dir, "tmp", "try"+usual)
	f, err := x.create(path)
	if err != nil {
		return elsewhere, nil // if it is something else, the first message says so
	}
	return usual, errors.Join(f.Close(), os.Remove(path))
}

// encodeUTF7 writes a name of a folder of a Maildir, with what may not stand in it as code, too.
func encodeUTF7(name string) string { return imapUTF7(name, `./\:*?"<>|~`) }

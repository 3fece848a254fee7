package archive

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"popmail/storage/mailbox"
)

// isMaildir reports whether a folder with such a list is a Maildir. above: the folder that it lies in
// is one.
//
// QUIRK: copies and zip files leave out folders that are empty. One of the three is enough where the
// names in it are those of a Maildir, or where the folder is one of Maildir++.
func (r *reader) isMaildir(dir string, list []entry, above bool) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(list, func(e entry) bool { return e.dir && e.name == name })
	}
	if has("cur") && (has("new") || has("tmp")) {
		return true
	}
	for _, sub := range []string{"cur", "new"} {
		if !has(sub) {
			continue
		}
		// QUIRK: programs that copy or pack folders leave out empty ones; Thunderbird's names of files say nothing.
		if above && strings.HasPrefix(path.Base(dir), ".") || r.inMozilla(dir) {
			return true
		}
		in, _ := r.tree.list(path.Join(dir, sub)) // what cannot be listed is told when it is read
		if slices.ContainsFunc(in, func(e entry) bool { return !e.dir && maildirFileName().MatchString(e.name) }) {
			return true
		}
	}
	return false
}

// maildirFileName is what a file of a Maildir is called: with marks at its end, or by the time, what
// is unique then, and the computer.
var maildirFileName = pattern(`^[^.].*[:;!]2,|^\d{9,11}\.[^.]+\..`)

// maildirName is the folder for the Maildir at dir: Inbox for one at the top, or at the root, of Maildir++ the
// parts of ".Work.Plans".
func (r *reader) maildirName(dir string) (parts []string) {
	if parts := r.toldFolder(dir); len(parts) > 0 {
		return parts
	}
	if dir == "" || r.rooted && dir+"/" == r.root {
		return []string{"Inbox"}
	}
	for _, p := range r.below(dir) {
		p = strings.TrimSuffix(p, ".sbd")
		if sub, ok := strings.CutPrefix(p, "."); ok {
			// QUIRK: KMail keeps the folders in "Work" in ".Work.directory".
			if in, ok := strings.CutSuffix(sub, ".directory"); ok {
				parts = append(parts, in)
				continue
			}
			if r.evolution && strings.HasPrefix(sub, ".") {
				parts = append(parts, "Inbox")
			}
			for q := range strings.SplitSeq(sub, ".") {
				if r.evolution {
					q = decodeUnderscores(q)
				}
				if q != "" {
					parts = append(parts, decodeUTF7(q))
				}
			}
			continue
		}
		parts = append(parts, decodeUTF7(p))
	}
	return purposed(parts)
}

// toldFolder is what a folderFile in a Maildir says; nil: there is none.
func (r *reader) toldFolder(dir string) []string {
	f, err := r.tree.open(path.Join(dir, folderFile))
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	return splitName(strings.TrimSuffix(string(f.start(8<<10)), "\n"))
}

// In the names of files of a Maildir that PopMail writes: who has written it, and that its line
// ends stay as they are.
const (
	ownMark  = ".popmail,"
	asIsMark = ",popmail=asis"
)

// maildir reads a Maildir.
func (r *reader) maildir(dir string, folder []string) error {
	keywords, err := r.readKeywords(dir)
	if err != nil {
		return err
	}
	for _, sub := range []string{"cur", "new"} {
		list, err := r.tree.list(path.Join(dir, sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			if err := r.failed(r.where(path.Join(dir, sub)), err); err != nil {
				return err
			}
		}
		for _, e := range list {
			if e.dir || strings.HasPrefix(e.name, ".") {
				continue
			}
			if err := r.maildirFile(path.Join(dir, sub, e.name), e.name, folder, &keywords); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) maildirFile(name, base string, folder []string, keywords *[26]string) error {
	f, err := r.tree.open(name)
	if errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	f, packed, err := r.unpack(f, base, maxMessage)
	switch {
	case err == nil && packed:
		err = f.whole()
	case err == nil && f.cut:
		err = io.ErrUnexpectedEOF
	}
	if f != nil {
		defer func() { _ = f.Close() }() // it was only read
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	r.dir = path.Dir(path.Dir(name))
	m := &Message{Where: r.where(name), Format: Maildir, Folder: folder, Date: f.date, Size: f.size, octets: f, asIs: strings.Contains(base, asIsMark), own: strings.Contains(base, ownMark)}
	var trashed bool
	var letters string
	m.Flags, trashed, letters = infoFlags(base)
	for _, l := range letters {
		if k := keywords[l-'a']; k != "" {
			m.keys = append(m.keys, strings.ToLower(k))
		}
	}
	if forwarded(m.keys) {
		m.Flags |= mailbox.Forwarded
	}
	if trashed {
		m.Folder = []string{"Trash"}
	}
	return r.give(m)
}

// dovecotKeywords is a file in which Dovecot names the letters in the names of files.
const dovecotKeywords = "dovecot-keywords"

// readKeywords reads it: lines with a number and a word, 0 for the letter a.
func (r *reader) readKeywords(dir string) (words [26]string, err error) {
	name := path.Join(dir, dovecotKeywords)
	f, err := r.tree.open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return words, nil
	}
	if err != nil {
		return words, r.failed(r.where(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	for line := range strings.Lines(string(f.start(64 << 10))) {
		number, word, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < len(words) {
			words[n] = word
		}
	}
	return words, nil
}

// infoFlags are the marks in the name of a file of a Maildir, and the small letters among them. On
// Windows, where a colon may not stand in it, there is another sign.
//
// QUIRK: some programs write more behind the marks, after a comma, such as the size.
func infoFlags(name string) (flags mailbox.Flag, trashed bool, letters string) {
	at := max(strings.LastIndex(name, ":2,"), strings.LastIndex(name, ";2,"), strings.LastIndex(name, "!2,"))
	if at < 0 {
		return 0, false, ""
	}
	marks, _, _ := strings.Cut(name[at+3:], ",")
	for _, c := range marks {
		if c >= 'a' && c <= 'z' {
			letters += string(c)
		}
		switch c {
		case 'S':
			flags |= mailbox.Read
		case 'F':
			flags |= mailbox.Starred
		case 'R':
			flags |= mailbox.Answered
		case 'P':
			flags |= mailbox.Forwarded
		case 'T':
			trashed = true
		}
	}
	return flags, trashed, letters
}

package archive

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

// isMaildir reports whether a folder with such a list is a Maildir.
func isMaildir(list []entry) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(list, func(e entry) bool { return e.dir && e.name == name })
	}
	return has("cur") && (has("new") || has("tmp"))
}

// maildirName is the folder for the Maildir at dir: Inbox for one at the top, of Maildir++ the
// parts of ".Work.Plans".
func (r *reader) maildirName(dir string) (parts []string) {
	if dir == "" {
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
	return parts
}

// In the names of files of a Maildir that PopMail writes: who has written it, and that its line
// ends stay as they are.
const (
	ownMark  = ".popmail,"
	asIsMark = ",popmail=asis"
)

// maildir reads a Maildir.
func (r *reader) maildir(dir string, folder []string) error {
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
			if err := r.maildirFile(path.Join(dir, sub, e.name), e.name, folder); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) maildirFile(name, base string, folder []string) error {
	f, err := r.tree.open(name)
	if errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	r.dir = path.Dir(path.Dir(name))
	m := &Message{Where: r.where(name), Format: Maildir, Folder: folder, Date: f.date, Size: f.size, octets: f, asIs: strings.Contains(base, asIsMark), own: strings.Contains(base, ownMark)}
	var trashed bool
	m.Flags, trashed = infoFlags(base)
	if trashed {
		m.Folder = []string{"Trash"}
	}
	return r.give(m)
}

// infoFlags are the marks in the name of a file of a Maildir. On Windows, where a colon may
// not stand in it, there is another sign.
func infoFlags(name string) (flags mailbox.Flag, trashed bool) {
	at := strings.LastIndex(name, "2,")
	if at < 1 || !strings.ContainsRune(":;!", rune(name[at-1])) {
		return 0, false
	}
	for _, c := range name[at+2:] {
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
	return flags, trashed
}

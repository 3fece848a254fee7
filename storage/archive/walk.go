package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// reader goes through files and folders.
type reader struct {
	ctx   context.Context
	room  Spool
	visit Visit
	tree  tree
	name  string // of the tree, for people
	base  string // the folder for mail at its top where that has no name
	zip   bool   // within a zip file
	found int    // messages, and files that could hold some
	dir   string // that is read now, see mailboxOf
	// profile is the folder of a profile of Thunderbird that is read, "" or with "/" at its end;
	// inProfile: there is one.
	profile   string
	inProfile bool
	// root is the folder in which all mail that is read now lies, see isRoot, with "/" at its end, or "" for
	// the top; rooted: there is one.
	root      string
	rooted    bool
	byNames   *string                    // the first root that is one by the names of its folders alone; nil: none yet
	tags      tags                       // of that profile
	called    map[string]string          // its folders, by the paths of their files in it, where they are called otherwise
	evolution bool                       // its Maildirs are read, see evolutionFile
	marks     map[string]marks           // of .eml files that PopMail wrote, by name
	states    map[string][]*mailboxState // that popstate.dat tells of, by the folder that it lies in
	spent     *int64                     // octets that were unpacked so far; nil: none
	dbxDir    string                     // of which dbxNames are known
	dbxNames  map[string][]string        // folders of Outlook Express, by their files in small letters
	top8k     [mostMozilla]byte          // see peek
}

// give hands a message to the visitor.
func (r *reader) give(m *Message) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	r.found++
	r.peek(m)
	m.tags = r.tags
	if m.in = r.mailboxOf(r.dir); !r.byIMAP(r.dir) {
		m.states = r.states
	}
	return r.visit(m, nil)
}

// peek finds out where a message of an mbox truly lay, and whether it was removed, where programs have written that
// above it. readHead reads the rest.
func (r *reader) peek(m *Message) {
	if !m.box {
		return
	}
	b := r.top8k[:min(m.Size, int64(len(r.top8k)))]
	n, _ := m.octets.ReadAt(b, m.start) // what cannot be read is told when it is taken
	b = b[:n]
	if m.noted {
		if note, _ := topNote(b); note != nil {
			if len(note.folder) > 0 {
				m.Folder = note.folder
			}
			return
		}
	}
	if n, labels := gmailTop(b); n > 0 && (n < len(b) || int64(n) == m.Size) {
		var h head
		h.gmail(labels)
		m.Folder = h.folder
		return
	}
	for line := range bytes.Lines(b[:mozillaTop(b)]) {
		if v, ok := field(line, "x-mozilla-status"); ok {
			var h head
			h.read("x-mozilla-status", string(v))
			m.gone = h.removed
		}
	}
}

// failed tells of what cannot be read, and is nil where the rest can.
func (r *reader) failed(where string, err error) error {
	if err == nil {
		return nil
	}
	if e := r.ctx.Err(); e != nil {
		return e
	}
	if stop, ok := errors.AsType[stopError](err); ok {
		return stop
	}
	r.found++
	return r.visit(&Message{Where: where}, err)
}

// stopError is an error of the visitor, which ends the reading.
type stopError struct{ error }

func (e stopError) Unwrap() error { return e.error }

// where is a file for people.
func (r *reader) where(name string) string { return filepath.Join(r.name, filepath.FromSlash(name)) }

// top reads a whole tree.
func (r *reader) top(path string) error {
	visit := r.visit
	r.visit = func(m *Message, err error) error {
		if err := visit(m, err); err != nil {
			return stopError{err}
		}
		return nil
	}
	if r.base == "" {
		r.base = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		if abs, err := filepath.Abs(path); err == nil && !r.zip {
			r.base = filepath.Base(abs)
		}
	}
	err := r.folder("", 0, false)
	if stop, ok := errors.AsType[stopError](err); ok {
		return stop.error
	}
	if err == nil && r.found == 0 && r.ctx.Err() == nil {
		some, e := r.tree.list("")
		if e != nil {
			return e
		}
		if len(some) > 0 {
			return fmt.Errorf("%s: %w", path, ErrNoMail)
		}
	}
	return err
}

// alone reads one file that was asked for.
func (r *reader) alone(name string) error {
	visit := r.visit
	r.visit = func(m *Message, err error) error {
		if err := visit(m, err); err != nil {
			return stopError{err}
		}
		return nil
	}
	f, err := r.tree.open(name)
	if err != nil {
		return err
	}
	f.ReaderAt = heeding{r.ctx, f.ReaderAt}
	r.dir = path.Dir(filepath.ToSlash(name))
	base := filepath.Base(name)
	f, packed, err := r.unpack(f, base, maxUnpacked)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if err := r.readPopState(r.dir); err != nil {
		return err
	}
	var kind string
	if packed {
		base = withoutPacking(base)
		if kind = packedKind(f, base, true); readable(kind) {
			if err := r.wholeOf(f, kind); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if kind = kindOf(f, base, true); f.cut && !manyMessages(kind) { // now its end tells, too
				return fmt.Errorf("%s: %w", name, f.broken)
			}
		}
	} else {
		kind = kindOf(f, base, true)
	}
	switch {
	case kind == "zip":
		err = r.packed(f, name)
	case kind == tarKind:
		err = r.tarred(f, name)
	case kind == outlook:
		return fmt.Errorf("%s: %w", name, ErrOutlook)
	case kind == unread, kind == "" && f.size > 0:
		return fmt.Errorf("%s: %w", name, ErrNoMail)
	default:
		folder := boxFolder([]string{base})
		switch {
		case slices.Contains([]Format{EML, EMLX, MSG}, Format(kind)), strings.EqualFold(filepath.Ext(base), ".eml"):
			folder = nil
		case Format(kind) == DBX:
			folder = r.dbxFolder(filepath.ToSlash(name))
		}
		err = r.file(f, name, name, kind, folder)
	}
	if stop, ok := errors.AsType[stopError](err); ok {
		return stop.error
	}
	return err
}

// packed reads a zip file.
func (r *reader) packed(f *file, name string) error {
	z, err := openZip(r.ctx, f, r.room)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	in := &reader{ctx: r.ctx, room: r.room, visit: r.visit, tree: z, name: name, zip: true, spent: &z.total}
	err = in.top(name)
	r.found += in.found
	return err
}

// folder reads a folder and those in it.
// above: the folder that it lies in is a Maildir.
func (r *reader) folder(dir string, depth int, above bool) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	list, err := r.tree.list(dir)
	if err != nil {
		if e := r.failed(r.where(dir), err); e != nil {
			return e
		}
	}
	has := func(name string) bool {
		return slices.ContainsFunc(list, func(e entry) bool { return e.name == name })
	}
	lists := map[string]bool{}
	for _, e := range list {
		if of, ok := strings.CutSuffix(e.name, ".msf"); ok {
			lists[of] = true
		}
	}
	defer func(was bool) { r.evolution = was }(r.evolution) // what lies beside is none of its
	r.evolution = r.evolution || has(evolutionFile)
	maildir := r.isMaildir(dir, list, above)
	if !r.rooted && r.isRoot(dir, list, maildir) {
		r.rooted = true
		if r.root = ""; dir != "" {
			r.root = dir + "/"
		}
		defer func() { r.rooted = false }()
	}
	byGmail(dir, list)
	if maildir {
		r.found++ // also where it is empty
		if err := r.maildir(dir, r.maildirName(dir)); err != nil {
			return err
		}
	}
	mh := isMH(list)
	var seen numbered
	if mh.is {
		slices.SortStableFunc(list, byNumber)
		if seen, err = r.numberedMarks(dir); err != nil {
			return err
		}
	}
	if err := r.readMarks(dir); err != nil {
		return err
	}
	if isThunderbird(list) {
		r.inProfile = true
		if r.profile = ""; dir != "" {
			r.profile = dir + "/"
		}
		if err := errors.Join(r.readTags(dir), r.readNames(dir)); err != nil {
			return err
		}
		if err := r.readStates(dir); err != nil {
			return err
		}
	}
	if err := r.readPopState(dir); err != nil {
		return err
	}
	for _, e := range list {
		name := path.Join(dir, e.name)
		if e.dir {
			beside := e.name == "__MACOSX" ||
				e.name == "Attachments" && has("Messages") || // of Apple Mail: parts of messages
				maildir && slices.Contains([]string{"cur", "new", "tmp"}, e.name)
			switch {
			case beside:
				continue
			case depth < maxDepth:
				err = r.folder(name, depth+1, maildir)
			default:
				err = r.failed(r.where(name), ErrTooDeep)
			}
			if err != nil {
				return err
			}
			continue
		}
		if err := r.inFolder(name, dir, mh, lists[e.name], seen); err != nil {
			return err
		}
	}
	return nil
}

// inFolder reads a file of a folder where it holds mail. indexed: a list of Thunderbird's of what is
// in it lies beside it, so it holds some.
func (r *reader) inFolder(name, dir string, mh mhFolder, indexed bool, seen numbered) error {
	if r.isPart(name) {
		return nil
	}
	f, err := r.tree.begin(name)
	if errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	f.ReaderAt = heeding{r.ctx, f.ReaderAt}
	if f.size == 0 {
		r.found++ // an empty mbox
	}
	r.dir = dir
	base := path.Base(name)
	if t, ok := r.tree.(*tarTree); ok && t.older[name] != "" {
		base = path.Base(t.older[name])
	}
	plainName := base
	if packingOf(f.start(packingSeen)) != plainly {
		plainName = withoutPacking(base)
	}
	n, isNumber := number(plainName)
	mail := mh.is && isNumber || indexed || strings.EqualFold(path.Ext(plainName), ".eml") // it must be some
	if !mail && beginsOtherwise(f, plainName) {
		_ = f.Close() // it was only read
		return r.ctx.Err()
	}
	f, packed, err := r.unpack(f, base, maxUnpacked)
	base = plainName
	if _, other := errors.AsType[likeNoMail](err); !mail && (other || errors.Is(err, ErrPacked)) {
		return r.ctx.Err() // it may be anything
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var kind string
	if packed {
		kind = packedKind(f, base, false)
	} else {
		kind = kindOf(f, base, false)
	}
	if kind == tarKind && (r.zip || packed) { // most that lie somewhere hold none, and are large
		if mail := r.mailInTar(f); mail && r.zip {
			return r.failed(r.where(name), ErrNested)
		} else if !mail {
			kind = ""
		}
	}
	if _, ok := r.marks[r.where(name)]; ok {
		kind = string(EML)
	}
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if readable(kind) && (kind != "zip" || !r.zip) {
		if err := r.wholeOf(f, kind); err != nil {
			return r.failed(r.where(name), err)
		}
		if packed { // now its end tells, too
			kind = kindOf(f, base, false)
		}
		if (f.cut || f.broken != nil) && !manyMessages(kind) {
			return r.failed(r.where(name), cmp.Or(f.broken, io.ErrUnexpectedEOF))
		}
	}
	ofMH := mh.is && isNumber
	if ofMH && kind == string(MBox) {
		if ofMH = !indexed && !r.inMozilla(dir); ofMH {
			if ofMH, err = r.holdsMH(f, mh); err != nil {
				return r.failed(r.where(name), err)
			}
			if ofMH && f.broken != nil { // one message
				return r.failed(r.where(name), f.broken)
			}
		}
	}
	switch {
	case mh.is && strings.HasPrefix(base, ","): // removed by nmh
		r.found++
		return nil
	case kind == outlook:
		return r.failed(r.where(name), ErrOutlook)
	case kind == unread:
		return r.failed(r.where(name), ErrNoMail)
	case ofMH && kind != "" && kind != "zip":
		m := &Message{Where: r.where(name), Format: MH, Folder: r.dirName(dir), Date: f.date, Size: f.size, octets: f, Flags: seen.of(n)}
		if seen.gone[n] {
			m.Folder = []string{"Trash"}
		}
		if at := lead(f); kind == string(MBox) { // the From_ line is not the message's
			line, err := f.line(at)
			if err != nil {
				return r.failed(m.Where, err)
			}
			if bytes.HasPrefix(line, []byte("From ")) {
				m.start = at + int64(len(line))
				m.Size -= m.start
			}
		}
		return r.give(m)
	case kind == "zip" && r.zip && strings.EqualFold(path.Ext(base), ".zip"):
		return r.failed(r.where(name), ErrNested)
	case kind == "zip" && !r.zip:
		err := r.packed(f, r.where(name))
		if errors.Is(err, ErrNoMail) {
			return nil // a document, for example
		}
		return r.failed(r.where(name), err)
	case kind == tarKind:
		err := r.tarred(f, r.where(name))
		if errors.Is(err, ErrNoMail) {
			return nil // of anything else
		}
		return r.failed(r.where(name), err)
	case kind == string(MBox) && strings.EqualFold(path.Ext(base), ".eml"): // one message with a From_ line
		return r.file(f, name, r.where(name), kind, r.dirName(dir))
	case kind == string(MBox):
		return r.file(f, name, r.where(name), kind, boxFolder(r.below(path.Join(dir, base))))
	case kind == string(DBX):
		return r.file(f, name, r.where(name), kind, r.dbxFolder(name))
	case kind == string(EML), kind == string(EMLX):
		return r.file(f, name, r.where(name), kind, r.dirName(dir))
	case kind == string(MSG):
		return r.failed(r.where(name), r.file(f, name, r.where(name), kind, r.dirName(dir)))
	case indexed && f.size > 0:
		return r.failed(r.where(name), ErrNoMail)
	}
	return nil
}

// file reads a file of a kind.
func (r *reader) file(f *file, name, where, kind string, folder []string) error {
	switch Format(kind) {
	case MBox:
		return r.readBox(f, where, folder)
	case EMLX:
		return r.readEMLX(f, name, where, folder)
	case MSG:
		return r.readMSG(f, where, folder)
	case DBX:
		return r.readDBX(f, where, folder)
	case EML:
		m := &Message{Where: where, Format: EML, Folder: folder, Date: f.date, Size: f.size, octets: f}
		if _, ok := r.marks[where]; !ok && noMail(f.start(3)) {
			m.start = lead(f)
			m.Size -= m.start
		}
		if k, ok := r.marks[where]; ok {
			m.Flags, m.asIs, m.own, m.Folder = k.flags(), k.AsIs, true, splitName(k.Folder)
		}
		return r.give(m)
	}
	return nil
}

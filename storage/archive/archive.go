// Package archive moves mail in and out: it reads what other programs have written (mbox,
// Maildir, MH, .eml, Apple's .emlx, Outlook's .msg, Outlook Express' .dbx, folders and zip files of these) and writes mbox, Maildir,
// .eml files and pages that any browser opens.
//
// Everything is read as a stream: no more than one batch of messages is in memory, and large
// messages lie in files meanwhile. What is read is known by its content, not by its name.
//
// # Octets
//
// A message is stored as it came over the network, where lines end with CR LF. Files of mail
// hold LF alone as a rule, so a message of which every line ends that way gets its CR back;
// any other stays as it is, octet for octet. What an mbox adds to a message (the From_ line,
// ">" before "From ", Status and the like) is taken off again. What is exported here carries
// notes of its own where that would not bring back the very same octets, see note, marksFile and asIsMark.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"popmail/account/spool"
	"popmail/storage/mailbox"
)

// Limits of what is read.
const (
	maxMessage = 1 << 30   // octets of one message
	maxHead    = 256 << 10 // octets of its header, as far as it is looked at here
	spoolFrom  = 8 << 20   // octets from which on a message lies in a file
	maxDepth   = 32        // folders in folders
)

// Errors about single messages and files.
var (
	ErrOutlook = errors.New("it is a file of Outlook, which PopMail cannot read")
	ErrNested  = errors.New("it is packed within another packed file: unpack the outer one first")
	ErrTooBig  = errors.New("it is too big to be a message")
	ErrNoMail  = errors.New("there is no mail in it that PopMail can read")
	ErrBomb    = errors.New("it grows too much when it is unpacked")
	ErrTooMany = errors.New("there are too many files in it")
	ErrTooDeep = errors.New("it lies in too many folders")
	ErrPacked  = errors.New("it is compressed in a way that PopMail cannot read")

	ErrPassword = errors.New("it has a password: unpack it first")
)

// Message is a message as it lies in a file.
type Message struct {
	Where  string   // the file, and which of its messages, for people
	Format Format   // of the file
	Folder []string // names from the outermost inward; empty: nothing says where it lay
	Flags  mailbox.Flag
	Date   time.Time // beside its header: of the From_ line, of the file; zero: not known
	Size   int64     // octets in the file

	octets io.ReaderAt
	start  int64
	mem    []byte        // those from start on, where they are in memory
	in     *mailboxState // of the account that it belongs to; nil: nothing tells
	tags   tags
	keys   []string                   // words on it that stand beside it, in small letters, see tags
	states map[string][]*mailboxState // that the file knows of
	noted  bool                       // in it, notes of PopMail are believed, see note
	box    bool                       // it lies in an mbox
	gone   bool                       // it was removed from that, and only the room that it takes was not given free
	length bool                       // where it ends was announced by Content-Length
	asIs   bool                       // line ends stay as they are
	own    bool                       // PopMail has written it: the octets that come out are the very same
}

// Format is how mail lies in files.
type Format string

// The formats.
const (
	MBox    Format = "mbox"
	Maildir Format = "maildir"
	MH      Format = "mh"
	EML     Format = "eml"
	EMLX    Format = "emlx"
	MSG     Format = "msg"
	DBX     Format = "dbx"
)

// Spool makes a file for a large message. Where it is nil, what is large and packed is ErrTooBig.
type Spool func() (*spool.File, error)

// Visit takes a message, or what is wrong with one, of which only Where is known then. An
// error ends the reading. The message is of no use after it returns.
type Visit func(m *Message, err error) error

// Read reads all mail in a file or folder. Errors of single messages and files go to visit;
// what is returned has ended the reading: that of visit or ctx, or what keeps path from being
// read at all. A file of anything else than mail is ErrNoMail; within a folder it is passed
// over. One in which Outlook keeps mail (.pst) is ErrOutlook in either case.
func Read(ctx context.Context, path string, room Spool, visit Visit) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	r := &reader{ctx: ctx, room: room, visit: visit}
	if info.IsDir() {
		r.tree, r.name = diskTree(path), path
		return r.top(path)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w", path, ErrNoMail)
	}
	r.tree, r.name = diskTree(""), ""
	return r.alone(path)
}

// Package mailbox is the vocabulary of stored mail that the store and the window
// share: messages, list rows, folders, flags, changes and errors.
package mailbox

import (
	"errors"
	"fmt"
	"image"
	"time"

	"popmail/account"
)

// ID names a message in one data folder. IDs grow from one commit to the next, within
// one as messages came to the server, and are never used again.
type ID int64

// FolderID names a folder in one data folder.
type FolderID int64

// Errors of the store, to be tested with errors.Is.
var (
	ErrNotFound   = errors.New("not found")
	ErrTooMany    = errors.New("there are as many as can be kept")
	ErrExists     = errors.New("there is one already")
	ErrInUse      = errors.New("PopMail is already open with this data folder")
	ErrBusy       = errors.New("another PopMail is at work on the mail file; please try again in a while")
	ErrNewerStore = errors.New("this mail was last used with a newer PopMail; please install that version or a later one")
	ErrReadOnly   = errors.New("the mail file cannot be written")
	ErrDamaged    = errors.New("the mail file is damaged")
	ErrNoLocks    = errors.New("the disk with your mail lets no program lock a file, as some network drives do; please move the data folder to a disk of this computer")
	ErrBeginning  = errors.New("only the beginning of this message is here; its attachments come with the rest")
	ErrInside     = errors.New("a folder cannot lie in itself, nor in a folder that lies in it")
	ErrDeep       = errors.New("folders would lie too deep in one another")
	ErrOwnFolder  = errors.New("PopMail keeps your mail in this folder; please choose another one")
	ErrName       = errors.New("this name cannot be used for a folder")
	ErrUnclear    = errors.New("it is not understood which messages are meant")
)

// FileError says that the mail file, or another in its folder, could not be read or
// written. What else is known of it, such as ErrDamaged, is in its chain.
type FileError struct {
	Full bool // there is no room on the disk
	Err  error
}

// Error is a sentence for the command line.
func (e *FileError) Error() string {
	s := "PopMail can’t read or save your mail on this computer"
	if e.Full {
		s = "the disk of this computer is full; nothing was lost"
	}
	return s + " (" + e.Err.Error() + ")"
}

// DiskFull reports whether there is no room on the disk.
func (e *FileError) DiskFull() bool { return e.Full }

// Unwrap returns the technical cause.
func (e *FileError) Unwrap() error { return e.Err }

// Role is what a folder is for.
type Role string

// The roles. Each account has a folder of each of the first four, and one of the next
// four once there is mail for it; own folders hold mail of all accounts.
const (
	Inbox   Role = "inbox"
	Archive Role = "archive"
	Junk    Role = "junk"
	Trash   Role = "trash"
	Drafts  Role = "drafts"
	Outbox  Role = "outbox"
	Sent    Role = "sent"
	Snoozed Role = "snoozed" // what was put off
	Own     Role = "own"
)

// Folder is one folder with its counts.
type Folder struct {
	ID      FolderID
	Account account.ID // 0 for Role Own
	Role    Role
	Name    string // the name the person gave; for the others English words, for the command line
	Kept    string // the address of the removed account whose mail was kept here, as long as the person has given no name
	Unread  int
	Total   int

	// What the person has made of an own folder.
	Parent FolderID // the own folder that it lies in; 0: none
	Place  int      // among those that lie in the same one: by it, then by name
	Color  int      // one of the window's colors, counted from 1; 0: none
	Icon   string   // the name of one of the window's icons; empty: that of any folder
}

// GoneFolder is an own folder that was removed, with what its removal has changed, so that Undo can
// bring it back.
type GoneFolder struct {
	Folder Folder
	Key    string     // by which its name is told from others
	Kept   account.ID // the removed account whose mail it holds; 0: none
	Moved  []Moved    // its messages
	Inside []Folder   // those that lay in it, as they were
	Rules  []RuleID   // that move mail to it
	Back   []ID       // messages that were to come back to it: put off, or in Trash and Junk
}

// Messages is how many messages lay in it.
func (g *GoneFolder) Messages() (n int) {
	for i := range g.Moved {
		n += len(g.Moved[i].IDs)
	}
	return n
}

// MaxFolderDepth is how deep own folders lie in one another at most: so many, one in the other.
const MaxFolderDepth = 12

// FolderPath returns the folders that a folder lies in and itself, from the outermost inward.
func FolderPath(list []Folder, id FolderID) (path []Folder) {
	by := make(map[FolderID]Folder, len(list))
	for _, f := range list {
		by[f.ID] = f
	}
	for f, ok := by[id]; ok && len(path) < MaxFolderDepth; f, ok = by[f.Parent] {
		path = append([]Folder{f}, path...)
	}
	return path
}

// Flag is a mark on a message.
type Flag uint8

// The marks.
const (
	Read Flag = 1 << iota
	Starred
	Answered
	Forwarded
	Suspect // the junk filter thinks that it is junk
)

// Muted marks the messages of a conversation that the person wants to hear no more of: what
// comes of it counts as read.
const Muted Flag = 1 << 5

// Begun marks a message that was put in order when only its beginning was here. Nobody sees it.
const Begun Flag = 1 << 6

// Flags are all bits that a row of a message may have.
const Flags = Read | Starred | Answered | Forwarded | Suspect | Muted | Begun

// Scan takes the marks from a number of the mail file (database/sql.Scanner). Where a bit of it is another one, and it
// is none that marks can be, the others count: one row must not keep all lists from being read.
func (f *Flag) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("%w: marks of a message are %T", ErrDamaged, v)
	}
	*f = Flag(n & int64(Flags))
	return nil
}

// Address is one person of a message, decoded: no RFC 2047 words, no control
// characters.
type Address struct {
	Name  string // may be empty
	Email string // may be empty for group syntax and broken headers
}

// String is "Name <email>", the e-mail alone where there is no name, or the
// name alone where there is no e-mail.
func (a Address) String() string {
	switch {
	case a.Name == "" || a.Name == a.Email:
		return a.Email
	case a.Email == "":
		return a.Name
	}
	return a.Name + " <" + a.Email + ">"
}

// Entry is what a list needs of every message in view to draw the rest on demand.
type Entry struct {
	ID   ID
	Date time.Time // sort key, see Summary.SortKey

	Thread ID // in a view of conversations: the number of the one that it stands for; else 0
}

// New is a message that does not come from a server.
type New struct {
	Folder  FolderID   // that it goes to
	Account account.ID // that it belongs to; 0: that of the folder
	Raw     []byte     // its octets (RFC 5322), CRLF line ends
	Flags   Flag
	Date    time.Time // where its header holds none; zero: now
	Once    bool      // not where the account has the very octets already, in whatever folder
}

// Summary is one row of a message list.
type Summary struct {
	ID           ID
	Account      account.ID
	Folder       FolderID
	FolderRole   Role
	FolderName   string // as Folder.Name
	FolderKept   string // as Folder.Kept
	UID          string // unique-id on the server (RFC 1939, section 7); empty for imported mail
	MessageID    string // without angle brackets
	From         Address
	To           []Address
	Cc           []Address
	InReplyTo    string   // the message-id that this one answers, without angle brackets
	References   []string // message-ids of the thread (RFC 5322, section 3.6.4), the nearest last
	Subject      string
	Date         time.Time // of the Date field; when missing or unusable, the time of arrival
	SortKey      time.Time // Date, but never later than Received: what lists are sorted and grouped by
	Received     time.Time // when it was stored here
	Size         int64     // octets as received, CRLF line ends
	Flags        Flag
	Attachments  int           // parts that a person would call attachments
	Snippet      string        // first words of the text, one line, at most 200 characters
	Rest         Rest          // of which only the beginning is here
	Conversation *Conversation // that the row stands for in a list of conversations; nil: this letter alone
	Snoozed      time.Time     // when it comes back; zero: it is not put off
	Back         time.Time     // since when it is back after it was put off; zero: it was not
	Remind       time.Time     // when the person is reminded of it, unless it is answered; zero: never
	Unanswered   bool          // that time has come
	List         MailingList   // that it came through; without an Address: none
	Pose         Pose          // how the sender\'s name misleads
	Short        bool          // perhaps not all of it came from the server; it is left there
}

// Rest is what is known of a message of which only the beginning is here; the zero Rest is
// that of any other.
type Rest struct {
	Whole  int64 // octets of the whole message, as the server has announced; at least 1
	Wanted bool  // the person wants it: it comes with the next check
	Gone   bool  // it is no longer on the server
}

// Waits reports whether there is more on the server.
func (r Rest) Waits() bool { return r.Whole > 0 && !r.Gone }

// Rests is what waits on the servers of messages of which only the beginning is here.
type Rests struct {
	Messages int
	Wanted   int          // of them: the person wants their rest
	Larger   int          // of them: so large that their rest comes only where it is asked for alone, which it is not
	Octets   int64        // of what has not come, but for the larger ones
	Accounts []account.ID // whose they are
}

// ListDate is the date that is told of the message in lists: that of its Date field, but never
// later than it came, as it is sorted. What its sender says beyond that is no date that it can
// have.
func (s *Summary) ListDate() time.Time {
	if s.SortKey.IsZero() || s.Date.Before(s.SortKey) {
		return s.Date
	}
	return s.SortKey
}

// Is reports whether all marks of f are set.
func (s *Summary) Is(f Flag) bool { return s.Flags&f == f }

// View selects the messages of a list. The zero View is all messages of all
// folders. With a Folder it is what lies in it, whoever received it; with a Role what lies in
// the folders of that role of all accounts together.
type View struct {
	Account account.ID // that received them; 0: any
	Folder  FolderID   // 0: any
	Role    Role       // empty: any; it says nothing beside a Folder
	Starred bool       // only starred ones, Trash and Junk left out
	Remind  bool       // only letters of which the person is reminded now, because nobody has answered them
	Search  SearchID   // what a kept search finds; 0: it says nothing

	Conversations bool // one entry for all messages that belong together
}

// SearchID is the number of a kept search; 0 is none.
type SearchID int64

// MaxSearches is how many searches are kept at most: each is counted when mail comes.
const MaxSearches = 100

// Search is a search that is kept, under a name.
type Search struct {
	ID    SearchID
	Name  string
	Query string // as it is typed
}

// Moved remembers where messages were, so that Undo can bring them back.
type Moved struct {
	IDs  []ID
	From []FolderID // same length as IDs
	To   FolderID

	// What the junk filter had been taught of each before, for whoever takes it back (same length
	// as IDs); nil: nothing.
	Taught []int
	// Suspects are those of IDs that looked like junk before and no longer do, as they were moved into Junk: they look so
	// again once that is taken back.
	Suspects []ID
}

// Removal counts what the removal of an account does when its mail is not kept.
type Removal struct {
	Deleted  int // messages that go for ever
	Stays    int // messages that it received and that lie in own folders or in folders of other accounts
	Returned int // messages of others in its folders, which go back to folders of theirs
	Unsent   int // letters that wait to be sent, or were refused: they are not sent
	// Heir is the account whose drafts those letters, and the account's drafts, are where its mail is
	// kept; 0: there is no other account, and they are kept as messages.
	Heir account.ID
}

// Excerpt is the words around what a search has found in a message.
type Excerpt struct {
	File string // the attached file that says them; empty: the message does
	Text string // on one line
}

// FileRead is what became of an attached file whose text was to be read.
type FileRead struct {
	Index     int       // in eml.Message.Attachments
	Encrypted bool      // nobody can read it without its password
	Found     []Passage // where in it stands what was looked for, the first of all
	More      bool      // it stands in more places
	Pages     int       // that it has; 0: not known
	Cut       bool      // its text is longer than what is kept of it
	Paged     bool      // its pages can be drawn
}

// PageView says which page of an attached file is to be drawn, and how large.
type PageView struct {
	Page     int     // from 1
	Width    int     // pixels, at most
	PerPoint float64 // pixels for a point of 1/72 inch, at most
}

// PagePicture is a page of an attached file as it is printed.
type PagePicture struct {
	Image *image.RGBA // opaque
	// Found is where in the picture stands what was looked for: for each of the places of this
	// page, in the order of FileRead.Found, the rectangles of its words.
	Found [][]image.Rectangle
}

// Passage is a place in an attached file.
type Passage struct {
	Words string // around what was looked for, on one line
	Page  int    // of a PDF with several pages; 0: of no interest
}

// Result is what a search found, newest first unless Best is not 0.
type Result struct {
	Entries []Entry
	Total   int      // number of hits; Entries may hold fewer when a limit was given
	More    bool     // there may be more hits than Entries, and they were not counted: Total is 0
	Best    int      // so many of the newest hits were compared and come first, the best of them before the others; 0: newest first
	Terms   []string // folded words and phrases to mark in the text, longest first; see query.Query.Terms
	// NoFolders is the names given with in: for which there is no folder.
	NoFolders []string
	// LeftOut are the folders that were not looked into, since nobody has asked for them.
	LeftOut []FolderID
	// NoAccounts is the names given with account: for which there is no account.
	NoAccounts []string
	Took       time.Duration // time the store needed
}

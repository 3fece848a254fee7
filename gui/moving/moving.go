// Package moving has the pages over the window that bring in mail of other programs, and that
// save mail in files that other programs read. Files and the store lie behind Mover.
package moving

import (
	"context"

	"popmail/account"
	"popmail/storage/mailbox"
)

// Place is where a program of this computer keeps its mail.
type Place struct {
	Program  string
	Paths    []string
	Accounts int               // that the program has
	Settings []account.Account // those of them that can be set up here, and are not yet
}

// Source is mail that was found: that of one folder.
type Source struct {
	Key      string // for Bring.Wanted
	Folder   string // its name, for people
	Path     string // its name where it comes in: "Work/Plans" lies in Work
	Role     mailbox.Role
	Messages int
	Octets   int64
}

// Found is all that was found in some files and folders.
type Found struct {
	Sources []Source
	Failed  []Failure // what cannot be read
	Tags    bool      // messages may have tags
	Fetched bool      // it is known which of them were fetched from a server
}

// Why says why something cannot be read.
type Why uint8

// The reasons.
const (
	WhyOther     Why = iota // see Failure.Said
	WhyGone                 // it is not there
	WhyForbidden            // it may not be read
	WhyNoMail               // it holds none
	WhyOutlook              // it is a file in which Outlook keeps mail
	WhyNested               // it is packed in a file that is packed itself
	WhyTooBig
	WhyGrows   // too much when it is unpacked
	WhyTooMany // files in a zip file
	WhyTooDeep // in folders
	WhyCut     // a part of it is missing
	WhyDamaged
	WhyNotMessage  // Outlook has saved something else
	WhyOnlyHeaders // the text of messages in it is on a server
	WhyOutside     // it is a link out of the folder, or mail of Thunderbird that lies elsewhere
	WhyBegun       // only its beginning is here
	WhyPacked      // it is compressed in a way that is not read
	WhyPassword    // it is a zip file that nobody reads without one
)

// Failure is what could not be read, or stored.
type Failure struct {
	Where string
	Why   Why
	Said  string // the technical words for it
}

// Bring is what is to be brought in.
type Bring struct {
	Paths  []string
	Wanted []string // keys of sources; nil: all
	Folder string   // where all of it goes; empty: to folders of the same names
	Tagged bool     // what has a tag goes to a folder of its name; else it gets a star
	Bare   bool     // without marks: unread, and no stars
	Anew   bool     // servers may hand out once more what the other program has fetched
	// Accounts are set up before the mail comes, so that it lies with them. Their passwords are
	// asked for when they are checked.
	Accounts []account.Account
}

// Progress is how far that has come.
type Progress struct {
	Came   int // brought in
	Here   int // here already, before
	Twice  int // came already, from another place
	Failed int
	Octets int64 // that were read
	Where  string
}

// Format is how mail is saved.
type Format string

// The formats.
const (
	MBox    Format = "mbox"
	EML     Format = "eml"
	Maildir Format = "maildir"
	Pages   Format = "html"
)

// Saved is what was saved. Failed also names those that Begun counts.
type Saved struct {
	Path     string // a folder
	Messages int
	Begun    int // of Messages: only their beginnings are here, and were saved
	Failed   []Failure
}

// Mover reads and writes the files. Its calls may take long and end with their contexts; tell
// is called from any goroutine.
type Mover interface {
	// Places are where other programs keep their mail on this computer, if they do.
	Places(ctx context.Context) ([]Place, error)
	// HoldsMail reports whether there is mail in a file.
	HoldsMail(ctx context.Context, path string) bool
	// Survey counts the mail at paths. What was counted until an error is returned with it.
	Survey(ctx context.Context, paths []string, tell func(messages int)) (Found, error)
	// BringIn brings mail in, and twice nothing. What came before an error stays.
	BringIn(ctx context.Context, b Bring, tell func(Progress)) (Progress, []Failure, error)
	// Save writes messages into a new folder within dir; after an error there is nothing.
	Save(ctx context.Context, ids []mailbox.ID, f Format, dir, name string, tell func(done int)) (Saved, error)
}

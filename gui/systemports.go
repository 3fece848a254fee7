package gui

import (
	"context"
	"errors"
	"io"
	"time"

	"popmail/account/event"
)

// What the window asks of the computer: its disk, its desktop and its notifications.

// Files puts what is saved on the disk: fill writes it. Its calls may take long. What could
// not be written whole leaves nothing behind.
type Files interface {
	// New writes a file into a folder without overwriting another, and returns
	// its path: "name (2).ext" where the name is taken.
	New(dir, name string, fill func(w io.Writer) error) (path string, err error)
	// Replace writes a file, in the place of one that is there.
	Replace(path string, fill func(w io.Writer) error) error
}

// Notices tells of new mail outside of the window: one notice at a time. Its calls return at
// once.
type Notices interface {
	// Tell puts a notice in the place of the one before.
	Tell(n Notice)
	Withdraw()
	// SetUnread tells how many unread letters there are.
	SetUnread(n int)
	// Choices tells what the person has done about a notice, which is gone then.
	Choices() *event.Topic[NoticeChoice]
}

// Notice is a notice of new mail.
type Notice struct {
	Title      string
	Lines      []NoticeLine
	Open, Read string // what its buttons say
}

// NoticeLine is what is told of a letter, as plain text of one line.
type NoticeLine struct{ Who, What string }

// NoticeChoice is what the person has done about a notice.
type NoticeChoice int

// The choices.
const (
	NoticeDismissed NoticeChoice = iota // also by its time
	NoticeOpened
	NoticeRead // all that it tells of is to be marked as read
)

// Tray is an icon with a menu where the system shows those of programs without a window.
type Tray interface {
	// Show says what the icon shows. It returns at once.
	Show(t TrayIcon)
	// InSight tells whether the icon is seen, as soon as that is known and whenever it changes.
	InSight() *event.Topic[bool]
	// Chosen tells what the person has chosen.
	Chosen() *event.Topic[TrayChoice]
}

// TrayIcon is what the icon shows.
type TrayIcon struct {
	Unread bool   // there is unread mail
	Tip    string // beside the pointer
	Menu   []TrayItem
}

// TrayItem is a line of its menu.
type TrayItem struct {
	Choice  TrayChoice // TrayNothing: the line is a rule
	Name    string
	Checked bool
}

// TrayChoice is what can be chosen there.
type TrayChoice int

// The choices.
const (
	TrayNothing TrayChoice = iota
	TrayOpen               // also a click on the icon
	TrayCheck
	TrayWrite
	TrayOffline
	TrayQuiet
	TrayQuit
)

// Autostart starts PopMail with the person's session, without its window in sight. Its calls
// may take long.
type Autostart interface {
	// State reports whether it does; disabled: the system was told elsewhere not to.
	State(ctx context.Context) (on, disabled bool, err error)
	Set(ctx context.Context, on bool) error
}

// Newer knows the newest version of PopMail. Nothing is asked for but by Newest, and nothing of the
// person is told then.
type Newer interface {
	// Newest asks which version is the newest; seen is the date of the newest answer that was
	// believed before, or the zero time. It may take long. Errors are a NoAnswer, or that of ctx.
	Newest(ctx context.Context, seen time.Time) (Release, error)
	// Newer reports whether a version is newer than this one. It is quick.
	Newer(version string) bool
}

// Release is a version of PopMail.
type Release struct {
	Version string
	Date    time.Time
	Page    string            // where people get it
	Words   map[string]string // what is new, by language (BCP 47); nil: nothing is told
}

// MailProgram is what the system opens e-mail links with. Its calls may take long.
type MailProgram interface {
	// Is reports whether that is this program.
	Is(ctx context.Context) (bool, error)
	// Become makes it this one, by the person's word. ErrPersonChooses: the system lets nobody
	// else choose, and has opened its page for that.
	Become(ctx context.Context) error
}

// ErrPersonChooses is that the system has opened a page on which the person chooses.
var ErrPersonChooses = errors.New("the person chooses in the settings of the system")

// Desktop is what the system does for the window. Its calls may take long.
type Desktop interface {
	// Open opens a web, mailto: or file: address in the program that the person has
	// for it; an error says that there is none.
	Open(ctx context.Context, address string) error
	// Choose asks for the place of a file, or for a folder where name is empty, in the
	// system's own dialog. The path is "" when the person has changed their mind; an
	// error says that there is no such dialog.
	Choose(ctx context.Context, title, accept, dir, name string) (path string, err error)
	// ChooseFiles asks for a file that is to be read, or for many of them, as Choose does.
	ChooseFiles(ctx context.Context, title, accept string, many bool) (paths []string, err error)
}

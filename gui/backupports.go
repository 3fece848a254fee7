package gui

import (
	"context"
	"errors"
	"time"

	"popmail/account/event"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// Backups keeps copies of the mail. Its calls but those with a context return at once.
type Backups interface {
	// State is how things stand; States tells whenever that changes.
	State() BackupState
	States() *event.Topic[BackupState]
	// BackUp makes one now, Stop gives up the one that is being made.
	BackUp()
	Stop()
	// SetOn says whether they are made by themselves, and SetPlace in which folder; "":
	// PopMail's own. Another one that lies where the mail is kept is mailbox.ErrOwnFolder.
	// SetPlace looks at the disk, which may take long; given up, it changes nothing.
	SetOn(on bool)
	SetPlace(ctx context.Context, dir string) error
	// SetSpare says whether one is made in PopMail's own folder while the chosen one is missing.
	SetSpare(on bool)
	// SetKeep says which older ones stay once the next is made.
	SetKeep(k settings.KeptFor)
	// SetPassword locks the backups from now on with a password, or with "" no more. It may
	// take long.
	SetPassword(ctx context.Context, password string) error
	// Kept counts what is in the place.
	Kept(ctx context.Context) BackupsKept
	// SaveBackup makes one in a file. tell is told of the octets that are done, of all.
	// Errors are ErrNotBackup where another file is there, and those of the disk.
	SaveBackup(ctx context.Context, path, password string, tell func(done, all int64)) (BackupMade, error)
}

// BackupState is how things stand with backups.
type BackupState = settings.Backup

// BackupsKept is what is in the place for backups.
type BackupsKept = settings.Kept

// BackupMade tells of a backup.
type BackupMade struct {
	Path     string
	Made     time.Time // zero: not known yet
	Messages int
	Damaged  int // that could not be copied
	// Alone says that only the messages are left of it: nothing tells of folders and marks.
	Alone bool
	// Elsewhere says that it was not made of this data folder, but perhaps of somebody else's mail.
	Elsewhere bool
}

// Restoring brings mail back from backups. Its calls may take long.
type Restoring interface {
	// Made lists the backups in a folder, or in the one that PopMail makes in it, the newest
	// first, and at the end those of which only messages are left; "": those that it makes by
	// itself.
	Made(ctx context.Context, dir string) ([]BackupMade, error)
	// Inside tells what is in a backup. Errors are those below.
	Inside(ctx context.Context, path, password string) (BackupInside, error)
	// Restore puts back what is not here of what is picked. tell is told how many messages
	// have come; where ctx ends, these stay.
	Restore(ctx context.Context, path, password string, pick BackupPick, tell func(messages int)) (BroughtBack, error)
	// Look opens a backup, whose messages have the numbers that BackupPick takes.
	Look(ctx context.Context, path, password string) (LookedInto, error)
}

// BackupPick is what comes back of a backup; the zero value: all of it.
type BackupPick struct {
	Folder   string             // all with this role
	Folders  []mailbox.FolderID // these of the backup
	Messages []mailbox.ID       // these alone
}

// Errors of backups.
var (
	ErrNotBackup      = errors.New("not a backup of PopMail's")
	ErrBackupPassword = errors.New("the backup has a password")
	ErrBackupWrong    = errors.New("not the password of the backup")
	ErrBackupNewer    = errors.New("the backup is from a newer version of PopMail")
	// ErrBackupHurt: mail here is damaged, and the older backup, which stays, may have it whole.
	ErrBackupHurt = errors.New("some mail here is damaged")
	// ErrBackupEmpty: there is no mail here, and the older backup, which stays, may have some.
	ErrBackupEmpty   = errors.New("there is no mail here")
	ErrBackupDamaged = errors.New("the backup is damaged")
)

// BackupInside is what is in a backup.
type BackupInside struct {
	BackupMade
	Accounts int
	Folders  []BackupFolder
}

// BackupFolder is a folder, or all folders with a role, in a backup.
type BackupFolder struct {
	Pick     BackupPick // brings it back
	Name     string     // of one of the person's own, with those that it lies in: "Work/Plans"
	Role     mailbox.Role
	Messages int
}

// BroughtBack tells what Restore has done.
type BroughtBack struct {
	Messages int // that came back
	Here     int // that were here already
	Healed   int // that were here, damaged, and are whole again
	PutBack  int // that were here, in an Inbox, and lie in their folders again
	Missing  int // that are damaged in the backup
	Accounts int // that came back
	Rules    int // that came back, switched off
	// ListsLost says that the lists of the backup were damaged: what came is in the Inbox without marks.
	ListsLost bool
}

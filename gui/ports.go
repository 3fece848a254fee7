// Package gui is PopMail's window. It says what it needs of the rest of the
// program in small ports, which cmd/popmail fills.
package gui

import (
	"context"
	"errors"
	"io"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/event"
	"popmail/gui/book"
	"popmail/gui/maildrop"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// What the window remembers goes through Options.App.Preferences(). cmd/popmail
// fills it with a file of the data folder (window.json) that is replaced as a
// whole: reading and setting a value never waits for the disk, and values are for
// this data folder only. Names of values stand in look.go.

// The stored mail, in parts: each part of the window is handed what it works with.
// Every call may take long and is made in the background.

// Listing is what lists and searches show.
type Listing interface {
	// Index lists the messages of a view, newest first; limit 0: all.
	Index(ctx context.Context, v mailbox.View, limit int) ([]mailbox.Entry, error)
	// Arranged lists them in another order, or only some of them.
	Arranged(ctx context.Context, v mailbox.View, a mailbox.Arrangement) (mailbox.Arranged, error)
	// Tally counts messages. Room tells what takes the room, by sender, of whom the largest
	// are named, by year and by size.
	Tally(ctx context.Context, ids []mailbox.ID) (mailbox.Tally, error)
	Room(ctx context.Context, most int) (mailbox.Room, error)
	// Summaries returns the rows for ids in the same order; removed ones are left out.
	Summaries(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error)
	// Brief is Summaries, but of mail that has just come the first words may be missing.
	Brief(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error)
	// FirstReceived is when the first message of an account came that is still here.
	FirstReceived(ctx context.Context, id account.ID) (time.Time, error)
	// Conversations is Summaries for the rows of a list of conversations.
	Conversations(ctx context.Context, ids []mailbox.ID) ([]mailbox.Summary, error)
	// ConversationLetters returns the letters of the conversation of a message, the oldest
	// first; more: older ones are left out.
	ConversationLetters(ctx context.Context, id mailbox.ID) (list []mailbox.Summary, more bool, err error)
	// ToMark returns the messages that are to be marked so that ids, or the conversations that they stand
	// for, have a mark or do not have it.
	ToMark(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on, conversations bool) ([]mailbox.ID, error)
	// InConversations returns all messages of the conversations of ids that lie where these do.
	InConversations(ctx context.Context, v mailbox.View, ids []mailbox.ID) ([]mailbox.ID, error)
	// Search runs a query; limit 0: all hits.
	Search(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error)
	// SearchFirst returns the newest hits sooner than Search; Result.More says that there may
	// be more.
	SearchFirst(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error)
	// SearchBest returns all hits with those that fit best first, see mailbox.Result.Best.
	SearchBest(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error)
	// Snippets returns, for messages in which the terms stand in the text, the
	// words around the first of them, at most 200 characters; likewise for those of which an
	// attached file holds what they lack.
	Snippets(ctx context.Context, ids []mailbox.ID, terms []string) (map[mailbox.ID]mailbox.Excerpt, error)
	// Reminders are the letters of which the person wants to be reminded.
	Reminders(ctx context.Context) ([]mailbox.Reminder, error)
	// Changes reports commits of this and of other processes.
	Changes() *event.Topic[mailbox.Change]
}

// Reading is one message.
type Reading interface {
	// Message reads a message whole.
	Message(ctx context.Context, id mailbox.ID) (*eml.Message, mailbox.Summary, error)
	// Attachment returns the decoded octets of Message.Attachments[index].
	Attachment(ctx context.Context, id mailbox.ID, index int) ([]byte, eml.Attachment, error)
	// Describe returns Message.Attachments[index]. StreamAttachment writes its octets, which
	// are not in memory at once where they are many.
	Describe(ctx context.Context, id mailbox.ID, index int) (eml.Attachment, error)
	StreamAttachment(ctx context.Context, id mailbox.ID, index int, w io.Writer) (eml.Attachment, error)
	// Raw returns the octets as received, Stream writes them, and Beginning returns the first
	// most of them.
	Raw(ctx context.Context, id mailbox.ID) ([]byte, error)
	Stream(ctx context.Context, id mailbox.ID, w io.Writer) error
	Beginning(ctx context.Context, id mailbox.ID, most int64) ([]byte, error)
}

// FileTexts are the texts of attached files.
type FileTexts interface {
	// FilesRead tells what became of the attached files of a message, as far as they were
	// read, and the words around what was looked for.
	FilesRead(ctx context.Context, id mailbox.ID, terms []string) ([]mailbox.FileRead, error)
	// FileText returns the text of Message.Attachments[index].
	FileText(ctx context.Context, id mailbox.ID, index int) (string, error)
	// FilePage draws a page of it, where FileRead.Paged says that it can be, and tells where the
	// terms stand.
	FilePage(ctx context.Context, id mailbox.ID, index int, v mailbox.PageView, terms []string) (*mailbox.PagePicture, error)
}

// RemotePictures are the pictures of messages that lie on the internet. Nothing is asked
// for but by FetchPictures.
type RemotePictures interface {
	// Pictures returns what was fetched before, by its address; nil octets: in vain.
	Pictures(ctx context.Context, id mailbox.ID) (map[string][]byte, error)
	// FetchPictures gets pictures and keeps them; what is left out did not come. An
	// error of the package reader says why, where it is the same for all.
	FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error)
	// PictureHost is the server that is told of the reading; "" where none is ever asked.
	PictureHost(ref string) string
	// PictureSender reports whether the pictures of a sender are always fetched.
	PictureSender(ctx context.Context, address string) (bool, error)
	PictureSenders(ctx context.Context) ([]string, error)
	SetPictureSender(ctx context.Context, address string, always bool) error
}

// Filing is what is done to messages.
type Filing interface {
	// SetFlag sets or clears marks.
	SetFlag(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on bool) error
	// Mute says whether the person wants to hear no more of the conversations of messages.
	Mute(ctx context.Context, ids []mailbox.ID, on bool) error
	// Move moves messages to a folder, MoveTo to the folder with a role of each
	// message's own account.
	Move(ctx context.Context, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error)
	MoveTo(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error)
	// PutBack returns messages from Trash and Junk to where they were before.
	PutBack(ctx context.Context, ids []mailbox.ID) ([]mailbox.Moved, error)
	// Snooze puts messages off until a time, Unsnooze brings them back now. What they return is
	// what Undo takes back; of those that were put off already, only the time changes.
	Snooze(ctx context.Context, ids []mailbox.ID, until time.Time) ([]mailbox.Moved, error)
	Unsnooze(ctx context.Context, ids []mailbox.ID) ([]mailbox.Moved, error)
	// PutOff are those of the messages that are put off, by when they come back; PutOffAgain has them
	// come back then.
	PutOff(ctx context.Context, ids []mailbox.ID) ([]mailbox.PutOff, error)
	PutOffAgain(ctx context.Context, was []mailbox.PutOff) error
	// Remind has the person reminded of letters that nobody answers: at a time or, where that is
	// zero, so long after now, or after they are sent. Unremind forgets that.
	Remind(ctx context.Context, ids []mailbox.ID, at time.Time, after time.Duration) error
	Unremind(ctx context.Context, ids []mailbox.ID) error
	// RemindersOf are the reminders of letters; RemindAgain makes them what they were.
	RemindersOf(ctx context.Context, ids []mailbox.ID) ([]mailbox.Reminder, error)
	RemindAgain(ctx context.Context, ids []mailbox.ID, was []mailbox.Reminder) error
	// Undo brings moved messages back to where they were; TakeBack also tells how many these were.
	Undo(ctx context.Context, m []mailbox.Moved) error
	TakeBack(ctx context.Context, m []mailbox.Moved) (int, error)
	// PurgeThrown removes those of the messages for ever that lie in Trash or Junk, and returns how
	// many these were.
	PurgeThrown(ctx context.Context, ids []mailbox.ID) (int, error)
}

// Judging tells junk from good mail, and learns what the person calls so.
type Judging interface {
	// WhyJunk tells what is thought of a message.
	WhyJunk(ctx context.Context, id mailbox.ID) (mailbox.Judgment, error)
	// NotJunk says that messages are no junk; they stay where they are.
	NotJunk(ctx context.Context, ids []mailbox.ID) error
	// JunkAfterAll takes that back.
	JunkAfterAll(ctx context.Context, ids []mailbox.ID) error
	JunkFilter(ctx context.Context) (mailbox.JunkFilter, error)
	SetJunkFilter(ctx context.Context, on bool) error
	// ForgetJunk forgets all that was learned.
	ForgetJunk(ctx context.Context) error
	// Senders are those whose mail is always junk, or never.
	Senders(ctx context.Context) ([]mailbox.Sender, error)
	DecideSender(ctx context.Context, d mailbox.Sender, decided bool) error
	// SuspectsOf are the messages that look like junk of a sender.
	SuspectsOf(ctx context.Context, address string) ([]mailbox.ID, error)
}

// Prepared tells what is here for a time without internet.
type Prepared interface {
	Readiness(ctx context.Context) (mailbox.Readiness, error)
	// WithoutPictures are new messages of senders whose pictures are always shown, for which none was asked.
	WithoutPictures(ctx context.Context, limit int) ([]mailbox.ID, error)
	// Trip is the next journey that begins before a time; false: there is none.
	Trip(ctx context.Context, before time.Time) (trip mailbox.Trip, ok bool, err error)
}

// Ruling is the rules, which put new mail in order.
type Ruling interface {
	Rules(ctx context.Context) ([]mailbox.Rule, error)
	// SaveRule keeps a rule; ID 0: a new one.
	SaveRule(ctx context.Context, r mailbox.Rule) (mailbox.RuleID, error)
	SwitchRule(ctx context.Context, id mailbox.RuleID, on bool) error
	DeleteRule(ctx context.Context, id mailbox.RuleID) error
	OrderRules(ctx context.Context, ids []mailbox.RuleID) error
	// MoveByRule is Filing.MoveTo for what a rule does: it teaches the junk filter nothing.
	MoveByRule(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error)
	// TryRule finds what a rule with this condition would have caught; limit 0: all. The error is
	// mailbox.ErrUnclear where a rule with it catches nothing, as it is not understood.
	TryRule(ctx context.Context, query string, limit int) (mailbox.Result, error)
	// CanCatch reports whether a rule with this condition can catch any letter as it comes. It returns at once.
	CanCatch(query string) bool
	// CountRule notes that a rule has caught n letters that were here before; TakeBackCount undoes it.
	CountRule(ctx context.Context, id mailbox.RuleID, n int) (mailbox.RuleCount, error)
	TakeBackCount(ctx context.Context, c mailbox.RuleCount) error
}

// MailingLists is the folders that are offered for the letters of mailing lists.
type MailingLists interface {
	// ListOffer is the mailing list that a message came through, where its letters can be offered
	// a folder; else it has no Address.
	ListOffer(ctx context.Context, id mailbox.ID) (mailbox.MailingList, error)
	// RefuseList says whether none is offered for a list any more.
	RefuseList(ctx context.Context, address string, on bool) error
	// GiveListFolder makes a folder with a rule that moves the letters of a list there;
	// TakeBackListFolder undoes it.
	GiveListFolder(ctx context.Context, address, name string) (mailbox.ListFolder, error)
	TakeBackListFolder(ctx context.Context, f mailbox.ListFolder) error
}

// Cabinet is the folders.
type Cabinet interface {
	Folders(ctx context.Context) ([]mailbox.Folder, error)
	CreateFolder(ctx context.Context, name string) (mailbox.FolderID, error)
	// CreateFolderIn makes one in an own folder, PlaceFolder puts one elsewhere (see
	// folders.Folders.OnPlace), DressFolder gives it a color and an icon.
	CreateFolderIn(ctx context.Context, in mailbox.FolderID, name string) (mailbox.FolderID, error)
	// UnmakeFolder removes one again; where it is not empty any more it stays, and false is returned.
	UnmakeFolder(ctx context.Context, id mailbox.FolderID) (bool, error)
	PlaceFolder(ctx context.Context, id, in mailbox.FolderID, at int) error
	DressFolder(ctx context.Context, id mailbox.FolderID, color int, icon string) error
	RenameFolder(ctx context.Context, id mailbox.FolderID, name string) error
	// RemoveFolder removes an own folder; its messages go to their accounts' Trash, and the
	// folders in it move up. What it returns brings all of that back.
	RemoveFolder(ctx context.Context, id mailbox.FolderID) (mailbox.GoneFolder, error)
	UndeleteFolder(ctx context.Context, g *mailbox.GoneFolder) error
}

// KeptSearches is the searches that are kept as folders. Index lists what they find.
type KeptSearches interface {
	Searches(ctx context.Context) ([]mailbox.Search, error)
	// KeepSearch keeps one under a name; where it is kept already its number is returned.
	KeepSearch(ctx context.Context, name, query string) (mailbox.SearchID, error)
	RenameSearch(ctx context.Context, id mailbox.SearchID, name string) error
	ForgetSearch(ctx context.Context, id mailbox.SearchID) error
	UnreadFound(ctx context.Context, id mailbox.SearchID) (int, error)
}

// Owners is what is known of the accounts.
type Owners interface {
	Accounts(ctx context.Context) ([]account.Account, error)
	Status(ctx context.Context) (map[account.ID]account.Status, error)
	// Asides are the messages that could not be received.
	Asides(ctx context.Context) (map[account.ID][]account.Aside, error)
	// ChangeAside leaves one of them on the server for good, or has the next check ask for it.
	ChangeAside(ctx context.Context, id account.ID, uid string, left bool) error
	// Removal counts what the removal of an account with its mail would do.
	Removal(ctx context.Context, id account.ID) (mailbox.Removal, error)
}

// Mail is all of the stored mail.
type Mail interface {
	Listing
	Reading
	Filing
	Judging
	Ruling
	MailingLists
	Prepared
	Cabinet
	KeptSearches
	Owners
}

// ServerMail is the mail on the servers. Errors are *account.Problem, or of the store.
type ServerMail interface {
	maildrop.Server
	// OnServer tells when messages go from their servers. Those that are not there, as far
	// as is known, are left out.
	OnServer(ctx context.Context, ids []mailbox.ID) ([]mailbox.OnServer, error)
	// Removable counts what the next check of an account with these settings would remove.
	Removable(ctx context.Context, a account.Account) (account.Removable, error)
}

// Writing keeps letters that are written here, from the first draft until they are sent. Its
// calls may take long.
type Writing interface {
	// SaveDraft keeps a letter that is being written; ID 0: a new one. It returns its ID.
	SaveDraft(ctx context.Context, d mailbox.Draft) (mailbox.ID, error)
	// SaveWriting keeps what the editor needs of such a letter besides its files, which stay as
	// they were saved. mailbox.ErrNotFound: it has to be saved whole.
	SaveWriting(ctx context.Context, id mailbox.ID, from account.ID, writing []byte) error
	// Draft returns a letter as its editor kept it.
	Draft(ctx context.Context, id mailbox.ID) (mailbox.Draft, error)
	// Letters are all that are not in Sent yet, drafts too.
	Letters(ctx context.Context) ([]mailbox.Letter, error)
	// Letter is one letter, also one that was sent.
	Letter(ctx context.Context, id mailbox.ID) (mailbox.Letter, error)
	// Send puts a letter into the outbox; it stays there until notBefore at least.
	Send(ctx context.Context, id mailbox.ID, notBefore time.Time) error
	// Recall makes a letter that has not gone a draft again. The error is mailbox.ErrSending
	// or ErrSent where it is too late.
	Recall(ctx context.Context, id mailbox.ID) error
	// SendAgain sends what was refused, or what may have been sent, once more.
	SendAgain(ctx context.Context, id mailbox.ID) error
	// Release lets a letter that is held in the outbox go; of any other it changes nothing.
	Release(ctx context.Context, id mailbox.ID) error
	// Arrived says that a letter whose fate is unknown has come to its people.
	Arrived(ctx context.Context, id mailbox.ID) error
	// People are those of the address book and those met in mail whose name or address begins
	// with what is typed, the likeliest first, and behind them a few groups.
	People(ctx context.Context, typed string, limit int) ([]mailbox.Suggestion, error)
}

// AddressBook keeps people who were written down, and groups of them. Its calls may take long.
type AddressBook interface {
	book.Store
	// ContactOf is who has an address; of nobody who is known it is one without a name.
	ContactOf(ctx context.Context, email string) (mailbox.Contact, error)
	// InBook reports whether an address belongs to somebody who was written down.
	InBook(ctx context.Context, email string) (bool, error)
	// Cards are people with all that is kept of them.
	Cards(ctx context.Context, list []mailbox.Contact) ([]mailbox.Card, error)
	// AddCards brings people in; who is there already is joined with what comes.
	AddCards(ctx context.Context, cards []mailbox.Card) (mailbox.Imported, mailbox.ContactEdit, error)
	// PreviewCards counts what AddCards would do.
	PreviewCards(ctx context.Context, cards []mailbox.Card) (mailbox.Imported, error)
}

// ContactFiles reads and writes files with people. Its calls may take long.
type ContactFiles interface {
	// ReadContacts reads a file of any kind. Errors are mailbox.ErrNoCards and
	// ErrCardsTooBig, or of the file.
	ReadContacts(ctx context.Context, path string) (mailbox.CardFile, error)
	VCard(list []mailbox.Card) ([]byte, error)
	Table(list []mailbox.Card) ([]byte, error)
}

// Post collects new mail. Its calls return at once, where not said otherwise.
type Post interface {
	CheckNow()                                               // all accounts
	CheckAccount(id account.ID)                              // one of them
	SendNow(id account.ID)                                   // the person has asked for a letter of an account, which waits for nothing any more
	Stop()                                                   // the sessions under way; what was received stays
	SendingRests(id account.ID, within time.Duration) bool   // the queued letters of an account stay so for longer than that
	WorkOffline(on bool)                                     // nothing reaches the network until it is called with false
	Give(id account.ID, c account.Credential, remember bool) // an answer to NeedsPassword; then checks
	Activity() *event.Topic[event.Activity]
	// RawMessage gets one message as the server sends it into the file path, and changes
	// nothing on the server. It may take long. A file that is there is replaced once all has
	// come, but not one that appears meanwhile. Where the line breaks, what has come is kept
	// under another name and returned beside the error. Errors are *account.Problem, say that
	// the server does not have it, or are those of the disk.
	RawMessage(ctx context.Context, id account.ID, uid, path string) (RawFile, error)
}

// RawFile is what was got of a message.
type RawFile struct {
	Path      string // where it lies; "": nowhere
	Octets    int64  // that came
	Announced int64  // by the server before; 0: not known
	Part      bool   // its end has not come
}

// Voice is the voice of this computer.
type Voice interface {
	// Say reads pieces of text aloud until that is done or the context over; whatever is read
	// when another text comes ends. language is that of the text (BCP 47). The error may be
	// ErrNoVoice.
	Say(ctx context.Context, pieces []string, language string) error
	// Package is what has to be installed where there is no voice; "": the settings of the
	// system add one.
	Package() string
}

// ErrNoVoice says that the computer has no voice.
var ErrNoVoice = errors.New("there is no voice")

// Travel is what travel mode asks of the sessions. Its calls but those with a context
// return at once.
type Travel interface {
	// WholeUpTo: only the beginning comes of messages over that many octets. Sessions under
	// way that may bring in more end and begin anew; where more may come than before, mail
	// is checked.
	WholeUpTo(octets int64)
	// Rests is what waits on the servers.
	Rests(ctx context.Context) (Rests, error)
	// GetRests gets what waits, whatever the limit is, but for messages so large that each is
	// asked for alone, and counts these.
	GetRests(ctx context.Context) (larger int, err error)
	// Used is how much has gone over the network.
	Used() account.Used
	// Metered tells whether the connection is metered whenever that changes; nil: this
	// system does not tell.
	Metered() *event.Topic[bool]
}

// Large is what there is to know about messages that are so large that each is asked for.
type Large = maildrop.Large

// Rests is what waits on the servers of messages of which only the beginning is here.
type Rests struct {
	Messages int
	Wanted   int   // of them: the person wants their rest
	Larger   int   // of them: so large that each is asked for, and not wanted
	Octets   int64 // of what has not come, but for the larger ones
}

// Waiting is what a server holds, as a test of the settings has found it.
type Waiting = wizard.Waiting

// Servers is what is found out about settings before they are saved. Its calls may
// take long.
type Servers interface {
	// Find looks for the servers of an address, as discover.Finder.Find does. authorities
	// (PEM) are trusted besides those of this computer.
	Find(ctx context.Context, email, authorities string, tell func(discover.Event)) (discover.Result, error)
	// Probe logs in and out. Errors are *account.Problem.
	Probe(ctx context.Context, a account.Account, c account.Credential) (Waiting, error)
	// ProbeOutgoing does so at the outgoing server; it hands nothing in. It returns the
	// OutgoingUser that the server has taken.
	ProbeOutgoing(ctx context.Context, a account.Account, c account.Credential) (user string, err error)
	// KeyringWorks reports whether the system's password store can be used.
	KeyringWorks(ctx context.Context) bool
}

// Setup creates, changes, pauses, orders and removes accounts. Its calls may take long.
type Setup interface {
	Servers
	// Save stores a new account (ID 0) or a changed one; an empty password keeps
	// the one that is kept. Checking for mail begins at once.
	Save(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// SaveAnyway stores a changed account whose settings could not be tested. A
	// password takes the place of the one that is kept once the server accepts it.
	SaveAnyway(ctx context.Context, a account.Account, c account.Credential) (account.ID, error)
	// Pause ends the checking of an account, or resumes it.
	Pause(ctx context.Context, id account.ID, paused bool) error
	// Order gives the accounts an order; those that are not named come last.
	Order(ctx context.Context, ids []account.ID) error
	// Remove removes an account, with its mail unless keepMail. ErrPasswordStays comes after
	// everything else was done.
	Remove(ctx context.Context, id account.ID, keepMail bool) error
}

// ErrPasswordStays says that an account is gone, and its password is not: the place where it was
// saved can't be used now.
var ErrPasswordStays = errors.New("the password of the account could not be deleted")

// Importer is what settings on this computer are brought in with; the window itself fills
// Choose.
type Importer = wizard.Importer

// Provider signs people in with the browser.
type Provider = wizard.Provider

// SignInAsk is what a sign-in is to do.
type SignInAsk = wizard.SignInAsk

// SignedIn is what came of a sign-in.
type SignedIn = wizard.SignedIn

// Certificates is what is asked of files of certificate authorities.
type Certificates interface {
	// ReadAuthority reads a file. Errors are those of account, or of the file.
	ReadAuthority(ctx context.Context, file string) (account.Authority, error)
	// Authorities describes what an account keeps. It is quick.
	Authorities(text string) []account.Certificate
}

// SignIns is signing in with the system's browser in the place of a password. Its calls
// may take long.
type SignIns interface {
	// SignInAt returns who signs people in for a server and an address; false: nobody.
	SignInAt(ctx context.Context, host, email string) (Provider, bool)
	// SignIn waits until the person has signed in to an account. Errors are
	// *account.Problem.
	SignIn(ctx context.Context, a account.Account, ask SignInAsk) (SignedIn, error)
	// Clients are the providers with how this copy of PopMail is registered there.
	Clients(ctx context.Context) ([]SignInClient, error)
	// SetClient keeps the person's own client ID for a provider, or without one forgets it;
	// false: it cannot be one.
	SetClient(ctx context.Context, key, id, secret string) (ok bool, err error)
}

// SignInClient is how PopMail is registered with a provider.
type SignInClient = settings.Client

package mailbox

// Change is a fact about the store, published after the commit that made it true.
// It is one of the types below; a commit may publish several.
type Change interface{ change() }

// Arrived says: new messages lie in a folder.
type Arrived struct {
	Folder  FolderID
	Entries []Entry
}

// Marked says: marks of messages were set or cleared.
type Marked struct{ IDs []ID }

// Left says: messages were moved out of their folder or removed. Where they lie now is not
// told.
type Left struct{ IDs []ID }

// Returned says: the person is to see messages now. They were put off and are back, where they
// came from and lie now is told by Left and Arrived; or they are letters that nobody has answered.
type Returned struct{ IDs []ID }

// RemindersChanged says: the person is reminded of other letters, or at other times.
type RemindersChanged struct{}

// Renewed says: anything about the messages may have changed; whoever shows some loads
// them anew.
type Renewed struct{}

// Regrouped says: messages that are not new have come into other conversations.
type Regrouped struct{}

// Rewritten says: drafts were written on; everything about them is to be loaded anew.
type Rewritten struct{ IDs []ID }

// LettersChanged says: letters are in other states. Where they lie is told by Left and
// Arrived.
type LettersChanged struct{}

// FoldersChanged says: there are other folders, or other names or counts of them.
type FoldersChanged struct{}

// RemovalsChanged says: messages go from their servers at other times, or have gone.
type RemovalsChanged struct{}

// FilesKnown says: the text of files that are attached to messages was read, and is found.
type FilesKnown struct{ IDs []ID }

// AccountsChanged says: there are other accounts, or other settings of them.
type AccountsChanged struct{}

func (Arrived) change()          {}
func (Marked) change()           {}
func (Left) change()             {}
func (Returned) change()         {}
func (RemindersChanged) change() {}
func (Renewed) change()          {}
func (Regrouped) change()        {}
func (Rewritten) change()        {}
func (LettersChanged) change()   {}
func (FoldersChanged) change()   {}
func (RemovalsChanged) change()  {}
func (AccountsChanged) change()  {}
func (FilesKnown) change()       {}

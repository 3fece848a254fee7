// Package folders is the sidebar: accounts with their folders, the person's own
// folders, and lines about what is stored. Rows puts them in order, without any
// drawing; Folders shows them.
package folders

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Kind says what a row is.
type Kind uint8

// The kinds of rows.
const (
	Heading Kind = iota // of an account or of the own folders
	Place               // a folder or the starred messages
	Create              // makes a new own folder
)

// Row is one line of the sidebar.
type Row struct {
	Kind   Kind
	Title  string
	Icon   widgets.IconName
	Color  int          // that a person chose for the account of a Heading; see theme.Account
	Owner  account.ID   // whose a Heading is; 0: no account's
	Mark   string       // of a Heading: what a person has to do before the account is checked again; empty: nothing
	View   mailbox.View // of a Place
	Role   mailbox.Role // of a Place; empty for the starred messages
	Unread int          // letters in Drafts and Outbox; 0 where the count is of no interest
	Dim    bool         // of an account that is paused
}

// names of the folders that every account has, in the order of the sidebar.
var roles = []struct {
	role mailbox.Role
	icon widgets.IconName
}{
	{mailbox.Inbox, widgets.IconInbox},
	{mailbox.Drafts, widgets.IconWrite},
	{mailbox.Outbox, widgets.IconOutbox},
	{mailbox.Sent, widgets.IconSend},
	{mailbox.Archive, widgets.IconArchive},
	{mailbox.Junk, widgets.IconJunk},
	{mailbox.Trash, widgets.IconTrash},
}

// Icon stands for a folder of a role.
func Icon(r mailbox.Role) widgets.IconName {
	for _, known := range roles {
		if known.role == r {
			return known.icon
		}
	}
	return widgets.IconFolder
}

// RoleName is the word for a folder's role.
func RoleName(r mailbox.Role) string {
	switch r {
	case mailbox.Inbox:
		return lang.L("Inbox")
	case mailbox.Drafts:
		return lang.L("Drafts")
	case mailbox.Outbox:
		return lang.L("Outbox")
	case mailbox.Sent:
		return lang.L("Sent")
	case mailbox.Archive:
		return lang.L("Archive")
	case mailbox.Junk:
		return lang.L("Junk")
	case mailbox.Trash:
		return lang.L("Trash")
	}
	return ""
}

// Counted is the number of unread messages that a folder is shown with; 0 where
// it is of no interest.
func Counted(f mailbox.Folder) int {
	switch f.Role {
	case mailbox.Inbox, mailbox.Junk, mailbox.Own:
		return f.Unread
	case mailbox.Drafts, mailbox.Outbox:
		return f.Total
	}
	return 0
}

// Name is the word for a folder.
func Name(f mailbox.Folder) string {
	if name := RoleName(f.Role); name != "" {
		return name
	}
	if strings.HasSuffix(f.Kept, "@popmail.invalid") { // see storage.Rescue: whose it was could not be read
		return lang.L("Rescued mail")
	}
	if f.Kept != "" {
		return lang.L("Mail of {{.Address}}", map[string]any{"Address": f.Kept})
	}
	return widgets.OneLine(f.Name)
}

// Rows puts accounts and folders into the order of the sidebar. The starred
// messages of all accounts stand with the first one. The Outbox, and of further accounts
// all but Inbox and Archive, are listed only while they hold mail, or are the present view,
// so that the sidebar stays short.
func Rows(accounts []account.Account, folders []mailbox.Folder, present mailbox.View) []Row {
	var out []Row
	known := map[account.ID]bool{}
	place := func(f mailbox.Folder, title string, icon widgets.IconName) {
		out = append(out, Row{Kind: Place, Title: title, Icon: icon, View: mailbox.View{Account: f.Account, Folder: f.ID}, Role: f.Role, Unread: Counted(f)})
	}
	group := func(id account.ID, title string, color int, first, dim bool) {
		from := len(out)
		defer func() {
			for i := range out[from:] {
				out[from+i].Dim = dim && !out[from+i].View.Starred
			}
		}()
		var own []mailbox.Folder
		for _, f := range folders {
			if f.Account == id && f.Role != mailbox.Own {
				own = append(own, f)
			}
		}
		out = append(out, Row{Kind: Heading, Title: title, Color: color, Owner: id})
		for _, r := range roles {
			for _, f := range own {
				if f.Role != r.role {
					continue
				}
				if f.Total == 0 && f.ID != present.Folder && (!first && r.role != mailbox.Inbox && r.role != mailbox.Archive || r.role == mailbox.Outbox) {
					continue
				}
				place(f, RoleName(r.role), r.icon)
			}
			if first && r.role == mailbox.Inbox {
				out = append(out, Row{Kind: Place, Title: lang.L("Starred"), Icon: widgets.IconStar, View: mailbox.View{Starred: true}})
			}
		}
	}
	for i, a := range accounts {
		known[a.ID] = true
		group(a.ID, accountTitle(a), a.Color, i == 0, a.Paused)
	}
	// Mail that was kept when its account was removed.
	var left []account.ID
	for _, f := range folders {
		if f.Role != mailbox.Own && !known[f.Account] && f.Total > 0 && !slices.Contains(left, f.Account) {
			left = append(left, f.Account)
		}
	}
	for _, id := range left {
		group(id, lang.L("Kept mail"), 0, len(out) == 0, false)
	}

	var own []mailbox.Folder
	for _, f := range folders {
		if f.Role == mailbox.Own {
			own = append(own, f)
		}
	}
	slices.SortStableFunc(own, func(a, b mailbox.Folder) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	out = append(out, Row{Kind: Heading, Title: lang.L("Folders")})
	for _, f := range own {
		place(f, Name(f), widgets.IconFolder)
	}
	return append(out, Row{Kind: Create, Title: lang.L("New folder"), Icon: widgets.IconPlus})
}

// accountTitle is "Home · ann@example.org", or the address alone; of one that is paused
// it says so.
func accountTitle(a account.Account) string {
	const most = 40 // characters: the heading is not to fill the sidebar
	title := a.Email
	if name := widgets.Short(cmp.Or(a.Label, a.Name), most); name != "" && !strings.EqualFold(name, a.Email) {
		title = name + " · " + a.Email
	}
	if a.Paused {
		title += " · " + lang.L("Paused")
	}
	return title
}

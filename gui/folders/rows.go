// Package folders is the sidebar: accounts with their folders, the person's own
// folders, and lines about what is stored. Rows puts them in order, without any
// drawing; Folders shows them.
package folders

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
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
	Short  string // of a Heading that is folded; empty: Title
	Icon   widgets.IconName
	Color  int          // of the bar of a Heading, or of the icon of a Place, see theme.AccountBar; 0: none
	Owner  account.ID   // whose a Heading is; 0: no account's
	Mark   string       // of a Heading: what a person has to do before the account is checked again; empty: nothing
	View   mailbox.View // of a Place
	Role   mailbox.Role // of a Place; empty for the starred messages
	Unread int          // letters in Drafts and Outbox; 0 where the count is of no interest
	Dim    bool         // of an account that is paused

	Depth  int      // how many own folders a Place lies in
	Fold   string   // what lies under the row can be folded away, and this is its name; empty: it cannot
	Folded bool     // it is; Unread then counts all that is hidden
	Within []string // the Fold of what it lies under, from the outermost inward
}

// names of the folders that every account has, in the order of the sidebar.
var roles = []struct {
	role mailbox.Role
	icon widgets.IconName
}{
	{mailbox.Inbox, widgets.IconInbox},
	{mailbox.Snoozed, widgets.IconClock},
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

// Icons are what a person can give an own folder, by the names under which they are kept.
var Icons = []widgets.IconName{
	widgets.IconFolder, widgets.IconPeople, widgets.IconPerson, widgets.IconSuitcase, widgets.IconDocument, widgets.IconPicture,
	widgets.IconCalendar, widgets.IconPin, widgets.IconPlane, widgets.IconKey, widgets.IconSun, widgets.IconComputer,
}

// IconOf stands for a folder.
func IconOf(f mailbox.Folder) widgets.IconName {
	if name := widgets.IconName(f.Icon); f.Role == mailbox.Own && slices.Contains(Icons, name) {
		return name
	}
	return Icon(f.Role)
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
	case mailbox.Snoozed:
		return lang.L("Snoozed")
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
	case mailbox.Drafts, mailbox.Outbox, mailbox.Snoozed:
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

// What a Fold is called, before a number; and those of the groups that have none.
const (
	foldAccount  = "account:"
	foldFolder   = "folder:"
	foldFolders  = "folders"
	foldSearches = "searches"
)

// shared are the folders that several accounts have in one place, in the order of the sidebar.
var shared = []mailbox.Role{mailbox.Snoozed, mailbox.Drafts, mailbox.Outbox, mailbox.Sent, mailbox.Junk, mailbox.Trash}

// passing reports whether a folder of a role is listed only while something is in it.
func passing(role mailbox.Role) bool { return role == mailbox.Outbox || role == mailbox.Snoozed }

// AllInboxes is the title of what all accounts have received.
func AllInboxes() string { return lang.L("All inboxes") }

// Rows puts accounts and folders into the order of the sidebar. The starred
// messages of all accounts stand with the first one. Snoozed and the Outbox, and of further accounts
// all but Inbox and Archive, are listed only while they hold mail, or are the present view,
// so that the sidebar stays short. Several accounts have above them, in one place, what
// belongs to all, and below their own names Inbox and Archive. Nothing is folded.
func Rows(accounts []account.Account, folders []mailbox.Folder, present mailbox.View) []Row {
	b := &builder{folders: folders, present: present, several: len(accounts) > 1}
	known := map[account.ID]bool{}
	if b.several {
		b.together()
	}
	colors := Colors(accounts)
	for i, a := range accounts {
		known[a.ID] = true
		color := a.Color
		if b.several {
			color = colors[a.ID]
		}
		b.account(a.ID, accountTitle(a), AccountName(a), color, i == 0, a.Paused)
	}
	// Mail that was kept when its account was removed.
	var left []account.ID
	for _, f := range folders {
		if f.Role != mailbox.Own && !known[f.Account] && f.Total > 0 && !slices.Contains(left, f.Account) {
			left = append(left, f.Account)
		}
	}
	b.several = false
	for _, id := range left {
		b.account(id, lang.L("Kept mail"), "", 0, len(b.out) == 0, false)
	}
	b.out = append(b.out, Row{Kind: Heading, Title: lang.L("Folders"), Fold: foldFolders})
	within := []string{foldFolders}
	b.inside = map[mailbox.FolderID][]mailbox.Folder{}
	for _, f := range folders {
		if f.Role == mailbox.Own {
			b.inside[f.Parent] = append(b.inside[f.Parent], f)
		}
	}
	for _, list := range b.inside {
		inOrder(list)
	}
	b.own(0, 0, within)
	return append(b.out, Row{Kind: Create, Title: lang.L("New folder"), Icon: widgets.IconPlus, Within: within})
}

// builder puts rows together.
type builder struct {
	out     []Row
	folders []mailbox.Folder
	present mailbox.View
	several bool // accounts
	inside  map[mailbox.FolderID][]mailbox.Folder
}

func (b *builder) place(f mailbox.Folder, r Row) {
	r.Kind, r.View, r.Role, r.Unread = Place, mailbox.View{Account: f.Account, Folder: f.ID}, f.Role, Counted(f)
	b.out = append(b.out, r)
}

// together is what several accounts have in one place.
func (b *builder) together() {
	all := func(role mailbox.Role, title string, icon widgets.IconName) {
		f := Together(b.folders, role)
		v := mailbox.View{Role: role}
		there := slices.ContainsFunc(b.folders, func(f mailbox.Folder) bool { return f.Role == role })
		if there && (!passing(role) || f.Total > 0) || b.present == v {
			b.out = append(b.out, Row{Kind: Place, Title: title, Icon: icon, View: v, Role: role, Unread: Counted(f)})
		}
	}
	all(mailbox.Inbox, AllInboxes(), widgets.IconInboxes)
	b.starred()
	for _, r := range shared {
		all(r, RoleName(r), Icon(r))
	}
}

func (b *builder) starred() {
	b.out = append(b.out, Row{Kind: Place, Title: lang.L("Starred"), Icon: widgets.IconStar, View: mailbox.View{Starred: true}})
}

// account is the folders of one account.
func (b *builder) account(id account.ID, title, short string, color int, first, dim bool) {
	from := len(b.out)
	h := Row{Kind: Heading, Title: title, Short: short, Color: color, Owner: id, Dim: dim}
	var within []string
	if b.several {
		h.Fold = foldAccount + strconv.FormatInt(int64(id), 10)
		within = []string{h.Fold}
	}
	b.out = append(b.out, h)
	for _, r := range roles {
		for _, f := range b.folders {
			if f.Role != r.role || f.Account != id {
				continue
			}
			usual := r.role == mailbox.Inbox || r.role == mailbox.Archive
			switch {
			case f.ID == b.present.Folder:
			case b.several && !usual,
				f.Total == 0 && (!first && !usual || passing(r.role)):
				continue
			}
			b.place(f, Row{Title: RoleName(r.role), Icon: r.icon, Within: within})
		}
		if first && !b.several && r.role == mailbox.Inbox {
			b.starred()
		}
	}
	for i := range b.out[from:] {
		if r := &b.out[from+i]; !r.View.Starred {
			r.Dim = dim
		}
	}
}

// own is the own folders that lie in one, each with those in it; 0: those that lie in none.
func (b *builder) own(in mailbox.FolderID, depth int, within []string) {
	for _, f := range b.inside[in] {
		r := Row{Title: Name(f), Icon: IconOf(f), Color: f.Color, Depth: depth, Within: within}
		deeper := len(b.inside[f.ID]) > 0 && depth < mailbox.MaxFolderDepth
		if deeper {
			r.Fold = foldFolder + strconv.FormatInt(int64(f.ID), 10)
		}
		b.place(f, r)
		if deeper {
			b.own(f.ID, depth+1, append(slices.Clone(within), r.Fold))
		}
	}
}

// Inside returns the own folders that lie in another one, in their order; 0: those that lie in
// none.
func Inside(folders []mailbox.Folder, in mailbox.FolderID) (own []mailbox.Folder) {
	for _, f := range folders {
		if f.Role == mailbox.Own && f.Parent == in {
			own = append(own, f)
		}
	}
	inOrder(own)
	return own
}

// inOrder puts own folders that lie in the same one into their order.
func inOrder(own []mailbox.Folder) {
	slices.SortStableFunc(own, func(a, b mailbox.Folder) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}

// Together is the folders with a role of all accounts as one, which has no number.
func Together(folders []mailbox.Folder, role mailbox.Role) mailbox.Folder {
	all := mailbox.Folder{Role: role}
	for _, f := range folders {
		if f.Role == role {
			all.Unread, all.Total = all.Unread+f.Unread, all.Total+f.Total
		}
	}
	return all
}

// visible are the rows that are not folded away. Those under which something is say how much
// of it is unread.
func visible(rows []Row, folded map[string]bool) []Row {
	hidden := func(r Row) string {
		for _, w := range r.Within {
			if folded[w] {
				return w // the outermost: no other is seen
			}
		}
		return ""
	}
	unread := map[string]int{}
	for _, r := range rows {
		unread[hidden(r)] += r.Unread
	}
	out := make([]Row, 0, len(rows))
	for _, r := range rows {
		if hidden(r) != "" {
			continue
		}
		if r.Folded = r.Fold != "" && folded[r.Fold]; r.Folded {
			r.Unread += unread[r.Fold]
		}
		out = append(out, r)
	}
	return out
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

// Colors are the numbers of the colors of accounts: that which the person chose, or one that no
// other of them has. The order in which they are listed makes no difference.
func Colors(accounts []account.Account) map[account.ID]int {
	made := slices.SortedFunc(slices.Values(accounts), func(a, b account.Account) int { return cmp.Compare(a.ID, b.ID) })
	chosen, addresses := make([]int, len(made)), make([]string, len(made))
	for i, a := range made {
		chosen[i], addresses[i] = a.Color, a.Email
	}
	out := make(map[account.ID]int, len(made))
	for i, n := range theme.DistinctColors(chosen, addresses) {
		out[made[i].ID] = n
	}
	return out
}

// AccountName is what an account is called where there is little room: its name, or of its
// address what no other of the accounts has, which are anna of anna@example.net and
// example.net where another one is anna too; the whole address where that is not enough,
// or no other accounts are given.
func AccountName(a account.Account, accounts ...account.Account) string {
	name := widgets.OneLine(a.Label)
	if name == "" {
		local, domain := halves(a.Email)
		others := func(half func(string) string) bool {
			return slices.ContainsFunc(accounts, func(b account.Account) bool {
				return b.ID != a.ID && strings.EqualFold(half(b.Email), half(a.Email))
			})
		}
		switch {
		case len(accounts) == 0 || domain == "":
		case !others(func(s string) string { l, _ := halves(s); return l }):
			name = local
		case !others(func(s string) string { _, d := halves(s); return d }):
			name = domain
		}
	}
	return widgets.Short(cmp.Or(name, a.Email), 40)
}

// halves is what stands before and behind the last @ of an address; without one, all of it
// and nothing.
func halves(email string) (local, domain string) {
	i := strings.LastIndexByte(email, '@')
	if i < 0 {
		return email, ""
	}
	return email[:i], email[i+1:]
}

package gui

import (
	"context"
	"strings"

	"popmail/gui/folders"
	"popmail/gui/jump"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// What is shown of each group in the field that jumps.
const (
	mostFolders  = 7
	mostAccounts = 4
	mostPeople   = 4
	mostActions  = 6
	mostSettings = 5
)

// jump opens the field that goes to any folder, account, person, setting or action.
func (w *Window) jump() {
	if w.covered() {
		return
	}
	focus := w.window.Canvas().Focused()
	o := jump.Options{
		Run:  w.run,
		Hint: lang.L("To find a message, press"), Keys: []string{lang.L("Ctrl"), "F"},
		OnGone: func() {
			if focus != nil {
				w.window.Canvas().Focus(focus)
			}
		},
		Groups: []jump.Group{
			{Title: lang.L("Folders"), Most: mostFolders, Items: w.jumpFolders},
			{Title: lang.L("Accounts"), Most: mostAccounts, Items: w.jumpAccounts},
			{Title: lang.L("People"), Most: mostPeople, Look: w.jumpPeople},
			{Title: lang.L("Actions"), Most: mostActions, Items: w.jumpActions},
			{Title: lang.L("Settings"), Most: mostSettings, Items: w.jumpSettings},
		},
	}
	jump.Show(w.window.Canvas(), o)
}

// leaveAndJump is jump, once the page that is over the window is left. One on which something is under way stays.
func (w *Window) leaveAndJump() {
	if w.window.Canvas().Overlays().Top() != nil {
		return
	}
	if p := w.onServer.open(); p != nil {
		p.Leave()
	}
	w.uncovered(w.jump, func() {})
}

// jumpFolders are the folders, the starred messages and the searches that are kept.
func (w *Window) jumpFolders() (out []jump.Item) {
	seen := map[mailbox.View]bool{}
	add := func(v mailbox.View, title, name, owner string, icon widgets.IconName, total int) {
		if seen[v] {
			return
		}
		seen[v] = true
		it := jump.Item{Icon: icon, Text: name, Beside: owner, Do: func() { w.goTo(v, title) }}
		if total > 0 {
			it.Count = func() string { return counted(total) }
		}
		out = append(out, it)
	}
	ownerOf := func(f mailbox.Folder) string {
		a, ok := w.account(f.Account)
		if !ok || len(w.known.accounts) < 2 {
			return ""
		}
		return joined(a.Label, a.Email)
	}
	places := make(map[mailbox.FolderID]mailbox.Folder, len(w.known.folders))
	for _, f := range w.known.folders {
		places[f.ID] = f
	}
	for _, r := range w.listing.tree.Rows() {
		if r.Kind != folders.Place {
			continue
		}
		name, owner, total := r.Title, "", 0
		if f, ok := places[r.View.Folder]; ok {
			total, owner = f.Total, ownerOf(f)
			if f.Role == mailbox.Own {
				name = folders.Path(w.known.folders, f)
			}
		}
		add(r.View, r.Title, name, owner, r.Icon, total)
	}
	for _, f := range w.known.folders { // those that the pane does not list at the moment
		add(mailbox.View{Account: f.Account, Folder: f.ID}, folders.Name(f), folders.Path(w.known.folders, f), ownerOf(f), folders.IconOf(f), f.Total)
	}
	return out
}

// joined is a name before an address, which may have none.
func joined(name, address string) string {
	if name = widgets.OneLine(name); name == "" {
		return address
	}
	return name + " · " + address
}

func counted(n int) string {
	return lang.N("{{.Count}} messages", n, map[string]any{"Count": words.Count(n)})
}

// goTo shows a view, whether the pane lists it or not.
func (w *Window) goTo(v mailbox.View, title string) {
	w.listing.searching, w.listing.terms = false, nil
	w.listing.bar.Leave()
	w.listing.tree.Select(v)
	w.listing.choose(v, title)
	w.listing.list.Focus()
}

// jumpAccounts are the accounts; going to one shows its Inbox.
func (w *Window) jumpAccounts() (out []jump.Item) {
	for _, a := range w.known.accounts {
		total := 0
		for _, f := range w.known.folders {
			if f.Account == a.ID {
				total += f.Total
			}
		}
		text, beside := a.Email, ""
		switch {
		case a.Label != "" && a.Name != a.Email: // who it belongs to is found too
			text, beside = widgets.OneLine(a.Label), joined(a.Name, a.Email)
		case a.Label != "":
			text, beside = widgets.OneLine(a.Label), a.Email
		case a.Name != "" && a.Name != a.Email:
			text, beside = widgets.OneLine(a.Name), a.Email
		}
		out = append(out, jump.Item{Icon: widgets.IconPerson, Text: text, Beside: beside, At: counted(total), Do: func() {
			w.listing.bar.Leave()
			w.listing.showInbox(a.ID)
			w.listing.list.Focus()
		}})
	}
	return out
}

// jumpPeople are the likeliest people of whom words of name or address begin so, with the
// number of messages that the search for them finds. It is called in the background.
func (w *Window) jumpPeople(ctx context.Context, typed string) (out []jump.Item) {
	if w.o.Writing == nil {
		return nil
	}
	people, err := w.o.Writing.People(ctx, typed, mostPeople)
	if err != nil {
		return nil
	}
	for _, p := range people {
		if p.Group || p.Email == "" || len(out) == mostPeople {
			continue
		}
		who := p.Address
		text, beside := who.Email, ""
		if name, known := widgets.Sender(who.Name, who.Email); known && name != who.Email {
			text, beside = name, who.Email
		}
		ask := fromSearch(who.Email)
		it := jump.Item{Who: &who, Text: text, Beside: beside, Do: func() { w.searchFor(ask) }}
		if r, err := w.listing.store.Search(ctx, query.Parse(ask, w.now()), 1); err == nil {
			it.At = counted(r.Total)
		}
		out = append(out, it)
	}
	return out
}

// fromSearch is the search for the messages of an address.
func fromSearch(email string) string {
	value, ok := query.Value(email)
	if !ok { // the words are the same
		value = `"` + strings.Map(func(r rune) rune {
			if strings.ContainsRune(query.Quotes, r) {
				return ' '
			}
			return r
		}, email) + `"`
	}
	return "from:" + value
}

// searchFor shows what a search finds.
func (w *Window) searchFor(text string) {
	w.search()
	w.listing.bar.SetText(text)
	w.listing.list.Focus()
}

// jumpActions is what can be done at the moment.
func (w *Window) jumpActions() (out []jump.Item) {
	for _, c := range w.commands() {
		if c.name == "" || c.do == nil || !c.can {
			continue
		}
		out = append(out, jump.Item{Icon: c.icon, Text: c.name, At: c.keys, Do: c.do})
	}
	for _, f := range w.known.folders {
		if (f.Role != mailbox.Trash && f.Role != mailbox.Junk) || f.Total == 0 || f.ID == w.listing.view.Folder || w.o.CannotWrite != nil {
			continue
		}
		text := lang.L("Empty Trash…")
		if f.Role == mailbox.Junk {
			text = lang.L("Delete all junk…")
		}
		beside := ""
		if a, ok := w.account(f.Account); ok && len(w.known.accounts) > 1 {
			beside = a.Email
		}
		v := mailbox.View{Account: f.Account, Folder: f.ID}
		out = append(out, jump.Item{Icon: widgets.IconTrash, Text: text, Beside: beside, At: counted(f.Total), Do: func() { w.filing.empty(v) }})
	}
	return out
}

// jumpSettings is the pages of the settings and what is set on them.
func (w *Window) jumpSettings() (out []jump.Item) {
	s := w.accounts.newSettings()
	for _, p := range s.Places() {
		it := jump.Item{Icon: widgets.IconGear, Text: p.Name, At: p.Page, Do: func() { w.accounts.showSettingsAt(p.Page) }}
		if p.Name == "" {
			it.Text, it.At, it.Icon = p.Page, "", p.Icon
		}
		out = append(out, it)
	}
	return out
}

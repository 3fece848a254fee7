package gui

import (
	"context"
	"slices"
	"time"

	"popmail/gui/folders"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// asked is what was searched for.
type asked struct {
	text string
	best bool // what fits best comes first
}

// found shows the results of a search. Where it is one that was repeated, what was marked meanwhile
// stays in the list.
func (ls *listing) found(q *query.Query, r mailbox.Result, err error) {
	if err != nil {
		ls.failed(err)
		return
	}
	asks := asked{q.Text, r.Best > 0}
	again := ls.searching && ls.asked == asks
	ls.beginSearch()
	ls.terms, ls.asked, ls.sought, ls.leftOut = r.Terms, asks, true, r.LeftOut
	ls.list.SetTogether(false)
	if again {
		ls.list.ShowAgain(r, ls.stays)
	} else {
		ls.stays = nil
		ls.list.ShowResults(r)
	}
	ls.list.SetAnywhere(slices.ContainsFunc(q.Filters, func(f query.Filter) bool { return f.Key == "in" && !f.Not })) // these were asked for
	ls.onPlace()
}

// showCaught lists the letters that a rule with a condition would have caught, in the place of what a search for it
// finds: letters that are written here, or that have its words in an attached file alone, are none of them.
func (ls *listing) showCaught(rules Ruling, text string) {
	ls.asked = asked{} // what was found for the same text is another list
	ls.bar.SetFor(text, func(ctx context.Context, _ *query.Query) (mailbox.Result, error) { return rules.TryRule(ctx, text, 0) })
}

// asks reports whether the search finds what lies in a folder that searches leave out.
func (ls *listing) asks(f mailbox.Folder) bool {
	return ls.sought && !slices.Contains(ls.leftOut, f.ID)
}

// foundAll shows the rest of the results behind the first ones.
func (ls *listing) foundAll(_ *query.Query, r mailbox.Result, err error) {
	if err != nil {
		ls.failed(err)
		return
	}
	ls.list.ShowAll(r, ls.stays)
	ls.onPlace()
}

// askedNothing is a text in the search field that asks for nothing, or not yet.
func (ls *listing) askedNothing(hint string) {
	ls.beginSearch()
	ls.terms, ls.asked, ls.sought, ls.stays = nil, asked{}, false, nil
	ls.list.SetTogether(false)
	ls.list.ShowHint(hint)
	ls.onPlace()
}

// beginSearch leaves the folder: all mail is searched, so none of them is lit.
func (ls *listing) beginSearch() {
	ls.loadingList.Cancel()
	ls.first, ls.onListed = false, nil
	if ls.searching {
		return
	}
	ls.before = ls.reads()
	ls.searching = true
	ls.tree.Unselect()
}

// whereabouts says in which folder a message lies, for lists of several folders;
// empty where all of them lie in one.
func (ls *listing) whereabouts(s *mailbox.Summary) string {
	if !ls.searching && (ls.view.Folder != 0 || ls.view.Role != "") {
		return ""
	}
	f, ok := ls.folder(s.Folder)
	if !ok {
		return ""
	}
	return folders.Path(ls.known.folders, f)
}

// mixed reports whether mail of several accounts can be in the list.
func (ls *listing) mixed() bool {
	if !ls.several() {
		return false
	}
	f, ok := ls.folder(ls.view.Folder)
	return ls.searching || !ok || f.Role == mailbox.Own
}

// ownerOf says whose a message is and the color of that account, for lists that can hold mail
// of several; empty: the others.
func (ls *listing) ownerOf(s *mailbox.Summary) (name string, color int) {
	if !ls.mixed() {
		return "", 0
	}
	return ls.accountOf(s)
}

// accountOf is the name and the color of the account that a message belongs to; empty: of one
// that was removed.
func (ls *listing) accountOf(s *mailbox.Summary) (name string, color int) {
	id := s.Account
	if f, ok := ls.folder(s.Folder); ok && f.Account != 0 {
		id = f.Account
	}
	a, ok := ls.account(id)
	if !ok {
		return "", 0
	}
	return folders.AccountName(a, ls.known.accounts...), ls.known.colors[a.ID]
}

func (ls *listing) leaveSearch() {
	if !ls.searching {
		return
	}
	ls.searching, ls.terms, ls.asked, ls.sought = false, nil, asked{}, false
	ls.tree.Select(ls.view)
	last := ls.reads()
	if last == 0 {
		last = ls.before
	}
	ls.chooseAt(ls.view, ls.viewTitle, last)
}

// searchAgain repeats the search after a change, at most every second.
func (ls *listing) searchAgain() {
	if ls.again {
		return
	}
	ls.again = true
	ls.run.After(time.Second, func() {
		ls.again = false
		ls.bar.Again()
	})
}

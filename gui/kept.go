package gui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/search"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// keepSearch keeps what stands in the search field as a folder, and shows it.
func (w *Window) keepSearch() {
	ls := w.listing
	text := strings.TrimSpace(ls.bar.Text())
	if !ls.bar.Keeps() {
		return
	}
	ls.asShown(text, func(text string) {
		ls.keep(widgets.Short(text, 60), text, nil, func(id mailbox.SearchID) {
			ls.justKept = id
			ls.loadFolders(nil)
		})
	})
}

// asShown calls then with a search as it is to be kept. What is typed finds words that begin with the last one as well, a
// kept search only that itself: where that makes a difference, a sign for it is put behind the word.
func (ls *listing) asShown(text string, then func(text string)) {
	begun := text + "*"
	last := query.LastWord(text) < len(text)
	for _, t := range query.Parse(text, ls.now()).Sought() {
		last = last || t.Prefix && !t.Phrase && strings.HasSuffix(text, t.Text)
	}
	if !last || strings.HasSuffix(text, "*") {
		then(text)
		return
	}
	now := ls.now()
	var found [2]mailbox.Result
	var failed error
	ls.run.Go(func(ctx context.Context) {
		for i, text := range []string{text, begun} {
			r, err := ls.store.Search(ctx, query.ParseWhole(text, now), 1)
			found[i], failed = r, errors.Join(failed, err)
		}
	}, func() {
		if failed == nil && found[1].Total > found[0].Total {
			text = begun
		}
		then(text)
	})
}

// folderOffered is the own folder to which a search can be bounded by a tap: the one that is open, else the first with mail.
func (ls *listing) folderOffered() string {
	if f, ok := ls.folder(ls.view.Folder); ok && f.Role == mailbox.Own && f.Name != "" {
		return folders.Path(ls.known.folders, f)
	}
	for _, f := range ls.known.folders {
		if f.Role == mailbox.Own && f.Total > 0 {
			return f.Name
		}
	}
	return ""
}

// keep keeps a search under a name, then calls then, or calls or where that failed; both may be nil. Where
// there are too many it does neither: the person is told, and trying again would not help.
func (ls *listing) keep(name, text string, or func(), then func(id mailbox.SearchID)) {
	var id mailbox.SearchID
	var err error
	ls.run.Go(func(ctx context.Context) { id, err = ls.kept.KeepSearch(ctx, name, text) }, func() {
		switch {
		case errors.Is(err, mailbox.ErrTooMany):
			ls.toasts.show(lang.N("PopMail keeps up to {{.Count}} searches. Remove one of them to keep another.", mailbox.MaxSearches, map[string]any{"Count": words.Count(mailbox.MaxSearches)}), nil)
		case err != nil:
			if or != nil {
				or()
			}
			ls.failed(err)
		case then != nil:
			then(id)
		}
	})
}

// keptTerms are the words by which a kept search finds what it lists; 0: none.
func (ls *listing) keptTerms(id mailbox.SearchID) []string {
	for _, s := range ls.searches {
		if s.ID == id {
			return query.ParseWhole(s.Query, ls.now()).Terms()
		}
	}
	return nil
}

// setEmptySearch says what a kept search shows that lists nothing. One that names a folder or an account that is not
// there will not find anything until there is one.
func (ls *listing) setEmptySearch() {
	title, text := lang.L("This search finds nothing at the moment."), lang.L("Mail that it finds appears here as it arrives.")
	view := ls.view
	at := slices.IndexFunc(ls.searches, func(s mailbox.Search) bool { return s.ID == view.Search })
	if at < 0 {
		ls.list.SetEmpty(title, text)
		return
	}
	q := query.ParseWhole(ls.searches[at].Query, ls.now())
	if !slices.ContainsFunc(q.Filters, func(f query.Filter) bool { return f.Key == "in" || f.Key == "account" }) {
		ls.list.SetEmpty(title, text)
		return
	}
	var r mailbox.Result
	var err error
	ls.run.Go(func(ctx context.Context) { r, err = ls.store.Search(ctx, q, 1) }, func() {
		if strange := search.Strange(r); err == nil && len(strange) > 0 {
			text = strings.Join(strange, " ")
		}
		if ls.view == view {
			ls.list.SetEmpty(title, text)
		}
	})
}

// showKept shows a search that was just kept, once it is in the list of folders. The store tells
// of it as well, so that it may be read by whoever comes first.
func (ls *listing) showKept() {
	id := ls.justKept
	if id == 0 || !slices.ContainsFunc(ls.searches, func(s mailbox.Search) bool { return s.ID == id }) {
		return
	}
	ls.justKept = 0
	ls.bar.Leave()
	if v := (mailbox.View{Search: id}); ls.tree.Select(v) {
		ls.choose(v, ls.tree.Title())
	}
	ls.toasts.offer(lang.L("This search is in the list of folders now."), lang.L("Rename…"), func() { ls.tree.NameSearch(id) })
}

// forgetSearch takes a kept search out of the list of folders.
func (w *Window) forgetSearch(id mailbox.SearchID) {
	ls := w.listing
	for _, s := range ls.searches {
		if s.ID != id {
			continue
		}
		w.do(func(ctx context.Context) error { return ls.kept.ForgetSearch(ctx, id) }, func() {
			if ls.view.Search == id {
				ls.chooseInbox()
			}
			w.filing.offerUndo(lang.L("The search “{{.Name}}” was removed. Its mail stays where it is.", map[string]any{"Name": widgets.Short(s.Name, 60)}), func(or func()) {
				ls.keep(s.Name, s.Query, or, func(mailbox.SearchID) { w.filing.undone() })
			})
		})
	}
}

// countFound counts what kept searches find, one after the other; what changes meanwhile is
// counted behind it.
func (ls *listing) countFound() {
	if len(ls.searches) == 0 || ls.counting {
		ls.countAgain = ls.counting
		return
	}
	ls.counting = true
	list := ls.searches
	unread := make(map[mailbox.SearchID]int, len(list))
	ls.run.Go(func(ctx context.Context) {
		for _, s := range list {
			if n, err := ls.kept.UnreadFound(ctx, s.ID); err == nil { // it may be gone
				unread[s.ID] = n
			}
		}
	}, func() {
		ls.counting = false
		ls.tree.SetFound(unread)
		if ls.countAgain {
			ls.countAgain = false
			ls.countFound()
		}
	})
}

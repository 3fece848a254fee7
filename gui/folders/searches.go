package folders

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// SetSearches shows the searches that are kept, below the folders.
func (f *Folders) SetSearches(list []mailbox.Search) {
	if !slices.Equal(list, f.searches) {
		f.searches = slices.Clone(list)
		f.build()
	}
}

// SetFound shows how many unread messages the kept searches find.
func (f *Folders) SetFound(unread map[mailbox.SearchID]int) {
	if !maps.Equal(unread, f.found) {
		f.found = maps.Clone(unread)
		f.build()
	}
}

// SetUnanswered says of how many letters the person is to be reminded, because nobody has answered
// them.
func (f *Folders) SetUnanswered(n int) {
	if n != f.unanswered {
		f.unanswered = n
		f.build()
	}
}

// withUnanswered puts the place of these letters before the starred messages, while there are any
// or it is the present view.
func withUnanswered(rows []Row, n int, present mailbox.View) []Row {
	v := mailbox.View{Remind: true}
	at := slices.IndexFunc(rows, func(r Row) bool { return r.View.Starred })
	if at < 0 || n == 0 && present != v {
		return rows
	}
	return slices.Insert(rows, at, Row{Kind: Place, Title: lang.L("To remember"), Icon: widgets.IconBell, View: v, Unread: n})
}

// searchRows are the rows of kept searches.
func searchRows(list []mailbox.Search, unread map[mailbox.SearchID]int) []Row {
	if len(list) == 0 {
		return nil
	}
	within := []string{foldSearches}
	out := []Row{{Kind: Heading, Title: lang.L("Searches"), Fold: foldSearches}}
	for _, s := range list {
		out = append(out, Row{Kind: Place, Title: widgets.OneLine(s.Name), Icon: widgets.IconSearch, View: mailbox.View{Search: s.ID}, Unread: unread[s.ID], Within: within})
	}
	return out
}

// searchItems is the menu of a kept search.
func (f *Folders) searchItems(id mailbox.SearchID) []*fyne.MenuItem {
	return []*fyne.MenuItem{
		fyne.NewMenuItem(lang.L("Rename…"), func() { f.NameSearch(id) }),
		fyne.NewMenuItem(lang.L("Remove this search"), func() { f.forget(id) }),
	}
}

// NameSearch lets the person type another name for a kept search.
func (f *Folders) NameSearch(id mailbox.SearchID) {
	if name := f.searchName(id); name != "" {
		f.name(naming{on: true, search: id}, name)
	}
}

func (f *Folders) forget(id mailbox.SearchID) {
	if f.OnForget != nil {
		f.OnForget(id)
	}
}

func (f *Folders) searchName(id mailbox.SearchID) string {
	for _, s := range f.searches {
		if s.ID == id {
			return s.Name
		}
	}
	return ""
}

package folders

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

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

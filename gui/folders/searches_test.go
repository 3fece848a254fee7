package folders

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/storage/mailbox"
)

func TestKeptSearches(t *testing.T) {
	s := newSide(t, 1)
	before := text(s.rows)
	s.OnRenameSearch = func(id mailbox.SearchID, name string) { s.told = append(s.told, fmt.Sprint("call ", id, " ", name)) }
	s.OnForget = func(id mailbox.SearchID) { s.told = append(s.told, fmt.Sprint("forget ", id)) }
	s.SetSearches([]mailbox.Search{{ID: 9, Name: "Boats\u202e", Query: "ferry"}, {ID: 3, Name: "Unread", Query: "is:unread"}})
	s.SetFound(map[mailbox.SearchID]int{3: 12})
	if got := strings.TrimSpace(strings.TrimPrefix(text(s.rows), before)); !strings.HasPrefix(got, "[Searches] Boats") || !strings.Contains(got, "Unread") || !strings.Contains(got, "12") {
		t.Errorf("below the folders: %q", got)
	}
	var chosen mailbox.View
	s.OnSelected = func(v mailbox.View, title string) { chosen = v; s.told = append(s.told, title) }
	test.Tap(s.item("Unread", 0))
	if chosen != (mailbox.View{Search: 3}) {
		t.Errorf("chosen %v", chosen)
	}
	s.want(t, "Unread")
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp}) // folder 9 has the same number
	s.want(t, "Boats")
	for _, key := range []fyne.KeyName{fyne.KeyF2, fyne.KeyDelete} {
		s.TypedKey(&fyne.KeyEvent{Name: key})
	}
	s.want(t, "forget 9")
	test.Type(s.field, "Ships") // the old name is selected
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.want(t, "call 9 Ships")
	m := s.Menu(s.item("Unread", 0).row)
	m.Items[0].Action()
	s.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // unchanged
	m.Items[1].Action()
	s.want(t, "forget 3")
	s.SetSearches(nil)
	if got := text(s.rows); got != before {
		t.Errorf("%q, want %q", got, before)
	}
}

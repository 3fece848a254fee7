package folders

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// newNested has the own folders Receipts, Travel with Oslo and Rotterdam, of which the first
// holds Boat, and Work.
func newNested(t *testing.T) *side {
	t.Helper()
	s := newSide(t, 1)
	s.OnPlace = func(id, in mailbox.FolderID, at int) {
		s.told = append(s.told, fmt.Sprint("place ", id, " ", in, " ", at))
	}
	s.OnDress = func(id mailbox.FolderID, color int, icon string) {
		s.told = append(s.told, fmt.Sprint("dress ", id, " ", color, " ", icon))
	}
	s.OnCreateIn = func(in mailbox.FolderID) { s.told = append(s.told, fmt.Sprint("in ", in)) }
	s.Set(people[:1], append(slices.Clone(places[:4]),
		mailbox.Folder{ID: 11, Role: mailbox.Own, Name: "Receipts"},
		mailbox.Folder{ID: 12, Role: mailbox.Own, Name: "Travel", Icon: "suitcase", Color: 4, Unread: 1},
		mailbox.Folder{ID: 13, Role: mailbox.Own, Name: "Rotterdam", Parent: 12, Place: 2},
		mailbox.Folder{ID: 14, Role: mailbox.Own, Name: "Oslo", Parent: 12, Place: 1, Unread: 3},
		mailbox.Folder{ID: 15, Role: mailbox.Own, Name: "Boat", Parent: 14, Icon: "no such icon"},
		mailbox.Folder{ID: 16, Role: mailbox.Own, Name: "Work"}))
	return s
}

func (s *side) pick(t *testing.T, of string, path ...string) {
	t.Helper()
	m := s.Menu(s.item(of, 0).row)
	for _, word := range path {
		at := -1
		if m != nil {
			at = slices.IndexFunc(m.Items, func(i *fyne.MenuItem) bool { return i.Label == word })
		}
		if at < 0 {
			t.Errorf("the menu of %s has no %q", of, word)
			return
		}
		if m.Items[at].ChildMenu == nil {
			m.Items[at].Action()
		}
		m = m.Items[at].ChildMenu
	}
}

func TestNestedFolders(t *testing.T) {
	s := newNested(t)
	const rest = "[Home · ann@example.org] Inbox(1200) Starred Archive Junk(3) Trash [Folders] Receipts "
	if got := text(s.rows); got != rest+"Travel(1) Oslo(3) Boat Rotterdam Work +New folder" {
		t.Error(got)
	}
	travel, oslo, boat := s.item("Travel", 0), s.item("Oslo", 0), s.item("Boat", 0)
	if x, y, z := travel.icon.Position().X, oslo.icon.Position().X, boat.icon.Position().X; x >= y || y-x != z-y {
		t.Errorf("the icons stand at %v, %v and %v", x, y, z)
	}
	if travel.row.Icon != widgets.IconSuitcase || boat.row.Icon != widgets.IconFolder || travel.row.Color != 4 {
		t.Errorf("icons %q and %q, color %d", travel.row.Icon, boat.row.Icon, travel.row.Color)
	}
	if !travel.arrow.Visible() || boat.arrow.Visible() {
		t.Error("there is an arrow where nothing lies in a folder, or none where something does")
	}
	test.Tap(travel.arrow)
	if got := text(s.rows); got != rest+"Travel(4) Work +New folder" {
		t.Error(got)
	}
	s.want(t) // nothing is chosen
	test.Tap(s.item("Travel", 0).arrow)
	test.Tap(s.item("Boat", 0))
	s.press(fyne.KeyLeft) // to the one that it lies in
	s.press(fyne.KeyLeft)
	s.want(t, "Boat15false", "Oslo14false")
	if got := text(s.rows); got != rest+"Travel(1) Oslo(3) Rotterdam Work +New folder" {
		t.Error(got)
	}
	s.press(fyne.KeyRight, fyne.KeyRight)
	s.want(t, "Boat15false")
}

func TestOwnMenu(t *testing.T) {
	s := newNested(t)
	s.pick(t, "Rotterdam", "Move up")
	s.pick(t, "Oslo", "Move down")
	s.pick(t, "Travel", "New folder in it…")
	s.pick(t, "Boat", "Put into", "Out of other folders")
	s.pick(t, "Work", "Put into", "Travel / Oslo")
	s.pick(t, "Travel", "Icon", "Key")
	s.pick(t, "Travel", "Icon", "Folder")
	s.pick(t, "Travel", "Color", "No color")
	s.pick(t, "Work", "Color", "Green")
	s.want(t, "place 13 12 0", "place 14 12 1", "in 12", "place 15 0 -1", "place 16 14 -1", "dress 12 4 key", "dress 12 4 ", "dress 12 0 suitcase", "dress 16 2 ")
	for _, i := range s.Menu(s.item("Travel", 0).row).Items {
		if i.Label == "Put into" {
			for _, to := range i.ChildMenu.Items {
				if to.Label != "Receipts" && to.Label != "Work" {
					t.Errorf("Travel can be put into %q", to.Label)
				}
			}
		}
		if i.Label == "Out of other folders" {
			t.Error("Travel lies in none")
		}
	}
	if n := len(colorNames()); n != theme.AccountColors+1 {
		t.Errorf("%d names of colors", n)
	}
	for _, i := range Icons {
		if iconNames()[i] == "" {
			t.Errorf("%s has no name", i)
		}
	}
}

// TestDragFolder: the edges of another folder are before and behind it, its middle is in it.
func TestDragFolder(t *testing.T) {
	s := newNested(t)
	to := func(of, over string, part float32) {
		t.Helper()
		i, o := s.item(of, 0), s.item(over, 0)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(60, o.Size().Height*part)
		i.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
		i.DragEnd()
		for _, i := range s.items {
			if i.target || i.line.Visible() {
				t.Errorf("a mark is left at %s", i.row.Title)
			}
		}
	}
	to("Work", "Receipts", 0.1)
	to("Work", "Receipts", 0.9)
	to("Work", "Receipts", 0.5)
	to("Receipts", "Work", 0.9)
	to("Rotterdam", "Oslo", 0.1)
	to("Boat", "New folder", 0.5)
	s.want(t, "place 16 0 0", "place 16 0 1", "place 16 11 -1", "place 11 0 2", "place 13 12 0", "place 15 0 -1")
	to("Travel", "Boat", 0.5) // in itself
	to("Travel", "Travel", 0.5)
	to("Work", "Trash", 0.5)
	to("Trash", "Work", 0.5)
	s.want(t)
	i := s.item("Work", 0)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.item("Receipts", 0)).AddXY(60, 18)
	i.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
	if !s.item("Receipts", 0).target {
		t.Error("where it would come to lie is not seen")
	}
	if !s.EndDrag() { // Escape
		t.Error("nothing was dragged")
	}
	i.DragEnd()
	s.want(t)
}

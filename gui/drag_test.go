package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/storage/mailbox"
)

// rowArea is what takes the mouse of the list.
type rowArea interface {
	fyne.CanvasObject
	fyne.Draggable
	desktop.Mouseable
}

func (s *stage) drag(row int, mod fyne.KeyModifier, to ...fyne.Position) {
	s.t.Helper()
	area := test.WidgetRenderer(s.listing.list.View()).Objects()[0].(*container.Clip).Content.(rowArea)
	press := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
	press.Position = fyne.NewPos(60, s.listing.list.View().RowTop(row)+20)
	area.MouseDown(press)
	for _, at := range to {
		e := &fyne.DragEvent{}
		e.AbsolutePosition = at
		area.Dragged(e)
	}
	if len(to) > 0 {
		up := *press
		up.Position = fyne.NewPos(-100, -100)
		area.MouseUp(&up)
		area.DragEnd()
		return
	}
	area.MouseUp(press)
}

// folderAt is the middle of a folder in the sidebar.
func (s *stage) folderAt(id mailbox.FolderID) fyne.Position {
	for y := float32(0); y < 800; y += 4 {
		if at := fyne.NewPos(60, y); s.targeted(at) == id {
			s.listing.tree.Target(fyne.NewPos(-1, -1))
			return at.AddXY(0, 8)
		}
	}
	s.t.Fatalf("folder %d is nowhere", id)
	return fyne.Position{}
}

func (s *stage) targeted(at fyne.Position) mailbox.FolderID {
	to, _ := s.listing.tree.Target(at)
	return to.Folder
}

// Messages are dragged to folders, one or all that are chosen.
func TestDrag(t *testing.T) {
	s := newStage(t, 6)
	archive, trash := s.folderAt(s.in(mailbox.Archive)), s.folderAt(s.in(mailbox.Trash))
	s.drag(1, 0, fyne.NewPos(300, 200), archive)
	s.news()
	s.expect("1 3 4 5 6")
	if s.role(2) != mailbox.Archive || len(s.ghost().Objects) != 0 {
		t.Fatalf("message 2 lies in %d", s.row(2).Folder)
	}
	s.filing.undo()
	s.news()
	s.expect("1 2 3 4 5 6")

	s.drag(0, 0)
	s.drag(2, fyne.KeyModifierShift)
	s.drag(1, 0, fyne.NewPos(300, 200), archive, trash)
	s.news()
	s.expect("4 5 6")
	for _, id := range []mailbox.ID{1, 2, 3} {
		if s.role(id) != mailbox.Trash {
			t.Errorf("message %d lies in %d", id, s.row(id).Folder)
		}
	}
	s.drag(0, 0)
	s.drag(2, fyne.KeyModifierShift)
	s.drag(1, 0) // a click on one of several chooses that one
	if got := s.listing.list.Selected(); len(got) != 1 || got[0] != 5 {
		t.Errorf("chosen %v", got)
	}
	s.drag(1, 0, fyne.NewPos(700, 400)) // let go over the message
	s.drag(1, 0, archive, fyne.NewPos(60, 790))
	s.news()
	s.expect("4 5 6")
	if s.targeted(fyne.NewPos(-1, -1)) != 0 || len(s.ghost().Objects) != 0 {
		t.Error("something is left of the drag")
	}
}

func (s *stage) ghost() *fyne.Container { return s.Window.drag.layer }

// Escape ends a drag: what is let go then stays where it was, and the next drag works.
func TestEscapeEndsADrag(t *testing.T) {
	s := newStage(t, 6)
	archive := s.folderAt(s.in(mailbox.Archive))
	area := test.WidgetRenderer(s.listing.list.View()).Objects()[0].(*container.Clip).Content.(rowArea)
	press := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	press.Position = fyne.NewPos(60, s.listing.list.View().RowTop(1)+20)
	area.MouseDown(press)
	e := &fyne.DragEvent{}
	for _, at := range []fyne.Position{fyne.NewPos(300, 200), archive} {
		e.AbsolutePosition = at
		area.Dragged(e)
	}
	if len(s.ghost().Objects) == 0 {
		t.Fatal("nothing follows the pointer")
	}
	s.press(fyne.KeyEscape)
	area.Dragged(e)
	if len(s.ghost().Objects) != 0 {
		t.Error("something follows the pointer after Escape")
	}
	up := *press
	up.Position = fyne.NewPos(-100, -100)
	area.MouseUp(&up)
	area.DragEnd()
	s.news()
	s.expect("1 2 3 4 5 6")
	s.drag(1, 0, fyne.NewPos(300, 200), archive)
	s.news()
	s.expect("1 3 4 5 6")
}

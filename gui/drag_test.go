package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/folders"
	"popmail/gui/jump"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
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

// pulling drags a row to a place and holds it there for a number of steps of the sidebar; letGo ends it.
func (s *stage) pulling(row int, at fyne.Position, steps int) (letGo func()) {
	area := test.WidgetRenderer(s.listing.list.View()).Objects()[0].(*container.Clip).Content.(rowArea)
	press := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	press.Position = fyne.NewPos(60, s.listing.list.View().RowTop(row)+20)
	area.MouseDown(press)
	e := &fyne.DragEvent{}
	e.AbsolutePosition = at
	area.Dragged(e)
	for range steps {
		s.run.Fire(folders.PullEach)
	}
	return func() {
		up := *press
		up.Position = fyne.NewPos(-100, -100)
		area.MouseUp(&up)
		area.DragEnd()
	}
}

// What is dragged near the lower edge of the sidebar scrolls it, and what rests on a folded heading
// unfolds it. What is marked is what gets the letter, also after turns of the wheel.
func TestDragToFoldersOutOfSight(t *testing.T) {
	s := newStage(t, 6)
	for i := range 20 {
		_, err := s.store.CreateFolder(t.Context(), fmt.Sprintf("Project %02d", i))
		s.must(err)
	}
	s.news()
	tree := s.listing.tree
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(tree)
	low := fyne.NewPos(top.X+60, top.Y+tree.Size().Height-70)
	foot := fyne.NewPos(low.X, 0)
	for y := top.Y + tree.Size().Height; y > top.Y && foot.Y == 0; y -= 2 { // the lowest folder in sight
		if s.targeted(fyne.NewPos(low.X, y)) != 0 {
			foot.Y = y
		}
	}
	before := s.targeted(foot)
	letGo := s.pulling(1, foot, 1)
	to, ok := tree.Target(foot)
	for n := 0; n < 100 && (!ok || to.Folder == before); n++ { // until the next one is there
		s.run.Fire(folders.PullEach)
		to, ok = tree.Target(foot)
	}
	if !ok || to.Folder == before {
		t.Fatalf("nothing scrolls: %v, as before %d", to, before)
	}
	letGo()
	s.news()
	s.expect("1 3 4 5 6")
	if got := s.row(2).Folder; got != to.Folder {
		t.Errorf("the letter lies in %d, marked was %d", got, to.Folder)
	}
	s.run.Fire(folders.PullEach)
	if now := s.targeted(foot); now != to.Folder {
		t.Error("the sidebar scrolls on after the drag")
	}

	tree.Fold("folders", true)
	y := float32(0)
	for at := top.Y; at < top.Y+tree.Size().Height; at += 2 {
		if tree.FoldedAt(fyne.NewPos(low.X, at)) == "folders" {
			y = at + 8
			break
		}
	}
	letGo = s.pulling(1, fyne.NewPos(low.X, y), 10)
	if !slices.Contains(tree.Folded(), "folders") {
		t.Error("what is only passed unfolds")
	}
	for range 15 {
		s.run.Fire(folders.PullEach)
	}
	if slices.Contains(tree.Folded(), "folders") {
		t.Error("what the letter rests on stays folded")
	}
	s.press(fyne.KeyEscape)
	letGo()
	s.news()
	s.expect("1 3 4 5 6")
}

// Letters of others cannot be dragged, or moved by a menu, to where drafts and sent letters are; own ones can.
func TestNothingOfOthersAmongDrafts(t *testing.T) {
	letters := []storagetest.Mail{numbered(1), numbered(2)}
	letters[1].From = "Ann <ann@example.org>"
	s := newStageOf(t, true, letters, func(*Options) {})
	owner := s.known.accounts[0].ID
	s.known.folders = append(slices.Clone(s.known.folders), mailbox.Folder{ID: 901, Account: owner, Role: mailbox.Drafts}, mailbox.Folder{ID: 902, Account: owner, Role: mailbox.Sent})
	s.listing.tree.Set(s.known.accounts, s.known.folders)
	offers := func(id mailbox.ID, role mailbox.Role) bool {
		s.listing.list.Select(id)
		f, _ := s.folder(map[mailbox.Role]mailbox.FolderID{mailbox.Drafts: 901, mailbox.Sent: 902, mailbox.Archive: s.in(mailbox.Archive)}[role])
		menu := slices.ContainsFunc(item(t, s, "Move to").ChildMenu.Items, func(i *fyne.MenuItem) bool { return strings.HasPrefix(i.Label, folders.Name(f)) })
		drags := false
		for y := float32(0); y < 800; y += 4 {
			drags = drags || s.targeted(fyne.NewPos(60, y)) == f.ID
		}
		if menu != drags {
			t.Errorf("%s: the menu %v, the mouse %v", role, menu, drags)
		}
		return menu
	}
	for _, role := range []mailbox.Role{mailbox.Drafts, mailbox.Sent} {
		if offers(1, role) {
			t.Errorf("a letter of somebody else can go to %s", role)
		}
		if !offers(2, role) {
			t.Errorf("an own letter cannot go to %s", role)
		}
	}
	if !offers(1, mailbox.Archive) {
		t.Error("a letter cannot go to the Archive")
	}
}

// The menu of a row answers, forwards, blocks and makes a rule for one received letter; not for several.
func TestMenuOfARow(t *testing.T) {
	s := onRealStore(t)
	s.deliver(numbered(1), numbered(2))
	s.showRole(mailbox.Inbox)
	s.listing.list.SelectFirst()
	got := entries(s.listing.list.Menu().Items)
	if len(got) < 2 || got[0] != "Reply" || got[1] != "Forward" {
		t.Errorf("the menu begins with %q", got)
	}
	always := []string{"Always do this with letters like this…", "Block sender…"}
	for _, word := range always {
		if !slices.Contains(got, word) {
			t.Errorf("%q is not in the menu", word)
		}
		if !slices.ContainsFunc(s.jumpActions(), func(i jump.Item) bool { return i.Text == word }) {
			t.Errorf("the field that jumps does not offer %q", word)
		}
	}
	s.listing.list.SelectAll()
	got = entries(s.listing.list.Menu().Items)
	for _, word := range append(always, "Reply", "Forward") {
		if slices.Contains(got, word) {
			t.Errorf("%q is offered for several", word)
		}
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

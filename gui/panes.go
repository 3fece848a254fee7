package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Widths of the panes in Fyne's pixels at a text size of 100 %: what they start with,
// what they may shrink to, and what the reader keeps before the other two start
// wider for large letters.
const (
	foldersWidth    = 216
	foldersMinWidth = 150
	foldersMost     = 280 // what they start with for the sake of long names at most
	listWidth       = 392
	listMinWidth    = 230
	readerMinWidth  = 320
	readerGoodWidth = 480
	readerFairWidth = 420 // what a list in columns leaves the reader at least, unless it was dragged
	grip            = 7   // width of the invisible handle on a divider
)

// Narrower windows do without the folders, or show one pane at a time. Large
// text needs more room than the same letters at 100 %, small text no less.
func foldAt() float32   { return max(1000, 720*widgets.Unit()) }
func singleAt() float32 { return max(800, 560*widgets.Unit()) }

// room is how many panes the window has room for.
type room uint8

const (
	roomForAll room = iota // folders, list and reader
	roomForTwo             // list or folders, and reader
	roomForOne
)

func roomFor(width float32) room {
	switch {
	case width < singleAt():
		return roomForOne
	case width < foldAt():
		return roomForTwo
	}
	return roomForAll
}

// pane is one of the three parts of the main window.
type pane uint8

const (
	paneList pane = iota
	paneFolders
	paneReader
)

// panes lays folders, list and reader side by side with two dividers that can be
// dragged. With room for two, the folders take the place of the list when they
// are asked for; with room for one, one of the three is shown.
type panes struct {
	widget.BaseWidget
	folders, list, reader fyne.CanvasObject
	widths                [2]float32     // widths of folders and list that were chosen; 0: none
	least                 func() float32 // what the folders start with at least, at 100 % text size; nil: the usual one
	leastOf               float32        // what that was
	wide                  float32        // what the list starts with in the place of listWidth; 0: that
	shown                 [2]float32     // the widths that there was room for
	onResized             func(folders, list float32)
	front                 pane // what is shown where there is no room for all
	room                  room
	large                 bool   // a message has the window to itself, whatever its width
	onRoom                func() // the room has changed; after the panes have their places
}

func newPanes(folders, list, reader fyne.CanvasObject, foldersW, listW float32) *panes {
	if foldersW < foldersMinWidth {
		foldersW = 0
	}
	if listW < listMinWidth {
		listW = 0
	}
	p := &panes{folders: folders, list: list, reader: reader, widths: [2]float32{foldersW, listW}}
	p.ExtendBaseWidget(p)
	return p
}

// SetList gives the list a width that was chosen, 0: none, and another one to start with where
// none was, 0: the usual one.
func (p *panes) SetList(chosen, start float32) {
	if chosen < listMinWidth {
		chosen = 0
	}
	p.widths[1], p.wide = chosen, start
	p.Refresh()
}

// fit has the folders start as wide as they want to now that they are known.
func (p *panes) fit() {
	if p.least == nil {
		return
	}
	if now := p.least(); now != p.leastOf {
		p.leastOf = now
		p.Refresh()
	}
}

// Bring puts a pane to the front where there is no room for all.
func (p *panes) Bring(front pane) {
	if p.front != front {
		p.front = front
		p.Refresh()
	}
}

// Enlarge gives the reader the whole window, or takes it back.
func (p *panes) Enlarge(on bool) {
	if p.large != on {
		p.large = on
		p.Refresh()
	}
}

// Shows reports whether a pane is to be seen.
func (p *panes) Shows(x pane) bool {
	switch p.room {
	case roomForAll:
		return true
	case roomForTwo:
		return x == paneReader || (x == paneFolders) == (p.front == paneFolders)
	}
	return x == p.front
}

// CreateRenderer implements fyne.Widget.
func (p *panes) CreateRenderer() fyne.WidgetRenderer {
	r := &panesRenderer{p: p}
	for i := range r.lines {
		r.lines[i] = canvas.NewRectangle(color.Transparent)
		r.grips[i] = newGrip(func(dx float32) {
			u := widgets.Unit()
			p.widths[i] = max(p.shown[i]+dx, [2]float32{foldersMinWidth, listMinWidth}[i]*u)
			p.Refresh()
		}, func() {
			if p.onResized != nil {
				p.onResized(p.widths[0], p.widths[1])
			}
		})
	}
	r.Refresh()
	return r
}

type panesRenderer struct {
	p     *panes
	lines [2]*canvas.Rectangle
	grips [2]*dragGrip
}

// wanted are the widths that were chosen for folders and list. Where none was, they
// are wider for large letters, as far as the reader keeps a good width.
func (p *panes) wanted(width float32) [2]float32 {
	start := [2]float32{foldersWidth, listWidth}
	if p.least != nil {
		start[0] = min(max(p.least(), foldersWidth), foldersMost)
	}
	u, rest := max(widgets.Unit(), 1), width
	if p.room == roomForAll {
		rest -= start[0]
	}
	if p.wide > 0 && rest-p.wide >= readerFairWidth*u {
		start[1] = p.wide
	}
	sum := start[1] + width - rest
	grow := min(u, max((width-readerGoodWidth*u)/sum, 1))
	for i := range start {
		if start[i] *= grow; p.widths[i] > 0 {
			start[i] = p.widths[i]
		}
	}
	return start
}

// columns is how wide folders and list are in a window of a width. The folders
// have the list's place, and its width, where there is no room for both.
func (p *panes) columns(width float32) (folders, list float32) {
	u := widgets.Unit()
	if p.room == roomForOne {
		return width, width
	}
	rest, wanted := width, p.wanted(width)
	if p.room == roomForAll {
		folders = min(max(wanted[0], foldersMinWidth*u), width-(listMinWidth+readerMinWidth)*u)
		rest -= folders
	}
	list = min(max(wanted[1], listMinWidth*u), rest-readerMinWidth*u)
	list = max(list, min(listMinWidth*u, rest*listMinWidth/(listMinWidth+readerMinWidth))) // not even two have room
	p.shown = [2]float32{folders, list}
	if p.room == roomForTwo {
		p.shown[0] = wanted[0] // stays as it was wanted
		folders = list
	}
	return folders, list
}

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.p
	if size.Width <= 0 {
		return
	}
	was := p.room
	p.room = roomFor(size.Width)
	if p.large {
		p.room = roomForOne
	}
	fw, lw := p.columns(size.Width)
	left := float32(0)
	place := func(o fyne.CanvasObject, show bool, w float32, divider int) {
		divided := show && divider >= 0 && p.room != roomForOne
		if divider >= 0 {
			r.lines[divider].Hidden = !divided
			r.grips[divider].Hidden = !divided
		}
		if !show {
			o.Hide()
			return
		}
		o.Move(fyne.NewPos(left, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		o.Show()
		left += w
		if divided {
			r.lines[divider].Move(fyne.NewPos(left-1, 0))
			r.lines[divider].Resize(fyne.NewSize(1, size.Height))
			r.grips[divider].Move(fyne.NewPos(left-grip/2-1, 0))
			r.grips[divider].Resize(fyne.NewSize(grip, size.Height))
		}
	}
	place(p.folders, p.Shows(paneFolders), fw, 0)
	place(p.list, p.Shows(paneList), lw, 1)
	place(p.reader, p.Shows(paneReader), max(size.Width-left, 0), -1)
	flow.Mirror(size.Width, r.Objects()...)
	if was != p.room && p.onRoom != nil {
		p.onRoom()
	}
}

func (r *panesRenderer) MinSize() fyne.Size {
	h := max(r.p.list.MinSize().Height, r.p.reader.MinSize().Height)
	return fyne.NewSize(readerMinWidth, max(h, 200))
}

func (r *panesRenderer) Refresh() {
	for i := range r.lines {
		r.lines[i].FillColor = theme.Color(theme.ColorLine)
		r.lines[i].Refresh()
	}
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *panesRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.folders, r.p.list, r.p.reader, r.lines[0], r.lines[1], r.grips[0], r.grips[1]}
}

func (r *panesRenderer) Destroy() {}

// dragGrip is the invisible handle over a divider.
type dragGrip struct {
	widget.BaseWidget
	moved func(dx float32)
	done  func()
}

var (
	_ fyne.Draggable     = (*dragGrip)(nil)
	_ desktop.Cursorable = (*dragGrip)(nil)
)

func newGrip(moved func(float32), done func()) *dragGrip {
	g := &dragGrip{moved: moved, done: done}
	g.ExtendBaseWidget(g)
	return g
}

func (g *dragGrip) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// Dragged implements fyne.Draggable.
func (g *dragGrip) Dragged(e *fyne.DragEvent) { g.moved(flow.Rightwards(e.Dragged.DX)) }

// DragEnd implements fyne.Draggable.
func (g *dragGrip) DragEnd() { g.done() }

// Cursor implements desktop.Cursorable.
func (g *dragGrip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

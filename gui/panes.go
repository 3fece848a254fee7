package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/theme"
	"popmail/gui/widgets"
)

// Widths of the panes in Fyne's pixels: what they start with and, at a text size
// of 100 %, what they may shrink to.
const (
	foldersWidth    = 216
	foldersMinWidth = 150
	listWidth       = 392
	listMinWidth    = 230
	readerMinWidth  = 320
	foldersHideAt   = 780 // narrower windows do without the folders
	grip            = 7   // width of the invisible handle on a divider
)

// panes lays folders, list and reader side by side with two dividers that can
// be dragged. In a narrow window the folders give way until they are asked for.
type panes struct {
	widget.BaseWidget
	folders, list, reader fyne.CanvasObject
	widths                [2]float32 // wanted widths of folders and list
	shown                 [2]float32 // the widths that there was room for
	onResized             func(folders, list float32)
	showFolders           bool // in a narrow window: folders in the place of the list
	narrow                bool
	onNarrow              func(narrow bool)
}

func newPanes(folders, list, reader fyne.CanvasObject, foldersW, listW float32) *panes {
	if foldersW < foldersMinWidth {
		foldersW = foldersWidth
	}
	if listW < listMinWidth {
		listW = listWidth
	}
	p := &panes{folders: folders, list: list, reader: reader, widths: [2]float32{foldersW, listW}}
	p.ExtendBaseWidget(p)
	return p
}

// ToggleFolders shows or hides the folders of a narrow window.
func (p *panes) ToggleFolders() {
	p.showFolders = !p.showFolders
	p.Refresh()
}

// HideFolders gives the place back to the list in a narrow window.
func (p *panes) HideFolders() {
	if p.showFolders {
		p.ToggleFolders()
	}
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

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.p
	u := widgets.Unit()
	narrow := size.Width < foldersHideAt*u
	if narrow != p.narrow {
		p.narrow = narrow
		if p.onNarrow != nil {
			p.onNarrow(narrow)
		}
	}
	left := float32(0)
	folders := !narrow
	list := true
	if narrow && p.showFolders {
		folders, list = true, false
	}
	fw, lw := p.widths[0], p.widths[1]
	fw = min(max(fw, foldersMinWidth*u), size.Width-(listMinWidth+readerMinWidth)*u)
	rest := size.Width
	if !narrow {
		rest -= fw
	}
	lw = min(max(lw, listMinWidth*u), rest-readerMinWidth*u)
	if least := min(listMinWidth*u, rest*listMinWidth/(listMinWidth+readerMinWidth)); lw < least {
		lw = least // not even two panes have room
	}
	p.shown = [2]float32{fw, lw}
	if narrow {
		p.shown[0] = p.widths[0] // stays as it was wanted
		fw = lw
	}
	place := func(o fyne.CanvasObject, show bool, w float32, divider int) {
		if !show {
			o.Hide()
			if divider >= 0 {
				r.lines[divider].Hide()
				r.grips[divider].Hide()
			}
			return
		}
		o.Show()
		o.Move(fyne.NewPos(left, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		left += w
		if divider >= 0 {
			r.lines[divider].Show()
			r.lines[divider].Move(fyne.NewPos(left-1, 0))
			r.lines[divider].Resize(fyne.NewSize(1, size.Height))
			r.grips[divider].Show()
			r.grips[divider].Move(fyne.NewPos(left-grip/2-1, 0))
			r.grips[divider].Resize(fyne.NewSize(grip, size.Height))
		}
	}
	place(p.folders, folders, fw, 0)
	place(p.list, list, lw, 1)
	place(p.reader, true, max(size.Width-left, 0), -1)
}

func (r *panesRenderer) MinSize() fyne.Size {
	h := max(r.p.list.MinSize().Height, r.p.reader.MinSize().Height)
	return fyne.NewSize(listMinWidth+readerMinWidth, max(h, 200))
}

func (r *panesRenderer) Refresh() {
	for i := range r.lines {
		r.lines[i].FillColor = theme.Color(theme.ColorLine)
		r.lines[i].Refresh()
	}
	r.Layout(r.p.Size())
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
func (g *dragGrip) Dragged(e *fyne.DragEvent) { g.moved(e.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (g *dragGrip) DragEnd() { g.done() }

// Cursor implements desktop.Cursorable.
func (g *dragGrip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

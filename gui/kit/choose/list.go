package choose

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

func (d *dialog) newList() {
	l := widgets.NewList()
	d.list = l
	l.RowHeight = func() float32 { return flow.WholeUp(34 * widgets.Unit()) }
	l.NewRow = func() fyne.CanvasObject { return newRow() }
	l.Bind = func(i int, o fyne.CanvasObject, s widgets.RowState) {
		s.Current = s.Current || i == 0 && l.Current() < 0 // the keyboard is seen before it has chosen anything
		o.(*row).show(d.all[d.rows[i]], d.text(i), s)
	}
	l.Key = func(i int) int64 { return int64(d.rows[i]) }
	l.Index = func(key int64) int {
		if i, ok := slices.BinarySearch(d.rows, int(key)); ok {
			return i
		}
		return -1
	}
	l.OnSelected = d.picked
	l.OnOpen = func(i int) {
		if d.Kind != Files || len(l.Selected()) < 2 {
			l.SelectOnly(i)
			d.picked()
		}
		d.answer()
	}
	l.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyBackspace && flow.Turned(e.Name) != fyne.KeyLeft || len(d.all) == 0 || d.all[0].name != "" {
			return false
		}
		d.open(d.path(d.all[0]))
		return true
	}
	l.OnRune = func(r rune) bool { // who types looks for a name
		if r == ' ' {
			return false
		}
		d.canvas.Focus(d.name)
		if d.Kind != Save {
			d.name.SetText(string(r))
			d.name.End()
		} else {
			d.name.TypedRune(r)
		}
		return true
	}
}

// path is where an entry of the present folder lies.
func (d *dialog) path(e entry) string {
	if e.name == "" {
		return filepath.Dir(d.dir)
	}
	return filepath.Join(d.dir, e.name)
}

// text is what is read in a row.
func (d *dialog) text(i int) string {
	e := d.all[d.rows[i]]
	if e.name != "" {
		return widgets.OneLine(e.name)
	}
	above := filepath.Dir(d.dir)
	if filepath.Dir(above) != above {
		above = filepath.Base(above)
	}
	return lang.L("Up to “{{.Folder}}”", map[string]any{"Folder": widgets.Short(widgets.OneLine(above), 60)})
}

// fill lists what the field asks for. Nothing in it is chosen then.
func (d *dialog) fill() {
	text := ""
	if t := strings.TrimSpace(d.name.Text); d.Kind != Save && narrowing(t) {
		text = fold(t)
	}
	d.rows = d.rows[:0]
	for i, e := range d.all {
		if e.name == "" || (!e.hidden || strings.HasPrefix(text, ".")) && strings.Contains(e.folded, text) {
			d.rows = append(d.rows, i)
		}
	}
	d.list.SetSections([]widgets.Section{{Rows: len(d.rows)}})
	d.list.SelectOnly(-1)
	d.list.ScrollToTop()
	d.picked()
}

// fitting is how many rows there are beside that of the folder above.
func (d *dialog) fitting() int {
	n := len(d.rows)
	if n > 0 && d.all[d.rows[0]].name == "" {
		n--
	}
	return n
}

// toList leads the keyboard to the first row that fits.
func (d *dialog) toList() {
	if len(d.rows) == 0 {
		return
	}
	d.canvas.Focus(d.list)
	if d.list.Current() < 0 {
		d.list.SelectOnly(min(len(d.rows)-d.fitting(), len(d.rows)-1))
		d.picked()
	}
}

// chosen are the paths of the files that are chosen in the list, and of the first folder.
func (d *dialog) chosen() (files []string, folder string) {
	for _, k := range d.list.Selected() {
		switch e := d.all[k]; {
		case !e.folder:
			files = append(files, d.path(e))
		case folder == "":
			folder = d.path(e)
		}
	}
	if d.Kind == File && len(files) > 1 {
		files = files[:1]
	}
	return files, folder
}

// picked follows what is chosen in the list: the main button says what it does with it.
func (d *dialog) picked() {
	files, folder := d.chosen()
	text := d.Accept
	if folder != "" && len(files) == 0 {
		text = lang.L("Open folder")
	}
	if text != d.accept.Text {
		d.accept.SetText(text)
		ask.Relayout(d.canvas)
	}
	if d.Kind == Save && len(files) == 1 {
		changed := d.name.OnChanged
		d.name.OnChanged = nil
		d.name.SetText(filepath.Base(files[0]))
		d.name.OnChanged = changed
	}
	d.list.RefreshRows()
}

// row is a file or a folder.
type row struct {
	widgets.Surface
	icon *widgets.Glyph
	name *widgets.Text
}

func newRow() *row {
	r := &row{icon: widgets.NewGlyph(widgets.IconDocument, theme.ColorMuted), name: widgets.NewLine("", false, "", "")}
	r.Content = []fyne.CanvasObject{r.icon, r.name}
	r.Place = func(s fyne.Size) {
		const edge, gap = 14, 10
		side := r.icon.MinSize()
		r.icon.Resize(side)
		r.icon.Move(fyne.NewPos(edge, flow.Whole((s.Height-side.Height)/2)))
		x, h := edge+side.Width+gap, r.name.MinSize().Height
		r.name.Resize(fyne.NewSize(max(s.Width-x-edge, 1), h))
		r.name.Move(fyne.NewPos(x, flow.Whole((s.Height-h)/2)))
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) show(e entry, text string, s widgets.RowState) {
	icon, role := widgets.IconDocument, theme.ColorMuted
	switch {
	case e.name == "":
		icon = widgets.IconUp
	case e.folder:
		icon = widgets.IconFolder
	}
	r.icon.Set(icon, role)
	r.name.SetText(text)
	r.ShowState(s)
	r.Arrange()
}

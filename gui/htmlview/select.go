package htmlview

import (
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	clean "popmail/assets/plain"
	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/plain"
	"popmail/gui/kit/text"
	"popmail/gui/kit/widgets"
)

var (
	_ fyne.Tappable          = (*View)(nil)
	_ fyne.SecondaryTappable = (*View)(nil)
	_ fyne.Draggable         = (*View)(nil)
	_ fyne.Focusable         = (*View)(nil)
	_ fyne.Shortcutable      = (*View)(nil)
	_ fyne.Scrollable        = (*View)(nil)
	_ desktop.Mouseable      = (*View)(nil)
	_ desktop.Hoverable      = (*View)(nil)
	_ desktop.Cursorable     = (*View)(nil)
)

// position is a place in the text: a document and an offset in its text, in octets.
type position struct{ part, offset int }

func (p position) before(q position) bool {
	return p.part < q.part || p.part == q.part && p.offset < q.offset
}

// pressed remembers the last presses of the button, to tell double and triple ones.
type pressed struct {
	at    fyne.Position
	when  time.Time
	count int
	word  [2]position // what a double or triple click has selected
}

// apart is the time and the distance within which presses belong together.
const (
	apartTime = 400 * time.Millisecond
	apartWay  = 6
)

// selection is the selected range, first place first.
func (v *View) selection() (from, to position) {
	if v.head.before(v.anchor) {
		return v.head, v.anchor
	}
	return v.anchor, v.head
}

// SelectedText is what Copy would copy.
func (v *View) SelectedText() string { return v.between(v.selection()) }

// Text is the whole text as it would be copied, plain text as it was sent, with what is
// folded away.
func (v *View) Text() string {
	var b strings.Builder
	for i := range v.docs {
		d := &v.docs[i]
		if i > 0 && !d.Joined {
			b.WriteString("\n\n")
		}
		if d.HTML == "" {
			b.WriteString(clean.Text(d.Text, clean.Forced))
			continue
		}
		first, last := position{-1, 0}, position{}
		if v.sheet != nil {
			for k, p := range v.sheet.parts {
				if p.doc == i {
					if first.part < 0 {
						first.part = k
					}
					last = position{k, len(p.reading().text)}
				}
			}
		}
		if first.part >= 0 {
			b.WriteString(v.between(first, last))
		}
	}
	return strings.TrimRight(b.String(), " \t\r\n")
}

func (v *View) end() position {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return position{}
	}
	last := len(v.sheet.parts) - 1
	return position{last, len(v.sheet.parts[last].reading().text)}
}

// between is the text from one place to another; documents are a blank line apart.
func (v *View) between(from, to position) string {
	if v.sheet == nil || !from.before(to) {
		return ""
	}
	var b strings.Builder
	for i := from.part; i <= to.part; i++ {
		t := v.sheet.parts[i].reading().text
		start, end := 0, len(t)
		if i == from.part {
			start = min(from.offset, end)
		}
		if i == to.part {
			end = min(to.offset, end)
		}
		if p := v.sheet.parts[i]; i > from.part && !p.joined {
			b.WriteByte('\n')
			if p.first {
				b.WriteByte('\n')
			}
		}
		b.WriteString(v.sheet.parts[i].reading().copied(start, end))
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// SelectAll selects the whole text.
func (v *View) SelectAll() { v.selectRange(position{}, v.end()) }

func (v *View) selectRange(from, to position) {
	if v.anchor == from && v.head == to {
		return
	}
	v.anchor, v.head, v.wishX = from, to, -1
	v.Refresh()
}

// Copy puts what is selected on the clipboard.
func (v *View) Copy() {
	if s := v.SelectedText(); s != "" {
		fyne.CurrentApp().Clipboard().SetContent(s)
	}
}

// on is the part at a height of the view, and the place on its page.
func (v *View) on(at fyne.Position) (i int, x, y float64) {
	parts := v.sheet.parts
	for i < len(parts)-1 && at.Y >= parts[i+1].y {
		i++
	}
	p := parts[i]
	return i, float64(at.X-p.x+p.shift) / p.scale, float64(at.Y-p.y) / p.scale
}

// positionAt is the place in the text nearest to a place of the view.
func (v *View) positionAt(at fyne.Position) position {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return position{}
	}
	i, x, y := v.on(at)
	return position{i, v.sheet.parts[i].reading().at(x, y)}
}

// MouseDown implements desktop.Mouseable: once begins a selection, twice selects a word,
// three times a paragraph.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	v.pressing = true
	if c := v.canvas(); c != nil && c.Focused() != v {
		c.Focus(v)
	}
	v.pressing = false
	if v.byKey {
		v.byKey, v.stop = false, nil
		v.Refresh()
	}
	at := v.positionAt(e.Position)
	way := e.Position.Subtract(v.press.at)
	now := time.Now()
	if now.Sub(v.press.when) < apartTime && way.X*way.X+way.Y*way.Y < apartWay*apartWay {
		v.press.count++
	} else {
		v.press.count = 1
	}
	v.press.at, v.press.when = e.Position, now
	switch {
	case v.press.count == 2:
		v.selectRange(v.around(at, text.WordAt))
	case v.press.count == 3:
		v.selectRange(v.around(at, text.ParagraphAt))
	case e.Modifier&fyne.KeyModifierShift != 0:
		v.selectRange(v.anchor, at)
	default:
		v.selectRange(at, at)
	}
	v.press.word = [2]position{v.anchor, v.head}
}

// around is what a function of text finds around a place.
func (v *View) around(at position, find func(string, int) (int, int)) (from, to position) {
	if v.sheet == nil || at.part >= len(v.sheet.parts) {
		return at, at
	}
	start, end := find(v.sheet.parts[at.part].reading().text, at.offset)
	return position{at.part, start}, position{at.part, end}
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable. After a double click it selects by words, after a
// triple one by paragraphs.
func (v *View) Dragged(e *fyne.DragEvent) {
	v.dragAt = e.Position
	v.drag()
	if !v.dragging {
		v.dragging = true
		v.autoscroll()
	}
}

func (v *View) drag() {
	at := v.positionAt(v.dragAt)
	if v.press.count < 2 {
		v.selectRange(v.anchor, at)
		return
	}
	find := text.WordAt
	if v.press.count > 2 {
		find = text.ParagraphAt
	}
	from, to := v.around(at, find)
	if from.before(v.press.word[0]) {
		v.selectRange(v.press.word[1], from)
	} else {
		v.selectRange(v.press.word[0], to)
	}
}

// How quickly a selection that is dragged out of sight scrolls.
const (
	scrollEach = 40 * time.Millisecond
	scrollMost = 60
)

// autoscroll scrolls as long as a selection is dragged to a place that is out of sight.
func (v *View) autoscroll() {
	if !v.dragging || v.OnScroll == nil {
		return
	}
	dy := float32(0)
	if below := v.dragAt.Y - v.bottom; below > 0 {
		dy = min(below, scrollMost)
	} else if above := v.top - v.dragAt.Y; above > 0 {
		dy = -min(above, scrollMost)
	}
	if dy != 0 {
		top := v.top
		v.OnScroll(dy)
		v.dragAt.Y += v.top - top // the pointer stays where it is on the screen
		v.drag()
	}
	v.stopDrag = v.run.After(scrollEach, v.autoscroll)
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {
	v.dragging = false
	if v.stopDrag != nil {
		v.stopDrag()
		v.stopDrag = nil
	}
}

// Tapped implements fyne.Tappable: it follows links.
func (v *View) Tapped(e *fyne.PointEvent) {
	if l := v.linkAt(e.Position); l != nil && v.SelectedText() == "" {
		v.open(l, e.AbsolutePosition)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (v *View) TappedSecondary(e *fyne.PointEvent) {
	c := v.canvas()
	if c == nil {
		return
	}
	var items []*fyne.MenuItem
	l := v.linkAt(e.Position)
	if v.stop != nil && v.byKey {
		l = &v.stop.link
	}
	if l != nil && !strings.HasPrefix(l.target, plain.FoldLink) {
		name, address := lang.L("Copy link"), l.target
		if len(address) > 7 && strings.EqualFold(address[:7], "mailto:") {
			name, address = lang.L("Copy address"), address[7:]
		}
		items = append(items, fyne.NewMenuItem(name, func() { fyne.CurrentApp().Clipboard().SetContent(address) }))
	}
	ctrl := lang.L("Ctrl")
	copied := widgets.MenuItem("", lang.L("Copy"), ctrl+"+C", v.Copy)
	copied.Disabled = v.SelectedText() == ""
	items = append(items, copied, widgets.MenuItem("", lang.L("Select all"), ctrl+"+A", v.SelectAll))
	if v.MenuItems != nil {
		if more := v.MenuItems(); len(more) > 0 {
			items = append(append(items, fyne.NewMenuItemSeparator()), more...)
		}
	}
	widgets.ShowMenu(fyne.NewMenu("", items...), c, e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	if l := v.linkAt(e.Position); l != nil {
		v.setHover(l.target)
	} else {
		v.setHover("")
	}
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() { v.setHover("") }

func (v *View) setHover(target string) {
	if target != v.hover {
		v.hover = target
		if strings.HasPrefix(target, plain.FoldLink) {
			target = ""
		}
		if v.OnHover != nil {
			v.OnHover(target)
		}
	}
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor {
	if v.hover != "" {
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}

// Scrolled implements fyne.Scrollable: with Ctrl it asks for another size, sideways it
// moves a page that is wider than the view; the rest is others'.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	m := modifiers()
	if m&fyne.KeyModifierShortcutDefault != 0 && v.OnZoom != nil {
		switch {
		case e.Scrolled.DY > 0:
			v.OnZoom(1)
		case e.Scrolled.DY < 0:
			v.OnZoom(-1)
		}
		return
	}
	dx := e.Scrolled.DX
	if m&fyne.KeyModifierShift != 0 && dx == 0 {
		dx = e.Scrolled.DY
	}
	if dx != 0 && v.sheet != nil && len(v.sheet.parts) > 0 {
		i, _, _ := v.on(e.Position)
		if v.sideways(i, -dx) {
			return
		}
	}
	if v.OnWheel != nil {
		v.OnWheel(e)
	}
}

// sideways moves a page that is wider than the view; it reports whether it has moved.
func (v *View) sideways(i int, dx float32) bool {
	p := v.sheet.parts[i]
	to := v.sheet.spec.whole(min(max(p.shift+dx, 0), max(p.wide-p.w, 0)))
	if to == p.shift {
		return false
	}
	p.shift = to
	v.tile()
	v.Refresh()
	return true
}

func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() {
	v.focused, v.byKey = true, !v.pressing
	v.Refresh()
}

// FocusLost implements fyne.Focusable. What is selected stays, so that it can be copied
// from a menu.
func (v *View) FocusLost() {
	v.focused, v.stop = false, nil
	v.setHover("")
	v.Refresh()
}

// TypedRune hands what is typed on to the window.
func (v *View) TypedRune(r rune) { widgets.RuneToWindow(v, r) }

// TypedKey goes from link to link with Tab, follows one with Enter or Space, and selects
// with Shift and the keys that move a caret. Other keys are handed on to the window.
func (v *View) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab:
		if by := map[bool]int{false: 1, true: -1}[backwards()]; v.step(by) {
			return
		}
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if v.follow() {
			return
		}
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		if modifiers()&fyne.KeyModifierShift != 0 {
			v.extend(e.Name, modifiers()&fyne.KeyModifierShortcutDefault != 0)
			return
		}
	}
	widgets.KeyToWindow(v, e)
}

// TypedShortcut implements fyne.Shortcutable: it copies and selects, and hands everything
// else on to the window.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		v.Copy()
		return
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
		return
	case *desktop.CustomShortcut:
		if s.Modifier == fyne.KeyModifierShift|fyne.KeyModifierShortcutDefault {
			switch s.KeyName {
			case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
				v.extend(s.KeyName, true)
				return
			}
		}
	}
	if c, ok := v.canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// extend moves the end of the selection: by characters, by words, by lines, to the ends of
// a line or, with far, of all.
func (v *View) extend(key fyne.KeyName, far bool) {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return
	}
	head, wish := v.head, v.wishX
	t := v.sheet.parts[head.part].reading().text
	switch key {
	case fyne.KeyLeft:
		head = v.leap(head, t, -1, far)
	case fyne.KeyRight:
		head = v.leap(head, t, 1, far)
	case fyne.KeyUp, fyne.KeyDown:
		head, wish = v.line(head, key == fyne.KeyDown, wish)
	case fyne.KeyHome:
		if far {
			head = position{}
		} else {
			head = v.side(head, false)
		}
	case fyne.KeyEnd:
		if far {
			head = v.end()
		} else {
			head = v.side(head, true)
		}
	}
	v.selectRange(v.anchor, head)
	if key == fyne.KeyUp || key == fyne.KeyDown {
		v.wishX = wish
	}
	v.reveal(head)
}

// leap is the place a character or a word further on.
func (v *View) leap(at position, t string, by int, word bool) position {
	step := func(o int) int {
		if by > 0 {
			_, n := utf8.DecodeRuneInString(t[o:])
			for o += n; !text.Boundary(t, o); o++ {
			}
			return o
		}
		_, n := utf8.DecodeLastRuneInString(t[:o])
		for o -= n; !text.Boundary(t, o); o-- {
		}
		return o
	}
	switch {
	case by > 0 && at.offset >= len(t):
		if at.part+1 < len(v.sheet.parts) {
			return position{at.part + 1, 0}
		}
		return at
	case by < 0 && at.offset == 0:
		if at.part > 0 {
			return position{at.part - 1, len(v.sheet.parts[at.part-1].reading().text)}
		}
		return at
	case !word:
		return position{at.part, step(at.offset)}
	}
	o := step(at.offset)
	for o > 0 && o < len(t) {
		start, end := text.WordAt(t, o)
		if blank := strings.TrimSpace(t[start:end]) == ""; !blank && o == start && by < 0 || blank && o == start && by > 0 {
			break
		}
		o = step(o)
	}
	return position{at.part, o}
}

// line is the place a line further down or up; wish is where on the page the caret wants
// to be, below 0: where it is.
func (v *View) line(at position, down bool, wish float64) (position, float64) {
	p := v.sheet.parts[at.part]
	r := p.reading()
	x, box, ok := r.caret(at.offset)
	if !ok {
		return at, wish
	}
	if wish >= 0 {
		x = wish
	}
	middle := box.Y + box.H/2
	best, gap := -1, 0.0
	for i := range r.pieces {
		t := r.pieces[i].item
		d := t.Y + t.H/2 - middle
		if !down {
			d = -d
		}
		if d > box.H/2 && (best < 0 || d < gap) {
			best, gap = i, d
		}
	}
	if best < 0 {
		if down {
			return v.leap(position{at.part, len(r.text)}, r.text, 1, false), x
		}
		return v.leap(position{at.part, 0}, r.text, -1, false), x
	}
	t := r.pieces[best].item
	return position{at.part, r.at(x, t.Y+t.H/2)}, x
}

// side is the start or the end of the line that a place stands in.
func (v *View) side(at position, end bool) position {
	r := v.sheet.parts[at.part].reading()
	_, box, ok := r.caret(at.offset)
	if !ok {
		return at
	}
	i := min(r.piece(at.offset), len(r.pieces)-1)
	same := func(o layout.Rect) bool { return o.Y < box.Y+box.H/2 && o.Y+o.H > box.Y+box.H/2 }
	if end {
		for i+1 < len(r.pieces) && same(r.pieces[i+1].item.Rect) {
			i++
		}
		return position{at.part, r.pieces[i].end}
	}
	for i > 0 && same(r.pieces[i-1].item.Rect) {
		i--
	}
	return position{at.part, r.pieces[i].start}
}

// reveal asks for a scroll to a place of the text that is out of sight.
func (v *View) reveal(at position) {
	if v.sheet == nil || at.part >= len(v.sheet.parts) {
		return
	}
	p := v.sheet.parts[at.part]
	x, box, ok := p.reading().caret(at.offset)
	if !ok {
		return
	}
	v.revealBox(p, at.part, layout.Rect{X: x, Y: box.Y, W: 1, H: box.H})
}

func (v *View) revealBox(p *part, i int, box layout.Rect) {
	pos, size := p.place(box)
	if pos.X < 0 || pos.X+size.Width > p.w {
		v.sideways(i, pos.X-p.w/3)
	}
	if v.OnScroll == nil {
		return
	}
	switch h := size.Height; {
	case pos.Y < v.top:
		v.OnScroll(pos.Y - h - v.top)
	case pos.Y+h > v.bottom:
		v.OnScroll(pos.Y + 2*h - v.bottom)
	}
}

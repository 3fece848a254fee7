package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/flow"
)

// selection is the selected rows by key.
type selection struct {
	keys    map[int64]struct{}
	any     bool  // current and origin are set
	current int64 // the row that the keyboard is at
	origin  int64 // the fixed end of a range
}

// SelectOnly selects one row and puts the keyboard there; -1 for none. OnSelected
// is not called.
func (l *List) SelectOnly(index int) {
	clear(l.chosen.keys)
	l.chosen.any = false
	if index >= 0 && index < l.ladder.rows {
		k := l.Key(index)
		l.chosen.keys[k] = struct{}{}
		l.chosen.any, l.chosen.current, l.chosen.origin = true, k, k
	}
	l.area.update(false)
}

// moveTo puts the keyboard at a row and selects nothing.
func (l *List) moveTo(index int) {
	k := l.Key(index)
	l.chosen.any, l.chosen.current, l.chosen.origin = true, k, k
	l.area.update(false)
}

// SelectKeys selects rows by key, the first of them being the one that the
// keyboard is at. OnSelected is not called.
func (l *List) SelectKeys(keys ...int64) {
	clear(l.chosen.keys)
	l.chosen.any = len(keys) > 0
	for _, k := range keys {
		l.chosen.keys[k] = struct{}{}
	}
	if len(keys) > 0 {
		l.chosen.current, l.chosen.origin = keys[0], keys[0]
	}
	l.area.update(false)
}

// ReplaceKeys has rows go by other keys from now on: where they are selected they stay so, and the
// keyboard and the fixed end of a range stay with them. OnSelected is not called.
func (l *List) ReplaceKeys(by map[int64]int64) {
	var add []int64
	for old, key := range by {
		if _, ok := l.chosen.keys[old]; ok {
			delete(l.chosen.keys, old)
			add = append(add, key)
		}
	}
	for _, key := range add {
		l.chosen.keys[key] = struct{}{}
	}
	if key, ok := by[l.chosen.current]; ok {
		l.chosen.current = key
	}
	if key, ok := by[l.chosen.origin]; ok {
		l.chosen.origin = key
	}
	if key, ok := by[l.grabbed]; ok {
		l.grabbed = key
	}
	l.area.update(false)
}

// Deselect takes rows out of the selection, such as those that are gone.
func (l *List) Deselect(keys ...int64) {
	for _, k := range keys {
		delete(l.chosen.keys, k)
		if l.chosen.any && l.chosen.current == k {
			l.chosen.any = false
		}
	}
	l.area.update(false)
}

// SelectAll selects all rows.
func (l *List) SelectAll() {
	if l.ladder.rows == 0 {
		return
	}
	for i := range l.ladder.rows {
		l.chosen.keys[l.Key(i)] = struct{}{}
	}
	if !l.chosen.any {
		k := l.Key(0)
		l.chosen.any, l.chosen.current, l.chosen.origin = true, k, k
	}
	l.area.update(false)
	l.changed()
}

// Selected is the keys of the selected rows, from top to bottom.
func (l *List) Selected() []int64 {
	if len(l.chosen.keys) > 100 { // then one pass is quicker than asking for each
		keys := make([]int64, 0, len(l.chosen.keys))
		for i := range l.ladder.rows {
			k := l.Key(i)
			if _, ok := l.chosen.keys[k]; ok {
				keys = append(keys, k)
			}
		}
		return keys
	}
	type at struct {
		key   int64
		index int
	}
	rows := make([]at, 0, len(l.chosen.keys))
	for k := range l.chosen.keys {
		if i := l.Index(k); i >= 0 {
			rows = append(rows, at{k, i})
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].index < rows[j].index })
	keys := make([]int64, len(rows))
	for i, r := range rows {
		keys[i] = r.key
	}
	return keys
}

// Current is the row that the keyboard is at, -1 for none.
func (l *List) Current() int {
	if !l.chosen.any {
		return -1
	}
	return l.Index(l.chosen.current)
}

// Step selects the row that is by rows below the present one (above, when
// negative), brings it into view and calls OnSelected. It reports whether there
// was one.
func (l *List) Step(by int) bool {
	i := l.Current() + by
	if l.Current() < 0 {
		i = 0
	}
	if i < 0 || i >= l.ladder.rows {
		return false
	}
	l.SelectOnly(i)
	l.ScrollTo(i)
	l.changed()
	return true
}

func (l *List) changed() {
	if l.OnSelected != nil {
		l.OnSelected()
	}
}

// click is what a press with modifier keys does to the selection.
func (l *List) click(index int, mod fyne.KeyModifier) {
	if index < 0 {
		return
	}
	switch {
	case mod&fyne.KeyModifierShift != 0 && l.chosen.any:
		l.extend(index)
	case l.Boxes, mod&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		l.toggle(index)
	default:
		l.SelectOnly(index)
	}
	l.ScrollTo(index)
	l.changed()
}

func (l *List) toggle(index int) {
	k := l.Key(index)
	if _, ok := l.chosen.keys[k]; ok {
		delete(l.chosen.keys, k)
	} else {
		l.chosen.keys[k] = struct{}{}
	}
	l.chosen.any, l.chosen.current, l.chosen.origin = true, k, k
	l.area.update(false)
}

// extend selects everything from the fixed end of the range to index.
func (l *List) extend(index int) {
	from := l.Index(l.chosen.origin)
	if from < 0 {
		from = index
		l.chosen.origin = l.Key(index)
	}
	if !l.Boxes {
		clear(l.chosen.keys)
	} else if last := l.Current(); last >= 0 { // only the range that was
		for i := min(from, last); i <= max(from, last); i++ {
			delete(l.chosen.keys, l.Key(i))
		}
	}
	for i := min(from, index); i <= max(from, index); i++ {
		l.chosen.keys[l.Key(i)] = struct{}{}
	}
	l.chosen.current = l.Key(index)
	l.area.update(false)
}

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() {
	l.focused = true
	l.area.update(false)
}

// FocusLost implements fyne.Focusable.
func (l *List) FocusLost() {
	l.focused, l.shift = false, false
	l.area.update(false)
}

// KeyDown implements desktop.Keyable.
func (l *List) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (l *List) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = false
	}
}

// TypedRune implements fyne.Focusable.
func (l *List) TypedRune(r rune) {
	if l.OnRune == nil || !l.OnRune(r) {
		RuneToWindow(l, r)
	}
}

// ShowMenu opens the context menu of the row that the keyboard is on.
func (l *List) ShowMenu() bool {
	at := l.Current()
	if at < 0 || l.OnMenu == nil {
		return false
	}
	l.ScrollTo(at)
	o := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	l.OnMenu(at, o.AddXY(flow.Across(l.Size().Width, round(60*Unit())), l.RowTop(at)+float32(l.ladder.high(at))/2))
	return true
}

// Clear selects nothing; the keyboard stays where it is.
func (l *List) Clear() {
	clear(l.chosen.keys)
	l.area.update(false)
	l.changed()
}

// TypedKey moves with the arrows, Home, End, Page Up and Page Down, with Shift
// for several, and opens with Enter.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	at := l.Current()
	page := max(int(l.view()/l.ladder.high(at))-1, 1)
	to := at
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = l.ladder.rows - 1
	case fyne.KeyReturn, fyne.KeyEnter:
		if at >= 0 && l.OnOpen != nil {
			l.OnOpen(at)
		}
		return
	case fyne.KeySpace:
		if l.Boxes && at >= 0 {
			l.toggle(at)
			l.changed()
			return
		}
		fallthrough
	default:
		if l.OnKey == nil || !l.OnKey(e) {
			KeyToWindow(l, e)
		}
		return
	}
	if l.ladder.rows == 0 {
		return
	}
	if at < 0 && e.Name != fyne.KeyEnd && e.Name != fyne.KeyHome {
		to, _ = l.InView() // nothing is chosen: begin with what is seen
	}
	to = min(max(to, 0), l.ladder.rows-1)
	if at == to && len(l.chosen.keys) == 1 {
		l.ScrollTo(to)
		return
	}
	switch {
	case at >= 0 && l.shiftIsDown():
		l.extend(to)
	case l.Boxes:
		l.moveTo(to)
		l.ScrollTo(to)
		return
	default:
		l.SelectOnly(to)
	}
	l.ScrollTo(to)
	l.changed()
}

// TypedShortcut selects all with Ctrl+A and changes one row's selection with
// Ctrl+Space; other shortcuts go to the window.
func (l *List) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		l.SelectAll()
		return
	case *desktop.CustomShortcut:
		if s.KeyName == fyne.KeySpace && s.Modifier == fyne.KeyModifierControl {
			if i := l.Current(); i >= 0 {
				l.toggle(i)
				l.changed()
			}
			return
		}
	}
	shortcutToWindow(l, s)
}

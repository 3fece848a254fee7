package htmlview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	clean "popmail/assets/plain"
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

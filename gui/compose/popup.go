package compose

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"golang.org/x/net/publicsuffix"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// popup is the list of people that may be meant, below a field. It lies in the window and
// takes no keyboard: what is typed goes on in the field.
type popup struct {
	layer  *fyne.Container
	of     *peopleField // nil: it is not shown
	rows   []*offered
	at     int
	moved  bool // the person has gone through the list with the arrows
	accept func(mailbox.Suggestion)
}

func newPopup() *popup { return &popup{layer: container.NewWithoutLayout()} }

func (p *popup) shows(f *peopleField) bool { return p.of == f }

func (p *popup) hide(f *peopleField) {
	if p.of == f && f != nil {
		p.of, p.rows, p.layer.Objects = nil, nil, nil
		p.layer.Refresh()
	}
}

func (p *popup) show(f *peopleField, found []mailbox.Suggestion, typed string, accept func(mailbox.Suggestion)) {
	p.of, p.accept, p.at, p.moved, p.rows = f, accept, 0, false, nil
	column := flow.NewColumn(0)
	column.Fill, column.Edge, column.Radius, column.Inset = fynetheme.ColorNameMenuBackground, theme.ColorLine, theme.SizeCardEdge, flow.Same(5)
	for i, a := range found {
		if i > 0 && a.Group && !found[i-1].Group {
			line := flow.NewColumn(0, widgets.NewHairline())
			line.Inset = flow.Insets{Left: 10, Top: 5, Right: 10, Bottom: 5}
			column.Objects = append(column.Objects, line)
		}
		r := newOffered(a, typed)
		r.onTapped = func() { p.accept(a) }
		r.onHover = func(on bool) { p.hover(i, on) }
		p.rows = append(p.rows, r)
		column.Objects = append(column.Objects, r)
	}
	p.layer.Objects = []fyne.CanvasObject{column}
	p.choose(p.first(typed))
	p.place()
	p.layer.Refresh()
}

// place stands the list below the field, within the window.
func (p *popup) place() {
	if p.of == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(p.of.entry).Subtract(d.AbsolutePositionForObject(p.layer))
	all := p.layer.Size()
	column := p.layer.Objects[0].(*flow.Column)
	w := min(350*widgets.Unit(), all.Width-16)
	h := column.HeightFor(w)
	column.Resize(fyne.NewSize(w, h))
	y := at.Y + p.of.entry.Size().Height
	if y+h > all.Height && at.Y-h > 0 {
		y = at.Y - h
	}
	x := flow.Start(at.X, p.of.entry.Size().Width, w, 10)
	column.Move(fyne.NewPos(max(min(x, all.Width-w-8), 8), y))
}

// first is the row that Enter takes before the person goes through the list; -1: it takes what is typed.
func (p *popup) first(typed string) int {
	email := whole(typed)
	if email == "" {
		return 0
	}
	return slices.IndexFunc(p.rows, func(r *offered) bool { return !r.who.Group && letter.Same(r.who.Email, email) })
}

// hover follows the pointer. Where an address is typed whole, the list may have come up below a pointer that
// rests: the row there is not chosen.
func (p *popup) hover(i int, on bool) {
	switch {
	case p.of == nil || i >= len(p.rows):
	case p.moved || whole(p.of.entry.Text) == "":
		if on {
			p.choose(i)
		}
	default:
		p.choose(p.at)
		if on && i != p.at {
			p.rows[i].SetFill(theme.ColorHover)
		}
	}
}

// choose marks the row that Enter takes; -1: none.
func (p *popup) choose(at int) {
	p.at = at
	for i, r := range p.rows {
		r.SetFill("")
		if i == at {
			r.SetFill(theme.ColorSelected)
		}
	}
}

// narrow leaves those in the list whom a further text may mean, until it is known who else is; the list is never
// one for another text than the one in the field.
func (p *popup) narrow(f *peopleField, typed string) {
	if p.of != f {
		return
	}
	var still []mailbox.Suggestion
	for _, r := range p.rows {
		if mayMean(r.who, typed) {
			still = append(still, r.who)
		}
	}
	switch {
	case len(still) == 0:
		p.hide(f)
	default:
		p.show(f, still, typed, p.accept)
	}
}

// mayMean reports whether all words that are typed stand in a name or an address, at the beginning of a word.
func mayMean(who mailbox.Suggestion, typed string) bool {
	low := strings.ToLower(who.Email)
	all := " " + query.Fold(who.Name) + " " + low + " " + query.Fold(low)
	for _, w := range strings.Fields(strings.ToLower(typed)) {
		if !strings.Contains(w, "@") {
			w = query.Fold(w)
		}
		if !strings.Contains(all, " "+w) {
			return false
		}
	}
	return true
}

// taken is who is taken by Enter or Tab; false: what is typed is. An address that is typed whole means nobody else,
// although that of somebody else begins with it, unless the person has gone on to them.
func (p *popup) taken(typed string) (who mailbox.Suggestion, ok bool) {
	at := p.at
	if !p.moved && whole(typed) != "" {
		at = p.first(typed)
	}
	if at < 0 {
		return who, false
	}
	return p.rows[at].who, true
}

// whole is the address that a text is, where nothing can be missing at its end: its domain has one of the
// endings that there are; empty: it is none.
func whole(typed string) string {
	list := letter.Read(typed)
	if len(list) != 1 || list[0].Wrong != nil {
		return ""
	}
	domain := letter.Domain(list[0].Email)
	suffix, listed := publicsuffix.PublicSuffix(strings.ToLower(domain))
	if suffix == domain || !listed && !strings.Contains(suffix, ".") {
		return ""
	}
	return list[0].Email
}

// key takes the keys of the list; the field has all others.
func (p *popup) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		p.moved = true
		p.choose((p.at + 1) % len(p.rows))
	case fyne.KeyUp:
		p.moved = true
		p.choose((max(p.at, 0) + len(p.rows) - 1) % len(p.rows))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		who, ok := p.taken(p.of.entry.Text)
		if !ok {
			p.hide(p.of)
			return false
		}
		p.accept(who)
	case fyne.KeyEscape:
		p.hide(p.of)
	default:
		return false
	}
	return true
}

// offered is one person of the list, or a group.
type offered struct {
	widgets.Surface
	who      mailbox.Suggestion
	onTapped func()
	onHover  func(on bool)
}

func newOffered(who mailbox.Suggestion, typed string) *offered {
	r := &offered{who: who}
	name, email := widgets.OneLine(who.Name), widgets.OneLine(who.Email)
	avatar := widgets.NewAvatar(name, email)
	first, second := marked(name, typed, ""), marked(email, typed, theme.ColorMuted)
	if name == "" {
		first, second = marked(email, typed, ""), nil
	}
	if who.Group {
		avatar = widgets.NewGroupAvatar()
		of := lang.N("{{.Group}} · {{.Count}} people", len(who.Members), map[string]any{"Group": "\x00", "Count": words.Count(len(who.Members))})
		before, after, _ := strings.Cut(of, "\x00")
		first = append([]widgets.Span{{Text: before, Color: theme.ColorMuted}}, append(marked(name, typed, ""), widgets.Span{Text: after, Color: theme.ColorMuted})...)
		second = nil
	}
	texts := []*widgets.Text{widgets.NewSpans(first...)}
	if second != nil {
		t := widgets.NewSpans(second...)
		t.SizeName = theme.SizeSmall
		texts = append(texts, t)
	}
	r.Radius = 8
	r.Content = []fyne.CanvasObject{avatar}
	for _, t := range texts {
		t.LeftToRight = true
		r.Content = append(r.Content, t)
	}
	r.Place = func(s fyne.Size) {
		side := flow.Whole(28 * widgets.Unit())
		avatar.Resize(fyne.NewSquareSize(side))
		avatar.Move(fyne.NewPos(10, flow.Whole((s.Height-side)/2)))
		x := side + 21
		h := float32(0)
		for _, t := range texts {
			h += t.HeightFor(10000)
		}
		y := flow.Whole((s.Height - h) / 2)
		for _, t := range texts {
			th := t.HeightFor(10000)
			t.Resize(fyne.NewSize(s.Width-x-8, th))
			t.Move(fyne.NewPos(x, y))
			y += th
		}
	}
	r.ExtendBaseWidget(r)
	return r
}

// HeightFor implements flow.Sizer.
func (r *offered) HeightFor(float32) float32 { return flow.WholeUp(46 * widgets.Unit()) }

// marked is a text with the places that begin with what was typed in bold.
func marked(text, typed string, c fyne.ThemeColorName) (out []widgets.Span) {
	words := strings.Fields(strings.ToLower(typed))
	add := func(s string, bold bool) {
		if s != "" {
			out = append(out, widgets.Span{Text: s, Bold: bold, Color: c})
		}
	}
	low := strings.ToLower(text)
	if len(low) != len(text) {
		words = nil // letters whose small form has another length
	}
	from, fresh := 0, true
	for i := 0; i < len(text); {
		hit := ""
		for _, w := range words {
			if fresh && strings.HasPrefix(low[i:], w) {
				hit = w
			}
		}
		if hit != "" {
			add(text[from:i], false)
			add(text[i:i+len(hit)], true)
			i += len(hit)
			from, fresh = i, false
			continue
		}
		r, n := rune(text[i]), 1
		for i+n < len(text) && text[i+n]&0xC0 == 0x80 {
			n++
		}
		fresh = r < 0x80 && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		i += n
	}
	add(text[from:], false)
	return out
}

// Tapped implements fyne.Tappable.
func (r *offered) Tapped(*fyne.PointEvent) { r.onTapped() }

// Fyne takes the keyboard from the field when anything else is pressed that cannot have it
// itself; the row can and never asks for it.
var _ fyne.Focusable = (*offered)(nil)

// FocusGained implements fyne.Focusable.
func (r *offered) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (r *offered) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (r *offered) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (r *offered) TypedKey(*fyne.KeyEvent) {}

// MouseIn implements desktop.Hoverable.
func (r *offered) MouseIn(*desktop.MouseEvent) { r.onHover(true) }

// MouseMoved implements desktop.Hoverable.
func (r *offered) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *offered) MouseOut() { r.onHover(false) }

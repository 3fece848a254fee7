package msglist

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"

	poptheme "popmail/gui/kit/theme"
)

// Standing is how far a letter of the outbox is on its way, and what can be done about it.
type Standing struct {
	Text    string
	Icon    widgets.IconName
	Color   fyne.ThemeColorName
	Urgent  bool     // the person has to decide something
	Actions []Action // at most mostActions
}

const mostActions = 3

// Action is a link in a row.
type Action struct {
	Text string
	Off  bool // it cannot be done now
	Do   func()
}

// mostNoteLines is how many lines a row gives to its Standing.
const mostNoteLines = 3

// SetOutbox lists letters on their way: those that need a decision first, then those that
// wait in the order in which they go, each with what can be done about it. It holds from the
// next entries on.
func (l *List) SetOutbox(on bool) {
	l.outbox = on
	l.rows.urgent = nil
	if on {
		l.rows.urgent = func(id mailbox.ID) bool {
			s := l.standing(id)
			return s != nil && s.Urgent
		}
	}
}

// StandingsChanged draws anew what letters of the outbox say.
func (l *List) StandingsChanged() {
	if l.outbox {
		l.rows.arrange()
		l.regroup()
		return
	}
	l.view.RefreshRows()
}

func (l *List) standing(id mailbox.ID) *Standing {
	if l.Standing == nil {
		return nil
	}
	return l.Standing(id)
}

// asOutbox reports whether rows are as high as what is said of their letters.
func (l *List) asOutbox() bool { return l.outbox && !l.searching }

// letters groups the rows of the outbox, each as high as it has to be.
func (l *List) letters() []widgets.Section {
	var out []widgets.Section
	urgent := 0
	for _, e := range l.rows.entries {
		if l.rows.urgent(e.ID) {
			urgent++
		}
	}
	l.width, l.unit = l.view.Size().Width, widgets.Unit()
	for i, e := range l.rows.entries {
		s := widgets.Section{Rows: 1, Height: l.letterHeight(e.ID)}
		switch i {
		case 0:
			s.Title = lang.L("Waiting · {{.Count}}", map[string]any{"Count": words.Count(len(l.rows.entries) - urgent)})
			if urgent > 0 {
				s.Title = lang.L("Needs your attention · {{.Count}}", map[string]any{"Count": words.Count(urgent)})
			}
		case urgent:
			s.Title = lang.L("Waiting · {{.Count}}", map[string]any{"Count": words.Count(len(l.rows.entries) - urgent)})
		}
		out = append(out, s)
	}
	return out
}

// letterHeight is that of a row of the outbox in the present width.
func (l *List) letterHeight(id mailbox.ID) float32 {
	high := widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
	lines := 1
	if s := l.standing(id); s != nil {
		lines = noteLines(s.Text, l.view.Size().Width-textLeft()-edge-noteLeft())
	}
	return rowHeight() + high*float32(lines) + flow.Whole(3*widgets.Unit())
}

// noteLines is how many lines a text takes in a width, within bounds.
func noteLines(text string, width float32) int {
	t := widgets.NewText(text, poptheme.SizeSmall, "")
	high := widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
	return min(max(int(t.HeightFor(max(width, 60))/high+0.5), 1), mostNoteLines)
}

// noteLeft is the room of the sign before the text.
func noteLeft() float32 { return flow.Whole(14*widgets.Unit()) + flow.Whole(6*widgets.Unit()) }

// ActionLink is a word in a row that does something. The keyboard does not reach it: the
// menu of the row has the same. A double tap does it once, since another row may be under
// the pointer by then.
type ActionLink struct {
	widget.BaseWidget
	action Action
	text   *widgets.Text
}

var (
	_ fyne.Tappable       = (*ActionLink)(nil)
	_ fyne.DoubleTappable = (*ActionLink)(nil)
	_ desktop.Cursorable  = (*ActionLink)(nil)
)

func newActionLink() *ActionLink {
	a := &ActionLink{text: widgets.NewLine("", false, poptheme.SizeSmall, theme.ColorNameHyperlink)}
	a.ExtendBaseWidget(a)
	return a
}

func (a *ActionLink) set(act Action) {
	a.action = act
	role := theme.ColorNameHyperlink
	if act.Off {
		role = theme.ColorNameDisabled
	}
	a.text.SetColor(role)
	a.text.SetText(act.Text)
}

// CreateRenderer implements fyne.Widget.
func (a *ActionLink) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(a.text) }

// Tapped implements fyne.Tappable.
func (a *ActionLink) Tapped(*fyne.PointEvent) {
	if !a.action.Off && a.action.Do != nil {
		a.action.Do()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (a *ActionLink) DoubleTapped(e *fyne.PointEvent) { a.Tapped(e) }

// Cursor implements desktop.Cursorable.
func (a *ActionLink) Cursor() desktop.Cursor {
	if a.action.Off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

func (a *ActionLink) width() float32 {
	return widgets.TextWidth(a.action.Text, poptheme.Size(poptheme.SizeSmall), false) + 2
}

// Links are the links of the row, in order, hidden ones too.
func (r *Row) Links() []*ActionLink { return r.links }

// Text is what the link says.
func (a *ActionLink) Text() string { return a.action.Text }

// placeStanding puts the sign, the state of a letter and its links from y on, between x and
// right.
func (r *Row) placeStanding(x, right, y float32) {
	s := r.content.Standing
	on := s != nil
	r.sign.Hidden, r.note.Hidden = !on, !on
	r.text.Hidden = on
	links := 0
	if on {
		u := widgets.Unit()
		high := widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
		g := flow.Whole(14 * u)
		r.sign.Move(fyne.NewPos(x, y+flow.Whole((high-g)/2)))
		r.sign.Resize(fyne.NewSquareSize(g))
		room, lines := max(right-x-noteLeft(), 0), 1
		r.note.Cut = !r.content.Tall
		if r.content.Tall {
			lines = noteLines(s.Text, room)
			links = min(len(s.Actions), len(r.links))
		}
		r.note.Move(fyne.NewPos(x+noteLeft(), y))
		r.note.Resize(fyne.NewSize(room, high*float32(lines)))
		y += high*float32(lines) + flow.Whole(3*u)
		lx := x
		for i := range links {
			a := r.links[i]
			a.set(s.Actions[i])
			w := a.width()
			a.Hidden = lx+w > right && i > 0 // too narrow: the menu has it
			a.Move(fyne.NewPos(lx, y))
			a.Resize(fyne.NewSize(min(w, max(right-lx, 0)), high))
			lx += w + flow.Whole(14*u)
		}
	}
	for _, a := range r.links[links:] {
		a.Hidden = true
	}
}

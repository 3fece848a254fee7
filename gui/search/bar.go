// Package search is the search field of the toolbar and the chips that show and
// change what is searched for.
package search

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Delay is how long the field waits for the next letter before it searches.
const Delay = 120 * time.Millisecond

// Bar is the search field. It searches as a person types; only the answer to the
// newest text is handed on.
type Bar struct {
	widget.BaseWidget
	inviting string // see Invite

	Now func() time.Time // nil: time.Now

	// Find searches in the background; OnFound gets what it found. FindFirst, which may be nil,
	// is asked before it for the first rows; where there are more, OnFound gets these first and
	// OnAll gets all.
	Find      func(ctx context.Context, q *query.Query) (mailbox.Result, error)
	FindFirst func(ctx context.Context, q *query.Query) (mailbox.Result, error)
	OnFound   func(q *query.Query, r mailbox.Result, err error)
	OnAll     func(q *query.Query, r mailbox.Result, err error)

	// FindBest takes their place where the person wants what fits best first; nil: not offered.
	FindBest func(ctx context.Context, q *query.Query) (mailbox.Result, error)
	OnBest   func(on bool) // the person has chosen so, or the other way; may be nil

	// Folder is the name of a folder of the person's own, for an example; nil or "": there is none.
	Folder func() string

	OnKeep    func()            // what is searched for is to be kept as a folder; nil: not offered
	OnNothing func(hint string) // the text asks for nothing that can be looked for, or not yet
	OnLeave   func()            // the field was emptied or left with Escape
	OnDown    func()            // the person goes on to the results
	OnEscape  func()            // the field was left with Escape, after OnLeave

	own     func(ctx context.Context, q *query.Query) (mailbox.Result, error) // see SetFor; nil: Find and the others
	ownText string

	latest  loop.Latest
	entry   *field.Entry
	filters *Filters
	also    *Also
	active  bool
	again   bool // what is typed is what was searched for before
	waits   bool // what is listed is not yet what was found for the text
	wish    bool // the person goes on to the results as soon as they are there
	best    bool // what fits best comes first
	under   bool // a search for the text is under way
	more    bool // and another one is to follow it
}

// New returns an empty field.
func New(run loop.Runner) *Bar {
	b := &Bar{latest: loop.Latest{Run: run, Delay: Delay}}
	b.entry = newEntry(b)
	b.filters, b.also = newFilters(b), newAlso(b)
	b.ExtendBaseWidget(b)
	return b
}

func (b *Bar) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

// Filters shows what is searched for as chips, with some to add.
func (b *Bar) Filters() *Filters { return b.filters }

// Text is what stands in the field.
func (b *Bar) Text() string { return b.entry.Text }

// Active reports whether a search is shown or under way.
func (b *Bar) Active() bool { return b.active }

// SetText puts text into the field and searches for it, as if it was typed.
func (b *Bar) SetText(text string) {
	if b.entry.Text == text {
		return
	}
	b.entry.SetText(text) // calls typed
	b.entry.End()
}

// SetFor puts text into the field and has find search for it in the place of Find and the others, as long as the
// text stays as it is.
func (b *Bar) SetFor(text string, find func(ctx context.Context, q *query.Query) (mailbox.Result, error)) {
	b.own, b.ownText = find, text
	if b.entry.Text == text {
		b.typed(text)
		return
	}
	b.SetText(text)
}

// Focus puts the keyboard into the field, with its text selected.
func (b *Bar) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(b); c != nil {
		c.Focus(b.entry)
	}
	if b.entry.Text != "" {
		b.entry.SelectAll()
	}
}

// Focused reports whether the field has the keyboard.
func (b *Bar) Focused() bool { return b.entry.Focused() }

// Keeps reports whether the text asks for anything that can be kept as a folder.
func (b *Bar) Keeps() bool {
	q := query.ParseWhole(b.entry.Text, b.now())
	return b.active && (!q.Empty() || len(q.Filters) > 0)
}

// Leave empties the field and ends the search.
func (b *Bar) Leave() {
	if b.entry.Text != "" {
		b.entry.SetText("") // calls typed, which leaves
		return
	}
	b.leave()
}

// Again searches once more for the present text, as when mail has come in: behind a search that is under
// way, which would come to no end otherwise where mail comes in all the time.
func (b *Bar) Again() {
	switch {
	case b.active && b.under:
		b.more = true
	case b.active:
		b.again = true // all at once, so that the list keeps its place
		b.typed(b.entry.Text)
		b.again = false
	}
}

func (b *Bar) leave() {
	b.cancel()
	b.waits, b.wish = false, false
	b.filters.update("")
	if b.active {
		b.active = false
		if b.OnLeave != nil {
			b.OnLeave()
		}
	}
}

// cancel ends the search that is under way.
func (b *Bar) cancel() {
	b.latest.Cancel()
	b.under, b.more = false, false
}

// complete puts text into the field, with the keyboard at its end.
func (b *Bar) complete(text string) {
	b.SetText(text)
	if c := fyne.CurrentApp().Driver().CanvasForObject(b); c != nil {
		c.Focus(b.entry)
	}
	b.entry.End()
}

// Anywhere searches for the same in Trash and Junk too.
func (b *Bar) Anywhere() {
	if q := query.Parse(b.entry.Text, b.now()); !q.Anywhere() {
		b.SetText(with(b.entry.Text, offer{key: "in", value: "anywhere"}))
	}
}

// SetBest tells whether what fits best comes first, in the searches from now on.
func (b *Bar) SetBest(on bool) { b.best = on }

// chooseBest has what fits best come first, or what is newest.
func (b *Bar) chooseBest(on bool) {
	b.best = on
	if b.OnBest != nil {
		b.OnBest(on)
	}
	b.typed(b.entry.Text)
}

// typed follows the text of the field.
func (b *Bar) typed(text string) {
	b.Refresh()
	if text != b.ownText {
		b.own = nil
	}
	b.filters.sentences = nil
	if !b.again {
		b.waits, b.wish, b.more = false, false, false
	}
	b.filters.update(text)
	if blank(text) {
		b.leave()
		return
	}
	b.also.update(text)
	q := query.Parse(text, b.now())
	if !q.Empty() || len(q.Filters) > 0 {
		b.search(text)
		return
	}
	b.cancel() // what was found for an earlier text is not what is asked for now
	b.active = true
	if b.OnNothing != nil {
		hint := lang.L("Type a word to look for.")
		if q.Open != nil {
			hint = openWords(q.Open)
		} else if len(q.Notes) > 0 {
			hint = noteWords(q.Notes[0])
		}
		b.OnNothing(hint)
	}
}

func blank(s string) bool {
	for _, r := range s {
		if r != ' ' {
			return false
		}
	}
	return true
}

func (b *Bar) search(text string) {
	b.active = true
	b.waits = b.waits || !b.again
	q := query.Parse(text, b.now())
	if b.own != nil {
		b.find(q, own, b.OnFound)
		return
	}
	if b.best && b.FindBest != nil {
		b.find(q, best, b.OnFound)
		return
	}
	if b.FindFirst == nil || b.again {
		b.find(q, all, b.OnFound)
		return
	}
	b.find(q, first, func(q *query.Query, r mailbox.Result, err error) {
		b.OnFound(q, r, err)
		if r.More && err == nil {
			b.find(q, all, b.OnAll)
		}
	})
}

// way is what a search asks for: Find, FindFirst, FindBest, or what SetFor was given.
type way int

const (
	all way = iota
	first
	best
	own
)

// find searches and hands what was found to found, unless something else is looked for by then.
func (b *Bar) find(q *query.Query, by way, found func(q *query.Query, r mailbox.Result, err error)) {
	var r mailbox.Result
	var err error
	b.under = true
	special := b.own
	b.latest.Start(func(ctx context.Context) {
		switch {
		case by == own:
			r, err = special(ctx, q)
		case by == best:
			r, err = b.FindBest(ctx, q)
		case by == first:
			r, err = b.FindFirst(ctx, q)
		case b.Find != nil:
			r, err = b.Find(ctx, q)
		}
	}, func() {
		b.under = false
		if sentences := Strange(r); len(sentences) > 0 && err == nil {
			b.filters.tell(q.Text, sentences)
		}
		wish := b.wish && err == nil
		b.waits, b.wish = false, false
		if found != nil {
			found(q, r, err)
		}
		if wish {
			b.down()
		}
		if b.more && !b.under {
			b.more = false
			b.Again()
		}
	})
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &renderer{b: b, ground: canvas.NewRectangle(nil), icon: widgets.NewGlyph(widgets.IconSearch, theme.ColorMuted)}
	r.clear = widgets.NewButton(widgets.Flat, "", widgets.IconClose, b.Leave)
	r.clear.Small = true
	r.override = override(b.entry)
	r.Refresh()
	return r
}

type renderer struct {
	b        *Bar
	ground   *canvas.Rectangle
	icon     *widgets.Glyph
	clear    *widgets.Button
	override fyne.CanvasObject
}

func (r *renderer) Destroy() {}
func (r *renderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon, r.override, r.clear}
}
func (r *renderer) MinSize() fyne.Size {
	return fyne.NewSize(160*widgets.Unit(), r.b.entry.MinSize().Height)
}

func (r *renderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	h := min(r.MinSize().Height, s.Height)
	y := flow.Whole((s.Height - h) / 2)
	r.ground.CornerRadius = 8
	r.ground.Move(fyne.NewPos(0, y))
	r.ground.Resize(fyne.NewSize(s.Width, h))
	side := r.icon.MinSize().Width
	r.icon.Move(fyne.NewPos(13, flow.Whole(y+(h-side)/2+1)))
	r.icon.Resize(fyne.NewSquareSize(side))
	c := r.clear.MinSize()
	right := float32(4)
	if r.clear.Visible() {
		right = c.Width + 2
		r.clear.Move(fyne.NewPos(s.Width-c.Width-2, flow.Whole(y+(h-c.Height)/2)))
		r.clear.Resize(c)
	}
	x := 13 + side - 2
	r.b.invite(s.Width - x - right)
	r.override.Move(fyne.NewPos(x, y))
	r.override.Resize(fyne.NewSize(s.Width-x-right, h))
}

func (r *renderer) Refresh() {
	r.ground.FillColor = theme.Color(theme.ColorField)
	r.ground.StrokeWidth, r.ground.StrokeColor = 0, nil
	if theme.Strong() {
		r.ground.StrokeWidth, r.ground.StrokeColor = 1, theme.Color(theme.ColorOutline)
	}
	if r.b.entry.Focused() {
		r.ground.StrokeWidth, r.ground.StrokeColor = 2, theme.Color(fynetheme.ColorNamePrimary)
	}
	r.ground.Refresh()
	r.clear.Hidden = r.b.entry.Text == ""
	r.icon.Refresh()
	r.clear.Refresh()
	r.override.Refresh()
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

// newEntry returns the text field proper.
func newEntry(b *Bar) *field.Entry {
	e := field.NewEntry(b.down, func() {
		b.Leave()
		if b.OnEscape != nil {
			b.OnEscape()
		}
	})
	e.Bare, e.OnDown = true, b.down
	e.OnFocus = func(bool) { b.Refresh() }
	e.SetPlaceHolder(b.invitations()[0])
	e.OnChanged = b.typed
	return e
}

// Invite says what is searched in the place of all mail.
func (b *Bar) Invite(text string) {
	b.inviting = text
	b.entry.SetPlaceHolder(text)
	b.Refresh()
}

// invitations are what an empty field says, the longest first: what has no room
// would be cut off.
func (b *Bar) invitations() []string {
	first := b.inviting
	if first == "" {
		first = lang.L("Search all mail, even offline")
	}
	return []string{first, lang.L("Search"), ""}
}

// invite says in an empty field of a width what there is room for.
func (b *Bar) invite(width float32) {
	width -= 2*theme.Size(fynetheme.SizeNameInnerPadding) + 1
	for _, text := range b.invitations() {
		if text == "" || fyne.MeasureText(text, theme.Size(fynetheme.SizeNameText), b.entry.TextStyle).Width <= width {
			if b.entry.PlaceHolder != text {
				b.entry.SetPlaceHolder(text)
			}
			return
		}
	}
}

func (b *Bar) down() {
	if b.waits { // what is listed is something else still
		b.wish = true
		return
	}
	if b.OnDown != nil {
		b.OnDown()
	}
}

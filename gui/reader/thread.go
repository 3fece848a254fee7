package reader

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Thread is the conversation that a message belongs to.
type Thread struct {
	Letters []mailbox.Summary // the oldest first, the one that is shown among them
	More    bool              // there are older ones, which are left out
	Muted   bool              // what comes of it counts as read
	Open    []Content         // letters that are open beside the one that is shown, in any order
	Folded  bool              // the one that is shown is a line as well
	Full    bool              // no more of them can be opened together
}

// SetThread shows the letters of a conversation above and below the one that is shown: those that
// are open as cards, the others in a line each. Fewer than two, or nil: the message stands alone.
func (r *Reader) SetThread(id mailbox.ID, t *Thread) {
	if r.card == nil || r.content.Summary.ID != id {
		return
	}
	first := r.content.Thread == nil
	r.content.Thread = t
	r.content.Together = r.together()
	r.card.body.FoldTails(r.together()) // what it quotes stands above it
	if r.back != nil {
		return // something else is shown in its place
	}
	whole := r.whole()
	if whole == r.margins.o {
		return
	}
	offset := r.page.Scroll.Offset
	was := r.card.column.Position().Y
	r.margins.set(whole, false)
	r.page.Scroll.Offset = offset
	r.page.Relayout()
	r.toTool()
	if line := r.line; line != nil {
		r.line, r.folding = nil, 0
		if c := r.canvas(); c != nil {
			c.Focus(line)
		}
	}
	if first {
		r.toUnread()
	} else if by := r.card.column.Position().Y - was; by != 0 {
		r.page.By(by) // what is read stays where it is
	}
}

// toUnread has the first of the open letters in sight that are unread, from which on the person reads; where none is above the
// letter that is read, that.
func (r *Reader) toUnread() {
	r.toLetter()
	if t := r.content.Thread; t != nil && r.together() {
		for i := range t.Letters {
			m := &t.Letters[i]
			if m.ID == r.content.Summary.ID {
				return
			}
			if l := r.leaves[m.ID]; l != nil && !m.Is(mailbox.Read) {
				r.toCard(l.card)
				return
			}
		}
	}
}

// toCard has a card of a conversation in sight.
func (r *Reader) toCard(c *card) {
	r.page.Scroll.Offset = fyne.NewPos(0, max(c.column.Position().Y-threadAbove*widgets.Unit(), 0))
	r.page.Relayout()
}

// toLetter has the letter that is read in sight, whatever stands above it.
func (r *Reader) toLetter() {
	if r.card == nil || r.margins.o == fyne.CanvasObject(r.card.column) || r.content.Thread != nil && r.content.Thread.Folded {
		return
	}
	r.toCard(r.card)
}

// leaf is a letter that is open beside the one that is shown. It stands in the same pane, and has
// all that a letter has but the bar for finding.
func (r *Reader) leaf(c Content) *Reader {
	c.Together, c.Thread = true, nil
	l := &Reader{Calls: r.Calls, run: r.run, page: r.page, finder: r.finder, margins: r.margins, zoom: r.zoom, warned: r.warned, content: c, over: r}
	l.pictures.Run = r.run
	l.card = newCard(l)
	l.body = l.card.body
	l.card.subject.Hide()
	l.card.show()
	l.SetFiles(c.Files)
	l.loadPictures()
	return l
}

// keepLeaves has the letters of a conversation open that are to be so, and no others.
func (r *Reader) keepLeaves(t *Thread) {
	want := make(map[mailbox.ID]*Content)
	if t != nil {
		for i := range t.Open {
			if c := &t.Open[i]; c.Summary.ID != r.content.Summary.ID {
				want[c.Summary.ID] = c
			}
		}
	}
	for id, l := range r.leaves {
		if c := want[id]; c == nil || c.Message != l.content.Message {
			if l.ends != nil {
				l.ends()
			}
			l.StopAloud()
			l.body.Set()
			l.pictures.Cancel()
			if l.card != nil {
				l.card.stopDrawing()
			}
			l.card = nil // what comes late for it is dropped
			delete(r.leaves, id)
		}
	}
	for id, c := range want {
		if l := r.leaves[id]; l != nil {
			l.SetFlags(c.Summary.Flags)
			continue
		}
		if r.leaves == nil {
			r.leaves = make(map[mailbox.ID]*Reader)
		}
		r.leaves[id] = r.leaf(*c)
	}
}

// threadAbove is how much of what stands above a letter of a conversation is in sight at first.
const threadAbove = 60

// whole is the card, with the conversation around it.
func (r *Reader) whole() fyne.CanvasObject {
	t := r.content.Thread
	together := r.together()
	r.card.sayFoot(together || r.content.Together)
	if !together {
		r.keepLeaves(nil)
		r.card.subject.Show()
		return r.card.column
	}
	r.card.subject.Hide()
	r.keepLeaves(t)
	column := flow.NewColumn(6, r.threadHead(t))
	for i := range t.Letters {
		if m := &t.Letters[i]; m.ID == r.content.Summary.ID && !t.Folded {
			column.Objects = append(column.Objects, r.card.column)
			column.Before(r.card.column, 8)
		} else if l := r.leaves[m.ID]; l != nil {
			column.Objects = append(column.Objects, l.card.column)
			column.Before(l.card.column, 8)
		} else {
			line := newFolded(r, m)
			if column.Objects = append(column.Objects, line); m.ID == r.folding {
				r.line = line
			}
		}
	}
	return column
}

// fold makes the letter a line of its conversation.
func (c *card) fold() {
	if !c.r.folds() {
		return
	}
	top := c.r
	if top.over != nil {
		top = top.over
	}
	if cv := top.canvas(); cv != nil && cv.Focused() == fyne.Focusable(c.more) {
		top.folding = c.r.content.Summary.ID // its line gets the keyboard
	}
	c.r.OnFold(c.r.content.Summary.ID)
}

// folds reports whether the letter can be made a line of its conversation.
func (r *Reader) folds() bool {
	return r.OnFold != nil && (r.together() || r.over != nil && r.over.together())
}

// together reports whether other letters stand around the one that is shown.
func (r *Reader) together() bool {
	t := r.content.Thread
	return t != nil && len(t.Letters) > 1 && r.OnLetter != nil
}

// threadHead is the subject, how many letters there are of whom, and what can be done with all.
func (r *Reader) threadHead(t *Thread) fyne.CanvasObject {
	subject := letter.WithoutRe(r.content.Message.Subject)
	if subject == "" {
		subject = lang.L("(no subject)")
	}
	title := widgets.NewSpans(widgets.Span{Text: widgets.OneLine(subject), Bold: true})
	title.SizeName = theme.SizeTitle
	var people []mailbox.Address
	for _, m := range t.Letters {
		if !hasPerson(people, m.From) {
			people = append(people, m.From)
		}
	}
	n := len(t.Letters)
	said := lang.N("{{.Count}} letters", n, map[string]any{"Count": words.Count(n)})
	if t.More {
		said = lang.L("The newest {{.Count}} letters", map[string]any{"Count": words.Count(n)})
	}
	said += " · " + r.named(people) + " · " + lang.L("since {{.When}}", map[string]any{"When": words.Day(t.Letters[0].ListDate(), r.now())})
	text := flow.NewColumn(2, title, widgets.NewText(said, theme.SizeSmall, theme.ColorMuted))
	var head fyne.CanvasObject = text
	var tools []fyne.CanvasObject
	if r.OnUnfold != nil {
		unfolds := t.Folded || len(r.leaves)+1 < len(t.Letters) && !t.Full
		word := lang.L("Fold all")
		if unfolds {
			word = lang.L("Unfold all")
		}
		tools = append(tools, widgets.NewButton(widgets.Flat, word, "", func() { r.OnUnfold(unfolds) }))
	}
	if r.OnMute != nil {
		name, icon := lang.L("Mute"), widgets.IconBellOff
		if t.Muted {
			name, icon = lang.L("Unmute"), widgets.IconBell
		}
		tools = append(tools, widgets.NewButton(widgets.Flat, name, icon, func() { r.OnMute(!t.Muted) }))
	}
	r.keepTool(tools)
	if len(tools) > 0 {
		head = flow.NewBeside(16, func() float32 { return 260 * widgets.Unit() }, text, flow.NewTiles(0, tools...))
	}
	out := flow.NewColumn(0, head)
	out.Inset = flow.Insets{Left: 23, Right: 10, Bottom: 8}
	return out
}

// keepTool takes the tools of a head in the place of those of the last one.
func (r *Reader) keepTool(tools []fyne.CanvasObject) {
	if c := r.canvas(); c != nil && c.Focused() != nil {
		for i, o := range r.tools {
			if f, ok := o.(fyne.Focusable); ok && f == c.Focused() && i < len(tools) {
				r.tool, _ = tools[i].(fyne.Focusable)
			}
		}
	}
	r.tools = tools
}

// toTool gives the keyboard to the tool that has taken the place of the one that had it.
func (r *Reader) toTool() {
	if c := r.canvas(); c != nil && r.tool != nil {
		c.Focus(r.tool)
	}
	r.tool = nil
}

func hasPerson(list []mailbox.Address, a mailbox.Address) bool {
	for _, p := range list {
		if strings.EqualFold(p.Email, a.Email) {
			return true
		}
	}
	return false
}

// folded is a letter of the conversation in one line: who, the first words, whether it is one's own
// or has a star, when.
type folded struct {
	widgets.Surface
	avatar           *widgets.Avatar
	name, text, when *widgets.Text
	sent             *widgets.Text // says so of a letter of one's own
	plane, star      *widgets.Glyph
	dot              *widgets.Dot
	hovered, focused bool
	open             func()
	sayDay           func() // writes anew when it came
}

var (
	_ fyne.Tappable     = (*folded)(nil)
	_ fyne.Focusable    = (*folded)(nil)
	_ desktop.Hoverable = (*folded)(nil)
)

func newFolded(r *Reader, m *mailbox.Summary) *folded {
	name, _ := widgets.Sender(m.From.Name, m.From.Email)
	if r.you(m.From) {
		name = lang.L("You")
	}
	unread := !m.Is(mailbox.Read)
	f := &folded{avatar: widgets.NewAvatar(m.From.Name, m.From.Email),
		name: widgets.NewLine(name, unread, "", ""), text: widgets.NewLine(widgets.OneLine(m.Snippet), false, theme.SizeSmall, theme.ColorMuted),
		when: widgets.NewLine(words.Brief(m.ListDate(), r.now()), false, fynetheme.SizeNameCaptionText, theme.ColorMuted), dot: widgets.NewDot(fynetheme.ColorNamePrimary)}
	id := m.ID
	f.open = func() { r.OnLetter(id) }
	came := m.ListDate()
	f.sayDay = func() {
		f.when.SetText(words.Brief(came, r.now()))
		f.Arrange()
	}
	f.sent = widgets.NewLine(lang.L("Sent"), false, fynetheme.SizeNameCaptionText, theme.ColorMuted)
	f.plane, f.star = widgets.NewGlyph(widgets.IconSend, theme.ColorMuted), widgets.NewGlyph(widgets.IconStarred, fynetheme.ColorNamePrimary)
	f.Content = []fyne.CanvasObject{f.dot, f.avatar, f.name, f.text, f.plane, f.sent, f.star, f.when}
	f.dot.Hidden = !unread
	own := m.FolderRole == mailbox.Sent
	f.sent.Hidden, f.plane.Hidden, f.star.Hidden = !own, !own, !m.Is(mailbox.Starred)
	f.Radius, f.Place = 10, f.place
	f.ExtendBaseWidget(f)
	f.paint()
	return f
}

// HeightFor implements flow.Sizer.
func (f *folded) HeightFor(float32) float32 { return flow.Whole(44 * widgets.Unit()) }

func (f *folded) place(s fyne.Size) {
	u := widgets.Unit()
	at := func(o fyne.CanvasObject, x, w float32) {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(x, flow.Whole((s.Height-h)/2)))
		o.Resize(fyne.NewSize(max(w, 1), h))
	}
	side := flow.Whole(28 * u)
	f.avatar.Move(fyne.NewPos(22, flow.Whole((s.Height-side)/2)))
	f.avatar.Resize(fyne.NewSquareSize(side))
	dot := f.dot.MinSize()
	f.dot.Move(fyne.NewPos(9, flow.Whole((s.Height-dot.Height)/2)))
	f.dot.Resize(dot)
	x := 22 + side + flow.Whole(12*u)
	when := widgets.TextWidth(f.when.Text(), theme.Size(fynetheme.SizeNameCaptionText), false) + 2
	at(f.when, s.Width-when-16, when)
	// The signs stand before the date, from right to left.
	end := s.Width - when - 28
	sign := f.star.MinSize().Width
	if f.star.Visible() {
		end -= sign
		at(f.star, end, sign)
		end -= 12
	}
	if f.sent.Visible() {
		word := widgets.TextWidth(f.sent.Text(), theme.Size(fynetheme.SizeNameCaptionText), false) + 2
		end -= word
		at(f.sent, end, word)
		end -= flow.Whole(4*u) + sign
		at(f.plane, end, sign)
		end -= 12
	}
	name := min(flow.Whole(104*u), max((end-x)/2, 1))
	at(f.name, x, name)
	x += name + flow.Whole(10*u)
	at(f.text, x, end-x)
}

func (f *folded) paint() {
	f.SetEdge(f.focused)
	if f.hovered {
		f.SetFill(theme.ColorHover)
	} else {
		f.SetFill(theme.ColorCard)
	}
}

// Tapped implements fyne.Tappable.
func (f *folded) Tapped(*fyne.PointEvent) { f.open() }

// Cursor implements desktop.Cursorable.
func (f *folded) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn implements desktop.Hoverable.
func (f *folded) MouseIn(*desktop.MouseEvent) { f.hovered = true; f.paint() }

// MouseMoved implements desktop.Hoverable.
func (f *folded) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (f *folded) MouseOut() { f.hovered = false; f.paint() }

// FocusGained implements fyne.Focusable.
func (f *folded) FocusGained() { f.focused = true; f.paint() }

// FocusLost implements fyne.Focusable.
func (f *folded) FocusLost() { f.focused = false; f.paint() }

// TypedRune implements fyne.Focusable.
func (f *folded) TypedRune(r rune) { widgets.RuneToWindow(f, r) }

// TypedKey implements fyne.Focusable.
func (f *folded) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		f.open()
	default:
		widgets.KeyToWindow(f, e)
	}
}

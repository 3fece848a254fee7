package search

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/theme"
	"popmail/gui/widgets"
	"popmail/storage/query"
)

// Filters is the row of chips below the heading of the results: those of the
// operators in the text, each with a cross that takes it out of the text, then
// some that put one in. Below it says what of the text was not understood.
type Filters struct {
	widget.BaseWidget
	bar   *Bar
	chips *widgets.Wrap
	notes *widgets.Paragraph
}

func newFilters(b *Bar) *Filters {
	f := &Filters{bar: b, chips: widgets.NewWrap(6), notes: widgets.NewText("", theme.SizeSmall, theme.ColorMuted)}
	f.ExtendBaseWidget(f)
	f.update("")
	return f
}

// Chips is the chips as they are shown.
func (f *Filters) Chips() []*widgets.Chip {
	var out []*widgets.Chip
	for _, o := range f.chips.Items() {
		out = append(out, o.(*widgets.Chip))
	}
	return out
}

// Notes says what of the text was not understood; empty when all was.
func (f *Filters) Notes() string { return f.notes.Text() }

// offer is an operator that can be put in by a tap.
type offer struct {
	key, value string
	label      string
}

func (f *Filters) offers() []offer {
	return []offer{
		{"has", "attachment", lang.L("has attachment")},
		{"after", strconv.Itoa(f.bar.now().Year()), lang.L("this year")},
		{"is", "unread", lang.L("unread")},
	}
}

// update shows the chips for a text; none for an empty one.
func (f *Filters) update(text string) {
	var chips []fyne.CanvasObject
	var notes string
	if !blank(text) {
		q := query.Parse(text, f.bar.now())
		notes = strings.Join(q.Notes, " ")
		offers := f.offers()
		used := make([]bool, len(offers))
		for _, fl := range q.Filters {
			label := label(fl)
			for i, o := range offers {
				if !fl.Not && fl.Key == o.key && strings.EqualFold(fl.Value, o.value) {
					used[i], label = true, o.label
				}
			}
			chips = append(chips, widgets.NewChip(label, nil, func() { f.bar.SetText(without(f.bar.Text(), fl)) }))
		}
		for i, o := range offers {
			if !used[i] {
				chips = append(chips, widgets.NewChip(o.label, func() { f.bar.SetText(with(f.bar.Text(), o)) }, nil))
			}
		}
	}
	f.chips.Set(chips...)
	f.notes.SetText(notes)
	f.notes.Hidden = notes == ""
	f.Hidden = len(chips) == 0 && notes == ""
	f.Refresh()
}

// label is how an operator reads on a chip.
func label(f query.Filter) string {
	var s string
	switch f.Key + ":" + strings.ToLower(f.Value) {
	case "has:attachment":
		s = lang.L("has attachment")
	case "is:unread":
		s = lang.L("unread")
	case "is:read":
		s = lang.L("read")
	case "is:starred":
		s = lang.L("starred")
	default:
		s = lang.X("filter "+f.Key, f.Key) + ": " + f.Value
	}
	if f.Not {
		return lang.L("not {{.Filter}}", map[string]any{"Filter": s})
	}
	return s
}

// without takes an operator out of the text, if it still stands there.
func without(text string, f query.Filter) string {
	if f.Span.Start < 0 || f.Span.End > len(text) || f.Span.Start > f.Span.End {
		return text
	}
	before, after := strings.TrimRight(text[:f.Span.Start], " "), strings.TrimLeft(text[f.Span.End:], " ")
	if before == "" || after == "" {
		return before + after
	}
	return before + " " + after
}

// with puts an operator at the end of the text.
func with(text string, o offer) string {
	text = strings.TrimRight(text, " ")
	if strings.Count(text, `"`)%2 == 1 { // a phrase that is still open would swallow it
		text += `"`
	}
	if text != "" {
		text += " "
	}
	return text + o.key + ":" + o.value
}

// CreateRenderer implements fyne.Widget.
func (f *Filters) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	return &filtersRenderer{f}
}

type filtersRenderer struct{ f *Filters }

const notesGap = 6

func (r *filtersRenderer) Destroy() {}
func (r *filtersRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.f.chips, r.f.notes}
}

func (r *filtersRenderer) MinSize() fyne.Size {
	w := r.f.Size().Width
	if w <= 0 {
		w = 320
	}
	h := r.f.chips.HeightFor(w)
	if r.f.Notes() != "" {
		h += r.f.notes.HeightFor(w) + notesGap
	}
	return fyne.NewSize(60, h)
}

func (r *filtersRenderer) Layout(s fyne.Size) {
	h := r.f.chips.HeightFor(s.Width)
	r.f.chips.Resize(fyne.NewSize(s.Width, h))
	r.f.notes.Move(fyne.NewPos(0, h+notesGap))
	r.f.notes.Resize(fyne.NewSize(s.Width, r.f.notes.HeightFor(s.Width)))
}

func (r *filtersRenderer) Refresh() {
	r.f.chips.Refresh()
	r.f.notes.Refresh()
	r.Layout(r.f.Size())
	canvas.Refresh(r.f)
}

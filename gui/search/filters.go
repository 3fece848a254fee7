package search

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/query"
)

// Filters is the row of chips below the heading of the results: those of the
// operators in the text, each with a cross that takes it out of the text, then
// some that put one in. Below it says what of the text was not understood.
type Filters struct {
	flow.Column
	bar       *Bar
	chips     *flow.Tiles
	notes     *widgets.Text
	sentences []string // of the last search
}

func newFilters(b *Bar) *Filters {
	f := &Filters{bar: b, chips: flow.NewTiles(6), notes: widgets.NewText("", theme.SizeSmall, theme.ColorMuted)}
	f.Gap, f.Objects = 6, []fyne.CanvasObject{f.chips, f.notes}
	f.ExtendBaseWidget(f)
	f.update("")
	return f
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
	var notes []string
	if !blank(text) {
		q := query.Parse(text, f.bar.now())
		for _, n := range q.Notes {
			notes = append(notes, noteWords(n))
		}
		notes = append(notes, f.sentences...)
		offers := f.offers()
		used := make([]bool, len(offers))
		for _, fl := range q.Filters {
			label := label(fl, f.bar.now())
			for i, o := range offers {
				if !fl.Not && fl.Key == o.key && strings.EqualFold(fl.Value, o.value) {
					used[i], label = true, o.label
				}
			}
			chips = append(chips, widgets.NewChip(label, nil, func() { f.bar.SetText(without(f.bar.Text(), fl)) }))
		}
		if f.bar.FindBest != nil && f.bar.best {
			chips = append(chips, widgets.NewChip(lang.L("best first"), nil, func() { f.bar.chooseBest(false) }))
		}
		keys, at := begun(text)
		switch {
		case q.Open != nil:
			if !q.Empty() || len(q.Filters) > 0 { // else it stands where the results would
				notes = append(notes, openWords(q.Open))
			}
			chips = append(chips, f.completions(text, q.Open)...)
		default:
			for i, o := range offers {
				if !used[i] {
					chips = append(chips, widgets.NewChip(o.label, func() { f.bar.SetText(with(f.bar.Text(), o)) }, nil))
				}
			}
			if f.bar.FindBest != nil && !f.bar.best && len(q.Terms()) > 0 {
				chips = append(chips, widgets.NewChip(lang.L("best first"), func() { f.bar.chooseBest(true) }, nil))
			}
			for _, k := range keys {
				chips = append(chips, widgets.NewChip(k+":…", func() { f.bar.complete(text[:at] + k + ":") }, nil))
			}
			if f.bar.OnKeep != nil && (!q.Empty() || len(q.Filters) > 0) {
				chips = append(chips, widgets.NewChip(lang.L("Keep this search"), f.bar.OnKeep, nil))
			}
		}
	}
	widgets.RenewChips(f.chips, chips, f.bar.Focus)
	f.notes.SetText(strings.Join(notes, " "))
	f.notes.Hidden = len(notes) == 0
	f.Hidden = len(chips) == 0 && len(notes) == 0
	f.Refresh()
}

// completions are chips for what can follow an operator that is being typed.
func (f *Filters) completions(text string, o *query.Open) (chips []fyne.CanvasObject) {
	for _, v := range values(o.Key, f.bar.now().Year()) {
		if !strings.HasPrefix(strings.ToLower(v), strings.ToLower(o.Value)) {
			continue
		}
		chips = append(chips, widgets.NewChip(v, func() {
			if strings.Contains(v, " ") {
				v = `"` + v + `"`
			}
			i := o.Span.Start + strings.IndexAny(text[o.Span.Start:], ":：")
			_, n := utf8.DecodeRuneInString(text[i:])
			f.bar.complete(text[:i+n] + v + " ")
		}, nil))
	}
	return chips
}

// tell adds sentences about what a search has met in the store.
func (f *Filters) tell(text string, sentences []string) {
	f.sentences = sentences
	f.update(text)
}

// label is how an operator reads on a chip.
func label(f query.Filter, now time.Time) string {
	var s string
	switch f.Key + ":" + strings.ToLower(f.Value) {
	case "has:attachment":
		s = lang.L("has attachment")
	case "has:pdf":
		s = lang.L("has a PDF")
	case "has:picture":
		s = lang.L("has a picture")
	case "has:calendar":
		s = lang.L("has a calendar entry")
	case "has:document":
		s = lang.L("has a document")
	case "is:unread":
		s = lang.L("unread")
	case "is:read":
		s = lang.L("read")
	case "is:starred":
		s = lang.L("starred")
	case "is:answered":
		s = lang.L("You answered this message")
	case "is:forwarded":
		s = lang.L("You forwarded this message")
	case "in:anywhere":
		s = lang.L("also in Trash and Junk")
	default:
		if n, ok := query.Size(f.Value); ok && (f.Key == "larger" || f.Key == "smaller") {
			f.Value = words.Size(n) // as it was understood
		}
		if !f.Day.IsZero() {
			f.Value = words.Day(f.Day, now) // likewise
		}
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
	if query.Unclosed(text) { // a phrase that is still open would swallow it
		text += `"`
	}
	if text != "" {
		text += " "
	}
	return text + o.key + ":" + o.value
}

package search

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/query"
)

// Also says, for below the results, what else can be typed: chips, each of which types it.
type Also struct {
	flow.Column
	bar   *Bar
	chips *flow.Tiles
}

// Also shows what else can be typed.
func (b *Bar) Also() *Also { return b.also }

func newAlso(b *Bar) *Also {
	a := &Also{bar: b, chips: flow.NewTiles(7)}
	a.Gap, a.Objects = 9, []fyne.CanvasObject{widgets.NewText(lang.L("You can also type"), theme.SizeSmall, theme.ColorMuted), a.chips}
	a.ExtendBaseWidget(a)
	return a
}

// update offers what is not in the text already.
func (a *Also) update(text string) {
	var chips []fyne.CanvasObject
	put := func(label string, do func()) {
		chips = append(chips, widgets.NewChip(label, do, nil))
	}
	b := a.bar
	whole := func(key, value string) {
		label := key + ":" + value
		if !strings.Contains(strings.ToLower(text), label) {
			put(label, func() { b.complete(with(b.Text(), offer{key: key, value: value}) + " ") })
		}
	}
	for _, key := range []string{"from", "to", "subject"} {
		put(key+":", func() { b.complete(with(b.Text(), offer{key: key})) })
	}
	folder := "archive"
	if b.Folder != nil {
		if name, ok := query.Value(strings.ToLower(b.Folder())); ok && b.Folder() != "" {
			folder = name
		}
	}
	whole("in", folder)
	whole("has", "picture")
	whole("larger", "5mb")
	whole("before", strconv.Itoa(b.now().Year()-1))
	put(lang.L("“exact words”"), func() { b.complete(exactly(b.Text())) })
	widgets.RenewChips(a.chips, chips, nil)
	a.Refresh()
}

// exactly is a text behind which words in quotation marks can be typed.
func exactly(text string) string {
	if text = strings.TrimRight(text, " "); query.Unclosed(text) {
		return text // they can already
	}
	return strings.TrimLeft(text+` "`, " ")
}

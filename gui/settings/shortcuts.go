package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Shortcut is a line of the sheet.
type Shortcut struct{ Keys, What string }

// ShowShortcuts shows the sheet of shortcuts over the window.
func ShowShortcuts(c fyne.Canvas, all []Shortcut) {
	list := flow.NewColumn(6)
	parts := make([]float32, 2) // each column has its share of the words
	for _, k := range all {
		size := fynetheme.Size(fynetheme.SizeNameText)
		parts[0] = max(parts[0], widgets.TextWidth(k.Keys, size, true)+2)
		parts[1] = max(parts[1], widgets.TextWidth(k.What, size, false)+2)
	}
	for _, k := range all {
		keys := widgets.NewSpans(widgets.Span{Text: k.Keys, Bold: true})
		row := flow.NewRow(12, nil, keys, widgets.NewText(k.What, "", ""))
		row.Parts, row.Top = parts, true
		list.Objects = append(list.Objects, row)
	}
	q := &ask.Question{
		Title:   lang.L("Keyboard shortcuts"),
		Extra:   []fyne.CanvasObject{list},
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil)},
	}
	q.Show(c)
}

// MissingFonts says which scripts this computer has no letters for, and what
// would help; empty when nothing is missing. Packages may be empty.
func MissingFonts(scripts, packages []string) string {
	if len(scripts) == 0 {
		return ""
	}
	text := lang.L("Some letters may show as boxes.") + " "
	data := map[string]any{"Scripts": listed(scripts), "Packages": strings.Join(packages, " ")}
	switch len(packages) {
	case 0:
		return text + lang.L("This computer has no font for {{.Scripts}}.", data)
	case 1:
		return text + lang.L("To see {{.Scripts}}, install the package {{.Packages}}.", data)
	}
	return text + lang.L("To see {{.Scripts}}, install the packages {{.Packages}}.", data)
}

// listed puts names into a sentence: "Japanese, Chinese and Korean".
func listed(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return lang.L("{{.First}} and {{.Last}}", map[string]any{"First": words.Names(names[:n-1]), "Last": names[n-1]})
}

// FontsNotice is the bar that says so, with a cross to take it away; nil when
// nothing is missing.
func FontsNotice(scripts, packages []string, onClose func()) fyne.CanvasObject {
	text := MissingFonts(scripts, packages)
	if text == "" {
		return nil
	}
	n := widgets.NewNotice(widgets.IconWarning, text)
	if len(packages) > 0 {
		n.AddAction(lang.L("Copy"), func() { fyne.CurrentApp().Clipboard().SetContent(strings.Join(packages, " ")) })
	}
	n.AddAction(lang.L("Close"), onClose)
	c := flow.NewColumn(0, n)
	c.Fill, c.Inset = theme.ColorCard, flow.Insets{Left: 12, Top: 6, Right: 12, Bottom: 6}
	return c
}

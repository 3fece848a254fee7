package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// shortcut is a line of the sheet.
type shortcut struct{ keys, what string }

func shortcuts() []shortcut {
	ctrl := lang.L("Ctrl")
	return []shortcut{
		{"↑ ↓", lang.L("Previous / next message")},
		{lang.L("Space"), lang.L("Scroll down, then next message")},
		{lang.L("Delete"), lang.L("Delete")},
		{lang.L("{{.Ctrl}}+F or /", map[string]any{"Ctrl": ctrl}), lang.L("Search")},
		{lang.L("{{.Ctrl}}+Shift+K", map[string]any{"Ctrl": ctrl}), lang.L("Keep this search")},
		{lang.L("{{.Ctrl}}+F in a message", map[string]any{"Ctrl": ctrl}), lang.L("Find in this message")},
		{lang.L("Esc"), lang.L("Close search or page")},
		{lang.L("{{.Ctrl}}+R or F5", map[string]any{"Ctrl": ctrl}), lang.L("Get mail")},
		{lang.L("{{.Ctrl}}+Shift+O", map[string]any{"Ctrl": ctrl}), lang.L("Work offline / go online")},
		{lang.L("{{.Ctrl}}+Shift+T", map[string]any{"Ctrl": ctrl}), lang.L("Begin / end travel mode")},
		{lang.L("{{.Ctrl}}+N", map[string]any{"Ctrl": ctrl}), lang.L("Write a letter")},
		{lang.L("{{.Ctrl}}+Shift+B", map[string]any{"Ctrl": ctrl}), lang.L("Address book")},
		{lang.L("{{.Ctrl}}+Shift+M", map[string]any{"Ctrl": ctrl}), lang.L("Mail on the server")},
		{lang.L("{{.Ctrl}}+Shift+I", map[string]any{"Ctrl": ctrl}), lang.L("Bring mail in")},
		{lang.L("{{.Ctrl}}+Shift+S", map[string]any{"Ctrl": ctrl}), lang.L("Save mail outside PopMail")},
		{"R, Shift+R", lang.L("Reply, reply to all")},
		{"F, Shift+F", lang.L("Forward, redirect")},
		{lang.L("{{.Ctrl}}+Enter in a letter", map[string]any{"Ctrl": ctrl}), lang.L("Send")},
		{lang.L("{{.Ctrl}}+A", map[string]any{"Ctrl": ctrl}), lang.L("Select all")},
		{lang.L("Shift or {{.Ctrl}} and ↑ ↓", map[string]any{"Ctrl": ctrl}), lang.L("Select several")},
		{lang.L("{{.Ctrl}}+Z", map[string]any{"Ctrl": ctrl}), lang.L("Undo")},
		{lang.L("{{.Ctrl}}+E", map[string]any{"Ctrl": ctrl}), lang.L("Archive")},
		{lang.L("{{.Ctrl}}+U", map[string]any{"Ctrl": ctrl}), lang.L("Mark read or unread")},
		{lang.L("{{.Ctrl}}+D", map[string]any{"Ctrl": ctrl}), lang.L("Add or remove star")},
		{lang.L("{{.Ctrl}}+P, {{.Ctrl}}+S", map[string]any{"Ctrl": ctrl}), lang.L("Print / save the message")},
		{lang.L("{{.Ctrl}}+Plus, {{.Ctrl}}+Minus", map[string]any{"Ctrl": ctrl}), lang.L("Larger / smaller text")},
		{lang.L("{{.Ctrl}}+0", map[string]any{"Ctrl": ctrl}), lang.L("Normal text size")},
		{lang.L("{{.Ctrl}}+C", map[string]any{"Ctrl": ctrl}), lang.L("Copy the selected text")},
		{lang.L("Tab"), lang.L("Next part of the window")},
		{lang.L("Menu or Shift+F10"), lang.L("Menu for the selected item")},
		{"?", lang.L("Show this list")},
	}
}

// ShowShortcuts shows the sheet of shortcuts over the window.
func ShowShortcuts(c fyne.Canvas) {
	list := flow.NewColumn(6)
	all := shortcuts()
	parts := make([]float32, 2) // each column has its share of the words
	for _, k := range all {
		size := fynetheme.Size(fynetheme.SizeNameText)
		parts[0] = max(parts[0], widgets.TextWidth(k.keys, size, true)+2)
		parts[1] = max(parts[1], widgets.TextWidth(k.what, size, false)+2)
	}
	for _, k := range all {
		keys := widgets.NewSpans(widgets.Span{Text: k.keys, Bold: true})
		row := flow.NewRow(12, nil, keys, widgets.NewText(k.what, "", ""))
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
	return lang.L("{{.First}} and {{.Last}}", map[string]any{"First": strings.Join(names[:n-1], ", "), "Last": names[n-1]})
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

package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Rescued tells what was saved from a damaged mail file.
type Rescued struct {
	Messages int    // saved
	Lost     int    // of which only a part could be read
	Accounts int    // whose settings were saved
	Unknown  bool   // there is mail of accounts whose settings were not
	Aside    string // name of the damaged file
	Backup   int    // messages that came back from a backup
	Alone    bool   // of which the lists were damaged: they are in the Inbox
}

// showRescued tells what was saved.
func showRescued(w fyne.Window, r Rescued, how Mending, open func()) {
	texts := []string{lang.N("{{.Count}} messages were saved.", r.Messages, map[string]any{"Count": words.Count(r.Messages)})}
	if r.Messages == 0 {
		texts[0] = lang.L("No message could be read.")
	}
	if how == MendAfresh {
		texts = nil
		if r.Messages > 0 {
			texts = append(texts, lang.N("{{.Count}} messages were saved: your own letters, the Trash, and mail you chose to keep on or remove from the server.", r.Messages, map[string]any{"Count": words.Count(r.Messages)}))
		}
	}
	if r.Backup > 0 {
		texts = append(texts, lang.N("{{.Count}} messages came back from the backup.", r.Backup, map[string]any{"Count": words.Count(r.Backup)}))
	}
	if text := listsLost(r.Alone); text != "" {
		texts = append(texts, text)
	}
	if r.Lost > 0 {
		texts = append(texts, lang.N("{{.Count}} messages could be read only in part and were left out.", r.Lost, map[string]any{"Count": words.Count(r.Lost)}))
	}
	switch {
	case r.Accounts == 0 && r.Unknown:
		texts = append(texts, lang.L("Your account settings could not be read. Please set up your accounts again. Mail that is still on the server will then be received again."))
	case r.Accounts > 0 && how == MendAfresh:
		texts = append(texts, lang.L("The mail that is still on the server will be received at the next check."))
	case r.Accounts > 0:
		texts = append(texts, lang.L("Missing messages that are still on the server will be received at the next check."))
	}
	texts = append(texts, lang.L("The damaged file is now called “{{.Name}}”.", map[string]any{"Name": r.Aside}))
	showPage(w, lang.L("Done"), texts, nil, open, widgets.NewButton(widgets.Primary, lang.L("Continue"), "", open))
}

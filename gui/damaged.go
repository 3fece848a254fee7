package gui

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Rescued tells what was saved from a damaged mail file.
type Rescued struct {
	Messages int    // saved
	Lost     int    // of which only a part could be read
	Accounts int    // whose settings were saved
	Unknown  bool   // there is mail of accounts whose settings were not
	Aside    string // name of the damaged file
	Backup   int    // messages that came back from a backup
}

// Repair is what can be done about a damaged mail file. Its calls return at once.
type Repair struct {
	// Rescue puts what can be read into a new file, and calls done on the window's
	// thread. nil: that is not possible.
	Rescue func(done func(Rescued, error))
	// Restore does so, and then puts back what the newest backup has besides; nil: there is none.
	Restore func(done func(Rescued, error))
	Made    BackupMade // that backup
	Open    func()     // shows the mail in the new file
	Anyway  func()     // shows the mail in the damaged file; nil: it cannot be opened
	Quit    func()
}

// ShowDamaged tells in the window that the mail file is damaged, and offers to save
// what can be read.
func ShowDamaged(w fyne.Window, err error, r Repair) {
	heading := lang.L("Your mail file is damaged")
	text := damagedText()
	leave := widgets.NewButton(widgets.Flat, lang.L("Close"), "", r.Quit)
	if r.Rescue == nil {
		leave.Look = widgets.Primary
		showPage(w, heading, []string{text}, err, r.Quit, leave)
		return
	}
	save := func(do func(done func(Rescued, error))) {
		showPage(w, heading, []string{lang.L("Saving what can be read. This may take a few minutes…")}, nil, nil)
		do(func(got Rescued, err error) {
			if err != nil {
				showPage(w, headingOf(err), []string{text}, err, r.Quit,
					widgets.NewButton(widgets.Primary, lang.L("Close"), "", r.Quit))
				return
			}
			showRescued(w, got, r.Open)
		})
	}
	rescue := widgets.NewButton(widgets.Primary, lang.L("Save what can be read"), "", func() { save(r.Rescue) })
	more := lang.L("PopMail can save all messages that can still be read in a new file. It keeps the damaged file under another name.")
	buttons := []*widgets.Button{leave, rescue}
	if r.Anyway != nil {
		buttons = []*widgets.Button{leave, widgets.NewButton(widgets.Quiet, lang.L("Open it anyway"), "", r.Anyway), rescue}
	}
	texts := []string{text, more}
	if r.Restore != nil {
		rescue.Look = widgets.Quiet
		buttons = append(buttons, widgets.NewButton(widgets.Primary, lang.L("Restore my mail"), "", func() { save(r.Restore) }))
		texts = append(texts, lang.N("There is a backup from {{.When}} with {{.Count}} messages. “Restore my mail” also brings back what only the backup has.", r.Made.Messages, map[string]any{"When": words.AsOf(r.Made.Made, time.Now()), "Count": words.Count(r.Made.Messages)}))
	}
	showPage(w, heading, texts, err, r.Quit, buttons...)
}

func damagedText() string {
	return lang.L("The file that holds your mail is damaged. PopMail has left it as it is. Mail still on the server can be fetched again.")
}

// tellDamaged shows a bar where err says that the mail file is damaged; it reports
// whether it does. What is whole can still be read.
func (sh *shell) tellDamaged(err error) bool {
	if !errors.Is(err, mailbox.ErrDamaged) {
		return false
	}
	bar := widgets.NewNotice(widgets.IconWarning, damagedText())
	if sh.o.OnRepair != nil {
		bar.AddAction(lang.L("Repair…"), func() {
			sh.ask(lang.L("Repair the mail file?"),
				lang.L("PopMail closes now. When you start it again, it offers to save all messages that can still be read."),
				lang.L("Not now"), lang.L("Close PopMail"), sh.o.OnRepair)
		})
	}
	sh.notice.Objects = []fyne.CanvasObject{bar}
	sh.notice.Show()
	sh.main.Refresh()
	return true
}

// showRescued tells what was saved.
func showRescued(w fyne.Window, r Rescued, open func()) {
	texts := []string{lang.N("{{.Count}} messages were saved.", r.Messages, map[string]any{"Count": words.Count(r.Messages)})}
	if r.Messages == 0 {
		texts[0] = lang.L("No message could be read.")
	}
	if r.Backup > 0 {
		texts = append(texts, lang.N("{{.Count}} messages came back from the backup.", r.Backup, map[string]any{"Count": words.Count(r.Backup)}))
	}
	if r.Lost > 0 {
		texts = append(texts, lang.N("{{.Count}} messages could be read only in part and were left out.", r.Lost, map[string]any{"Count": words.Count(r.Lost)}))
	}
	switch {
	case r.Accounts == 0 && r.Unknown:
		texts = append(texts, lang.L("Your account settings could not be read. Please set up your accounts again. Mail that is still on the server will then be received again."))
	case r.Accounts > 0:
		texts = append(texts, lang.L("Missing messages that are still on the server will be received at the next check."))
	}
	texts = append(texts, lang.L("The damaged file is now called “{{.Name}}”.", map[string]any{"Name": r.Aside}))
	showPage(w, lang.L("Done"), texts, nil, open, widgets.NewButton(widgets.Primary, lang.L("Continue"), "", open))
}

// showPage fills the window with a card; the last button gets the keyboard. The
// words of err, which may be nil, are shown when asked for. escape may be nil.
func showPage(w fyne.Window, heading string, texts []string, err error, escape func(), buttons ...*widgets.Button) {
	title := widgets.NewSpans(widgets.Span{Text: heading, Bold: true})
	title.SizeName = fynetheme.SizeNameHeadingText
	box := flow.NewColumn(12, title)
	for _, t := range texts {
		box.Objects = append(box.Objects, widgets.NewText(t, "", fynetheme.ColorNameForeground))
	}
	var row []fyne.CanvasObject
	if err != nil && !errors.Is(err, mailbox.ErrInUse) { // it would say the same again
		details := widgets.NewText(err.Error(), theme.SizeSmall, theme.ColorMuted)
		details.Hide()
		box.Objects = append(box.Objects, details)
		row = append(row, widgets.NewButton(widgets.Flat, lang.L("Details"), "", func() {
			details.Hidden = !details.Hidden
			box.Refresh()
			w.Content().Refresh()
		}))
	}
	for _, b := range buttons {
		row = append(row, b)
	}
	if len(row) > 0 {
		box.Objects = append(box.Objects, flow.NewEnds(10, nil, row...))
	}
	w.SetContent(container.NewStack(widgets.NewGround(theme.ColorPane), container.NewCenter(flow.Wide(box.Card(flow.Same(32)), func() float32 { return 520 }))))
	if n := len(buttons); n > 0 {
		w.Canvas().Focus(buttons[n-1])
	}
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape && escape != nil {
			escape()
		}
	})
}

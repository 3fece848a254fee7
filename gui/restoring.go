package gui

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/folders"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// restoring brings mail back from a backup.
type restoring struct {
	*shell
	port   Restoring // nil: nobody can
	saving *saving
	sides  *sides
}

// restoreAsk is the question which backup, and what of it.
type restoreAsk struct {
	*restoring
	canvas fyne.Canvas
	hide   func()
	then   func() // after mail has come back

	made     []BackupMade
	folders  []BackupFolder // of the chosen one
	which    *field.Select
	what     *field.Select
	whatRow  *field.Labelled
	password *field.Entry
	locked   *field.Labelled
	said     *widgets.Text
	restore  *widgets.Button
	peek     *widgets.Button // looks into the backup; nil: not offered
	whole    bool            // no folder of it can be chosen
	in       BackupInside    // of the chosen one

	takes func(ChosenBackup) // does something else with the backup; nil: mail is brought back

	listing, looking loop.Latest
}

// ask asks which backup is to come back; then is called after mail has come, and may be nil.
func (r *restoring) ask(then func()) {
	a := &restoreAsk{restoring: r, then: then}
	a.open(lang.L("Get mail back from a backup"), lang.L("What is missing here comes back. What is here stays as it is, and nothing is there twice. Passwords are not in a backup; PopMail asks for them again."), lang.L("Restore"), then == nil)
}

// askLook asks which backup is to be looked into.
func (r *restoring) askLook() {
	a := &restoreAsk{restoring: r, whole: true, takes: func(b ChosenBackup) { r.look(b.BackupMade, b.Password) }}
	a.open(lang.L("Look into a backup"), lang.L("You can read and search the mail in it, and bring back what you choose. The mail that is here stays as it is."), lang.L("Look inside"), false)
}

// askWhich asks for a backup for something else.
func (r *restoring) askWhich(title, text, button string, takes func(ChosenBackup)) {
	a := &restoreAsk{restoring: r, whole: true, takes: takes}
	a.open(title, text, button, false)
}

// open shows the question; peek: with a way to look into the backup.
func (a *restoreAsk) open(title, text, button string, peek bool) {
	c := a.window.Canvas()
	a.canvas, a.said = c, widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	a.listing, a.looking = loop.Latest{Run: a.run}, loop.Latest{Run: a.run}
	escape := func() { ask.Escape(c) }
	a.which = field.NewSelect(nil, nil)
	a.what = field.NewSelect(nil, nil)
	a.password = field.NewPassword(a.unlock, escape)
	a.password.OnChanged = func(string) { a.locked.Say(""); a.restore.Enable() }
	a.locked = field.Label(lang.L("Password of the backup"), a.password)
	a.locked.Hide()
	a.whatRow = field.Label(lang.L("What to bring back"), field.Framed(a.what))
	file := widgets.NewLink(lang.L("A backup in a file…"), a.chooseFile)
	dir := widgets.NewLink(lang.L("Backups in a folder…"), a.chooseFolder)
	file.Small, dir.Small = true, true
	a.restore = widgets.NewButton(widgets.Primary, button, "", a.answer)
	a.restore.Disable()
	stop := func() { a.listing.Cancel(); a.looking.Cancel() }
	q := &ask.Question{
		Title: title, Text: text,
		Extra: []fyne.CanvasObject{field.Label(lang.L("Backup"), field.Framed(a.which)), flow.NewTiles(14, file, dir), a.locked, a.whatRow, a.said},
		Width: 520, Stays: a.restore, OnEscape: stop, Focus: a.which,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", stop), a.restore},
	}
	if peek {
		a.peek = widgets.NewButton(widgets.Quiet, lang.L("Look inside"), "", func() { a.restoring.look(a.at(), a.password.Text) })
		a.peek.Disable()
		q.Buttons = slices.Insert(q.Buttons, 1, a.peek)
	}
	a.hide = q.Show(c)
	a.list("")
}

// list offers the backups of a folder.
func (a *restoreAsk) list(dir string) {
	var made []BackupMade
	var err error
	a.say(lang.L("Looking for backups…"))
	a.listing.Start(func(ctx context.Context) { made, err = a.port.Made(ctx, dir) }, func() {
		switch {
		case len(made) > 0:
			a.offer(made)
		case dir == "" && len(a.made) == 0:
			a.say(lang.L("PopMail knows of no backup yet. Choose the file or the folder with yours."))
		case err != nil:
			a.say(lang.L("This folder can’t be read."))
		default:
			a.say(lang.L("There is no backup in this folder."))
		}
	})
}

// offer puts backups into the list; the first of them is chosen.
func (a *restoreAsk) offer(made []BackupMade) {
	a.made = made
	names := make([]string, len(made))
	seen := map[string]int{}
	for i, m := range made {
		names[i] = widgets.Short(widgets.OneLine(filepath.Base(m.Path)), 50)
		if m.Alone {
			names[i] = lang.L("Messages alone") + " · " + names[i]
		}
		if !m.Made.IsZero() {
			names[i] = words.DateTime(m.Made, a.now())
			if m.Messages > 0 { // else it is locked
				names[i] += " · " + lang.N("{{.Count}} messages", m.Messages, map[string]any{"Count": words.Count(m.Messages)})
			}
		}
		if m.Elsewhere {
			names[i] += " · " + lang.L("perhaps made elsewhere")
		}
		if seen[names[i]]++; seen[names[i]] > 1 { // within a minute
			names[i] += " (" + words.Count(seen[names[i]]) + ")"
		}
	}
	a.which.Options, a.which.OnChanged = names, nil
	a.which.SetSelectedIndex(0)
	a.which.OnChanged = func(string) { a.chosen() }
	a.chosen()
}

// at is the backup that is chosen.
func (a *restoreAsk) at() BackupMade { return a.made[max(a.which.SelectedIndex(), 0)] }

// chosen looks into the backup that was chosen.
func (a *restoreAsk) chosen() {
	a.locked.Hide()
	a.password.SetText("")
	a.look("")
}

func (a *restoreAsk) unlock() {
	if a.restore.Disabled() {
		return
	}
	a.answer()
}

// look finds out what is in the chosen backup.
func (a *restoreAsk) look(password string) {
	path := a.at().Path
	a.folders = nil
	a.what.Options = nil
	a.what.ClearSelected()
	a.restore.Disable()
	if a.peek != nil {
		a.peek.Disable()
	}
	a.say(lang.L("Looking into the backup…"))
	var in BackupInside
	var err error
	a.looking.Start(func(ctx context.Context) { in, err = a.port.Inside(ctx, path, password) }, func() {
		switch {
		case errors.Is(err, ErrBackupPassword):
			a.locked.Show()
			a.say(lang.L("This backup has a password. Type it to see what is inside."))
			a.canvas.Focus(a.password)
		case errors.Is(err, ErrBackupWrong):
			a.locked.Say(lang.L("This is not the password of the backup."))
			a.say("")
			a.canvas.Focus(a.password)
		case err != nil:
			a.say(backupTrouble(err))
		default:
			a.inside(in)
		}
	})
}

// inside offers what is in a backup.
func (a *restoreAsk) inside(in BackupInside) {
	a.in, a.folders = in, in.Folders
	count := func(n int) string { return lang.N("{{.Count}} messages", n, map[string]any{"Count": words.Count(n)}) }
	names := []string{lang.L("Everything") + " · " + count(in.Messages)}
	for _, f := range in.Folders {
		name := widgets.Short(widgets.OneLine(folders.Name(mailbox.Folder{Role: f.Role, Name: f.Name})), 50)
		names = append(names, name+" · "+count(f.Messages))
	}
	a.what.Options = names
	a.what.SetSelectedIndex(0)
	text := ""
	if !in.Made.IsZero() {
		text = lang.L("Made {{.When}}.", map[string]any{"When": words.AsOf(in.Made, a.now())})
	}
	if a.at().Alone {
		text = lang.L("Only messages are left of this backup: they come back to the Inbox, without folders and marks.")
	}
	if in.Damaged > 0 {
		text += " " + lang.N("{{.Count}} messages were damaged already then, and are not in it.", in.Damaged, map[string]any{"Count": words.Count(in.Damaged)})
	}
	a.say(text)
	a.enable()
}

// enable lets the person go on.
func (a *restoreAsk) enable() {
	a.restore.Enable()
	if a.peek != nil {
		a.peek.Enable()
	}
}

func (a *restoreAsk) say(text string) {
	a.said.SetText(text)
	a.said.Hidden = text == ""
	a.whatRow.Hidden = len(a.what.Options) == 0 || a.whole
	ask.Relayout(a.canvas)
}

func (a *restoreAsk) chooseFile() {
	a.saving.chooseFile(lang.L("Choose a backup"), lang.L("Open"), func(path string) { a.offer([]BackupMade{{Path: path}}) })
}

func (a *restoreAsk) chooseFolder() {
	a.saving.choosePlace(lang.L("Choose the folder with your backups"), lang.L("Look here"), "", a.list)
}

// answer is the main button: it unlocks a backup, or brings mail back.
func (a *restoreAsk) answer() {
	if len(a.made) == 0 {
		return
	}
	if len(a.what.Options) == 0 {
		if a.password.Text == "" {
			a.locked.Say(lang.L("Type the password."))
			ask.Relayout(a.canvas)
			a.canvas.Focus(a.password)
			return
		}
		a.look(a.password.Text)
		return
	}
	if a.takes != nil {
		b := ChosenBackup{BackupMade: a.at(), Password: a.password.Text}
		b.Messages, b.Damaged = a.in.Messages, a.in.Damaged
		if !a.in.Made.IsZero() {
			b.Made = a.in.Made
		}
		a.hide()
		a.takes(b)
		return
	}
	var pick BackupPick
	if i := a.what.SelectedIndex(); i > 0 {
		pick = a.folders[i-1].Pick
	}
	path, password := a.at().Path, a.password.Text
	a.hide()
	a.bring(path, password, pick, a.then)
}

// bring does it, and tells what came of it; then is called after that, and may be nil.
func (r *restoring) bring(path, password string, pick BackupPick, then func()) {
	var got BroughtBack
	var err error
	r.working(lang.L("Bringing mail back"), lang.L("Comparing the backup with the mail that is here…"), func(ctx context.Context, tell func(string, float64)) {
		got, err = r.port.Restore(ctx, path, password, pick, func(n int) {
			tell(lang.N("{{.Count}} messages came back so far.", n, map[string]any{"Count": words.Count(n)}), -1)
		})
	}, func() { r.done(got, err, then) })
}

func (r *restoring) done(got BroughtBack, err error, then func()) {
	title, texts := whatCame(got, err)
	r.tell(title, texts, then)
}

// whatCame tells what came back.
func whatCame(got BroughtBack, err error) (title string, texts []string) {
	data := func(n int) map[string]any { return map[string]any{"Count": words.Count(n)} }
	title = lang.L("Your mail is back")
	got.ListsLost = got.ListsLost && got.Messages+got.Missing > 0 // else all is here as it was
	add := func(n int, text string) {
		if n > 0 {
			texts = append(texts, text)
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		title = lang.L("Stopped")
	case err != nil:
		title = lang.L("Not all mail came back")
		texts = append(texts, backupTrouble(err))
	case got.ListsLost:
		title = lang.L("Not all mail came back")
	case got.Messages+got.Healed+got.PutBack+got.Rules == 0:
		title = lang.L("Nothing was missing")
	}
	add(got.Messages, lang.N("{{.Count}} messages came back.", got.Messages, data(got.Messages)))
	add(got.Healed, lang.N("{{.Count}} damaged messages are whole again.", got.Healed, data(got.Healed)))
	add(got.PutBack, lang.N("{{.Count}} messages are back in their folders.", got.PutBack, data(got.PutBack)))
	add(got.Here, lang.N("{{.Count}} messages were here already.", got.Here, data(got.Here)))
	add(got.Missing, lang.N("{{.Count}} messages are damaged in the backup and could not come back.", got.Missing, data(got.Missing)))
	add(got.Accounts, lang.N("{{.Count}} accounts came back. PopMail asks for the passwords when it checks for mail.", got.Accounts, data(got.Accounts)))
	add(got.Rules, lang.N("{{.Count}} rules came back, switched off: you may have changed or deleted them since.", got.Rules, data(got.Rules)))
	add(len(listsLost(got.ListsLost)), listsLost(got.ListsLost))
	if err != nil {
		texts = append(texts, lang.L("What came stays. You can restore again: it goes on where it ended."))
	}
	if len(texts) == 0 {
		texts = []string{lang.L("There is no message in this backup.")}
	}
	return title, texts
}

// listsLost says that nothing but messages was left of a backup; "": it had its lists.
func listsLost(lost bool) string {
	if !lost {
		return ""
	}
	return lang.L("The lists of this backup are damaged. What came back is in the Inbox, without folders and marks, and some may be missing. Keep this backup.")
}

// backupTrouble says why a backup cannot be used.
func backupTrouble(err error) string {
	switch {
	case errors.Is(err, ErrNotBackup):
		return lang.L("This is not a PopMail backup.")
	case errors.Is(err, ErrBackupNewer):
		return lang.L("This backup is from a newer PopMail. Get the new version first.")
	case errors.Is(err, ErrBackupDamaged):
		return lang.L("This backup is damaged. Try an older one.")
	case errors.Is(err, ErrBackupWrong):
		return lang.L("This is not the password of the backup.")
	}
	return headingOf(err)
}

package gui

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/words"
)

// backupPause is the time between two looks at how a backup goes on.
const backupPause = 250 * time.Millisecond

// backups tells of the copies of the mail, and has them made.
type backups struct {
	*shell
	port      Backups // nil: none are made
	restoring *restoring
	saving    *saving
	activity  *activity
	counting  loop.Latest
	placing   loop.Latest // of the places that were chosen the last one counts
	kept      BackupsKept
	warned    bool                                // the bar about trouble was shown
	bar       *widgets.Notice                     // it
	settings  func(turn func(*settings.Settings)) // opens the settings
}

// follow begins to listen.
func (bk *backups) follow() {
	if bk.port == nil {
		return
	}
	bk.activity.backup = func() string { return words.LastBackup(bk.port.State().Last, bk.now()) }
	loop.Follow(bk.run, bk.port.States().Subscribe(64), backupPause, func([]BackupState, bool) { bk.changed() })
	bk.warn()
}

// changed shows how things stand.
func (bk *backups) changed() {
	bk.activity.showStatus()
	bk.warn()
	s, ok := bk.sheet.(*settings.Settings)
	if !ok {
		return
	}
	st := bk.port.State()
	s.SetBackup(st)
	if !st.Running {
		bk.count(s)
	}
}

// count counts what is in the place for the settings.
func (bk *backups) count(s *settings.Settings) {
	var kept BackupsKept
	bk.counting.Start(func(ctx context.Context) { kept = bk.port.Kept(ctx) }, func() {
		bk.kept = kept
		s.SetKept(kept)
	})
}

// warn shows a bar once trouble has lasted for days, and takes it away when it is over.
func (bk *backups) warn() {
	st := bk.port.State()
	if !st.Urgent {
		if bk.warned = false; bk.bar != nil && bk.notice.Visible() && len(bk.notice.Objects) == 1 && bk.notice.Objects[0] == fyne.CanvasObject(bk.bar) {
			bk.hideNotice()
		}
		bk.bar = nil
		return
	}
	if bk.warned || bk.notice.Visible() {
		return
	}
	bk.warned = true
	bk.bar = widgets.NewNotice(widgets.IconWarning, settings.Trouble(st))
	bk.bar.AddAction(lang.L("Backup settings…"), bk.show)
	bk.bar.AddAction(lang.L("Close"), bk.hideNotice)
	bk.notice.Objects = []fyne.CanvasObject{bk.bar}
	bk.notice.Show()
	bk.main.Refresh()
}

// show opens the page about backups.
func (bk *backups) show() { bk.settings((*settings.Settings).ShowBackup) }

// connect wires the page about backups.
func (bk *backups) connect(s *settings.Settings) {
	if bk.port == nil || bk.o.CannotWrite != nil {
		return
	}
	s.OfferBackups()
	again := func() {
		s.SetBackup(bk.port.State())
		bk.count(s)
	}
	s.OnBackUp, s.OnStopBackup = bk.port.BackUp, bk.port.Stop
	s.OnBackupOn = func(on bool) { bk.port.SetOn(on); again() }
	s.OnOwnPlace = func() {
		bk.place("", again)
	}
	s.OnSpare = func(on bool) { bk.port.SetSpare(on); again() }
	s.OnBackupKeep = func() { bk.askKeep(again) }
	s.OnBackupPlace = func() {
		bk.saving.choosePlace(lang.L("Where to keep backups"), lang.L("Keep them here"), "", func(dir string) {
			bk.place(dir, again)
		})
	}
	s.OnSaveBackup = bk.askPassword
	s.OnBackupLock = func(on bool) { bk.askLock(on, again) }
	s.OnRestore = func() { bk.restoring.ask(nil) }
	s.OnLookInto = bk.restoring.askLook
	bk.count(s)
}

// place has backups made in a folder from now on, and one at once; again shows how things stand.
func (bk *backups) place(dir string, again func()) {
	var err error
	bk.placing.Start(func(ctx context.Context) { err = bk.port.SetPlace(ctx, dir) }, func() {
		if err != nil {
			bk.tell(lang.L("Where to keep backups"), []string{headingOf(err)}, nil)
			return
		}
		bk.port.BackUp()
		again()
	})
}

// askPassword asks for what a copy in a file is locked with, and makes it.
func (bk *backups) askPassword() {
	bk.askTwice(lang.L("Save a copy of all mail"),
		lang.L("With a password nobody can open the copy without it. Write it down and keep it somewhere safe: if it is lost, the copy is lost, and nobody can help. PopMail does not keep it."),
		lang.L("Choose where…"), true, bk.saveAt, nil)
}

// askLock asks for the password of the backups that are made from now on, or whether they
// are to have none; again shows how things stand.
func (bk *backups) askLock(on bool, again func()) {
	set := func(password string) {
		var err error
		bk.run.Go(func(ctx context.Context) { err = bk.port.SetPassword(ctx, password) }, func() {
			if err != nil {
				bk.failed(err)
			} else {
				bk.port.BackUp()
			}
			again()
		})
	}
	switch {
	case !on:
		bk.offLock(set, again)
	case bk.port.State().Locked:
		text := lang.L("The next backup takes the new password, and then it opens the older ones in the same place too. Write it down and keep it somewhere safe: if it is lost, the backups are lost, and nobody can help.")
		if bk.port.State().KeyGone {
			text = lang.L("The next backup takes the new password and is made from scratch. Older ones still need the password they were made with. Write the new one down and keep it somewhere safe: if it is lost, the backups are lost, and nobody can help.")
		}
		bk.askTwice(lang.L("Change the password of your backups"), text,
			lang.L("Change the password"), false, set, again)
	default:
		bk.askTwice(lang.L("Protect backups with a password"),
			lang.L("Nobody can open your backups without it. Write it down and keep it somewhere safe: if it is lost, the backups are lost, and nobody can help. Backups that were made before stay as they are, without a password."),
			lang.L("Protect"), false, set, again)
	}
}

// offLock asks whether backups are to have no password any more.
func (bk *backups) offLock(set func(password string), again func()) {
	q := &ask.Question{
		Title: lang.L("Make backups without a password?"),
		Text:  lang.L("Whoever has them can read your mail. Backups that were made before still need their password."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("No password"), "", func() { set("") }),
			widgets.NewButton(widgets.Primary, lang.L("Keep the password"), "", again),
		},
		OnEscape: again,
	}
	q.Show(bk.window.Canvas())
}

// askTwice asks for a new password, typed two times; empty: there need not be one. Where the
// person turns away, not is called, which may be nil.
func (bk *backups) askTwice(title, text, button string, empty bool, then func(password string), not func()) {
	var hide func()
	var next *widgets.Button
	c := bk.window.Canvas()
	escape := func() { ask.Escape(c) }
	submit := func() { next.OnTapped() }
	password, again := field.NewPassword(submit, escape), field.NewPassword(submit, escape)
	label := lang.L("Password")
	if empty {
		label = lang.L("Password (leave empty for none)")
	}
	first, second := field.Label(label, password), field.Label(lang.L("Type it again"), again)
	next = widgets.NewButton(widgets.Primary, button, "", func() {
		wrong := func(at *field.Labelled, in *field.Entry, text string) {
			at.Say(text)
			ask.Relayout(c)
			c.Focus(in)
		}
		switch {
		case password.Text == "" && !empty:
			wrong(first, password, lang.L("Type the password."))
		case password.Text != again.Text:
			first.Say("")
			wrong(second, again, lang.L("These two are not the same."))
		default:
			hide()
			then(password.Text)
		}
	})
	q := &ask.Question{
		Title: title, Text: text, OnEscape: not,
		Extra: []fyne.CanvasObject{first, second}, Focus: password, Stays: next,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", not), next},
	}
	hide = q.Show(c)
}

func (bk *backups) saveAt(password string) {
	name := "PopMail " + bk.now().Format(time.DateOnly) + ".popmail"
	bk.saving.choosePlace(lang.L("Save a copy of all mail"), lang.L("Save"), name, func(path string) {
		var made BackupMade
		var err error
		bk.working(lang.L("Saving a copy of all mail"), lang.L("Backing up…"), func(ctx context.Context, tell func(string, float64)) {
			made, err = bk.port.SaveBackup(ctx, path, password, func(done, all int64) {
				tell(lang.L("Backing up… {{.Part}}", map[string]any{"Part": words.Part(done, all)}), float64(done)/float64(max(all, 1)))
			})
		}, func() { bk.saved(made, err) })
	})
}

// saved tells what came of a copy in a file.
func (bk *backups) saved(made BackupMade, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		bk.toasts.show(lang.L("Stopped. No copy was made."), nil)
	case errors.Is(err, ErrNotBackup):
		bk.tell(lang.L("No copy was made"), []string{lang.L("There is a file with this name that is not a backup, and PopMail has left it alone. Choose another name.")}, nil)
	case errors.Is(err, ErrBackupHurt):
		bk.tell(lang.L("No copy was made"), []string{lang.L("Some mail here is damaged, and the older backup with this name may have it whole, so it stays. Choose another name.")}, nil)
	case errors.Is(err, ErrBackupEmpty):
		bk.tell(lang.L("No copy was made"), []string{lang.L("There is no mail here, and the older backup with this name may have some, so it stays. Choose another name.")}, nil)
	case err != nil:
		bk.failed(err)
	default:
		texts := []string{lang.N("{{.Count}} messages were copied. The copy was read back, and is complete.", made.Messages-made.Damaged, map[string]any{"Count": words.Count(made.Messages - made.Damaged)})}
		if made.Damaged > 0 {
			texts[0] = lang.N("{{.Count}} messages were copied.", made.Messages-made.Damaged, map[string]any{"Count": words.Count(made.Messages - made.Damaged)})
			texts = append(texts, lang.N("{{.Count}} messages are damaged here and are not in the copy.", made.Damaged, map[string]any{"Count": words.Count(made.Damaged)}))
		}
		bk.tell(lang.L("The copy is saved"), append(texts, made.Path), nil)
	}
}

// askKeep asks which older backups stay.
func (bk *backups) askKeep(then func()) {
	ways := []settings.KeptFor{settings.KeepYear, settings.KeepMonth, settings.KeepWeek, settings.KeepAll}
	var cards []*widgets.OptionCard
	column := flow.NewColumn(8)
	for i, k := range ways {
		more := ""
		if i == 0 {
			more = lang.L("— recommended")
		}
		cards = append(cards, widgets.NewOptionCard(k.String(), more, "", nil))
		column.Objects = append(column.Objects, cards[i])
	}
	group := widgets.NewOptionGroup(nil, cards...)
	group.Choose(slices.Index(ways, bk.port.State().Keep))
	c := bk.window.Canvas()
	q := &ask.Question{
		Title: lang.L("Which backups to keep"), Text: lang.L("Backups that are not kept are removed when the next one is made."),
		Extra: []fyne.CanvasObject{column}, Focus: group.Stop(), Width: 520,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil), widgets.NewButton(widgets.Primary, lang.L("Save"), "", func() {
			bk.port.SetKeep(ways[group.Chosen()])
			then()
		})},
	}
	q.Show(c)
}

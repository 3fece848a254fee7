package gui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Readable tells what can be read of a damaged mail file.
type Readable struct {
	Messages int // that are whole
	All      int // that the file names
	OnServer int // messages that the servers held when PopMail last looked
}

// Mending is a way to deal with a damaged mail file.
type Mending int

// The ways. The damaged file is kept by all of them.
const (
	MendRestore Mending = iota // what can be read, and what a backup has besides
	MendSave                   // what can be read
	MendAfresh                 // accounts and own letters; mail comes from the servers again
)

// ChosenBackup is a backup and, where it has one that is not kept, its password.
type ChosenBackup struct {
	BackupMade
	Password string
}

// Repair is what can be done about a damaged mail file.
type Repair struct {
	Run     loop.Runner
	Mender  Mender       // nil: nothing can be done
	Backups Restoring    // where to find backups
	Newest  ChosenBackup // of this mail; without a path: there is none
	Open    func()       // shows the mail in the new file
	Anyway  func()       // shows the mail in the damaged file; nil: it cannot be opened
	Quit    func()
}

// Mender works on a damaged mail file. Its calls block.
type Mender interface {
	// Survey finds out what can be read. tell is told how many messages were looked at.
	Survey(ctx context.Context, tell func(done, all int)) (Readable, error)
	// Together is how many messages there are with those of a backup. Survey comes before.
	Together(ctx context.Context, b ChosenBackup) (int, error)
	// Mend makes a new mail file. Where it fails, the damaged one is as it was.
	Mend(ctx context.Context, how Mending, b ChosenBackup) (Rescued, error)
}

// ShowDamaged tells in the window that the mail file is damaged, and offers what can be done.
func ShowDamaged(w fyne.Window, err error, r Repair) {
	if r.Mender == nil {
		showPage(w, lang.L("The file that holds your mail is damaged"), []string{leftAsItIs() + " " + lang.L("Mail still on the server can be fetched again.")}, err, r.Quit,
			widgets.NewButton(widgets.Primary, lang.L("Close"), "", r.Quit))
		return
	}
	d := &damaged{Repair: r, together: -1, window: w, err: err, backup: r.Newest, surveying: loop.Latest{Run: r.Run}, counting: loop.Latest{Run: r.Run}}
	d.show()
	d.survey()
}

func leftAsItIs() string { return lang.L("PopMail has left it as it is.") }

// damaged is the page that offers what can be done about a damaged mail file.
type damaged struct {
	Repair
	window fyne.Window
	err    error

	page   *cardPage
	said   *widgets.Text
	ways   []Mending // of the cards
	cards  []*widgets.OptionCard
	group  *widgets.OptionGroup
	do     *widgets.Button
	backup ChosenBackup // without a path: none

	surveying, counting loop.Latest

	looked, of int // messages, while what can be read is counted
	readable   *Readable
	failed     bool // it could not be counted
	together   int  // with the backup; -1: it is not known
	uncounted  bool // the backup could not be counted
}

// show fills the window.
func (d *damaged) show() {
	d.page = newCardPage(d.window, lang.L("The file that holds your mail is damaged"), d.err, d.Quit)
	d.page.card.Objects = append([]fyne.CanvasObject{flow.NewTiles(0, widgets.OnSquare(widgets.NewGlyph(widgets.IconDocument, theme.ColorMuted), 13))}, d.page.card.Objects...)
	d.said = widgets.NewText("", "", theme.ColorMuted)
	d.page.add(d.said)
	recommended := lang.L("— recommended")
	d.ways, d.cards = nil, nil
	way := func(m Mending, title string) {
		d.ways, d.cards = append(d.ways, m), append(d.cards, widgets.NewOptionCard(title, recommended, "", nil))
		recommended = ""
	}
	other := lang.L("Choose a backup…")
	if d.backup.Path != "" {
		way(MendRestore, lang.L("Restore the backup and add what can be read"))
		other = lang.L("Choose another backup…")
	}
	way(MendSave, lang.L("Use only what can be read"))
	way(MendAfresh, lang.L("Start again with the mail on the server"))
	d.group = widgets.NewOptionGroup(func(int) { d.named() }, d.cards...)
	ways := flow.NewColumn(8)
	ways.Inset = flow.Insets{Top: 4, Bottom: 2}
	for _, c := range d.cards {
		ways.Objects = append(ways.Objects, c)
	}
	d.page.add(ways, widgets.NewText(lang.L("Whatever you choose, the damaged file is kept next to the new one."), theme.SizeSmall, theme.ColorMuted))
	d.do = widgets.NewButton(widgets.Primary, "", "", func() { d.mend(d.ways[d.group.Chosen()]) })
	d.group.Choose(0)
	d.named()
	d.say()
	buttons := []*widgets.Button{widgets.NewButton(widgets.Quiet, lang.L("Quit"), "", d.Quit), d.do}
	if d.Anyway != nil {
		buttons = append([]*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Open it anyway"), "", func() { d.stop(); d.Anyway() })}, buttons...)
	}
	var choose *widgets.Button
	if d.Backups != nil {
		choose = widgets.NewButton(widgets.Flat, other, "", d.choose)
	}
	d.page.show(choose, buttons...)
	d.window.Canvas().Focus(d.do)
}

// named gives the main button the name of what it does.
func (d *damaged) named() {
	switch d.ways[d.group.Chosen()] {
	case MendRestore:
		d.do.Text = lang.L("Restore my mail")
	case MendSave:
		d.do.Text = lang.L("Save what can be read")
	case MendAfresh:
		d.do.Text = lang.L("Start again")
	}
	d.do.Refresh()
	d.page.changed()
}

// say tells what is known of the file and of each way.
func (d *damaged) say() {
	text := leftAsItIs() + " "
	r := d.readable
	switch {
	case r != nil && r.Messages == 0:
		text += lang.L("No message in it can be read.")
	case r != nil && r.Messages < r.All:
		text += lang.N("{{.Readable}} of {{.Count}} messages in it can still be read.", r.All, map[string]any{"Readable": words.Count(r.Messages), "Count": words.Count(r.All)})
	case r != nil:
		text += lang.N("All {{.Count}} messages in it can still be read.", r.Messages, map[string]any{"Count": words.Count(r.Messages)})
	case d.failed:
		text += lang.L("How much of it can be read could not be found out.")
	case d.of > 0:
		text += lang.N("Looking at what can still be read: {{.Done}} of {{.Count}} messages so far…", d.of, map[string]any{"Done": words.Count(d.looked), "Count": words.Count(d.of)})
	default:
		text += lang.L("Looking at what can still be read…")
	}
	if d.backup.Path != "" && !d.backup.Made.IsZero() {
		text += " " + lang.L("There is a backup from {{.When}}.", map[string]any{"When": words.AsOf(d.backup.Made, time.Now())})
		if d.backup.Elsewhere {
			text += " " + lang.L("It may have been made elsewhere, of other mail.")
		}
	}
	d.said.SetText(text)
	for i, way := range d.ways {
		d.cards[i].Description = d.gives(way)
		d.cards[i].Refresh()
	}
	d.page.changed()
}

// gives says how much mail a way gives back.
func (d *damaged) gives(way Mending) string {
	count := func(n int) string { return lang.N("{{.Count}} messages.", n, map[string]any{"Count": words.Count(n)}) }
	r := d.readable
	switch {
	case way == MendRestore && d.together >= 0 && r != nil:
		text := count(d.together)
		if missing := r.All - d.together; missing > 0 {
			text += " " + lang.N("The other {{.Count}} are received again if they are still on the server.", missing, map[string]any{"Count": words.Count(missing)})
		}
		return text
	case way == MendRestore && !d.failed && !d.uncounted:
		return lang.L("Being counted…")
	case way == MendRestore && d.backup.Messages > 0:
		return lang.N("There are {{.Count}} messages in the backup.", d.backup.Messages, map[string]any{"Count": words.Count(d.backup.Messages)})
	case way == MendSave && r != nil && d.backup.Path != "":
		return count(r.Messages) + " " + lang.L("The backup stays where it is.")
	case way == MendSave && r != nil:
		return count(r.Messages) + " " + lang.L("Missing mail is received again if it is still on the server.")
	case way == MendSave && !d.failed:
		return lang.L("Being counted…")
	case way == MendAfresh && r != nil && r.OnServer > 0:
		return lang.N("{{.Count}} messages when PopMail last looked.", r.OnServer, map[string]any{"Count": words.Count(r.OnServer)}) + " " + lang.L("What is no longer there will be missing, as is mail that you brought in from elsewhere.")
	case way == MendAfresh:
		return lang.L("What is no longer there will be missing, as is mail that you brought in from elsewhere.")
	}
	return ""
}

// survey counts what can be read.
func (d *damaged) survey() {
	var r Readable
	var err error
	d.surveying.Start(func(ctx context.Context) {
		last := time.Now()
		r, err = d.Mender.Survey(ctx, func(done, all int) {
			if time.Since(last) < 200*time.Millisecond {
				return
			}
			last = time.Now()
			d.Run.Do(func() {
				if d.readable == nil && ctx.Err() == nil {
					d.looked, d.of = done, all
					d.say()
				}
			})
		})
	}, func() {
		if err != nil {
			d.failed = true
		} else {
			d.readable = &r
		}
		d.say()
		d.count()
	})
}

// count counts what there is together with the backup.
func (d *damaged) count() {
	if d.readable == nil || d.backup.Path == "" {
		return
	}
	d.together, d.uncounted = -1, false
	b := d.backup
	var n int
	var err error
	d.counting.Start(func(ctx context.Context) { n, err = d.Mender.Together(ctx, b) }, func() {
		if err == nil {
			d.together = n
		}
		d.uncounted = err != nil
		d.say()
	})
}

// stop ends what is being counted.
func (d *damaged) stop() {
	d.surveying.Cancel()
	d.counting.Cancel()
}

// choose lets the person choose another backup.
func (d *damaged) choose() {
	sh := newShell(Options{App: fyne.CurrentApp(), Window: d.window, Run: d.Run})
	rs := &restoring{shell: sh, port: d.Backups, saving: newSaving(sh, nil)}
	rs.askWhich(lang.L("Choose a backup"), lang.L("What it has besides what can still be read is added."), lang.L("Choose"), func(b ChosenBackup) {
		d.backup = b
		d.show()
		d.count()
	})
}

// mend does what was chosen.
func (d *damaged) mend(how Mending) {
	d.stop()
	text := lang.L("Saving what can be read. This may take a few minutes…")
	switch how {
	case MendRestore:
		text = lang.L("Saving what can be read and adding what the backup has. This may take a few minutes…")
	case MendAfresh:
		text = lang.L("Saving your accounts and your own letters…")
	}
	showPage(d.window, lang.L("One moment"), []string{text}, nil, nil)
	b := d.backup
	var got Rescued
	var err error
	d.Run.Go(func(ctx context.Context) { got, err = d.Mender.Mend(ctx, how, b) }, func() {
		if err == nil {
			showRescued(d.window, got, how, d.Open)
			return
		}
		text := leftAsItIs()
		if got.Aside != "" {
			text = lang.L("The damaged file is now called “{{.Name}}”.", map[string]any{"Name": got.Aside})
		}
		heading := headingOf(err)
		if how == MendRestore {
			heading = backupTrouble(err)
		}
		again := widgets.NewButton(widgets.Primary, lang.L("Back"), "", func() { d.show(); d.survey() })
		if got.Aside != "" { // there is a new mail file
			again = widgets.NewButton(widgets.Primary, lang.L("Continue"), "", d.Open)
		}
		showPage(d.window, heading, []string{text}, err, d.Quit, widgets.NewButton(widgets.Quiet, lang.L("Quit"), "", d.Quit), again)
	})
}

// damagedText is for places that have no heading of their own.
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
				lang.L("Not now"), lang.L("Close PopMail"), sh.repairLater)
		})
	}
	sh.notice.Objects = []fyne.CanvasObject{bar}
	sh.notice.Show()
	sh.main.Refresh()
	return true
}

// repairLater ends the program, if its next start will know why.
func (sh *shell) repairLater() {
	var err error
	sh.run.Go(func(ctx context.Context) { err = sh.o.OnRepair(ctx) }, func() {
		if err != nil {
			sh.toasts.show(lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)}), nil)
			return
		}
		sh.app.Quit()
	})
}

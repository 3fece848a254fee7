package settings

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Backup is how things stand with backups that are made by themselves.
type Backup struct {
	Off      bool      // none is made by itself
	Keep     KeptFor   // which older ones stay
	Locked   bool      // with a password, in the folder that the person has chosen
	KeyGone  bool      // Locked, and the key is not known here
	Place    string    // the folder that the person has chosen; "": PopMail's own
	Spare    bool      // one is made on this computer while Place is missing
	Last     time.Time // the newest one; zero: none was made
	Messages int       // in that one
	// LastIsSpare says that it is on this computer, as Place was missing.
	LastIsSpare bool
	Octets      int64 // of them
	Trouble     BackupTrouble
	Urgent      bool // the trouble has lasted for days

	Running   bool
	Done, All int64 // octets, while it runs
}

// KeptFor says which older backups stay.
type KeptFor uint8

// Which stay, the usual first.
const (
	KeepYear  KeptFor = iota // 7 days, 4 weeks and 12 months
	KeepMonth                // 7 days and 4 weeks
	KeepWeek                 // 7 days
	KeepAll                  // one of each day
)

// String is what the person reads.
func (k KeptFor) String() string {
	switch k {
	case KeepMonth:
		return lang.L("The last 7 days and 4 weeks")
	case KeepWeek:
		return lang.L("The last 7 days")
	case KeepAll:
		return lang.L("One from every day, for good")
	}
	return lang.L("The last 7 days, 4 weeks and 12 months")
}

// BackupTrouble is why there is no newer backup.
type BackupTrouble uint8

// The troubles.
const (
	BackupFine    BackupTrouble = iota
	BackupMissing               // the place is not there
	BackupFull
	BackupDenied  // nothing may be written there
	BackupDamaged // mail here is damaged; what is whole was copied
	BackupLocked  // the key is not here
	BackupFailed
	BackupFullHere // the disk with the mail is
)

// Kept is what lies in the place for backups.
type Kept struct {
	Count int
	First time.Time // of the oldest
	Taken int64     // octets that all of them take
	Free  int64     // octets on that disk; 0: not known
	Gone  bool      // the place cannot be reached
}

// backupPage is the page about backups. It stays while it is filled anew, so that what has
// the keyboard keeps it.
type backupPage struct {
	s        *Settings
	sign     *widgets.Glyph
	when     *widgets.Text
	what     *widgets.Text
	now      *widgets.Button
	stop     *widgets.Button
	progress *widgets.ProgressLine
	trouble  *widgets.Notice

	placeSign *widgets.Glyph
	place     *widgets.Text
	about     *widgets.Text
	own       *widgets.Button
	daily     *field.Check
	spare     *field.Check
	spareBox  *flow.Column
	rule      *widgets.Text
	kept      *widgets.Text
	locked    *field.Check
	password  *widgets.Button
	lock      *flow.Column
	wrong     *flow.Column
	objects   []fyne.CanvasObject
}

// backup is the page as it is now.
func (s *Settings) backup() []fyne.CanvasObject {
	if s.backups == nil {
		s.backups = newBackupPage(s)
	}
	s.backups.fill()
	return s.backups.objects
}

// SetBackup shows how things stand with backups, as soon as that changes.
func (s *Settings) SetBackup(b Backup) {
	s.state.Backup = b
	if s.backups != nil && s.pages[s.at].name == backupName() {
		s.backups.fill()
		s.relayout()
	}
}

// SetKept tells what lies in the place for backups.
func (s *Settings) SetKept(k Kept) {
	s.state.Kept = k
	s.SetBackup(s.state.Backup)
}

// ShowBackup turns to the page about backups.
func (s *Settings) ShowBackup() {
	for i, p := range s.pages {
		if p.name == backupName() {
			s.turn(i)
		}
	}
}

func backupName() string { return lang.L("Backup") }

func newBackupPage(s *Settings) *backupPage {
	p := &backupPage{s: s, what: small(""), about: small(""), kept: small(""), progress: widgets.NewProgressLine()}
	p.sign = widgets.NewGlyph(widgets.IconCheck, theme.ColorGood)
	p.when = widgets.NewSpans(widgets.Span{Bold: true})
	p.when.SizeName = fynetheme.SizeNameSubHeadingText
	p.now = widgets.NewButton(widgets.Quiet, lang.L("Back up now"), widgets.IconBackup, func() { s.OnBackUp() })
	p.stop = widgets.NewButton(widgets.Quiet, lang.L("Stop"), "", func() { s.OnStopBackup() })
	least := func() float32 { return 240 * widgets.Unit() }
	said := flow.NewColumn(0, p.when, p.what)
	head := flow.NewBeside(12, least, flow.NewRow(14, said, widgets.OnSquare(p.sign, 13), said), flow.NewTiles(10, p.stop, p.now))
	head.Below = 10
	p.trouble = widgets.NewNotice(widgets.IconWarning, "")
	p.wrong = flow.NewColumn(0, p.trouble)
	first := flow.NewColumn(12, head, p.progress, p.wrong).Card(flow.Insets{Left: 23, Top: 20, Right: 23, Bottom: 20})

	p.placeSign = widgets.NewGlyph(widgets.IconComputer, fynetheme.ColorNameForeground)
	p.place = widgets.NewSpans(widgets.Span{Bold: true})
	change := widgets.NewButton(widgets.Quiet, lang.L("Change…"), "", func() { s.OnBackupPlace() })
	p.own = widgets.NewButton(widgets.Flat, lang.L("Use this computer"), "", func() { s.OnOwnPlace() })
	named := flow.NewColumn(0, p.place, p.about)
	where := flow.NewBeside(12, least, flow.NewRow(14, named, widgets.OnSquare(p.placeSign, 11), named), flow.NewTiles(10, p.own, change))
	where.Below = 10
	p.daily = field.NewCheck(lang.L("Make a backup automatically once a day"), func(on bool) { s.OnBackupOn(on) })
	p.spare = field.NewCheck(lang.L("Make it on this computer while that place isn’t there"), func(on bool) { s.OnSpare(on) })
	p.spareBox = flow.NewColumn(6, p.spare, small(lang.L("This helps if a file is damaged, not if this computer is lost.")))
	second := group(lang.L("Where"), where, widgets.NewHairline(), p.daily, p.spareBox)

	p.rule = widgets.NewText("", "", "")
	kept := flow.NewBeside(12, least, flow.NewColumn(2, p.rule, p.kept), widgets.NewButton(widgets.Quiet, lang.L("Change…"), "", func() { s.OnBackupKeep() }))
	kept.Below = 10
	file := flow.NewColumn(2, widgets.NewText(lang.L("One more copy, in a single file"), "", ""),
		small(lang.L("You can give it a password. Nobody can open it without that. If you forget it, neither can you.")))
	save := flow.NewBeside(12, least, file, widgets.NewButton(widgets.Quiet, lang.L("Save a copy…"), "", func() { s.OnSaveBackup() }))
	save.Below = 10
	p.locked = field.NewCheck(lang.L("Protect backups with a password"), func(on bool) { s.OnBackupLock(on) })
	p.password = widgets.NewLink(lang.L("Change the password…"), func() { s.OnBackupLock(true) })
	p.password.Small = true
	p.lock = flow.NewColumn(6, widgets.NewHairline(), p.locked, small(lang.L("Nobody can open them without it. If you forget it, neither can you.")), flow.NewTiles(0, p.password))
	third := group(lang.L("What is kept"), kept, p.lock, widgets.NewHairline(), save)

	back := group(lang.L("Get mail back"),
		small(lang.L("Restore everything, one folder or single messages. Mail that is newer than the backup stays as it is.")),
		flow.NewTiles(10, widgets.NewButton(widgets.Quiet, lang.L("Restore…"), "", func() { s.OnRestore() }),
			widgets.NewButton(widgets.Flat, lang.L("Look into a backup…"), widgets.IconSearch, func() { s.OnLookInto() })))
	p.objects = []fyne.CanvasObject{first, second, third, back}
	return p
}

func (p *backupPage) fill() {
	b, k, now := p.s.state.Backup, p.s.state.Kept, p.s.now()
	p.rule.SetText(b.Keep.String())
	p.when.Set(words.LastBackup(b.Last, now), true, nil)
	icon, role := widgets.IconCheck, theme.ColorGood
	if b.Last.IsZero() || b.Urgent {
		icon, role = widgets.IconWarning, theme.ColorMuted
	}
	p.sign.Set(icon, role)
	count := lang.N("{{.Count}} messages", b.Messages, map[string]any{"Count": words.Count(b.Messages)})
	switch {
	case b.Running && b.All > 0:
		p.what.SetText(lang.L("Backing up… {{.Part}}", map[string]any{"Part": words.Part(b.Done, b.All)}))
	case b.Running:
		p.what.SetText(lang.L("Backing up…"))
	case b.Last.IsZero():
		p.what.SetText(lang.L("There is no second copy of your mail yet."))
	case b.Trouble == BackupDamaged:
		p.what.SetText(count + " · " + words.Size(b.Octets))
	default:
		p.what.SetText(count + " · " + words.Size(b.Octets) + " · " + lang.L("checked and complete"))
	}
	if b.LastIsSpare && !b.Running {
		p.what.SetText(p.what.Text() + " · " + lang.L("on this computer"))
	}
	p.progress.Hidden, p.stop.Hidden, p.now.Hidden = !b.Running, !b.Running, b.Running
	if b.All > 0 {
		p.progress.SetValue(float64(b.Done) / float64(b.All))
	} else {
		p.progress.SetValue(0)
	}
	text := Trouble(b)
	p.wrong.Hidden = text == "" || b.Running
	p.trouble.SetText(text)

	p.own.Hidden = b.Place == ""
	p.placeSign.Set(widgets.IconUSB, fynetheme.ColorNameForeground)
	free := ""
	if k.Free > 0 && !k.Gone {
		free = lang.L("{{.Size}} free", map[string]any{"Size": words.Size(k.Free)})
	}
	switch {
	case b.Place == "":
		p.placeSign.Set(widgets.IconComputer, fynetheme.ColorNameForeground)
		p.place.Set(lang.L("This computer"), true, nil)
		p.about.SetText(join(free, lang.L("helps if a file is damaged, not if this computer is lost")))
	case k.Gone:
		p.place.Set(placeName(b.Place), true, nil)
		p.about.SetText(lang.L("Not there at the moment. It gets a backup once it is back."))
	default:
		p.place.Set(placeName(b.Place), true, nil)
		p.about.SetText(join(free, widgets.Short(widgets.OneLine(b.Place), 60)))
	}
	tick(p.daily, !b.Off)
	tick(p.spare, b.Spare)
	p.spareBox.Hidden = b.Place == ""
	tick(p.locked, b.Locked)
	p.lock.Hidden, p.password.Hidden = b.Place == "", !b.Locked
	switch {
	case k.Gone:
		p.kept.SetText(lang.L("They can be counted once the place is there."))
	case k.Count == 0:
		p.kept.SetText(lang.L("Only new mail is added each time."))
	default:
		data := map[string]any{"Count": words.Count(k.Count), "Month": words.Month(k.First, now), "Size": words.Size(k.Taken)}
		p.kept.SetText(lang.N("{{.Count}} backups since {{.Month}} · {{.Size}} in all, because only new mail is added each time", k.Count, data))
	}
	for _, o := range p.objects {
		o.Refresh()
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " · " + b
}

// placeName is what people know a place by.
func placeName(place string) string {
	return widgets.Short(widgets.OneLine(filepath.Base(place)), 40)
}

// Trouble says what keeps backups from being made; "": nothing does.
func Trouble(b Backup) string {
	data := map[string]any{"Place": placeName(b.Place)}
	own := b.Place == ""
	switch {
	case b.Trouble == BackupMissing && own:
		return lang.L("PopMail’s own folder for backups isn’t there.")
	case b.Trouble == BackupMissing && b.Urgent:
		return lang.L("“{{.Place}}” hasn’t been there for days, so it has no new backup. Plug it in, or choose another place.", data)
	case b.Trouble == BackupMissing:
		return lang.L("“{{.Place}}” isn’t there now. It gets a backup once it is back.", data)
	case b.Trouble == BackupFull && own:
		return lang.L("This computer’s disk has no room for a backup. Free up some space, or choose another place.")
	case b.Trouble == BackupFull:
		return lang.L("“{{.Place}}” has no room for a backup. Free up some space there, or choose another place.", data)
	case b.Trouble == BackupFullHere:
		return lang.L("This computer’s disk is full, and a backup needs some room on it while it is made. Free up some space on this computer.")
	case b.Trouble == BackupDenied && own:
		return lang.L("PopMail may not write to its own folder for backups. Choose another place.")
	case b.Trouble == BackupDenied:
		return lang.L("PopMail may not write to “{{.Place}}”. Choose another place.", data)
	case b.Trouble == BackupDamaged:
		return lang.L("Some mail here is damaged and is not in the last backup. Older backups are kept; Restore brings back what they have.")
	case b.Trouble == BackupLocked:
		return lang.L("The password of your backups isn’t known here anymore, so none can be made. Change the password, or do without one.")
	case b.Trouble == BackupFailed:
		return lang.L("The last backup didn’t work. PopMail tries again by itself. What was made before is still there.")
	}
	return ""
}

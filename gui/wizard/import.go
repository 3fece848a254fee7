package wizard

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Found is an account of another mail program on this computer.
type Found struct {
	Program string
	Account account.Account // without ID and Keep; where Left is set perhaps without more than an address
	Left    Left            // why it cannot be taken over; zero: it can
	// Certificate is what it is logged in to with where Account.Auth is account.AuthExternal.
	Certificate account.ClientCertificate
}

// Left says why an account of another program cannot be taken over.
type Left uint8

// The reasons.
const (
	LeftNot     Left = iota
	LeftHere         // PopMail has an account with this address already
	LeftIMAP         // it is an IMAP account
	LeftOther        // it is neither POP3 nor IMAP
	LeftBrowser      // the person signs in to it with the browser
	LeftUseless      // its settings make no sense
)

// Importer brings in settings that are on this computer already. The functions that take a
// context are called in the background.
type Importer struct {
	// Find looks for the accounts of other programs.
	Find func(ctx context.Context) ([]Found, error)
	// Choose asks for a settings file, and calls chosen if one is chosen.
	Choose func(chosen func(path string))
	// Read reads a settings file. Errors are *FileProblem.
	Read func(ctx context.Context, path string) (Found, error)
}

// importing is what the wizard knows of settings on this computer.
type importing struct {
	w      *Wizard
	found  []Found
	box    *flow.Column // on the first page: what was found
	file   *flow.Column // on the first page: the way to a settings file
	wrong  *flow.Column // what is wrong with a settings file
	page   *importPage
	result *importedPage

	queue []*taking // the accounts that are being taken over
	at    int       // of queue
	outer *state    // while one of them is: what was typed of an account before
}

func newImporting(w *Wizard) *importing {
	m := &importing{w: w, box: flow.NewColumn(0), wrong: flow.NewColumn(0)}
	m.box.Hide()
	m.wrong.Hide()
	file := widgets.NewLink(lang.L("Use a settings file…"), m.chooseFile)
	file.Small = true
	file.Hidden = w.o.Account != nil || w.o.Import == nil || w.o.Import.Choose == nil
	backup := widgets.NewLink(lang.L("I have a backup…"), func() {
		w.stopLooking()
		w.o.OnBackup()
	})
	backup.Small, backup.Hidden = true, w.o.OnBackup == nil
	mail := widgets.NewLink(lang.L("Bring in mail from another program…"), func() {
		w.stopLooking()
		w.o.OnBringIn()
	})
	mail.Small, mail.Hidden = true, w.o.Account != nil || w.o.OnBringIn == nil || !w.o.First
	m.file = flow.NewColumn(0, flow.NewEnds(14, backup, mail, file))
	m.file.Inset.Top = 12
	m.file.Hidden = file.Hidden && backup.Hidden && mail.Hidden
	m.page, m.result = newImportPage(m), newImportedPage(m)
	return m
}

// look looks for accounts of other programs, and offers them on the first page.
func (m *importing) look() {
	if m.w.o.Account != nil || m.w.o.Import == nil || m.w.o.Import.Find == nil {
		return
	}
	var found []Found
	var err error
	m.w.o.Run.Go(func(ctx context.Context) { found, err = m.w.o.Import.Find(ctx) }, func() {
		if err == nil {
			m.offer(found)
		}
	})
}

// offer says what was found, where there is something to be taken over.
func (m *importing) offer(found []Found) {
	m.found = found
	var programs []string
	n := 0
	for _, f := range found {
		if f.Left == LeftNot {
			n++
			if !slices.Contains(programs, f.Program) {
				programs = append(programs, f.Program)
			}
		}
	}
	if n == 0 {
		return
	}
	text := lang.N("{{.Program}} has {{.Count}} accounts on this computer.", n, map[string]any{"Program": programs[0], "Count": words.Count(n)})
	if len(programs) > 1 {
		text = lang.N("Your other mail programs have {{.Count}} accounts on this computer.", n, map[string]any{"Count": words.Count(n)})
	}
	said := widgets.NewText(text, "", "")
	use := widgets.NewLink(lang.L("Use these settings…"), func() { m.page.fill(); m.w.show(stepImport) })
	use.Bold = true
	card := flow.NewColumn(4, said, flow.NewTiles(0, use))
	card.Fill, card.Radius = theme.ColorOption, fynetheme.SizeNameInputRadius
	card.Inset = flow.Insets{Left: 14, Top: 10, Right: 14, Bottom: 10}
	m.box.Set(air(14), card)
	m.box.Show()
	m.w.relayout()
}

// chooseFile takes the settings of an account from a file.
func (m *importing) chooseFile() {
	m.sayWrong("")
	m.w.stopLooking()
	m.w.o.Import.Choose(func(path string) {
		var found Found
		var err error
		m.w.o.Run.Go(func(ctx context.Context) { found, err = m.w.o.Import.Read(ctx, path) }, func() {
			// The person may have gone on meanwhile: the dialog is a window of its own.
			m.w.stopTest()
			switch {
			case m.w.saving() || m.w.at == stepDone || m.outer != nil || errors.Is(err, context.Canceled):
			case err != nil:
				if m.w.at != stepPerson {
					m.w.show(stepPerson)
				}
				m.sayWrong(fileSentence(err))
			default:
				m.begin([]Found{found})
			}
		})
	})
}

func (m *importing) sayWrong(text string) {
	m.wrong.Hidden = text == ""
	if text != "" {
		m.wrong.Set(air(10), m.w.noticeOf(hint{text: text}))
	}
	m.w.relayout()
	flow.Reveal(m.wrong)
}

// importPage lists the accounts that were found.
type importPage struct {
	m       *importing
	checks  []*field.Check // of those that can be taken over
	of      []Found        // for each of checks
	message *field.Labelled
	goOn    *widgets.Button
	all     []fyne.CanvasObject
}

func newImportPage(m *importing) *importPage {
	p := &importPage{m: m}
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Continue"), "", p.submit)
	return p
}

func (p *importPage) objects() []fyne.CanvasObject { return p.all }
func (p *importPage) segment() int                 { return 1 }
func (p *importPage) back()                        { p.m.w.show(stepPerson) }

func (p *importPage) first() fyne.Focusable {
	if len(p.checks) > 0 {
		return p.checks[0]
	}
	return p.goOn
}

// reason says why an account cannot be taken over.
func (l Left) reason() string {
	switch l {
	case LeftHere:
		return lang.L("PopMail already has this account")
	case LeftIMAP:
		return lang.L("IMAP, which PopMail doesn’t use. Many providers offer POP3 too: add it by its address")
	case LeftOther:
		return lang.L("not a POP3 account")
	case LeftBrowser:
		return lang.L("you sign in with your browser: add it by its address")
	case LeftUseless:
		return lang.L("its settings can’t be used")
	}
	return ""
}

// shown is a name of foreign settings as it is shown.
func shown(name string) string { return widgets.Short(name, 80) }

// details are the server, the program and why it cannot be taken over.
func (f *Found) details() string {
	var parts []string
	if h := f.Account.Incoming.Host; h != "" {
		parts = append(parts, shown(h))
	}
	if f.Program != "" {
		parts = append(parts, f.Program)
	}
	if r := f.Left.reason(); r != "" {
		parts = append(parts, r)
	}
	if f.Left == LeftNot && unencrypted(&f.Account) {
		parts = append(parts, lang.L("not encrypted"))
	}
	return strings.Join(parts, " · ")
}

func (p *importPage) fill() {
	p.checks, p.of = nil, nil
	list := flow.NewColumn(12)
	left := 18*widgets.Unit() + 9 // where the words of a check box begin
	taken := map[string]bool{}
	for _, f := range p.m.found {
		under := widgets.NewText(f.details(), theme.SizeSmall, theme.ColorMuted)
		name := cmp.Or(shown(f.Account.Email), lang.L("An account without an address"))
		if f.Left != LeftNot {
			entry := flow.NewColumn(0, widgets.NewText(name, "", theme.ColorMuted), under)
			entry.Inset.Left = left
			list.Objects = append(list.Objects, entry)
			continue
		}
		check := field.NewCheck(name, func(bool) { p.say("") })
		// Of one address there can be only one account; what is not encrypted is to be asked for.
		key := strings.ToLower(f.Account.Email)
		check.Checked = !taken[key] && !unencrypted(&f.Account)
		taken[key] = taken[key] || check.Checked
		inset := flow.NewColumn(0, under)
		inset.Inset.Left = left
		entry := flow.NewColumn(0, check, inset)
		list.Objects = append(list.Objects, entry)
		p.checks, p.of = append(p.checks, check), append(p.of, f)
	}
	p.message = field.Label("", list)
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("Accounts on this computer")), air(11),
		muted(lang.L("PopMail takes over the settings, and leaves the other programs as they are. It doesn’t take passwords: you type each one yourself.")),
		air(17), p.message,
		air(25), flow.NewEnds(10, widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), p.goOn),
	}
}

func (p *importPage) say(text string) {
	p.message.Say(text)
	p.m.w.relayout()
}

func (p *importPage) submit() {
	var chosen []Found
	for i, c := range p.checks {
		if !c.Checked {
			continue
		}
		if slices.ContainsFunc(chosen, func(f Found) bool { return account.SameEmail(f.Account.Email, p.of[i].Account.Email) }) {
			p.say(lang.L("{{.Email}} is checked twice. Choose one of them.", map[string]any{"Email": widgets.OneLine(p.of[i].Account.Email)}))
			return
		}
		chosen = append(chosen, p.of[i])
	}
	if len(chosen) == 0 {
		p.say(lang.L("Check at least one account."))
		return
	}
	p.m.begin(chosen)
}

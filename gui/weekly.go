package gui

import (
	"context"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

const (
	weeklySettles = 10 * time.Minute // how long the window is open before anything is said
	unreached     = 3 * day          // an account that was not reached for so long is told of
	oldBackup     = week
)

// weekly is the word on how the mail is: once a week, and only where something is to be said. It
// lies quietly below the toolbar until it is closed.
type weekly struct {
	*shell
	activity *activity
	travel   *travel
	backups  *backups
	owners   Owners
	onServer *onServer
	versions *newVersions
	showHelp func() // opens the page of the settings that tells of new versions
	looking  loop.Latest

	began time.Time // the window was opened
	card  *flow.Column
}

// matter is one thing that the word says.
type matter struct {
	kind string // under which the person does not want to hear of it again
	text string
	does string // what its button says
	do   func()
}

func newWeekly(sh *shell, act *activity, tr *travel, bk *backups, owners Owners) *weekly {
	k := &weekly{shell: sh, activity: act, travel: tr, backups: bk, owners: owners, looking: loop.Latest{Run: sh.run}, began: sh.now(), card: flow.NewColumn(2)}
	k.card.Fill, k.card.Inset = theme.ColorOption, flow.Insets{Left: 20, Top: 6, Right: 14, Bottom: 6}
	k.card.Hide()
	return k
}

// due reports whether a week has passed. It begins when PopMail is used first.
func (k *weekly) due() bool {
	p, now := k.app.Preferences(), k.now()
	told := p.Int(prefWeekly)
	if told == 0 || time.Unix(int64(told), 0).After(now) { // the clock was ahead
		p.SetInt(prefWeekly, int(now.Unix()))
		return false
	}
	return k.o.CannotWrite == nil && now.Sub(time.Unix(int64(told), 0)) >= week && now.Sub(k.began) >= weeklySettles
}

// look says what there is to be said, if it is time.
func (k *weekly) look() {
	if !k.due() {
		return
	}
	var known map[account.ID]account.Status
	var err error
	k.looking.Start(func(ctx context.Context) { known, err = k.owners.Status(ctx) }, func() {
		if err != nil { // where the store cannot be read the window says so itself
			return
		}
		switch list := k.matters(known); {
		case len(list) > 0:
			k.app.Preferences().SetInt(prefWeekly, int(k.now().Unix()))
			k.show(list) // in place of last week's, if nobody has closed that
		case k.card.Visible(): // what it says is over
			k.card.Hide()
			k.main.Refresh()
		}
	})
}

// neverSince is since when an account is known to fail that was never reached.
func (k *weekly) neverSince(id account.ID) time.Time {
	p, key, now := k.app.Preferences(), prefWeeklyNever+strconv.FormatInt(int64(id), 10), k.now()
	if at := time.Unix(int64(p.Int(key)), 0); at.Unix() > 0 && !at.After(now) {
		return at
	}
	p.SetInt(key, int(now.Unix()))
	return now
}

// matters is what there is to be said, as it was last known.
func (k *weekly) matters(known map[account.ID]account.Status) (out []matter) {
	now := k.now()
	if !k.activity.worksOffline() {
		for _, a := range k.known.accounts {
			st := known[a.ID]
			if a.Paused || a.Interval < 0 || st.Failure == (account.Failure{}) {
				continue
			}
			since := st.LastCheck
			if since.IsZero() {
				since = k.neverSince(a.ID)
			}
			if now.Sub(since) < unreached {
				continue
			}
			out = append(out, matter{"reached", lang.L("No check for mail of {{.Account}} has been finished since {{.Day}}.", map[string]any{"Account": a.Email, "Day": words.LongDate(since, now)}),
				lang.L("Check now"), func() { k.activity.checkAccount(a.ID) }})
		}
	}
	for _, a := range k.known.accounts {
		st := known[a.ID]
		percent, ok := account.Full(st.Held.Octets, st.Quota)
		if !ok || percent < account.NearlyFull || !k.onServer.able(a.ID) {
			continue
		}
		out = append(out, matter{"full", lang.L("The mailbox of {{.Account}} is {{.Percent}} full at the provider.", map[string]any{"Account": a.Email, "Percent": words.Percent(percent)}),
			lang.L("Show what is there"), func() { k.onServer.show(a.ID, "", nil) }})
	}
	if k.backups.port != nil {
		if st := k.backups.port.State(); !st.Off && !st.Running && !st.Urgent && now.Sub(st.Last) >= oldBackup {
			text := lang.L("There is no backup of your mail yet.")
			if !st.Last.IsZero() {
				text = lang.L("The last backup of your mail is from {{.Day}}.", map[string]any{"Day": words.LongDate(st.Last, now)})
			}
			out = append(out, matter{"backup", text, lang.L("Backup settings…"), k.backups.show})
		}
	}
	if r := k.travel.rests; k.travel.port != nil && !k.travel.on() && r.Messages-r.Wanted-r.Larger > 0 {
		n := r.Messages - r.Wanted - r.Larger
		out = append(out, matter{"rests", lang.N("The rest of {{.Count}} large messages is still on the server.", n, map[string]any{"Count": words.Count(n)}), lang.L("Get the rest"), k.travel.getAll})
	}
	if r, ok := k.versions.found(); ok {
		out = append(out, matter{"newer " + r.Version, k.versions.news(r), lang.L("Show"), k.showHelp})
	}
	not := k.app.Preferences().StringList(prefWeeklyNot)
	return slices.DeleteFunc(out, func(m matter) bool { return slices.Contains(not, m.kind) })
}

// show draws the card, a line for each matter.
func (k *weekly) show(list []matter) {
	var rows []fyne.CanvasObject
	for i, m := range list {
		text := widgets.NewText(m.text, theme.SizeSmall, "")
		line := flow.NewRow(10, text, widgets.NewGlyph(widgets.IconSun, fynetheme.ColorNameHyperlink), text)
		gone := func() {
			rest := slices.Delete(slices.Clone(list), i, i+1)
			if k.hide(); len(rest) > 0 {
				k.show(rest)
			}
		}
		link := func(text string, do func()) *widgets.Button {
			b := widgets.NewLink(text, do)
			b.Small = true
			return b
		}
		does := link(m.does, func() { gone(); m.do() })
		does.Bold = true
		buttons := flow.NewTiles(18, does, link(lang.L("Don’t tell me this"), func() {
			p := k.app.Preferences()
			p.SetStringList(prefWeeklyNot, append(slices.Clone(p.StringList(prefWeeklyNot)), m.kind))
			gone()
		}))
		if i == 0 {
			buttons.Objects = append(buttons.Objects, link(lang.L("Close"), k.hide))
		}
		buttons.End = true
		row := flow.NewBeside(16, func() float32 { return travelTextLeast * widgets.Unit() }, line, buttons)
		row.Below = 4
		rows = append(rows, row)
	}
	k.card.Set(rows...)
	k.card.Show()
	k.main.Refresh()
}

// hide takes the card away.
func (k *weekly) hide() {
	k.card.Hide()
	k.activity.listing.list.Focus()
	k.main.Refresh()
}

package moving

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

type state uint8

const (
	stateLooking state = iota
	stateNothing       // there is no mail, or it cannot be read
	stateReady
	stateRunning
	stateStopped
	stateDone
)

// batch is the card of one program, or of files that were chosen together.
type batch struct {
	p      *In
	name   string
	place  Place
	quiet  bool // nobody has asked for it: where there is no mail it goes
	state  state
	job    job
	found  Found
	checks []*field.Check
	so     Progress
	failed []Failure
	began  time.Time
	folder string // that was chosen for it

	column        *flow.Column
	icon          *widgets.Glyph
	about         *widgets.Text
	choose        *widgets.Button // shows the folders
	stop          *widgets.Button
	show          *widgets.Button // what failed
	main          *widgets.Button // brings in, goes on, or shows the mail
	edge          *widgets.Ground
	sources       *flow.Column
	to            *field.Select
	names         []string // of to, from its third option on
	newName       *field.Entry
	newLabel      *field.Labelled
	into          *flow.Column
	marks         *field.Check // stars and read marks come along
	setUp         *field.Check // the accounts of the program are set up
	once          *field.Check // servers do not hand out again what comes in
	boxes         *flow.Tiles
	tags          *field.Select
	tagsLabel     *field.Labelled
	note          *widgets.Text // what a box leads to that nobody would guess
	counts, where *widgets.Text
	line          *widgets.ProgressLine
	running       *flow.Column
}

func newBatch(p *In, name string, place Place, quiet bool) *batch {
	b := &batch{p: p, name: name, place: place, quiet: quiet}
	b.icon = widgets.NewGlyph(widgets.IconFolder, fynetheme.ColorNameForeground)
	if quiet {
		b.icon.Set(widgets.IconMail, fynetheme.ColorNameForeground)
	}
	title := widgets.NewLine(name, true, fynetheme.SizeNameSubHeadingText, "")
	b.about = widgets.NewText("", "", theme.ColorMuted)
	b.choose = widgets.NewButton(widgets.Flat, lang.L("Choose folders…"), "", func() {
		b.sources.Hidden = !b.sources.Hidden
		b.draw()
	})
	b.stop = widgets.NewButton(widgets.Quiet, lang.L("Stop"), "", b.halt)
	b.show = widgets.NewButton(widgets.Flat, "", "", func() {
		showFailed(p.Frame, lang.L("This could not be read"), b.failed, max(b.so.Failed, len(b.failed)))
	})
	b.main = widgets.NewButton(widgets.Primary, "", "", b.act)
	b.edge = widgets.NewHairline()
	b.sources = flow.NewColumn(8)
	b.sources.Hide()
	b.marks, b.setUp, b.once = field.NewCheck(lang.L("Stars and read marks"), nil), field.NewCheck(lang.L("Account settings"), nil), field.NewCheck(lang.L("Don’t download this mail again"), nil)
	for _, c := range []*field.Check{b.marks, b.setUp, b.once} {
		c.Checked, c.Beside, c.OnChanged = true, true, func(bool) { b.draw() }
	}
	b.boxes = flow.NewTiles(22, b.marks, b.setUp, b.once)
	b.newName = field.NewEntry(func() { b.act() }, func() { p.Back.OnTapped() })
	b.newLabel = field.Label(lang.L("Name of the new folder"), field.Sized(b.newName, 300))
	b.to = field.NewSelect(nil, nil)
	b.tags = field.NewSelect([]string{lang.L("Give them a star"), lang.L("Put them into folders named after the tags")}, nil)
	b.tags.SetSelectedIndex(0)
	b.tagsLabel = field.Label(lang.L("Messages with tags"), field.Sized(b.tags, 380))
	b.into = flow.NewColumn(10, field.Label(lang.L("Into"), field.Sized(b.to, 300)), b.newLabel, b.tagsLabel)
	b.note = small("")
	b.counts, b.where, b.line = widgets.NewSpans(widgets.Span{}), small(""), widgets.NewProgressLine()
	b.running = flow.NewColumn(7, b.counts, b.line, b.where)
	b.column = flow.NewColumn(14, cardHead(b.icon, title, b.about, b.choose, b.show, b.stop, b.main), b.edge, b.running, b.boxes, b.note, b.sources, b.into).
		Card(flow.Insets{Left: 22, Top: 18, Right: 22, Bottom: 18})
	b.fillFolders()
	b.draw()
	return b
}

// fillFolders offers where the mail can go.
func (b *batch) fillFolders() {
	b.names = b.p.o.Folders()
	options := []string{lang.L("Folders of the same names"), lang.L("A new folder")}
	b.to.Options = append(options, b.names...)
	b.to.SetSelectedIndex(0)
	b.to.OnChanged = func(string) {
		b.draw()
		if b.to.SelectedIndex() == 1 {
			b.p.Focus(b.newName)
		}
	}
}

// look counts the mail.
func (b *batch) look() {
	var found Found
	var err error
	b.state = stateLooking
	b.draw()
	b.job.run(b.p.o.Run, func(ctx context.Context) {
		found, err = b.p.o.Mover.Survey(ctx, b.place.Paths, func(n int) {
			b.p.o.Run.Do(func() {
				if b.state == stateLooking {
					b.about.SetText(lang.N("Looking… {{.Count}} messages so far", n, map[string]any{"Count": words.Count(n)}))
					b.p.Relayout()
				}
			})
		})
	}, func(stopped bool) {
		b.found, b.state, b.failed = found, stateReady, found.Failed
		if len(b.found.Sources) == 0 || stopped {
			b.state = stateNothing
		}
		if b.state == stateNothing && (b.quiet || stopped) {
			b.p.remove(b)
			return
		}
		if err != nil {
			b.p.o.OnFailed(err)
		}
		b.list()
		b.draw()
		b.p.Focus(b.main)
	})
}

// list makes a box for each folder.
func (b *batch) list() {
	b.checks = nil
	var objects []fyne.CanvasObject
	if len(b.found.Sources) > 1 {
		all := field.NewCheck(lang.L("All folders"), nil)
		all.Checked = true
		all.OnChanged = func(on bool) {
			for _, c := range b.checks {
				c.Checked = on
				c.Refresh()
			}
			b.draw()
		}
		objects = append(objects, all)
	}
	for _, s := range b.found.Sources {
		c := field.NewCheck(s.Folder+" · "+amount(s.Messages, s.Octets), func(bool) { b.draw() })
		c.Checked = true
		b.checks = append(b.checks, c)
		objects = append(objects, c)
	}
	b.sources.Objects = objects
}

// amount is "1,204 messages · 2.4 GB".
func amount(messages int, octets int64) string {
	return lang.N("{{.Count}} messages", messages, map[string]any{"Count": words.Count(messages)}) + " · " + words.Size(octets)
}

// ticked are the sources that are to be brought in.
func (b *batch) ticked() (out []Source) {
	for i, s := range b.found.Sources {
		if b.checks[i].Checked {
			out = append(out, s)
		}
	}
	return out
}

// wanted are the keys of those that are ticked; messages and octets are theirs.
func (b *batch) wanted() (keys []string, messages int, octets int64) {
	for _, s := range b.ticked() {
		keys = append(keys, s.Key)
		messages += s.Messages
		octets += s.Octets
	}
	return keys, messages, octets
}

// act does what the main button says.
func (b *batch) act() {
	switch b.state {
	case stateReady, stateStopped:
		b.bring()
	case stateDone:
		folder, role := strings.TrimPrefix(b.folder, "/"), mailbox.Own
		if one := b.ticked(); folder == "" && len(one) == 1 {
			folder, role = strings.TrimPrefix(one[0].Path, "/"), one[0].Role // where it lay
		}
		b.p.o.OnShow(folder, role)
	case stateNothing:
		b.p.remove(b)
		b.p.Focus(b.p.files)
	}
}

// bring brings the mail in, or goes on with that.
func (b *batch) bring() {
	if b.p.busy != nil {
		return
	}
	keys, _, _ := b.wanted()
	if len(keys) == 0 {
		return
	}
	what := Bring{Paths: b.place.Paths, Wanted: keys, Tagged: b.tagsLabel.Visible() && b.tags.SelectedIndex() == 1}
	what.Bare, what.Anew = !b.marks.Checked, b.once.Visible() && !b.once.Checked
	if b.setUp.Visible() && b.setUp.Checked {
		what.Accounts = b.place.Settings
	}
	switch i := b.to.SelectedIndex(); {
	case i == 1:
		if what.Folder = strings.TrimSpace(b.newName.Text); what.Folder == "" {
			b.newLabel.Say(lang.L("Type a name for the folder."))
			b.draw()
			b.p.Focus(b.newName)
			return
		}
	case i > 1:
		what.Folder = "/" + b.names[i-2] // this very folder, also where it is called like one with a purpose
	}
	b.newLabel.Say("")
	b.folder, b.state, b.p.busy, b.began = what.Folder, stateRunning, b, b.p.o.Now()
	b.so, b.failed = Progress{}, nil
	b.drawAll()
	var so Progress
	var failed []Failure
	var err error
	b.job.run(b.p.o.Run, func(ctx context.Context) {
		so, failed, err = b.p.o.Mover.BringIn(ctx, what, func(p Progress) {
			b.p.o.Run.Do(func() {
				if b.state == stateRunning {
					b.so = p
					b.draw()
				}
			})
		})
	}, func(stopped bool) {
		b.so, b.failed, b.p.busy, b.state = so, failed, nil, stateDone
		if stopped || err != nil {
			b.state = stateStopped
		}
		if stopped {
			err = nil
		}
		b.drawAll()
		b.p.Focus(b.main)
		b.p.o.OnDone(b.name+": "+result(b.so), err)
	})
	if b.state == stateRunning {
		b.p.Focus(b.stop)
	}
}

func (b *batch) halt() {
	if b.job.stop != nil {
		b.job.stop()
		b.stop.Disable()
	}
}

// drawAll draws the cards, whose buttons depend on whether one is at work.
func (b *batch) drawAll() {
	for _, x := range b.p.batches {
		x.draw()
	}
	if !slices.Contains(b.p.batches, b) {
		b.draw()
	}
}

// draw shows the present state.
func (b *batch) draw() {
	at := func(s ...state) bool { return slices.Contains(s, b.state) }
	open := at(stateReady, stateStopped)
	b.choose.Hidden = !open || len(b.found.Sources) < 2 && !b.quiet
	b.stop.Hidden = !at(stateLooking, stateRunning)
	if b.job.stop == nil {
		b.stop.Enable()
	}
	b.show.Hidden = len(b.failed) == 0 || at(stateLooking, stateRunning)
	unread := max(b.so.Failed, len(b.failed))
	b.show.SetText(lang.N("Show the {{.Count}}…", unread, map[string]any{"Count": words.Count(unread)}))
	b.main.Hidden = at(stateLooking, stateRunning)
	b.running.Hidden = !at(stateRunning)
	b.into.Hidden = !open || b.quiet && b.sources.Hidden
	b.boxes.Hidden = !open
	b.setUp.Hidden, b.once.Hidden = len(b.place.Settings) == 0, !b.found.Fetched
	b.sayBoxes()
	b.newLabel.Hidden = b.to.SelectedIndex() != 1
	b.tagsLabel.Hidden = !b.found.Tags || b.to.SelectedIndex() > 0
	if !open {
		b.sources.Hide()
	}
	b.edge.Hidden = !open && !at(stateRunning)
	look, main := widgets.Primary, lang.L("Bring in")
	switch b.state {
	case stateLooking:
		b.about.SetText(lang.L("Looking for mail…"))
	case stateNothing:
		b.about.SetText(lang.L("There is no mail in it that PopMail can read."))
		look, main = widgets.Quiet, lang.L("OK")
	case stateReady:
		b.about.SetText(b.offer())
	case stateRunning:
		b.about.SetText(b.offer())
		b.drawRunning()
	case stateStopped:
		b.about.SetText(lang.L("Stopped: {{.Result}}. It can go on at any time; no message comes twice.", map[string]any{"Result": result(b.so)}))
		main = lang.L("Go on")
	case stateDone:
		b.about.SetText(result(b.so))
		b.icon.Set(widgets.IconCheck, theme.ColorGood)
		look, main = widgets.Quiet, lang.L("Show mail")
	}
	b.main.Look = look
	b.main.SetText(main)
	if keys, _, _ := b.wantedKnown(); open && (len(keys) == 0 || b.p.busy != nil) {
		b.main.Disable()
	} else {
		b.main.Enable()
	}
	b.main.Refresh()
	b.p.Relayout()
}

func (b *batch) wantedKnown() (keys []string, messages int, octets int64) {
	if len(b.checks) != len(b.found.Sources) {
		return nil, 0, 0
	}
	return b.wanted()
}

// sayBoxes says what follows from the boxes.
func (b *batch) sayBoxes() {
	var text []string
	if b.setUp.Visible() && b.setUp.Checked {
		text = append(text, lang.N("{{.Count}} accounts will be set up. PopMail asks for the passwords when it checks for mail, and leaves the mail on the server.", len(b.place.Settings), map[string]any{"Count": words.Count(len(b.place.Settings))}))
	}
	if b.once.Visible() && !b.once.Checked {
		text = append(text, lang.L("What is still on the server comes a second time."))
	}
	b.note.SetText(strings.Join(text, " "))
	b.note.Hidden = len(text) == 0 || b.boxes.Hidden
}

// offer is "2 accounts · 34 folders · 18,204 messages · 2.4 GB".
func (b *batch) offer() string {
	keys, messages, octets := b.wantedKnown()
	text := amount(messages, octets)
	if len(b.found.Sources) > 1 {
		text = lang.N("{{.Count}} folders", len(keys), map[string]any{"Count": words.Count(len(keys))}) + " · " + text
	}
	if n := b.place.Accounts; n > 0 {
		text = lang.N("{{.Count}} accounts", n, map[string]any{"Count": words.Count(n)}) + " · " + text
	}
	if n := len(b.found.Failed); n > 0 {
		text += " · " + lang.N("{{.Count}} can’t be read", n, map[string]any{"Count": words.Count(n)})
	}
	return text
}

// drawRunning says how far it has come.
func (b *batch) drawRunning() {
	_, messages, octets := b.wantedKnown()
	done := b.so.Came + b.so.Here + b.so.Twice + b.so.Failed
	total := max(messages, done)
	data := map[string]any{"Done": words.Count(done), "Total": words.Count(total)}
	rest := " · " + words.Part(min(b.so.Octets, octets), octets)
	if took := b.p.o.Now().Sub(b.began); took > 3*time.Second && b.so.Octets > 0 && octets > b.so.Octets {
		rest += " · " + words.Left(time.Duration(float64(took)*float64(octets-b.so.Octets)/float64(b.so.Octets)))
	}
	b.counts.Spans = []widgets.Span{{Text: lang.L("{{.Done}} of {{.Total}}", data), Bold: true}, {Text: rest, Color: theme.ColorMuted}}
	b.counts.Refresh()
	if octets > 0 {
		b.line.SetValue(float64(b.so.Octets) / float64(octets))
	}
	where := widgets.Short(widgets.OneLine(b.so.Where), 80)
	if b.so.Here > 0 {
		where += " · " + lang.N("{{.Count}} messages were already here and were skipped", b.so.Here, map[string]any{"Count": words.Count(b.so.Here)})
	}
	b.where.SetText(strings.TrimPrefix(where, " · "))
}

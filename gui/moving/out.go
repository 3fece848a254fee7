package moving

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/sheet"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Scope is mail that can be saved.
type Scope struct {
	Name string // for people
	IDs  func(ctx context.Context) ([]mailbox.ID, error)
}

// OutOptions are what the page that saves mail works with.
type OutOptions struct {
	Run    loop.Runner
	Mover  Mover
	Now    func() time.Time
	Back   string
	Scopes []Scope // at least one
	// OnFolder lets the person choose a folder.
	OnFolder func(chosen func(path string))
	OnOpen   func(folder string) // shows it in the program for files
	OnClose  func()
	OnFailed func(error)
	// OnDone is told what came of it, and the folder with it, also while the page is not open.
	OnDone func(text, folder string)
	// Begun are those of some messages of which only the beginning is here, and of them those whose
	// rests can be got; nil: nobody looks.
	Begun func(ctx context.Context, ids []mailbox.ID) (all, waiting []mailbox.ID, err error)
	OnGet func(ids []mailbox.ID) // gets the rests
}

// Out is the page that saves mail outside PopMail. What is under way goes on while the page is
// closed. Its methods are called on the window's thread.
type Out struct {
	widget.BaseWidget
	*sheet.Frame
	o      OutOptions
	job    job
	saved  Saved
	done   int
	total  int
	asks   bool // whether all is whole is being looked at
	what   *field.Select
	form   *field.Select
	about  *widgets.Text // the format
	said   *widgets.Text // what came of it
	counts *widgets.Text
	line   *widgets.ProgressLine
	going  *flow.Column
	ways   []way
	begin  *widgets.Button
	stop   *widgets.Button
	show   *widgets.Button
	open   *widgets.Button
}

// way is a format, in words.
type way struct {
	format      Format
	name, about string
}

func ways() []way {
	return []way{
		{MBox, lang.L("For another mail program (mbox)"), lang.L("One file for each folder. Nearly every mail program reads them, and PopMail too.")},
		{Maildir, lang.L("For another mail program (Maildir)"), lang.L("One file for each message, in the folders that programs such as KMail and Evolution use.")},
		{EML, lang.L("Single messages (.eml)"), lang.L("One file for each message, which opens by itself in most mail programs.")},
		{Pages, lang.L("To read in the web browser"), lang.L("Pages with a list that can be searched, and the attachments. No mail program and no internet is needed.")},
	}
}

// NewOut returns the page.
func NewOut(o OutOptions) *Out {
	p := &Out{o: o, ways: ways()}
	p.Frame = sheet.New(lang.L("Save mail outside PopMail"), o.Back, func() { p.o.OnClose() })
	intro := widgets.NewText(lang.L("Your mail is copied into a new folder, in a place you choose. It stays in PopMail as it is."), "", theme.ColorMuted)
	var scopes, forms []string
	for _, s := range o.Scopes {
		scopes = append(scopes, widgets.Short(s.Name, 60))
	}
	for _, w := range p.ways {
		forms = append(forms, w.name)
	}
	p.about = small("")
	p.what, p.form = field.NewSelect(scopes, nil), field.NewSelect(forms, nil)
	p.what.SetSelectedIndex(0)
	p.form.SetSelectedIndex(0)
	p.form.OnChanged = func(string) { p.draw() }
	p.what.OnChanged = func(string) { p.draw() }
	p.said = widgets.NewText("", "", "")
	p.counts, p.line = widgets.NewText("", "", fynetheme.ColorNameForeground), widgets.NewProgressLine()
	p.going = flow.NewColumn(7, p.counts, p.line)
	p.begin = widgets.NewButton(widgets.Primary, lang.L("Choose where and save…"), "", p.wholeFirst)
	p.stop = widgets.NewButton(widgets.Quiet, lang.L("Stop"), "", func() {
		if p.job.stop != nil {
			p.job.stop()
			p.stop.Disable()
		}
	})
	p.open = widgets.NewButton(widgets.Quiet, lang.L("Open folder"), "", func() { p.o.OnOpen(p.saved.Path) })
	p.show = widgets.NewButton(widgets.Flat, "", "", func() {
		showFailed(p.Frame, lang.L("Not saved, or only in part"), p.saved.Failed, len(p.saved.Failed))
	})
	card := flow.NewColumn(14,
		field.Label(lang.L("Which mail"), field.Sized(p.what, 420)),
		field.Label(lang.L("How"), field.Sized(p.form, 420)),
		p.about, p.going, p.said, flow.NewEnds(10, nil, p.show, p.open, p.stop, p.begin),
	).Card(flow.Insets{Left: 22, Top: 18, Right: 22, Bottom: 18})
	p.Column.Objects = []fyne.CanvasObject{intro, card}
	p.draw()
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *Out) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return p.Renderer()
}

// First gets the keyboard when the page is opened.
func (p *Out) First() fyne.Focusable {
	if p.Busy() {
		return p.stop
	}
	return p.what
}

// TypedKey takes keys that no field has taken. It reports whether the key was used.
func (p *Out) TypedKey(e *fyne.KeyEvent) bool { return p.Typed(e) }

// Busy reports whether something is being saved.
func (p *Out) Busy() bool { return p.job.stop != nil }

// wholeFirst lets the person choose a place. Where of some messages only the beginning is here it asks
// before that whether the rest is to be got.
func (p *Out) wholeFirst() {
	choose := func() { p.o.OnFolder(p.save) }
	if p.o.Begun == nil {
		choose()
		return
	}
	if p.asks || p.Busy() {
		return
	}
	p.asks = true
	scope := p.o.Scopes[max(p.what.SelectedIndex(), 0)]
	var all, waiting []mailbox.ID
	var err error
	p.o.Run.Go(func(ctx context.Context) {
		var ids []mailbox.ID
		if ids, err = scope.IDs(ctx); err == nil {
			all, waiting, err = p.o.Begun(ctx, ids)
		}
	}, func() {
		p.asks = false
		c := p.Canvas()
		switch {
		case c == nil: // the page was closed meanwhile
			return
		case err != nil:
			p.o.OnFailed(err)
			return
		case len(all) == 0:
			choose()
			return
		}
		rest := lang.N("The rest of {{.Count}} letters waits on the server.", len(waiting), map[string]any{"Count": words.Count(len(waiting))})
		if len(waiting) == 0 {
			rest = lang.L("The rest is no longer on the server.")
		}
		q := &ask.Question{Title: lang.L("Only the beginning is here"), Text: rest + " " + lang.L("Only the beginning would be saved.")}
		add := func(k widgets.Look, text string, do func()) {
			q.Buttons = append(q.Buttons, widgets.NewButton(k, text, "", do))
		}
		add(widgets.Flat, lang.L("Cancel"), nil)
		if len(waiting) == 0 || p.o.OnGet == nil {
			add(widgets.Primary, lang.L("Go on anyway"), choose)
		} else {
			add(widgets.Quiet, lang.L("Go on anyway"), choose)
			add(widgets.Primary, lang.L("Get the rest"), func() { p.o.OnGet(waiting) })
		}
		q.Show(c)
	})
}

// save writes the mail into a new folder within dir.
func (p *Out) save(dir string) {
	if p.Busy() {
		return
	}
	scope, format := p.o.Scopes[max(p.what.SelectedIndex(), 0)], p.ways[max(p.form.SelectedIndex(), 0)].format
	// A name for a folder: the day as files are sorted by it.
	name := lang.L("Mail from PopMail {{.Day}}", map[string]any{"Day": p.o.Now().Format("2006-01-02")})
	p.saved, p.done, p.total = Saved{}, 0, 0
	p.said.SetText("")
	var saved Saved
	var err error
	p.job.run(p.o.Run, func(ctx context.Context) {
		var ids []mailbox.ID
		if ids, err = scope.IDs(ctx); err != nil || len(ids) == 0 {
			return
		}
		tell := func(done int) {
			p.o.Run.Do(func() {
				if p.Busy() {
					p.done, p.total = done, len(ids)
					p.draw()
				}
			})
		}
		tell(0)
		saved, err = p.o.Mover.Save(ctx, ids, format, dir, name, tell)
	}, func(stopped bool) {
		p.saved = saved
		switch {
		case err != nil && stopped:
			p.said.SetText(lang.L("Stopped. Nothing was saved."))
		case err != nil:
			p.said.SetText(lang.L("That didn’t work. Nothing was saved."))
			p.o.OnFailed(err)
		case saved.Path == "":
			p.said.SetText(lang.L("There are no messages to save."))
		default:
			text := lang.N("{{.Count}} messages saved in {{.Place}}", saved.Messages, map[string]any{"Count": words.Count(saved.Messages), "Place": saved.Path})
			if saved.Begun > 0 {
				text += "\n" + lang.N("Of {{.Count}} messages only the beginning was saved. The rest is not here.", saved.Begun, map[string]any{"Count": words.Count(saved.Begun)})
			}
			p.said.SetText(text)
			p.o.OnDone(p.said.Text(), saved.Path)
		}
		p.draw()
		if p.open.Visible() {
			p.Focus(p.open)
		} else {
			p.Focus(p.begin)
		}
	})
	p.draw()
	if p.Busy() {
		p.Focus(p.stop)
	}
}

// draw shows the present state.
func (p *Out) draw() {
	busy := p.Busy()
	p.about.SetText(p.ways[max(p.form.SelectedIndex(), 0)].about)
	p.going.Hidden, p.stop.Hidden, p.begin.Hidden = !busy, !busy, busy
	p.said.Hidden = p.said.Text() == ""
	p.open.Hidden = busy || p.saved.Path == ""
	n := len(p.saved.Failed)
	p.show.Hidden = busy || n == 0
	p.show.SetText(lang.N("Show the {{.Count}}…", n, map[string]any{"Count": words.Count(n)}))
	if busy {
		p.what.Disable()
		p.form.Disable()
		p.counts.SetText(lang.N("{{.Count}} of {{.Total}} messages saved", p.total, map[string]any{"Count": words.Count(p.done), "Total": words.Count(p.total)}))
		p.line.SetValue(float64(p.done) / float64(max(p.total, 1)))
	} else {
		p.what.Enable()
		p.form.Enable()
		p.stop.Enable()
	}
	p.Relayout()
}

// SetBack names what is seen once the page is closed, and how it is.
func (p *Out) SetBack(name string, close func()) {
	p.o.OnClose = close
	p.Back.SetText(widgets.Short(name, 24))
}

package moving

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/sheet"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// InOptions are what the page that brings mail in works with.
type InOptions struct {
	Run   loop.Runner
	Mover Mover
	Now   func() time.Time
	Back  string
	// Folders are the names of the person's own folders.
	Folders func() []string
	// OnFiles and OnFolder let the person choose, and hand on what was chosen.
	OnFiles  func(chosen func(paths []string))
	OnFolder func(chosen func(path string))
	OnClose  func()
	// OnShow shows the mail that came: that of an own folder, by its path, or of those with another role,
	// or all of it where neither is known.
	OnShow   func(folder string, role mailbox.Role)
	OnFailed func(error)
	// OnDone is told what came of it, also while the page is not open, and why there is no more; nil: it is all.
	OnDone func(text string, err error)
}

// In is the page that brings mail in. What is under way goes on while the page is closed. Its
// methods are called on the window's thread.
type In struct {
	widget.BaseWidget
	*sheet.Frame
	o       InOptions
	intro   *widgets.Text
	batches []*batch
	files   *widgets.Button
	other   *flow.Column
	busy    *batch // whose mail is being brought in; nil: none
}

// NewIn returns the page. Begin looks for mail of other programs.
func NewIn(o InOptions) *In {
	p := &In{o: o}
	p.Frame = sheet.New(lang.L("Bring your mail in"), o.Back, func() { p.o.OnClose() })
	p.intro = widgets.NewText(lang.L("Mail that another program has saved can be brought in. PopMail makes a copy and leaves the originals alone."), "", theme.ColorMuted)
	p.files = widgets.NewButton(widgets.Quiet, lang.L("Choose files…"), "", func() { p.o.OnFiles(p.Add) })
	folder := widgets.NewButton(widgets.Quiet, lang.L("Choose a folder…"), "", func() { p.o.OnFolder(func(path string) { p.Add([]string{path}) }) })
	p.other = flow.NewColumn(0, cardHead(widgets.NewGlyph(widgets.IconSave, theme.ColorMuted), widgets.NewLine(lang.L("Files or a folder"), true, "", ""),
		small(lang.L("Drag them here, or choose them: mbox, Maildir, MH, .eml, .emlx, Outlook’s .msg, Outlook Express’ .dbx, or a zip file of these.")), folder, p.files)).Card(flow.Insets{Left: 22, Top: 16, Right: 22, Bottom: 16})
	p.fill()
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *In) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return p.Renderer()
}

// First gets the keyboard when the page is opened.
func (p *In) First() fyne.Focusable {
	for _, b := range p.batches {
		if b.main.Visible() && !b.main.Disabled() {
			return b.main
		}
	}
	return p.files
}

// TypedKey takes keys that no field has taken. It reports whether the key was used.
func (p *In) TypedKey(e *fyne.KeyEvent) bool { return p.Typed(e) }

// SetBack names what is seen once the page is closed, and how it is.
func (p *In) SetBack(name string, close func()) {
	p.o.OnClose = close
	p.Back.SetText(widgets.Short(name, 24))
}

// Busy reports whether something is under way.
func (p *In) Busy() bool {
	return slices.ContainsFunc(p.batches, func(b *batch) bool { return b.job.stop != nil })
}

// Begin looks for the mail of other programs.
func (p *In) Begin() {
	var places []Place
	var err error
	p.o.Run.Go(func(ctx context.Context) { places, err = p.o.Mover.Places(ctx) }, func() {
		if err != nil || len(places) == 0 {
			return
		}
		p.intro.SetText(lang.L("PopMail found mail from other programs on this computer. It makes a copy and leaves the originals alone."))
		for _, place := range places {
			p.add(place.Program, place, true)
		}
	})
}

// Add looks what mail is in files and folders.
func (p *In) Add(paths []string) {
	if len(paths) == 0 {
		return
	}
	name := filepath.Base(paths[0])
	if more := len(paths) - 1; more > 0 {
		name = lang.N("{{.Names}} and {{.Count}} more", more, map[string]any{"Names": name, "Count": words.Count(more)})
	}
	p.add(name, Place{Paths: paths}, false)
}

func (p *In) add(name string, place Place, quiet bool) {
	for _, b := range p.batches {
		if slices.Equal(b.place.Paths, place.Paths) && b.state != stateDone {
			p.Focus(b.main)
			return
		}
	}
	b := newBatch(p, name, place, quiet)
	p.batches = append(p.batches, b)
	p.fill()
	b.look()
}

func (p *In) remove(b *batch) {
	p.batches = slices.DeleteFunc(p.batches, func(x *batch) bool { return x == b })
	p.fill()
}

func (p *In) fill() {
	objects := []fyne.CanvasObject{p.intro}
	for _, b := range p.batches {
		objects = append(objects, b.column)
	}
	p.Column.Objects = append(objects, p.other)
	p.Relayout()
}

// result is "412 messages came, 18 were here already, 2 could not be read".
func result(so Progress) string {
	count := func(n int) map[string]any { return map[string]any{"Count": words.Count(n)} }
	text := []string{lang.N("{{.Count}} messages came", so.Came, count(so.Came))}
	if so.Here > 0 {
		text = append(text, lang.N("{{.Count}} were here already", so.Here, count(so.Here)))
	}
	if so.Twice > 0 {
		text = append(text, lang.N("{{.Count}} were there more than once and came once", so.Twice, count(so.Twice)))
	}
	if so.Failed > 0 {
		text = append(text, lang.N("{{.Count}} could not be read", so.Failed, count(so.Failed)))
	}
	return strings.Join(text, " · ")
}

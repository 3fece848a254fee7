// Package choose is PopMail's own dialog for files, for systems that offer none. All of it
// can be done by keyboard alone and by mouse alone. It reads the disk in the background.
package choose

import (
	"context"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Kind is what is to be chosen.
type Kind uint8

// The kinds.
const (
	File   Kind = iota // one that is there
	Files              // any number of those
	Folder             // one that is there, or made in the dialog
	Save               // the place of a file, which may be new; the person was asked where it is not
)

// Ask is what a dialog begins with.
type Ask struct {
	Kind   Kind
	Title  string
	Accept string // the word of the main button
	Dir    string // the folder that it begins in; the home folder where that can't be read
	Name   string // with Save: of the file
}

// width of the dialog at 100 % text size.
const width = 560

// dialog is one that is shown. A field above a list: what is typed there narrows the list
// down, or is the path of what is meant; with Save it is the name of the file.
type dialog struct {
	Ask
	canvas fyne.Canvas
	run    loop.Runner
	done   func(paths []string)
	hide   func()

	dir    string // absolute
	all    []entry
	cut    bool  // dir has more than all
	rows   []int // of all, those that are listed
	places *flow.Tiles
	where  *widgets.Text
	name   *field.Entry
	said   *field.Labelled
	list   *widgets.List
	accept *widgets.Button

	reading, looking loop.Latest
}

// Show asks in a window, and calls done once: with absolute paths, or with nil where the
// person has turned away. A folder and a place to save are one path.
func Show(c fyne.Canvas, run loop.Runner, a Ask, done func(paths []string)) {
	d := &dialog{Ask: a, canvas: c, run: run, done: done, reading: loop.Latest{Run: run}, looking: loop.Latest{Run: run}}
	d.where = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	d.where.LeftToRight = true
	d.places = flow.NewTiles(14)
	d.name = field.NewEntry(func() { d.take(d.name.Text) }, func() { ask.Escape(c) })
	label := lang.L("Find a file, or type where it is")
	switch a.Kind {
	case Save:
		label = lang.L("File name")
		d.name.SetText(a.Name)
	case Folder:
		label = lang.L("Find a folder, or type where it is")
	}
	d.name.OnChanged = func(string) { d.typed() }
	d.name.OnDown = d.toList
	d.said = field.Label(label, d.name)
	d.newList()
	listed := flow.NewColumn(0, container.New(tall{c}, d.list)).Card(flow.Same(1))
	d.accept = widgets.NewButton(widgets.Primary, a.Accept, "", d.answer)
	q := &ask.Question{
		Title: a.Title, Width: width, Extra: []fyne.CanvasObject{d.said, d.places, d.where, listed},
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", func() { d.end(nil) }), d.accept},
		Stays:   d.accept, Focus: d.name, OnEscape: func() { d.end(nil) },
	}
	d.hide = q.Show(c)
	d.begin()
}

// tall gives the list what the window leaves to it.
type tall struct{ canvas fyne.Canvas }

func (t tall) MinSize([]fyne.CanvasObject) fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(120, flow.Whole(min(300*u, max(t.canvas.Size().Height-390*u, 96*u))))
}

func (t tall) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

// end is the end of the dialog.
func (d *dialog) end(paths []string) {
	d.reading.Cancel()
	d.looking.Cancel()
	d.hide()
	d.done(paths)
}

// begin shows the first folder, and the places that people keep files in.
func (d *dialog) begin() {
	var dir string
	var all []entry
	var cut bool
	var err error
	var places []place
	d.reading.Start(func(ctx context.Context) {
		for _, dir = range []string{d.Dir, home(), root()} {
			if all, cut, err = read(ctx, dir, mostRead, d.Kind == Folder); err == nil {
				break
			}
		}
		places = findPlaces()
	}, func() {
		for _, p := range places {
			link := widgets.NewLink(p.name(), func() { d.open(p.path) })
			link.Small = true
			d.places.Objects = append(d.places.Objects, link)
		}
		if d.Kind == Save || d.Kind == Folder {
			link := widgets.NewButton(widgets.Link, lang.L("New folder…"), widgets.IconPlus, d.newFolder)
			link.Small = true
			d.places.Objects = append(d.places.Objects, link)
		}
		d.places.Refresh()
		if err != nil {
			d.say(trouble(err, dir))
			return
		}
		d.show(dir, all, cut)
	})
}

// open shows another folder, or says why it can't.
func (d *dialog) open(dir string) {
	var all []entry
	var cut bool
	var err error
	d.reading.Start(func(ctx context.Context) { all, cut, err = read(ctx, dir, mostRead, d.Kind == Folder) }, func() {
		if err != nil {
			d.say(trouble(err, dir))
			return
		}
		if d.Kind != Save {
			d.name.SetText("")
		}
		d.show(dir, all, cut)
	})
}

func (d *dialog) show(dir string, all []entry, cut bool) {
	d.dir, d.all, d.cut = dir, all, cut
	d.where.SetText(widgets.OneLine(dir))
	d.fill()
	d.say("")
}

// say shows a message below the field; empty: none.
func (d *dialog) say(text string) {
	if text == "" && d.cut {
		text = lang.L("Not everything in this folder is listed. Type the name of what you look for.")
	}
	d.said.Say(text)
	ask.Relayout(d.canvas)
}

// typed follows what the person types.
func (d *dialog) typed() {
	d.looking.Cancel()
	d.fill()
	d.say("")
}

// answer is the main button: it takes what is chosen in the list, or what is typed.
func (d *dialog) answer() {
	files, folder := d.chosen()
	switch {
	case folder != "" && len(files) == 0:
		d.open(folder)
	case len(files) > 0 && d.Kind != Save:
		d.end(files)
	default:
		d.take(d.name.Text)
	}
}

// wrong says what is wrong with what is typed, and leads the keyboard there.
func (d *dialog) wrong(text string) {
	d.say(text)
	d.canvas.Focus(d.name)
}

// take takes what is typed: a name in this folder, or a path.
func (d *dialog) take(text string) {
	path := meant(d.dir, text)
	if path == "" {
		switch d.Kind {
		case Folder:
			d.end([]string{d.dir})
		case Save:
			d.wrong(lang.L("Type a name for the file."))
		default:
			d.wrong(lang.L("Choose a file in the list, or type its name."))
		}
		return
	}
	var isFolder bool
	var err, above error
	d.looking.Start(func(context.Context) {
		var i os.FileInfo
		if i, err = os.Stat(path); err == nil {
			isFolder = i.IsDir()
		}
		if d.Kind == Save && !isFolder && filepath.Ext(path) == "" { // programs know files by their endings
			path += filepath.Ext(d.Name)
			_, err = os.Stat(path)
		}
		if err != nil {
			_, above = os.Stat(filepath.Dir(path))
		}
	}, func() {
		switch {
		case err == nil && isFolder:
			d.open(path)
		case d.Kind == Save && above != nil:
			d.wrong(trouble(above, filepath.Dir(path)))
		case d.Kind == Save && err != nil:
			d.end([]string{path})
		case d.Kind == Save:
			d.askReplace(path)
		case err != nil:
			d.takeListed(err, path)
		case d.Kind == Folder:
			d.wrong(lang.L("“{{.Name}}” is a file, not a folder.", named(path)))
		default:
			d.end([]string{path})
		}
	})
}

// takeListed takes the only row that what was typed has left in the list.
func (d *dialog) takeListed(err error, path string) {
	switch n := d.fitting(); n {
	case 0:
		d.wrong(trouble(err, path))
	case 1:
		d.list.SelectOnly(len(d.rows) - 1)
		d.answer()
	default:
		d.toList()
		d.say(lang.L("More than one fits. Choose one of them."))
	}
}

func (d *dialog) askReplace(path string) {
	q := &ask.Question{
		Title: lang.L("Replace “{{.Name}}”?", named(path)), Text: lang.L("There is a file with this name already. It would be lost."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Replace it"), "", func() { d.end([]string{path}) }),
			widgets.NewButton(widgets.Primary, lang.L("Cancel"), "", func() { d.canvas.Focus(d.name) }),
		},
		OnEscape: func() { d.canvas.Focus(d.name) },
	}
	q.Show(d.canvas)
}

// newFolder asks for a name, makes a folder, and shows it.
func (d *dialog) newFolder() {
	back := func() { d.canvas.Focus(d.name) }
	var hide func()
	var make *widgets.Button
	name := field.NewEntry(func() { make.OnTapped() }, func() { ask.Escape(d.canvas) })
	said := field.Label(lang.L("Name of the folder"), name)
	say := func(text string) {
		said.Say(text)
		ask.Relayout(d.canvas)
		d.canvas.Focus(name)
	}
	make = widgets.NewButton(widgets.Primary, lang.L("Make folder"), "", func() {
		path := meant(d.dir, name.Text)
		if path == "" {
			say(lang.L("Type a name for the folder."))
			return
		}
		var err error
		d.looking.Start(func(context.Context) { err = os.Mkdir(path, 0o755) }, func() {
			if err != nil {
				say(trouble(err, path))
				return
			}
			hide()
			back()
			d.open(path)
		})
	})
	q := &ask.Question{
		Title: lang.L("New folder"), Extra: []fyne.CanvasObject{said}, Focus: name, Stays: make, OnEscape: back,
		Buttons: []*widgets.Button{widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", back), make},
	}
	hide = q.Show(d.canvas)
}

package reader

import (
	"path"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/assets/plain"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader/cards"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Attachments as the person thinks of them: without technical parts, and without
// the pictures that the HTML shows inside of itself.
func shown(all []eml.Attachment) []eml.Attachment {
	var out []eml.Attachment
	for _, a := range all {
		if a.File() {
			out = append(out, a)
		}
	}
	return out
}

// attachments is the line of tiles; nil when there are none.
func (c *card) attachments() fyne.CanvasObject {
	m := c.r.content.Message
	covered := cards.Covers(m)
	list := slices.DeleteFunc(shown(m.Attachments), func(a eml.Attachment) bool { return covered[a.Index] })
	if len(list) == 0 {
		return nil
	}
	tiles := flow.NewTiles(10)
	for _, a := range list {
		tiles.Objects = append(tiles.Objects, newTile(c.r, c.r.attachment(a)))
	}
	id := c.r.content.Summary.ID
	switch {
	case len(list) == 1 && c.r.OnSaveAttachment != nil:
		tiles.Objects = append(tiles.Objects, saveLink(lang.L("Save…"), func() { c.r.OnSaveAttachment(id, list[0].Index) }))
	case len(list) > 1 && c.r.OnSaveAll != nil:
		tiles.Objects = append(tiles.Objects, saveLink(lang.L("Save all…"), func() { c.r.OnSaveAll(id) }))
	}
	return tiles
}

func saveLink(text string, do func()) fyne.CanvasObject {
	l := widgets.NewLink(text, do)
	l.Small = true
	column := flow.NewRow(0, nil, l)
	return column
}

// attachment is one of a letter, which stays that one's: another letter may be shown by the time that what was asked
// about it is answered.
type attachment struct {
	eml.Attachment
	letter mailbox.ID
	all    []eml.Attachment // that the letter has
}

// attachment is one of the letter that is shown.
func (r *Reader) attachment(a eml.Attachment) attachment {
	return attachment{a, r.content.Summary.ID, r.content.Message.Attachments}
}

// attached is what a thing has that stands for an attachment: a tap opens it, and
// the other button offers what can be done with it.
type attached struct {
	widget.BaseWidget
	r *Reader
	a attachment
}

// tile is one attachment.
type tile struct {
	attached
	hovered, focused bool
	moved            fyne.Delta      // how far it was dragged
	letGo            func(drop bool) // nil: it is not on its way to another program
}

var (
	_ fyne.Tappable          = (*tile)(nil)
	_ fyne.SecondaryTappable = (*tile)(nil)
	_ fyne.Focusable         = (*tile)(nil)
	_ fyne.Draggable         = (*tile)(nil)
	_ desktop.Hoverable      = (*tile)(nil)
	_ desktop.Cursorable     = (*tile)(nil)
)

func newTile(r *Reader, a attachment) *tile {
	t := &tile{attached: attached{r: r, a: a}}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped implements fyne.Tappable.
func (t *attached) Tapped(*fyne.PointEvent) { t.r.openAttachment(t.a) }

// TappedSecondary implements fyne.SecondaryTappable.
func (t *attached) TappedSecondary(e *fyne.PointEvent) {
	if c := t.r.canvas(); c != nil {
		widgets.ShowMenu(fyne.NewMenu("", t.r.attachmentMenu(t.a)...), c, e.AbsolutePosition)
	}
}

// attachmentMenu is what can be done with one attachment.
func (r *Reader) attachmentMenu(a attachment) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	pictures := r.OnPictures != nil && isPicture(a.Attachment)
	if pictures {
		items = append(items, fyne.NewMenuItem(lang.L("Show"), func() { r.openAttachment(a) }))
	}
	if r.OnOpenAttachment != nil {
		text := lang.L("Open")
		if pictures {
			text = lang.L("Open in another program")
		}
		items = append(items, fyne.NewMenuItem(text, func() { r.lend(a) }))
	}
	if r.OnSaveAttachment != nil {
		items = append(items, fyne.NewMenuItem(lang.L("Save as…"), func() { r.OnSaveAttachment(a.letter, a.Index) }))
	}
	return items
}

// openAttachment shows a picture, and opens any other attachment.
func (r *Reader) openAttachment(a attachment) {
	if r.OnPictures == nil || !isPicture(a.Attachment) {
		r.lend(a)
		return
	}
	list := slices.DeleteFunc(shown(a.all), func(a eml.Attachment) bool { return !isPicture(a) })
	if !slices.ContainsFunc(list, func(b eml.Attachment) bool { return b.Index == a.Index }) {
		list = append(list, a.Attachment)
	}
	r.OnPictures(a.letter, list, a.Index)
}

// lend opens an attachment outside the pane, after a warning if it is a program.
func (r *Reader) lend(a attachment) {
	if r.OnOpenAttachment == nil {
		return
	}
	id := a.letter
	c := r.canvas()
	if !isProgram(a.Attachment) || r.warned[id][a.Index] || c == nil {
		r.OnOpenAttachment(id, a.Index)
		return
	}
	q := &ask.Question{
		Title: lang.L("This attachment is a program"),
		Text: lang.L("“{{.Name}}” can change or take anything on this computer once it is opened. Senders can be faked. Open it only if you expected it and know the sender well.",
			map[string]any{"Name": widgets.OneLine(a.Name)}),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Open anyway"), "", func() {
				if r.warned[id] == nil {
					r.warned[id] = make(map[int]bool)
				}
				r.warned[id][a.Index] = true
				r.OnOpenAttachment(id, a.Index)
			}),
			widgets.NewButton(widgets.Primary, lang.L("Don’t open"), "", nil),
		},
	}
	q.Show(c)
}

// programs are the endings of files that the system runs, or that can do as much as a
// program when they are opened: fetch one, hand out the drives, change the settings.
var programs = map[string]bool{}

func init() {
	for _, e := range strings.Fields(`
		rdp appref-ms xbap wsb udl iqy oqy rqy dqy odc slk msu vsix webloc inetloc fileloc mobileconfig
		accdb accda accdr mdb mda mdw mdz mad maf mag mam maq mar mas mat mau mav maw mcf prf vbp ade adp pyzw pyo cab wim bas fxp prg osd pcd ops hpj htc its vsw vsmacros webpnp xnk grp
		psc2 ps2xml psdm1 msh msh1 msh2 mshxml printerexport appcontent-ms
		exe com bat cmd pif scr cpl msi msp msix msixbundle appx appxbundle appinstaller application gadget
		js jse mjs vb vbs vbe ws wsf wsc wsh hta ps1 ps1xml ps2 psc1 psm1 psd1 reg inf ins isp
		jar jnlp class lnk url website scf sct shb shs chm hlp msc mst job xll wll xla xlam ppa
		sh bash zsh ksh csh fish command run bin elf out appimage deb rpm flatpak flatpakref snap desktop
		app dmg pkg mpkg workflow action terminal tool scpt scptd applescript
		py pyc pyw pyz rb pl php lua
		html htm xhtml xht shtml mht mhtml webarchive svg xml xsl
		iso img vhd vhdx docm dotm xlsm xltm xlsb pptm potm ppam ppsm sldm accde mde one library-ms search-ms settingcontent-ms theme themepack deskthemepack diagcab
		searchconnector-ms diagcfg diagpkg ppkg contact group asx wax wvx wmx m3u m3u8 pls xspf svgz`) {
		programs[e] = true
	}
}

// isProgram reports whether opening an attachment may run something: by the name that its
// file gets on the disk, by the one it was sent with, or by its type.
func isProgram(a eml.Attachment) bool {
	if endsAsProgram(eml.SafeName(a.Name, a.Index)) || endsAsProgram(a.Name) {
		return true
	}
	switch a.Type {
	case "application/x-msdownload", "application/x-msdos-program", "application/x-executable", "application/x-dosexec",
		"application/x-sh", "application/x-shellscript", "application/java-archive", "application/x-ms-shortcut", "application/hta",
		"application/javascript", "text/javascript", "application/x-javascript", "text/html", "application/xhtml+xml":
		return true
	}
	return false
}

// endsAsProgram reports whether a file of that name is a program. The last ending counts, as it
// does for the system; blanks, dots and what is not seen are looked through.
func endsAsProgram(name string) bool {
	name = strings.ToLower(strings.TrimRight(plain.Line(name, plain.Any), " ."))
	if i := strings.IndexByte(name, ':'); i > 0 && programs[strings.TrimPrefix(path.Ext(name[:i]), ".")] {
		return true // "x.exe:stream" is a program to Windows
	}
	return programs[strings.TrimPrefix(path.Ext(name), ".")]
}

// Cursor implements desktop.Cursorable.
func (t *attached) Cursor() desktop.Cursor { return desktop.PointerCursor }

// unsteady is how far the pointer may move while the button is held for a tap.
const unsteady = 8

// Dragged implements fyne.Draggable: another program can be given the file.
func (t *tile) Dragged(e *fyne.DragEvent) {
	t.moved = fyne.NewDelta(t.moved.DX+e.Dragged.DX, t.moved.DY+e.Dragged.DY)
	if t.letGo == nil && t.far() && t.r.OnDragAttachment != nil {
		t.letGo = t.r.OnDragAttachment(t.a.letter, t.a.Index)
	}
}

func (t *tile) far() bool { return max(t.moved.DX, -t.moved.DX, t.moved.DY, -t.moved.DY) > unsteady }

// DragEnd implements fyne.Draggable. What was hardly moved was tapped.
func (t *tile) DragEnd() {
	tapped, letGo := !t.far() && t.letGo == nil, t.letGo
	t.moved, t.letGo = fyne.Delta{}, nil
	switch {
	case letGo != nil:
		letGo(true)
	case tapped:
		t.Tapped(nil)
	}
}

// FocusGained implements fyne.Focusable.
func (t *tile) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *tile) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *tile) TypedRune(r rune) { widgets.RuneToWindow(t, r) }

// TypedKey implements fyne.Focusable: Enter and Space open.
func (t *tile) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.Tapped(nil)
		return
	}
	widgets.KeyToWindow(t, e)
}

// MouseIn implements desktop.Hoverable.
func (t *tile) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (t *tile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *tile) MouseOut() { t.hovered = false; t.Refresh() }

// isDrawing reports whether an attachment is an SVG, which PopMail draws by itself.
func isDrawing(a eml.Attachment) bool {
	return isPicture(a) && strings.HasSuffix(strings.ToLower(a.Name), ".svg")
}

func iconFor(a eml.Attachment) widgets.IconName {
	switch {
	case isProgram(a) && !isDrawing(a):
		return widgets.IconWarning
	case strings.HasPrefix(a.Type, "image/") || isPicture(a):
		return widgets.IconPicture
	case a.Type == "text/calendar" || strings.HasSuffix(strings.ToLower(a.Name), ".ics"):
		return widgets.IconCalendar
	case a.Letter():
		return widgets.IconMail
	}
	return widgets.IconDocument
}

// CreateRenderer implements fyne.Widget.
func (t *tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{t: t, back: canvas.NewRectangle(nil), icon: widgets.NewGlyph(iconFor(t.a.Attachment), theme.ColorMuted),
		name: widgets.NewLabel(), size: widgets.NewLabel()}
	r.Refresh()
	return r
}

type tileRenderer struct {
	t          *tile
	back       *canvas.Rectangle
	icon       *widgets.Glyph
	name, size *widgets.Label
	nameW      float32
	sizeW      float32
}

// The measures of a tile at 100 % text size.
const (
	tileHigh  = 36
	tilePad   = 13
	tileGap   = 5
	tileName  = 260 // most of the name
	tileRound = 8
)

func (r *tileRenderer) Destroy() {}
func (r *tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.name, r.size}
}

func (r *tileRenderer) Refresh() {
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorPane), theme.Color(theme.ColorLine), 1
	if r.t.hovered {
		r.back.FillColor = theme.Color(theme.ColorHover)
	}
	if r.t.focused {
		r.back.StrokeColor, r.back.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
	}
	r.back.CornerRadius = tileRound
	small := theme.Size(theme.SizeSmall)
	var name string
	name, r.nameW = fitName(widgets.OneLine(r.t.a.Name), tileName*widgets.Unit(), small)
	size := words.Size(r.t.a.Size)
	r.sizeW = widgets.TextWidth(size, small, false)
	r.name.Set(name, theme.Color(fynetheme.ColorNameForeground), small, true)
	r.size.Set(size, theme.Color(theme.ColorMuted), small, false)
	r.back.Refresh()
	r.icon.Refresh()
	r.Layout(r.t.Size())
}

func (r *tileRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	w := r.icon.MinSize().Width + r.nameW + r.sizeW + 2*tileGap*u + 2*tilePad
	return fyne.NewSize(w, tileHigh*u)
}

func (r *tileRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	u := widgets.Unit()
	r.back.Resize(s)
	x := float32(tilePad)
	i := r.icon.MinSize()
	r.icon.Resize(i)
	r.icon.Move(fyne.NewPos(x, flow.Whole((s.Height-i.Height)/2)))
	x += i.Width + tileGap*u
	r.name.Place(x, 0, s.Height)
	r.size.Place(x+r.nameW+tileGap*u, 0, s.Height)
}

// fitName cuts a long name in the middle, so that its ending can be seen.
func fitName(name string, width, size float32) (string, float32) {
	w := widgets.TextWidth(name, size, true)
	if w <= width {
		return name, w
	}
	ext := path.Ext(name)
	if ext == "" || len(ext) > 12 {
		return widgets.Fit(name, width, size, true)
	}
	ew := widgets.TextWidth(ext, size, true)
	cut, _ := widgets.Fit(strings.TrimSuffix(name, ext), width-ew, size, true)
	name = cut + ext
	return name, widgets.TextWidth(name, size, true)
}

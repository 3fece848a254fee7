package choose

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// desk is a window in which somebody is asked, and a folder.
type desk struct {
	t      *testing.T
	window fyne.Window
	dir    string
	got    []string
	ends   int
}

// shown asks for a kind of thing in a folder with files (and folders, with a slash at the end).
func shown(t *testing.T, a Ask, names ...string) *desk {
	t.Helper()
	guitest.App(theme.Light, 1)
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "start")}
	for _, n := range append([]string{""}, names...) {
		path := filepath.Join(d.dir, filepath.FromSlash(n))
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if strings.HasSuffix(n, "/") || n == "" {
			err = os.MkdirAll(path, 0o700)
		} else if err == nil {
			err = os.WriteFile(path, []byte(n), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	back := field.NewEntry(nil, nil)
	d.window = guitest.Window(t, back, 1000, 800)
	d.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { // as the windows of PopMail do
		if e.Name == fyne.KeyEscape {
			ask.Escape(d.window.Canvas())
		}
	})
	a.Title, a.Dir = "Which one?", d.dir
	if a.Accept == "" {
		a.Accept = "Take it"
	}
	Show(d.window.Canvas(), &loop.Inline{}, a, func(paths []string) { d.got, d.ends = paths, d.ends+1 })
	return d
}

// reading is what a person reads.
func reading(o fyne.CanvasObject) (string, bool) {
	switch v := o.(type) {
	case *widgets.Button:
		return v.Text, true
	case *widgets.Text:
		return v.Text(), true
	case *field.Entry:
		return "[" + v.Text + "]", true
	}
	return "", false
}

func (d *desk) front() fyne.CanvasObject { return d.window.Canvas().Overlays().Top() }

// text is what is read in what lies on top.
func (d *desk) text() string { return guitest.Reading(reading).Text(d.front()) }

// rows are the names in the list.
func (d *desk) rows() (out []string) {
	for _, r := range guitest.All(guitest.Reading(reading), func(*row) bool { return true }, d.window.Canvas().Overlays().List()...) {
		out = append(out, r.name.Text())
	}
	return out
}

// keys presses keys where the keyboard is.
func (d *desk) keys(names ...fyne.KeyName) {
	d.t.Helper()
	for _, n := range names {
		if n == fyne.KeyTab {
			d.window.Canvas().(interface{ FocusNext() }).FocusNext()
			continue
		}
		f := d.window.Canvas().Focused()
		if f == nil {
			d.t.Fatalf("nothing has the keyboard before %s", n)
		}
		f.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

// types types a text where the keyboard is.
func (d *desk) types(text string) {
	for _, r := range text {
		d.window.Canvas().Focused().TypedRune(r)
	}
}

// tap taps the button with a text.
func (d *desk) tap(text string) {
	d.t.Helper()
	test.Tap(guitest.Last(d.t, guitest.Reading(reading), text, func(b *widgets.Button) bool { return b.Text == text }, d.front()))
}

// click clicks on a row, with a modifier key.
func (d *desk) click(name string, mod fyne.KeyModifier) {
	d.t.Helper()
	l := guitest.Last(d.t, guitest.Reading(reading), "list", func(*widgets.List) bool { return true }, d.front())
	i := slices.Index(d.rows(), name)
	if i < 0 {
		d.t.Fatalf("no %q among %q", name, d.rows())
	}
	at := fyne.NewPos(60, l.RowTop(i)+8)
	area := guitest.Last(d.t, guitest.Reading(reading), "rows", func(o fyne.CanvasObject) bool { _, ok := o.(fyne.DoubleTappable); return ok }, d.front())
	area.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: mod})
	area.(desktop.Mouseable).MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: mod})
}

func (d *desk) double(name string) {
	d.t.Helper()
	d.click(name, 0)
	d.click(name, 0)
	l := guitest.Last(d.t, guitest.Reading(reading), "list", func(*widgets.List) bool { return true }, d.front())
	area := guitest.Last(d.t, guitest.Reading(reading), "rows", func(o fyne.CanvasObject) bool { _, ok := o.(fyne.DoubleTappable); return ok }, d.front())
	area.(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(60, l.RowTop(slices.Index(d.rows(), name))+8)})
}

// took checks how it ended: with paths below the folder; "": it has not ended.
func (d *desk) took(names ...string) {
	d.t.Helper()
	if len(names) == 1 && names[0] == "" {
		if d.ends != 0 || d.front() == nil {
			d.t.Errorf("it has ended with %q", d.got)
		}
		return
	}
	var want []string
	for _, n := range names {
		want = append(want, filepath.Join(d.dir, filepath.FromSlash(n)))
	}
	if d.ends != 1 || !slices.Equal(d.got, want) || d.front() != nil {
		d.t.Errorf("it has ended %d times, with %q; want %q; there is %v", d.ends, d.got, want, d.front())
	}
}

func (d *desk) says(want string) {
	d.t.Helper()
	if !strings.Contains(d.text(), want) {
		d.t.Errorf("%q is not said in\n%s", want, d.text())
	}
}

var someFiles = []string{"b 10.txt", "b 9.txt", "A.pem", "Zoo/", "inner/deep/c.txt", "inner/d.txt", ".hidden", "ärger.txt"}

// A file is found by keyboard alone in each way.
func TestByKeyboard(t *testing.T) {
	d := shown(t, Ask{}, someFiles...)
	if got, want := d.rows(), []string{"Up to “" + filepath.Base(filepath.Dir(d.dir)) + "”", "inner", "Zoo", "A.pem", "ärger.txt", "b 9.txt", "b 10.txt"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	d.types("a.PEM") // in other letters than it has
	d.keys(fyne.KeyReturn)
	d.took("A.pem")

	d = shown(t, Ask{}, "a\u0308rger.txt") // in two characters
	d.types("Ärg")
	d.keys(fyne.KeyReturn)
	d.took("a\u0308rger.txt")

	for how, do := range map[string]func(d *desk){
		"arrows": func(d *desk) {
			d.keys(fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		},
		"letters":    func(d *desk) { d.types("inn"); d.keys(fyne.KeyReturn); d.types("d.t"); d.keys(fyne.KeyReturn) },
		"a path":     func(d *desk) { d.types("inner/d.txt"); d.keys(fyne.KeyReturn) },
		"whole path": func(d *desk) { d.types(filepath.Join(d.dir, "inner", "d.txt")); d.keys(fyne.KeyReturn) },
		"in quotes":  func(d *desk) { d.types(`"` + filepath.Join(d.dir, "inner", "d.txt") + `"`); d.keys(fyne.KeyReturn) },
		"up and down": func(d *desk) {
			d.keys(fyne.KeyDown, fyne.KeyReturn, fyne.KeyBackspace, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyReturn)
		},
		"list first": func(d *desk) { // who types in the list looks for a name
			d.keys(fyne.KeyDown)
			d.types("inner")
			d.keys(fyne.KeyReturn)
			d.keys(fyne.KeyDown, fyne.KeyEnd)
			for d.window.Canvas().Focused() != fyne.Focusable(guitest.Last(t, guitest.Reading(reading), "main button", func(b *widgets.Button) bool { return b.Text == "Take it" }, d.front())) {
				d.keys(fyne.KeyTab)
			}
			d.keys(fyne.KeyReturn)
		},
	} {
		t.Run(how, func(t *testing.T) {
			d := shown(t, Ask{}, someFiles...)
			do(d)
			d.took("inner/d.txt")
		})
	}
	if runtime.GOOS != "windows" {
		d = shown(t, Ask{}, someFiles...)
		d.types("file://" + strings.ReplaceAll(filepath.Join(d.dir, "b 9.txt"), " ", "%20"))
		d.keys(fyne.KeyReturn)
		d.took("b 9.txt")
	}
}

// What can't be taken is said, and nothing ends.
func TestSaid(t *testing.T) {
	d := shown(t, Ask{}, append(someFiles, "b 1.txt")...)
	d.keys(fyne.KeyReturn)
	d.says("Choose a file in the list, or type its name.")
	d.types("nowhere")
	if len(d.rows()) != 1 {
		t.Errorf("listed %q", d.rows())
	}
	d.keys(fyne.KeyReturn)
	d.says("“nowhere” is not there.")
	d.keys(fyne.KeyBackspace)
	if strings.Contains(d.text(), "not there") {
		t.Error("what was said stays while it is typed")
	}
	d.tap("Cancel")
	if d.ends != 1 || d.got != nil {
		t.Errorf("%d %q", d.ends, d.got)
	}

	d = shown(t, Ask{}, append(someFiles, "b 1.txt")...)
	d.types("b 1")
	d.keys(fyne.KeyReturn)
	d.says("More than one fits. Choose one of them.")
	d.took("")
	d.keys(fyne.KeyDown, fyne.KeyReturn)
	d.took("b 10.txt")

	d = shown(t, Ask{}, someFiles...)
	d.types(".h")
	d.keys(fyne.KeyReturn)
	d.took(".hidden")

	d = shown(t, Ask{}, someFiles...)
	d.keys(fyne.KeyEscape)
	if d.ends != 1 || d.got != nil || d.front() != nil {
		t.Errorf("Escape: %d %q", d.ends, d.got)
	}
	if os.Getuid() != 0 && runtime.GOOS != "windows" {
		d = shown(t, Ask{}, "shut/x")
		if err := os.Chmod(filepath.Join(d.dir, "shut"), 0); err != nil {
			t.Fatal(err)
		}
		d.double("shut")
		d.says("You may not open “shut”.")
		_ = os.Chmod(filepath.Join(d.dir, "shut"), 0o700)
	}
}

// By mouse alone: a folder opens by two clicks or by the button, which says so.
func TestByMouse(t *testing.T) {
	d := shown(t, Ask{}, someFiles...)
	d.double("inner")
	d.double("d.txt")
	d.took("inner/d.txt")

	d = shown(t, Ask{}, someFiles...)
	d.click("inner", 0)
	d.tap("Open folder")
	d.click("d.txt", 0)
	d.tap("Take it")
	d.took("inner/d.txt")

	d = shown(t, Ask{}, someFiles...)
	d.double(d.rows()[0])
	d.click(filepath.Base(d.dir), 0)
	d.tap("Open folder")
	d.click("A.pem", fyne.KeyModifierControl)
	d.click("ärger.txt", fyne.KeyModifierControl)
	d.tap("Take it") // one is asked for
	d.took("A.pem")
}

// Several files, of which folders are none.
func TestSeveral(t *testing.T) {
	d := shown(t, Ask{Kind: Files}, someFiles...)
	d.click("A.pem", 0)
	d.click("b 9.txt", fyne.KeyModifierShift)
	d.click("inner", fyne.KeyModifierControl)
	d.tap("Take it")
	d.took("A.pem", "ärger.txt", "b 9.txt")

	d = shown(t, Ask{Kind: Files}, someFiles...)
	d.keys(fyne.KeyDown)
	d.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	d.keys(fyne.KeyReturn)
	d.took("A.pem", "ärger.txt", "b 9.txt", "b 10.txt")
}

// A folder: the one that is shown, or a new one.
func TestFolder(t *testing.T) {
	d := shown(t, Ask{Kind: Folder}, someFiles...)
	if got := d.rows()[1:]; !slices.Equal(got, []string{"inner", "Zoo"}) {
		t.Errorf("listed %q", got)
	}
	d.types("inner/d.txt")
	d.keys(fyne.KeyReturn)
	d.says("“d.txt” is a file, not a folder.")
	d.window.Canvas().Focused().(*field.Entry).SetText("")
	d.types("inn")
	d.keys(fyne.KeyReturn, fyne.KeyReturn)
	d.took("inner")

	d = shown(t, Ask{Kind: Folder}, someFiles...)
	d.tap("New folder…")
	d.tap("Make folder")
	d.says("Type a name for the folder.")
	d.types("inner")
	d.keys(fyne.KeyReturn)
	d.says("“inner” is there already.")
	d.window.Canvas().Focused().(*field.Entry).SetText("")
	d.types("bills")
	d.keys(fyne.KeyReturn)
	d.keys(fyne.KeyReturn)
	d.took("bills")
	if i, err := os.Stat(filepath.Join(d.dir, "bills")); err != nil || !i.IsDir() {
		t.Error(err)
	}
}

// A place for a file: what is there is replaced only by the person's word, and never touched here.
func TestSave(t *testing.T) {
	d := shown(t, Ask{Kind: Save, Name: "letter.eml"}, someFiles...)
	d.keys(fyne.KeyReturn)
	d.took("letter.eml")
	if _, err := os.Stat(d.got[0]); err == nil {
		t.Error("the dialog has made the file")
	}

	d = shown(t, Ask{Kind: Save, Name: "letter.eml"}, someFiles...)
	d.double("inner")
	d.says("[letter.eml]") // stays while a folder is looked for
	d.tap("Take it")
	d.took("inner/letter.eml")

	d = shown(t, Ask{Kind: Save, Name: "letter.eml"}, someFiles...)
	d.click("A.pem", 0)
	d.says("[A.pem]")
	d.tap("Take it")
	d.says("Replace “A.pem”?")
	d.keys(fyne.KeyReturn) // in haste
	d.took("")
	d.keys(fyne.KeyReturn)
	d.says("Replace “A.pem”?")
	d.keys(fyne.KeyEscape)
	d.took("")
	d.keys(fyne.KeyReturn)
	d.tap("Replace it")
	d.took("A.pem")
	if text, err := os.ReadFile(d.got[0]); err != nil || string(text) != "A.pem" {
		t.Errorf("%q, %v", text, err)
	}

	// Who types another name need not know of endings.
	for typed, want := range map[string]string{"cake": "cake.eml", "cake.txt": "cake.txt", "inner/cake": "inner/cake.eml", "v1.2": "v1.2"} {
		d = shown(t, Ask{Kind: Save, Name: "letter.eml"}, someFiles...)
		d.types(typed)
		d.keys(fyne.KeyReturn)
		d.took(want)
	}
	d = shown(t, Ask{Kind: Save, Name: "letter.pem"}, someFiles...)
	d.types("A")
	d.keys(fyne.KeyReturn)
	d.says("Replace “A.pem”?")
	d.tap("Cancel")
	d.tap("Cancel")
	if d.ends != 1 || d.got != nil {
		t.Errorf("%d %q", d.ends, d.got)
	}

	d = shown(t, Ask{Kind: Save, Name: "x"}, someFiles...)
	d.window.Canvas().Focused().(*field.Entry).SetText("none/x")
	d.keys(fyne.KeyReturn)
	d.says("“none” is not there.")
	d.window.Canvas().Focused().(*field.Entry).SetText(" ")
	d.keys(fyne.KeyReturn)
	d.says("Type a name for the file.")
	d.took("")
}

// A folder that is gone, or has more in it than can be listed.
func TestManyAndNone(t *testing.T) {
	all, cut, err := read(t.Context(), filepath.Join(t.TempDir(), "gone"), mostRead, false)
	if err == nil || all != nil || cut {
		t.Error("a folder that is not there is read")
	}
	dir := t.TempDir()
	for i := range 12 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for most, more := range map[int]bool{11: true, 12: false} {
		if all, cut, err = read(t.Context(), dir, most, false); err != nil || cut != more || len(all) != most+1 {
			t.Errorf("%d read, cut %v, %v", len(all), cut, err)
		}
	}
}

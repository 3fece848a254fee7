package gui

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// attach asks for files in the system's dialog, or in Fyne's.
func (d *draft) attach() {
	if d.sending || d.stays() {
		return
	}
	d.side.saving.chooseFiles(lang.L("Attach files"), lang.L("Attach"), true, d.attachFiles)
}

// attachFiles copies files into the letter. One that is sent or closed meanwhile waits for
// them.
func (d *draft) attachFiles(paths []string) {
	if len(paths) == 0 {
		return
	}
	if d.shut && !d.gone { // the dialog has outlived the window: the letter may be written on in another one
		for _, o := range d.open {
			if id := d.keeper.ID(); o.keeper == d.keeper || id != 0 && o.keeper.ID() == id {
				o.attachFiles(paths)
				return
			}
		}
	}
	if d.shut || d.gone || d.sending {
		d.toasts.show(lang.L("The files were not attached: the letter is not open anymore."), nil)
		return
	}
	if d.stays() {
		return
	}
	room := roomIn(d.editor.Letter())
	var got taken
	d.attaching++
	d.run.Go(func(ctx context.Context) { got = takeFiles(ctx, paths, room) }, func() {
		d := d.latestOf()
		d.attaching--
		defer d.writing.ended(d)
		if d.gone {
			return
		}
		got.fit(roomIn(d.editor.Letter())) // others have come into it meanwhile, perhaps
		if len(got.files) > 0 {
			d.editor.Attach(got.files...)
		}
		text := got.words()
		switch {
		case d.sendDue && (d.attaching == 0 || text != ""): // what is missing is looked at first
			d.sendDone(text)
		case d.shut:
			d.save() // its window is closed
		case text != "":
			d.side.toasts.show(text, nil)
		}
	})
}

// roomIn is for how many octets of files there is room in a letter.
func roomIn(l *letter.Letter) int64 { return mostAttached - int64(carried(l)) }

// words says what has not become of the files; empty: nothing is to be said.
func (t *taken) words() string {
	var out []string
	for _, r := range []reason{noFile, folder, forbidden, unreadable, tooLarge, changing, empty} {
		names := t.left[r]
		if len(names) == 0 {
			continue
		}
		const most = 3
		list := make([]string, 0, most)
		for _, n := range names[:min(len(names), most)] {
			list = append(list, words.InList(n))
		}
		all := words.Names(list)
		if more := len(names) - most; more > 0 {
			all = lang.N("{{.Names}} and {{.Count}} more", more, map[string]any{"Names": all, "Count": words.Count(more)})
		}
		v := map[string]any{"Names": all, "Size": words.Size(mostAttached)}
		switch r {
		case noFile:
			out = append(out, lang.L("Not there anymore: {{.Names}}.", v))
		case folder:
			out = append(out, lang.N("Folders can’t be attached, only the files in them: {{.Names}}.", len(names), v))
		case forbidden:
			out = append(out, lang.L("You may not read {{.Names}}.", v))
		case unreadable:
			out = append(out, lang.L("Could not be attached: {{.Names}}.", v))
		case tooLarge:
			out = append(out, lang.L("Too large: {{.Names}}. All files of a letter together can be {{.Size}} at most.", v))
		case changing:
			out = append(out, lang.N("Still being written: {{.Names}}. Attach them again in a moment.", len(names), v))
		case empty:
			out = append(out, lang.L("There is nothing in {{.Names}}.", v))
		}
	}
	return strings.Join(out, " ")
}

// dropped attaches what was dragged onto the window.
func (d *draft) dropped(_ fyne.Position, files []fyne.URI) { d.attachFiles(pathsOf(files)) }

// writeWith opens a letter with files.
func (wr *writing) writeWith(paths []string) {
	if len(paths) == 0 || wr.store == nil || wr.covered() || !wr.able() {
		return
	}
	before := len(wr.open)
	wr.write()
	if len(wr.open) > before {
		wr.open[len(wr.open)-1].attachFiles(paths)
	}
}

func pathsOf(files []fyne.URI) (out []string) {
	for _, u := range files {
		if u.Scheme() == "file" {
			out = append(out, filepath.FromSlash(u.Path()))
		}
	}
	return out
}

// paste attaches files that were copied in another program, which come as their paths.
// asText pastes what only looked like that.
func (d *draft) paste(text string, asText func()) bool {
	paths, sure := filePaths(text)
	if len(paths) == 0 {
		return false
	}
	var files bool
	d.run.Go(func(ctx context.Context) { files = sure || allFiles(ctx, paths) }, func() {
		if files {
			d.attachFiles(paths)
		} else {
			asText()
		}
	})
	return true
}

// mostPasted bounds the text that is looked through for paths.
const mostPasted = 1 << 20

// filePaths are the files that a pasted text may stand for, as programs for files copy them:
// paths or file: addresses, one a line. None where any line is something else. sure: they are
// addresses, or a program for files has marked them, so that they are meant as files.
func filePaths(text string) (out []string, sure bool) {
	if len(text) > mostPasted {
		return nil, false
	}
	sure = true
	for l := range strings.Lines(strings.TrimSpace(text)) {
		l = strings.TrimRight(l, "\r\n\x00")
		switch l {
		case "copy", "cut", "x-special/nautilus-clipboard":
			continue
		}
		u, err := url.Parse(l)
		address := err == nil && u.Scheme == "file" && (u.Host == "" || u.Host == "localhost")
		if address {
			if l = filepath.FromSlash(u.Path); runtime.GOOS == "windows" {
				l = strings.TrimPrefix(l, `\`) // before the letter of the drive
			}
		}
		if !filepath.IsAbs(l) {
			return nil, false
		}
		sure = sure && address
		out = append(out, l)
	}
	return out, sure
}

// allFiles reports whether all paths are there, and not all are folders, whose paths people
// copy as text too. It is called in the background.
func allFiles(ctx context.Context, paths []string) (any bool) {
	for _, p := range paths {
		i, err := os.Stat(p)
		if err != nil || ctx.Err() != nil {
			return false
		}
		any = any || i.Mode().IsRegular()
	}
	return any
}

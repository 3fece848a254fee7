package gui

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// opened is the folder, below the data folder, of attachments that were opened
// in other programs. It is emptied when PopMail starts.
const opened = "opened"

// openAttachment writes an attachment where another program can read it, and
// opens it there.
func (w *Window) openAttachment(id mailbox.ID, index int) {
	var path string
	w.do(func(ctx context.Context) error {
		data, a, err := w.reading.Attachment(ctx, id, index)
		if err != nil {
			return err
		}
		dir := filepath.Join(w.o.DataFolder, opened)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if dir, err = os.MkdirTemp(dir, ""); err != nil {
			return err
		}
		path, err = w.o.Files.New(dir, eml.SafeName(a.Name, a.Index), data)
		return err
	}, func() {
		w.openAddress(fileAddress(path), func() {
			w.toasts.offer(lang.L("No program on this computer could open the file. Save it instead."), lang.L("Save…"), func() { w.saveAttachment(id, index) })
		})
	})
}

// openFolder shows a folder in the system's program for files.
func (w *Window) openFolder(dir string) {
	w.openAddress(fileAddress(dir), func() {
		w.toasts.offer(lang.L("No program on this computer could open the folder."), lang.L("Copy"), func() { w.app.Clipboard().SetContent(dir) })
	})
}

// fileAddress is the address of a file.
func fileAddress(path string) *url.URL {
	u := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if !strings.HasPrefix(u.Path, "/") {
		u.Path = "/" + u.Path // C:/… on Windows
	}
	return u
}

// openAddress opens an address in another program, or calls failed.
func (w *Window) openAddress(u *url.URL, failed func()) {
	var err error
	w.run.Go(func(ctx context.Context) {
		if w.o.Desktop != nil {
			err = w.o.Desktop.Open(ctx, u.String())
		}
	}, func() {
		if w.o.Desktop == nil {
			err = w.app.OpenURL(u)
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			failed()
		}
	})
}

// forgetOpened removes what was opened when PopMail ran before.
func (w *Window) forgetOpened() {
	dir := filepath.Join(w.o.DataFolder, opened)
	w.run.Go(func(context.Context) { _ = os.RemoveAll(dir) }, nil)
}

// saveAttachment asks for a place and writes one attachment there.
func (w *Window) saveAttachment(id mailbox.ID, index int) {
	var data []byte
	var name string
	w.do(func(ctx context.Context) error {
		d, a, err := w.reading.Attachment(ctx, id, index)
		data, name = d, eml.SafeName(a.Name, a.Index)
		return err
	}, func() { w.saveAs(name, data) })
}

// saveMessage asks for a place and writes the message there as it was received.
func (w *Window) saveMessage(id mailbox.ID) {
	var raw []byte
	name := "message"
	if s := w.list.Summary(id); s != nil && s.Subject != "" {
		name = s.Subject
	}
	w.do(func(ctx context.Context) (err error) {
		raw, err = w.reading.Raw(ctx, id)
		return err
	}, func() { w.saveAs(eml.SafeTitle(name, ".eml"), raw) })
}

// saveAs asks for a place and writes data there.
func (w *Window) saveAs(name string, data []byte) {
	w.choosePlace(lang.L("Save as"), lang.L("Save"), name, func(path string) {
		w.do(func(context.Context) error { return w.o.Files.Replace(path, data) }, func() { w.said(1, path) })
	}, func() { w.saveInOwnDialog(name, data) })
}

// saveInOwnDialog is saveAs where the system has no dialog for it.
func (w *Window) saveInOwnDialog(name string, data []byte) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err != nil || to == nil {
			return // the person has changed their mind
		}
		w.do(func(context.Context) error {
			// Fyne has made the file already, or has emptied the one that is to be
			// replaced; half a message must not stand in its place.
			path := to.URI().Path()
			err := errors.Join(to.Close(), w.o.Files.Replace(path, data))
			if err != nil {
				_ = os.Remove(path)
			}
			return err
		}, func() { w.said(1, to.URI().Path()) })
	}, w.window)
	d.SetFileName(name)
	d.SetTitleText(lang.L("Save as"))
	w.askPlace(d)
}

// choosePlace asks in the system's dialog for one place, and calls chosen with it; other
// where there is no such dialog.
func (w *Window) choosePlace(title, accept, name string, chosen func(path string), other func()) {
	if w.o.Desktop == nil {
		other()
		return
	}
	var path string
	var err error
	last := w.app.Preferences().String(prefSaved)
	w.run.Go(func(ctx context.Context) {
		path, err = w.o.Desktop.Choose(ctx, title, accept, place(last), name)
	}, func() {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			other()
		case path != "":
			chosen(path)
		}
	})
}

// place is the folder that a dialog begins in: the last one, as long as it is there,
// else that for downloads, else the home folder.
func place(last string) string {
	for _, dir := range []string{last, xdg.UserDirs.Download, xdg.Home} {
		if i, err := os.Stat(dir); dir != "" && err == nil && i.IsDir() {
			return dir
		}
	}
	return ""
}

// saveAll asks for a folder and writes all attachments there. Nothing is
// overwritten.
func (w *Window) saveAll(id mailbox.ID) {
	title, accept := lang.L("Save all attachments in a folder"), lang.L("Save here")
	w.choosePlace(title, accept, "", func(dir string) { w.saveAllIn(id, dir) }, func() {
		d := dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
			if err == nil && dir != nil {
				w.saveAllIn(id, dir.Path())
			}
		}, w.window)
		d.SetTitleText(title)
		d.SetConfirmText(accept)
		w.askPlace(d)
	})
}

func (w *Window) saveAllIn(id mailbox.ID, dir string) {
	n := 0
	w.do(func(ctx context.Context) error {
		m, _, err := w.reading.Message(ctx, id)
		if err != nil {
			return err
		}
		for _, a := range m.Attachments {
			if a.Inline {
				continue
			}
			data, _, err := w.reading.Attachment(ctx, id, a.Index)
			if err != nil {
				return err
			}
			if _, err := w.o.Files.New(dir, eml.SafeName(a.Name, a.Index), data); err != nil {
				return err
			}
			n++
		}
		return nil
	}, func() { w.said(n, filepath.Join(dir, ".")) })
}

// said tells what was saved where, and opens the folder when the person wants it.
// where is the path of a file when n is 1 and there is one, else of the folder.
func (w *Window) said(n int, where string) {
	var dir bool
	w.run.Go(func(context.Context) {
		i, err := os.Stat(where)
		dir = err == nil && i.IsDir()
	}, func() {
		folder, text := filepath.Dir(where), lang.L("Saved as {{.Place}}", map[string]any{"Place": where})
		if dir {
			folder = where
			text = lang.N("{{.Count}} files saved in {{.Place}}", n, map[string]any{"Count": words.Count(n), "Place": where})
		}
		w.app.Preferences().SetString(prefSaved, folder)
		w.toasts.offer(text, lang.L("Open folder"), func() {
			w.openAddress(fileAddress(folder), func() {
				w.toasts.show(lang.L("No program on this computer could open the folder."), nil)
			})
		})
	})
}

// askPlace shows Fyne's dialog, nearly as large as the window.
func (w *Window) askPlace(d *dialog.FileDialog) {
	if dir, err := storage.ListerForURI(storage.NewFileURI(place(w.app.Preferences().String(prefSaved)))); err == nil {
		d.SetLocation(dir)
	}
	s := w.window.Canvas().Size()
	d.Resize(fyne.NewSize(min(s.Width-40, 900), min(s.Height-40, 640)))
	w.files = d
	d.SetOnClosed(func() {
		w.files = nil
		w.list.Focus()
	})
	d.Show()
}

// leaveFiles takes the dialog for files away, and reports whether there was one.
func (w *Window) leaveFiles() bool {
	if w.files == nil || w.window.Canvas().Overlays().Top() == nil {
		return false
	}
	w.files.Dismiss()
	return true
}

package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// chooseFile asks for a file that is to be read, and calls chosen with it.
func (sv *saving) chooseFile(title, accept string, chosen func(path string)) {
	sv.chooseFiles(title, accept, false, func(paths []string) { chosen(paths[0]) })
}

// chooseFiles asks for a file that is to be read, or for many, and calls chosen with what
// there is: in the system's dialog, or where there is none in Fyne's, which knows one only.
func (sv *saving) chooseFiles(title, accept string, many bool, chosen func(paths []string)) {
	other := func() {
		d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
			if err != nil || f == nil {
				return
			}
			path := f.URI().Path()
			_ = f.Close()
			chosen([]string{path})
		}, sv.window)
		d.SetTitleText(title)
		d.SetConfirmText(accept)
		sv.askPlace(d)
	}
	if sv.o.Desktop == nil {
		other()
		return
	}
	var paths []string
	var err error
	sv.run.Go(func(ctx context.Context) { paths, err = sv.o.Desktop.ChooseFiles(ctx, title, accept, many) }, func() {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			other()
		case len(paths) > 0:
			chosen(paths)
		}
	})
}

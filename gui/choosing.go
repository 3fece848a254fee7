package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// chooseFile asks for a file that is to be read, and calls chosen with it: in the system's
// dialog, or where there is none in Fyne's.
func (sv *saving) chooseFile(title, accept string, chosen func(path string)) {
	other := func() {
		d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
			if err != nil || f == nil {
				return
			}
			path := f.URI().Path()
			_ = f.Close()
			chosen(path)
		}, sv.window)
		d.SetTitleText(title)
		d.SetConfirmText(accept)
		sv.askPlace(d)
	}
	if sv.o.Desktop == nil {
		other()
		return
	}
	var path string
	var err error
	sv.run.Go(func(ctx context.Context) { path, err = sv.o.Desktop.ChooseFile(ctx, title, accept) }, func() {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			other()
		case path != "":
			chosen(path)
		}
	})
}

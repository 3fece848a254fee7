package gui

import (
	"context"
	"errors"

	"popmail/gui/kit/choose"
)

// chooseFile asks for a file that is to be read, and calls chosen with it.
func (sv *saving) chooseFile(title, accept string, chosen func(path string)) {
	sv.chooseFiles(title, accept, false, func(paths []string) { chosen(paths[0]) })
}

// chooseFiles asks for a file that is to be read, or for many, and calls chosen with what
// there is.
func (sv *saving) chooseFiles(title, accept string, many bool, chosen func(paths []string)) {
	a := choose.Ask{Kind: choose.File, Title: title, Accept: accept}
	if many {
		a.Kind = choose.Files
	}
	sv.askPaths(a, chosen, func(ctx context.Context) ([]string, error) {
		return sv.o.Desktop.ChooseFiles(ctx, title, accept, many)
	})
}

// choosePlace asks for the place of a file, or for a folder where name is empty, and calls
// chosen with it.
func (sv *saving) choosePlace(title, accept, name string, chosen func(path string)) {
	a := choose.Ask{Kind: choose.Save, Title: title, Accept: accept, Name: name}
	if name == "" {
		a.Kind = choose.Folder
	}
	last := sv.app.Preferences().String(prefSaved)
	sv.askPaths(a, func(paths []string) { chosen(paths[0]) }, func(ctx context.Context) ([]string, error) {
		path, err := sv.o.Desktop.Choose(ctx, title, accept, place(last), name)
		if path == "" {
			return nil, err
		}
		return []string{path}, err
	})
}

// askPaths asks in the system's dialog, where there is none in the window's own, and calls
// chosen unless the person has turned away. system is called in the background.
func (sv *saving) askPaths(a choose.Ask, chosen func(paths []string), system func(ctx context.Context) ([]string, error)) {
	var paths []string
	var err error
	last := sv.app.Preferences().String(prefSaved)
	sv.run.Go(func(ctx context.Context) {
		if sv.o.Desktop != nil {
			paths, err = system(ctx)
		}
		if sv.o.Desktop == nil || err != nil {
			a.Dir = place(last)
		}
	}, func() {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil || sv.o.Desktop == nil:
			choose.Show(sv.window.Canvas(), sv.run, a, func(paths []string) {
				if sv.onAsked != nil && sv.sheet == nil {
					sv.onAsked()
				}
				if len(paths) > 0 {
					chosen(paths)
				}
			})
		case len(paths) > 0:
			chosen(paths)
		}
	})
}

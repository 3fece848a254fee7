package main

import (
	"context"
	"os"

	"popmail/cmd/popmail/internal/wishes"
	"popmail/gui"
)

// dress gives the program its looks, and follows what the system says of them.
func (s *session) dress() {
	s.told.Silent = os.Getenv("FYNE_THEME") == "" && schemeMayBeSilent
	gui.ApplyLook(s.fyne, s.told)
	if schemeMayBeSilent {
		var said bool
		s.run.Go(func(context.Context) { said = systemTellsScheme() }, func() {
			if said {
				s.told.Silent = false
				s.redress()
			}
		})
	}
	s.run.Go(func(ctx context.Context) {
		wishes.Watch(ctx, func(w wishes.Wishes) {
			s.run.Do(func() {
				s.told.Contrast, s.told.Still = w.Contrast, w.Still
				s.redress()
			})
		})
	}, nil)
}

// redress takes in what the system has said.
func (s *session) redress() {
	if s.gui != nil {
		s.gui.SystemTold(s.told)
		return
	}
	gui.ApplyLook(s.fyne, s.told)
}

package main

import (
	"context"
	"errors"
	"os"

	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// programName is what people see, and what Windows registers the program by.
const programName = "PopMail"

// mailProgram is PopMail as the system's program for mail; nil: the system cannot be told.
func (s *session) mailProgram() gui.MailProgram {
	m := &desktop.MailProgram{ID: appID, Name: programName, Comment: lang.L("Read and write mail, also offline"), Path: os.Getenv("APPIMAGE"), Icon: assets.IconPNG}
	if m.Path == "" { // an AppImage lies elsewhere than what it runs
		var err error
		if m.Path, err = os.Executable(); err != nil {
			return nil
		}
	}
	if s.options.Data != usualData() {
		m.Args = []string{"--data", s.options.Data}
	}
	if s.options.Demo || !m.Offered() {
		return nil
	}
	return systemsMailProgram{m}
}

// systemsMailProgram is PopMail as the system's program for mail.
type systemsMailProgram struct{ *desktop.MailProgram }

// Become makes it that.
func (m systemsMailProgram) Become(ctx context.Context) error {
	err := m.MailProgram.Become(ctx)
	if errors.Is(err, desktop.ErrPersonChooses) {
		return gui.ErrPersonChooses
	}
	return err
}

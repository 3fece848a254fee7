package main

import (
	"context"
	"errors"

	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// programName is what people see, and what Windows registers the program by.
const programName = "PopMail"

// kindOfFile is what a file with a message is.
func kindOfFile() string { return lang.L("Message") + " (" + programName + ")" }

// mailProgram is PopMail as the system's program for mail; nil: the system cannot be told, or would
// keep what a portable PopMail has told it.
func (s *session) mailProgram() gui.MailProgram {
	path, err := selfPath()
	if err != nil || portableHere() != "" {
		return nil
	}
	m := &desktop.MailProgram{ID: appID, Name: programName, Comment: lang.L("Read and write mail, also offline"), Kind: kindOfFile(), Path: path, Icon: assets.IconPNG}
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

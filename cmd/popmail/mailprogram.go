package main

import (
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// mailProgram is PopMail as the system's program for mail; nil: the system cannot be told.
func (s *session) mailProgram() gui.MailProgram {
	m := &desktop.MailProgram{ID: appID, Name: "PopMail", Comment: lang.L("Read and write mail, also offline"), Path: os.Getenv("APPIMAGE"), Icon: assets.IconPNG}
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
	return m
}

// usualData is where mail is kept where nothing else is asked for.
func usualData() string { return filepath.Join(xdg.DataHome, "popmail") }

//go:build unix && !darwin

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"popmail/assets"
	"popmail/cmd/popmail/internal/notices"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// tellPerson tells the person, who has no window of this program to be told by, why there is none or what
// could not be opened. Who reads what it writes is not told twice.
func (e *env) tellPerson(ctx context.Context, err error) {
	if f, ok := e.err.(*os.File); !ok || isTerminal(f) || !e.window || told(err) || ctx.Err() != nil {
		return
	}
	if dir, err := e.dataDir(); err == nil {
		p, _ := prefs.Open(filepath.Join(dir, prefs.FileName), nil)
		gui.Speak(p)
	}
	title, text := personalWords(err)
	if title == "" {
		return
	}
	_ = notices.Once(ctx, appID, programName, assets.IconPNG, title, text, programName+": "+oneLine(err.Error())) // what else could be done is done
}

// personalWords is an error in words for the person; empty: there is nothing to be told, as of a
// command that was typed wrongly, or of what failed when the person had closed the window.
func personalWords(err error) (title, text string) {
	if u, ok := errors.AsType[*undrawnError](err); ok {
		return lang.L("PopMail can’t show its window"), u.says()
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return programName, r.says()
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return "", ""
	}
	if _, ok := errors.AsType[*closeError](err); ok {
		return "", ""
	}
	return lang.L("PopMail can’t open your mail"), oneLine(err.Error())
}

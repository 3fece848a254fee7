package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
)

// noVoice says why a message is not read aloud.
func (sh *shell) noVoice(err error) {
	switch {
	case errors.Is(err, context.Canceled):
		return // it gave way to another one
	case !errors.Is(err, ErrNoVoice):
		fyne.LogError("a message cannot be read aloud", err)
		sh.toasts.show(lang.L("That didn’t work: your computer’s voice can’t be used at the moment."), nil)
	case sh.o.Voice.Package() != "":
		sh.toasts.show(lang.L("This computer has no voice installed. To hear messages, install the package {{.Package}}.", map[string]any{"Package": sh.o.Voice.Package()}), nil)
	default:
		sh.toasts.show(lang.L("This computer has no voice installed. You can add one in your computer’s settings."), nil)
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/moving"
	"popmail/storage/mailbox"
)

// movingPage is a page of gui/moving on a real store and real files.
type movingPage struct {
	t   *testing.T
	app *app
	o   fyne.CanvasObject
}

func (p *movingPage) show(o fyne.CanvasObject) {
	w := test.NewTempWindow(p.t, o)
	w.Resize(fyne.NewSize(900, 700))
	p.o = o
}

func (p *movingPage) said() string {
	return strings.Join(guitest.Texts(p.t, p.o), "\n")
}

func (p *movingPage) sees(want string) {
	p.t.Helper()
	if got := p.said(); !strings.Contains(got, want) {
		p.t.Fatalf("%q is not there:\n%s", want, got)
	}
}

func (p *movingPage) tap(text string) {
	p.t.Helper()
	guitest.Last(p.t, func(fyne.CanvasObject) (string, bool) { return "", false }, "button "+text, func(b *widgets.Button) bool { return b.Text == text && b.Visible() }, p.o).Tapped(nil)
}

package main

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/test"
)

// Nothing is left for Fyne to hand between goroutines when its loop ends, and all of it is
// done afterwards. The real program's life has the same hooks as the one of tests.
func TestStopping(t *testing.T) {
	before := fyne.CurrentApp()
	defer fyne.SetCurrentApp(before)
	home, err := os.MkdirTemp("", "popmail-stopping")
	if err != nil {
		t.Fatal(err)
	}
	// Fyne may still be writing there.
	defer func() { _ = os.RemoveAll(home) }()
	t.Setenv("HOME", home)
	for name, app := range map[string]fyne.App{"test": test.NewApp(), "real": fyneapp.NewWithID("org.popmail.test")} {
		l := app.Lifecycle()
		done := 0
		l.SetOnStopped(func() { done++ })
		end := stopping(l)
		hooks, ok := l.(interface{ OnStopped() func() })
		if !ok {
			t.Fatalf("%s: Fyne's hooks are called something else", name)
		}
		if hooks.OnStopped() != nil {
			t.Errorf("%s: Fyne still has something to do at the end", name)
		}
		if done != 0 {
			t.Errorf("%s: it was done before the end", name)
		}
		end()
		if done != 1 {
			t.Errorf("%s: what is to be done at the end was done %d times", name, done)
		}
		stopping(l)()
	}
}

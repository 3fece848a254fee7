package main

import "fyne.io/fyne/v2"

// stopping takes from Fyne what is to be done when its loop has ended, and returns it: it is
// called once the loop has.
//
// QUIRK: Fyne 2.7.4 hands it to another goroutine, which hands it back to the loop and waits.
// The loop has ended meanwhile: about once in two hundred times what was handed back is lost,
// and the program stays for ever, without a window, holding its data folder.
func stopping(l fyne.Lifecycle) func() {
	hooks, ok := l.(interface {
		OnStopped() func()
		SetOnStoppedHookExecuted(func())
	})
	if !ok {
		return func() {}
	}
	do := hooks.OnStopped()
	l.SetOnStopped(nil)
	hooks.SetOnStoppedHookExecuted(nil)
	if do == nil {
		return func() {}
	}
	return do
}

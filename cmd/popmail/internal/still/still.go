// Package still keeps Fyne's own animations, such as the caret that fades in and out, from moving
// where the person has told the system that nothing is to move. Fyne asks its settings for that,
// which come from a file of its own and know nothing of the system's.
package still

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Install has the program's settings say that nothing is animated as long as still reports true,
// and returns the program as it is to be used from then on.
func Install(a fyne.App, still func() bool) fyne.App {
	w := app{a, still}
	var out fyne.App = w
	if d, ok := a.(desktop.App); ok {
		out = desktopApp{w, d}
	}
	fyne.SetCurrentApp(out)
	return out
}

type app struct {
	fyne.App
	still func() bool
}

// Settings implements fyne.App.
func (a app) Settings() fyne.Settings { return settings{a.App.Settings(), a.still} }

// desktopApp is the program where it can have an icon in the tray.
type desktopApp struct {
	app
	tray desktop.App
}

var _ desktop.App = desktopApp{}

// SetSystemTrayMenu implements desktop.App.
func (a desktopApp) SetSystemTrayMenu(m *fyne.Menu) { a.tray.SetSystemTrayMenu(m) }

// SetSystemTrayIcon implements desktop.App.
func (a desktopApp) SetSystemTrayIcon(r fyne.Resource) { a.tray.SetSystemTrayIcon(r) }

// SetSystemTrayWindow implements desktop.App.
func (a desktopApp) SetSystemTrayWindow(w fyne.Window) { a.tray.SetSystemTrayWindow(w) }

type settings struct {
	fyne.Settings
	still func() bool
}

// ShowAnimations implements fyne.Settings.
func (s settings) ShowAnimations() bool { return !s.still() && s.Settings.ShowAnimations() }

package main

import (
	"popmail/account/event"
	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/cmd/popmail/internal/tray"
	"popmail/gui"
	"popmail/gui/kit/lang"
)

// trayIcon fulfils gui.Tray.
type trayIcon struct {
	*tray.Tray
	sight  event.Topic[bool]
	chosen event.Topic[gui.TrayChoice]
}

// trayLine is how a line of the menu goes over the bus: its key, and the name of its icon in
// the Icon Naming Specification.
type trayLine struct {
	choice    gui.TrayChoice
	key, icon string
}

var trayLines = []trayLine{
	{gui.TrayOpen, tray.Opened, "mail-unread"},
	{gui.TrayCheck, "check", "view-refresh"},
	{gui.TrayWrite, "write", "mail-message-new"},
	{gui.TrayOffline, "offline", ""}, // a line with a mark has no icon
	{gui.TrayQuiet, "quiet", "audio-volume-muted"},
	{gui.TrayQuit, "quit", "application-exit"},
}

// tray returns the icon; nil: there is none. Its work begins once gui listens.
func (s *session) tray() *trayIcon {
	if s.options.UntilDrawn || s.options.UntilDone || s.options.DemoPicture != "" {
		return nil // a measurement, or a picture
	}
	t := &trayIcon{}
	t.Tray = tray.New(appID, "PopMail", assets.IconPNG, func(key string) {
		for _, l := range trayLines {
			if l.key == key {
				t.chosen.Publish(l.choice)
			}
		}
	}, t.sight.Publish)
	return t
}

// port is the icon for gui, which may be nil.
func (t *trayIcon) port() gui.Tray {
	if t == nil {
		return nil
	}
	return t
}

// Show says what the icon shows.
func (t *trayIcon) Show(now gui.TrayIcon) {
	out := tray.State{Dot: now.Unread, Tip: now.Tip, RightToLeft: lang.RightToLeft()}
	for _, it := range now.Menu {
		line := tray.Item{Name: it.Name, Checked: it.Checked}
		for _, l := range trayLines {
			if l.choice == it.Choice {
				line.Key, line.Icon = l.key, l.icon
			}
		}
		out.Menu = append(out.Menu, line)
	}
	t.Tray.Show(out)
}

// InSight tells whether the icon is seen.
func (t *trayIcon) InSight() *event.Topic[bool] { return &t.sight }

// Chosen tells what the person has chosen.
func (t *trayIcon) Chosen() *event.Topic[gui.TrayChoice] { return &t.chosen }

// autostart starts PopMail with the session; nil: the system cannot be told, or would keep what a
// portable PopMail has told it. One data folder is: the one that was chosen last.
func (s *session) autostart() gui.Autostart {
	path, err := selfPath()
	if err != nil || portableHere() != "" {
		return nil
	}
	a := &desktop.Autostart{ID: appID, Name: "PopMail", Comment: lang.L("Read and write mail, also offline"), Path: path, Args: []string{"--hidden"}}
	if s.options.Data != usualData() {
		a.Args = append(a.Args, "--data", s.options.Data)
	}
	if s.options.Demo || !a.Offered() {
		return nil
	}
	return a
}

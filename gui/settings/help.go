package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

func helpName() string { return lang.L("Help") }

// help leads to the guide and to the sheet of shortcuts, and says what this program is.
func (s *Settings) help() []fyne.CanvasObject {
	keys := group(lang.L("Keyboard"),
		flow.NewTiles(0, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Keyboard shortcuts…"), "", func() {
			if c := s.canvas(); c != nil {
				ShowShortcuts(c, s.Shortcuts)
			}
		}))))
	page := []fyne.CanvasObject{keys}
	if s.OnGuide != nil {
		page = []fyne.CanvasObject{group(lang.L("Guide"),
			widgets.NewText(lang.L("How PopMail works, with pictures, and what to do if something doesn’t work. It needs no internet."), "", ""),
			flow.NewTiles(10,
				makes(s, widgets.NewButton(widgets.Quiet, lang.L("Read the guide"), "", func() { s.OnGuide() })),
				makes(s, widgets.NewButton(widgets.Quiet, lang.L("Print the guide…"), "", func() { s.OnPrintGuide() })))), keys}
	}
	if s.OnLog != nil {
		page = append(page, s.log())
	}
	if s.OnNewest != nil {
		page = append(page, s.newVersions())
	}
	return append(page, s.about())
}

// log leads to what the program notes for those who help.
func (s *Settings) log() fyne.CanvasObject {
	return group(lang.L("If something doesn’t work"),
		widgets.NewText(lang.L("PopMail keeps a log of what it does, for people who help you. No password, no subject and no text of your mail is in it, and of an e-mail address only the first letter and what follows the @."), "", ""),
		flow.NewTiles(10,
			makes(s, widgets.NewButton(widgets.Quiet, lang.L("Open the log"), "", func() { s.OnLog() })),
			makes(s, widgets.NewButton(widgets.Quiet, lang.L("Copy for support"), "", func() { s.OnSupport() }))))
}

// about says what this program is.
func (s *Settings) about() fyne.CanvasObject {
	version := s.state.Version
	if version == "" {
		version = lang.L("(not a released version)")
	}
	lines := []string{
		lang.L("PopMail {{.Version}}", map[string]any{"Version": version}),
		lang.L("Free software under the MIT license."),
	}
	c := group(lang.L("About"), widgets.NewText(strings.Join(lines, "\n"), "", ""))
	if s.OnLicenses != nil {
		c.Objects = append(c.Objects, flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Quiet, lang.L("What PopMail is made of…"), "", func() { s.Leave(s.OnLicenses) }))))
	}
	if s.state.DataFolder != "" {
		c.Objects = append(c.Objects, selectable.NewText(lang.L("Your mail is stored in {{.Folder}}", map[string]any{"Folder": s.state.DataFolder}), theme.SizeSmall, theme.ColorMuted))
		if s.OnFolder != nil {
			c.Objects = append(c.Objects, flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Open folder"), "", s.OnFolder))))
		}
		if s.OnRoom != nil {
			c.Objects = append(c.Objects, flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Quiet, lang.L("What takes the room…"), "", func() { s.Leave(s.OnRoom) }))))
		}
	}
	return c
}

// sameRest reports whether the pages but that of accounts show the same for two states.
func sameRest(a, b State) bool {
	return a.Language == b.Language && a.Mode == b.Mode && a.Scale == b.Scale && a.Contrast == b.Contrast && a.Version == b.Version && a.DataFolder == b.DataFolder && a.Ahead == b.Ahead && a.Together == b.Together && a.Junk.Filter == b.Junk.Filter && same(a.Telling, b.Telling) && a.Background == b.Background && a.NewVersions == b.NewVersions && slices.Equal(a.Junk.Senders, b.Junk.Senders) &&
		slices.Equal(a.Rules.List, b.Rules.List) && slices.Equal(a.Rules.Folders, b.Rules.Folders) && slices.Equal(a.Senders, b.Senders)
}

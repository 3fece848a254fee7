package gui

import (
	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// Names of the window's preferences.
const (
	prefMode        = "look.mode"
	prefContrast    = "look.contrast" // of high contrast: "on" or "off"; empty: as the system says
	prefLanguage    = "look.language" // see lang.Languages; empty: the system's
	prefScale       = "look.scale"    // text size in percent
	prefZoom        = "look.zoom"     // of messages, in percent
	prefAccount     = "place.account"
	prefFolder      = "place.folder"
	prefStarred     = "place.starred"
	prefSearch      = "place.search"
	prefRole        = "place.role"
	prefMessage     = "place.message"
	prefSeveral     = "place.several" // there were several accounts when the window was closed
	prefFolded      = "side.folded"   // of the sidebar, see folders.Row
	prefWidth       = "window.width"
	prefHeight      = "window.height"
	prefFull        = "window.maximized"
	prefFolders     = "panes.folders"
	prefList        = "panes.list"
	prefSaved       = "files.saved"      // the folder that something was saved in last
	prefDraft       = "wizard.draft"     // what was typed of a new account, see wizard.Draft
	prefAhead       = "pictures.ahead"   // of senders that are always shown, as mail arrives
	prefOffline     = "net.offline"      // the person works offline
	prefTravel      = "net.travel"       // travel mode is chosen
	prefMetered     = "net.metered"      // a metered connection is travel mode
	prefWhole       = "net.whole"        // what messages come whole up to, in octets…
	prefTravelWhole = "net.whole.travel" // …and in travel mode
	prefTellOff     = "tell.off"         // nothing is told outside of the window
	prefTell        = "tell.detail"      // see settings.Detail
	prefTellNot     = "tell.not"         // accounts and folders whose mail is not told
	prefQuiet       = "tell.quiet"       // nothing is told at some hours…
	prefQuietFrom   = "tell.quiet.from"  // …from this hour of the day…
	prefQuietTo     = "tell.quiet.to"    // …up to this one
	prefQuietUntil  = "tell.quiet.until" // nothing is told before, in seconds since 1970
	prefHeld        = "tell.held"        // letters that are told once that is over, see telling.keep
	prefFirst       = "tell.first"       // accounts whose first check was seen, see firstChecks
	prefWeekly      = "week.told"        // when something was said of how the mail is, in seconds since 1970
	prefWeeklyNever = "week.never."      // with an account: since when it fails and was never reached, in seconds since 1970
	prefWeeklyNot   = "week.not"         // kinds of matters that the person does not want to hear of, see matter
	prefBest        = "search.best"      // what fits best comes first in what a search finds
	prefColumns     = "list.columns"     // rows have columns where the list is wide
	prefListWide    = "panes.columns"    // as panes.list, while they have
	prefOrder       = "list.order"       // see mailbox.Order
	prefGroup       = "list.group"       // see msglist.Grouping
	prefTogether    = "list.together"    // letters and their answers are one row
	prefAsked       = "list.asked"       // the person was asked whether they are to be
	prefClosing     = "window.closing"   // see settings.Closing
	prefMonthly     = "newer.monthly"    // new versions are looked for once a month…
	prefMonthlyNext = "newer.next"       // …not before, in seconds since 1970
	prefNewest      = "newer.version"    // the newest version as it was told last…
	prefNewestDate  = "newer.date"       // …when that was said, in seconds since 1970…
	prefNewestPage  = "newer.page"       // …where it is…
	prefNewestWords = "newer.words"      // …and what is new
	prefFonts       = "fonts.told"       // the missing scripts that the person has been told of
)

// Text sizes in percent.
const (
	minScale  = 80
	maxScale  = 200
	scaleStep = 10
)

// lastShown is what was shown when the window was closed.
type lastShown struct {
	view    mailbox.View
	message mailbox.ID // 0: none
}

func lastPlace(p fyne.Preferences) lastShown {
	return lastShown{
		view: mailbox.View{
			Account: account.ID(p.Int(prefAccount)), Folder: mailbox.FolderID(p.Int(prefFolder)), Starred: p.Bool(prefStarred),
			Search: mailbox.SearchID(p.Int(prefSearch)), Role: mailbox.Role(p.String(prefRole)),
		},
		message: mailbox.ID(p.Int(prefMessage)),
	}
}

func (l lastShown) keep(p fyne.Preferences) {
	p.SetInt(prefAccount, int(l.view.Account))
	p.SetInt(prefFolder, int(l.view.Folder))
	p.SetBool(prefStarred, l.view.Starred)
	p.SetInt(prefSearch, int(l.view.Search))
	p.SetString(prefRole, string(l.view.Role))
	p.SetInt(prefMessage, int(l.message))
}

// WasMaximized reports whether the window filled the screen when it was closed.
func WasMaximized(p fyne.Preferences) bool { return p.Bool(prefFull) }

// WindowSize is the size the window had last, at least what PopMail needs.
func WindowSize(p fyne.Preferences) fyne.Size {
	w := float32(p.FloatWithFallback(prefWidth, 1280))
	h := float32(p.FloatWithFallback(prefHeight, 800))
	return fyne.NewSize(max(w, 360), max(h, 420))
}

// Look is the person's choice of colours and text size.
type Look struct {
	Mode  theme.Mode
	Scale int // percent
}

func look(p fyne.Preferences) Look {
	l := Look{Mode: theme.Mode(p.StringWithFallback(prefMode, string(theme.System))), Scale: p.IntWithFallback(prefScale, 100)}
	l.Scale = min(max(l.Scale, minScale), maxScale)
	return l
}

// ApplyLook dresses the program as the person chose, and as they have told the system.
func ApplyLook(a fyne.App, told theme.Told) {
	p := a.Preferences()
	l := look(p)
	contrast := told.Contrast
	if own := p.String(prefContrast); own != "" {
		contrast = own == "on"
	}
	a.Settings().SetTheme(&theme.Theme{Mode: l.Mode, Scale: float32(l.Scale) / 100, Contrast: contrast, Told: told})
}

// told is what the system has said so far.
func told(a fyne.App) theme.Told {
	if now, ok := a.Settings().Theme().(*theme.Theme); ok {
		return now.Told
	}
	return theme.Told{}
}

func setLook(a fyne.App, l Look) {
	a.Preferences().SetString(prefMode, string(l.Mode))
	a.Preferences().SetInt(prefScale, min(max(l.Scale, minScale), maxScale))
	ApplyLook(a, told(a))
}

// setContrast shows the program in high contrast, or not. A choice that is the system's follows
// the system from then on.
func setContrast(a fyne.App, on bool) {
	own := ""
	if on != told(a).Contrast {
		own = "off"
		if on {
			own = "on"
		}
	}
	a.Preferences().SetString(prefContrast, own)
	ApplyLook(a, told(a))
}

// SystemTold takes what the system says of how programs are to look.
func (w *Window) SystemTold(t theme.Told) {
	ApplyLook(w.app, t)
	if s, ok := w.sheet.(*settings.Settings); ok {
		w.accounts.fillSettings(s)
	}
}

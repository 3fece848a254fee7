package gui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
	"popmail/gui/words"
)

// sheet is something that lies over the whole window for a while.
type sheet interface {
	fyne.CanvasObject
	// TypedKey takes keys that no field has taken.
	TypedKey(e *fyne.KeyEvent) bool
}

// openSheet puts s over the window; first gets the keyboard and may be nil.
func (w *Window) openSheet(s sheet, first fyne.Focusable) {
	w.toasts.hide()
	w.sheet = s
	w.sheetBox.Objects = []fyne.CanvasObject{s}
	w.main.Hide()
	w.sheetBox.Show()
	w.sheetBox.Refresh()
	c := w.window.Canvas()
	c.Unfocus()
	if first != nil {
		c.Focus(first)
	}
	w.setTitle()
}

func (w *Window) closeSheet() {
	w.sheet = nil
	w.sheetBox.Hide()
	w.sheetBox.Objects = nil
	w.main.Show()
	w.list.Focus()
	w.setTitle()
}

// showMenu opens the settings.
func (w *Window) showMenu() {
	s := settings.New()
	s.Now = w.now
	s.OnClose = w.closeSheet
	s.OnAdd = w.addAccount
	s.OnChange = w.changeAccount
	s.OnRemove = func(id account.ID, keepMail bool) {
		w.removeAccount(id, keepMail, func() { w.fillSettings(s) })
	}
	save := func(a account.Account) {
		w.do(func(ctx context.Context) error {
			_, err := w.setup.Save(ctx, a, account.Credential{})
			return err
		}, func() { w.loadFolders(func() { w.fillSettings(s) }) })
	}
	s.OnName = func(changed account.Account) {
		if a, ok := w.account(changed.ID); ok {
			a.Label, a.Name, a.Color = changed.Label, changed.Name, changed.Color
			save(a)
		}
	}
	s.OnInterval = func(id account.ID, every time.Duration) {
		if a, ok := w.account(id); ok {
			a.Interval = every
			save(a)
		}
	}
	s.OnLook = func(mode theme.Mode, scale int) {
		setLook(w.app, Look{mode, scale})
		w.fillSettings(s)
	}
	s.OnOpenLink = w.openLink
	s.OnFolder = func() { w.openFolder(w.o.DataFolder) }
	w.fillSettings(s)
	w.openSheet(s, nil)
}

// fillSettings shows the present state.
func (w *Window) fillSettings(s *settings.Settings) {
	var known map[account.ID]account.Status
	var err error
	goes := map[account.ID]int{}
	accounts := w.accounts
	w.run.Go(func(ctx context.Context) {
		known, err = w.owners.Status(ctx)
		for _, a := range accounts {
			r, e := w.owners.Removal(ctx, a.ID)
			goes[a.ID], err = r.Deleted, errors.Join(err, e)
		}
	}, func() {
		if err != nil {
			w.failed(err)
		}
		l := look(w.app.Preferences())
		state := settings.State{Mode: l.Mode, Scale: l.Scale, Version: w.o.Version, DataFolder: w.o.DataFolder}
		for _, a := range w.accounts {
			n := 0
			for _, f := range w.folders {
				if f.Account == a.ID {
					n += f.Total
				}
			}
			st := known[a.ID]
			wrong := ""
			switch err := w.status.Trouble(a.ID); {
			case w.status.Rejected(a.ID):
				wrong = lang.L("The server did not accept the password.")
			case w.status.WaitsForPassword(a.ID):
				wrong = lang.L("PopMail needs your password to check for new mail.")
			case err != nil:
				wrong = words.Explain(account.ProblemOf(err).Trouble, a.Incoming.Host, a.Incoming.Port).Heading
			case st.Failure.Happened():
				wrong = words.Explain(st.Failure.Trouble, a.Incoming.Host, a.Incoming.Port).Heading
			}
			state.Accounts = append(state.Accounts, settings.Account{Account: a, Status: st, Messages: n, Goes: goes[a.ID], Trouble: wrong})
		}
		s.Set(state)
	})
}

func (w *Window) showShortcuts() { settings.ShowShortcuts(w.window.Canvas()) }

// tellFonts says once which scripts this computer cannot show.
func (w *Window) tellFonts() {
	if w.o.MissingFonts == nil || w.o.CannotWrite != nil {
		return
	}
	var scripts, packages []string
	w.run.Go(func(ctx context.Context) { scripts, packages = w.o.MissingFonts(ctx) }, func() {
		p := w.app.Preferences()
		told := strings.Split(p.String(prefFonts), ",")
		news := slices.ContainsFunc(scripts, func(s string) bool { return !slices.Contains(told, s) })
		if !news {
			return
		}
		p.SetString(prefFonts, strings.Join(scripts, ","))
		w.notice.Objects = nil
		if n := settings.FontsNotice(scripts, packages, w.hideNotice); n != nil {
			w.notice.Objects = []fyne.CanvasObject{n}
			w.notice.Show()
			w.main.Refresh()
		}
	})
}

// hideNotice takes the bar below the toolbar away.
func (w *Window) hideNotice() {
	w.notice.Hide()
	w.notice.Objects = nil
	w.main.Refresh()
}

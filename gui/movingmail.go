package gui

import (
	"context"
	"os"
	"slices"
	"strings"

	"popmail/gui/folders"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/moving"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Mover reads and writes mail in files of other programs.
type Mover = moving.Mover

// movingMail are the pages that bring mail in and save it outside. Each stays as it is while it
// is closed and something is under way.
type movingMail struct {
	*shell
	listing   *listing
	saving    *saving
	accounts  *accounts
	mover     Mover // nil: there are no such pages
	listed    Listing
	writeWith func(paths []string) // opens a letter with files
	in        *moving.In
	unread    bool // its page was not open since what it did has ended
	out       *moving.Out
	told      *widgets.Toast // says what has become of it, with something to do about it
}

// underWay reports whether mail is brought in or saved now.
func (mm *movingMail) underWay() bool {
	return mm.in != nil && mm.in.Busy() || mm.out != nil && mm.out.Busy()
}

// tell says what has become of it, with something to do about it.
func (mm *movingMail) tell(text, word string, do func()) {
	mm.toasts.tell(text, word, do, func() { mm.told = mm.toasts.last })
}

// telling reports whether the window says what has become of it.
func (mm *movingMail) telling() bool { return mm.told != nil && mm.told == mm.toasts.now }

// canBring reports whether mail can be brought in.
func (mm *movingMail) canBring() bool { return mm.mover != nil && mm.o.CannotWrite == nil }

// openIn is the page that brings mail in, if it is over the window.
func (mm *movingMail) openIn() *moving.In {
	p, _ := mm.sheet.(*moving.In)
	return p
}

// bringIn opens the page that brings mail in. name and after are what is seen once it is
// closed, and how; nil: the main window.
func (mm *movingMail) bringIn(name string, after func()) *moving.In {
	if !mm.canBring() {
		return nil
	}
	if after == nil {
		name, after = mm.listing.viewTitle, mm.home
	}
	if name == "" {
		name = lang.L("Back")
	}
	closed := func() { mm.closeSheet(); after() }
	begin := mm.in == nil || !mm.in.Busy() && !mm.unread // what has become of it stands there
	mm.unread = false
	if begin {
		mm.in = moving.NewIn(moving.InOptions{
			Run: mm.run, Mover: mm.mover, Now: mm.now, Folders: mm.ownFolders,
			OnFiles: func(chosen func(paths []string)) {
				mm.saving.chooseFiles(lang.L("Choose files with mail"), lang.L("Open"), true, chosen)
			},
			OnFolder: func(chosen func(path string)) {
				mm.saving.choosePlace(lang.L("Choose a folder with mail"), lang.L("Open"), "", chosen)
			},
			OnShow: mm.show, OnFailed: mm.failed,
			OnDone: func(text string, err error) {
				mm.listing.loadFolders(nil)
				if mm.openIn() != nil {
					if err != nil {
						mm.failed(err)
					}
					return
				}
				mm.unread = true
				if err != nil {
					mm.failed(err) // which may say more than a bar
					text += " · " + lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)})
				}
				mm.tell(text, lang.L("Show"), func() { mm.leaveSheet(func() { mm.bringIn("", nil) }) })
			},
		})
	}
	p := mm.in
	p.SetBack(name, closed)
	mm.openSheet(p, p.First())
	if begin {
		p.Begin()
	}
	return p
}

// home is what is seen once a page is closed: the wizard, where there is nothing else.
func (mm *movingMail) home() {
	mm.listing.loadFolders(func() {
		if len(mm.known.accounts) == 0 && mm.total() == 0 {
			mm.accounts.firstSteps()
		}
	})
}

// ownFolders are the names of the person's own folders.
func (mm *movingMail) ownFolders() (names []string) {
	for _, f := range mm.known.folders {
		if f.Role == mailbox.Own {
			names = append(names, mm.pathOf(f))
		}
	}
	return names
}

// pathOf is what a folder is called where mail comes in or goes out: "Work/Plans" lies in Work.
func (mm *movingMail) pathOf(f mailbox.Folder) string {
	var names []string
	for _, in := range mailbox.FolderPath(mm.known.folders, f.ID) {
		names = append(names, in.Name)
	}
	return strings.Join(names, "/")
}

// show shows the mail that came into an own folder, or into those with another role; neither: all mail.
func (mm *movingMail) show(folder string, role mailbox.Role) {
	mm.closeSheet()
	mm.listing.loadFolders(func() {
		views := []mailbox.View{{}} // the last that is there is shown
		for _, f := range mm.known.folders {
			switch own := f.Role == mailbox.Own; {
			case !own && f.Role == role:
				views = append(views, mailbox.View{Account: f.Account, Folder: f.ID})
			case own && role == mailbox.Own && folder != "" && strings.EqualFold(mm.pathOf(f), folder):
				views = append(views, mailbox.View{Folder: f.ID})
			}
		}
		if role != mailbox.Own && role != "" {
			views = append(views, mailbox.View{Role: role}) // where there are several accounts
		}
		for _, v := range slices.Backward(views) {
			if !mm.listing.tree.Select(v) && v != (mailbox.View{}) {
				continue
			}
			title := lang.L("All mail")
			if v != (mailbox.View{}) {
				title = mm.listing.tree.Title()
			}
			mm.listing.choose(v, title)
			return
		}
	})
}

// save opens the page that saves mail outside.
func (mm *movingMail) save(name string, after func()) {
	if mm.mover == nil {
		return
	}
	listed := after == nil // what is selected there is in sight
	if listed {
		name, after = mm.listing.viewTitle, mm.home
	}
	closed := func() { mm.closeSheet(); after() }
	if mm.out != nil && mm.out.Busy() {
		mm.out.SetBack(name, closed)
		mm.openSheet(mm.out, mm.out.First())
		return
	}
	mm.out = moving.NewOut(moving.OutOptions{
		Run: mm.run, Mover: mm.mover, Now: mm.now, Scopes: mm.scopes(listed),
		OnFolder: func(chosen func(path string)) {
			mm.saving.choosePlace(lang.L("Where should the mail be saved?"), lang.L("Save here"), "", chosen)
		},
		OnOpen: mm.openFolder, OnFailed: mm.failed, Begun: mm.begun, OnGet: mm.getRests,
		OnDone: func(text, folder string) {
			if _, open := mm.sheet.(*moving.Out); !open {
				mm.tell(text, lang.L("Open folder"), func() { mm.openFolder(folder) })
			}
		},
	})
	mm.out.SetBack(name, closed)
	mm.openSheet(mm.out, mm.out.First())
}

// begun are those of some messages of which only the beginning is here, and of them those whose rests
// wait on a server.
func (mm *movingMail) begun(ctx context.Context, ids []mailbox.ID) (all, waiting []mailbox.ID, err error) {
	for some := range slices.Chunk(ids, 500) {
		rows, err := mm.listed.Brief(ctx, some)
		if err != nil {
			return nil, nil, err
		}
		for i := range rows {
			if rest := rows[i].Rest; rest.Whole > 0 {
				if all = append(all, rows[i].ID); rest.Waits() && mm.onRests != nil {
					waiting = append(waiting, rows[i].ID)
				}
			}
		}
	}
	return all, waiting, nil
}

// getRests gets the rests of messages.
func (mm *movingMail) getRests(ids []mailbox.ID) { mm.onRests(ids) }

// scopes are what can be saved: what is selected, where that is more than one message, all, what the search has found, and
// each folder. listed: the person comes from the list. One selected row may only be what is read: it does not come first.
func (mm *movingMail) scopes(listed bool) []moving.Scope {
	of := func(v mailbox.View) func(ctx context.Context) ([]mailbox.ID, error) {
		return func(ctx context.Context) ([]mailbox.ID, error) {
			list, err := mm.listed.Index(ctx, v, 0)
			ids := make([]mailbox.ID, len(list))
			for i, e := range list {
				ids[i] = e.ID
			}
			return ids, err
		}
	}
	all := []moving.Scope{{Name: lang.L("All mail"), IDs: of(mailbox.View{})}}
	if mm.listing.searching {
		found := mm.listing.list.IDs()
		all = append([]moving.Scope{{Name: lang.L("What the search has found"), IDs: func(context.Context) ([]mailbox.ID, error) { return found, nil }}}, all...)
	}
	v, together := mm.listing.view, mm.listing.conversing()
	if selected := mm.listing.list.Selected(); listed && (len(selected) > 1 || together && len(selected) == 1) {
		n := len(selected)
		count := map[string]any{"Count": words.Count(n)}
		name := lang.N("{{.Count}} messages selected", n, count)
		if together {
			name = lang.N("{{.Count}} conversations", n, count)
		}
		at := 0
		if n == 1 {
			at = 1
		}
		all = slices.Insert(all, at, moving.Scope{
			Name: name,
			IDs: func(ctx context.Context) ([]mailbox.ID, error) {
				if !together {
					return selected, nil
				}
				return mm.listing.store.InConversations(ctx, v, selected)
			},
		})
	}
	for _, f := range mm.known.folders {
		if f.Total == 0 {
			continue
		}
		name := mm.pathOf(f)
		if f.Role != mailbox.Own {
			name = folders.Name(f)
			if a, ok := mm.account(f.Account); ok && len(mm.known.accounts) > 1 {
				name += " · " + a.Email
			}
		}
		all = append(all, moving.Scope{Name: lang.L("The folder “{{.Folder}}”", map[string]any{"Folder": name}), IDs: of(mailbox.View{Account: f.Account, Folder: f.ID})})
	}
	return all
}

// dropped is told what was dragged onto the window: mail is brought in, other files go into a
// letter, and where it can be either the person is asked.
func (mm *movingMail) dropped(paths []string) {
	if p := mm.openIn(); p != nil && mm.window.Canvas().Overlays().Top() == nil {
		p.Add(paths)
		return
	}
	if len(paths) == 0 || mm.covered() {
		return
	}
	if !mm.canBring() {
		mm.writeWith(paths)
		return
	}
	dirs, mail := 0, 0
	mm.run.Go(func(ctx context.Context) {
		for _, path := range paths {
			switch i, err := os.Stat(path); {
			case err == nil && i.IsDir():
				dirs++
			case err == nil && mm.mover.HoldsMail(ctx, path):
				mail++
			}
		}
	}, func() {
		bring := func() {
			if p := mm.bringIn("", nil); p != nil {
				p.Add(paths)
			}
		}
		switch {
		case mm.covered():
		case dirs == len(paths): // they cannot be attached
			bring()
		case dirs+mail < len(paths):
			mm.writeWith(paths)
		default:
			q := &ask.Question{
				Title: lang.N("What would you like to do with these {{.Count}} files?", len(paths), map[string]any{"Count": words.Count(len(paths))}),
				Text:  lang.N("There is mail in them. They can be brought in, so that they lie in your folders, or be attached to a new letter.", len(paths)),
				Buttons: []*widgets.Button{
					widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
					widgets.NewButton(widgets.Quiet, lang.L("Attach to a new letter"), "", func() { mm.writeWith(paths) }),
					widgets.NewButton(widgets.Primary, lang.L("Bring this mail in"), "", bring),
				},
			}
			q.Show(mm.window.Canvas())
		}
	})
}

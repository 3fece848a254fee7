package gui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
	"popmail/gui/kit/lang"
	"popmail/gui/search"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// tourLetters are letters of which those with the numbers 1 and 4 are shown by tour.
func tourLetters() []storagetest.Mail {
	letters := make([]storagetest.Mail, 12)
	for i := range letters {
		letters[i] = numbered(i + 1)
	}
	letters[1].Subject, letters[1].From = "A quiet seat for nineteen euros, this week only, and some more words", "The Association of Slow Travellers in the North <letters@slow-travellers.example.org>"
	letters[3].List = "Gophers <nuts.example>"
	return letters
}

// tourOptions gives a window all that tour shows.
func tourOptions(o *Options) {
	o.Writing = &fakeWriting{}
	o.Travel = &fakeTravel{rests: Rests{Messages: 4, Larger: 1}}
	o.Mover = &fakeMover{}
}

// tour goes through the screens of the window, and hands each to see with its name.
func (s *stage) tour(see func(w fyne.Window, name string)) {
	look := func(name string) { s.t.Helper(); see(s.window, name) }
	escape := func() {
		if o := s.window.Canvas().Overlays(); o.Top() != nil {
			o.Remove(o.Top())
		}
	}
	look("list")
	for id := mailbox.ID(1); id <= 4; id += 3 {
		s.listing.list.Select(id)
		s.bring(paneReader)
		look(fmt.Sprint("message", id))
	}
	s.bring(paneFolders)
	look("folders")
	s.bring(paneList)
	s.listing.list.SelectAll()
	look("several")
	s.listing.list.Select(1)
	s.bring(paneList)
	s.tools.remove.Tapped(nil)
	look("toast")
	s.listing.bar.SetText("from:bob letter larger:1kb")
	s.run.Fire(search.Delay)
	look("search")
	s.listing.bar.SetText("nothing-at-all")
	s.run.Fire(search.Delay)
	look("no_hits")
	s.listing.bar.Leave()
	s.showShortcuts()
	look("shortcuts")
	escape()
	s.listing.list.Select(3)
	s.snoozeChosen()
	look("snooze")
	escape()
	askLater(s.window.Canvas(), lang.L("When should the message come back?"), lang.L("Snooze"), noon, nil)
	look("when")
	escape()
	s.jump()
	look("jump")
	escape()
	s.accounts.showMenu()
	for i, p := range s.sheet.(*settings.Settings).Places() {
		if p.Name == "" {
			s.accounts.showSettingsAt(p.Page)
			look(fmt.Sprint("settings", i))
		}
	}
	s.closeSheet()
	s.book.show()
	look("book")
	if s.sheet != nil {
		s.closeSheet()
	}
	s.showRoom()
	look("room")
	if s.sheet != nil {
		s.closeSheet()
	}
	if s.prepared.store != nil {
		s.prepared.show()
		look("ready")
		if s.sheet != nil {
			s.closeSheet()
		}
	}
	s.moving.bringIn(lang.L("Back"), s.moving.home)
	look("bring_in")
	s.closeSheet()
	s.moving.save(lang.L("Back"), s.moving.home)
	look("save_out")
	s.closeSheet()
	s.accounts.firstSteps()
	look("wizard")
	s.accounts.closeWizard()
	s.writing.begin(&letter.Letter{To: []letter.Person{{Name: "Bob", Email: "bob@example.net"}}, Subject: "Half", Text: "a sen"}, 1, 0, 0)
	w := s.writing.open[0].side.window
	w.Resize(fyne.NewSize(min(s.window.Canvas().Size().Width, 900), 700))
	see(w, "letter")
	s.writing.open[0].sayWhen()
	w.Close()
}

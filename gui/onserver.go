package gui

import (
	"popmail/account"
	"popmail/gui/maildrop"
	"popmail/storage/mailbox"
)

// onServer is the page with the mail on the server of an account.
type onServer struct {
	*shell
	listing  *listing
	activity *activity
	server   ServerMail // nil: there is no such page
	last     map[account.ID]account.Maildrop
}

// open is the page that is over the window; nil: it is not there.
func (os *onServer) open() *maildrop.Page {
	p, _ := os.sheet.(*maildrop.Page)
	return p
}

// able reports whether there is such a page for an account.
func (os *onServer) able(id account.ID) bool {
	_, ok := os.account(id)
	return ok && os.server != nil && os.o.CannotWrite == nil
}

// show opens the page of an account; after is what is seen once it is closed, by name and
// how it is opened, nil: the main window.
func (os *onServer) show(id account.ID, name string, after func()) {
	a, ok := os.account(id)
	if !ok || !os.able(id) {
		return
	}
	if os.last == nil {
		os.last = map[account.ID]account.Maildrop{}
	}
	if after == nil {
		name = os.listing.viewTitle
	}
	p := maildrop.New(maildrop.Options{
		Run: os.run, Server: os.server, Account: a, Large: os.o.Large, Back: name, Now: os.now,
		Offline: os.activity.worksOffline, OnOnline: func() { os.activity.workOffline(false) },
		OnClose: func() {
			os.closeSheet()
			if after != nil {
				after()
			}
		},
		OnFailed: os.failed, OnSay: os.toasts.show,
		OnListed: func(d account.Maildrop) { os.last[id] = d },
	}, os.last[id])
	os.openSheet(p, p.First())
	p.Open()
}

// showPresent opens the page of the account whose mail is shown, else of the first one.
func (os *onServer) showPresent() {
	if len(os.known.accounts) == 0 {
		return
	}
	id := os.listing.view.Account
	if !os.able(id) {
		id = os.known.accounts[0].ID
	}
	os.show(id, "", nil)
}

// changed tells the page what the store has told.
func (os *onServer) changed(batch []mailbox.Change, lost bool) {
	p := os.open()
	if p == nil {
		return
	}
	for _, c := range batch {
		switch c.(type) {
		case mailbox.RemovalsChanged, mailbox.Arrived:
			lost = true
		}
	}
	if lost {
		p.Changed()
	}
}

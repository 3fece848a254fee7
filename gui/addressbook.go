package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
	"popmail/gui/book"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// addressBook is the address book over the window, and what else is done about people.
type addressBook struct {
	*shell
	store   AddressBook  // nil: there is none
	files   ContactFiles // nil: nobody comes in or goes out
	writing *writing
	saving  *saving
}

// open is the address book that is over the window; nil: it is not there.
func (ab *addressBook) open() *book.Book {
	b, _ := ab.sheet.(*book.Book)
	return b
}

// show opens the address book.
func (ab *addressBook) show() *book.Book {
	if ab.store == nil {
		return nil
	}
	b := book.New(ab.run, ab.store, ab.o.CannotWrite != nil)
	b.OnClose, b.OnFailed, b.OnSay = ab.closeSheet, ab.failed, ab.toasts.show
	if ab.writing.store != nil {
		b.OnWrite = ab.write
	}
	if ab.files != nil {
		b.OnExport = ab.exportContacts
		b.OnImport = func() { ab.importContacts(b) }
	}
	ab.openSheet(b, b.First())
	b.Load()
	return b
}

// write opens a letter to people.
func (ab *addressBook) write(to []mailbox.Address) {
	wr := ab.writing
	if !wr.able() {
		return
	}
	l := &letter.Letter{}
	for _, a := range to {
		l.To = append(l.To, letter.Person{Name: a.Name, Email: a.Email})
	}
	wr.begin(l, wr.present(), 0, 0)
}

// sender adds the sender of a message to the address book, or opens what is known of them.
func (ab *addressBook) sender(from mailbox.Address, then func()) {
	var c mailbox.Contact
	edit := func() {
		if b := ab.show(); b != nil {
			b.Edit(c)
		}
	}
	added := false
	ab.do(func(ctx context.Context) (err error) {
		if c, err = ab.store.ContactOf(ctx, from.Email); err != nil || c.ID != 0 {
			return err
		}
		if c.Name == "" {
			c.Name = from.Name
		}
		c.ID, _, err = ab.store.SaveContact(ctx, c)
		added = err == nil
		return err
	}, func() {
		if !added {
			edit()
			return
		}
		then()
		ab.toasts.offer(lang.L("{{.Name}} is in your address book now.", map[string]any{"Name": widgets.Short(c.Called(), 60)}), lang.L("Edit…"), edit)
	})
}

// orBook makes a shortcut that does one thing in the address book and another in the window.
func (w *Window) orBook(inBook func(b *book.Book), do func()) func(fyne.Shortcut) {
	return func(fyne.Shortcut) {
		if b := w.book.open(); b != nil && w.window.Canvas().Overlays().Top() == nil {
			inBook(b)
		} else if !w.covered() {
			do()
		}
	}
}

package gui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// connectLists wires what is offered for the letters of mailing lists.
func (w *Window) connectLists() {
	if w.o.CannotWrite != nil {
		return
	}
	fl := w.filing
	fl.lists, w.reading.lists = w.o.Mail, w.o.Mail
	fl.onListSettled = w.reading.listSettled
	w.reading.reader.OnListFolder = func(l mailbox.MailingList) { fl.offerListFolder(w.accounts.ruling, l) }
	w.reading.reader.OnRefuseList = fl.refuseList
}

// listSettled offers no folder any more for a mailing list, as the person has decided, nor, where it
// is another one again, what was known of it before.
func (rd *reading) listSettled(address string) {
	rd.near.drop(nil, nil, true)
	for id, c := range rd.talk.open {
		if c.Offer.Address == address {
			c.Offer = mailbox.MailingList{}
			rd.talk.open[id] = c
		}
	}
	rd.reader.SettleList(address)
}

// refuseList offers no folder for a mailing list any more; that can be taken back.
func (fl *filing) refuseList(l mailbox.MailingList) {
	refuse := func(on bool, or, then func()) {
		fl.doOr(func(ctx context.Context) error { return fl.lists.RefuseList(ctx, l.Address, on) }, or, then)
	}
	refuse(true, nil, func() {
		fl.onListSettled(l.Address)
		fl.offerUndo(lang.L("No folder will be offered for “{{.List}}” again", listTitle(l)), func(or func()) {
			refuse(false, or, func() {
				fl.onListSettled("")
				fl.undone()
			})
		})
	})
}

func listTitle(l mailbox.MailingList) map[string]any {
	return map[string]any{"List": widgets.OneLine(l.Title())}
}

// offerListFolder asks how the folder for the letters of a mailing list is called and whether those
// that are here go there too, and makes it, with its rule.
func (fl *filing) offerListFolder(rules Ruling, l mailbox.MailingList) {
	old := mailbox.Rule{Query: "in:inbox " + l.Query(), Do: mailbox.RuleMove}
	var found mailbox.Result
	var err error
	fl.run.Go(func(ctx context.Context) { found, err = rules.TryRule(ctx, old.Query, 1) }, func() {
		if err != nil {
			fl.failed(err)
			return
		}
		fl.askListFolder(l, found.Total, func(name string, move bool) {
			var made mailbox.ListFolder
			fl.do(func(ctx context.Context) (err error) {
				made, err = fl.lists.GiveListFolder(ctx, l.Address, name)
				return err
			}, func() {
				fl.listing.loadFolders(nil)
				fl.onListSettled(l.Address)
				data := listTitle(l)
				data["Folder"] = name
				s := step{list: &made}
				if !move {
					fl.took(s)
					fl.showUndo(lang.L("Letters of “{{.List}}” go to {{.Folder}} from now on", data))
					return
				}
				old.ID, old.Folder = made.Rule, made.Folder
				fl.obey(rules, old, s)
			})
		})
	})
}

// askListFolder asks for the name of the folder, and whether n letters go there that are here.
func (fl *filing) askListFolder(l mailbox.MailingList, n int, do func(name string, move bool)) {
	var hide func()
	var entry *field.Entry
	move := field.NewCheck(lang.N("Move the {{.Count}} letters in the Inbox there, too", n, map[string]any{"Count": words.Count(n)}), nil)
	move.SetChecked(n > 0)
	give := func() {
		if name := strings.TrimSpace(widgets.OneLine(entry.Text)); name != "" {
			do(name, n > 0 && move.Checked)
		}
	}
	entry = field.NewEntry(func() { hide(); give() }, func() { hide() })
	entry.SetText(widgets.OneLine(l.Title()))
	q := &ask.Question{
		Title: lang.L("A folder for “{{.List}}”", listTitle(l)), Text: lang.L("New letters of this mailing list will go there. Settings → Rules shows the rule that does it."),
		Focus: entry, Extra: []fyne.CanvasObject{entry},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Create"), "", give),
		},
	}
	if n > 0 {
		q.Extra = append(q.Extra, move)
	}
	hide = q.Show(fl.window.Canvas())
}

// listBack says that the folder and the rule of a mailing list are gone again.
func (fl *filing) listBack(s step, n int) {
	fl.onListSettled("")
	if s.list.Made && fl.listing.view.Folder == s.list.Folder {
		fl.listing.chooseInbox()
	} else if !fl.listing.searching {
		fl.listing.reloadList(nil)
	}
	fl.listing.loadFolders(nil)
	if n == 0 {
		fl.toasts.show(lang.L("The rule is gone"), nil)
		return
	}
	fl.toasts.show(lang.N("The rule is gone, and {{.Count}} letters are back", n, map[string]any{"Count": words.Count(n)}), nil)
}

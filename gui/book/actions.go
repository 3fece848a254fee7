package book

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// mostMerged is how many people are made one at most: more were chosen by mistake.
const mostMerged = 10

// change carries out a change and lists people anew. said is what is then told, with Undo;
// failed, which may be nil, takes errors that are not the store's own and reports whether
// it did.
func (b *Book) change(do func(ctx context.Context) (mailbox.ContactEdit, error), said func() string, failed func(error) bool) {
	var was mailbox.ContactEdit
	var err error
	b.run.Go(func(ctx context.Context) { was, err = do(ctx) }, func() {
		if err != nil {
			if failed == nil || !failed(err) {
				b.OnFailed(err)
			}
			return
		}
		text := said()
		b.homing = b.form == nil
		b.Load()
		b.undo = func() { b.takeBack(was) }
		b.OnSay(text, b.Undo)
	})
}

// takeBack undoes a change.
func (b *Book) takeBack(was mailbox.ContactEdit) {
	var err error
	b.run.Go(func(ctx context.Context) { err = b.store.UndoContacts(ctx, was) }, func() {
		if err != nil {
			b.OnFailed(err)
			return
		}
		b.OnSay(lang.L("Undone."), nil)
		b.Load()
	})
}

// Imported lists who has come in, which was can take back.
func (b *Book) Imported(text string, was mailbox.ContactEdit) {
	b.Load()
	b.undo = func() { b.takeBack(was) }
	b.OnSay(text, b.Undo)
}

// named is who was meant, for a sentence.
func named(list []mailbox.Contact) string {
	if len(list) == 1 {
		return widgets.Short(list[0].Called(), 60)
	}
	return lang.N("{{.Count}} people", len(list), map[string]any{"Count": words.Count(len(list))})
}

func (b *Book) write(list []mailbox.Contact) {
	var to []mailbox.Address
	for _, c := range list {
		if len(c.Emails) > 0 {
			to = append(to, mailbox.Address{Name: c.Name, Email: c.Emails[0]})
		}
	}
	b.OnWrite(to)
	if n := len(list) - len(to); n > 0 {
		b.OnSay(lang.N("{{.Count}} people have no e-mail address and were left out.", n, map[string]any{"Count": words.Count(n)}), nil)
	}
}

func (b *Book) forget(list []mailbox.Contact) {
	if b.fixed || len(list) == 0 {
		return
	}
	var groups []string
	for _, g := range b.groups {
		if slices.ContainsFunc(list, func(c mailbox.Contact) bool { return c.ID != 0 && slices.Contains(g.Members, c.ID) }) {
			groups = append(groups, words.InList(widgets.Short(g.Name, 40)))
		}
	}
	b.change(func(ctx context.Context) (mailbox.ContactEdit, error) { return b.store.ForgetContacts(ctx, list) }, func() string {
		text := lang.L("{{.Name}} won’t be suggested anymore. The mail stays.", map[string]any{"Name": named(list)})
		if len(groups) > 0 {
			text += " " + lang.L("Also taken out of {{.Groups}}.", map[string]any{"Groups": joined(groups)})
		}
		return text
	}, nil)
	b.setFront(false)
}

func joined(list []string) string {
	text := list[0]
	for _, s := range list[1:min(len(list), 4)] {
		text += ", " + s
	}
	if len(list) > 4 {
		text += "…"
	}
	return text
}

// findMate lets the person choose who is the same as c.
func (b *Book) findMate(c mailbox.Contact) {
	b.mate = &c
	b.list.SelectOnly(-1)
	b.several = nil
	b.setFront(false)
	b.show()
	b.focus(b.search)
}

// merge makes one of several people. One of the address book comes first, and has the name.
func (b *Book) merge(list []mailbox.Contact) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y mailbox.Contact) int { return rank(&x) - rank(&y) })
	var id mailbox.ContactID
	b.change(func(ctx context.Context) (was mailbox.ContactEdit, err error) {
		id, was, err = b.store.MergeContacts(ctx, list)
		return was, err
	}, func() string {
		b.want = int64(id)
		return lang.L("They are one person now: {{.Name}}.", map[string]any{"Name": named(list[:1])})
	}, nil)
}

func rank(c *mailbox.Contact) (n int) {
	if c.ID == 0 {
		n++
	}
	if c.Name == "" {
		n += 2
	}
	return n
}

func (b *Book) putInto(g mailbox.ContactGroup, list []mailbox.Contact) {
	b.change(func(ctx context.Context) (mailbox.ContactEdit, error) { return b.store.AddToGroup(ctx, g.ID, list) }, func() string {
		return lang.L("{{.Name}} added to “{{.Group}}”.", map[string]any{"Name": named(list), "Group": widgets.Short(g.Name, 40)})
	}, nil)
}

func (b *Book) takeOut(g mailbox.ContactGroup, list []mailbox.Contact) {
	var ids []mailbox.ContactID
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	b.change(func(ctx context.Context) (mailbox.ContactEdit, error) { return b.store.RemoveFromGroup(ctx, g.ID, ids) }, func() string {
		return lang.L("{{.Name}} taken out of “{{.Group}}”.", map[string]any{"Name": named(list), "Group": widgets.Short(g.Name, 40)})
	}, nil)
}

func (b *Book) removeGroup(g mailbox.ContactGroup) {
	b.change(func(ctx context.Context) (mailbox.ContactEdit, error) { return b.store.RemoveGroup(ctx, g.ID) }, func() string {
		return lang.L("The group “{{.Group}}” was deleted. Its people stay.", map[string]any{"Group": widgets.Short(g.Name, 40)})
	}, nil)
	b.setFront(false)
}

// nameGroup asks for the name of a group; ID 0: of a new one, which list is added to.
func (b *Book) nameGroup(g mailbox.ContactGroup, list []mailbox.Contact) {
	c := b.canvas()
	if c == nil {
		return
	}
	var hide func()
	var name *field.Entry
	labelled := &field.Labelled{}
	var id mailbox.GroupID
	save := func() {
		typed := name.Text
		b.change(func(ctx context.Context) (was mailbox.ContactEdit, err error) {
			id, was, err = b.store.SaveGroup(ctx, g.ID, typed)
			if err == nil && len(list) > 0 {
				var more mailbox.ContactEdit
				more, err = b.store.AddToGroup(ctx, id, list)
				was = both(was, more)
			}
			return was, err
		}, func() string {
			hide()
			if len(list) == 0 {
				b.after = func() { b.turn(mailbox.ContactView{Group: id}) } // once it is known
				return lang.L("The group is saved.")
			}
			return lang.L("{{.Name}} added to “{{.Group}}”.", map[string]any{"Name": named(list), "Group": widgets.Short(typed, 40)})
		}, func(err error) bool {
			switch {
			case errors.Is(err, mailbox.ErrExists):
				labelled.Say(lang.L("There is a group with this name already."))
			case errors.Is(err, mailbox.ErrName):
				labelled.Say(lang.L("Type a name for the group."))
			default:
				hide()
				return false
			}
			labelled.Refresh()
			b.focus(name)
			return true
		})
	}
	name = field.NewEntry(save, func() { ask.Escape(c) })
	name.SetText(g.Name)
	labelled = field.Label("", name)
	title := lang.L("Name of the new group")
	if g.ID != 0 {
		title = lang.L("Name of the group")
	}
	ok := widgets.NewButton(widgets.Primary, lang.L("Save"), "", nil)
	q := &ask.Question{Title: title, Extra: []fyne.CanvasObject{labelled}, Focus: name, Buttons: []*widgets.Button{
		widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil), ok,
	}}
	hide = q.Show(c)
	ok.OnTapped = save // the question stays until the name is one that can be used
}

// both is what undoes two changes, of which the first came first.
func both(a, b mailbox.ContactEdit) mailbox.ContactEdit {
	for id, c := range b.Contacts {
		if _, ok := a.Contacts[id]; !ok {
			a.Contacts[id] = c
		}
	}
	for id, g := range b.Groups {
		if _, ok := a.Groups[id]; !ok {
			a.Groups[id] = g
		}
	}
	for key, on := range b.Forgotten {
		if _, ok := a.Forgotten[key]; !ok {
			a.Forgotten[key] = on
		}
	}
	return a
}

// askFormat asks in which form people are saved.
func (b *Book) askFormat(list []mailbox.Contact, name string) {
	c := b.canvas()
	if c == nil {
		return
	}
	q := &ask.Question{
		Title: lang.N("Save {{.Count}} people in a file", len(list), map[string]any{"Count": words.Count(len(list))}),
		Text:  lang.L("A vCard file is understood by phones and other mail programs. A table opens in a spreadsheet."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Quiet, lang.L("Table (.csv)"), "", func() { b.OnExport(list, name, CSV) }),
			widgets.NewButton(widgets.Primary, lang.L("vCard (.vcf)"), "", func() { b.OnExport(list, name, VCard) }),
		},
	}
	q.Show(c)
}

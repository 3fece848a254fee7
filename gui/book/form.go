package book

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account/letter"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// form is a person who is being written down or changed.
type form struct {
	b         *Book
	was       mailbox.Contact
	name      *field.Entry
	emails    []*field.Labelled
	entries   []*field.Entry // of emails
	note      *field.Entry
	nameField *field.Labelled
	save      *widgets.Button
	column    *flow.Column
	saving    bool
	page      bool // it was opened from the page, in a narrow window
}

// Edit opens the form for a person; ID 0: for somebody new.
func (b *Book) Edit(c mailbox.Contact) { b.edit(c) }

func (b *Book) edit(c mailbox.Contact) {
	if b.fixed {
		return
	}
	b.leave(func() {
		f := &form{b: b, was: c, page: b.front}
		f.name, f.note = f.entry(), f.entry()
		f.name.SetText(c.Name)
		f.note.SetText(strings.ReplaceAll(c.Note, "\n", noteBreak))
		f.nameField = field.Label(lang.L("Name"), f.name)
		for _, e := range c.Emails {
			f.addEmail(e)
		}
		if len(c.Emails) == 0 {
			f.addEmail("")
		}
		f.save = widgets.NewButton(widgets.Primary, lang.L("Save"), "", f.store)
		f.column = flow.NewColumn(14).Card(flow.Insets{Left: 23, Top: 19, Right: 23, Bottom: 20})
		b.form = f
		f.fill()
		b.setFront(true)
		b.show()
		b.page.ToTop()
		b.focus(f.name)
	})
}

// noteBreak stands in the field for the end of a line of a note.
const noteBreak = " ⏎ "

func (f *form) entry() *field.Entry { return field.NewEntry(f.store, f.b.escape) }

func (f *form) addEmail(text string) *field.Entry {
	e := f.entry()
	e.SetText(text)
	f.entries = append(f.entries, e)
	name := ""
	if len(f.entries) == 1 {
		name = lang.L("E-mail address")
	}
	f.emails = append(f.emails, field.Label(name, e))
	return e
}

// fill stands the fields one below the other.
func (f *form) fill() {
	title := lang.L("New person")
	switch {
	case f.was.ID != 0:
		title = lang.L("Edit")
	case len(f.was.Emails) > 0:
		title = lang.L("Add to address book")
	}
	line := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	line.SizeName = fynetheme.SizeNameSubHeadingText
	objects := []fyne.CanvasObject{line, f.nameField}
	for i, e := range f.emails {
		objects = append(objects, e)
		if i > 0 {
			f.column.Before(e, 6)
		}
	}
	more := widgets.NewLink(lang.L("Add another address"), func() {
		e := f.addEmail("")
		f.fill()
		f.b.relayout()
		f.b.focus(e)
	})
	add := flow.NewTiles(0, more)
	f.column.Before(add, 6)
	objects = append(objects, add, field.Label(lang.L("Note"), f.note),
		flow.NewTiles(10, f.save, widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", f.b.escape)))
	f.column.Set(objects...)
}

// now is the person as they stand in the fields.
func (f *form) now() mailbox.Contact {
	c := mailbox.Contact{ID: f.was.ID, Name: strings.TrimSpace(f.name.Text), Note: strings.TrimSpace(strings.ReplaceAll(f.note.Text, noteBreak, "\n"))}
	for _, e := range f.entries {
		if t := strings.TrimSpace(e.Text); t != "" {
			c.Emails = append(c.Emails, t)
		}
	}
	return c
}

func (f *form) changed() bool {
	n := f.now()
	return n.Name != f.was.Name || n.Note != f.was.Note || !slices.Equal(n.Emails, f.was.Emails)
}

// check says what is wrong with the fields, and leads to the first of them.
func (f *form) check() bool {
	var wrong fyne.Focusable
	say := func(l *field.Labelled, e *field.Entry, text string) {
		l.Say(text)
		if text != "" && wrong == nil {
			wrong = e
		}
	}
	for i, e := range f.entries {
		text := ""
		if t := strings.TrimSpace(e.Text); t != "" && letter.Check(t) != nil {
			text = lang.L("“{{.Address}}” isn’t an e-mail address", map[string]any{"Address": widgets.Short(t, 60)})
		}
		say(f.emails[i], e, text)
	}
	text := ""
	if n := f.now(); n.Name == "" && len(n.Emails) == 0 {
		text = lang.L("Type a name or an e-mail address.")
	}
	say(f.nameField, f.name, text)
	f.b.relayout()
	if wrong != nil {
		f.b.focus(wrong)
	}
	return wrong == nil
}

// store saves the person, and shows them.
func (f *form) store() { f.storeThen(nil) }

func (f *form) storeThen(then func()) {
	b := f.b
	if f.saving || b.form != f || !f.check() {
		return
	}
	f.saving = true
	c := f.now()
	b.change(func(ctx context.Context) (was mailbox.ContactEdit, err error) {
		c.ID, was, err = b.store.SaveContact(ctx, c)
		return was, err
	}, func() string {
		b.form, b.want = nil, int64(c.ID)
		if f.was.ID == 0 && len(f.was.Emails) == 0 {
			b.turn(mailbox.ContactView{}) // where somebody new is seen
		}
		b.show()
		b.focus(b.list)
		if then != nil {
			then()
		}
		return lang.L("{{.Name}} is saved.", map[string]any{"Name": widgets.Short(c.Called(), 60)})
	}, func(err error) bool {
		f.saving = false
		var taken *mailbox.AddressTakenError
		switch {
		case errors.As(err, &taken):
			for i, e := range f.entries {
				if strings.EqualFold(strings.TrimSpace(e.Text), taken.Email) {
					f.emails[i].Say(lang.L("This address belongs to {{.Name}}. If both are the same person, cancel, choose one of them and press “…”, then “Is the same person as…”.", map[string]any{"Name": widgets.Short(taken.By.Called(), 60)}))
					b.focus(e)
				}
			}
		case errors.Is(err, mailbox.ErrName):
			f.nameField.Say(lang.L("Type a name or an e-mail address."))
			b.focus(f.name)
		default:
			return false
		}
		b.relayout()
		return true
	})
}

// leave goes on with then, which may be nil, once what is being changed is saved or given up,
// which the person is asked.
func (b *Book) leave(then func()) {
	f := b.form
	leave := func() {
		b.form = nil
		if f != nil {
			b.several = b.chosen()
			b.show()
			if !f.page {
				b.setFront(false)
			}
		}
		if then != nil {
			then()
		}
	}
	if f == nil || !f.changed() || b.canvas() == nil {
		leave()
		return
	}
	if f.saving {
		return // which is done in a moment
	}
	name := f.now()
	if f.was.ID != 0 {
		name = f.was
	}
	q := &ask.Question{
		Title: lang.L("Save your changes to {{.Account}}?", map[string]any{"Account": widgets.Short(name.Called(), 60)}),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Discard changes"), "", leave),
			widgets.NewButton(widgets.Quiet, lang.L("Keep editing"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Save"), "", func() { f.storeThen(then) }),
		},
	}
	q.Show(b.canvas())
}

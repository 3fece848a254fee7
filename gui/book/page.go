package book

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// mostShown is how many of several people are named on the page.
const mostShown = 12

// show fills the page with who is chosen.
func (b *Book) show() {
	var cards []fyne.CanvasObject
	b.lead = nil
	if b.mate != nil {
		n := widgets.NewNotice(widgets.IconPeople, lang.L("Choose the other one in the list. Both become one person, {{.Name}}.", map[string]any{"Name": widgets.Short(b.mate.Called(), 60)}))
		n.AddAction(lang.L("Cancel"), func() {
			b.mate = nil
			b.show()
		})
		cards = append(cards, n)
	}
	switch {
	case b.form != nil:
		cards = append(cards, b.form.column)
	case len(b.several) == 1:
		cards = append(cards, b.personCard(b.several[0]))
	case len(b.several) > 1:
		cards = append(cards, b.severalCard(b.several))
	default:
		if g := b.group(b.view.Group); g != nil {
			cards = append(cards, b.groupCard(*g))
		} else {
			cards = append(cards, b.emptyCard())
		}
	}
	b.column.Set(cards...)
	b.relayout()
}

// group is one of the groups; nil: there is none.
func (b *Book) group(id mailbox.GroupID) *mailbox.ContactGroup {
	for i := range b.groups {
		if b.groups[i].ID == id {
			return &b.groups[i]
		}
	}
	return nil
}

func card(objects ...fyne.CanvasObject) *flow.Column {
	return flow.NewColumn(14, objects...).Card(flow.Insets{Left: 23, Top: 19, Right: 23, Bottom: 20})
}

// head is a picture with a name and a line below it.
func head(avatar *widgets.Avatar, name, line string) fyne.CanvasObject {
	title := selectable.New(func(p *widgets.Text) { p.SizeName = fynetheme.SizeNameSubHeadingText }, selectable.Run{Text: widgets.OneLine(name), Bold: true})
	text := flow.NewColumn(1, title)
	if line != "" {
		text.Objects = append(text.Objects, small(line))
	}
	return flow.NewRow(14, text, avatar, text)
}

func (b *Book) personCard(c mailbox.Contact) fyne.CanvasObject {
	line := lang.L("In your address book")
	if c.ID == 0 {
		line = lang.L("Known from your mail")
	}
	k := card(head(widgets.NewAvatar(c.Called(), first(&c)), c.Called(), line))
	if len(c.Emails) > 0 {
		list := flow.NewColumn(2)
		for _, e := range c.Emails {
			address := selectable.NewText(e, "", "")
			line := flow.NewRow(10, address, widgets.NewGlyph(widgets.IconMail, theme.ColorMuted), address)
			if b.OnWrite != nil && len(c.Emails) > 1 {
				line.Objects = append(line.Objects, widgets.NewLink(lang.L("Write"), func() { b.OnWrite([]mailbox.Address{{Name: c.Name, Email: e}}) }))
			}
			list.Objects = append(list.Objects, line)
		}
		k.Objects = append(k.Objects, list)
	} else {
		k.Objects = append(k.Objects, small(lang.L("No e-mail address")))
	}
	if c.Note != "" {
		k.Objects = append(k.Objects, flow.NewColumn(3, field.Name(lang.L("Note")), selectable.NewText(c.Note, "", "")))
	}
	if in := b.groupChips(c); in != nil {
		k.Objects = append(k.Objects, flow.NewColumn(6, field.Name(lang.L("Groups")), in))
	}
	b.buttons(k, []mailbox.Contact{c})
	return k
}

// groupChips are the groups that somebody is in; nil: none.
func (b *Book) groupChips(c mailbox.Contact) fyne.CanvasObject {
	chips := flow.NewTiles(8)
	for _, g := range b.groups {
		if c.ID != 0 && slices.Contains(g.Members, c.ID) {
			var remove func()
			if !b.fixed {
				remove = func() { b.takeOut(g, []mailbox.Contact{c}) }
			}
			chips.Objects = append(chips.Objects, widgets.NewChip(g.Name, nil, remove))
		}
	}
	if len(chips.Objects) == 0 {
		return nil
	}
	return chips
}

func (b *Book) severalCard(list []mailbox.Contact) fyne.CanvasObject {
	n := len(list)
	names := flow.NewColumn(2)
	for i := range list[:min(n, mostShown)] {
		name, second := lines(&list[i])
		text := name
		if second != "" {
			text = fmt.Sprintf("%s · %s", name, second)
		}
		names.Objects = append(names.Objects, widgets.NewText(text, theme.SizeSmall, ""))
	}
	if more := n - mostShown; more > 0 {
		names.Objects = append(names.Objects, small(lang.N("and {{.Count}} more", more, map[string]any{"Count": words.Count(more)})))
	}
	k := card(head(widgets.NewGroupAvatar(), lang.N("{{.Count}} people", n, map[string]any{"Count": words.Count(n)}), lang.L("Chosen in the list")), names)
	b.buttons(k, list)
	return k
}

func (b *Book) groupCard(g mailbox.ContactGroup) fyne.CanvasObject {
	n := len(g.Members)
	k := card(head(widgets.NewGroupAvatar(), g.Name, lang.N("{{.Count}} people", n, map[string]any{"Count": words.Count(n)})))
	k.Objects = append(k.Objects, small(lang.L("In a letter, type the name of the group after To. To add somebody, choose them in the list of everybody, then “Add to group”.")))
	tiles := flow.NewTiles(10)
	add := func(wanted bool, look widgets.Look, text string, icon widgets.IconName, do func()) *widgets.Button {
		button := widgets.NewButton(look, text, icon, do)
		if wanted {
			tiles.Objects = append(tiles.Objects, button)
		}
		return button
	}
	add(b.OnWrite != nil && n > 0 && b.view.Typed == "", widgets.Primary, lang.L("Write to the group"), widgets.IconWrite, func() { b.write(b.people.list) })
	add(!b.fixed, widgets.Quiet, lang.L("Rename…"), "", func() { b.nameGroup(g, nil) })
	add(b.OnExport != nil && n > 0 && b.view.Typed == "", widgets.Flat, lang.L("Save in a file…"), "", func() { b.askFormat(b.people.list, g.Name) })
	add(!b.fixed, widgets.Flat, lang.L("Delete the group"), "", func() { b.removeGroup(g) }).Color = fynetheme.ColorNameError
	k.Objects = append(k.Objects, tiles)
	return k
}

// emptyCard is what is said while nobody is chosen.
func (b *Book) emptyCard() fyne.CanvasObject {
	text := lang.L("Choose a person in the list to see or change what you know of them.")
	if b.loaded && len(b.people.list) == 0 && b.view == (mailbox.ContactView{}) {
		text = lang.L("People you get mail from or write to appear here by themselves. You can also add people, or bring them in from a phone or another mail program.")
	}
	k := card(head(widgets.NewGroupAvatar(), lang.L("Your people"), ""), small(text))
	if b.OnImport != nil && !b.fixed {
		k.Objects = append(k.Objects, flow.NewTiles(10, widgets.NewButton(widgets.Quiet, lang.L("Bring people in from a file…"), "", func() { b.OnImport() })))
	}
	return k
}

// buttons adds what can be done with people.
func (b *Book) buttons(k *flow.Column, list []mailbox.Contact) {
	tiles := flow.NewTiles(10)
	one := len(list) == 1
	if b.OnWrite != nil && slices.ContainsFunc(list, func(c mailbox.Contact) bool { return len(c.Emails) > 0 }) {
		text := lang.L("Write")
		if one {
			text = lang.L("Write to {{.Name}}", map[string]any{"Name": widgets.Short(list[0].Called(), 30)})
		}
		tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Primary, text, widgets.IconWrite, func() { b.write(list) }))
	}
	if !b.fixed {
		switch {
		case one && list[0].ID == 0:
			tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, lang.L("Add to address book…"), widgets.IconPlus, func() { b.edit(list[0]) }))
		case one:
			tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, lang.L("Edit"), "", func() { b.edit(list[0]) }))
		case len(list) <= mostMerged:
			tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Quiet, lang.L("Make one person of them"), "", func() { b.merge(list) }))
		}
		group := widgets.NewButton(widgets.Quiet, lang.L("Add to group"), widgets.IconPeople, nil)
		group.OnTapped = func() {
			if c := b.canvas(); c != nil {
				widgets.ShowMenuBelow(fyne.NewMenu("", b.groupItems(list)...), c, group, false)
			}
		}
		tiles.Objects = append(tiles.Objects, group)
	}
	var rest []*fyne.MenuItem
	if rest = b.restItems(list); len(rest) > 0 {
		more := widgets.NewButton(widgets.Flat, "", widgets.IconMore, nil)
		more.Tip = lang.L("More")
		more.OnTapped = func() {
			if c := b.canvas(); c != nil {
				widgets.ShowMenuBelow(fyne.NewMenu("", b.restItems(list)...), c, more, true)
			}
		}
		tiles.Objects = append(tiles.Objects, more)
	}
	if len(tiles.Objects) > 0 {
		b.lead, _ = tiles.Objects[0].(fyne.Focusable)
	}
	k.Objects = append(k.Objects, tiles)
}

// personItems are all that can be done with people of the list.
func (b *Book) personItems(list []mailbox.Contact) (items []*fyne.MenuItem) {
	if len(list) == 0 {
		return nil
	}
	if b.OnWrite != nil {
		items = append(items, widgets.MenuItem(widgets.IconWrite, lang.L("Write"), "", func() { b.write(list) }))
	}
	if !b.fixed {
		if len(list) == 1 {
			text := lang.L("Edit…")
			if list[0].ID == 0 {
				text = lang.L("Add to address book…")
			}
			items = append(items, widgets.MenuItem("", text, "", func() { b.edit(list[0]) }))
		} else if len(list) <= mostMerged {
			items = append(items, widgets.MenuItem("", lang.L("Make one person of them"), "", func() { b.merge(list) }))
		}
		group := widgets.MenuItem(widgets.IconPeople, lang.L("Add to group"), "", nil)
		group.ChildMenu = fyne.NewMenu("", b.groupItems(list)...)
		items = append(items, group)
	}
	return append(items, b.restItems(list)...)
}

// restItems are what can be done with people less often.
func (b *Book) restItems(list []mailbox.Contact) (items []*fyne.MenuItem) {
	if !b.fixed {
		if len(list) == 1 {
			items = append(items, widgets.MenuItem("", lang.L("Is the same person as…"), "", func() { b.findMate(list[0]) }))
		}
		if g := b.group(b.view.Group); g != nil {
			items = append(items, widgets.MenuItem("", lang.L("Take out of “{{.Group}}”", map[string]any{"Group": widgets.Short(g.Name, 40)}), "", func() { b.takeOut(*g, list) }))
		}
	}
	if b.OnExport != nil {
		name := lang.L("Address book")
		if len(list) == 1 {
			name = list[0].Called()
		}
		items = append(items, widgets.MenuItem(widgets.IconSave, lang.L("Save in a file…"), "", func() { b.askFormat(list, name) }))
	}
	if !b.fixed {
		items = append(items, widgets.MenuItem(widgets.IconTrash, lang.L("Forget"), lang.X("key Delete", "Delete"), func() { b.forget(list) }))
	}
	return items
}

// groupItems are the groups that people can be added to, and a new one.
func (b *Book) groupItems(list []mailbox.Contact) (items []*fyne.MenuItem) {
	for _, g := range b.groups {
		in := func(c mailbox.Contact) bool { return c.ID != 0 && slices.Contains(g.Members, c.ID) }
		if !slices.ContainsFunc(list, func(c mailbox.Contact) bool { return !in(c) }) {
			continue
		}
		items = append(items, fyne.NewMenuItem(widgets.Short(g.Name, 60), func() { b.putInto(g, list) }))
	}
	return append(items, widgets.MenuItem(widgets.IconPlus, lang.L("New group…"), "", func() { b.nameGroup(mailbox.ContactGroup{}, list) }))
}

package book

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// people are those who are listed.
type people struct {
	list     []mailbox.Contact
	keys     []int64
	index    map[int64]int // by key
	sections []widgets.Section
}

// keyOf tells a line of the list from others, also after others have come and gone.
func keyOf(c *mailbox.Contact) int64 {
	if c.ID != 0 {
		return int64(c.ID)
	}
	h := fnv.New64a()
	for _, e := range c.Emails {
		_, _ = h.Write([]byte(strings.ToLower(e)))
	}
	return -int64(h.Sum64()>>2) - 1
}

// newPeople prepares a list; headed: letters stand above those whose names begin with them.
func newPeople(list []mailbox.Contact, headed bool) people {
	p := people{list: list, keys: make([]int64, len(list)), index: make(map[int64]int, len(list))}
	last := "\x00"
	for i := range list {
		p.keys[i] = keyOf(&list[i])
		p.index[p.keys[i]] = i
		head := ""
		if headed {
			head = initial(list[i].Called())
		}
		if head != last {
			p.sections = append(p.sections, widgets.Section{Title: head})
			last = head
		}
		p.sections[len(p.sections)-1].Rows++
	}
	return p
}

// initial is the letter that a name is found under.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(query.Fold(name))
	if !unicode.IsLetter(r) {
		return "#"
	}
	return string(unicode.ToUpper(r))
}

func (b *Book) newList() {
	b.list = widgets.NewList()
	b.list.RowHeight = rowHeight
	b.list.NewRow = func() fyne.CanvasObject { return newRow() }
	b.list.Bind = func(i int, o fyne.CanvasObject, s widgets.RowState) { o.(*row).show(&b.people.list[i], s) }
	b.list.Key = func(i int) int64 { return b.people.keys[i] }
	b.list.Index = func(key int64) int {
		if i, ok := b.people.index[key]; ok {
			return i
		}
		return -1
	}
	b.list.OnSelected = b.selected
	b.list.OnTap = func(int) { b.setFront(true) }
	b.list.OnOpen = func(int) { b.open() }
	b.list.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDelete && len(b.several) > 0 && b.form == nil {
			b.forget(b.several)
			return true
		}
		return false
	}
	b.list.OnMenu = func(i int, at fyne.Position) {
		if c := b.canvas(); c != nil {
			if !slices.Contains(b.list.Selected(), b.people.keys[i]) {
				b.list.SelectOnly(i)
				b.selected()
			}
			if items := b.personItems(b.chosen()); len(items) > 0 {
				widgets.ShowMenu(fyne.NewMenu("", items...), c, at)
			}
		}
	}
}

// open leads the keyboard to the page of who is chosen.
func (b *Book) open() {
	b.setFront(true)
	if b.form == nil {
		b.focus(b.lead)
	}
}

// openFirst chooses the first who was found, with Enter in the search field.
func (b *Book) openFirst() {
	if len(b.people.list) > 0 {
		b.list.SelectOnly(0)
		b.selected()
		b.open()
	}
}

// chosen are those who are chosen in the list.
func (b *Book) chosen() (out []mailbox.Contact) {
	for _, k := range b.list.Selected() {
		if i, ok := b.people.index[k]; ok {
			out = append(out, b.people.list[i])
		}
	}
	return out
}

// selected follows what is chosen in the list.
func (b *Book) selected() {
	if b.form != nil {
		b.leave(b.selected)
		return
	}
	b.several = b.chosen()
	if b.mate != nil && len(b.several) == 1 && keyOf(&b.several[0]) != keyOf(b.mate) {
		b.several = []mailbox.Contact{*b.mate, b.several[0]}
		b.mate = nil
		b.list.SelectKeys(keyOf(&b.several[0]), keyOf(&b.several[1]))
	}
	b.show()
	b.page.ToTop()
}

// turn lists something else, and nothing that is looked for.
func (b *Book) turn(v mailbox.ContactView) {
	b.view = v
	changed := b.search.OnChanged
	b.search.OnChanged = nil
	b.search.SetText("")
	b.search.OnChanged = changed
	b.list.SelectOnly(-1)
	b.several = nil
	b.showViews()
	b.Load()
}

// look lists what the fields at the top ask for.
func (b *Book) look() {
	v := mailbox.ContactView{Typed: strings.TrimSpace(b.search.Text)}
	switch i := b.views.SelectedIndex(); {
	case i == 1:
		v.Own = true
	case i > 1 && i-2 < len(b.groups):
		v.Group = b.groups[i-2].ID
	}
	if v != b.view {
		moved := v.Group != b.view.Group || v.Own != b.view.Own
		b.view = v
		if moved && b.form == nil {
			b.list.SelectOnly(-1)
			b.several = nil
		}
		b.Load()
	}
}

// Load reads the list anew; who is chosen stays chosen.
func (b *Book) Load() {
	if b.store == nil {
		return
	}
	v := b.view
	var p people
	var groups []mailbox.ContactGroup
	var err error
	b.loading.Start(func(ctx context.Context) {
		var list []mailbox.Contact
		if list, err = b.store.Contacts(ctx, v); err == nil {
			p = newPeople(list, v.Typed == "" && len(list) > 30)
			groups, err = b.store.Groups(ctx)
		}
	}, func() {
		if err != nil {
			b.OnFailed(err)
			return
		}
		b.loaded = true
		b.groups = groups
		b.people = p
		b.list.SetSections(p.sections)
		if v.Typed != "" {
			b.list.ScrollToTop()
		}
		b.showViews()
		b.chooseAgain()
	})
}

// chooseAgain chooses who is to be chosen, and leaves out who is gone.
func (b *Book) chooseAgain() {
	if b.want != 0 {
		if i := b.list.Index(b.want); i >= 0 {
			b.list.SelectOnly(i)
			b.list.ScrollTo(i)
			b.want = 0
			b.several = b.chosen()
		}
	}
	if after := b.after; after != nil {
		b.after = nil
		after()
	}
	var keys []int64
	for i := range b.several {
		if k := b.keyNow(&b.several[i]); k != 0 {
			keys = append(keys, k)
		}
	}
	if len(b.several) > 0 && b.form == nil && !slices.Equal(keys, b.list.Selected()) {
		b.list.SelectKeys(keys...)
	}
	if b.form == nil {
		b.several = b.chosen()
		b.show()
		if b.homing {
			b.home()
		}
	}
	b.homing = false
	b.Refresh()
}

// home gives the keyboard to the list, or to the page where that alone is seen: the button
// that was pressed there may be gone.
func (b *Book) home() {
	if b.narrow && b.front {
		b.focus(b.lead)
	} else if !b.search.Focused() {
		b.focus(b.list)
	}
}

// keyNow is the key of somebody as they are listed now, who may have come into the address
// book, or have gone out of it; 0: they are not listed.
func (b *Book) keyNow(c *mailbox.Contact) int64 {
	k := keyOf(c)
	if b.list.Index(k) >= 0 || len(b.several) > mostMerged {
		return k
	}
	for i := range b.people.list {
		if e := first(c); e != "" && slices.Contains(b.people.list[i].Emails, e) {
			return b.people.keys[i]
		}
	}
	return 0
}

// showViews fills the drop-down list with what can be listed, and counts who is listed.
func (b *Book) showViews() {
	names := []string{lang.L("Everybody"), lang.L("In the address book")}
	at := 0
	if b.view.Own {
		at = 1
	}
	for i, g := range b.groups {
		names = append(names, lang.N("{{.Group}} · {{.Count}} people", len(g.Members), map[string]any{"Group": widgets.Short(g.Name, 40), "Count": words.Count(len(g.Members))}))
		if g.ID == b.view.Group {
			at = i + 2
		}
	}
	if at < 2 {
		b.view.Group = 0 // it is gone
	}
	if !slices.Equal(names, b.views.Options) || b.views.SelectedIndex() != at {
		changed := b.views.OnChanged
		b.views.OnChanged = nil
		b.views.Options = names
		b.views.SetSelectedIndex(at)
		b.views.OnChanged = changed
	}
	n := len(b.people.list)
	text := lang.N("{{.Count}} people", n, map[string]any{"Count": words.Count(n)})
	switch {
	case !b.loaded:
		text = lang.L("Looking for people…")
	case n == 0 && b.view.Typed != "":
		text = lang.L("Nobody found")
	case n == 0:
		text = lang.L("Nobody here yet")
	}
	b.count.SetText(text)
}

// viewName is what is listed, for the name of a file.
func (b *Book) viewName() string {
	for _, g := range b.groups {
		if g.ID == b.view.Group {
			return g.Name
		}
	}
	return lang.L("Address book")
}

func rowHeight() float32 { return flow.WholeUp(56 * widgets.Unit()) }

package eml

import "strings"

// facts adds to m what calendars, cards, reports and messages in it say.
func (r *reading) facts(m *Message) {
	for i := range r.items {
		it := &r.items[i]
		calendar, card := isCalendar(it.a.Type), isCard(it.a.Type)
		if !calendar && !card {
			// QUIRK: a type that says nothing; the name says more.
			switch it.a.Type {
			case "text/plain", "application/octet-stream", "application/x-unknown", "":
				named := typeOfName(it.a.Name)
				calendar, card = isCalendar(named), isCard(named)
			}
		}
		if !calendar && !card || it.a.Minor && r.minorTwin(i) {
			continue
		}
		text := r.itemText(it)
		if calendar {
			list, left := readEvents(text, maxEvents-len(m.Events))
			m.EventsLeft += left
			for _, e := range list {
				e.Attachment = i
				m.Events = append(m.Events, e)
			}
			continue
		}
		list, left := readContacts(text, maxContacts-len(m.Contacts))
		m.ContactsLeft += left
		for _, c := range list {
			c.Attachment = i
			m.Contacts = append(m.Contacts, c)
		}
	}
	m.Unsubscribe = r.unsubscribe()
	m.ListPost = strings.Join(strings.Fields(string(r.t.parts[0].h.get(fListPost))), " ")
	m.Report = r.report()
	cards := len(m.Events) + len(m.Contacts)
	if m.Report != nil {
		cards++
	}
	m.Enclosed, m.EnclosedLeft = r.enclosedMessages()
	m.Carded = cards > 0 && r.factual > 0 && r.told == 0 || r.enclosed && len(m.Enclosed) > 0 && len(m.Pages) == 0
	m.Piece = r.piece()
	m.Security = r.security(m.readable, m.Problems)
}

// minorTwin reports whether a calendar that is of no use as a file is in the message
// once more.
func (r *reading) minorTwin(at int) bool {
	for i := range r.items {
		if a := &r.items[i].a; i != at && !a.Minor && (isCalendar(a.Type) || isCalendar(typeOfName(a.Name))) {
			return true
		}
	}
	return false
}

// itemText is an attachment as text.
func (r *reading) itemText(it *item) string {
	if !it.inText {
		s, _ := r.t.partText(it.part, r.aside())
		return s
	}
	data := it.data[:min(len(it.data), maxCalendar)]
	if isCalendar(typeOfName(it.a.Name)) || isCard(typeOfName(it.a.Name)) {
		data = Unfold(data)
	}
	u, _ := toUTF8(r.bud, data, "")
	return cleanText(string(r.bud.afford(u, 2, 2)))
}

package msglist

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"

	poptheme "popmail/gui/kit/theme"
)

// namedPeople is how many people of a conversation are named in a row.
const namedPeople = 5

// conversation says who has written the letters that a row stands for, and how many there are.
func (l *Content) conversation(s *mailbox.Summary) {
	c := s.Conversation
	l.Muted = s.Is(mailbox.Muted)
	if c == nil {
		return
	}
	l.Letters = words.Count(c.Letters)
	l.Subject = widgets.OneLine(letter.WithoutRe(s.Subject))
	if c.More {
		l.Letters = lang.L("{{.Count}} or more", map[string]any{"Count": words.Count(c.Letters)})
	}
	if l.Face == "" {
		l.Face = l.Name
	}
	var names []string
	you := false
	for _, p := range c.People {
		switch name, known := widgets.Sender(p.Name, p.Email); {
		case p.Own:
			you = true
		case known && len(names) < namedPeople:
			names = append(names, words.InList(given(name, len(c.People))))
		}
	}
	if you || c.Own {
		names = append(names, lang.L("you"))
	}
	if len(names) > 0 {
		l.Name, l.Nobody = words.Names(names), false
	}
}

// given is what somebody is called among several people: the first of several words.
func given(name string, people int) string {
	if first, _, ok := strings.Cut(name, " "); ok && people > 1 && len(first) > 1 && !strings.ContainsAny(first, ".,@") {
		return first
	}
	return name
}

// placeCount places the name, and behind it the number of letters.
func (r *Row) placeCount(x, top, room, line float32) {
	on := r.content.Letters != ""
	r.pill.Hidden, r.count.Hidden = !on, !on
	if !on {
		r.name.Resize(fyne.NewSize(max(room, 0), line))
		return
	}
	u := widgets.Unit()
	size := poptheme.Size(theme.SizeNameCaptionText)
	high := widgets.LineHeight(size) + flow.Whole(2*u)
	text := flow.WholeUp(widgets.TextWidth(r.content.Letters, size, true))
	wide := max(flow.WholeUp(text+12*u), high)
	gap := flow.Whole(8 * u)
	r.name.Resize(fyne.NewSize(max(room-wide-gap, 0), line))
	at := flow.Whole(x + min(r.name.UsedWidth(), max(room-wide-gap, 0)) + gap)
	y := flow.Whole(top + (line-high)/2)
	r.pill.Move(fyne.NewPos(at, y))
	r.pill.Resize(fyne.NewSize(wide, high))
	r.count.Move(fyne.NewPos(at+flow.Whole((wide-text)/2), y+flow.Whole((high-widgets.LineHeight(size))/2)))
	r.count.Resize(fyne.NewSize(text+1, widgets.LineHeight(size)))
}

// sameConversations is what takes the place of which message that is chosen, where conversations
// stand for other messages from now on, such as newer ones; nil: nothing changes.
func (l *List) sameConversations(entries []mailbox.Entry) map[int64]int64 {
	of := map[mailbox.ID]int64{} // by conversation
	for _, key := range l.view.Selected() {
		if i := l.rows.Index(mailbox.ID(key)); i >= 0 && l.rows.At(i).Thread != 0 {
			of[l.rows.At(i).Thread] = key
		}
	}
	if len(of) == 0 {
		return nil
	}
	var changed map[int64]int64
	for _, e := range entries {
		if key, ok := of[e.Thread]; ok && e.Thread != 0 && key != int64(e.ID) {
			if changed == nil {
				changed = map[int64]int64{}
			}
			changed[key] = int64(e.ID)
		}
	}
	return changed
}

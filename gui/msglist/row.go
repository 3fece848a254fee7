package msglist

import (
	"image/color"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"

	poptheme "popmail/gui/kit/theme"
)

// Content is what a row says. The zero Content is a row whose message is not loaded yet.
type Content struct {
	ID                    mailbox.ID
	Name, Email           string
	Nobody                bool // Name says that the message names no sender
	Time                  string
	Folder                string // where it lies, in lists of several folders
	Account               string // whose it is, in lists of several accounts; empty: not shown
	AccountColor          int    // of its bar, see theme.AccountBar
	Subject, Snippet      string
	Waits                 string // before Snippet: what of it is on the server
	Doubtful              bool   // Waits is a warning
	File                  string // before Snippet: in which attached file that was found
	Letters               string // the number of those that the row stands for; empty: one
	Unread, Starred, Clip bool
	Muted                 bool
	Answered, Forwarded   bool
	Standing              *Standing // in the place of Snippet; nil: none
	Tall                  bool      // there is room for the actions of Standing
	Face                  string    // the name that the picture stands for; empty: Name
	Terms                 []string  // folded words to mark
	Size                  string    // of rows with columns
	Columns               bool      // one line with columns
}

// contentOf puts a summary into the words of a row. With terms, the snippet is the
// words around the first of them, where known.
func contentOf(s *mailbox.Summary, now time.Time, terms []string, found mailbox.Excerpt) Content {
	l := Content{
		ID: s.ID, Email: s.From.Email, Time: words.Date(s.ListDate(), now),
		Subject: widgets.OneLine(s.Subject), Snippet: widgets.OneLine(s.Snippet),
		Unread: !s.Is(mailbox.Read), Starred: s.Is(mailbox.Starred), Clip: s.Attachments > 0, Terms: terms,
		Answered: s.Is(mailbox.Answered), Forwarded: s.Is(mailbox.Forwarded),
	}
	switch r := s.Rest; {
	case !s.Snoozed.IsZero():
		l.Waits = lang.L("Snoozed until {{.When}}", map[string]any{"When": words.Near(s.Snoozed, now)})
	case s.Unanswered:
		l.Waits = words.NoAnswer(s.To, s.Date, now)
	case !s.Remind.IsZero():
		l.Waits = lang.L("Reminds you on {{.Day}}", map[string]any{"Day": words.LongDate(s.Remind, now)})
	case !s.Back.IsZero() && s.Pose == mailbox.NoPose:
		l.Waits = lang.L("Back since {{.When}}", map[string]any{"When": words.Near(s.Back, now)})
	case s.Pose == mailbox.PoseKnown:
		l.Waits, l.Doubtful = lang.L("Not the {{.Name}} you know", map[string]any{"Name": words.InList(widgets.OneLine(s.From.Name))}), true
	case s.Pose == mailbox.PoseAddress:
		l.Waits, l.Doubtful = lang.L("The address is {{.Address}}", map[string]any{"Address": widgets.OneLine(s.From.Email)}), true
	case s.Is(mailbox.Suspect):
		l.Waits, l.Doubtful = lang.L("Looks like junk"), true
	case r.Waits():
		l.Waits = lang.L("{{.Size}} on the server", map[string]any{"Size": words.Size(s.Rest.Whole - s.Size)})
	case r.Gone:
		l.Waits = lang.L("only the beginning")
	}
	var known bool
	l.Name, known = widgets.Sender(s.From.Name, s.From.Email)
	l.Nobody = !known
	switch s.FolderRole {
	case mailbox.Sent, mailbox.Drafts, mailbox.Outbox:
		l.sentTo(s)
	}
	l.conversation(s)
	if l.Subject == "" {
		l.Subject = lang.L("(no subject)")
	}
	if found.Text != "" {
		l.Snippet = excerpt(widgets.OneLine(found.Text), terms)
	}
	if found.File != "" {
		l.File = lang.L("found in {{.File}}", map[string]any{"File": widgets.OneLine(found.File)})
	}
	return l
}

// sentTo says whom a letter of one's own goes to.
func (l *Content) sentTo(s *mailbox.Summary) {
	l.Nobody = false
	var names []string
	for _, a := range slices.Concat(s.To, s.Cc) {
		if name, known := widgets.Sender(a.Name, a.Email); known {
			names = append(names, words.InList(name))
		}
	}
	if len(names) == 0 {
		l.Name, l.Email, l.Nobody = lang.L("To nobody yet"), "", true
		if s.FolderRole != mailbox.Drafts {
			l.Name = lang.L("To people in Bcc")
		}
		return
	}
	l.Face, l.Email = words.Unquoted(names[0]), slices.Concat(s.To, s.Cc)[0].Email
	l.Name = lang.L("To {{.People}}", map[string]any{"People": words.Names(names)})
}

// lead is how many characters stand before a found word, so that it is seen in a
// narrow list too.
const lead = 18

// excerpt cuts the beginning of a text so that the first found word is near it.
func excerpt(text string, terms []string) string {
	m := marks(text, terms)
	if len(m) == 0 {
		return text
	}
	at, n := m[0].Start, 0
	blank := -1 // after the earliest blank within the lead
	for at > 0 && n < lead {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if r == ' ' {
			blank = at
		}
		at -= size
		n++
	}
	if at == 0 {
		return text
	}
	if blank >= 0 {
		at = blank
	}
	for at < m[0].Start { // not between a letter and its accents
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.Is(unicode.M, r) && r != 0x200d {
			break
		}
		at += size
	}
	return "…" + strings.TrimLeft(text[at:], " ….,;:、。，")
}

// marks finds where the terms stand in a text.
func marks(text string, terms []string) []widgets.Range {
	if len(terms) == 0 {
		return nil
	}
	spans := query.Marks(text, terms)
	out := make([]widgets.Range, len(spans))
	for i, s := range spans {
		out[i] = widgets.Range{Start: s.Start, End: s.End}
	}
	return out
}

// Row draws a message: the dot of an unread one, the sender's picture and name,
// the time, the subject and the first words.
type Row struct {
	widgets.Surface
	content Content
	state   widgets.RowState

	avatar                    *widgets.Avatar
	dot                       *widgets.Dot
	name, when, subject, text *widgets.Text
	folder, waits, file       *widgets.Text
	bar                       *canvas.Rectangle // of the color of the account
	clip, star, sign, in      *widgets.Glyph
	answered, forwarded       *widgets.Glyph
	note, size                *widgets.Text
	links                     []*ActionLink
	count                     *widgets.Text // of letters…
	pill                      *pill         // …and the edge around it
	muted                     *widgets.Glyph
}

func newRow() *Row {
	r := &Row{
		avatar:    widgets.NewAvatar("", ""),
		dot:       widgets.NewDot(theme.ColorNamePrimary),
		name:      widgets.NewLine("", false, theme.SizeNameText, theme.ColorNameForeground),
		when:      widgets.NewLine("", false, theme.SizeNameCaptionText, poptheme.ColorMuted),
		subject:   widgets.NewLine("", false, theme.SizeNameText, theme.ColorNameForeground),
		text:      widgets.NewLine("", false, poptheme.SizeSmall, poptheme.ColorMuted),
		folder:    widgets.NewLine("", false, theme.SizeNameCaptionText, poptheme.ColorMuted),
		bar:       canvas.NewRectangle(color.Transparent),
		size:      widgets.NewLine("", false, theme.SizeNameCaptionText, poptheme.ColorMuted),
		waits:     widgets.NewLine("", false, poptheme.SizeSmall, theme.ColorNameForeground),
		file:      widgets.NewLine("", false, poptheme.SizeSmall, theme.ColorNameForeground),
		in:        widgets.NewGlyph(widgets.IconAttachment, poptheme.ColorMuted),
		note:      widgets.NewText("", poptheme.SizeSmall, poptheme.ColorMuted),
		answered:  widgets.NewGlyph(widgets.IconReply, poptheme.ColorMuted),
		forwarded: widgets.NewGlyph(widgets.IconForward, poptheme.ColorMuted),
		clip:      widgets.NewGlyph(widgets.IconAttachment, poptheme.ColorMuted),
		sign:      widgets.NewGlyph(widgets.IconClock, poptheme.ColorMuted),
		star:      widgets.NewGlyph(widgets.IconStarred, theme.ColorNamePrimary),
		count:     widgets.NewLine("", true, theme.SizeNameCaptionText, poptheme.ColorMuted),
		muted:     widgets.NewGlyph(widgets.IconBellOff, poptheme.ColorMuted),
	}
	r.pill = newPill()
	r.Content = []fyne.CanvasObject{r.dot, r.avatar, r.name, r.when, r.subject, r.answered, r.forwarded, r.clip, r.star, r.muted, r.pill, r.count, r.sign, r.waits, r.in, r.file, r.text, r.note, r.folder, r.bar, r.size}
	for range mostActions {
		r.links = append(r.links, newActionLink())
		r.Content = append(r.Content, r.links[len(r.links)-1])
	}
	r.Place = r.place
	r.ExtendBaseWidget(r)
	return r
}

// rowHeight holds the three lines of a row.
func rowHeight() float32 {
	return 2*topPad() + step() + widgets.LineHeight(poptheme.Size(theme.SizeNameText)) + widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
}

// edge is the room beside a row.
const edge float32 = 16

// textLeft is where the text of a row begins.
func textLeft() float32 {
	return edge + widgets.NewAvatar("", "").MinSize().Width + flow.Whole(14*widgets.Unit())
}

func topPad() float32 { return flow.Whole(9 * widgets.Unit()) }

// step is the distance from the sender's line to the subject.
func step() float32 {
	return widgets.LineHeight(poptheme.Size(theme.SizeNameText)) + flow.Whole(widgets.Unit())
}

// Shown is what the row says at present.
func (r *Row) Shown() Content { return r.content }

// show draws a line in a state.
func (r *Row) show(l Content, state widgets.RowState) {
	r.content, r.state = l, state
	switch {
	case state.Selected:
		r.SetFill(poptheme.ColorSelected)
	case state.Hovered:
		r.SetFill(poptheme.ColorHover)
	default:
		r.SetFill("")
	}
	r.SetEdge(state.Current && state.Focused)
	empty := l.ID == 0
	r.avatar.Hidden, r.dot.Hidden = empty, empty || !l.Unread
	if l.Nobody {
		r.avatar.Set("", "")
	} else {
		face := l.Name
		if l.Face != "" {
			face = l.Face
		}
		r.avatar.Set(face, l.Email)
	}
	r.name.Set(l.Name, l.Unread, marks(l.Name, l.Terms))
	r.when.Set(l.Time, false, nil)
	r.size.Set(l.Size, false, nil)
	r.count.Set(l.Letters, true, nil)
	r.subject.Set(l.Subject, l.Unread, marks(l.Subject, l.Terms))
	r.folder.Set(l.where(), false, nil)
	if s := l.Standing; s != nil {
		r.sign.Set(s.Icon, s.Color)
		r.note.SetColor(s.Color)
		r.note.SetText(s.Text)
	} else if l.Columns && l.Doubtful {
		r.sign.Set(widgets.IconWarning, theme.ColorNameForeground)
	} else if l.Columns {
		r.sign.Set(widgets.IconClock, poptheme.ColorMuted)
	}
	r.waits.Set(l.Waits, false, nil)
	if l.Waits != "" && l.Snippet != "" {
		l.Snippet = " · " + l.Snippet
	}
	r.file.Set(l.File, false, nil)
	r.text.Set(l.Snippet, false, marks(l.Snippet, l.Terms))
	r.Arrange()
}

func (r *Row) place(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	if r.content.Columns {
		r.placeColumns(s)
		return
	}
	r.size.Hidden = true
	r.waits.SetColor(theme.ColorNameForeground)
	u := widgets.Unit()
	top := topPad()
	side := r.avatar.MinSize().Width
	d := r.dot.MinSize()
	edge := max(edge, d.Width+6)
	r.avatar.Move(fyne.NewPos(edge, top))
	r.avatar.Resize(fyne.NewSquareSize(side))
	r.dot.Move(fyne.NewPos(flow.Whole((edge-d.Width)/2), flow.Whole(top+(side-d.Height)/2)))
	r.dot.Resize(d)

	x := edge + side + flow.Whole(14*u)
	right := s.Width - edge
	timeWidth := float32(0)
	if r.content.Time != "" {
		timeWidth = widgets.TextWidth(r.content.Time, poptheme.Size(theme.SizeNameCaptionText), false) + 1
	}
	line := widgets.LineHeight(poptheme.Size(theme.SizeNameText))
	if right-x-timeWidth < 40*u { // too narrow for both: the sender is worth more
		timeWidth = 0
	}
	r.when.Hidden = timeWidth == 0
	r.when.Move(fyne.NewPos(flow.Whole(right-timeWidth), top))
	r.when.Resize(fyne.NewSize(timeWidth, line))
	r.name.Move(fyne.NewPos(x, top))
	nameWidth := right - x - timeWidth
	if timeWidth > 0 {
		nameWidth -= flow.Whole(8 * u)
	}
	r.placeCount(x, top, nameWidth, line)

	glyph := flow.Whole(15 * u)
	y := top + step()
	r.placeBar(x)
	room := r.placeFolder(x, right, y) - x
	signs := r.signs()
	for _, g := range signs {
		g.Hidden = !g.on || room < 3*glyph // too narrow: the subject is worth more
		if !g.Hidden {
			room -= glyph + flow.Whole(4*u)
		}
	}
	r.subject.Move(fyne.NewPos(x, y))
	r.subject.Resize(fyne.NewSize(max(room, 0), line))
	gx := x + min(r.subject.UsedWidth(), room) + flow.Whole(4*u)
	for _, g := range signs {
		if !g.Hidden {
			g.Move(fyne.NewPos(flow.Whole(gx), y+flow.Whole((line-glyph)/2)))
			g.Resize(fyne.NewSquareSize(glyph))
			gx += glyph + flow.Whole(4*u)
		}
	}
	y += line - flow.Whole(u/2)
	high := widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
	r.placeStanding(x, right, y)
	r.waits.Hidden = r.content.Waits == "" || r.content.Standing != nil
	if !r.waits.Hidden {
		w := min(widgets.TextWidth(r.content.Waits, poptheme.Size(poptheme.SizeSmall), false)+1, max(right-x, 0))
		r.waits.Move(fyne.NewPos(x, y))
		r.waits.Resize(fyne.NewSize(w, high))
		x += w
	}
	x = r.placeFile(x, right, y)
	r.text.Move(fyne.NewPos(x, y))
	r.text.Resize(fyne.NewSize(max(right-x, 0), high))
}

// placeFolder puts the names of the folder and of the account at the end of the subject's line, of
// which they take at most a third: what was found needs the line below. It returns where the line
// ends for the subject.
func (r *Row) placeFolder(x, right, y float32) float32 {
	where := r.content.where()
	r.folder.Hidden = where == ""
	if r.folder.Hidden {
		return right
	}
	u, line := widgets.Unit(), widgets.LineHeight(poptheme.Size(theme.SizeNameText))
	w := min(widgets.TextWidth(where, poptheme.Size(theme.SizeNameCaptionText), false)+1, flow.Whole((right-x)/3))
	r.folder.Move(fyne.NewPos(flow.Whole(right-w), y))
	r.folder.Resize(fyne.NewSize(w, line))
	return right - w - flow.Whole(8*u)
}

// where is the folder that the message lies in and whose it is.
func (l *Content) where() string {
	if l.Folder == "" || l.Account == "" {
		return l.Folder + l.Account
	}
	return l.Folder + " · " + l.Account
}

// placeBar puts the bar of the account before the text.
func (r *Row) placeBar(x float32) {
	r.bar.Hidden = r.content.Account == ""
	if r.bar.Hidden {
		return
	}
	u := widgets.Unit()
	wide, top := flow.Whole(3*u), flow.Whole(12*u)
	if c := poptheme.AccountBar(r.content.AccountColor, ""); r.bar.FillColor != c {
		r.bar.FillColor = c
		r.bar.Refresh()
	}
	r.bar.CornerRadius = wide / 2
	r.bar.Move(fyne.NewPos(x-flow.Whole(8*u), top))
	r.bar.Resize(fyne.NewSize(wide, max(rowHeight()-top-flow.Whole(11*u), wide)))
}

// placeFile puts the name of the attached file that was found before the words around it: at
// most two thirds of the line. It returns where these begin.
func (r *Row) placeFile(x, right, y float32) float32 {
	r.file.Hidden = r.content.File == "" || r.content.Standing != nil
	r.in.Hidden = r.file.Hidden
	if r.file.Hidden {
		return x
	}
	u, high := widgets.Unit(), widgets.LineHeight(poptheme.Size(poptheme.SizeSmall))
	glyph := flow.Whole(13 * u)
	r.in.Move(fyne.NewPos(x, y+flow.Whole((high-glyph)/2)))
	r.in.Resize(fyne.NewSquareSize(glyph))
	x += glyph + flow.Whole(3*u)
	w := max(min(widgets.TextWidth(r.content.File, poptheme.Size(poptheme.SizeSmall), false)+1, flow.Whole((right-x)*2/3)), 0)
	r.file.Move(fyne.NewPos(x, y))
	r.file.Resize(fyne.NewSize(w, high))
	return x + w + flow.Whole(4*u)
}

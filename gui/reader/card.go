package reader

import (
	"image/color"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/htmlview"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader/cards"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// card is one message as it is shown.
type card struct {
	r       *Reader
	column  *flow.Column
	subject *selectable.Text
	people  *selectable.Text // "Maria Bauer <bookings@ferry.example>"
	meta    *selectable.Text // "to you · Today 14:21"
	details *flow.Column     // all header fields that matter to people
	reply   *widgets.Button  // in the head; nil: nobody answers
	star    *widgets.Button
	more    *widgets.Button
	starred bool
	// onServer says when the message goes from its server; "": it is not there, as far as is known.
	onServer string
	notices  *flow.Column
	state    *flow.Column  // of a letter that is not sent yet
	foot     *flow.Column  // answers, in a conversation; nil: nobody answers
	nothing  *widgets.Text // says that there is no text
	judging  judging
	offer    *flow.Column // of a folder for the mailing list; nil: none
	asks     *flow.Column // of the pictures on the internet
	remote   remote
	form     *flow.Column // says that a form is not sent from here
	aloud    *flow.Column // says that the message is being read aloud
	colors   *colorsLine  // says that the colours are not the sender's
	body     *htmlview.View
	rest     string // of a long text
	longer   *flow.Column
	shots    *flow.Tiles  // small pictures
	files    *flow.Column // what is known of the texts of attached files; nil: there are none
	place    *cards.Place // of the cards beside the text

	filePages []*filePage // among files
}

// firstPart is how much of a text is shown before the person asks for more, in
// octets.
const firstPart = 1 << 20

const detailsLink = "popmail:details"

func newCard(r *Reader) *card {
	c := &card{r: r}
	m, s := r.content.Message, &r.content.Summary
	subject := m.Subject
	if strings.TrimSpace(subject) == "" {
		subject = lang.L("(no subject)")
	}
	c.subject = selectable.New(func(p *widgets.Text) { p.SizeName = theme.SizeTitle }, selectable.Run{Text: strings.TrimSpace(subject), Bold: true})
	c.subject.SetMarks(found(r.content.Terms))

	from := c.from()
	name, _ := widgets.Sender(from.Name, from.Email)
	address := widgets.OneLine(from.Email)
	runs := []selectable.Run{{Text: name, Bold: true}}
	if address != "" && address != name {
		runs = append(runs, selectable.Run{Text: " <" + address + ">", Color: theme.ColorMuted})
	}
	c.people = selectable.New(func(p *widgets.Text) { p.LeftToRight = true }, runs...)
	c.meta = selectable.New(func(p *widgets.Text) { p.LeftToRight, p.Color = true, theme.ColorMuted })
	c.meta.OnLink = func(string, fyne.Position) { c.toggleDetails() }
	c.details = c.newDetails()
	c.details.Hide()
	c.sayMeta()

	c.star = widgets.NewButton(widgets.Flat, "", widgets.IconStar, func() {
		c.setStar(!c.starred)
		if r.OnStar != nil {
			r.OnStar(s.ID, c.starred)
		}
	})
	c.star.Hidden = r.OnStar == nil || r.inJunk()
	c.setStar(s.Is(mailbox.Starred))
	c.more = widgets.NewButton(widgets.Flat, "", widgets.IconMore, c.menu)
	c.more.Tip = lang.L("More")
	tools := flow.NewRow(4, nil, c.star, c.more)
	if c.reply = c.answering(); c.reply != nil {
		tools.Objects = append([]fyne.CanvasObject{c.reply}, tools.Objects...)
	}
	people := flow.NewColumn(0, c.people, c.meta)
	head := newHead(widgets.NewAvatar(from.Name, from.Email), people, tools)
	head.tap = c.fold

	c.notices = flow.NewColumn(8)
	c.state = flow.NewColumn(0)
	c.sayState()
	c.aloud = newAloud()
	c.sayAloud()
	c.asks = flow.NewColumn(8)
	c.asks.Hide()
	pictures := r.content.Pictures // also when another message is shown
	c.remote.here.Store(&pictures)
	c.sayNotices()

	c.body = r.newBody()
	more := widgets.NewButton(widgets.Quiet, lang.L("Show more of this long message"), "", c.showMore)
	c.longer = flow.NewColumn(0, flow.NewTiles(0, more))
	c.longer.Hide()
	c.shots = flow.NewTiles(10)
	c.shots.Hide()

	c.nothing = widgets.NewText(lang.L("This message has no text."), "", theme.ColorMuted)
	above, below := c.beside()
	c.colors = newColors(c.body)
	c.form = flow.NewColumn(0, widgets.NewNotice(widgets.IconWarning, lang.L("This message has a form. Forms can’t be filled in or sent from here.")))
	c.form.Hide()
	parts := []fyne.CanvasObject{c.subject, head, c.details, c.aloud, c.state, c.newJudging(), c.notices, c.asks, c.form}
	if line := c.leaving(); line != nil {
		parts = append(parts, line)
	}
	if line := c.listed(); line != nil {
		parts = append(parts, line)
	}
	parts = append(parts, above...)
	if len(shown(r.content.Message.Attachments)) > 0 {
		c.files = flow.NewColumn(10)
		c.files.Hide()
		parts = append(parts, c.files)
	}
	c.column = asCard(flow.NewColumn(14, append(parts, c.colors, c.body, c.nothing, c.longer, c.shots)...))
	c.column.Before(head, 11)
	c.notices.Hidden = len(c.notices.Objects) == 0
	c.column.Objects = append(c.column.Objects, c.below()...)
	if tiles := c.attachments(); tiles != nil {
		c.column.Objects = append(c.column.Objects, tiles)
		c.column.Before(tiles, 16)
	}
	c.column.Objects = append(c.column.Objects, below...)
	if c.foot = c.newFoot(); c.foot != nil {
		c.column.Objects = append(c.column.Objects, c.foot)
	}
	c.sayFoot(r.content.Together)
	return c
}

// from is who sent the message.
func (c *card) from() mailbox.Address {
	if m := c.r.content.Message; len(m.From) > 0 {
		return m.From[0]
	}
	return c.r.content.Summary.From
}

func (c *card) setStar(on bool) {
	c.starred = on
	if on {
		c.star.Color = fynetheme.ColorNamePrimary
		c.star.Icon, c.star.Tip = widgets.IconStarred, lang.L("Remove star")
	} else {
		c.star.Color = ""
		c.star.Icon, c.star.Tip = widgets.IconStar, lang.L("Add star")
	}
	c.star.Refresh()
}

// you reports whether an address is the person's own.
func (r *Reader) you(a mailbox.Address) bool {
	for _, own := range r.content.Own {
		if account.SameEmail(own, a.Email) {
			return true
		}
	}
	return false
}

// named lists people by name: at most three, then how many more.
func (r *Reader) named(people []mailbox.Address) string {
	const few = 3
	var names []string
	for i, a := range people {
		if i == few && len(people) > few+1 {
			n := len(people) - few
			names = append(names, lang.N("{{.Count}} others", n, map[string]any{"Count": words.Count(n)}))
			break
		}
		switch {
		case r.you(a):
			names = append(names, lang.L("you"))
		case a.Name != "":
			names = append(names, words.InList(a.Name))
		default:
			names = append(names, a.Email)
		}
	}
	return words.Names(names)
}

// clocksApart is how far the clocks of sender and receiver may be apart before it is told that a
// message is dated later than it came.
const clocksApart = time.Hour

// sayMeta writes the line below the sender.
func (c *card) sayMeta() {
	r := c.r
	m := r.content.Message
	date := m.Date
	if date.IsZero() {
		date = r.content.Summary.Date
	}
	text, people := "", ""
	if came := r.content.Summary.ListDate(); !came.IsZero() && date.After(came) {
		if date.Sub(came) > clocksApart {
			text = " · " + lang.L("dated {{.When}}", map[string]any{"When": words.Whole(words.Near(date, r.now()))})
		}
		date = came
	}
	text = words.Whole(words.DateTime(date, r.now())) + text
	if to := r.named(m.To); to != "" {
		people = lang.L("to {{.People}}", map[string]any{"People": to}) + " · "
	} else if cc := r.named(m.Cc); cc != "" {
		people = lang.L("copy to {{.People}}", map[string]any{"People": cc}) + " · "
	}
	if by := c.redirected(); by != "" {
		text += " · " + by
	}
	runs := []selectable.Run{{Text: people + text}}
	if name := r.content.Account; name != "" {
		n := r.content.AccountColor
		runs = []selectable.Run{
			{Text: people}, {Text: "\u2002", Bar: func() color.Color { return theme.AccountBar(n, "") }}, {Text: "\u202f" + name + " · " + text}, // a narrow space stands beside the bar
		}
	}
	if len(m.To) > 1 || len(m.Cc) > 0 || len(m.Bcc) > 0 || len(m.ReplyTo) > 0 || m.Resent != nil || c.details.Visible() {
		word := lang.L("Details")
		if c.details.Visible() {
			word = lang.L("Hide details")
		}
		runs = append(runs, selectable.Run{Text: " · "}, selectable.Run{Text: word, Link: detailsLink})
	}
	c.meta.SetRuns(runs...)
}

// redirected says who has passed the message on as it came, and to whom; empty: nobody has.
func (c *card) redirected() string {
	s := c.r.content.Message.Resent
	if s == nil {
		return ""
	}
	data := map[string]any{"Person": c.r.named(s.From), "People": c.r.named(s.To)}
	if len(s.To) == 0 {
		return lang.L("redirected by {{.Person}}", data)
	}
	return lang.L("redirected by {{.Person}} to {{.People}}", data)
}

func (c *card) toggleDetails() {
	c.details.Hidden = !c.details.Hidden
	c.sayMeta()
	c.r.resized()
}

// SetOnServer says, among the details of the message that is shown, when it goes from its
// server; "": it is not there, as far as is known.
func (r *Reader) SetOnServer(text string) {
	c := r.card
	if c == nil || c.onServer == text {
		return
	}
	c.onServer = text
	c.details.Set(c.newDetails().Objects...)
	if c.details.Visible() {
		r.resized()
	}
}

// newDetails lists all people, the full date, the folder and the size.
func (c *card) newDetails() *flow.Column {
	m, s := c.r.content.Message, &c.r.content.Summary
	var names []string
	var texts []fyne.CanvasObject
	var width float32 // of the names, which stand in a column
	add := func(name, text string) {
		if text == "" {
			return
		}
		v := selectable.New(func(p *widgets.Text) { p.SizeName, p.LeftToRight = theme.SizeSmall, true }, selectable.Run{Text: text})
		names, texts = append(names, name), append(texts, v)
		width = max(width, widgets.TextWidth(name, theme.Size(theme.SizeSmall), false))
	}
	add(lang.L("From:"), addresses(m.From))
	add(lang.L("Reply to:"), addresses(m.ReplyTo))
	add(lang.L("To:"), addresses(m.To))
	add(lang.L("Cc:"), addresses(m.Cc))
	add(lang.L("Bcc:"), addresses(m.Bcc))
	add(lang.L("Sent:"), words.Full(m.Date))
	if m.Resent != nil {
		add(lang.L("Redirected by:"), addresses(m.Resent.From))
		add(lang.L("Redirected to:"), addresses(m.Resent.To))
		add(lang.L("Redirected:"), words.Full(m.Resent.Date))
	}
	add(lang.L("Arrived:"), words.Full(s.Received))
	add(lang.L("Folder:"), s.FolderName)
	add(lang.L("Size:"), words.Size(s.Size))
	add(lang.L("On the server:"), c.onServer)
	column := flow.NewColumn(2)
	for i, name := range names {
		row := flow.NewRow(10, texts[i], field.Sized(widgets.NewText(name, theme.SizeSmall, theme.ColorMuted), (width+2)/widgets.Unit()), texts[i])
		row.Top = true
		column.Objects = append(column.Objects, row)
	}
	column.Fill, column.Radius, column.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(12)
	return column
}

// found finds the words of a search in a text.
func found(terms []string) func(text string) []widgets.Range {
	return func(text string) (out []widgets.Range) {
		if len(terms) == 0 {
			return nil
		}
		for _, m := range query.Marks(text, terms) {
			out = append(out, widgets.Range(m))
		}
		return out
	}
}

func addresses(people []mailbox.Address) string {
	list := make([]string, len(people))
	for i, a := range people {
		a.Name = words.InList(a.Name)
		list[i] = a.String()
	}
	return words.Names(list)
}

// sayNotices adds the bars above the text.
func (c *card) sayNotices() {
	if p := c.r.content.Message.Piece; p != nil {
		c.notices.Objects = append(c.notices.Objects, widgets.NewNotice(widgets.IconWarning, pieceSays(p)))
	}
	if problems := c.problems(); len(problems) > 0 {
		list := selectable.NewText("• "+strings.Join(problems, "\n• "), theme.SizeSmall, theme.ColorMuted)
		list.Hide()
		text, save := lang.L("Part of this message is damaged. PopMail shows everything it could read."), false
		if c.r.content.Message.LeftOut {
			text, save = lang.L("PopMail doesn’t show all of this message. You can save the whole of it as a file."), c.r.OnSaveMessage != nil
		}
		n := widgets.NewNotice(widgets.IconWarning, text)
		if save {
			n.AddAction(lang.L("Save the message…"), c.r.Save)
		}
		n.AddAction(lang.L("Details"), func() {
			list.Hidden = !list.Hidden
			c.r.resized()
		})
		c.notices.Objects = append(c.notices.Objects, n, list)
	}
	if rest := c.r.content.Summary.Rest; rest.Whole > 0 {
		c.notices.Objects = append(c.notices.Objects, c.beginning(rest))
	} else if c.r.content.Summary.Short {
		c.notices.Objects = append(c.notices.Objects, widgets.NewNotice(widgets.IconWarning,
			lang.L("Part of this message may be missing. PopMail leaves it on the server.")))
	}
}

// show puts the message into the card: its pages, else its text, of a long one the first
// part, or that of the one message that it encloses.
func (c *card) show() {
	c.whyInJunk()
	m := c.r.content.Message
	var docs []htmlview.Document
	for i := range m.Pages {
		p := &m.Pages[i]
		_, alone := p.Picture()
		docs = append(docs, htmlview.Document{HTML: p.HTML, Text: p.Text, Base: p.Base, Alone: alone, Picture: c.pictureOf(c.r.context(), p)})
	}
	if len(docs) == 0 {
		text := m.Shown()
		switch {
		case cards.Alone(m):
			text = m.Enclosed[0].Text
		case m.Carded:
			text = ""
		}
		if len(text) > firstPart+firstPart/4 {
			text, c.rest = cutLine(text, firstPart)
		}
		if strings.TrimSpace(text) != "" {
			docs = append(docs, htmlview.Document{Text: text})
		}
	}
	c.nothing.Hidden = len(docs) > 0 || c.hasMore()
	c.body.OnLaid = func() {
		c.sayNothing()
		c.sayColors()
		c.sayForm()
		c.laid()
	}
	c.body.Marks(c.r.content.Terms)
	c.body.Set(docs...)
	c.body.Hidden = c.body.Empty()
	c.longer.Hidden = c.rest == ""
	c.r.rest = rest{}
	if c.rest != "" {
		c.r.rest = rest{c.body, func() {
			for c.rest != "" {
				c.showMore()
			}
		}}
	}
}

// hasMore reports whether the message brings something beside its text.
func (c *card) hasMore() bool {
	m := c.r.content.Message
	return m.Carded || m.Report != nil || len(m.Events)+len(m.Contacts)+len(m.Enclosed) > 0 ||
		slices.ContainsFunc(m.Attachments, func(a eml.Attachment) bool { return !a.Minor })
}

// sayNothing says that there is no text where nothing is seen of the pages.
func (c *card) sayNothing() {
	if hidden := c.hasMore() || !c.body.Blank(); hidden != c.nothing.Hidden {
		c.nothing.Hidden = hidden
		c.r.resized()
	}
}

// sayForm shows the bar where the message has a form.
func (c *card) sayForm() {
	if hidden := !c.body.Form(); hidden != c.form.Hidden {
		c.form.Hidden = hidden
		c.r.resized()
	}
}

// showMore adds the next part of a long text.
func (c *card) showMore() {
	var part string
	part, c.rest = cutLine(c.rest, firstPart)
	c.body.Append(htmlview.Document{Text: part, Joined: true})
	c.longer.Hidden = c.rest == ""
	c.r.resized()
}

// cutLine cuts text after about n octets, at the end of a line if there is one
// near.
func cutLine(text string, n int) (first, rest string) {
	if len(text) <= n {
		return text, ""
	}
	if i := strings.IndexByte(text[n:], '\n'); i >= 0 && i < n/4 {
		n += i + 1
	} else {
		for n > 0 && text[n]&0xc0 == 0x80 {
			n--
		}
	}
	return text[:n], text[n:]
}

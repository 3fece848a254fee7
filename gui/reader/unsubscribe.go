package reader

import (
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader/link"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Why a request to leave a mailing list came to nothing.
var (
	ErrUnsigned = errors.New("no valid signature") // nobody vouches for how the letter says that the list is left
	ErrNotTaken = errors.New("the server did not take the request")
	ErrNotAsked = errors.New("the request was not sent") // there was no way to the server
)

// leaving is the line above the text of a letter of a mailing list; nil: it is none, or junk,
// to which nobody answers.
func (c *card) leaving() fyne.CanvasObject {
	if !c.r.leavable() {
		return nil
	}
	u := c.r.content.Message.Unsubscribe
	text := widgets.NewText(lang.L("You get this letter because you’re on a mailing list."), theme.SizeSmall, theme.ColorMuted)
	button := widgets.NewButton(widgets.Quiet, lang.L("Unsubscribe…"), "", func() { c.r.askUnsubscribe(u) })
	return flow.NewRow(10, text, text, button)
}

// leavable reports whether the letter is of a mailing list that can be left, and no junk.
func (r *Reader) leavable() bool {
	u := r.content.Message.Unsubscribe
	return u != nil && r.content.Summary.FolderRole != mailbox.Junk && len(r.ways(u)) > 0
}

// CanUnsubscribe reports whether the letter that is shown is of a mailing list that can be left.
func (r *Reader) CanUnsubscribe() bool {
	return r.card != nil && r.content.Message != nil && r.leavable()
}

// AskUnsubscribe asks whether the person wants to leave the mailing list of the letter that is shown.
func (r *Reader) AskUnsubscribe() {
	if r.CanUnsubscribe() {
		r.askUnsubscribe(r.content.Message.Unsubscribe)
	}
}

// A way is one to leave a mailing list.
type way struct {
	link.Target
	post bool // by a request that PopMail sends
}

// ways are those that can be gone, the easiest first.
func (r *Reader) ways(u *eml.Unsubscribe) (list []way) {
	var web, mail []way
	for _, s := range u.Targets {
		t := link.To(s)
		if doubts, _ := t.Doubts(""); len(doubts) > 0 {
			continue
		}
		switch {
		case t.Kind == link.Web && u.OneClick && t.Scheme == "https" && len(list) == 0 && r.Unsubscribe != nil:
			list = append(list, way{t, true})
			web = append(web, way{t, false})
		case t.Kind == link.Web && r.OnOpenLink != nil:
			web = append(web, way{t, false})
		case t.Kind == link.Mail && r.OnOpenLink != nil:
			mail = append(mail, way{t, false})
		}
	}
	return slices.Concat(list, web, mail)
}

// askUnsubscribe says what leaving the list does, and does it when the person says so.
func (r *Reader) askUnsubscribe(u *eml.Unsubscribe) {
	c, ways := r.canvas(), r.ways(u)
	if c == nil || len(ways) == 0 {
		return
	}
	w, id := ways[0], r.content.Summary.ID
	q := &ask.Question{Title: lang.L("Unsubscribe from this mailing list?")}
	yes := lang.L("Unsubscribe")
	do := func() { r.OnOpenLink(w.Address) }
	switch {
	case w.post:
		q.Text = lang.L("PopMail looks up whether the signature of this letter is valid, then asks {{.Host}} over the internet to take you off the list. The sender learns that somebody reads this address.", map[string]any{"Host": w.Host})
		do = func() { r.goOut(func() { r.unsubscribe(id, w, ways[1:]) }) }
	case w.Kind == link.Web:
		q.Text = lang.L("This opens a page of {{.Host}} in the browser, where you can unsubscribe.", map[string]any{"Host": w.Host})
		yes = lang.L("Open page")
	default:
		q.Text = lang.L("This begins a letter to {{.Address}} that asks to take you off the list. Send it.", map[string]any{"Address": clip(w.Mail)}) + " " +
			lang.L("It can take a few days until no more letters come.")
		yes = lang.L("Write letter")
	}
	q.Buttons = []*widgets.Button{
		widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
		widgets.NewButton(widgets.Primary, yes, "", do),
	}
	q.Show(c)
}

// unsubscribe sends the request about a message, which need not be shown anymore, and tells what came of it.
func (r *Reader) unsubscribe(id mailbox.ID, w way, others []way) {
	r.Unsubscribe(id, w.Address, func(err error) {
		c := r.canvas()
		if c == nil {
			return
		}
		q := &ask.Question{
			Title:   lang.L("{{.Host}} has taken the request", map[string]any{"Host": w.Host}),
			Text:    lang.L("It can take a few days until no more letters come."),
			Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("OK"), "", nil)},
		}
		if err != nil {
			q.Title, q.Text = notLeft(err, w.Host)
			for _, o := range others {
				if o.Kind != link.Web {
					continue
				}
				q.Text += " " + lang.L("You can try it on its page.")
				q.Buttons = []*widgets.Button{
					widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
					widgets.NewButton(widgets.Primary, lang.L("Open page"), "", func() { r.OnOpenLink(o.Address) }),
				}
				break
			}
		}
		q.Show(c)
	})
}

// notLeft says what came of a request that a server has not said to have taken.
func notLeft(err error, host string) (title, text string) {
	data := map[string]any{"Host": host}
	title = lang.L("You’re still on the list")
	switch {
	case errors.Is(err, ErrUnsigned):
		return title, lang.L("No valid signature shows that this letter came from the list, so PopMail didn’t ask {{.Host}}.", data)
	case errors.Is(err, ErrNotTaken):
		return title, lang.L("{{.Host}} did not take the request.", data)
	case errors.Is(err, ErrNotAsked):
		return title, lang.L("The internet or {{.Host}} could not be reached, so nothing was sent.", data)
	}
	return lang.L("{{.Host}} didn’t answer", data), lang.L("You may be off the list, or not.")
}

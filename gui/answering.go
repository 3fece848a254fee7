package gui

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/htmlview"
	"popmail/gui/htmlview/browser"
	"popmail/gui/kit/lang"
	"popmail/gui/reader"
	"popmail/gui/reader/cards"
	"popmail/gui/reader/link"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// answer opens a letter about a message.
func (wr *writing) answer(id mailbox.ID, how reader.Answer) { wr.answerIn(wr.shell, id, how) }

// answerIn is answer that is asked, and told, in a window.
func (wr *writing) answerIn(sh *shell, id mailbox.ID, how reader.Answer) {
	if !wr.ableIn(sh) {
		return
	}
	own := wr.ownAddresses()
	accounts := slices.Clone(wr.known.accounts)
	now := wr.now()
	var l *letter.Letter
	var large error
	var from account.ID
	a := answering{store: wr.reading, letters: wr.store, id: id, own: own, now: now}
	wr.doIn(sh, func(ctx context.Context) error {
		a.ctx = ctx
		if err := a.read(); err != nil {
			return err
		}
		from = a.summary.Account
		if i := slices.IndexFunc(accounts, func(owner account.Account) bool { return owner.ID == from }); i >= 0 {
			a.original.Account = accounts[i].Email
		}
		if i := a.original.Identity(own); i >= 0 {
			from = accounts[i].ID
		}
		var err error
		if l, err = a.letter(how); errors.Is(err, errLarge) {
			large, err = err, nil
		}
		return err
	}, func() {
		sh := wr.sides.still(sh)
		if sh.tellLarge(large) {
			return
		}
		if l == nil {
			sh.toasts.show(lang.L("This message can’t be redirected, because its first lines are damaged. Forward it instead."), nil)
			return
		}
		if _, ok := wr.account(from); !ok {
			from = wr.present()
		}
		open := func() { wr.openAnswer(&a, l, from, how) }
		switch how {
		case reader.Redirect, reader.ForwardFile:
			if a.summary.Rest.Whole > 0 {
				open = nil
			}
			sh.wholeFirst(a.summary, lang.L("A message is sent on like this only as a whole."), open)
		case reader.Forward, reader.EditAsNew:
			sh.wholeFirst(a.summary, lang.L("Only the beginning would be in the letter, without attachments."), open)
		default:
			open()
		}
	})
}

// openAnswer opens the window of a letter about a message.
func (wr *writing) openAnswer(a *answering, l *letter.Letter, from account.ID, how reader.Answer) {
	id, begun := a.id, a.summary.Rest.Whole > 0
	switch how {
	case reader.Reply, reader.ReplyAll, reader.ReplyList:
		wr.noteBegun(begun, wr.begin(l, from, id, 0))
	case reader.Forward, reader.ForwardFile:
		wr.noteBegun(begun, wr.begin(l, from, 0, id))
	case reader.Redirect:
		owner, _ := wr.account(from)
		if d := wr.beginSigned(l, owner, 0, id); d != nil {
			d.editor.SetNote(a.answersGo())
		}
	default:
		owner, _ := wr.account(from)
		wr.beginSigned(l, owner, 0, 0)
	}
}

// again is the message as the draft that it is: in its thread, with its text and its files. It has been read.
func (a *answering) again() (*letter.Letter, error) {
	l := a.people()
	l.Text = a.message.Readable()
	if a.mine() {
		l.InReplyTo, l.References, l.Bcc = a.original.InReplyTo, a.original.References, a.original.Bcc
	}
	return l, a.attachAll(l)
}

// mine reports whether the message is one of the person's own, also where it does not say whose it is.
func (a *answering) mine() bool {
	from := a.original.From
	return a.written || len(from) == 0 || a.isOwn(from[0].Email)
}

// answering makes a letter about a message. All of it runs in the background.
type answering struct {
	ctx      context.Context
	store    Reading
	letters  Writing // that were written here
	id       mailbox.ID
	own      []string
	now      time.Time
	message  *eml.Message
	summary  mailbox.Summary
	head     []byte // the first of the octets as received, mostHead at most
	original letter.Original
	written  bool         // the message is a draft of ours
	quoted   map[int]bool // attachments that are pictures of the quote
}

// mostHead is more than package letter reads of the header of a message, in octets.
const mostHead = 1 << 20

// errLarge says that a letter would hold more than mostAttached: it is in memory as long as it
// is written, and whole as it is sent.
var errLarge = errors.New("more than a letter takes")

// octets are those of the whole message, for a letter that holds it.
func (a *answering) octets() ([]byte, error) {
	if a.summary.Size > mostAttached {
		return nil, errLarge
	}
	return a.store.Raw(a.ctx, a.id)
}

// tellLarge tells of a message of which no letter can be made, and reports whether err says
// so.
func (sh *shell) tellLarge(err error) bool {
	if !errors.Is(err, errLarge) {
		return false
	}
	sh.toasts.show(lang.L("This message is too large for a letter. All files of a letter together can be {{.Size}} at most.", map[string]any{"Size": words.Size(mostAttached)}), nil)
	return true
}

func (a *answering) read() (err error) {
	if a.message, a.summary, err = a.store.Message(a.ctx, a.id); err != nil {
		return err
	}
	if a.head, err = a.store.Beginning(a.ctx, a.id, mostHead); err != nil {
		return err
	}
	m := a.message
	a.original = letter.Original{
		From: persons(m.From), ReplyTo: persons(m.ReplyTo), To: persons(m.To), Cc: persons(m.Cc),
		Subject: m.Subject, MessageID: m.MessageID, InReplyTo: m.InReplyTo, References: m.References, Date: m.Date,
		Lists: letter.ReadLists(a.head),
	}
	if a.original.Date.IsZero() {
		a.original.Date = a.summary.Date
	}
	return nil
}

func persons(list []mailbox.Address) (out []letter.Person) {
	for _, p := range list {
		if p.Email != "" {
			out = append(out, letter.Person(p))
		}
	}
	return out
}

func (a *answering) isOwn(email string) bool {
	return slices.ContainsFunc(a.own, func(o string) bool { return letter.Same(o, email) })
}

// letter is what is written about the message; nil: it cannot be redirected.
func (a *answering) letter(how reader.Answer) (*letter.Letter, error) {
	o := &a.original
	l := &letter.Letter{}
	switch how {
	case reader.Forward:
		l.Subject, l.Quote = letter.Fwd(o.Subject), a.quote()
		l.Quote.Forward, l.Quote.Line = true, "---------- "+lang.L("Forwarded message")+" ----------\n"+a.heading()
		return l, a.attachAll(l)
	case reader.ForwardFile:
		l.Subject = letter.Fwd(o.Subject)
		name := o.Subject
		if strings.TrimSpace(name) == "" {
			name = "message"
		}
		raw, err := a.octets()
		l.Attachments = []letter.Attachment{{Name: eml.SafeTitle(name, ".eml"), Type: "message/rfc822", Data: raw}}
		return l, err
	case reader.Redirect:
		if !letter.Resendable(a.head) {
			return nil, nil
		}
		raw, err := a.octets()
		if err != nil {
			return nil, err
		}
		l.Subject, l.Resent, l.Quote = o.Subject, raw, a.whole()
		return l, nil
	case reader.EditAsNew:
		return a.anew()
	case reader.ReplyAll:
		l.To, l.Cc = o.Reply(letter.All, a.isOwn)
	case reader.ReplyList:
		l.To, l.Cc = o.Reply(letter.List, a.isOwn)
	default:
		l.To, l.Cc = o.Reply(letter.Sender, a.isOwn)
	}
	if hidden := o.Hidden(a.isOwn); len(hidden) > 0 {
		l.To, l.Cc, l.Bcc = nil, nil, hidden
	}
	l.Subject, l.Quote = letter.Re(o.Subject), a.quote()
	l.Quote.Line, l.Quote.Text = a.attribution(), letter.Unsigned(l.Quote.Text)
	l.InReplyTo, l.References = o.Thread()
	return l, nil
}

// attribution says whose words follow.
func (a *answering) attribution() string {
	name := ""
	if f := a.original.From; len(f) > 0 {
		if name = f[0].Name; name == "" {
			name = f[0].Email
		}
	}
	d := a.original.Date.In(a.now.Location())
	data := map[string]any{"Name": name, "Date": words.LongDay(d, a.now), "Time": words.Time(d)}
	switch {
	case name == "":
		return lang.L("On {{.Date}} at {{.Time}}:", data)
	case a.original.Date.IsZero():
		return lang.L("{{.Name}} wrote:", data)
	}
	return lang.L("On {{.Date}} at {{.Time}}, {{.Name}} wrote:", data)
}

// heading is what stands above a message that is passed on: who wrote it, when, and to whom.
func (a *answering) heading() string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" {
			b.WriteString(name + " " + value + "\n")
		}
	}
	o := &a.original
	add(lang.L("From:"), joinPersons(o.From))
	add(lang.L("Sent:"), words.Full(o.Date.In(a.now.Location())))
	add(lang.L("Subject:"), o.Subject)
	add(lang.L("To:"), joinPersons(o.To))
	add(lang.L("Cc:"), joinPersons(o.Cc))
	return strings.TrimRight(b.String(), "\n")
}

func joinPersons(list []letter.Person) string {
	s := make([]string, len(list))
	for i, p := range list {
		p.Name = words.InList(p.Name)
		s[i] = p.String()
	}
	return strings.Join(s, ", ")
}

// quote is the message as it looked: built anew of what is harmless, with the pictures that
// came with it and none of the internet.
func (a *answering) quote() *letter.Quote {
	m := a.message
	text := m.Readable()
	if m.Carded { // as the window shows it, on the person's clock
		text = cards.Text(m, &cards.Place{Now: a.now})
	}
	q := &letter.Quote{Text: strings.TrimRight(text, "\n") + "\n"}
	if len(m.Pages) == 0 {
		return q
	}
	a.quoted = map[int]bool{}
	read := map[[32]byte][]int{} // which attachments have these octets
	var parts []browser.Part
	for i := range m.Pages {
		p := &m.Pages[i]
		parts = append(parts, browser.Part{HTML: p.HTML, Text: p.Text, Tell: words.Embedded, Picture: func(ref string) ([]byte, bool) {
			index, ok := p.Part(ref)
			if !ok {
				return nil, false
			}
			data, _, err := a.store.Attachment(a.ctx, a.id, index)
			if sum := sha256.Sum256(data); !slices.Contains(read[sum], index) {
				read[sum] = append(read[sum], index)
			}
			return data, err == nil
		}, Link: func(href string) string { return link.To(htmlview.Absolute(p.Base, href)).Address }})
	}
	sum := sha256.Sum256(a.head)
	scope := "q" + hex.EncodeToString(sum[:4]) + "-"
	cids := map[[32]byte]string{}
	q.HTML = browser.Fragment(parts, scope, func(octets []byte, kind string) string {
		sum := sha256.Sum256(octets)
		name := ""
		for _, index := range read[sum] {
			a.quoted[index] = true
			if f := a.file(index); f != nil && f.Name != "" {
				name = eml.SafeName(f.Name, index)
			}
		}
		if cids[sum] == "" {
			cids[sum] = hex.EncodeToString(sum[:12]) + "@quoted"
			q.Pictures = append(q.Pictures, letter.Picture{CID: cids[sum], Name: name, Type: kind, Data: octets})
		}
		return "cid:" + cids[sum]
	})
	return q
}

// file is an attachment of the message by its number; nil: there is none.
func (a *answering) file(index int) *eml.Attachment {
	for i := range a.message.Attachments {
		if f := &a.message.Attachments[i]; f.Index == index {
			return f
		}
	}
	return nil
}

// attachAll adds the files that came with the message, and its pictures, such as drawings, but for those that the
// quote has. The quote has been made.
func (a *answering) attachAll(l *letter.Letter) error {
	goes := func(f *eml.Attachment) bool { return (f.File() || f.Inline) && !a.quoted[f.Index] }
	var sum int64
	for i := range a.message.Attachments {
		if f := &a.message.Attachments[i]; goes(f) {
			sum += f.Size
		}
	}
	if sum > mostAttached {
		return errLarge
	}
	for i := range a.message.Attachments {
		f := &a.message.Attachments[i]
		if !goes(f) {
			continue
		}
		data, _, err := a.store.Attachment(a.ctx, a.id, f.Index)
		if err != nil {
			return err
		}
		l.Attachments = append(l.Attachments, letter.Attachment{Name: eml.SafeName(f.Name, f.Index), Type: f.Type, Data: data})
	}
	return nil
}

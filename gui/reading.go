package gui

import (
	"context"
	"reflect"
	"time"

	"popmail/gui/kit/loop"
	"popmail/gui/kit/text"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// reading is the message that is read.
type reading struct {
	*shell
	listing   *listing
	filing    *filing
	store     Reading
	pictures  RemotePictures // may be nil
	reader    *reader.Reader
	lists     MailingLists // nil: no folders are offered for them
	texts     FileTexts    // nil: of attached files nothing is known
	loading   loop.Latest
	looking   loop.Latest // for the texts of attached files
	threads   loop.Latest // for the letters of the conversation
	unfolding loop.Latest // for those that are to be opened
	talk      talk
	near      neighbors
	shown     mailbox.ID   // message in the reader; 0: none
	row       mailbox.ID   // of the list, that it belongs to; 0: none
	readTimer func()       // cancels marking as read
	readNext  []mailbox.ID // what readTimer marks

	several   *several                                              // tells of more than one message; nil: the reading pane does
	state     func(id mailbox.ID) *reader.State                     // of a letter; nil: there are none
	inBook    func(ctx context.Context, email string) (bool, error) // whether somebody is in the address book; nil: there is none
	inFront   func() bool                                           // the pane is to be seen; nil: it always is
	onNothing func()                                                // no message is chosen any more
	onMarks   func()                                                // the marks of the message have changed
}

func newReading(sh *shell, ls *listing, fl *filing, store Reading, pictures RemotePictures) *reading {
	rd := &reading{shell: sh, listing: ls, filing: fl, store: store, pictures: pictures, reader: reader.New(sh.run), loading: loop.Latest{Run: sh.run}, looking: loop.Latest{Run: sh.run}, threads: loop.Latest{Run: sh.run}, unfolding: loop.Latest{Run: sh.run}}
	rd.near = neighbors{read: rd.content, loading: loop.Latest{Run: sh.run}}
	rd.reader.Now, rd.reader.OnMoved = sh.now, rd.countRead
	if rd.texts = sh.o.Texts; rd.texts != nil {
		rd.reader.FileText, rd.reader.FilePage = rd.texts.FileText, rd.texts.FilePage
	}
	return rd
}

// readAfter is how long a message is on the screen before it counts as read, so
// that walking through the list with the arrow keys marks only where one stays.
const readAfter = 700 * time.Millisecond

// show reads a message and puts it into the reading pane.
func (rd *reading) show(id mailbox.ID) {
	number := rd.talkOf(id)
	if was := rd.row; number != 0 && number == rd.talk.number && rd.shown != 0 && was != id {
		// An answer has come to what is read, and its row is that of the answer now.
		rd.row = id
		rd.knowThread()
		return
	}
	rd.row = id
	rd.talk = talk{number: number, open: make(map[mailbox.ID]reader.Content)}
	rd.unfolding.Cancel()
	rd.letter(id)
}

// letter shows a letter of the conversation that the row stands for.
func (rd *reading) letter(id mailbox.ID) {
	rd.stopReading()
	rd.shown, rd.talk.folded = id, false
	if c, ok := rd.talk.open[id]; ok {
		rd.loading.Cancel()
		rd.put(c)
		return
	}
	if c, ok := rd.near.take(id); ok {
		rd.loading.Cancel()
		rd.put(c)
		return
	}
	var c reader.Content
	var err error
	rd.loading.Start(func(ctx context.Context) { c, err = rd.content(ctx, id) }, func() {
		if err != nil {
			rd.tellDamaged(err)
			rd.reader.ShowError(err)
			return
		}
		rd.put(c)
	})
}

// content reads a message, and the fonts that it needs. It is called in the background.
func (rd *reading) content(ctx context.Context, id mailbox.ID) (c reader.Content, err error) {
	if c.Message, c.Summary, err = rd.store.Message(ctx, id); err == nil {
		rd.knowPictures(ctx, &c)
		if rd.lists != nil && c.Summary.List.Address != "" {
			c.Offer, _ = rd.lists.ListOffer(ctx, id) // else the rest of the program says what is wrong with the mail file
		}
		text.Shared().Prepare(rowFaces, append(rowTexts(&c.Summary), c.Message.Text)...)
	}
	return c, err
}

// addressed notes which addresses in a message are the person's.
func (sh *shell) addressed(c *reader.Content) {
	for _, a := range sh.known.accounts {
		c.Own = append(c.Own, a.Email)
		if a.ID == c.Summary.Account {
			c.Holder = a.Email
		}
	}
}

// put puts a message that was read into the reading pane.
func (rd *reading) put(c reader.Content) {
	rd.dress(&c)
	id := c.Summary.ID
	if rd.talk.open != nil {
		rd.talk.open[id] = c
	}
	if t := &rd.talk; t.thread != nil && rd.listing.conversing() { // what is around it is known
		t.arrange()
		c.Thread = t.thread
	}
	rd.reader.ShowMessage(c)
	rd.knowSender()
	rd.knowServer()
	rd.knowFiles()
	if !c.Summary.Is(mailbox.Read) {
		rd.talk.unseen = append(rd.talk.unseen, id)
	}
	rd.countRead()
	rd.knowThread()
	rd.near.load(rd.listing.list.Around(rd.row, neighborMost))
}

// dress adds to a message that was read what the window knows of it.
func (rd *reading) dress(c *reader.Content) {
	c.Own = nil
	rd.addressed(c)
	c.Account, c.AccountColor = rd.listing.ownerOf(&c.Summary)
	c.Terms = rd.listing.terms
	if row := rd.listing.list.Summary(rd.row); row != nil && rd.listing.conversing() {
		c.Together = row.Conversation != nil
	}
	if rd.state != nil {
		c.State = rd.state(c.Summary.ID)
	}
}

// showSeveral shows how many messages are chosen, or that none is.
func (rd *reading) showSeveral(ids []mailbox.ID) {
	rd.stopReading()
	rd.loading.Cancel()
	rd.shown, rd.row, rd.talk = 0, 0, talk{}
	rd.threads.Cancel()
	rd.unfolding.Cancel()
	if len(ids) == 0 {
		rd.reader.ShowNothing()
		rd.onNothing()
		return
	}
	if rd.several != nil {
		rd.several.show(ids)
		return
	}
	rd.reader.ShowSeveral(ids)
}

func (rd *reading) stopReading() {
	if rd.readTimer != nil {
		rd.readTimer()
		rd.readTimer = nil
	}
}

// knowSender looks whether the sender of what is shown is in the address book.
func (rd *reading) knowSender() {
	from := rd.reader.Sender()
	if rd.inBook == nil || from.Email == "" {
		return
	}
	rd.reader.SetSenderKnown(false) // until it is known
	id, known := rd.shown, false
	rd.run.Go(func(ctx context.Context) { known, _ = rd.inBook(ctx, from.Email) }, func() {
		if rd.shown == id {
			rd.reader.SetSenderKnown(known)
		}
	})
}

// knowFiles looks what is known of the files that are attached to what is shown, and where in them
// stands what is searched for.
func (rd *reading) knowFiles() {
	m := rd.reader.Message()
	if rd.texts == nil || m == nil || len(m.Attachments) == 0 {
		return
	}
	id, terms := rd.shown, rd.listing.terms
	var files []mailbox.FileRead
	var err error
	rd.looking.Start(func(ctx context.Context) { files, err = rd.texts.FilesRead(ctx, id, terms) }, func() {
		if err == nil && rd.shown == id { // else the rest of the program says what is wrong with the mail file
			rd.reader.SetFiles(files)
		}
	})
}

// setTerms marks other found words in what is shown.
func (rd *reading) setTerms(terms []string) {
	if rd.reader.SetTerms(terms) {
		rd.knowFiles()
	}
}

// markRead is what the person says of a message; it is not undone by the message
// being on the screen.
func (rd *reading) markRead(ids []mailbox.ID, read bool) {
	rd.stopReading()
	rd.talk.unseen = nil
	rd.filing.markSaid(ids, mailbox.Read, read)
}

// messageChanged brings the reading pane up to date.
func (rd *reading) messageChanged(updated, gone []mailbox.ID, reload bool) {
	rd.near.drop(updated, gone, reload)
	if rd.shown == 0 {
		if rd.several != nil {
			rd.several.again()
		}
		return
	}
	id := rd.shown
	rd.near.load(rd.listing.list.Around(rd.row, neighborMost))
	for _, g := range gone {
		delete(rd.talk.open, g)
		if g == id && len(rd.listing.list.Selected()) == 0 {
			rd.showSeveral(nil)
			return
		}
		if g == id && id != rd.row { // one of a conversation, the rest of which is there
			rd.show(rd.row)
			return
		}
	}
	if rd.listing.conversing() {
		rd.knowThread()
	}
	changed := reload
	for _, u := range updated {
		changed = changed || u == id
	}
	if !changed {
		return
	}
	rd.listing.rows([]mailbox.ID{id}, func(rows []mailbox.Summary, _ error) {
		if rd.shown != id {
			return
		}
		if len(rows) == 1 {
			rd.reader.SetFlags(rows[0].Flags)
			rd.onMarks()
			if reload {
				rd.again(id)
			}
		} else if len(rd.listing.list.Selected()) == 0 {
			rd.showSeveral(nil)
		}
	})
}

// again shows a message anew where it is another than the one that is shown, as when more of
// it has come.
func (rd *reading) again(id mailbox.ID) {
	before := rd.reader.Message()
	if before == nil { // it is under way, or could not be read
		rd.show(id)
		return
	}
	rest := rd.reader.Summary().Rest
	var c reader.Content
	same := false
	rd.loading.Start(func(ctx context.Context) {
		var err error
		if c, err = rd.content(ctx, id); err != nil {
			same = true // the rest of the program says what is wrong with the mail file
			return
		}
		same = reflect.DeepEqual(before, c.Message) && c.Summary.Rest == rest
	}, func() {
		if !same && rd.shown == id {
			rd.stopReading()
			rd.put(c)
		}
	})
}

// knowPictures adds what was fetched of the message's pictures on the internet. It is
// called in the background; what cannot be read counts as not fetched.
func (rd *reading) knowPictures(ctx context.Context, c *reader.Content) {
	if rd.pictures == nil || len(c.Message.Pages) == 0 {
		return
	}
	c.Pictures, _ = rd.pictures.Pictures(ctx, c.Summary.ID)
	c.Always, _ = rd.pictures.PictureSender(ctx, c.Summary.From.Email)
}

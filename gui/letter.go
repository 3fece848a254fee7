package gui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/lang"
	"popmail/gui/reader"
	"popmail/gui/status"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// mostDeep is how many attached messages may lie within one another and still be opened.
const mostDeep = 32

// mostEnclosed is the largest attached message that is opened here, in octets: its window
// holds it in memory. A larger one is opened like a file.
const mostEnclosed = 64 << 20

// enclosed is a message that is attached to another one, or lies in a file. It is the store that its window
// reads from, whatever the id.
type enclosed struct {
	*eml.Handle
	raw     []byte
	summary mailbox.Summary
	place   string // tells it from others: the message and where in it
	depth   int    // messages around it
	alone   bool   // it lies in a file, and there is no message of the store around it
}

// enclose takes the octets of an attached message apart. It is called in the background.
func (sv *saving) enclose(ctx context.Context, id mailbox.ID, index int, data []byte) (*enclosed, error) {
	_, outer, err := sv.store.Message(ctx, id)
	if err != nil {
		return nil, err
	}
	in := &enclosed{raw: data, place: fmt.Sprint(id, ".", index), depth: 1}
	if o, ok := sv.store.(*enclosed); ok {
		in.place, in.depth, in.alone = fmt.Sprint(o.place, ".", index), o.depth+1, o.alone
	}
	if in.Handle, err = eml.Open(ctx, data); err != nil {
		return nil, err
	}
	m, err := in.Handle.Message(ctx)
	if err != nil {
		return nil, err
	}
	// The folder counts as that of the message around it: what came as junk stays junk.
	in.summary = mailbox.Summary{ID: id, FolderRole: outer.FolderRole, Subject: m.Subject, Date: m.Date, Size: int64(len(data))}
	if len(m.From) > 0 {
		in.summary.From = m.From[0]
	}
	return in, nil
}

// Message implements Reading. The list that its header names is not the person's own: whom
// it would take off is whoever has passed the message on.
func (e *enclosed) Message(ctx context.Context, _ mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	m, err := e.Handle.Message(ctx)
	if err == nil {
		m.Unsubscribe = nil
	}
	return m, e.summary, err
}

// Attachment implements Reading.
func (e *enclosed) Attachment(ctx context.Context, _ mailbox.ID, index int) ([]byte, eml.Attachment, error) {
	return e.Data(ctx, index)
}

// Describe implements Reading.
func (e *enclosed) Describe(ctx context.Context, _ mailbox.ID, index int) (eml.Attachment, error) {
	m, err := e.Handle.Message(ctx)
	switch {
	case err != nil:
		return eml.Attachment{}, err
	case index < 0 || index >= len(m.Attachments):
		return eml.Attachment{}, eml.ErrNoPart
	}
	return m.Attachments[index], nil
}

// StreamAttachment implements Reading.
func (e *enclosed) StreamAttachment(ctx context.Context, _ mailbox.ID, index int, w io.Writer) (eml.Attachment, error) {
	data, a, err := e.Data(ctx, index)
	if err == nil {
		_, err = w.Write(data)
	}
	return a, err
}

// Raw implements Reading.
func (e *enclosed) Raw(context.Context, mailbox.ID) ([]byte, error) { return e.raw, nil }

// Stream implements Reading.
func (e *enclosed) Stream(_ context.Context, _ mailbox.ID, w io.Writer) error {
	_, err := w.Write(e.raw)
	return err
}

// Beginning implements Reading.
func (e *enclosed) Beginning(_ context.Context, _ mailbox.ID, most int64) ([]byte, error) {
	return e.raw[:min(most, int64(len(e.raw)))], nil
}

// openLetter shows an attached message in a window of its own.
func (ss *sides) openLetter(in *enclosed, terms []string) {
	title := strings.TrimSpace(in.summary.Subject)
	if title == "" {
		title = lang.L("(no subject)")
	}
	ss.show(in.place, title, in, fyne.NewSize(860, 720), func(s *side) fyne.CanvasObject {
		return newLetter(ss, s, in, terms)
	})
}

// newLetter fills the window of an attached message: the reading pane, for reading only,
// above a line that says where links lead.
func newLetter(ss *sides, s *side, in *enclosed, terms []string) fyne.CanvasObject {
	r := reader.New(s.run)
	r.Now = s.now
	bar := status.NewBar()
	s.saving.onLetter = func(in *enclosed) { ss.openLetter(in, terms) }
	s.fillReader(r, s.saving, ss)
	r.OnHover = func(l reader.Lead) { bar.SetHint(status.Hint(l)) }
	if p := s.o.Pictures; p != nil && s.o.CannotWrite == nil && !in.alone && ss.activity != nil {
		// They are kept with the message around it. Whom a message was sent by is easily
		// made up where it is attached, so nobody's are fetched unasked.
		out := outwardPictures{p, ss.activity.outward}
		r.FetchPictures, r.PictureHost = out.FetchPictures, out.PictureHost
		r.GoOut = func(do func()) { ss.activity.goOut(s.shell, do) }
	}
	s.onKey = letterKey(r)
	s.letterShortcuts(r)
	rd := reading{shell: s.shell, store: in, pictures: s.o.Pictures}
	var c reader.Content
	var err error
	s.run.Go(func(ctx context.Context) {
		c, err = rd.content(ctx, in.summary.ID)
		c.Always = false
	}, func() {
		if err != nil {
			r.ShowError(err)
			return
		}
		s.addressed(&c)
		c.Terms = terms
		r.ShowMessage(c)
	})
	s.onEnd = r.ShowNothing
	return container.New(&stack{}, r, bar)
}

// letterKey are the keys of the window of a message.
func letterKey(r *reader.Reader) func(e *fyne.KeyEvent) bool {
	return func(e *fyne.KeyEvent) bool {
		d, _ := fyne.CurrentApp().Driver().(desktop.Driver)
		shift := d != nil && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
		switch e.Name {
		case fyne.KeyEscape:
			return r.EndFind() || r.Back()
		case fyne.KeyBackspace:
			return r.Back()
		case fyne.KeyF3:
			if shift {
				return r.FindNext(-1)
			}
			return r.FindNext(1)
		case desktop.KeyMenu:
			return r.ShowMenu()
		case fyne.KeyF10:
			return shift && r.ShowMenu()
		case fyne.KeySpace, fyne.KeyPageDown:
			return r.PageDown()
		case fyne.KeyPageUp:
			return r.PageUp()
		case fyne.KeyDown:
			return r.Scroll(1)
		case fyne.KeyUp:
			return r.Scroll(-1)
		}
		return false
	}
}

func (s *side) letterShortcuts(r *reader.Reader) {
	const ctrl = fyne.KeyModifierShortcutDefault
	for key, do := range map[fyne.KeyName]func(){
		fyne.KeyF:     func() { r.Find() },
		fyne.KeyG:     func() { r.FindNext(1) },
		fyne.KeyS:     func() { r.Save() },
		fyne.KeyP:     func() { r.Print() },
		fyne.KeyPlus:  func() { r.ZoomBy(1) },
		fyne.KeyEqual: func() { r.ZoomBy(1) },
		fyne.KeyMinus: func() { r.ZoomBy(-1) },
		fyne.Key0:     func() { r.ZoomBy(0) },
	} {
		s.shortcut(key, ctrl, do)
	}
	s.shortcut(fyne.KeyG, ctrl|fyne.KeyModifierShift, func() { r.FindNext(-1) })
	s.shortcut(fyne.KeyU, ctrl|fyne.KeyModifierShift, r.ToggleAloud)
	s.shortcut(fyne.KeyPlus, ctrl|fyne.KeyModifierShift, func() { r.ZoomBy(1) })
	s.shortcut(fyne.KeyEqual, ctrl|fyne.KeyModifierShift, func() { r.ZoomBy(1) })
}

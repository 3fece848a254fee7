package main

import (
	"popmail/account/event"
	"popmail/assets"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/cmd/popmail/internal/notices"
	"popmail/gui"
)

// notices returns what tells of new mail outside of the window; nil: this system is not told.
// Its work ends with the window.
func (s *session) notices() gui.Notices {
	if s.options.UntilDrawn || s.options.UntilDone || s.options.DemoPicture != "" {
		return nil // a measurement, or a picture
	}
	b := &bulletin{}
	b.Board = notices.New(appID, "PopMail", assets.IconPNG, func(c notices.Choice) {
		b.choices.Publish(map[notices.Choice]gui.NoticeChoice{notices.Dismissed: gui.NoticeDismissed, notices.Opened: gui.NoticeOpened, notices.MarkedRead: gui.NoticeRead}[c])
	})
	if !b.Offered() {
		return nil
	}
	s.run.Go(b.Run, nil)
	return b
}

// bulletin fulfils gui.Notices.
type bulletin struct {
	*notices.Board
	choices event.Topic[gui.NoticeChoice]
}

// Tell puts a notice on the board.
func (b *bulletin) Tell(n gui.Notice) {
	out := notices.Notice{Title: n.Title, Open: n.Open, Read: n.Read}
	for _, l := range n.Lines {
		out.Lines = append(out.Lines, notices.Line{Who: l.Who, What: l.What})
	}
	b.Board.Tell(out)
}

// Choices tells what the person has done about notices.
func (b *bulletin) Choices() *event.Topic[gui.NoticeChoice] { return &b.choices }

// comeForward brings the window in front of others.
func (s *session) comeForward() {
	desktop.Restore(s.window)
	s.window.RequestFocus()
}

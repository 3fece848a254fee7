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
	b.Board = notices.New(appID, "PopMail", assets.IconPNG, s.options.Data, func(c notices.Choice) {
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

// comeForward brings the window in front of others. It is as large as it was before it was
// hidden, which not every system remembers.
func (s *session) comeForward() {
	full := s.away && gui.WasMaximized(s.fyne.Preferences())
	s.away = false
	desktop.Restore(s.window)
	if full {
		desktop.Maximize(s.window)
	}
	s.window.RequestFocus()
}

// hide takes the window from the screen.
func (s *session) hide() {
	s.away = true
	s.window.Hide()
}

// minimize leaves of the window, hidden or not, what opens it again. It opens as large as it
// was, see comeForward.
func (s *session) minimize() {
	full := s.away && gui.WasMaximized(s.fyne.Preferences())
	s.away = false
	s.window.Show()
	if full {
		desktop.Maximize(s.window)
	}
	desktop.Minimize(s.window)
}

// end closes the window for good, as if the person had.
func (s *session) end() {
	switch {
	case s.gui != nil:
		s.gui.End()
	case s.away: // one that was never shown cannot be closed
		s.fyne.Quit()
	default:
		s.window.Close()
	}
}

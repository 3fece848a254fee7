package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// TestFootOfLetter: the line at the bottom of a letter is one line, also in a narrow window
// with large type, where it says less; what is most of it is said where there is room.
func TestFootOfLetter(t *testing.T) {
	s, _ := writingStage(t)
	for _, c := range []struct {
		w     float32
		scale int
		sends bool
		want  string
	}{
		{900, 100, true, "Online · this letter goes out 10 seconds after Send, so you can still change your mind"},
		{600, 100, true, "Online · this letter goes out 10 seconds after Send, so you can still change your mind"},
		{600, 200, true, "Online · goes out 10 seconds after Send"},
		{1280, 200, true, "Online · this letter goes out 10 seconds after Send, so you can still change your mind"},
		{900, 100, false, "PopMail doesn’t know yet how ann@example.org sends mail. Your letter stays here as a draft."},
		{600, 200, false, "Not set up for sending yet"},
	} {
		a := s.known.accounts[0]
		if a.Outgoing = (account.Server{}); c.sends {
			a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
		}
		s.must(s.store.UpdateAccount(t.Context(), a, nil))
		s.listing.loadFolders(nil)
		setLook(s.app, Look{theme.Light, c.scale})
		s.write()
		d := s.letterWindow(t)
		d.side.window.Resize(fyne.NewSize(c.w, 700))
		lines := guitest.All(readWriting, func(x *widgets.Text) bool {
			return x.Visible() && x.Size().Width > 0 && (strings.Contains(x.Text(), "Send") || strings.Contains(x.Text(), "sending") || strings.Contains(x.Text(), "sends mail"))
		}, d.side.window.Content())
		if len(lines) != 1 || lines[0].Text() != c.want {
			t.Fatalf("%v at %d: %d lines, %q", c.w, c.scale, len(lines), lines[0].Text())
		}
		if h, one := lines[0].Size().Height, widgets.LineHeight(theme.Size(fynetheme.SizeNameText)); h > one*1.2 {
			t.Errorf("%v at %d: %q is %v high, and a line is %v", c.w, c.scale, c.want, h, one)
		}
		guitest.Fits(t, d.side.window, c.want)
		d.side.window.Close()
	}
}

package gui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestFits shows the window's screens at many widths and text sizes: each text is
// in sight as a whole, and none lies on another.
func TestFits(t *testing.T) {
	for _, scale := range []int{minScale, 100, maxScale} {
		for _, width := range []float32{600, 900, 1280, 1920} {
			t.Run(fmt.Sprintf("%d/%.0f", scale, width), func(t *testing.T) {
				letters := make([]storagetest.Mail, 12)
				for i := range letters {
					letters[i] = numbered(i + 1)
				}
				letters[1].Subject, letters[1].From = "A quiet seat for nineteen euros, this week only, and some more words", "The Association of Slow Travellers in the North <letters@slow-travellers.example.org>"
				letters[2].Subject, letters[2].From = "Re: Plans", "a.very.long.address.without.any.name@a-long-domain.example.org"
				s := newStageOf(t, true, letters)
				setLook(s.app, Look{Mode: theme.Light, Scale: scale})
				s.window.Resize(fyne.NewSize(width, 800))
				look := func(name string) {
					t.Helper()
					guitest.Fits(t, s.window, name)
					s.window.Resize(fyne.NewSize(width, 801)) // a screen may be laid out differently when it is there already
					s.window.Resize(fyne.NewSize(width, 800))
					guitest.Fits(t, s.window, name+", laid out anew")
				}
				look("list")
				for id := mailbox.ID(1); id <= 3; id++ {
					s.listing.list.Select(id)
					s.bring(paneReader)
					look(fmt.Sprint("message ", id))
				}
				s.bring(paneFolders)
				look("folders")
				s.bring(paneList)
				s.listing.list.SelectAll()
				look("several")
				s.listing.list.Select(1)
				s.bring(paneList)
				s.tools.remove.Tapped(nil)
				look("toast")
				s.listing.bar.SetText("from:bob letter larger:1kb")
				look("search")
				s.listing.bar.SetText("nothing-at-all")
				look("no hits")
				s.listing.bar.Leave()
				s.showShortcuts()
				look("shortcuts")
				s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
				s.tools.gear.Tapped(nil)
				look("settings")
			})
		}
	}
}

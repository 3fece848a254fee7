package widgets

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// draw lays out an object at a size (0: its least) and returns its picture on
// the colour of cards.
func draw(o fyne.CanvasObject, w, h float32) image.Image {
	m := o.MinSize()
	if w == 0 {
		w = m.Width
	}
	o.Resize(fyne.NewSize(w, max(h, 1)))
	if h == 0 {
		h = o.MinSize().Height // now for this width
	}
	win := test.NewWindow(container.NewStack(canvas.NewRectangle(theme.Color(theme.ColorCard)), o))
	defer win.Close()
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win.Canvas().Capture()
}

var goldens = []struct {
	name string
	w, h float32
	make func() fyne.CanvasObject
}{
	{"avatar", 0, 0, func() fyne.CanvasObject {
		return container.NewHBox(NewAvatar("Maria Bauer", "bookings@ferry.example"), NewAvatar("Dad", "dad@example.org"), NewAvatar("", "bank@example.com"))
	}},
	{"avatar_group", 0, 0, func() fyne.CanvasObject { return NewGroupAvatar() }},
	{"badge", 0, 0, func() fyne.CanvasObject {
		return container.NewHBox(NewBadge("3"), NewBadge("12"), NewBadge("12,408"), NewDot(theme.ColorGood))
	}},
	{"chip", 0, 0, func() fyne.CanvasObject {
		on := NewChip("unread", func() {}, nil)
		on.On = true
		return container.NewHBox(NewChip("from: Maria Bauer", nil, func() {}), NewChip("has attachment", func() {}, nil), on)
	}},
	{"buttons", 0, 0, func() fyne.CanvasObject {
		off := NewButton(Primary, "Continue", "", nil)
		off.Disable()
		return container.NewHBox(NewButton(Primary, "Get mail", IconRefresh, nil), NewButton(Flat, "Archive", IconArchive, nil),
			NewButton(Flat, "", IconGear, nil), NewLink("Save all…", nil), NewButton(Pill, "ticket.pdf", IconDocument, nil), off)
	}},
	{"marked", 300, 0, func() fyne.CanvasObject {
		m := NewLine("", false, theme.SizeSmall, theme.ColorMuted)
		m.Set("the evening ferry leaves at 18:30 instead of 19:00 from the ferry pier", false, []Range{{12, 17}, {60, 65}})
		return m
	}},
	{"paragraph", 200, 0, func() fyne.CanvasObject {
		return NewSpans(Span{Text: "SSL/TLS", Bold: true}, Span{Text: " (port 995), and some more words that do not fit on one line."})
	}},
	{"option", 420, 0, func() fyne.CanvasObject {
		o := NewOptionCard("STARTTLS", "(port 110)", "Encryption is switched on before your password is sent. If the server cannot, PopMail stops.", nil)
		o.SetChosen(true)
		return o
	}},
	{"notice", 460, 0, func() fyne.CanvasObject {
		n := NewNotice(IconLock, "Pictures from the internet are not loaded, so the sender cannot see that you opened this.")
		n.AddAction("Show pictures", nil)
		return n
	}},
	{"notice_narrow", 240, 0, func() fyne.CanvasObject {
		n := NewNotice(IconLock, "Pictures from the internet are not loaded.")
		n.AddAction("Show pictures", nil)
		return n
	}},
	{"toast", 0, 0, func() fyne.CanvasObject { return NewToast("3 messages moved to Trash", "Undo", nil) }},
	{"progress", 200, 10, func() fyne.CanvasObject {
		p := NewProgressLine()
		p.SetValue(0.62)
		return p
	}},
	{"card", 200, 0, func() fyne.CanvasObject { return flow.NewColumn(0, NewText("In a card", "", "")).Card(flow.Same(16)) }},
	{"icons", 0, 0, func() fyne.CanvasObject {
		row := container.NewGridWithColumns(9)
		for _, n := range allIcons {
			row.Add(NewButton(Flat, "", n, nil))
		}
		return row
	}},
}

var allIcons = []IconName{IconInbox, IconStar, IconStarred, IconArchive, IconJunk, IconTrash, IconFolder, IconMail, IconMailOpen,
	IconSearch, IconGear, IconAttachment, IconLock, IconPlane, IconRefresh, IconClose, IconPlus, IconMore, IconDocument,
	IconPicture, IconCalendar, IconWarning, IconCheck, IconSave, IconBack, IconMenu, IconUp, IconDown, IconNext, IconRestore, IconLink,
	IconClock, IconPin, IconPerson, IconPeople, IconLeft, IconMinus, IconGrip, IconPause,
	IconPlay, IconOutbox, IconKey, IconEye, IconSun, IconHelp, IconBrowser, IconForward, IconSend, IconWrite, IconReply, IconQuote, IconServer, IconBackup, IconComputer, IconUSB, IconSort, IconJump, IconDrop, IconBlock, IconInboxes, IconSuitcase, IconFunnel, IconBell, IconBellOff, IconReplyAll}

func TestGoldenImages(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, g := range goldens {
			t.Run(fmt.Sprintf("%s_%s", g.name, mode), func(t *testing.T) {
				guitest.App(mode, 1)
				img := draw(g.make(), g.w, g.h)
				guitest.Save(t, fmt.Sprintf("widgets/%s_%s", g.name, mode), img)
				test.AssertImageMatches(t, fmt.Sprintf("%s_%s.png", g.name, mode), img)
			})
		}
	}
}

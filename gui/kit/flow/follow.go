package flow

import (
	"sync"

	"fyne.io/fyne/v2"
)

// following are the pages that follow the keyboard, as long as they are drawn.
var following struct {
	sync.Mutex
	pages map[*Page]bool
}

func follow(p *Page, on bool) {
	following.Lock()
	defer following.Unlock()
	if !on {
		delete(following.pages, p)
		return
	}
	if following.pages == nil {
		following.pages = map[*Page]bool{}
	}
	following.pages[p] = true
}

// edge is the room left between what has the keyboard and the end of the page.
const edge = 12

// Reveal brings a widget into sight that has got the keyboard, where it lies on a page
// with FollowFocus. One of which half is in sight stays where it is: a press of the mouse
// gives the keyboard too, and what moved under the pointer would not be pressed.
func Reveal(o fyne.CanvasObject) {
	under(o, func(p *Page, y float32) {
		top, bottom := p.Scroll.Offset.Y, p.Scroll.Offset.Y+p.Scroll.Size().Height
		switch middle := y + o.Size().Height/2; {
		case middle < top:
			p.By(y - edge - top)
		case middle > bottom:
			p.By(y + o.Size().Height + edge - bottom)
		}
	})
}

// RevealPart brings a part of a widget into sight, given by where it begins below the
// widget's top and how high it is, where the widget lies on a page with FollowFocus.
func RevealPart(o fyne.CanvasObject, top, height float32) {
	under(o, func(p *Page, y float32) {
		switch seen, room := p.Scroll.Offset.Y, p.Scroll.Size().Height; {
		case y+top < seen:
			p.By(y + top - seen)
		case y+top+height > seen+room:
			p.By(y + top + height - seen - room)
		}
	})
}

// Wheel scrolls the page with FollowFocus that a widget lies on.
func Wheel(o fyne.CanvasObject, e *fyne.ScrollEvent) {
	under(o, func(p *Page, _ float32) { p.Scroll.Scrolled(e) })
}

// under hands the page with FollowFocus that a widget lies on to do, and how far below its
// beginning the widget lies.
func under(o fyne.CanvasObject, do func(p *Page, y float32)) {
	following.Lock()
	pages := make([]*Page, 0, len(following.pages))
	for p := range following.pages {
		pages = append(pages, p)
	}
	following.Unlock()
	if len(pages) == 0 {
		return
	}
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return
	}
	at, size := d.AbsolutePositionForObject(o), o.Size()
	for _, p := range pages {
		if d.CanvasForObject(p.content) != c || !p.Visible() {
			continue
		}
		here, whole := at.Subtract(d.AbsolutePositionForObject(p.content)), p.content.Size()
		if here.X >= 0 && here.Y >= 0 && here.X+size.Width <= whole.Width && here.Y+size.Height <= whole.Height {
			do(p, here.Y)
		}
	}
}

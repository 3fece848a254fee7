package guitest

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// Target is something that is clicked, and how much of the screen it takes clicks on: its width and
// its height through its middle.
type Target struct {
	Object        fyne.CanvasObject
	At            fyne.Position
	Width, Height float32
}

// clickable is an object with the part of its area that is in sight.
type clickable struct {
	object fyne.CanvasObject // what a click goes to
	box
	whole bool // all of it is in sight
}

// Targets are the targets that lie in a window as a whole, and in the card over it where there is
// one. What a target hands on to another one, such as an area around it, counts as that one.
func Targets(w fyne.Window) (out []Target) {
	root := w.Content()
	if top := w.Canvas().Overlays().Top(); top != nil {
		root = top
	}
	var all []clickable // a later one lies over an earlier one
	var walk func(o fyne.CanvasObject, p fyne.Position, clip box)
	walk = func(o fyne.CanvasObject, p fyne.Position, clip box) {
		if o == nil || !o.Visible() {
			return
		}
		p = p.Add(o.Position())
		here := at(p, o.Size())
		if isClickable(o) {
			if seen := here.and(clip); !seen.empty() {
				of := o
				if r, ok := o.(interface{ For() fyne.CanvasObject }); ok {
					of = r.For()
				}
				all = append(all, clickable{of, seen, of == o && seen == here})
			}
		}
		switch v := o.(type) {
		case *fyne.Container:
			for _, c := range v.Objects {
				walk(c, p, clip)
			}
		case fyne.Widget:
			if _, ok := v.(*container.Clip); ok {
				clip = clip.and(here)
			} else if _, ok := v.(fyne.Scrollable); ok {
				clip = clip.and(here)
			}
			for _, c := range test.WidgetRenderer(v).Objects() {
				walk(c, p, clip)
			}
		}
	}
	walk(root, fyne.Position{}, at(fyne.Position{}, w.Canvas().Size()))
	hit := func(x, y float32) fyne.CanvasObject {
		for i := len(all) - 1; i >= 0; i-- {
			if b := all[i]; x >= b.left && x < b.right && y >= b.top && y < b.bottom {
				return b.object
			}
		}
		return nil
	}
	for _, c := range all {
		if !c.whole || disabled(c.object) {
			continue
		}
		x, y := (c.left+c.right)/2, (c.top+c.bottom)/2
		if hit(x, y) != c.object {
			continue // it holds others, and is no target by itself there
		}
		const most = 64
		span := func(dx, dy float32) (n float32) {
			for n < most && hit(x+dx*(n+1), y+dy*(n+1)) == c.object {
				n++
			}
			return n
		}
		out = append(out, Target{c.object, fyne.NewPos(c.left, c.top), span(1, 0) + span(-1, 0) + 1, span(0, 1) + span(0, -1) + 1})
	}
	return out
}

func isClickable(o fyne.CanvasObject) bool {
	if strings.HasSuffix(fmt.Sprintf("%T", o), "idget.scrollBarArea") {
		return false // of Fyne's fields; what it scrolls has the caret, the wheel and the keys
	}
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, desktop.Mouseable:
		return true
	}
	return false
}

func disabled(o fyne.CanvasObject) bool {
	d, ok := o.(fyne.Disableable)
	return ok && d.Disabled()
}

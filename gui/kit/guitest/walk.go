// Package guitest holds what the tests of several screens share: a window to
// show a screen in, a look at what a person reads there, and pictures for people
// to look at. Only tests import it. It knows no widget of PopMail, so that the
// tests of each of them can use it.
package guitest

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Reading says what a person reads in an object that is taken as one thing, such
// as a button. Whole is false for an object to look into.
type Reading func(o fyne.CanvasObject) (text string, whole bool)

// Walk hands see each visible object of the trees, a parent before its children
// and each tree after the one before it. It does not look into what is read as
// one thing.
func (r Reading) Walk(see func(fyne.CanvasObject), trees ...fyne.CanvasObject) {
	for _, o := range trees {
		if o == nil || !o.Visible() {
			continue
		}
		see(o)
		if _, whole := r(o); whole {
			continue
		}
		switch v := o.(type) {
		case *fyne.Container:
			r.Walk(see, v.Objects...)
		case fyne.Widget:
			r.Walk(see, test.WidgetRenderer(v).Objects()...)
		}
	}
}

// Text is what a person reads in the trees, a line for each thing.
func (r Reading) Text(trees ...fyne.CanvasObject) string {
	var b strings.Builder
	r.Walk(func(o fyne.CanvasObject) {
		if text, whole := r(o); whole {
			b.WriteString(strings.ReplaceAll(text, "\u00a0", " ") + "\n") // as a person reads it
		}
	}, trees...)
	return b.String()
}

// All returns the visible objects of a type in the order of Walk; is may be nil.
func All[T fyne.CanvasObject](r Reading, is func(T) bool, trees ...fyne.CanvasObject) []T {
	var out []T
	r.Walk(func(o fyne.CanvasObject) {
		if v, ok := o.(T); ok && (is == nil || is(v)) {
			out = append(out, v)
		}
	}, trees...)
	return out
}

// Last returns the last of All, and fails where there is none; what names it.
func Last[T fyne.CanvasObject](t testing.TB, r Reading, what string, is func(T) bool, trees ...fyne.CanvasObject) T {
	t.Helper()
	all := All(r, is, trees...)
	if len(all) == 0 {
		t.Fatalf("there is no %s in:\n%s", what, r.Text(trees...))
	}
	return all[len(all)-1]
}

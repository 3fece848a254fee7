package still

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// restless is a program whose settings show animations, as those of a real one do, and that counts
// them.
type restless struct {
	fyne.App
	begun *int
}

func (r restless) Settings() fyne.Settings { return moving{r.App.Settings()} }
func (r restless) Driver() fyne.Driver     { return counting{r.App.Driver(), r.begun} }

type moving struct{ fyne.Settings }

func (moving) ShowAnimations() bool { return true }

type counting struct {
	fyne.Driver
	begun *int
}

func (c counting) StartAnimation(a *fyne.Animation) {
	*c.begun++
	c.Driver.StartAnimation(a)
}

// TestCaretStandsStill: a field of Fyne's with the keyboard fades its caret, but not where nothing
// is to move.
func TestCaretStandsStill(t *testing.T) {
	inner := test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	for _, on := range []bool{false, true, false} {
		begun := 0
		Install(restless{inner, &begun}, func() bool { return on })
		if got := fyne.CurrentApp().Settings().ShowAnimations(); got == on {
			t.Errorf("still %v: animations are shown: %v", on, got)
		}
		e := widget.NewEntry()
		w.SetContent(e)
		w.Canvas().Focus(e)
		if (begun > 0) == on {
			t.Errorf("still %v: %d animations begin", on, begun)
		}
	}
	fyne.SetCurrentApp(inner)
}

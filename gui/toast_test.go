package gui

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// What takes long is told until it ends; what has taken its place stays.
func TestToastDuring(t *testing.T) {
	run := &loop.Inline{}
	bars := newToasts(run)
	ended := bars.during("Sending…")
	if bars.now != nil {
		t.Fatal("told at once")
	}
	run.Fire(patience)
	if bars.now == nil || bars.now.Text() != "Sending…" {
		t.Fatal("not told")
	}
	if run.Fire(toastTime); bars.now == nil {
		t.Error("not told to its end")
	}
	if ended(); bars.now != nil {
		t.Error("still told")
	}
	ended = bars.during("Sending…")
	ended()
	if run.Fire(patience); bars.now != nil {
		t.Error("told of what has ended")
	}
	ended = bars.during("Sending…")
	run.Fire(patience)
	bars.show("Deleted", func() {})
	if ended(); bars.now == nil || bars.now.Text() != "Deleted" {
		t.Error("another bar is taken away")
	}
}

// TestToastNarrow: in a narrow window with large letters a bar is as high as its lines.
func TestToastNarrow(t *testing.T) {
	guitest.App(theme.Dark, 2)
	bar := widgets.NewToast("1 message snoozed until tomorrow, 8:00 AM", "Undo", nil)
	(&toastLayout{}).Layout([]fyne.CanvasObject{bar}, fyne.NewSize(600, 800))
	if s := bar.Size(); s.Width > 568 || s.Height < bar.HeightFor(s.Width) || s.Height <= bar.MinSize().Height || bar.Position().Y+s.Height > 800-40 {
		t.Errorf("it is %v at %v", s, bar.Position())
	}
}

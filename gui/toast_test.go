package gui

import (
	"testing"

	"popmail/gui/kit/loop"
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

package gui

import (
	"fmt"
	"strings"
	"testing"

	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

func TestMailThatCanOnlyBeRead(t *testing.T) {
	for full, want := range map[bool]string{false: "PopMail can’t write to its folder", true: "This computer’s disk is full"} {
		why := &mailbox.FileError{Full: full, Err: fmt.Errorf("%w: raw words", mailbox.ErrReadOnly)}
		s := newStage(t, 3, func(o *Options) { o.CannotWrite = why })
		s.store.err = why
		bar, ok := s.notice.Objects[0].(*widgets.Notice)
		if !ok || !s.notice.Visible() || !strings.HasPrefix(bar.Text(), want) || strings.Contains(bar.Text(), "raw words") {
			t.Fatalf("the bar says %q", bar.Text())
		}
		s.expect("1 2 3")
		s.listing.list.Select(2)
		s.run.Fire(readAfter)
		if s.reading.reader.Shown() != 2 || s.toasts.now != nil {
			t.Error("reading alone is told to have failed")
		}
		s.activity.getMail()
		if s.post.checks != 0 || s.toasts.now == nil || s.toasts.now.Text() != bar.Text() {
			t.Error("Get mail does not say why it cannot")
		}
		s.toasts.hide()
		s.filing.remove([]mailbox.ID{2})
		if s.toasts.now == nil || s.toasts.now.Text() != bar.Text() {
			t.Error("deleting does not say why it cannot")
		}
		s.toasts.hide()
		s.OpenAddress("mailto:club@example.net")
		if s.toasts.now == nil || s.toasts.now.Text() != bar.Text() || len(s.writing.asked) != 0 {
			t.Error("a link that asks for a letter does not say why there is none")
		}
	}
}

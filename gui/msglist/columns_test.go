package msglist

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// TestSignsAreAligned: in rows with columns each sign stands in its place, whatever the others are
// and however long the subject is, between the sender and the subject.
func TestSignsAreAligned(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		guitest.App(theme.Light, scale)
		row := func(c Content) *Row {
			r := newRow()
			c.ID, c.Columns, c.Name, c.Time, c.Size, c.Folder = 1, true, "Maria Bauer", "2:21 PM", "3 KB", "Receipts"
			r.show(c, widgets.RowState{})
			r.Resize(fyne.NewSize(620*scale, columnsRow()))
			return r
		}
		all := row(Content{Subject: "A subject that is much too long for its column, so that it is cut", Starred: true, Clip: true, Answered: true, Forwarded: true})
		star, clip, answered, forwarded := row(Content{Subject: "a", Starred: true}), row(Content{Subject: "a", Clip: true}), row(Content{Subject: "a", Answered: true}), row(Content{Subject: "a", Forwarded: true})
		for name, pair := range map[string][2]*widgets.Glyph{"star": {all.star, star.star}, "clip": {all.clip, clip.clip}, "answered": {all.answered, answered.answered}, "forwarded": {all.forwarded, forwarded.forwarded}} {
			if a, b := pair[0].Position().X, pair[1].Position().X; a != b || pair[0].Hidden || pair[1].Hidden {
				t.Errorf("at %v the %s stands at %v and %v", scale, name, a, b)
			}
		}
		if !star.clip.Hidden || !clip.star.Hidden || !star.answered.Hidden {
			t.Error("signs are there that nothing says")
		}
		end := func(o fyne.CanvasObject) float32 { return o.Position().X + o.Size().Width }
		if all.star.Position().X < end(all.name) || all.clip.Position().X < end(all.star) || all.answered.Position().X < end(all.clip) || all.subject.Position().X < end(all.forwarded) {
			t.Errorf("at %v: name to %v, star %v, clip %v, answered %v, subject %v", scale, end(all.name), all.star.Position().X, all.clip.Position().X, all.answered.Position().X, all.subject.Position().X)
		}
		if a, b := all.answered, all.forwarded; a.Position().Y+a.Size().Height > b.Position().Y || a.Position().Y < 0 || b.Position().Y+b.Size().Height > columnsRow() {
			t.Errorf("at %v answered and passed on cover each other: %v %v", scale, a.Position(), b.Position())
		}
		if all.subject.Size().Width < 60*scale {
			t.Errorf("at %v the subject has %v", scale, all.subject.Size().Width)
		}
	}
}

// TestColumnsCountLetters: a row with columns says behind the name how many letters a conversation has, where it has
// several, whatever the row showed before.
func TestColumnsCountLetters(t *testing.T) {
	guitest.App(theme.Light, 1)
	long := "Bartholomew Featherstonehaugh and the whole of the Reunion Committee"
	one, many := Content{ID: 1, Name: "Ann", Subject: "Plan", Time: "2:21 PM"}, Content{ID: 2, Name: "Ann", Letters: "30", Subject: "Class reunion", Time: "2:21 PM"}
	wordy := many
	wordy.Name = long
	for _, width := range []float32{500, 620, 900} {
		r := newRow()
		for _, c := range []Content{many, one, wordy, one, many, one} {
			for _, columns := range []bool{false, true} { // rows are used again, whatever they were
				c.Columns = columns
				high := rowHeight()
				if columns {
					high = columnsRow()
				}
				r.Resize(fyne.NewSize(width, high))
				r.show(c, widgets.RowState{})
				if on := c.Letters != ""; r.pill.Hidden == on || r.count.Hidden == on {
					t.Fatalf("%v wide, columns %v, %q: the ring is hidden %v", width, columns, c.Letters, r.pill.Hidden)
				}
				if !columns || c.Letters == "" {
					continue
				}
				p, in := places(width), r.pill.Position().X
				if name := r.name.Position().X + r.name.Size().Width; in < r.name.Position().X+min(r.name.UsedWidth(), r.name.Size().Width) || name > p.signs || in+r.pill.Size().Width > p.signs {
					t.Errorf("%v wide: the ring is at %v, %v wide; the name ends at %v, the signs begin at %v", width, in, r.pill.Size(), name, p.signs)
				}
				if y := r.pill.Position().Y; y < 0 || y+r.pill.Size().Height > high || r.count.Position().X < in || r.count.Position().X+r.count.Size().Width > in+r.pill.Size().Width {
					t.Errorf("%v wide: the ring is at %v, the number at %v", width, r.pill.Position(), r.count.Position())
				}
			}
		}
	}
}

// TestColumnsSayWhatWaits: what a row of three lines says before the first words, one with columns says before the
// subject.
func TestColumnsSayWhatWaits(t *testing.T) {
	guitest.App(theme.Light, 1)
	r := newRow()
	junk := Content{ID: 1, Columns: true, Name: "Maria Bauer", Subject: "Hello", Time: "2:21 PM", Waits: "Looks like junk", Doubtful: true}
	for _, width := range []float32{500, 520, 560, 620, 700, 900} {
		r.Resize(fyne.NewSize(width, columnsRow()))
		r.show(junk, widgets.RowState{})
		said := fyne.CanvasObject(r.waits)
		if r.waits.Hidden {
			said = r.sign
		}
		if r.waits.Hidden == r.sign.Hidden || width > 800 && r.waits.Hidden || said.Position().X+said.Size().Width > r.subject.Position().X || r.subject.Size().Width < 40 {
			t.Errorf("%v wide: words %v, sign %v, %v wide at %v; the subject %v wide at %v", width, !r.waits.Hidden, !r.sign.Hidden, said.Size(), said.Position(), r.subject.Size(), r.subject.Position())
		}
	}
	r.Resize(fyne.NewSize(900, columnsRow()))
	r.show(junk, widgets.RowState{})
	if r.waits.Hidden || r.waits.Position().X+r.waits.Size().Width > r.subject.Position().X || r.subject.Size().Width < 40 {
		t.Errorf("hidden %v, %v wide at %v; the subject at %v", r.waits.Hidden, r.waits.Size(), r.waits.Position(), r.subject.Position())
	}
	r.show(Content{ID: 1, Columns: true, Name: "Maria Bauer", Subject: "Hello", Time: "2:21 PM"}, widgets.RowState{})
	if !r.waits.Hidden || !r.sign.Hidden {
		t.Error("it is there although nothing is to be said")
	}
	s := mailbox.Summary{ID: 1, From: mailbox.Address{Name: "support@bank.example", Email: "winner@spam.example"}, Pose: mailbox.PoseAddress}
	if got := contentOf(&s, at("2026-11-21 14:32"), nil, mailbox.Excerpt{}).Waits; got != "The address is winner@spam.example" {
		t.Errorf("%q", got)
	}
}

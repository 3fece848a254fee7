package htmlview

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"weak"

	"popmail/gui/htmlview/paint"
	"popmail/gui/kit/loop"
)

// However many messages are opened, the view keeps the last one alone: neither the pages of
// those before it nor their pictures, and tiles of what is near to what is in sight.
func TestTheLastIsKept(t *testing.T) {
	s := newStage(t, 500, 400, &loop.Inline{})
	var sheets []weak.Pointer[sheet]
	var pictures []weak.Pointer[paint.Pictures]
	const opened = 100
	for i := range opened {
		page := fmt.Sprintf("<h1>Number %d</h1><img src=\"data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg' width='%d' height='40'%%3E%%3C/svg%%3E\">", i, 40+i)
		s.set(Document{HTML: page + strings.Repeat(fmt.Sprintf("<p>word%d and more</p>", i), 200)}, Document{Text: strings.Repeat(fmt.Sprintf("line %d\n", i), 100)})
		s.page.By(300)
		s.v.Find(fmt.Sprintf("word%d", i))
		sheets, pictures = append(sheets, weak.Make(s.v.sheet)), append(pictures, weak.Make(s.v.pics[0]))
		if high := 2 * 400 / tileRows; len(s.v.tiles) > high+3 {
			t.Fatalf("%d tiles are kept of message %d", len(s.v.tiles), i)
		}
	}
	s.v.Set()
	for range 3 {
		runtime.GC()
	}
	left := 0
	for i := range opened {
		if sheets[i].Value() != nil || pictures[i].Value() != nil {
			left++
		}
	}
	if left > 2 { // what the stack still holds
		t.Errorf("%d of %d messages that are not shown any more are kept", left, opened)
	}
	if len(s.v.tiles) != 0 || len(s.v.pics) != 0 {
		t.Errorf("an empty view keeps %d tiles and the pictures of %d documents", len(s.v.tiles), len(s.v.pics))
	}
}

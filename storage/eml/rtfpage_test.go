package eml

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestRTFPage: of rich text the HTML that was packed in it comes out, and nothing of what is for
// readers of rich text alone.
func TestRTFPage(t *testing.T) {
	const head = `{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}`
	for rtf, want := range map[string]string{
		head + `{\*\htmltag <p>}\htmlrtf \par\htmlrtf0 a\'e4b{\*\htmltag </p>}}`:         "<p>aäb</p>",
		head + `{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0{\*\htmltag <br>\par <hr>}}`:       "&lt;<br>\n<hr>",
		head + `{\*\mhtmltag <i>}{\*\other <u>}{\*\htmltag <b>}\u8364?\u55357?\u56832?}`: "<b>€😀",
		head + `{\pict {\*\htmltag <p>}}{\*\htmltag <b>}}`:                               "<b>",
		`{\rtf1\ansi {\*\htmltag <p>}text}`:                                              "",
		head + `only words}`:                                                             "",
		`\fromhtml1 <p>`:                                                                 "",
	} {
		if got := rtfPage(newBudget(context.Background(), len(rtf)), []byte(rtf)); string(got) != want {
			t.Errorf("%s: %q, want %q", rtf, got, want)
		}
	}
}

// FuzzRTFPage: whatever rich text holds, what comes out of it is bounded by it.
func FuzzRTFPage(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\fromhtml1 {\*\htmltag <p>}\htmlrtf {\htmlrtf0 x\u8364?}}`))
	f.Add([]byte(`{\rtf1\fromhtml1 {{{{{\*\htmltag <\bin5 a}`))
	f.Add([]byte(strings.Repeat("{", 2000)))
	f.Fuzz(func(t *testing.T, b []byte) {
		out := rtfPage(newBudget(context.Background(), len(b)), b)
		if len(out) > 8*len(b)+8 || out != nil && !bytes.Contains(out, []byte("<")) {
			t.Errorf("%d octets became %d", len(b), len(out))
		}
	})
}

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
		// Markup is in the character set of \ansicpg, text in that of its font.
		`{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f1\fcharset204 Arial;}}\f1 {\*\htmltag84 <i title="\'e9">}\'e9{\*\htmltag92 </i>}\'e9}`:                                                                           `<i title="é">й</i>й`,
		`{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial;}}\uc1\pard\plain\f0 {\*\htmltag64 <a title="\'cf{\f1\'f0}\f0\'e8">}\'e9\f1\'e9{\*\htmltag </a>}}`: `<a title="При">éй</a>`,
		`{\rtf1\ansi\ansicpg1251\fromhtml1 \deff1{\fonttbl{\f1\fcharset238 Arial;}}{\*\htmltag <b title="\'e8">}\'e8}`:                                                                                                  `<b title="и">č`,
		`\fromhtml1 <p>`: "",
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
	f.Add([]byte(`{\rtf1\ansicpg1251\fromhtml1\deff1{\fonttbl{\f0\fcharset204 A;}\f1\cpg932 B;}{\*\htmltag <p>}\f0\'cf{\f1\'93\'fa\plain\'e9}`))
	f.Add([]byte(strings.Repeat("{", 2000)))
	f.Fuzz(func(t *testing.T, b []byte) {
		out := rtfPage(newBudget(context.Background(), len(b)), b)
		if len(out) > 8*len(b)+8 || out != nil && !bytes.Contains(out, []byte("<")) {
			t.Errorf("%d octets became %d", len(b), len(out))
		}
	})
}

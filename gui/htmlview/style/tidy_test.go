package style_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"popmail/gui/htmlview/style"
)

// TestTidyEmbeds keeps the direction of pieces of text that signs set apart, balanced, and not
// within links.
func TestTidyEmbeds(t *testing.T) {
	for in, want := range map[string]string{
		"<p>a&#x202a;+1 2&#x202c;b<b>c</b>":           `<p>a<bdi dir="ltr">+1 2</bdi>b<b>c</b></p>`,
		"<p>\u2067x<b>y\u2069</b>z\u202e":             `<p><bdi dir="rtl">x</bdi><b>y</b>z</p>`,
		`<a href="&#x2066;x">&#x2066;a&#x2069;.b</a>`: `<a href="x">a.b</a>`,
		"\u2068":                       `<bdi dir="auto"></bdi>`,
		"<textarea>\u2066a</textarea>": `<textarea>a</textarea>`,
		"<p>\u2067x\ny\u2069z</p>":     "<p><bdi dir=\"rtl\">x\ny</bdi>z</p>",
		"<pre>\u2067x\ny\u2069z</pre>": "<pre><bdi dir=\"rtl\">x</bdi>\nyz</pre>",
	} {
		tree, _ := style.Tree(in)
		var b strings.Builder
		if err := html.Render(&b, tree); err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSuffix(strings.TrimPrefix(b.String(), "<html><head></head><body>"), "</body></html>")
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	tree, _ := style.Tree(strings.Repeat("\u2066a\u2069", 60000))
	var b strings.Builder
	if err := html.Render(&b, tree); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "a") - strings.Count(b.String(), "<head>") - strings.Count(b.String(), "</head>") - strings.Count(b.String(), "auto"); n != 60000 {
		t.Errorf("%d letters are left of 60000", n)
	}
}

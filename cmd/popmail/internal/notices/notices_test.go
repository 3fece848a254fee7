package notices

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBody(t *testing.T) {
	lines := []Line{{"Ann & Bob <x>", "<b>50 % off</b> \"now\"\r\nBcc: x"}, {"Dad", ""}, {"", "only\x00this"}}
	if got, want := body(lines, true), "<b>Ann &amp; Bob &lt;x&gt;</b> &lt;b&gt;50 % off&lt;/b&gt; &#34;now&#34;  Bcc: x\n<b>Dad</b>\nonly this"; got != want {
		t.Errorf("markup:\n%q\n%q", got, want)
	}
	if got, want := body(lines, false), "Ann & Bob <x>: <b>50 % off</b> \"now\"  Bcc: x\nDad\nonly this"; got != want {
		t.Errorf("plain:\n%q\n%q", got, want)
	}
	if got := body([]Line{{"", strings.Repeat("ä", 500)}}, false); utf8.RuneCountInString(got) != mostText+1 || !strings.HasSuffix(got, "…") {
		t.Errorf("a long line: %q", got)
	}
}

// FuzzBody: whatever a letter says, its words are text for whoever reads the markup, in one
// line, and can go over the bus.
func FuzzBody(f *testing.F) {
	f.Add("Ann", "<b>a</b> & &lt; \x00\xff\ufffe")
	f.Add("</b><a href='x'>", "\u202e]]>")
	f.Fuzz(func(t *testing.T, who, what string) {
		got := body([]Line{{who, what}}, true)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\n") {
			t.Fatalf("%q", got)
		}
		d := xml.NewDecoder(strings.NewReader("<x>" + got + "</x>"))
		var text strings.Builder
		bold := 0
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%q: %v", got, err)
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				if n := tok.Name.Local; n == "b" {
					bold++
				} else if n != "x" {
					t.Fatalf("%q has an element %s", got, n)
				}
			case xml.CharData:
				text.Write(tok)
			}
		}
		if want := strings.TrimSpace(clean(who) + " " + clean(what)); bold > 1 || text.String() != want {
			t.Fatalf("%q reads %q, want %q", got, text.String(), want)
		}
	})
}

// TestInert: a subject is no command to the scripts that show it on Windows and macOS.
func TestInert(t *testing.T) {
	for _, s := range []string{"$(Start-Process calc)", "“; Start-Process calc; “", "`$env:USERNAME", `a" & (do shell script "ls") & "`, `\" & quit`, "„$x‟", "\uFF02; x"} {
		if got := inert(s); strings.ContainsAny(got, "$`\"\\“”„‟\uFF02") || got == "" {
			t.Errorf("%q became %q", s, got)
		}
	}
	if got := inert("Lunch at 12 – it’s 5 € (really)"); got != "Lunch at 12 – it’s 5 € (really)" {
		t.Errorf("%q", got)
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"popmail/assets"
)

// TestTongues opens the real window as persons of five languages have it, two of which have their own
// letters, one no blanks and one the other direction: mail, a letter that is answered, and the Settings.
// Pictures of them lie in build/e2e/tongues.
func TestTongues(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	data := readMail(t)
	s := newScreen(t, "tongues")
	for locale, code := range map[string]string{"de_DE": "de", "ja_JP": "ja", "ar_EG": "ar", "ru_RU": "ru", "zh_CN": "zh-Hans"} {
		said := map[string]any{}
		text, err := assets.Translations.ReadFile(assets.TranslationsDir + "/" + code + ".json")
		if err == nil {
			err = json.Unmarshal(text, &said)
		}
		if err != nil {
			t.Fatal(err)
		}
		word := func(english string) string {
			w, ok := said[english].(string)
			if !ok || w == english {
				t.Fatalf("%s has no word for %q", code, english)
			}
			return w
		}
		bin, err := sightedProgram()
		if err != nil {
			t.Fatal(err)
		}
		c := call(t, data)
		c.Path = bin
		v := openSightedBy(s, data, c, "LC_ALL="+locale+".UTF-8", "LANGUAGE=")
		v.until(word("Inbox"), word("Trash"), word("Write"))
		s.keys("Down")
		v.until(word("Reply"))
		s.shot(code + "-mail")
		v.named(word("Settings"))
		v.until(word("Settings"), word("Done"), word("Add an account…"))
		s.shot(code + "-settings")
		s.keys("Escape")
		v.until(word("Inbox"))
		s.keys("ctrl+n")
		s.wait("the letter opens", func() bool { return strings.Contains(s.title(), word("New letter")) })
		s.shot(code + "-letter")
		s.keys("Escape")
		s.wait("the letter closes", func() bool { return strings.HasPrefix(s.title(), word("Inbox")) })
		v.leave()
	}
}

// named clicks on the thing whose name is shown when the pointer rests on it.
func (v *sighted) named(tip string) {
	v.t.Helper()
	window, x, y := v.rest(func() (x, y int) {
		for _, s := range v.see() {
			if s.Tip == tip || strings.HasPrefix(s.Tip, tip+" ") {
				return s.X + s.W/2, s.Y + s.H/2
			}
		}
		v.t.Fatalf("nothing is called %q", tip)
		return 0, 0
	})
	v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.06", "click", "1")
}

package gui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// fakeVoice notes what it is to say.
type fakeVoice struct {
	said     []string
	language string
	err      error
	needs    string
}

func (v *fakeVoice) Say(_ context.Context, pieces []string, language string) error {
	v.said, v.language = pieces, language
	return v.err
}
func (v *fakeVoice) Package() string { return v.needs }

// TestReadAloud: the key and the field that jumps read the message that is shown, and where that
// does not work, words say why.
func TestReadAloud(t *testing.T) {
	v := &fakeVoice{}
	s := newStage(t, 2, func(o *Options) { o.Voice = v })
	key := func() {
		s.window.Canvas().(interface{ TypedShortcut(fyne.Shortcut) }).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyU, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	}
	key()
	if v.said != nil {
		t.Errorf("without a message %q is said", v.said)
	}
	s.listing.list.Select(1)
	s.press(fyne.KeyDown)
	s.tapRow(0)
	key()
	if got := strings.Join(v.said, "|"); got != "Bob|letter 1|Dear Ann, here is the news." || !strings.HasPrefix(v.language, "en") {
		t.Errorf("said is %q in %q", got, v.language)
	}
	if s.toasts.now != nil {
		t.Errorf("told is %q", s.toasts.now.Text())
	}
	for _, c := range []struct {
		err        error
		needs, say string
	}{
		{ErrNoVoice, "a-voice", "This computer has no voice installed. To hear messages, install the package a-voice."},
		{ErrNoVoice, "", "This computer has no voice installed. You can add one in your computer’s settings."},
		{errors.New("hoarse"), "", "That didn’t work: your computer’s voice can’t be used at the moment."},
		{context.Canceled, "", ""},
	} {
		s.toasts.hide()
		v.err, v.needs = c.err, c.needs
		key()
		said := ""
		if s.toasts.now != nil {
			said = s.toasts.now.Text()
		}
		if said != c.say {
			t.Errorf("%v: told is %q, want %q", c.err, said, c.say)
		}
	}
}

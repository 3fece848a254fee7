package notices

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/assets"
	"popmail/cmd/popmail/internal/bus/bustest"
)

// Once tells a desktop with a daemon by a notification, whose text is no markup.
func TestOnceByTheDesktop(t *testing.T) {
	d := newDesk(t, bustest.Run(t), "body-markup")
	if err := Once(t.Context(), "org.popmail.PopMail", "PopMail", assets.IconPNG, "PopMail", "“<b>x</b>.eml” can’t be read.", ""); err != nil {
		t.Fatal(err)
	}
	d.hears("1 PopMail|org.popmail.PopMail|PopMail|“&lt;b&gt;x&lt;/b&gt;.eml” can’t be read.||true|org.popmail.PopMail <nil>")
}

// Without a daemon the first program tells it that is there and can; what it is handed is no markup.
func TestOnceInABox(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "no-bus"))
	for _, c := range []struct {
		text    string
		display string
		there   map[string]string // the programs, and how each ends
		want    string            // who showed it, with the last of what it was handed; empty: nobody
	}{
		{"“<b>x</b>.eml”", ":9", map[string]string{"zenity": "0", "kdialog": "0", "xmessage": "0"}, "zenity --text=PopMail\n\n“<b>x</b>.eml”"},
		{"“<b>x</b>.eml”", ":9", map[string]string{"zenity": "1", "kdialog": "0", "xmessage": "0"}, "kdialog PopMail\n\n“‹b›x‹/b›.eml”"},
		{"“<b>x</b>.eml”", ":9", map[string]string{"xmessage": "0"}, "xmessage PopMail\n\n\"<b>x</b>.eml\""},
		{"„größer“", ":9", map[string]string{"xmessage": "0"}, "xmessage PopMail\n\n\"gr\xf6\xdfer\""},
		{"письмо", ":9", map[string]string{"xmessage": "0"}, "xmessage it cannot be read: \"?\""},
		{"“<b>x</b>.eml”", ":9", map[string]string{"xmessage": "1"}, ""},
		{"“<b>x</b>.eml”", ":9", nil, ""},
		{"“<b>x</b>.eml”", "", map[string]string{"zenity": "0"}, ""},
	} {
		dir := t.TempDir()
		said := filepath.Join(dir, "said")
		for name, code := range c.there {
			script := "#!/bin/sh\n[ " + code + " = 0 ] || exit " + code + "\nfor last; do :; done\nprintf '%s %s' " + name + " \"$last\" >'" + said + "'\n"
			if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", dir)
		t.Setenv("DISPLAY", c.display)
		t.Setenv("WAYLAND_DISPLAY", "")
		err := Once(t.Context(), "org.popmail.PopMail", "PopMail", assets.IconPNG, "PopMail", c.text, "it cannot be read: „ж“")
		got, _ := os.ReadFile(said)
		if string(got) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%v: %q, %v; want %q", c.there, got, err, c.want)
		}
	}
}

// What xmessage shows is in short lines, and loses nothing.
func TestWrapped(t *testing.T) {
	long := strings.Repeat("word ", 40) + strings.Repeat("x", 100) + "\n\nend"
	got := wrapped(long, 72)
	for _, l := range strings.Split(got, "\n") {
		if n := len(l); n > 72 && n != 100 {
			t.Errorf("%d: %q", n, l)
		}
	}
	if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(long), " ") || !strings.HasSuffix(got, "\n\nend") {
		t.Errorf("%q", got)
	}
}

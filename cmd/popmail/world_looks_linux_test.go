package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui/kit/theme"
)

// TestWorldLooks shows the pages of a set-up in light and dark, with small and large
// letters and in a narrow window. Pictures for people to look at are left in
// build/e2e/world-looks-…; that nothing runs out of the window is checked.
func TestWorldLooks(t *testing.T) {
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs it")
	}
	w := enterTown(t, false)
	if w == nil {
		return
	}
	w.publish("wrong.example", "pop.wrong.example", 995, "SSL")
	refuses("[AUTH] Invalid user name or password")(w, "wrong.example")
	w.publish("stranger.example", "pop.stranger.example", 995, "SSL")
	shows(func(w *town, name string) *tls.Config { return w.Stranger(name) })(w, "stranger.example")
	w.publish("good.example", "pop.good.example", 995, "SSL")
	w.box("good.example", "ann@good.example", nil)
	for _, name := range []string{"", "autoconfig.", "pop.", "pop3.", "mail.", "smtp."} {
		w.Swallow(name + "slow.example:443")
	}
	w.Swallow("autoconfig.thunderbird.net:443")
	for _, look := range []struct {
		mode          theme.Mode
		scale         int
		width, height int
	}{
		{theme.Dark, 100, 1280, 800}, {theme.Light, 100, 600, 800}, {theme.Light, 80, 1280, 800}, {theme.Dark, 200, 1280, 1024}, {theme.Light, 200, 600, 800},
	} {
		name := fmt.Sprintf("world-looks-%s-%d-%d", look.mode, look.scale, look.width)
		t.Run(name, func(t *testing.T) {
			data := dataFolder(t)
			if err := os.MkdirAll(data, 0o700); err != nil {
				t.Fatal(err)
			}
			kept := fmt.Sprintf(`{"look.mode": %q, "look.scale": %d}`, look.mode, look.scale)
			if err := os.WriteFile(filepath.Join(data, prefs.FileName), []byte(kept), 0o600); err != nil {
				t.Fatal(err)
			}
			v := openSighted(newScreenOf(t, name, look.width, look.height), data)
			page := func(name string, words ...string) {
				v.until(words...)
				v.shot(name)
				for _, s := range v.see() {
					if s.X < 0 || s.X+s.W > look.width {
						t.Errorf("%s: %q runs out of the window: from %d to %d of %d", name, s.Text, s.X, s.X+s.W, look.width)
					}
				}
			}
			page("person", "Welcome!")
			v.typ("Ann Example")
			v.fill("ann@slow.example", townPassword)
			v.keys("Return")
			page("finding", "Looking for your provider…")
			v.start()
			v.fill("ann@proton.me", townPassword)
			v.keys("Return")
			page("nopop", "PopMail can’t get mail from")
			v.start()
			for _, p := range []struct{ name, domain, says string }{{"err", "wrong.example", "did not accept the password"}, {"certificate", "stranger.example", "sure this is your mail server"}} {
				v.fill("ann@"+p.domain, townPassword)
				v.keys("Return")
				page("found-"+p.name, "Test and continue")
				v.keys("Return")
				page(p.name, p.says)
				v.start()
			}
			v.fill("ann@good.example", townPassword)
			v.keys("Return")
			v.until("Test and continue")
			v.keys("Return")
			page("leave", "What should happen to mail on the server?")
			v.keys("Return")
			page("done", "All set")
			v.keys("Return")
			v.wait("the mail is shown", func() bool { return strings.HasPrefix(v.title(), "Inbox") })
			v.run("xdotool", "mousemove", "--window", v.run("xdotool", "getactivewindow"), fmt.Sprint(look.width-24), fmt.Sprint(26*max(look.scale, 100)/100), "click", "1")
			page("settings", "ann@good.example")
			v.tap("Edit")
			page("edit", "Set up again…")
			v.tap("Set up again…")
			page("again", "Set up this account again")
			v.keys("Return")
			page("again-server", "Test and continue")
			v.keys("Return")
			page("again-leave", "What should happen to mail on the server?")
			v.leave()
		})
	}
}

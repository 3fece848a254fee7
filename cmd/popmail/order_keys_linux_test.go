package main

import (
	"slices"
	"strings"
	"time"
)

// orderKeys presses keys.
type orderKeys struct{ *keeper }

// to presses Tab until a part of the window has the keyboard.
func (v orderKeys) to(what string, is func(s seen) bool) {
	v.t.Helper()
	for range 60 {
		if slices.ContainsFunc(v.see(), func(s seen) bool { return s.Focused && is(s) }) {
			return
		}
		v.tab()
	}
	v.t.Fatalf("Tab does not lead to %s in\n%s", what, v.text())
}

func (v orderKeys) list() {
	v.t.Helper()
	v.to("the list", func(s seen) bool { return s.Kind == "*widgets.List" })
}

func (v orderKeys) tree() {
	v.t.Helper()
	v.to("the folders", func(s seen) bool { return s.Kind == "*folders.Folders" })
}

// turn presses a key until ok holds, each time waiting for what the key changes. What was passed by before it was
// seen is looked for once more from the beginning.
func (v orderKeys) turn(what, key string, state func() string, ok func(state string) bool) {
	v.t.Helper()
	now := state()
	for ends, presses := 0, 0; presses < 60 && ends < 2; presses++ {
		if ok(now) {
			return
		}
		was := now
		v.keys(key)
		for end := time.Now().Add(8 * time.Second); time.Now().Before(end) && now == was; time.Sleep(20 * time.Millisecond) {
			now = state()
		}
		if now != was {
			continue
		}
		ends++
		v.keys("Home")
		time.Sleep(time.Second)
		now = state()
	}
	v.t.Fatalf("%s does not lead to %s, but to %q in\n%s", key, what, now, v.text())
}

// chosen is the subject of the letter that is chosen in the list.
func (v *keeper) chosen() string {
	v.t.Helper()
	for _, s := range v.see() {
		if s.Kind == "*msglist.List" {
			return s.Tip
		}
	}
	return ""
}

func (v orderKeys) read(subject string) {
	v.t.Helper()
	v.list()
	v.keys("Home")
	first := v.chosen()
	for same := 0; same < 20; same++ { // until the key has been taken
		if now := v.chosen(); now != first || now == "" {
			first, same = now, 0
		}
		time.Sleep(20 * time.Millisecond)
	}
	v.turn(subject, "Down", v.chosen, func(state string) bool { return state == subject || state == "Re: "+subject })
	v.reads(subject)
}

func (v orderKeys) also(string) {
	v.t.Helper()
	v.list()
	v.keys("shift+Down")
}

func (v orderKeys) press(text string) {
	v.t.Helper()
	v.until(text)
	key := "Return"
	v.to(text, func(s seen) bool {
		if s.Text == text && strings.HasSuffix(s.Kind, ".Check") {
			key = "space" // which boxes take, as everywhere
		}
		return s.Text == text
	})
	v.keys(key)
}

func (v orderKeys) menu(button string, path ...string) {
	v.t.Helper()
	v.press(button)
	v.pick(path)
}

func (v orderKeys) undo() { v.t.Helper(); v.keys("ctrl+z") }

func (v orderKeys) newFolder(name string) {
	v.t.Helper()
	v.jump("New fol", "New folder")
	v.names(name)
}

func (v orderKeys) field() {
	v.t.Helper()
	v.to("the lowest field", func(s seen) bool { return s == v.lowest() })
}

func (v orderKeys) pick(path []string) {
	v.t.Helper()
	v.wait("a menu opens", func() bool { return v.opened() != nil })
	for _, p := range path {
		v.turn(p, strings.ToLower(p[:1]), func() string {
			if m := v.opened(); m != nil {
				return m.Tip
			}
			return ""
		}, func(state string) bool { return state == p })
		v.keys("Return")
	}
	v.noMenu()
}

func (v orderKeys) order(entry string) {
	v.t.Helper()
	v.to("the order", func(s seen) bool { return s.Tip == "Order of the list" })
	v.keys("Return")
	v.pick([]string{entry})
}

func (v orderKeys) letter(path ...string) {
	v.t.Helper()
	v.list()
	v.keys("shift+F10")
	v.pick(path)
}

func (v orderKeys) reader(path ...string) {
	v.t.Helper()
	v.to("the menu of the letter", func(s seen) bool { return s.Tip == "More" })
	v.keys("Return")
	v.pick(path)
}

func (v orderKeys) folder(name string) {
	v.t.Helper()
	v.tree()
	v.turn("All inboxes", "Home", v.title, func(title string) bool { return strings.HasPrefix(title, "All inboxes") })
	v.turn(name, "Down", v.title, func(title string) bool { return strings.HasPrefix(title, name) })
}

func (v orderKeys) folderMenu(name string, path ...string) {
	v.t.Helper()
	v.folder(name)
	v.keys("shift+F10")
	v.pick(path)
}

func (v orderKeys) into(_, folder string) {
	v.t.Helper()
	v.letter("Move to", folder)
}

func (v orderKeys) above(folder, _ string) {
	v.t.Helper()
	v.folderMenu(folder, "Move up")
}

func (v orderKeys) fold(name string, on bool) {
	v.t.Helper()
	v.folder(name)
	if on {
		v.keys("Left")
	} else {
		v.keys("Right")
	}
}

func (v orderKeys) alone(subject string) {
	v.t.Helper()
	v.read(subject)
	v.keys("ctrl+Return")
}

func (v orderKeys) raise() {
	v.t.Helper()
	v.toLast("the last grip", isGrip)
	v.keys("Up")
}

// toLast presses Tab until the last thing that is so has the keyboard.
func (v orderKeys) toLast(what string, is func(s seen) bool) {
	v.t.Helper()
	v.to(what, func(s seen) bool {
		var last seen
		for _, o := range v.see() {
			if is(o) {
				last = o
			}
		}
		return is(s) && s.X == last.X && s.Y == last.Y
	})
}

func (v orderKeys) last(what string, is func(s seen) bool) {
	v.t.Helper()
	v.toLast(what, is)
	key := "Return"
	if isSwitch(v.focused()) {
		key = "space"
	}
	v.keys(key)
}

func (v orderKeys) choose(label, option string) {
	v.t.Helper()
	v.until(label)
	v.to(label, func(s seen) bool { c := v.choice(label); return s.Kind == c.Kind && s.X == c.X && s.Y == c.Y })
	v.keys("space")
	v.pick([]string{option})
}

func (v orderKeys) write()  { v.t.Helper(); v.keys("ctrl+n") }
func (v orderKeys) answer() { v.t.Helper(); v.list(); v.keys("r") }
func (v orderKeys) send()   { v.t.Helper(); v.keys("ctrl+Return") }

func (v orderKeys) out(subject string) string {
	v.t.Helper()
	v.keys("ctrl+s")
	v.until("File name", subject+".eml")
	v.keys("Return")
	v.until("Saved as ")
	for _, s := range v.see() {
		if _, path, ok := strings.Cut(s.Text, "Saved as "); ok {
			return strings.TrimSpace(path)
		}
	}
	return ""
}

// notification presses the key that the person has given to the daemon for that.
func (v orderKeys) notification() { v.t.Helper(); v.bus.ctl(v.screen, "action") }

func (v orderKeys) settings(page string) {
	v.t.Helper()
	v.to("the settings", func(s seen) bool { return s.Tip == "Settings" })
	v.keys("Return")
	v.titled("Settings")
	v.to("the pages", func(s seen) bool { return s.Kind == "*nav.Nav" })
	var pages []string
	for _, s := range v.see() {
		if inSide(s) && s.Kind == "*widgets.Text" {
			pages = append(pages, s.Text)
		}
	}
	v.keys("Home")
	for range slices.Index(pages, page) {
		v.keys("Down")
	}
}

func (v orderKeys) jump(typed, text string) {
	v.t.Helper()
	v.keys("ctrl+k")
	v.until("To find a message, press")
	v.typ(typed)
	v.until(text)
	v.turn(text, "Down", v.marked, func(state string) bool { return state == text })
	v.keys("Return")
}

// marked is the row that Enter goes to in the field that goes anywhere.
func (v *keeper) marked() string {
	v.t.Helper()
	for _, s := range v.see() {
		if s.Kind == "*jump.Jump" {
			return s.Tip
		}
	}
	return ""
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// orderHands keep mail in order.
type orderHands interface {
	// read chooses a letter of the list so that it is read.
	read(subject string)
	// also chooses one more letter.
	also(subject string)
	// press presses a button, a chip, or a line of a page.
	press(text string)
	// menu presses a button and chooses from the menu that it opens.
	menu(button string, path ...string)
	// undo takes back what the bar at the bottom tells.
	undo()
	// newFolder makes a folder.
	newFolder(name string)
	// field goes to the lowest field of a page.
	field()
	// order chooses an entry of the menu of the list's order.
	order(entry string)
	// letter chooses from the menu of the chosen letters.
	letter(path ...string)
	// reader chooses from the menu of the letter that is read.
	reader(path ...string)
	// folder shows a folder.
	folder(name string)
	// folderMenu chooses from the menu of a folder that is shown.
	folderMenu(name string, path ...string)
	// into puts the chosen letter into a folder.
	into(subject, folder string)
	// above puts a folder before another one that lies just above it.
	above(folder, other string)
	// fold folds or unfolds what lies in the folder that is shown.
	fold(name string, on bool)
	// alone opens a letter in a window of its own.
	alone(subject string)
	// raise puts the last rule above the one before it.
	raise()
	// settings opens a page of the settings.
	settings(page string)
	// jump goes to what the field finds when something is typed.
	jump(typed, text string)
	// last presses the last thing that is so.
	last(what string, is func(s seen) bool)
	// choose chooses from the field below a label.
	choose(label, option string)
	// write begins a letter, answer an answer to what is read, and send sends it.
	write()
	answer()
	send()
	// out takes the letter that is read out of the window, and returns the path of the file.
	out(subject string) (path string)
	// notification opens what the desktop tells.
	notification()
}

// orderMouse clicks, drags and drops.
type orderMouse struct{ *keeper }

// find is the place of the last thing with a text that is so.
func (v *keeper) find(text string, is func(s seen) bool) (x, y int) {
	v.t.Helper()
	var found *seen
	for end := time.Now().Add(time.Minute); found == nil && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, s := range v.see() {
			if s.Text == text && !s.Disabled && is(s) {
				found = &s
			}
		}
	}
	if found == nil {
		v.shot("waiting")
		v.t.Fatalf("there is no %q in\n%s", text, v.text())
	}
	return found.X + min(found.W/2, 30), found.Y + found.H/2
}

// Where the parts of the window are, in pixels from its left edge and below its toolbar.
const orderSide, orderList, orderTop = 216, 608, 60

func inSide(s seen) bool { return s.X < orderSide && s.W < orderSide && s.Y > orderTop }
func inList(s seen) bool { return s.X > orderSide && s.X < orderList && s.Y > orderTop }
func isButton(s seen) bool {
	return strings.HasSuffix(s.Kind, ".Button") || strings.HasSuffix(s.Kind, ".Chip") || strings.HasSuffix(s.Kind, ".Check")
}
func isGrip(s seen) bool   { return s.Kind == "*settings.grip" }
func isSwitch(s seen) bool { return s.Kind == "*settings.toggle" }
func isEntry(s seen) bool  { return strings.HasSuffix(s.Kind, ".Entry") }

// at goes to a place and does what xdotool is told.
func (v *keeper) at(place func() (x, y int), do ...string) {
	v.t.Helper()
	window, x, y := v.rest(place)
	v.run("xdotool", append([]string{"mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.06"}, do...)...)
}

// on does so at the last thing with a text that is so.
func (v *keeper) on(text string, is func(s seen) bool, do ...string) {
	v.t.Helper()
	v.at(func() (x, y int) { return v.find(text, is) }, do...)
}

// scrolls turns the wheel over the list until a letter is among those that are drawn.
func (v orderMouse) scrolls(subject string) {
	v.t.Helper()
	for range 12 {
		if slices.ContainsFunc(v.see(), func(s seen) bool { return s.Text == subject && inList(s) }) {
			return
		}
		v.at(func() (x, y int) { return (orderSide + orderList) / 2, 500 }, "click", "--repeat", "5", "5")
		time.Sleep(300 * time.Millisecond)
	}
}

func (v orderMouse) read(subject string) {
	v.t.Helper()
	v.scrolls(subject)
	v.on(subject, inList, "click", "1")
	v.reads(subject)
}

func (v orderMouse) also(subject string) {
	v.t.Helper()
	v.on(subject, inList, "keydown", "ctrl", "click", "1", "keyup", "ctrl")
}

func (v orderMouse) press(text string) { v.t.Helper(); v.on(text, isButton, "click", "1") }

func (v orderMouse) menu(button string, path ...string) {
	v.t.Helper()
	v.opens(func() { v.press(button) })
	v.pick(path)
}

func (v orderMouse) undo() {
	v.t.Helper()
	v.at(func() (x, y int) {
		for _, s := range v.see() {
			if strings.HasSuffix(s.Kind, "Toast") {
				x, y = s.X+s.W-36, s.Y+s.H/2
			}
		}
		return x, y
	}, "click", "1")
}

func (v orderMouse) newFolder(name string) {
	v.t.Helper()
	v.on("New folder", inSide, "click", "1")
	v.names(name)
}

func (v orderMouse) field() {
	v.t.Helper()
	v.at(func() (x, y int) { s := v.lowest(); return s.X + 60, s.Y + s.H/2 }, "click", "1")
}

// lowest is the lowest field.
func (v *keeper) lowest() (low seen) {
	v.t.Helper()
	for _, s := range v.see() {
		if isEntry(s) && s.Y > low.Y {
			low = s
		}
	}
	return low
}

// names types a name into the field that gets the keyboard.
func (v *keeper) names(name string) {
	v.t.Helper()
	v.wait("a field has the keyboard", func() bool { return isEntry(v.focused()) })
	v.typ(name)
	v.keys("Return")
	v.until(name)
}

// opens does what opens a menu, and does it again where it is lost: what is clicked on may be drawn
// anew between the button's going down and up.
func (v *keeper) opens(do func()) {
	v.t.Helper()
	for range 5 {
		do()
		if v.soon(func() bool { return v.opened() != nil }) {
			return
		}
	}
	v.shot("waiting")
	v.t.Fatalf("no menu opens in\n%s", v.text())
}

// soon reports whether something holds within a few seconds.
func (v *keeper) soon(ok func() bool) bool {
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

// pick clicks on entries of the menu that is open, until each has done something: the last one
// takes the menu away.
func (v orderMouse) pick(path []string) {
	v.t.Helper()
	for i, p := range path {
		v.until(p)
		for n := 0; ; n++ {
			if n == 5 {
				v.shot("waiting")
				v.t.Fatalf("%q of the menu does nothing in\n%s", p, v.text())
			}
			v.tap(p)
			if v.soon(func() bool {
				if i+1 == len(path) {
					return v.opened() == nil
				}
				return slices.ContainsFunc(v.see(), func(s seen) bool { return s.Text == path[i+1] && !s.Disabled })
			}) {
				break
			}
		}
	}
}

func (v orderMouse) order(entry string) {
	v.t.Helper()
	v.opens(func() { v.tip("Order of the list") })
	v.pick([]string{entry})
}

func (v orderMouse) letter(path ...string) {
	v.t.Helper()
	v.opens(func() { v.on(v.subject(), inList, "click", "3") })
	v.pick(path)
}

func (v orderMouse) reader(path ...string) {
	v.t.Helper()
	v.opens(func() { v.tip("More") })
	v.pick(path)
}

func (v orderMouse) folder(name string) {
	v.t.Helper()
	v.on(name, inSide, "click", "1")
	v.titled(name)
}

func (v orderMouse) folderMenu(name string, path ...string) {
	v.t.Helper()
	v.opens(func() { v.on(name, inSide, "click", "3") })
	v.pick(path)
}

func (v orderMouse) into(subject, folder string) {
	v.t.Helper()
	v.drag(subject, inList, folder, 0)
}

func (v orderMouse) above(folder, other string) { v.t.Helper(); v.drag(folder, inSide, other, -16) }

func (v orderMouse) fold(name string, _ bool) {
	v.t.Helper()
	v.at(func() (x, y int) { _, y = v.find(name, inSide); return orderSide - 28, y }, "click", "1") // the arrow at the end of its line
}

func (v orderMouse) alone(subject string) {
	v.t.Helper()
	v.on(subject, inList, "click", "--repeat", "2", "--delay", "60", "1")
}

func (v orderMouse) raise() {
	v.t.Helper()
	v.opens(func() { v.on("", isGrip, "click", "1") })
	v.pick([]string{"Move up"})
}

func (v orderMouse) settings(page string) {
	v.t.Helper()
	v.tip("Settings")
	v.titled("Settings")
	v.on(page, inSide, "click", "1")
}

func (v orderMouse) jump(typed, text string) {
	v.t.Helper()
	v.keys("ctrl+k")
	v.until("To find a message, press")
	v.typ(typed)
	v.at(func() (x, y int) {
		whole := false
		for end := time.Now().Add(time.Minute); y == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			for _, s := range v.see() {
				if s.Kind == "*widgets.Text" && (s.Text == text || !whole && strings.HasPrefix(s.Text, text)) && s.X > 370 && s.X < orderList { // where its rows begin
					x, y, whole = s.X+30, s.Y+s.H/2, whole || s.Text == text
				}
			}
		}
		return x, y
	}, "click", "1")
}

func (v orderMouse) last(_ string, is func(s seen) bool) {
	v.t.Helper()
	v.at(func() (x, y int) {
		for _, s := range v.see() {
			if is(s) {
				x, y = s.X+s.W/2, s.Y+s.H/2
			}
		}
		return x, y
	}, "click", "1")
}

func (v orderMouse) choose(label, option string) {
	v.t.Helper()
	v.until(label)
	v.opens(func() {
		v.at(func() (x, y int) { s := v.choice(label); return s.X + s.W/2, s.Y + s.H/2 }, "click", "1")
	})
	v.pick([]string{option})
}

// choice is the field with choices below a label.
func (v *keeper) choice(label string) seen {
	v.t.Helper()
	all := v.see()
	for i, s := range all {
		if s.Text != label {
			continue
		}
		for _, f := range all[i:] {
			if f.Kind == "*field.Select" && f.Y > s.Y {
				return f
			}
		}
	}
	v.t.Fatalf("there is no choice %q in\n%s", label, v.text())
	return seen{}
}

func (v orderMouse) write()  { v.t.Helper(); v.press("Write") }
func (v orderMouse) answer() { v.t.Helper(); v.press("Reply") }
func (v orderMouse) send()   { v.t.Helper(); v.press("Send") }

func (v orderMouse) out(subject string) string {
	v.t.Helper()
	c := newCatcher(v.screen, 0, 1190, 1290, 70) // below the window
	window, x, y := v.rest(func() (x, y int) { return v.find(subject, inList) })
	v.sighted.drag(window, x, y, 640, 1220, nil)
	select {
	case paths := <-c.caught:
		if len(paths) == 1 {
			return paths[0]
		}
		v.t.Fatalf("dropped are %q", paths)
	case <-time.After(time.Minute):
		v.shot("waiting")
		v.t.Fatal("nothing was dropped")
	}
	return ""
}

func (v orderMouse) notification() { v.t.Helper(); v.click(1170, 90) }

// tip clicks on the last button that says something when the pointer rests on it.
func (v *keeper) tip(tip string) {
	v.t.Helper()
	v.at(func() (x, y int) {
		for _, s := range v.see() {
			if strings.HasPrefix(s.Tip, tip) && s.W > 0 && !s.Disabled {
				x, y = s.X+s.W/2, s.Y+s.H/2
			}
		}
		if x == 0 {
			v.t.Fatalf("there is no button %q in\n%s", tip, v.text())
		}
		return x, y
	}, "click", "1")
}

// noMenu waits until no menu is open.
func (v *keeper) noMenu() {
	v.t.Helper()
	v.wait("the menu goes", func() bool { return v.opened() == nil })
}

// opened is the menu that is open, whose tip is what Enter does; nil: there is none.
func (v *keeper) opened() *seen {
	v.t.Helper()
	for _, s := range v.see() {
		if s.Kind == "*widgets.Menu" {
			return &s
		}
	}
	return nil
}

// subject is that of the letter that is read.
func (v *keeper) subject() string {
	v.t.Helper()
	for _, s := range v.see() {
		if s.Kind == "*selectable.Text" && s.X > orderList {
			return s.Text
		}
	}
	return ""
}

// reads waits until a letter is read.
func (v *keeper) reads(subject string) {
	v.t.Helper()
	v.wait(fmt.Sprintf("%q is read", subject), func() bool {
		return slices.ContainsFunc(v.see(), func(s seen) bool { return s.Text == subject && s.X > orderList })
	})
}

// drag drags a thing with a text to a folder, down from its middle by some pixels.
func (v *keeper) drag(from string, is func(s seen) bool, to string, by int) {
	v.t.Helper()
	window, x, y := v.rest(func() (x, y int) { return v.find(from, is) })
	_, tx, ty := v.rest(func() (x, y int) { return v.find(to, inSide) })
	ty += by
	v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.1", "mousedown", "1",
		"sleep", "0.1", "mousemove", "--window", window, fmt.Sprint(x-20), fmt.Sprint(y), "sleep", "0.1", "mousemove", "--window", window, fmt.Sprint((x+tx)/2), fmt.Sprint((y+ty)/2),
		"sleep", "0.1", "mousemove", "--window", window, fmt.Sprint(tx), fmt.Sprint(ty), "sleep", "0.2", "mousemove", "--window", window, fmt.Sprint(tx+2), fmt.Sprint(ty), "sleep", "0.2", "mouseup", "1")
}

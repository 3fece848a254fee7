package main

import (
	"fmt"
	"strings"
	"time"
)

// hands lead the wizard, by the keyboard alone or by the mouse alone; what has to be typed
// is typed where they have put the caret.
type hands interface {
	// fill puts an address and a password into the first page.
	fill(email, password string)
	// goOn does what the main button of a page does, which is named.
	goOn(button string)
	// press presses any button or link.
	press(text string)
	// write types a text in the place of what stands in the field below a label.
	write(label, text string)
	// start leads back to the first page.
	start()
}

// keyboard presses Enter, Tab and Escape.
type keyboard struct{ *sighted }

func (v keyboard) goOn(string) { v.keys("Return") }

func (v keyboard) press(text string) {
	v.t.Helper()
	v.tabTo(text)
	v.keys("Return")
}

func (v keyboard) write(label, text string) {
	v.t.Helper()
	v.until(label)
	for range 30 {
		if v.focused() == v.below(label) {
			v.keys("ctrl+a")
			v.typ(text)
			return
		}
		v.tab()
	}
	v.t.Fatalf("Tab does not lead to the field %q in\n%s", label, v.text())
}

// mouse clicks on what is seen.
type mouse struct{ *sighted }

func (v mouse) goOn(button string) { v.tap(button) }

func (v mouse) press(text string) { v.tap(text) }

func (v mouse) fill(email, password string) {
	v.t.Helper()
	v.until("E-mail address")
	v.write("E-mail address", email)
	v.write("Password", password)
}

func (v mouse) start() {
	v.t.Helper()
	for range 6 {
		if v.atStart() {
			return
		}
		before := v.text()
		v.tap("Back")
		v.wait("Back leads somewhere", func() bool { return v.text() != before })
	}
	v.t.Fatalf("Back does not lead to the first page:\n%s", v.text())
}

// write draws the mouse over what stands in the field below a label, and types another text
// in its place. (Three clicks choose it as well, but only where they are quick enough.)
func (v mouse) write(label, text string) {
	v.t.Helper()
	v.until(label)
	var field seen
	window, _, _ := v.rest(func() (x, y int) {
		field = v.below(label)
		return field.X + field.W/3, field.Y + field.H/2
	})
	y := fmt.Sprint(field.Y + field.H/2)
	v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(field.X+field.W-60), y, "sleep", "0.06", "mousedown", "1", "sleep", "0.06",
		"mousemove", "--window", window, fmt.Sprint(field.X+field.W/2), y, "sleep", "0.06", "mousemove", "--window", window, fmt.Sprint(field.X+3), y, "sleep", "0.06", "mouseup", "1")
	v.typ(text)
}

// below is the field below a label.
func (v *sighted) below(label string) seen {
	v.t.Helper()
	all := v.see()
	for i, s := range all {
		if s.Text != label {
			continue
		}
		for _, f := range all[i:] {
			if strings.HasSuffix(f.Kind, "Entry") && f.Y > s.Y {
				return f
			}
		}
	}
	v.t.Fatalf("there is no field %q in\n%s", label, v.text())
	return seen{}
}

// atStart reports whether the first page is shown.
func (v *sighted) atStart() bool { return strings.Contains(v.text(), "\nE-mail address\n") }

// rest finds a thing once it stands still; the wheel brings it into sight.
func (v *sighted) rest(at func() (x, y int)) (window string, x, y int) {
	v.t.Helper()
	window = v.run("xdotool", "getactivewindow")
	var height int
	for line := range strings.Lines(v.run("xdotool", "getwindowgeometry", "--shell", window)) {
		_, _ = fmt.Sscanf(line, "HEIGHT=%d", &height)
	}
	x, y = at()
	for range 60 {
		wheel := ""
		switch {
		case y <= 0:
			wheel = "4"
		case y >= height-10:
			wheel = "5"
		}
		if wheel != "" {
			v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(height/2), "click", wheel)
		}
		time.Sleep(60 * time.Millisecond)
		was := y
		if x, y = at(); y == was && wheel == "" {
			break
		}
	}
	return window, x, y
}

// Package tray puts an icon with a menu where the system shows those of programs that go on
// without a window: over the session's bus where there is one (org.kde.StatusNotifierItem and
// com.canonical.dbusmenu), else in the way that Fyne has.
package tray

import "unicode/utf8"

// State is what the icon shows.
type State struct {
	Dot  bool   // a mark on the icon: there is something new
	Tip  string // beside the pointer
	Menu []Item

	RightToLeft bool // as the words of the menu are written
}

// Item is a line of the menu.
type Item struct {
	Key     string // tells what was chosen; empty: the line is a rule
	Name    string
	Icon    string // its name in the Icon Naming Specification; empty: none
	Checked bool
}

// Opened is what is told where the icon itself was clicked.
const Opened = "open"

// mostText is the length of a name, in characters.
const mostText = 120

// short makes one line of s that can go over the bus (D-Bus Specification, "Valid UTF-8").
func short(s string) string {
	out, n := make([]rune, 0, len(s)), 0
	for _, r := range s {
		if n == mostText {
			out = append(out, '…')
			break
		}
		if r < ' ' || r >= 0x7F && r < 0xA0 || r&0xFFFE == 0xFFFE {
			r = ' '
		}
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		out = append(out, r)
		n++
	}
	return string(out)
}
